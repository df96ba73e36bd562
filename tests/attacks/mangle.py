"""Notebooks as a class really hands them in, and worse: a mark or one clear line for each."""

from __future__ import annotations

import copy
import io
import json
import os
import zipfile
from pathlib import Path

from tests.attacks.arena import LAB, After, Kit, attack, loot, without


def v3(notebook: dict) -> dict:
    """A notebook as Jupyter wrote it before 2015."""
    cells = []
    for cell in notebook["cells"]:
        old = {"cell_type": cell["cell_type"], "metadata": cell["metadata"]}
        if cell["cell_type"] == "code":
            old |= {"input": cell["source"], "language": "python", "outputs": [],
                    "prompt_number": None, "collapsed": False}  # fmt: skip
        else:
            old["source"] = cell["source"]
        cells.append(old)
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""},
            "worksheets": [{"cells": cells, "metadata": {}}]}  # fmt: skip


@attack(mark=None)
def is_empty(kit: Kit) -> None:
    kit.write(b"")


@attack(mark=None)
def is_cut_short(kit: Kit) -> None:
    kit.write(kit.dump()[:2000])


@attack(mark=None)
def is_no_notebook(kit: Kit) -> None:
    kit.write(b"%PDF-1.7\n\x00\xff\xfe not a notebook")


@attack(mark=None)
def is_a_list(kit: Kit) -> None:
    kit.write(b"[1, 2, 3]")


@attack(mark=None)
def has_no_cells(kit: Kit) -> None:
    kit.write(b'{"cells": {}, "metadata": null, "nbformat": 4, "nbformat_minor": 5}')


