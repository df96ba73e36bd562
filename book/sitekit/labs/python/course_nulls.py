"""JSON's null for what a message holds as None.

Pyodide turns None into JavaScript's undefined, and a field that is undefined does not arrive: a
chart's `"title": null`, say, would be a title again.
"""

from pyodide.ffi import jsnull


def with_nulls(value):
    """A copy of what a message holds, for JavaScript."""
    if value is None:
        return jsnull
    if isinstance(value, dict):
        return {key: with_nulls(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [with_nulls(one) for one in value]
    return value
