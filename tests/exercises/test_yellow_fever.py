"""The yellow fever set: the file, the script that makes it, and what the course says of it."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from collections import Counter

import pytest
from dsilab import (
    fit_clock,
    fit_line,
    jukes_cantor,
    mean_between,
    mean_within,
    p_distance,
    root_to_tip,
    south_american_genotype_1,
)

NEXUS = """#NEXUS
Begin data;
\tDimensions ntax=2 nchar=70;
\tFormat datatype=nucleotide gap=-;
\tMatrix
1998_AY540489_35720_Venezuela   {first}
2007_FMD1240_Peru\t{second}
\t;
End;
"""


def run(data_folder, *arguments):
    return subprocess.run(
        [sys.executable, str(data_folder / "derive_yellow_fever.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_script_writes_a_tiny_file_byte_for_byte(data_folder, tmp_path):
    nexus = NEXUS.format(first="acgtACGTAC" * 7, second="AC-N" * 17 + "GG")
    with gzip.open(tmp_path / "tiny.nex.gz", "wt") as handle:
        handle.write(nexus)
    done = run(data_folder, tmp_path / "tiny.nex.gz", tmp_path / "out.fasta")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out.fasta").read_bytes() == (
        b">1998_AY540489_35720_Venezuela\n" + b"ACGTACGTAC" * 6 + b"\nACGTACGTAC\n"
        b">2007_FMD1240_Peru\n" + b"AC-N" * 15 + b"\n" + b"AC-N" * 2 + b"GG\n"
    )


def test_the_committed_file_is_what_the_script_writes(data_folder, tmp_path):
    """Write the committed file back as NEXUS, in the package's form, and derive it again."""
    committed = (data_folder / "yellow-fever.fasta").read_bytes()
    rows = [
        (entry.split("\n", 1)[0], entry.split("\n", 1)[1].replace("\n", ""))
        for entry in committed.decode().split(">")[1:]
    ]
    matrix = "\n".join(f"{label:<46}{sequence}" for label, sequence in rows)
    nexus = (
        "#NEXUS \n\nBegin data;\n\tDimensions ntax=71 nchar=654;\n"
        f"\tFormat datatype=nucleotide gap=-;\n\tMatrix\n{matrix}\n\t;\nEnd;\n"
    )
    with gzip.open(tmp_path / "YFV.nex.gz", "wt") as handle:
        handle.write(nexus)
    done = run(data_folder, tmp_path / "YFV.nex.gz", tmp_path / "again.fasta")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "again.fasta").read_bytes() == committed


def test_the_checksum_in_sources_is_that_of_the_file(data_folder):
    digest = hashlib.sha256((data_folder / "yellow-fever.fasta").read_bytes()).hexdigest()
    assert digest in (data_folder / "SOURCES.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("ntax=2", "ntax=3"), "announces 3 sequences but its matrix holds 2"),
        (("nchar=70", "nchar=71"), "has 70 sites, not the announced 71"),
        (("Matrix", "Nothing"), "no data matrix"),
        (("2007_FMD1240_Peru\t", "2007_FMD1240_Peru x "), "not 'label sequence'"),
    ],
)
def test_a_broken_nexus_file_is_refused_in_one_line(data_folder, tmp_path, change, message):
    nexus = NEXUS.format(first="A" * 70, second="C" * 70).replace(*change)
    (tmp_path / "broken.nex").write_text(nexus)
    done = run(data_folder, tmp_path / "broken.nex", tmp_path / "out.fasta")
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out.fasta").exists()


def test_a_missing_or_damaged_file_is_refused_in_one_line(data_folder, tmp_path):
    (tmp_path / "not-gzip.nex.gz").write_text("plain text")
    (tmp_path / "latin.nex").write_bytes(b"\xff\xfe matrix")
    for name in ("missing.nex.gz", "not-gzip.nex.gz", "latin.nex"):
        done = run(data_folder, tmp_path / name, tmp_path / "out.fasta")
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1, done.stderr
    assert run(data_folder).returncode == 2


