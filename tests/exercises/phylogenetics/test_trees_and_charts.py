"""Trees against Biopython and scikit-bio, the drawing of a tree, and the chapter's charts."""

from __future__ import annotations

import itertools
import json
import random
import re

import numpy as np
import pytest
import vl_convert
from Bio.Phylo.TreeConstruction import DistanceMatrix, DistanceTreeConstructor
from dsilab import FIGURES, neighbour_joining
from dsilab.charts import BLUE, NEUTRAL, VERMILION, WIDTH
from dsilab.explorers import EXPLORERS
from dsilab.phylogenetics import records
from dsilab.phylogenetics.figures import FIGURES as OURS
from dsilab.phylogenetics.gap_chart import bins, gap_chart
from dsilab.phylogenetics.kimura import k2p_matrix
from dsilab.phylogenetics.phylogram import lay_out, root_beside, tree_chart
from skbio import DistanceMatrix as SkbioMatrix
from skbio.tree import nj

LARGEST = 13_000  # bytes of one SVG

TEXTBOOK = [
    [0, 5, 9, 9, 8],
    [5, 0, 10, 10, 9],
    [9, 10, 0, 8, 7],
    [9, 10, 8, 0, 3],
    [8, 9, 7, 3, 0],
]


def along(tree):
    """Distance along our tree between every two tips."""
    neighbours = {}
    for a, b, length in tree.branches:
        neighbours.setdefault(a, []).append((b, length))
        neighbours.setdefault(b, []).append((a, length))
    matrix = np.zeros((tree.tips, tree.tips))
    for tip in range(tree.tips):
        far, waiting = {tip: 0.0}, [tip]
        while waiting:
            node = waiting.pop()
            for other, length in neighbours[node]:
                if other not in far:
                    far[other] = far[node] + length
                    waiting.append(other)
        matrix[tip] = [far[other] for other in range(tree.tips)]
    return matrix


def of_scikit_bio(table):
    names = [str(i) for i in range(len(table))]
    tree = nj(SkbioMatrix(np.array(table), names), neg_as_zero=False)
    found = tree.cophenet(names)
    return np.array([[found[a, b] for b in names] for a in names])


def of_biopython(table):
    names = [str(i) for i in range(len(table))]
    lower = [[float(d) for d in row[: i + 1]] for i, row in enumerate(table)]
    tree = DistanceTreeConstructor().nj(DistanceMatrix(names, lower))
    return np.array([[tree.distance(a, b) for b in names] for a in names])


def test_trees_of_random_tables_are_those_of_scikit_bio_and_biopython():
    rng = random.Random(8)
    for tips in (4, 6, 9):
        table = [[0.0] * tips for _ in range(tips)]
        for i in range(tips):
            for j in range(i):
                table[i][j] = table[j][i] = rng.uniform(1, 9)
        ours = along(neighbour_joining(table))
        assert ours == pytest.approx(of_scikit_bio(table), abs=1e-9)
        assert ours == pytest.approx(of_biopython(table), abs=1e-9)


def test_the_trees_of_the_chapter_are_those_of_scikit_bio(data, gophers):
    species = k2p_matrix([one.sequence for one in records.finch_species(data)])
    for table in (species, gophers[2]):
        assert along(neighbour_joining(table)) == pytest.approx(of_scikit_bio(table), abs=1e-9)


def test_the_textbook_pair():
    """Q(0, 1) = -50 is the smallest and Q(3, 4) = -48, as the lab says."""
    sums = [sum(row) for row in TEXTBOOK]
    q = {(i, j): 3 * TEXTBOOK[i][j] - sums[i] - sums[j] for i in range(5) for j in range(i + 1, 5)}
    assert min(q, key=q.get) == (0, 1)
    assert (q[0, 1], q[3, 4]) == (-50, -48)


def test_a_root_beside_one_tip_and_beside_a_group():
    tree = neighbour_joining(TEXTBOOK)
    for outgroup in ({0}, {3, 4}, {0, 1}, {2, 3, 4}):
        root, children = root_beside(tree, outgroup)
        assert len(children[root]) == 2

        def tips(node, children=children):
            if node < 5:
                return {node}
            return set().union(*(tips(child) for child, _ in children[node]))

        assert {frozenset(tips(child)) for child, _ in children[root]} == {
            frozenset(outgroup),
            frozenset(set(range(5)) - outgroup),
        }
    with pytest.raises(ValueError, match="no branch of the tree parts"):
        root_beside(tree, {0, 3})


def test_the_drawing_keeps_the_distances():
    tree = neighbour_joining(TEXTBOOK)
    place = lay_out(tree, {2})
    assert sorted(place.order) == [0, 1, 2, 3, 4]
    assert sorted(place.y[tip] for tip in range(5)) == [0, 1, 2, 3, 4]
    # From the root to two tips of different sides is the distance between them.
    for tip in (0, 1, 3, 4):
        assert place.x[2] + place.x[tip] == pytest.approx(TEXTBOOK[2][tip])


