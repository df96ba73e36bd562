"""The chapter's data files are what their scripts write, and hold what the text says."""

from __future__ import annotations

import hashlib
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from dsilab.anthropology.tables import read_rows

from tests.registry import debian, pypi

ADEGENET = "b47c712e02909c8e27dc45b63a13c1b2f9921dea2b9f6eabe81f8336c521bb2b"
IOSACAL = "c2c03f1ef0d9c8b662e189ade7d07daac71540887a7623e615b203b07471c78e"


def run(script: Path, *arguments: Path) -> None:
    done = subprocess.run(
        [sys.executable, script, *arguments], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_simulated_tables_are_what_the_script_writes(folder, tmp_path):
    run(folder / "simulate_valleys.py", tmp_path)
    for name in ("simulated-people.csv", "simulated-founders.csv"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_the_founder_table_is_what_the_script_writes(folder, tmp_path):
    package = debian("r-cran-adegenet", "2.1.10-1", ADEGENET)
    source = package / "usr/lib/R/site-library/adegenet/data/eHGDP.rda"
    run(folder / "derive_founder_table.py", source, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == (folder / "founder-gradient.csv").read_bytes()


def test_the_curve_is_what_the_script_writes(folder, tmp_path):
    source = pypi("iosacal", "0.7.0", IOSACAL) / "iosacal/data/intcal20.14c"
    run(folder / "derive_intcal20.py", source, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == (folder / "intcal20.csv").read_bytes()


def test_heterozygosity_of_one_marker(folder):
    """Nei's estimator by hand: allele counts 3 and 1 give 4/3 x (1 - 9/16 - 1/16) = 0.5."""
    heterozygosity = runpy.run_path(str(folder / "derive_founder_table.py"))["heterozygosity"]
    assert heterozygosity([3, 1]) == pytest.approx(0.5)
    assert heterozygosity([4, 0]) == 0
    assert heterozygosity([1, 0]) is None


def test_the_people_who_asked_to_be_left_out_are(folder):
    rows = read_rows(folder / "founder-gradient.csv")
    names = {row["population"] for row in rows}
    assert len(rows) == len(names) == 76
    assert not names & {"Karitiana", "Surui", "Suruí"}


def test_no_file_of_real_people_has_a_row_a_person(folder):
    for row in read_rows(folder / "founder-gradient.csv"):
        assert row["people"] >= 5
        assert set(row) == {
            "population", "region", "latitude", "longitude", "people", "heterozygosity"
        }  # fmt: skip


def test_hashes_in_the_sources_file(folder):
    text = (folder / "SOURCES.md").read_text(encoding="utf-8")
    for path in folder.glob("*.csv"):
        assert hashlib.sha256(path.read_bytes()).hexdigest() in text


def test_a_number_that_is_none_is_named_with_its_line(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("person,age\nP1,30\nP2,young\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.csv, line 3: .*young"):
        read_rows(path)


def test_a_curve_with_a_broken_line_is_refused(folder):
    rows = runpy.run_path(str(folder / "derive_intcal20.py"))["rows"]
    with pytest.raises(ValueError, match="line 2 has 2 numbers"):
        rows("0,199,11,-24.5,1.4\n1,197\n")
