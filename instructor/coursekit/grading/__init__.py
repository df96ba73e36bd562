"""The grading engine: students' cells run in a sandbox, the tests outside of it.

The way of one submission:

1. `reading` takes the notebook's bytes apart (never nbformat: it is slow and trusts its input).
2. `align` lays its cells beside the course's own source and notes every oddity.
3. `session` starts `worker.py` in a sandbox (`sandbox`) and runs the student's cells there.
4. `examiner` runs the course's own test cells in this process. Each name that a test takes from
   the student is a proxy (`proxies`); only bounded, strictly decoded data crosses (`codec`).
5. `outcome` makes the record and the notebook for the formgrader; `gradebook` writes the marks.

`worker.py` and `codec.py` are all of the engine that a sandbox holds; both use the standard library
only. Nothing that a submission made is unpickled, imported or evaluated outside of the sandbox.
"""