@attack(mark=None)
def is_nested_a_hundred_thousand_deep(kit: Kit) -> None:
    kit.write(b'{"nbformat": 4, "cells": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")


@attack()
def has_deep_metadata_and_long_numbers(kit: Kit) -> None:
    deep: dict = {}
    for _ in range(300):
        deep = {"d": deep}
    kit.notebook["metadata"]["deep"] = deep
    kit.write(kit.dump()[:-1] + b', "e": 1e999, "n": NaN, "i": -Infinity, "nbformat": 4}')


@attack(mark=None)
def holds_a_number_of_100000_digits(kit: Kit) -> None:
    kit.write(kit.dump()[:-1] + b', "n": ' + b"9" * 100_000 + b"}")


@attack(mark=without("total"))
def has_cells_that_are_no_cells(kit: Kit) -> None:
    kit.cell("total")["source"] = 17
    kit.cell("total-check")["metadata"] = None
    kit.notebook["cells"] += [None, 3, "cell", [], {}, {"cell_type": "code"},
                              {"cell_type": ["code"], "source": {}, "metadata": []}]  # fmt: skip


@attack()
def has_names_that_are_no_names(kit: Kit) -> None:
    for number, name in enumerate(([], {}, None, 4, True, "", "\ud800", "x" * 100_000)):
        kit.add(f"x = {number}")
        kit.notebook["cells"][1]["metadata"] = {
            "nbgrader": {"grade_id": name, "grade": "yes", "points": "many", "schema_version": 3}
        }


@attack(mark=without("total"))
def holds_halves_of_characters(kit: Kit) -> None:
    """Valid JSON, and no valid text: Python cannot read such a cell."""
    kit.put(
        in_words="\ud800 \x00 \x1b[2J \u202e <script>alert(1)</script>",
        total="# \ud83d\ndef total(values):\n    return sum(values)\n",
    )
    kit.add("print('\\ud800\\x00\\x1b[31m')")


@attack()
def starts_with_a_byte_order_mark(kit: Kit) -> None:
    kit.write(b"\xef\xbb\xbf" + kit.dump())


@attack(codes="ENCODING")
def is_in_windows_1252(kit: Kit) -> None:
    kit.put(in_words="„Schön“ – said the gauge")
    text = json.dumps(kit.notebook, ensure_ascii=False)
    kit.write(text.encode("cp1252"))


@attack(codes="ENCODING")
def is_in_utf_16(kit: Kit) -> None:
    kit.write(kit.dump().decode().encode("utf-16"))


@attack(codes="NBFORMAT-CONVERTED")
def is_of_format_3(kit: Kit) -> None:
    kit.write(json.dumps(v3(kit.notebook)).encode())


@attack()
def is_of_format_4_0(kit: Kit) -> None:
    kit.notebook["nbformat_minor"] = 0
    for cell in kit.notebook["cells"]:
        del cell["id"]


@attack(mark=None)
def is_of_a_format_to_come(kit: Kit) -> None:
    kit.write(b'{"nbformat": 7, "blocks": []}')


@attack(codes="KERNEL-NAME")
def names_another_kernel(kit: Kit) -> None:
    kit.notebook["metadata"] |= {
        "kernelspec": {"name": "ir", "display_name": "R; rm -rf ~", "language": "R"},
        "language_info": {"name": "R"},
    }


@attack(codes="CELL-DUPLICATED")
def has_a_solution_twice(kit: Kit) -> None:
    """The one that holds an answer counts, be it first or last."""
    twin = copy.deepcopy(kit.cell("total")) | {"id": "a-copy", "source": "print('a try')"}
    kit.notebook["cells"].insert(2, twin)


@attack(codes="CELL-DUPLICATED")
def has_a_test_twice(kit: Kit) -> None:
    kit.notebook["cells"].append(copy.deepcopy(kit.cell("days-check")) | {"id": "again"})


@attack(codes="CELL-MISSING")
def lost_a_test(kit: Kit) -> None:
    """The course has it; the answer is there."""
    kit.notebook["cells"].remove(kit.cell("days-check"))


@attack(mark=without("days"), codes="CELL-MISSING")
def lost_a_solution(kit: Kit) -> None:
    kit.notebook["cells"].remove(kit.cell("days"))


@attack(codes="CELL-REORDERED")
def is_out_of_order(kit: Kit) -> None:
    kit.notebook["cells"].reverse()


@attack(codes="CELL-TYPE-CHANGED")
def made_code_a_text(kit: Kit) -> None:
    """What it holds is an answer all the same."""
    cell = kit.cell("scale")
    cell["cell_type"] = "markdown"
    for name in ("outputs", "execution_count"):
        cell.pop(name, None)


@attack(codes="OLDER-RELEASE LOCKED-CELL-CHANGED")
def is_of_an_older_release(kit: Kit) -> None:
    for name in ("total-check", "days-check", "setup"):
        cell = kit.cell(name)
        cell["source"] = cell["source"].replace("#", "# Once more:") + "\n# as of last year"


@attack(mark=None)
def is_another_notebook(kit: Kit) -> None:
    for cell in kit.notebook["cells"]:
        cell["metadata"].pop("nbgrader", None)
        cell["id"] = f"other-{cell['id']}"


@attack(mark=None)
def has_ten_thousand_cells(kit: Kit) -> None:
    for number in range(10_000):
        kit.notebook["cells"].append(
            {"cell_type": "markdown", "id": f"m{number}", "metadata": {}, "source": "filler"}
        )


@attack(codes="RENAMED-FILE")
def is_called_lab_1(kit: Kit) -> None:
    kit.write(kit.dump(), "lab (1).ipynb")


@attack(codes="RENAMED-FILE")
def is_called_something_else(kit: Kit) -> None:
    kit.write(kit.dump(), "final\x1b[31m <b>; rm -rf ~.ipynb")


@attack(codes="TWO-SUBMISSIONS")
def comes_twice(kit: Kit) -> None:
    """The newest counts."""
    kit.write(kit.dump())
    kit.put(total="def total(values):\n    return None\n")
    kit.write(kit.dump(), "lab (1).ipynb")
    old = kit.folder / "lab (1).ipynb"
    os.utime(old, (1_700_000_000, 1_700_000_000))


def _outside(after: After, student: str) -> bool:
    return loot(after, student) or "teachonly000a7a" in after.got(student)


@attack(mark=None, happened=_outside)
def is_a_link_to_the_solutions(kit: Kit) -> None:
    (kit.folder / "lab.ipynb").symlink_to(
        kit.world.root / "marking" / "source" / LAB / "lab.ipynb"
    )  # fmt: skip
    kit.written = True


@attack(happened=_outside)
def brings_links_along(kit: Kit) -> None:
    kit.write(kit.dump())
    (kit.folder / "leak.txt").symlink_to(kit.world.canary)
    (kit.folder / "data").symlink_to(kit.world.root / "instructor")
    (kit.folder / "loop").symlink_to(kit.folder)


@attack(happened=_outside)
def brings_a_pipe_along(kit: Kit) -> None:
    """Who opens it to read it waits for ever."""
    kit.write(kit.dump())
    os.mkfifo(kit.folder / "pipe.txt")


@attack(mark=None)
def is_a_pipe(kit: Kit) -> None:
    os.mkfifo(kit.folder / "lab.ipynb")
    kit.written = True


@attack(mark=None)
def is_a_folder(kit: Kit) -> None:
    (kit.folder / "lab.ipynb").mkdir()
    kit.written = True


@attack(happened=lambda after, student: any(after.folder.rglob("bomb*")))
def brings_a_bomb_along(kit: Kit) -> None:
    kit.write(kit.dump())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"0" * 50_000_000)
        archive.writestr("../../../bomb-above.txt", b"0")
    kit.write(packed.getvalue(), "bomb.zip")
    kit.write(b"#!/bin/sh\necho hi\n", "bomb.sh")


def _in_place(after: After, student: str) -> bool:
    return any(Path(after.folder).rglob("nbgrader_config_of_student*"))


@attack(happened=_in_place)
def brings_settings_along(kit: Kit) -> None:
    """Files that a tool beside the notebook might obey: settings, modules of the same names."""
    kit.write(kit.dump())
    for name in ("nbgrader_config_of_student.py", "sitecustomize.py", "json.py", "dsilab.py"):
        kit.write(b"raise SystemExit('obeyed')\n", name)
