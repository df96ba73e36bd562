"""Reading GenBank records: against Biopython, on made-up records, and on bad input."""

from __future__ import annotations

import random
from io import StringIO
from pathlib import Path

import pytest
from Bio import SeqIO
from dsilab.foundations import genbank, provenance

DATA = Path(__file__).resolve().parents[3] / "exercises" / "foundations" / "data"


@pytest.mark.parametrize("name", ["orchids.gb", "contrast.gb"])
def test_every_record_reads_as_biopython_reads_it(name):
    ours = genbank.read_qualifiers(DATA / name)
    text = (DATA / name).read_text(encoding="ascii")
    if "ORIGIN" not in text:  # Biopython wants the line at which the letters would start
        text = text.replace("\n//\n", "\nORIGIN\n//\n")
    theirs = list(SeqIO.parse(StringIO(text), "genbank"))
    assert len(ours) == len(theirs)
    for mine, other in zip(ours, theirs, strict=True):
        source = {key: values[0] for key, values in other.features[0].qualifiers.items()}
        assert mine == {"accession": other.id.split(".")[0], **source}


def test_files_are_cut_at_the_double_slash_only():
    text = "LOCUS a\nX http://one.org\n//\n\nLOCUS b\n//  \nLOCUS c"
    assert genbank.split_records(text) == ["LOCUS a\nX http://one.org", "LOCUS b", "LOCUS c"]
    assert genbank.split_records("") == [] == genbank.split_records("\n\n")


def test_qualifiers_over_lines_with_quotes_and_without_values():
    record = (
        "FEATURES             Location/Qualifiers\n"
        "     source          1..9\n"
        '                     /note="the ""wild"" kind, see\n'
        '                     /half of it"\n'
        "                     /germline\n"
        '                     /strain="x=y"\n'
        '                     /strain="second"\n'
        "     gene            1..3\n"
        '                     /country="not of the source"\n'
    )
    assert genbank.source_qualifiers(record) == {
        "note": 'the "wild" kind, see /half of it',
        "germline": "",
        "strain": "x=y",
    }


def test_what_is_no_record_is_refused_in_one_line():
    for reader in (genbank.accession, genbank.source_qualifiers):
        with pytest.raises(ValueError, match="record") as caught:
            reader("a letter to a friend")
        assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("record", "country"),
    [
        ({"country": "Brazil: Manaus"}, "Brazil"),
        ({"geo_loc_name": "Russia:Bashkortostan"}, "Russia"),
        ({"geo_loc_name": "Togo", "country": "Mali"}, "Togo"),
        ({"geo_loc_name": "missing: lab stock", "country": "Mali"}, "Mali"),
        ({"country": "Not Collected"}, None),
        ({"country": " "}, None),
        ({}, None),
    ],
)
def test_countries(record, country):
    assert provenance.country(record) == country


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("23-Nov-2014", 2014),
        ("Nov-2014", 2014),
        ("2014", 2014),
        ("2014-11-23T09:38Z", 2014),
        ("2010/2012", 2012),
        ("01-Jan-1999/03-Mar-2001", 2001),
        ("1788", 1788),
        ("missing: third party data", None),
        ("", None),
        ("23-Nov-14", None),
    ],
)
def test_years(date, year):
    assert provenance.year({"collection_date": date}) == year


def test_coordinates_of_any_place_come_back():
    dealer = random.Random(1)
    for _ in range(200):
        latitude, longitude = dealer.uniform(-90, 90), dealer.uniform(-180, 180)
        text = (
            f"{abs(latitude):.4f} {'S' if latitude < 0 else 'N'} "
            f"{abs(longitude):.4f} {'W' if longitude < 0 else 'E'}"
        )
        assert provenance.coordinates(text) == pytest.approx((latitude, longitude), abs=1e-4)


@pytest.mark.parametrize(
    "text", ["", "2.92 59.95", "91 N 1 E", "1 N 181 E", "1 E 2 N", "-1 N 2 E", "x N y E", "missing"]
)
def test_what_is_no_place_is_refused(text):
    with pytest.raises(ValueError, match=r"\S"):
        provenance.coordinates(text)
    assert not provenance.has_coordinates({"lat_lon": text})


def test_the_audits_of_the_lab():
    orchids = genbank.read_qualifiers(DATA / "orchids.gb")
    others = genbank.read_qualifiers(DATA / "contrast.gb")
    one, two = provenance.audit(orchids), provenance.audit(others)
    assert one == {"records": 94, "country": 0, "year": 0, "coordinates": 0, "nothing": 94}
    assert two == {"records": 5, "country": 4, "year": 4, "coordinates": 3, "nothing": 0}
    assert provenance.audit(orchids + others) == {name: one[name] + two[name] for name in one}
    assert set(provenance.audit([]).values()) == {0}
