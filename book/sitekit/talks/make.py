"""`course talks`: makes the media of the talks, and remembers what it made.

Everything is kept under `_build/cache/talks` by what it was made from: the sound of a slide by its
words and the voice, a slide's picture by its drawing, a talk's media by sounds and pictures. So one
changed slide is voiced anew, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from sitekit.errors import CourseError
from sitekit.pathways.missing import read_left_out
from sitekit.talks.captions import write_vtt
from sitekit.talks.pronunciation import Pronunciations, check_names, load_pronunciations
from sitekit.talks.recorded import hear, recordings_of
from sitekit.talks.slides import slide_png, slide_svg
from sitekit.talks.sound import Spoken, even, read_wav, silence, write_wav
from sitekit.talks.source import (
    LONGEST,
    PAUSE_REST,
    SENTENCE_REST,
    SLIDE_REST,
    Slide,
    Talk,
    load_talk,
    talk_slugs,
)
from sitekit.talks.video import whole_frames, write_audio, write_video
from sitekit.talks.voice import load_voice, voice_name

VIDEO, AUDIO, CAPTIONS, CHAPTERS, TIMES = (
    "talk.mp4",
    "talk.opus",
    "captions.vtt",
    "chapters.vtt",
    "times.json",
)
#: Raised when sounds, or media, are made otherwise from the same words.
SOUND_EDITION, MEDIA_EDITION = 1, 3


@dataclass(frozen=True)
class Times:
    """When things are seen and heard in a made talk, in seconds."""

    seconds: float
    slides: tuple[float, ...]
    """When each slide appears."""
    sentences: tuple[tuple[float, float], ...]
    """From when to when each sentence is heard, over all slides."""
    recorded: tuple[int, ...] = ()
    """The slides, from 1, that a person has recorded."""


@dataclass(frozen=True)
class Job:
    """One slide to be heard: from `recording` where a person recorded it, else by the voice."""

    slide: Slide
    texts: tuple[str, ...]
    recording: Path | None
    where: str
    kept: Path


def cache(root: Path) -> Path:
    return root / "_build" / "cache" / "talks"


def load_talks(root: Path, slugs: Iterable[str] | None = None) -> list[Talk]:
    """Read and check talks, all of them unless some are named.

    Raises:
        CourseError: every fault of every talk, and every name that nobody has said how to say.
    """
    known = talk_slugs(root)
    faults: list[str] = []
    talks = []
    for slug in known if slugs is None else slugs:
        if slug not in known:
            raise CourseError(f"there is no talk {slug!r}; allowed: {', '.join(known)}")
        try:
            talks.append(load_talk(root, slug))
        except CourseError as error:
            faults.append(str(error))
    if talks and not is_edition(root):
        pronunciations = load_pronunciations(root)
        faults += [fault for talk in talks for fault in check_names(talk, pronunciations)]
    if faults:
        raise CourseError("\n".join(faults))
    return talks


def is_edition(root: Path) -> bool:
    """Whether these are an edition's sources: its talks are read along with the source's voice."""
    left_out = read_left_out(root)
    return bool(left_out and left_out.language)


def times_along(root: Path, talk: Talk) -> Times | None:
    """When each sentence of a translated talk is heard in the source's recording, if that is made.

    Raises:
        CourseError: the two have not the same number of slides and sentences.
    """
    left_out = read_left_out(root)
    data = left_out.talks.get(talk.slug) if left_out else None
    if data is None:
        return None
    times = Times(
        data["seconds"],
        tuple(data["slides"]),
        tuple((a, b) for a, b in data["sentences"]),
        tuple(data["recorded"]),
    )
    for what, ours, theirs in (
        ("slides", talk.slides, times.slides),
        ("sentences", talk.sentences, times.sentences),
    ):
        if len(ours) != len(theirs):
            raise CourseError(
                f"{talk.where(1)}: {len(ours)} {what}, and the recording has {len(theirs)}; "
                "translate each by one"
            )
    return times


def made_talk(root: Path, talk: Talk) -> tuple[Path, Times] | None:
    """The folder of a talk's media and its times, where they are made and the talk is unchanged."""
    folder = cache(root) / "made" / _fingerprint(root, talk, _jobs(root, talk))
    if not (folder / TIMES).is_file():
        return None
    data = json.loads((folder / TIMES).read_text(encoding="utf-8"))
    return folder, Times(
        data["seconds"],
        tuple(data["slides"]),
        tuple((a, b) for a, b in data["sentences"]),
        tuple(data["recorded"]),
    )