def test_bad_trees_are_refused():
    tree = neighbour_joining(TEXTBOOK)
    with pytest.raises(ValueError, match="4 names for 5 tips"):
        tree_chart(tree, list("abcd"), outgroup="a", title="", start="")
    with pytest.raises(ValueError, match="no tip has a name"):
        tree_chart(tree, list("abcde"), outgroup="x", title="", start="")


def test_bins_hold_their_left_edge():
    assert bins([0, 0.19, 0.2, 0.6, 0.1 * 6], 0.2) == {0: 2, 1: 1, 3: 2}


def test_a_chart_without_pairs_is_refused():
    with pytest.raises(ValueError, match="needs pairs"):
        gap_chart([], [1.0], bin_width=0.5, title="", start="")


def charts(data):
    for name, draw in OURS.items():
        yield name, draw(data)
    for age in ("old", "young"):
        for threshold in (1, 5):
            found = EXPLORERS["barcode-gap"].outcome(age=age, threshold=threshold)
            yield f"barcode-gap {age} {threshold}", found.chart


def test_every_chart_is_complete_and_small(data):
    for name, chart in charts(data):
        json.dumps(chart.spec)
        assert chart.spec["width"] == WIDTH and chart.spec["background"] is None
        assert len(chart.description) > 80 and chart.description.endswith(".")
        assert chart.rows
        svg = vl_convert.vegalite_to_svg(chart.spec)
        # The tree of 26 gophers is for the notebook only.
        assert len(svg.encode()) < (22_000 if name == "gopher-tree" else LARGEST), name
        assert "NaN" not in svg and "undefined" not in svg
        assert float(re.search(r'<svg[^>]* width="([\d.]+)"', svg)[1]) <= WIDTH + 1, name
        used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,6})"', svg))
        assert used <= {NEUTRAL, BLUE, VERMILION}, f"{name}: {used}"
        assert set(re.findall(r'<text[^>]*fill="([^"]+)"', svg)) == {NEUTRAL}


def test_our_figures_are_in_the_course():
    assert all(FIGURES[name] is draw for name, draw in OURS.items())


def test_tables_hold_the_numbers_of_the_text(data):
    shown = {name: draw(data) for name, draw in OURS.items()}
    assert shown["orchid-provenance"].rows[:3] == (
        ("accession number", "94"),
        ("species", "94"),
        ("year of submission", "94"),
    )
    assert [row[1] for row in shown["orchid-provenance"].rows[3:]] == ["3", "2", *["0"] * 5]
    finches = shown["finch-distances"]
    assert sum(row[1] for row in finches.rows) == 27 and sum(row[2] for row in finches.rows) == 93
    assert "27 pairs of the same species, from 0.00 to 1.27 %" in finches.description
    assert "93 pairs of two species, from 0.09 to 4.34 %. The two overlap." in finches.description
    assert sum(row[1] + row[2] for row in shown["gopher-distances"].rows) == 26 * 25 // 2
    assert len(shown["finch-birds"].rows) == 16


def test_what_the_text_says_of_the_trees(data):
    order = [row[0] for row in OURS["finch-birds"](data).rows]
    genera = [name.split()[0] for name in order]
    assert genera == ["Certhidea"] * 3 + ["Camarhynchus"] * 3 + ["Geospiza"] * 10
    ground = [name.split()[1] for name in order if name.startswith("Geospiza")]
    changes = sum(a != b for a, b in itertools.pairwise(ground))
    assert changes > 2, "the two ground finches are mixed"
    # The Cocos finch hangs beside the tree finches: its nearest three are tree finches.
    birds = records.finch_species(data)
    table = k2p_matrix([one.sequence for one in birds])
    cocos = [one.species for one in birds].index("Pinaroloxias inornata")
    near = sorted(range(13), key=lambda i: table[cocos][i])[1:4]
    assert {birds[i].species.split()[0] for i in near} == {"Camarhynchus"}
    tips = [row[0] for row in OURS["finch-tree"](data).rows]
    assert tips[2] == "Pinaroloxias inornata (Cocos Island)"
    assert {name.split()[0] for name in tips[3:7]} == {"Cactospiza", "Camarhynchus"}
    gophers = [row[0] for row in OURS["gopher-tree"](data).rows]
    townsendii = [i for i, name in enumerate(gophers) if "townsendii" in name]
    assert townsendii[1] - townsendii[0] > 1, "its two animals stand apart"
    beside = gophers[townsendii[0] - 1], gophers[townsendii[0] + 1]
    assert any("bottae" in name for name in beside)
