"""The sound of a talk: slides put one after another, all equally loud, and WAV files."""

from __future__ import annotations

import re
import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np

from sitekit.errors import CourseError
from sitekit.talks.voice import RATE

#: Integrated loudness (EBU R 128) and how far a talk may be from it, in LUFS.
LOUDNESS, LOUDNESS_WITHIN = -16.0, 1.0
#: No peak above this, so that nothing is distorted when it is pressed: about -1.5 dB.
CEILING = 0.84


@dataclass(frozen=True)
class Spoken:
    """One slide as it is heard, and from when to when each of its sentences is, in seconds."""

    sound: np.ndarray
    spans: tuple[tuple[float, float], ...]

    @property
    def seconds(self) -> float:
        return self.sound.size / RATE


def silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE), np.float32)


def ffmpeg(*arguments: str | Path, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run ffmpeg, which comes as a Python package.

    Raises:
        CourseError: it fails; with the last line that it said.
    """
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-y", *arguments]
    done = subprocess.run(list(map(str, command)), input=given, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise CourseError(f"ffmpeg: {said[-1] if said else done.returncode}")
    return done


def read_sound(path: Path) -> np.ndarray:
    """Any sound file that ffmpeg reads, as one channel at our rate.

    Raises:
        CourseError: it is no sound.
    """
    try:
        done = ffmpeg("-i", path, "-f", "f32le", "-ac", "1", "-ar", str(RATE), "-")
    except CourseError as error:
        raise CourseError(f"{path.name}: this is no sound that can be read ({error})") from None
    return np.frombuffer(done.stdout, np.float32)


def write_wav(path: Path, sound: np.ndarray) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def read_wav(path: Path) -> np.ndarray:
    """What `write_wav` wrote."""
    with wave.open(str(path), "rb") as file:
        frames = file.readframes(file.getnframes())
    return np.frombuffer(frames, "<i2").astype(np.float32) / 32767


def loudness(sound: np.ndarray) -> float:
    """Integrated loudness in LUFS (EBU R 128, as ffmpeg measures it)."""
    raw = ("-f", "f32le", "-ac", "1", "-ar", str(RATE), "-i", "-")
    filters = "ebur128=framelog=quiet"
    done = ffmpeg(*raw, "-af", filters, "-f", "null", "-", given=sound.astype("<f4").tobytes())
    found = re.findall(r"I:\s+(-?[\d.]+) LUFS", done.stderr.decode(errors="replace"))
    return float(found[-1])


def even(sound: np.ndarray) -> np.ndarray:
    """The sound at the loudness of all talks: a gain, and a limiter for the few peaks above.

    A limiter takes some loudness away, so it is measured and mended once more.
    """
    gain = LOUDNESS - loudness(sound)
    for _ in range(3):
        made = _limited(sound * 10 ** (gain / 20))
        off = LOUDNESS - loudness(made)
        if abs(off) < LOUDNESS_WITHIN / 4:
            break
        gain += off
    return made


def _limited(sound: np.ndarray) -> np.ndarray:
    raw = ("-f", "f32le", "-ac", "1", "-ar", str(RATE), "-i", "-")
    out = ("-f", "f32le", "-ac", "1", "-ar", str(RATE), "-")
    # The limiter looks five milliseconds ahead; `latency` takes the delay out again.
    filters = f"alimiter=limit={CEILING}:level=false:attack=5:release=50:latency=true"
    done = ffmpeg(*raw, "-af", filters, *out, given=sound.astype("<f4").tobytes())
    made = np.frombuffer(done.stdout, np.float32)
    # The last samples may stay in the limiter.
    return np.pad(made, (0, max(0, sound.size - made.size)))[: sound.size]


def quiet_spans(
    sound: np.ndarray, *, shortest: float = 0.18, level: float = 0.03
) -> Sequence[tuple[float, float]]:
    """From when to when nothing is said, in seconds.

    Args:
        sound: samples from -1 to 1.
        shortest: seconds; shorter gaps belong to the speech.
        level: of the loud moments' height (their 95th percentile); below it is quiet.
    """
    step = RATE // 100
    frames = np.abs(sound[: sound.size // step * step]).reshape(-1, step).max(axis=1)
    if not frames.size:
        return []
    quiet = frames < level * np.percentile(frames, 95)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    seconds = edges * step / RATE
    pairs = zip(seconds[::2], seconds[1::2], strict=True)
    return [(float(a), float(b)) for a, b in pairs if b - a >= shortest]
