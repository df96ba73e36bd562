"""The data files: what the scripts write from the packages, and what the course says of them."""

from __future__ import annotations

import gzip
import hashlib
import struct
import subprocess
import sys
from collections import Counter

import pytest
from dsilab.livestock_rescue.populations import (
    parse_genotype,
    read_cattle,
    read_tortoises,
)

from tests.registry import debian

ADEGENET = "b47c712e02909c8e27dc45b63a13c1b2f9921dea2b9f6eabe81f8336c521bb2b"
ADE4 = "27fa3ef8dbf2dcbb4db2e03e9644e7ef65103deede1b0b418bdd49c1c9aeb802"
FILES = ("cattle.csv", "tortoises.csv", "tortoise-populations.csv")


def run(folder, script, *arguments):
    return subprocess.run(
        [sys.executable, "-B", str(folder / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_cattle_are_what_the_script_makes_of_the_package(folder, tmp_path):
    package = debian("r-cran-adegenet", "2.1.10-1", ADEGENET)
    source = package / "usr/lib/R/site-library/adegenet/data/microbov.rda"
    done = run(folder, "derive_cattle.py", source, tmp_path / "cattle.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "cattle.csv").read_bytes() == (folder / "cattle.csv").read_bytes()


def test_the_tortoises_are_what_the_script_makes_of_the_package(folder, tmp_path):
    package = debian("r-cran-ade4", "1.7-22-1", ADE4)
    source = package / "usr/lib/R/site-library/ade4/data/ggtortoises.rda"
    done = run(folder, "derive_tortoises.py", source, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    for name in FILES[1:]:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


@pytest.mark.filterwarnings("ignore:Missing constructor")
def test_another_reader_of_r_files_finds_the_same(folder):
    """rdata, a package by other people, reads the same genotypes and counts."""
    rdata = pytest.importorskip("rdata")
    package = debian("r-cran-adegenet", "2.1.10-1", ADEGENET)
    source = package / "usr/lib/R/site-library/adegenet/data/microbov.rda"
    found = rdata.read_rda(source, default_encoding="latin1")["microbov"]
    columns = [str(one) for one in found.tab.coords["dim_1"].values]
    table = found.tab.values
    for row, animal in enumerate(read_cattle(folder)):
        assert animal.name == str(found.tab.coords["dim_0"].values[row])
        expected = Counter(
            {name: int(n) for name, n in zip(columns, table[row], strict=True) if n > 0}
        )
        ours = Counter(
            f"{locus}.{allele}"
            for locus, genotype in animal.genotypes.items()
            for allele in genotype or ()
        )
        assert ours == expected


@pytest.mark.parametrize("name", FILES)
def test_the_checksums_in_sources_are_those_of_the_files(folder, name):
    digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    assert digest in (folder / "SOURCES.md").read_text(encoding="utf-8")
    assert (folder / name).stat().st_size < 1_000_000


def rda(kind: int, values: bytes) -> bytes:
    """A tiny R data file with one object named x of one kind of vector."""
    header = b"RDX2\nX\n" + struct.pack(">iii", 2, 0, 0)
    name = struct.pack(">iii", 1026, 1, 9) + struct.pack(">i", 1) + b"x"
    return header + name + struct.pack(">i", kind) + values + struct.pack(">i", 254)


@pytest.mark.parametrize("script", ["derive_cattle.py", "derive_tortoises.py"])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"plain text", "not an R data file in binary form"),
        (b"\x1f\x8bbroken", "cannot be decompressed"),
        (gzip.compress(b"RDX2\nX\n"), "ends too early"),
        (rda(13, struct.pack(">ii", 1, 7)), "there is no object"),
        (rda(15, struct.pack(">i", 1)), "kind of object (15) that is not read here"),
    ],
    ids=["text", "damaged", "short", "another object", "complex numbers"],
)
def test_a_wrong_file_is_refused_in_one_line(folder, tmp_path, script, content, message):
    (tmp_path / "wrong.rda").write_bytes(content)
    done = run(folder, script, tmp_path / "wrong.rda", tmp_path / "out")
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("script", ["derive_cattle.py", "derive_tortoises.py"])
def test_a_missing_file_and_no_argument(folder, tmp_path, script):
    done = run(folder, script, tmp_path / "missing.rda")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert run(folder, script).returncode == 2


def test_what_the_course_says_of_the_cattle(folder, breeds):
    animals = read_cattle(folder)
    assert len(animals) == 704
    loci = list(animals[0].genotypes)
    assert len(loci) == 30
    assert len(breeds) == 15
    assert Counter(animal.origin for animal in animals) == {"France": 473, "Africa": 231}
    africa = {breed for breed, some in breeds.items() if some[0].origin == "Africa"}
    assert africa == {"Borgou", "Zebu", "Lagunaire", "N'Dama", "Somba"}
    assert {one.species for one in breeds["Borgou"]} == {"Bos indicus"}
    missing = sum(genotype is None for one in animals for genotype in one.genotypes.values())
    assert round(100 * missing / (704 * 30), 1) == 2.3
    assert sum(one.genotypes["HEL1"] is not None for one in breeds["N'Dama"]) == 29
    assert len(breeds["Lagunaire"]) == 51


def test_what_the_course_says_of_the_tortoises(tortoises):
    assert len(tortoises) == 17
    assert {len(one.counts) for one in tortoises.values()} == {10}
    assert tortoises["ESP"].sampled == 15
    assert tortoises["ESP"].shell == "saddleback" and tortoises["CR"].shell == "domed"
    assert tortoises["PBL"].name_in_file == tortoises["PBR"].name_in_file == "becki"
    assert {one.name_in_file for one in tortoises.values()} >= {"ephyppium", "microphyles"}
    for one in tortoises.values():
        for locus in one.counts.values():
            assert 26 <= sum(locus.values()) <= 2 * one.sampled


@pytest.mark.parametrize("wrong", ["167", "167/", "/175", "1/2/3", "/"])
def test_a_wrong_genotype_is_refused(wrong):
    with pytest.raises(ValueError, match="is not a genotype such as 167/175"):
        parse_genotype(wrong)


def test_genotypes():
    assert parse_genotype("167/175") == ("167", "175")
    assert parse_genotype("") is parse_genotype("  ") is None


def test_folders_may_be_strings(folder):
    assert read_cattle(str(folder))[0].breed == "Borgou"
    assert list(read_tortoises(str(folder)))[-1] == "ESP"
