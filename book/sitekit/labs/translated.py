"""The notebooks of editions in other languages, which the one lab holds beside the English ones."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from sitekit.editions.translations import languages, translations
from sitekit.exercises import EXERCISE_NAMES
from sitekit.language import catalog_path, speech_words
from sitekit.notebooks import notebook_bytes, student_notebook


def lab_folder(chapter: str, language: str) -> str:
    """The lab's folder of a chapter: `crops`, and in Spanish `crops.es`."""
    return chapter if language == "en" else f"{chapter}.{language}"


def translated_files(root: Path) -> dict[str, bytes]:
    """By name: each translated notebook, its chapter's data, and what `dsilab` says.

    Raises:
        CourseError: a translation or a notebook is not as it should be.
    """
    files: dict[str, bytes] = {}
    for language in languages(root):
        for one in translations(root, language):
            path = PurePosixPath(one.name)
            if path.parts[0] != "exercises" or path.stem not in EXERCISE_NAMES:
                continue
            chapter = path.parts[1]
            folder = lab_folder(chapter, language)
            files[f"{folder}/{path.stem}.ipynb"] = notebook_bytes(student_notebook(one.path))
            words = speech_words(catalog_path(root, language))
            files[f"{folder}/words/{language}.json"] = words.encode()
            data = root / "exercises" / chapter / "data"
            for source in sorted(data.rglob("*")):
                if source.is_file() and "__pycache__" not in source.parts:
                    files[f"{folder}/data/{source.relative_to(data).as_posix()}"] = (
                        source.read_bytes()
                    )
    return files
