"""The figures of the chapter on phylogenetics: each takes its data folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dsilab.charts import Chart, bar_chart
from dsilab.phylogenetics.barcode_gap import within_and_between
from dsilab.phylogenetics.gap_chart import gap_chart
from dsilab.phylogenetics.kimura import k2p_matrix
from dsilab.phylogenetics.phylogram import tree_chart
from dsilab.phylogenetics.records import (
    Specimen,
    count_filled,
    finch_species,
    finches,
    gophers,
    orchids,
)
from dsilab.tree import neighbour_joining

#: Field of orchids.csv -> what the chart calls it.
FIELD_NAMES = {
    "accession": "accession number",
    "species": "species",
    "submitted": "year of submission",
    "subspecies": "subspecies or variety",
    "isolate": "isolate",
    "country": "country",
    "coordinates": "coordinates",
    "collection_date": "date of collection",
    "collected_by": "who collected",
    "voucher": "kept specimen (voucher)",
}


def provenance(folder: str | Path) -> Chart:
    """What 94 GenBank records of slipper orchids say about the plants they came from."""
    records = orchids(folder)
    filled = count_filled(records)
    counts = {label: filled[field] for field, label in FIELD_NAMES.items()}
    listed = ", ".join(f"{label} {n}" for label, n in counts.items())
    return bar_chart(
        counts,
        title=f"What {len(records)} orchid records say",
        description=(
            f"Bar chart of {len(records)} GenBank records of slipper orchids, submitted in 1996: "
            f"number of records that fill a field. {listed}. Not one says where its plant grew, "
            "when or by whom it was taken, or where a specimen is kept."
        ),
        category="What the record says",
        quantity="Number of records",
    )


def finch_gap(folder: str | Path) -> Chart:
    """Distances within and between the four finch species."""
    return _gap(
        finches(folder),
        bin_width=0.2,
        title="Darwin’s finches: distances within and between species",
        start="Sixteen finches of four species, 1,123 sites of the mitochondrial control region.",
    )


def gopher_gap(folder: str | Path) -> Chart:
    """Distances within and between the eight pocket gopher species."""
    return _gap(
        gophers(folder),
        bin_width=0.5,
        title="Pocket gophers: distances within and between species",
        start="Twenty-six pocket gophers of eight species, 4,385 sites of seven nuclear genes.",
    )


def finch_birds(folder: str | Path) -> Chart:
    """The neighbour-joining tree of the 16 finches of four species."""
    specimens = finches(folder)
    return tree_chart(
        neighbour_joining(k2p_matrix([specimen.sequence for specimen in specimens])),
        [f"{specimen.species} {specimen.strain or '(no strain)'}" for specimen in specimens],
        outgroup="Certhidea olivacea",
        title="Sixteen finches of four species",
        start="Sixteen birds, 1,123 sites of the mitochondrial control region.",
    )


def gopher_tree(folder: str | Path) -> Chart:
    """The neighbour-joining tree of the 26 pocket gophers of eight species."""
    specimens = gophers(folder)
    return tree_chart(
        neighbour_joining(k2p_matrix([specimen.sequence for specimen in specimens])),
        [specimen.label.replace("_", " ") for specimen in specimens],
        outgroup="Orthogeomys heterodus",
        title="Twenty-six pocket gophers of eight species",
        start="Twenty-six pocket gophers, 4,385 sites of seven nuclear genes.",
    )


def finch_tree(folder: str | Path) -> Chart:
    """The neighbour-joining tree of 13 species of Darwin's finches."""
    specimens = finch_species(folder)
    return tree_chart(
        neighbour_joining(k2p_matrix([specimen.sequence for specimen in specimens])),
        [specimen.species for specimen in specimens],
        outgroup="Certhidea olivacea",
        title="Thirteen species of Darwin’s finches",
        start="One sequence a species, 2,065 sites of two mitochondrial genes.",
        marked=("Pinaroloxias inornata",),
        mark_as="(Cocos Island)",
    )


def _gap(specimens: list[Specimen], *, bin_width: float, title: str, start: str) -> Chart:
    matrix = k2p_matrix([specimen.sequence for specimen in specimens])
    within, between = within_and_between([specimen.species for specimen in specimens], matrix)
    return gap_chart(
        [100 * distance for distance in within],
        [100 * distance for distance in between],
        bin_width=bin_width,
        title=title,
        start=start,
    )


FIGURES: dict[str, Callable[[str | Path], Chart]] = {
    "orchid-provenance": provenance,
    "finch-distances": finch_gap,
    "gopher-distances": gopher_gap,
    "finch-birds": finch_birds,
    "finch-tree": finch_tree,
    "gopher-tree": gopher_tree,
}
