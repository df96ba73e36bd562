"""The chapter's two sets: the files, their scripts, and what the course says of them."""

from __future__ import annotations

import hashlib
import importlib.util
import itertools
import math
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest
from dsilab.crops.fingerprints import (
    band_frequencies,
    compare,
    match_probability,
    nearest,
    pairwise_differences,
    share_of_close_pairs,
)
from dsilab.crops.heterozygosity import (
    diversity_within_and_total,
    expected_heterozygosity,
    fst,
    mean_of_ratios,
    observed_heterozygosity,
)
from dsilab.crops.panels import BEANS, CLAIMED, MAIZE, frequencies, read_beans, read_maize

from tests.registry import pypi

DATA = Path(__file__).resolve().parents[3] / "exercises" / "crops" / "data"
CROPGBM = "4627a8e29675cf6ca08beaa29512079f048f5e11b193775406a4032528ecebf4"


def run(script, *arguments):
    return subprocess.run(
        [sys.executable, str(DATA / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def beans():
    return read_beans(DATA / BEANS)


@pytest.fixture(scope="module")
def panel(beans):
    return {line.name: line for line in beans if line.name != CLAIMED}


@pytest.fixture(scope="module")
def yellow(panel):
    return [line.bands for line in panel.values() if (line.pool, line.seed) == ("Andean", "yellow")]


@pytest.fixture(scope="module")
def maize():
    return read_maize(DATA / MAIZE)


def test_the_maize_file_is_what_the_script_makes_of_the_package(tmp_path):
    folder = pypi("cropgbm", "1.1.7", CROPGBM, source=True)
    (source,) = folder.glob("cropgbm-*/cropgbm/testdata")
    done = run("derive_maize.py", source, tmp_path / "again.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "again.csv").read_bytes() == (DATA / MAIZE).read_bytes()
    licence = next(folder.glob("cropgbm-*/LICENSE")).read_text(encoding="utf-8")
    assert "Permission is hereby granted, free of charge" in licence  # MIT


def test_the_bean_file_is_what_the_script_simulates(tmp_path):
    done = run("simulate_beans.py", tmp_path / "again.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "again.csv").read_bytes() == (DATA / BEANS).read_bytes()


def simulator():
    spec = importlib.util.spec_from_file_location("simulate_beans", DATA / "simulate_beans.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_another_seed_gives_another_panel_of_the_same_shape():
    module = simulator()
    one, other = module.simulate(1), module.simulate(2)
    assert one != other and module.simulate(1) == one
    for rows in (one, other):
        assert Counter((pool, seed) for _, pool, seed, _ in rows[1:]) == {
            ("Andean", "yellow"): 22,
            ("Andean", "other"): 16,
            ("Middle American", "other"): 16,
            ("Middle American", "yellow"): 2,
        }
        assert nearest(rows[0][3], {row[0]: row[3] for row in rows[1:]})[1] == 1


def test_an_offspring_takes_each_band_from_a_parent_and_changes_over_at_most_once():
    module = simulator()
    rng = random.Random(3)
    for _ in range(50):
        line = module.inbred_offspring(rng, [0] * module.BANDS, [1] * module.BANDS)
        assert len(line) == module.BANDS
        for chromosome in range(module.CHROMOSOMES):
            start = chromosome * module.BANDS // module.CHROMOSOMES
            end = (chromosome + 1) * module.BANDS // module.CHROMOSOMES
            part = line[start:end]
            assert sum(a != b for a, b in itertools.pairwise(part)) <= 1


@pytest.mark.parametrize("name", [BEANS, MAIZE])
def test_the_checksums_in_sources_are_those_of_the_files(name):
    digest = hashlib.sha256((DATA / name).read_bytes()).hexdigest()
    assert digest in (DATA / "SOURCES.md").read_text(encoding="utf-8")
    assert (DATA / name).stat().st_size < 1_000_000


FILES = {
    "train.geno": "m1,m2\nCUBIC_2_X_Tester_1,2,1\n",
    "valid.geno": "m1,m2\nCUBIC_1_X_Tester_1,0,1\n",
    "test.geno": "m1,m2\nCUBIC_3_X_Tester_2,2,2\n",
    "phefile.txt": "seqname,paternal_line,pop_class,DTT\n"
    "CUBIC_1_X_Tester_1,Tester_1,Reid,0.1\nCUBIC_2_X_Tester_1,Tester_1,Reid,\n"
    "CUBIC_3_X_Tester_2,Tester_2,Reid,0.3\n",
}


def write(folder, **changes):
    folder.mkdir(exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text.replace(*changes.get(name.split(".")[0], ("", ""))))
    return folder


def test_the_script_writes_a_tiny_file_byte_for_byte(tmp_path):
    done = run("derive_maize.py", write(tmp_path / "tiny"), tmp_path / "out.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out.csv").read_text() == (
        "hybrid,mother,father,pool,genotypes\n"
        "CUBIC_1_X_Tester_1,CUBIC_1,Tester_1,Reid,01\n"
        "CUBIC_2_X_Tester_1,CUBIC_2,Tester_1,Reid,21\n"
        "CUBIC_3_X_Tester_2,CUBIC_3,Tester_2,Reid,22\n"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"valid": ("m2", "m3")}, "does not have the same markers"),
        ({"train": (",2,1", ",2")}, "has 1 codes, not 2"),
        ({"train": (",2,1", ",2,3")}, "a code that is not 0, 1 or 2"),
        ({"test": ("CUBIC_3_X_Tester_2", "CUBIC_2_X_Tester_1")}, "is there twice"),
        ({"phefile": ("CUBIC_3_X", "CUBIC_4_X")}, "has no line in phefile.txt"),
        ({"phefile": (",Tester_2,", ",Tester_9,")}, "is not named after its father"),
    ],
)
def test_a_broken_package_is_refused_in_one_line(tmp_path, changes, message):
    done = run("derive_maize.py", write(tmp_path / "bad", **changes), tmp_path / "out.csv")
    assert done.returncode == 1
    assert message in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "out.csv").exists()


def test_missing_files_and_wrong_calls_are_refused_in_one_line(tmp_path):
    for script, arguments, code in (
        ("derive_maize.py", [tmp_path / "nowhere"], 1),
        ("derive_maize.py", [], 2),
        ("simulate_beans.py", [tmp_path / "no" / "folder.csv"], 1),
        ("simulate_beans.py", ["one", "two"], 2),
    ):
        done = run(script, *arguments)
        assert done.returncode == code and len(done.stderr.splitlines()) == 1, done.stderr


def test_a_damaged_file_is_refused_when_it_is_read(tmp_path):
    for text, message in (
        ("line,pool,seed\na,b,c\n", "must have the columns"),
        ("line,pool,seed,bands\n", "holds no line"),
        ("line,pool,seed,bands\na,b,c,01\nd,e,f,011\n", "differ in length"),
    ):
        (tmp_path / BEANS).write_text(text)
        with pytest.raises(ValueError, match=message):
            read_beans(tmp_path / BEANS)
    with pytest.raises(ValueError, match="no hybrid"):
        frequencies([])


def test_what_the_course_says_of_the_maize(maize):
    assert len(maize) == 300
    assert len({hybrid.father for hybrid in maize}) == 30
    assert len({hybrid.mother for hybrid in maize}) == 167
    assert {len(hybrid.genotypes) for hybrid in maize} == {472}
    assert set("".join(hybrid.genotypes for hybrid in maize)) == set("012")
    assert Counter(Counter(hybrid.father for hybrid in maize).values()) == {10: 30}
    assert Counter(hybrid.pool for hybrid in maize) == {
        "Reid": 90, "X_pop": 70, "Lancaster": 60, "P_pop": 30, "Tropical": 30, "Waxy_corn": 20,
    }  # fmt: skip
    p = frequencies(maize)
    assert min(p) > 0.5, "the counted allele is the commoner one at every marker"
    assert round(fmean(2 * x * (1 - x) for x in p), 3) == 0.334
    observed = fmean(observed_heterozygosity(hybrid.genotypes) for hybrid in maize)
    assert round(observed, 3) == 0.358
    first, hundredth = ("".join(h.genotypes[i] for h in maize) for i in (0, 100))
    assert (sum(map(int, first)), first.count("1"), sum(map(int, hundredth))) == (487, 93, 488)


def pool_frequencies(maize, name_of):
    names = sorted({hybrid.pool for hybrid in maize})
    return {name: frequencies([h for h in maize if name_of(h) == name]) for name in names}


def test_what_the_course_says_of_the_pools(maize):
    pools = pool_frequencies(maize, lambda hybrid: hybrid.pool)
    assert round(fst(list(pools.values())), 3) == 0.068
    between = {
        (one, other): round(fst([pools[one], pools[other]]), 3)
        for one in pools for other in pools if one < other
    }  # fmt: skip
    assert (min(between.values()), max(between.values())) == (0.013, 0.064)
    assert between["Reid", "X_pop"] == 0.013
    for pool, p in pools.items():
        expected = fmean(2 * x * (1 - x) for x in p)
        group = [h for h in maize if h.pool == pool]
        assert fmean(observed_heterozygosity(h.genotypes) for h in group) > expected


def test_pool_names_dealt_out(maize):
    """As in the lab's cell, with the same seed and in the same order."""
    dealer = random.Random(2026)
    of_father = {hybrid.father: hybrid.pool for hybrid in maize}
    fathers = sorted(of_father)
    to_fathers = []
    for _ in range(40):
        names = [of_father[father] for father in fathers]
        dealer.shuffle(names)
        dealt = dict(zip(fathers, names, strict=True))
        pools = pool_frequencies(maize, lambda hybrid, dealt=dealt: dealt[hybrid.father])
        to_fathers.append(fst(list(pools.values())))
    to_plants = []
    for _ in range(40):
        names = [hybrid.pool for hybrid in maize]
        dealer.shuffle(names)
        dealt = {h.name: name for h, name in zip(maize, names, strict=True)}
        pools = pool_frequencies(maize, lambda hybrid, dealt=dealt: dealt[hybrid.name])
        to_plants.append(fst(list(pools.values())))
    assert (round(fmean(to_plants), 3), round(fmean(to_fathers), 3)) == (0.010, 0.059)
    assert round(max(to_fathers), 3) == 0.072


def test_what_the_course_says_of_the_simulated_beans(beans, panel, yellow):
    assert (len(beans), len(panel), len(yellow), len(beans[0].bands)) == (57, 56, 22, 133)
    assert sum(line.seed == "yellow" for line in panel.values()) == 24
    assert beans[0].name == CLAIMED and beans[0].pool == "unknown"
    claimed = beans[0].bands
    bands = {name: line.bands for name, line in panel.items()}
    assert nearest(claimed, bands) == (["line-24"], 1)
    assert nearest(claimed, {n: b for n, b in bands.items() if n != "line-24"}) == (["line-55"], 7)
    assert compare(claimed, bands["line-01"]).differ == 11
    here = compare(claimed, bands["line-24"])
    assert (round(here.simple_matching, 3), round(here.jaccard, 3)) == (0.992, 0.984)
    assert here.jaccard == pytest.approx(60 / 61)
    middle_yellow = [
        line.bands
        for line in panel.values()
        if (line.pool, line.seed) == ("Middle American", "yellow")
    ]
    assert sorted(compare(claimed, b).differ for b in middle_yellow) == [48, 55]


def test_what_the_course_says_of_matches_among_the_simulated_beans(panel, yellow):
    everything = [line.bands for line in panel.values()]
    whole = match_probability(band_frequencies(everything), "inbred")
    narrow = match_probability(band_frequencies(yellow), "inbred")
    assert 1 / whole == pytest.approx(2.7e22, rel=0.02)
    assert 1 / narrow == pytest.approx(4.3e9, rel=0.02)
    assert 12.5 < math.log10(narrow / whole) < 13
    differences = pairwise_differences(yellow)
    assert (len(differences), differences[:3]) == (231, [5, 5, 6])
    assert share_of_close_pairs(yellow, 8) == pytest.approx(10 / 231)
    expected = fmean(
        expected_heterozygosity([p, 1 - p], len(yellow)) for p in band_frequencies(yellow)
    )
    assert round(expected, 3) == 0.134


def test_the_bands_of_the_simulated_beans_are_not_independent(yellow):
    """As in the lab's cell, with the same seed: some thirty times as many close pairs."""
    dealer = random.Random(133)
    broken_up = []
    for _ in range(100):
        columns = [list(column) for column in zip(*yellow, strict=True)]
        for column in columns:
            dealer.shuffle(column)
        dealt = ["".join(row) for row in zip(*columns, strict=True)]
        broken_up.append(share_of_close_pairs(dealt, 8))
    assert fmean(broken_up) == pytest.approx(0.0013, abs=5e-5)
    assert 25 < share_of_close_pairs(yellow, 8) / fmean(broken_up) < 40


def test_the_pools_of_the_simulated_beans_show_why_ratios_are_not_averaged(panel):
    pools = [
        band_frequencies([line.bands for line in panel.values() if line.pool == pool])
        for pool in ("Andean", "Middle American")
    ]
    assert (round(fst(pools), 3), round(mean_of_ratios(pools), 3)) == (0.214, 0.187)
    assert sum(total == 0 for _, total in diversity_within_and_total(pools)) == 17