def make_talks(
    root: Path, slugs: Iterable[str] | None = None, *, processes: int | None = None
) -> list[Path]:
    """Make the media of talks, all unless some are named; gives their folders.

    Says nothing where all are made already; else shows how far it is.

    Raises:
        CourseError: a fault in a talk, or a slide that takes too long to say.
    """
    talks = load_talks(root, slugs)
    waiting = [talk for talk in talks if made_talk(root, talk) is None]
    if waiting:
        jobs = {talk.slug: _jobs(root, talk) for talk in waiting}
        new = {job.kept: job for some in jobs.values() for job in some if not job.kept.exists()}
        steps = len(new) + len(waiting)
        count = processes or os.cpu_count() or 1
        # Not forked: the voice runs threads of its own, which a fork would leave behind.
        fresh = get_context("spawn")
        with (
            Progress("Talks", steps) as progress,
            ProcessPoolExecutor(count, mp_context=fresh) as pool,
        ):
            # The longest first, so that no process is left alone with one at the end.
            order = sorted(new.values(), key=lambda job: -job.slide.words)
            _work(pool, [partial(_hear, job) for job in order], progress)
            _work(pool, [partial(_make, root, t, jobs[t.slug]) for t in waiting], progress)
    folders = [made_talk(root, talk) for talk in talks]
    if slugs is None:
        _forget(root, talks)
    return [folder for folder, _ in folders]


def unmade_talks(root: Path) -> list[str]:
    """The chapters whose talk has no media yet."""
    return [talk.slug for talk in load_talks(root) if made_talk(root, talk) is None]


def _work(pool: ProcessPoolExecutor, calls: list[partial], progress: Progress) -> None:
    """Do all calls in the pool; the first that fails ends the others."""
    tasks = [pool.submit(call) for call in calls]
    for task in tasks:
        task.add_done_callback(lambda _: progress.step())
    done, _ = wait(tasks, return_when=FIRST_EXCEPTION)
    for task in tasks:
        task.cancel()
    for task in done:
        task.result()


def _jobs(root: Path, talk: Talk) -> list[Job]:
    pronunciations = load_pronunciations(root)
    recordings = recordings_of(talk)
    return [
        _job(root, talk, number, pronunciations, recordings.get(number))
        for number in range(1, len(talk.slides) + 1)
    ]


def _job(
    root: Path, talk: Talk, number: int, pronunciations: Pronunciations, recording: Path | None
) -> Job:
    slide = talk.slides[number - 1]
    texts = tuple(pronunciations.respell(sentence.text) for sentence in slide.sentences)
    if recording:
        source = [hashlib.sha256(recording.read_bytes()).hexdigest()]
        source += [sentence.text for sentence in slide.sentences]
    else:
        rests = [SENTENCE_REST, PAUSE_REST, SLIDE_REST]
        source = [
            voice_name(),
            rests,
            [[t, s.pause] for t, s in zip(texts, slide.sentences, strict=True)],
        ]
    where = talk.where(slide.spoken_line)
    return Job(slide, texts, recording, where, cache(root) / "heard" / f"{_digest(source)}.wav")


def _digest(what: object) -> str:
    return hashlib.sha256(json.dumps([SOUND_EDITION, what]).encode()).hexdigest()[:32]


def _hear(job: Job) -> None:
    """Voice one slide, or listen to a person's recording, and keep the sound with its times."""
    spoken = hear(job.recording, job.slide) if job.recording else speak(job.texts, job.slide)
    seconds = spoken.spans[-1][1]
    if seconds > LONGEST:
        raise CourseError(
            f"{job.where}: this slide takes {seconds:.0f} s to say; at most {LONGEST:.0f} s: "
            "shorten it, or make two slides of it"
        )
    job.kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=job.kept.parent) as folder:
        made = Path(folder) / "slide.wav"
        write_wav(made, spoken.sound)
        job.kept.with_suffix(".json").write_text(json.dumps(spoken.spans), encoding="utf-8")
        # The sound last: where it is, its times are.
        made.replace(job.kept)


def speak(texts: Iterable[str], slide: Slide) -> Spoken:
    """Say a slide's sentences one after another, with the rests between them."""
    voice = load_voice()
    parts: list[np.ndarray] = []
    spans: list[tuple[float, float]] = []
    at = 0.0
    for number, (text, sentence) in enumerate(zip(texts, slide.sentences, strict=True), 1):
        said = voice.say(text)
        rest = SLIDE_REST if number == len(slide.sentences) else SENTENCE_REST
        quiet = silence(rest + PAUSE_REST * sentence.pause)
        parts += [said, quiet]
        length = Spoken(said, ()).seconds
        spans.append((at, at + length))
        at += length + Spoken(quiet, ()).seconds
    return Spoken(np.concatenate(parts), tuple(spans))


