"""FASTA files and labels."""

from __future__ import annotations

import pytest
from dsilab import Label, parse_fasta, parse_label, read_fasta, read_records


def test_fasta_joins_lines_and_tidies_letters():
    text = "\n>one  \nacg\nU-N\n\n>two\nAC GT\n"
    assert parse_fasta(text) == [("one", "ACGT-N"), ("two", "ACGT")]


def test_line_ends_of_other_systems(tmp_path):
    path = tmp_path / "windows.fasta"
    path.write_bytes(b">a\r\nAC\r\nGT\r\n")
    assert read_fasta(path) == [("a", "ACGT")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("\n \n", "is empty"),
        ("ACGT\n", "line 1: letters before the first"),
        (">a\nAC\n>\nGT\n", "line 3: '>' with no label"),
        (">a\n>b\nAC\n", "a has no sequence"),
    ],
)
def test_bad_fasta_gives_one_clear_line(tmp_path, text, message):
    path = tmp_path / "bad.fasta"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"^bad\.fasta") as caught:
        read_fasta(path)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("1998_AY540489_35720_Venezuela", Label(1998, "AY540489", "35720", "Venezuela")),
        ("1946_U52403_Nigeria46_Nigeria", Label(1946, "U52403", "Nigeria46", "Nigeria")),
        ("1970_AF369678_T_Adeoye_Nigeria", Label(1970, "AF369678", "T_Adeoye", "Nigeria")),
        ("2001_AY437135_Brazil", Label(2001, "AY437135", None, "Brazil")),
        ("1994_BeAr527785_Brazil", Label(1994, None, "BeAr527785", "Brazil")),
        ("2007_FMD1240_Peru", Label(2007, None, "FMD1240", "Peru")),
        ("1999_Peru", Label(1999, None, None, "Peru")),
        (
            "1986_AY839631_HB1782_CAR86_AfricanRepublic",
            Label(1986, "AY839631", "HB1782_CAR86", "Central African Republic"),
        ),
    ],
)
def test_labels(label, expected):
    assert parse_label(label) == expected


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("AY540489_Venezuela", "does not start with a year"),
        ("98_AY540489_Venezuela", "does not start with a year"),
        ("19987_AY540489_Venezuela", "does not start with a year"),
        ("", "does not start with a year"),
        ("1998", "does not end in a country"),
        ("1998_AY540489_", "does not end in a country"),
    ],
)
def test_labels_that_are_refused(label, message):
    with pytest.raises(ValueError, match=message):
        parse_label(label)


def fasta(tmp_path, *entries):
    path = tmp_path / "set.fasta"
    path.write_text("".join(f">{label}\n{sequence}\n" for label, sequence in entries))
    return path


def test_records(tmp_path):
    path = fasta(tmp_path, ("1999_Peru", "acgu"), ("1985_AF369673_HB1504_BurkinaFaso", "ACGA"))
    first, second = read_records(path)
    assert (first.year, first.country, first.continent, first.sequence) == (
        1999,
        "Peru",
        "Americas",
        "ACGT",
    )
    assert (second.country, second.continent, second.accession) == (
        "Burkina Faso",
        "Africa",
        "AF369673",
    )


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ((("1999_Peru", "ACGT"), ("1998_Peru", "ACG")), "align the sequences first"),
        ((("1999_Peru", "ACGT"), ("1999_Peru", "ACGT")), "appears twice"),
        ((("1999_Atlantis", "ACGT"),), "no continent is known for 'Atlantis'"),
        ((("Peru_1999", "ACGT"),), "does not start with a year"),
    ],
)
def test_records_that_are_refused(tmp_path, entries, message):
    with pytest.raises(ValueError, match=message):
        read_records(fasta(tmp_path, *entries))