def test_what_the_course_says_of_the_labels(records):
    assert len(records) == 71
    assert {len(record.sequence) for record in records} == {654}
    assert set("".join(record.sequence for record in records)) == set("ACGT")
    assert Counter(record.continent for record in records) == {"Americas": 50, "Africa": 21}
    countries = Counter(record.country for record in records)
    assert len(countries) == 18
    assert countries.most_common(3) == [("Brazil", 21), ("Peru", 12), ("Trinidad and Tobago", 7)]
    assert countries["Central African Republic"] == 4
    assert sum(n <= 2 for n in countries.values()) == 11
    assert [record.label for record in records if record.accession is None] == [
        "2009_TVP11767_Trinidad",
        "1999_BeH613582_Brazil",
        "2007_FMD1240_Peru",
        "1994_BeAr527785_Brazil",
    ]
    assert [record.label for record in records if record.isolate is None] == [
        "2001_AY437135_Brazil"
    ]
    years = [record.year for record in records]
    assert (min(years), max(years)) == (1940, 2009)
    assert (sum(year <= 1993 for year in years), sum(year > 2014 for year in years)) == (50, 0)
    assert max(record.year for record in records if record.continent == "Africa") == 1993


def test_what_the_course_says_of_the_distances(records):
    americas = [record.sequence for record in records if record.continent == "Americas"]
    africa = [record.sequence for record in records if record.continent == "Africa"]
    assert round(mean_within(americas), 4) == 0.0661
    assert round(mean_within(africa), 4) == 0.1343
    assert round(mean_between(americas, africa), 4) == 0.1729


def from_one_reference(records, label):
    """Slope and R squared of the distances of all others from one sequence."""
    (reference,) = [record for record in records if record.label == label]
    others = [record for record in records if record is not reference]
    distances = [jukes_cantor(p_distance(reference.sequence, other.sequence)) for other in others]
    return fit_line([other.year for other in others], distances)


def test_the_trap_of_one_reference(records):
    assert from_one_reference(records, "1946_U52403_Nigeria46_Nigeria").slope == pytest.approx(
        -2.2e-4, abs=1e-5
    )
    americas = [record for record in records if record.continent == "Americas"]
    line = from_one_reference(americas, "1954_AY540437_BeH111_Brazil")
    assert line.slope == pytest.approx(8.8e-4, abs=1e-5)
    assert line.r_squared == pytest.approx(0.26, abs=0.005)


#: Set, number of sequences, rate, root year, R squared: as printed in the lab and the book.
CLOCKS = [
    ("all", 71, 2.3e-4, 1456, 0.20),
    ("americas", 50, 1.06e-3, 1911, 0.34),
    ("genotype 1", 32, 3.4e-4, 1870, 0.48),
    ("the other lineage", 18, 7.6e-4, 1948, 0.28),
    ("africa", 21, 1.36e-3, 1873, 0.05),
]


@pytest.mark.parametrize(("name", "n", "rate", "root", "r_squared"), CLOCKS)
def test_the_clocks_of_the_course(records, name, n, rate, root, r_squared):
    first = south_american_genotype_1(records)
    americas = [record for record in records if record.continent == "Americas"]
    chosen = {
        "all": records,
        "americas": americas,
        "genotype 1": first,
        "the other lineage": [record for record in americas if record not in first],
        "africa": [record for record in records if record.continent == "Africa"],
    }[name]
    years = [record.year for record in chosen]
    found = fit_clock(years, root_to_tip([record.sequence for record in chosen], years))
    assert found.n == n
    assert found.rate == pytest.approx(rate, rel=0.02)
    assert round(found.root_date) == root
    assert round(found.r_squared, 2) == r_squared


def test_the_root_that_jumps_when_samples_are_held_back(records):
    chosen = [record for record in south_american_genotype_1(records) if record.year <= 1994]
    years = [record.year for record in chosen]
    found = fit_clock(years, root_to_tip([record.sequence for record in chosen], years))
    assert (len(chosen), round(found.root_date)) == (24, 1917)


def test_genotype_1_needs_its_reference(records):
    with pytest.raises(ValueError, match="BeH111_Brazil is not among"):
        south_american_genotype_1(records[:5])