def _kept(job: Job) -> Spoken:
    spans = json.loads(job.kept.with_suffix(".json").read_text(encoding="utf-8"))
    return Spoken(read_wav(job.kept), tuple((a, b) for a, b in spans))


def _make(root: Path, talk: Talk, jobs: list[Job]) -> None:
    """Write one talk's media from the sounds that are kept."""
    sounds: list[np.ndarray] = []
    sentences: list[tuple[float, float]] = []
    stills: list[tuple[Path, float]] = []
    slides: list[float] = []
    at = 0.0
    for number, job in enumerate(jobs, 1):
        spoken = _kept(job)
        seconds = whole_frames(spoken.seconds)
        samples = np.zeros(round((at + seconds) * 22_050) - round(at * 22_050), np.float32)
        samples[: spoken.sound.size] = spoken.sound[: samples.size]
        sounds.append(samples)
        sentences += [(round(at + a, 3), round(at + b, 3)) for a, b in spoken.spans]
        stills.append((slide_png(slide_svg(root, talk, number), cache(root) / "slides"), seconds))
        slides.append(round(at, 3))
        at += seconds
    recorded = tuple(number for number, job in enumerate(jobs, 1) if job.recording)
    times = Times(round(at, 3), tuple(slides), tuple(sentences), recorded)
    target = cache(root) / "made" / _fingerprint(root, talk, jobs)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        folder = Path(scratch) / "talk"
        folder.mkdir()
        sound = even(np.concatenate(sounds))
        write_video(folder / VIDEO, sound, stills)
        write_audio(folder / AUDIO, sound)
        texts = [sentence.text for sentence in talk.sentences]
        cues = [(a, b, text) for (a, b), text in zip(sentences, texts, strict=True)]
        (folder / CAPTIONS).write_text(write_vtt(cues), encoding="utf-8")
        (folder / CHAPTERS).write_text(write_vtt(chapter_cues(talk, times)), encoding="utf-8")
        (folder / TIMES).write_text(json.dumps(asdict(times)), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        folder.replace(target)


def chapter_cues(talk: Talk, times: Times) -> Iterator[tuple[float, float, str]]:
    """From when to when each chapter of the talk is, and its title."""
    starts: list[tuple[float, str]] = []
    for slide, at in zip(talk.slides, times.slides, strict=True):
        if not starts or starts[-1][1] != slide.chapter:
            starts.append((at, slide.chapter))
    ends = [at for at, _ in starts[1:]] + [times.seconds]
    return ((at, end, title) for (at, title), end in zip(starts, ends, strict=True))


def _fingerprint(root: Path, talk: Talk, jobs: list[Job]) -> str:
    """What names a talk's media: its words, its sounds, and how its slides are drawn."""
    drawn = [slide_svg(root, talk, number) for number in range(1, len(talk.slides) + 1)]
    words = [sentence.text for sentence in talk.sentences]
    return f"{talk.slug}-{_digest([words, [job.kept.name for job in jobs], drawn, MEDIA_EDITION])}"


def _forget(root: Path, talks: list[Talk]) -> None:
    """Delete what no talk is made of any more."""
    used: set[Path] = set()
    for talk in talks:
        jobs = _jobs(root, talk)
        used.add(cache(root) / "made" / _fingerprint(root, talk, jobs))
        for number, job in enumerate(jobs, 1):
            used |= {job.kept, job.kept.with_suffix(".json")}
            used.add(slide_png(slide_svg(root, talk, number), cache(root) / "slides"))
    for path in [p for kind in ("heard", "made", "slides") for p in cache(root).glob(f"{kind}/*")]:
        if path not in used:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


class Progress:
    """`Talks: [########......] 12 of 24`, on one line of a terminal; elsewhere, now and then."""

    def __init__(self, what: str, steps: int) -> None:
        self.what, self.steps, self.done = what, steps, 0

    def __enter__(self) -> Progress:
        self._show()
        return self

    def __exit__(self, *_: object) -> None:
        print(file=sys.stderr, flush=True)

    def step(self) -> None:
        self.done += 1
        # A log is not filled with a line for each step.
        if sys.stderr.isatty() or self.done * 10 // self.steps > (self.done - 1) * 10 // self.steps:
            self._show()

    def _show(self) -> None:
        full = self.done * 30 // max(1, self.steps)
        bar = f"{self.what}: [{'#' * full}{'.' * (30 - full)}] {self.done} of {self.steps}"
        end = "" if sys.stderr.isatty() else "\n"
        print(f"\r{bar}" if not end else bar, end=end, file=sys.stderr, flush=True)
