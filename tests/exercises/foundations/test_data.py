"""The chapter's data: the files, the script that makes them, and what the course says of them."""

from __future__ import annotations

import csv
import hashlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from Bio import SeqIO
from dsilab.foundations.genbank import read_qualifiers

from tests.registry import debian, pypi

DATA = Path(__file__).resolve().parents[3] / "exercises" / "foundations" / "data"
SCRIPT = DATA / "derive_provenance.py"
MADE = ("orchids.gb", "contrast.gb", "four-sets.csv")
TYPED = ("who-uses-whose.csv", "pairs-by-year.csv", "insdc-size.csv")


def run(*arguments):
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def packages() -> tuple[Path, Path, Path]:
    """The three packages: Biopython's source, and the data of BEAST and of adegenet."""
    biopython = pypi(
        "biopython",
        "1.88",
        "9aaa31c0bda4d059f7b2ee00bfdb5cbb73ade3057aa4b737a7cc0187091d071a",
        source=True,
    )
    return (
        biopython / "biopython-1.88",
        debian(
            "beast-mcmc-examples",
            "1.10.4+dfsg-5",
            "e3d76d2efd9ff2d5bf949e6d272008618b5191ac8e0ecb08b21ce0da79563ead",
        ),
        debian(
            "r-cran-adegenet",
            "2.1.10-1",
            "b47c712e02909c8e27dc45b63a13c1b2f9921dea2b9f6eabe81f8336c521bb2b",
        ),
    )


def test_the_committed_files_are_what_the_script_makes(packages, tmp_path):
    done = run(*packages, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for name in MADE:
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes(), name


def test_the_orchids_are_the_packages_file_byte_for_byte(packages):
    original = packages[0] / "Doc" / "examples" / "ls_orchid.gbk"
    assert original.read_bytes() == (DATA / "orchids.gb").read_bytes()


def test_the_checksums_in_sources_are_those_of_the_files():
    sources = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    for name in (*MADE, *TYPED):
        assert hashlib.sha256((DATA / name).read_bytes()).hexdigest() in sources, name
        assert (DATA / name).stat().st_size < 1_000_000


def test_a_missing_file_is_refused_in_one_line(tmp_path):
    done = run(tmp_path, tmp_path, tmp_path, tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
    assert run().returncode == 2


def test_what_the_course_says_of_the_orchids():
    records = list(SeqIO.parse(DATA / "orchids.gb", "genbank"))
    sources = [record.features[0].qualifiers for record in records]
    assert len(records) == 94
    assert Counter(record.annotations["organism"].split()[0] for record in records) == {
        "Paphiopedilum": 61,
        "Cypripedium": 17,
        "Phragmipedium": 15,
        "Mexipedium": 1,
    }
    said = set().union(*sources)
    assert not said & {"country", "geo_loc_name", "lat_lon", "collection_date", "specimen_voucher"}
    text = (DATA / "orchids.gb").read_text(encoding="ascii")
    assert text.count("Submitted (19-AUG-1996) Cox A.V., Royal Botanic Gardens, Kew,") == 94
    assert records[0].id == "Z78533.1" and len(records[0]) == 740


def test_no_person_and_no_human_sample_is_in_the_other_records():
    text = (DATA / "contrast.gb").read_text(encoding="ascii")
    assert not re.search(r"(?i)collected_by|e-?mail|homo sapiens|AUTHORS|@", text)
    assert "ORIGIN" not in text, "the letters are left out"
    assert len(read_qualifiers(DATA / "contrast.gb")) == 5


def test_the_counts_of_the_sets():
    with (DATA / "four-sets.csv").open(encoding="utf-8", newline="") as file:
        rows = {row.pop("set"): row for row in csv.DictReader(file)}
    counts = {name: tuple(map(int, row.values())) for name, row in rows.items()}
    assert counts == {  # records, accession, country, coordinates, year
        "slipper orchids": (94, 94, 0, 0, 0),
        "five other records": (5, 5, 4, 3, 4),
        "yellow fever virus": (71, 67, 71, 0, 71),
        "pandemic influenza 2009": (433, 433, 0, 433, 433),
    }
