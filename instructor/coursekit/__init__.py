"""An instructor's half of the course: from an exercise and its solutions to a returned mark.

The marks live in nbgrader's gradebook and nowhere else; `nbgrader formgrader`, `nbgrader export`
and the other commands of nbgrader keep working on the folder that this package leaves behind.
"""
