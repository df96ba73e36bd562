"""The data files: made by their scripts from named packages, and what the course says of them."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from collections import Counter

import pytest
from Bio import SeqIO
from dsilab import read_fasta
from dsilab.phylogenetics import records

from tests.registry import debian

BEAST = (
    "beast-mcmc-examples",
    "1.10.4+dfsg-5",
    "e3d76d2efd9ff2d5bf949e6d272008618b5191ac8e0ecb08b21ce0da79563ead",
)
BEAST2 = (
    "beast2-mcmc-examples",
    "2.7.3+dfsg-1",
    "7d2e8920ddfb37b16c2808f08022f68728153cbd2f0f8bc5be24721c755b1526",
)
BIOPYTHON = (
    "python-biopython-doc",
    "1.80+dfsg-4",
    "350b871fa68e73e7dee78d6affec8a27bcbb31cd690843a82aefe187dab1712f",
)
GENES = (26, 29, 47, 53, 59, 64, 72)

NEXUS = """#NEXUS
[ a comment ]
begin taxa;
\tdimensions ntax=2;
\ttaxlabels
\tAB_000001_x[&description=" Rana  arvalis strain 1 gene"]
;
end;
begin characters;
\tdimensions nchar=8;
\tmatrix
\t[            1      ]
\tAB_000001_x   acgt-nAC
\t'Rana dalmatina '\tACGTACGT
;
end;
"""


def run(data, script, *arguments):
    return subprocess.run(
        [sys.executable, str(data / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def beast_file(name):
    return debian(*BEAST) / "usr/share/doc/beast-mcmc/examples" / name


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("finches.fasta", "Data/Darwins-finches.nex.gz"),
        ("finch-species.fasta", "ContinuousTraits/DarwinsFinches.nex.gz"),
    ],
)
def test_the_finches_are_what_the_script_writes(data, tmp_path, file, source):
    done = run(data, "derive_alignments.py", tmp_path / file, beast_file(source))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / file).read_bytes() == (data / file).read_bytes()


def test_the_gophers_are_what_the_script_writes(data, tmp_path):
    folder = debian(*BEAST2) / "usr/share/doc/beast2-mcmc/examples/nexus"
    sources = [folder / f"{gene}.nex.gz" for gene in GENES]
    done = run(data, "derive_alignments.py", tmp_path / "gophers.fasta", *sources)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "gophers.fasta").read_bytes() == (data / "gophers.fasta").read_bytes()


@pytest.fixture(scope="module")
def genbank():
    folder = debian(*BIOPYTHON) / "usr/share/doc/python-biopython-doc/Doc/examples"
    return folder / "ls_orchid.gbk.bz2"


def test_the_orchids_are_what_the_script_writes(data, tmp_path, genbank):
    done = run(data, "derive_orchids.py", genbank, tmp_path / "orchids.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "orchids.csv").read_bytes() == (data / "orchids.csv").read_bytes()


def test_biopython_reads_the_same_from_the_records(data, genbank):
    import bz2

    with bz2.open(genbank, "rt") as handle:
        parsed = list(SeqIO.parse(handle, "genbank"))
    ours = records.orchids(data)
    assert [one.name for one in parsed] == [row["accession"] for row in ours]
    for one, row in zip(parsed, ours, strict=True):
        (source,) = [feature for feature in one.features if feature.type == "source"]
        said = source.qualifiers
        assert said["organism"] == [row["species"]]
        assert said.get("isolate", [""]) == [row["isolate"]]
        for qualifier in ("country", "geo_loc_name", "lat_lon", "collection_date",
                          "collected_by", "specimen_voucher"):  # fmt: skip
            assert qualifier not in said


def test_biopython_reads_the_same_alignments(data):
    for file in ("finches.fasta", "finch-species.fasta", "gophers.fasta"):
        theirs = [(one.description, str(one.seq)) for one in SeqIO.parse(data / file, "fasta")]
        assert theirs == read_fasta(data / file)


def test_the_checksums_in_sources_are_those_of_the_files(data):
    text = (data / "SOURCES.md").read_text(encoding="utf-8")
    for file in ("finches.fasta", "finch-species.fasta", "gophers.fasta", "orchids.csv"):
        digest = hashlib.sha256((data / file).read_bytes()).hexdigest()
        assert f"`{file}`" in text and digest in text
        assert (data / file).stat().st_size < 1_000_000
    for package, version, _ in (BEAST, BEAST2, BIOPYTHON):
        assert f"`{package}`, version {version}" in text


def test_what_sources_says_of_provenance(data):
    finches = records.finches(data)
    assert len(finches) == 16 and all(one.accession for one in finches)
    assert sum(one.strain is not None for one in finches) == 15
    assert Counter(one.species for one in finches) == {
        "Geospiza magnirostris": 6,
        "Geospiza fortis": 4,
        "Certhidea olivacea": 3,
        "Camarhynchus parvulus": 3,
    }
    assert {len(one.sequence) for one in finches} == {1123}
    assert sum("Certhidia" in one.label for one in finches) == 1
    species = records.finch_species(data)
    assert len({one.species for one in species}) == 13
    assert {len(one.sequence) for one in species} == {2065}
    gophers = records.gophers(data)
    assert len(gophers) == 26 and len({one.species for one in gophers}) == 8
    assert sum(one.strain is not None for one in gophers) == 25
    counts = Counter(one.species for one in gophers)
    assert (min(counts.values()), max(counts.values())) == (1, 12)
    assert sum(name.startswith("Thomomys") for name in counts) == 7
    assert {len(one.sequence) for one in gophers} == {4385}
    assert "Thomomys_umbrinus_atroavarius" in {one.label for one in gophers}


def test_what_the_course_says_of_the_orchids(data):
    rows = records.orchids(data)
    filled = records.count_filled(rows)
    assert len(rows) == filled["accession"] == filled["species"] == filled["submitted"] == 94
    assert (filled["subspecies"], filled["isolate"]) == (3, 2)
    assert [filled[field] for field in records.PROVENANCE] == [0] * 5
    assert {row["submitted"] for row in rows} == {"1996"}
    assert len({row["species"] for row in rows}) == 92
    assert records.count_filled([]) == {}


def test_a_tiny_nexus_file_byte_for_byte(data, tmp_path):
    with gzip.open(tmp_path / "tiny.nex.gz", "wt") as handle:
        handle.write(NEXUS.replace("\n", "\r\n"))
    done = run(data, "derive_alignments.py", tmp_path / "out.fasta", tmp_path / "tiny.nex.gz")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out.fasta").read_bytes() == (
        b">AB_000001_x Rana arvalis strain 1 gene\nACGT-NAC\n>Rana_dalmatina\nACGTACGT\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ntax=2", "ntax=3", "announces 3 sequences but its matrix holds 2"),
        ("nchar=8", "nchar=9", "has 8 sites, not the announced 9"),
        ("matrix", "nothing", "no data matrix"),
        ("acgt-nAC", "acgt -nAC", "not 'label sequence'"),
    ],
)
def test_a_broken_nexus_file_is_refused_in_one_line(data, tmp_path, old, new, message):
    (tmp_path / "broken.nex").write_text(NEXUS.replace(old, new))
    done = run(data, "derive_alignments.py", tmp_path / "out.fasta", tmp_path / "broken.nex")
    assert done.returncode == 1 and message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out.fasta").exists()


def test_genes_that_do_not_fit_together_are_refused(data, tmp_path):
    (tmp_path / "a.nex").write_text(NEXUS)
    (tmp_path / "b.nex").write_text(NEXUS.replace("dalmatina", "temporaria"))
    done = run(
        data, "derive_alignments.py", tmp_path / "out.fasta", tmp_path / "a.nex", tmp_path / "b.nex"
    )
    assert done.returncode == 1 and "gene 2 does not hold the labels" in done.stderr


@pytest.mark.parametrize("script", ["derive_alignments.py", "derive_orchids.py"])
def test_scripts_say_how_they_are_used(data, tmp_path, script):
    done = run(data, script)
    assert done.returncode == 2 and done.stderr.startswith("usage:")
    missing = [tmp_path / "out", tmp_path / "missing"]
    done = run(data, script, *(missing if "align" in script else missing[::-1]))
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1


def test_a_file_without_records_is_refused(data, tmp_path):
    (tmp_path / "none.gbk").write_text("no record\n")
    done = run(data, "derive_orchids.py", tmp_path / "none.gbk", tmp_path / "out.csv")
    assert done.returncode == 1 and "no record in this file" in done.stderr


@pytest.mark.parametrize(
    "label", ["", "AF_109015_x", "AF109015_x Bufo bufo y", "AF_1_x Bufo bufo y"]
)
def test_labels_that_are_refused(label):
    with pytest.raises(ValueError, match="is not 'AF_number"):
        records.parse_finch_label(label)
