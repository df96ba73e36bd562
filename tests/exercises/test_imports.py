"""What `import dsilab` brings along: in a browser each module is time before the first cell."""

from __future__ import annotations

import subprocess
import sys

import dsilab
import pytest

LOADED = """import sys
{statement}
print(*sorted(name for name in sys.modules if name.startswith('dsilab.')))"""


def loaded_by(statement: str) -> set[str]:
    command = [sys.executable, "-c", LOADED.format(statement=statement)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_notebook_of_one_chapter_does_not_import_the_others():
    plain = loaded_by("import dsilab")
    assert not plain & {"dsilab.explorers", "dsilab.figures"}
    chapters = {name.split(".")[1] for name in plain if name.count(".") > 1}
    assert chapters == {"ecology_disease"}, "the notebooks know its names as the package's own"
    one = loaded_by("from dsilab.foundations import genbank")
    assert not any(name.startswith("dsilab.crops") for name in one)
    assert "dsilab.figures" not in loaded_by("from dsilab import EXPLORERS")


@pytest.mark.parametrize("name", ["EXPLORERS", "FIGURES"])
def test_all_of_every_chapter_are_there_when_they_are_asked_for(name):
    assert name in dir(dsilab)
    assert len(getattr(dsilab, name)) >= 8
    assert f"dsilab.{name.lower()}" in loaded_by(f"import dsilab; dsilab.{name}")


def test_a_name_that_is_not_there_is_an_ordinary_error():
    with pytest.raises(AttributeError, match="module 'dsilab' has no attribute 'EXPLORER'"):
        dsilab.EXPLORER  # noqa: B018
