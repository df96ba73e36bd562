"""The rules of the course's content: each has a code, a reason, a fix and a way to opt a file out.

`rule.py` says what a rule is, `rules/` holds one file a family, `document.py` reads sources as
blocks of prose with their lines, `opt_outs.py` reads what files opt out of, and `run.py` puts them
together. `coursekit` adds rules of its own through the entry point group `sitekit.rules`.
"""
