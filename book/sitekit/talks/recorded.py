"""A person's own recording of a talk, slide by slide, in place of the synthetic voice.

Put `slide-01.wav`, `slide-02.wav` ... into `book/<slug>/talk-recorded/` (also .mp3, .m4a, .ogg or
.flac). A slide that has no file keeps the synthetic voice. Captions follow what is heard: the
sentences of the slide are laid into the recording by their length, each cut in the nearest rest.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from sitekit.errors import CourseError, shown
from sitekit.talks.sound import Spoken, quiet_spans, read_sound, silence
from sitekit.talks.source import SLIDE_REST, Slide, Talk
from sitekit.talks.voice import RATE, trim

FOLDER = "talk-recorded"
KINDS = (".wav", ".mp3", ".m4a", ".ogg", ".flac")


def recordings_of(talk: Talk) -> dict[int, Path]:
    """The recording of each slide that has one, by the slide's number from 1.

    Raises:
        CourseError: a file whose name names no slide, or two for one slide.
    """
    found: dict[int, Path] = {}
    for path in sorted((talk.path.parent / FOLDER).glob("*")):
        match = re.fullmatch(r"slide-(\d\d)", path.stem)
        number = int(match[1]) if match and path.suffix.lower() in KINDS else 0
        if not 1 <= number <= len(talk.slides):
            raise CourseError(
                f"{shown(path)}: this names no slide; allowed: slide-01 to "
                f"slide-{len(talk.slides):02} with one of {', '.join(KINDS)}"
            )
        if number in found:
            raise CourseError(
                f"{shown(path)}: slide {number} has {found[number].name} too; keep one"
            )
        found[number] = path
    return found


def hear(path: Path, slide: Slide) -> Spoken:
    """The slide as it was recorded, with the times of its sentences."""
    sound = trim(read_sound(path))
    if not sound.size:
        raise CourseError(f"{shown(path)}: nothing is to be heard in this file")
    spans = lay(sound, [len(sentence.text) for sentence in slide.sentences])
    return Spoken(np.concatenate([sound, silence(SLIDE_REST)]), spans)


def lay(sound: np.ndarray, lengths: list[int]) -> tuple[tuple[float, float], ...]:
    """From when to when each sentence is likely heard.

    The cuts are chosen among the rests so that, together, they lie nearest to where the lengths
    of the sentences alone would put them; where there are too few rests, they lie just there.
    """
    end = sound.size / RATE
    expected = np.cumsum(lengths)[:-1] / sum(lengths) * end
    rests = [(a, b) for a, b in quiet_spans(sound) if a > 0 and b < end]
    if len(rests) < len(expected):
        cuts = [(at, at) for at in expected]
    else:
        cuts = _nearest(expected, rests)
    starts = [0.0, *(b for _, b in cuts)]
    ends = [*(a for a, _ in cuts), end]
    return tuple((float(a), float(b)) for a, b in zip(starts, ends, strict=True))


def _nearest(expected: np.ndarray, rests: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """As many rests as there are expected cuts, in order, with the least distance in all.

    A long rest is a likelier end of a sentence than a short one: its length counts in its favour.
    """
    best = np.full((len(expected) + 1, len(rests) + 1), np.inf)
    best[0] = 0
    for i, at in enumerate(expected, 1):
        for j, (a, b) in enumerate(rests, 1):
            cost = abs((a + b) / 2 - at) - (b - a)
            best[i, j] = min(best[i, j - 1], best[i - 1, j - 1] + cost)
    chosen, j = [], len(rests)
    for i in range(len(expected), 0, -1):
        while best[i, j] == best[i, j - 1]:
            j -= 1
        chosen.append(rests[j - 1])
        j -= 1
    return chosen[::-1]
