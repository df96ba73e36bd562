"""Run by Pyodide before `start.py`, with a start's modules alone: notes what else it imports."""

import course_rest

missed = []


class Watch(course_rest.Rest):
    def fetch(self, name):
        missed.append(name)
        raise ImportError(f"{name} is not among the modules of a start")


course_rest.Rest = Watch
course_rest.install()
