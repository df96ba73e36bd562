"""The talk's media: H.264 stills with AAC, and Opus alone for a poor connection."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from sitekit.talks.sound import ffmpeg, write_wav

#: Pictures a second. A slide lasts a whole number of them: picture and sound change at once.
FRAMES = 2
#: Bits a second: speech of one channel needs no more.
AAC, OPUS = "48k", "24k"
#: The most that a talk may weigh: bytes a second of talk (3 MB and 1.2 MB for five minutes).
MOST_VIDEO, MOST_AUDIO = 3_000_000 / 300, 1_200_000 / 300


def whole_frames(seconds: float) -> float:
    """The least time that is no shorter and ends with a picture."""
    return -(-round(seconds * 1000) * FRAMES // 1000) / FRAMES


def write_video(target: Path, sound: np.ndarray, stills: list[tuple[Path, float]]) -> None:
    """Write an MP4 of stills, each for so many seconds, under this sound."""
    with tempfile.TemporaryDirectory() as folder:
        wav, order = Path(folder) / "talk.wav", Path(folder) / "stills.txt"
        write_wav(wav, sound)
        lines = ["ffconcat version 1.0"]
        starts, at = [], 0.0
        for picture, seconds in stills:
            lines += [f"file '{picture.resolve()}'", f"duration {seconds:.3f}"]
            starts.append(at)
            at += seconds
        # The last picture is named twice, or ffmpeg forgets how long it lasts.
        order.write_text("\n".join([*lines, lines[-2]]) + "\n", encoding="utf-8")
        # The last picture stays until the sound ends.
        filters = f"fps={FRAMES},tpad=stop_mode=clone:stop_duration=10,scale=out_color_matrix=bt709"
        keys = ",".join(f"{start:.3f}" for start in starts)
        ffmpeg(
            *("-f", "concat", "-safe", "0", "-i", order, "-i", wav),
            *("-map", "0:v", "-map", "1:a", "-t", f"{at:.3f}"),
            *("-c:v", "libx264", "-preset", "veryfast", "-tune", "stillimage", "-crf", "28"),
            *("-pix_fmt", "yuv420p", "-force_key_frames", keys, "-g", "1000"),
            *("-color_range", "tv", "-vf", filters),
            *("-c:a", "aac", "-b:a", AAC, "-ac", "1", "-map_metadata", "-1"),
            *("-threads", "1", "-fflags", "+bitexact", "-movflags", "+faststart", target),
        )


def write_audio(target: Path, sound: np.ndarray) -> None:
    """Write the sound alone, as Opus in an Ogg file."""
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "talk.wav"
        write_wav(wav, sound)
        ffmpeg(
            *("-i", wav, "-c:a", "libopus", "-b:a", OPUS, "-application", "voip", "-ac", "1"),
            *("-map_metadata", "-1", "-fflags", "+bitexact", "-f", "ogg", target),
        )
