"""WebVTT (https://www.w3.org/TR/webvtt1/): captions, a cue a sentence, and chapters."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape


def clock(seconds: float) -> str:
    """`00:01:02.340`"""
    thousandths = round(seconds * 1000)
    minutes, rest = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def write_vtt(cues: Iterable[tuple[float, float, str]]) -> str:
    """The file's text; each cue is start and end in seconds, and what it says."""
    blocks = [
        f"{number}\n{clock(start)} --> {clock(end)}\n{escape(text, quote=False)}\n"
        for number, (start, end, text) in enumerate(cues, 1)
    ]
    return "\n".join(["WEBVTT\n", *blocks])
