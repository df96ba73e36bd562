"""What a sandbox may see of the course, copied to where an unprivileged user can read it."""

from __future__ import annotations

import compileall
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

#: All of the engine that a sandbox holds.
WORKER_FILES = ("worker.py", "codec.py", "kernel.py")


@dataclass(frozen=True)
class Stage:
    """A folder with the worker and the assignment's released files.

    `course` has the layout of a student's zip: the packages, and the chapter's folder beside them.
    """

    folder: Path
    chapter: str

    @classmethod
    def make(
        cls, folder: Path, chapter: str, released: Path | None, packages: Path | None
    ) -> Stage:
        """Fill a new folder.

        Args:
            released: the released assignment: its data is taken, its notebooks are not.
            packages: the folder that holds the package `dsilab`.
        """
        stage = cls(folder, chapter)
        stage.grader.mkdir(parents=True)
        for name in WORKER_FILES:
            shutil.copyfile(Path(__file__).with_name(name), stage.grader / name)
        (stage.course / chapter).mkdir(parents=True)
        for path in sorted(released.iterdir()) if released else []:
            if path.is_dir():
                shutil.copytree(path, stage.course / chapter / path.name)
            elif path.suffix != ".ipynb":
                shutil.copyfile(path, stage.course / chapter / path.name)
        if packages and (packages / "dsilab").is_dir():
            shutil.copytree(
                packages / "dsilab",
                stage.course / "dsilab",
                ignore=shutil.ignore_patterns("__pycache__"),
            )
        # Read-only inside: what is not compiled now would be compiled anew for each submission.
        compileall.compile_dir(folder, quiet=2)
        for path in [folder, *folder.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        return stage

    @property
    def grader(self) -> Path:
        return self.folder / "grader"

    @property
    def course(self) -> Path:
        return self.folder / "course"

    @property
    def place(self) -> Path:
        """The folder that the notebook would lie in."""
        return self.course / self.chapter

    def shown(self) -> list[tuple[str, Path]]:
        """What is mounted: its path inside the course's folder, and where it is."""
        beside = [path for path in sorted(self.course.iterdir()) if path.name != self.chapter]
        own = sorted(self.place.iterdir())
        return [(path.relative_to(self.course).as_posix(), path) for path in [*beside, *own]]

    def unprotected_copy(self) -> Path:
        """A writable copy of the chapter's folder, for grading without a sandbox."""
        copy = Path(tempfile.mkdtemp(prefix="unprotected-", dir=self.folder)) / self.chapter
        shutil.copytree(self.place, copy)
        return copy
