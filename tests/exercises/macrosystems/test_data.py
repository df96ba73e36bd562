"""The data files: what the scripts write, from which packages, and what the course says of them."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys

import pytest
from dsilab.macrosystems.incidence import BARRO_COLORADO, QUEBEC_MITES, species_bits
from dsilab.macrosystems.plots import parse_plots, read_sites

from tests.registry import pypi

NUEE = ("nuee", "0.2.1", "922343a41a6271462411fb296b17f17ef265e5700a2ae41443bdf5352219ef71")
PENGUINS = (
    "palmerpenguins",
    "0.1.6",
    "5c3be9af84dd703a25f1aaeadeac6ac770cfd38c1620d00089f581c023129ee0",
)


@pytest.fixture(scope="module")
def nuee():
    return pypi(*NUEE) / "nuee" / "data"


def run(folder, script, *arguments):
    return subprocess.run(
        [sys.executable, str(folder / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_plot_tables_are_what_the_script_makes_of_the_package(folder, nuee, tmp_path):
    done = run(folder, "derive_plots.py", nuee, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    made = sorted(path.name for path in tmp_path.iterdir())
    assert len(made) == 4
    for name in made:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_the_penguins_are_what_the_script_makes_of_the_package(folder, tmp_path):
    source = pypi(*PENGUINS) / "palmerpenguins" / "data" / "penguins-raw.csv"
    done = run(folder, "derive_penguins.py", source, tmp_path / "out.csv")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out.csv").read_bytes() == (folder / "palmer-penguins.csv").read_bytes()


def test_sources_names_every_file_with_its_checksum_and_the_packages(folder):
    sources = (folder / "SOURCES.md").read_text(encoding="utf-8")
    for path in folder.glob("*.csv"):
        assert path.name in sources
        if path.name != "sites.csv":  # typed by us
            assert hashlib.sha256(path.read_bytes()).hexdigest() in sources, path.name
    for package, version, _ in (NUEE, PENGUINS):
        assert f"`{package}`, version {version}" in sources


def test_the_order_of_the_plots_is_what_sources_says(surveys, nuee):
    """Panama: columns of five from the west. Quebec: along ten metres, drier first."""
    with (nuee / "BCI.env.csv").open(newline="") as file:
        east = [float(row["UTM.EW"]) for row in csv.DictReader(file)]
    assert east == sorted(east)
    assert [east.count(x) for x in sorted(set(east))] == [5] * 10
    with (nuee / "mite.xy.csv").open(newline="") as file:
        along = [float(row["y"]) for row in csv.DictReader(file)]
    assert along == sorted(along)
    with (nuee / "mite.env.csv").open(newline="") as file:
        water = [float(row["WatrCont"]) for row in csv.DictReader(file)]
    thirds = [sum(water[i : i + 14]) / 14 for i in (0, 28, 56)]
    assert thirds[0] < thirds[1] < thirds[2]
    assert [plot.name for plot in surveys["quebec"]] == [str(n) for n in range(1, 71)]
    assert [plot.name for plot in surveys["panama"]] == [str(n) for n in range(1, 51)]


@pytest.mark.parametrize(("text", "survey"), [(BARRO_COLORADO, "panama"), (QUEBEC_MITES, "quebec")])
def test_what_the_explorer_carries_is_what_the_files_hold(surveys, text, survey):
    plots = surveys[survey]
    species = sorted({name for plot in plots for name in plot.amounts})
    assert species_bits(text) == tuple(
        sum(1 << i for i, plot in enumerate(plots) if name in plot.amounts) for name in species
    )


def test_what_the_course_says_of_the_tables(surveys):
    shape = {
        name: (len(plots), len({s for plot in plots for s in plot.amounts}))
        for name, plots in surveys.items()
    }
    assert shape == {
        "panama": (50, 225),
        "netherlands": (20, 30),
        "finland": (24, 44),
        "quebec": (70, 35),
        "antarctica": (3, 3),
    }
    totals = {name: sum(sum(p.amounts.values()) for p in surveys[name]) for name in surveys}
    assert totals["quebec"] == 9800
    assert totals["antarctica"] == 344
    counted = {
        name: all(v == int(v) for p in surveys[name] for v in p.amounts.values())
        for name in surveys
    }
    # The Dutch classes are whole numbers and no counts all the same: the program cannot know.
    assert counted == {**dict.fromkeys(surveys, True), "finland": False}


def test_the_sites(folder):
    sites = read_sites(folder / "sites.csv")
    assert [site.where for site in sites] == ["state"] * 4 + ["south of 60 S"]
    assert [site.nagoya_party for site in sites] == [True, True, True, False, None]
    assert [site.access for site in sites] == ["permit", "free", "free", None, None]
    # "The last two columns are empty from top to bottom."
    assert {site.permit for site in sites} == {site.community for site in sites} == {None}
    assert all(site.source.startswith("https://") and site.as_of > 2014 for site in sites)
    assert all((folder / site.file).is_file() for site in sites)


def test_a_site_with_a_strange_cell_is_refused(folder, tmp_path):
    text = (
        (folder / "sites.csv").read_text(encoding="utf-8").replace(",yes,permit", ",maybe,permit")
    )
    (tmp_path / "sites.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="nagoya_party is 'maybe'"):
        read_sites(tmp_path / "sites.csv")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('"2",', '"2",7,'), "values, not 30"),
        (('"1",1,0', '"1",-1,0'), "which is no amount"),
        (('"1",1,0', '"1",one,0'), "could not convert"),
        (('"20",', '"20",0\n"20",'), "values, not 30"),
    ],
)
def test_a_broken_table_is_refused_in_one_line(folder, nuee, tmp_path, change, message):
    for path in nuee.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    dune = tmp_path / "dune.csv"
    text = dune.read_text(encoding="utf-8")
    assert change[0] in text
    dune.write_text(text.replace(*change, 1), encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    done = run(folder, "derive_plots.py", tmp_path, out)
    assert done.returncode == 1
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(out.iterdir()) == []  # nothing is written before everything is read


def test_a_table_of_another_size_is_refused(folder, nuee, tmp_path):
    for path in nuee.glob("*.csv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (tmp_path / "mite.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "mite.csv").write_text("".join(lines[:-1]), encoding="utf-8")
    done = run(folder, "derive_plots.py", tmp_path, tmp_path)
    assert done.returncode == 1
    assert "69 plots and 35 species, not 70 and 35" in done.stderr


def test_missing_files_and_wrong_calls(folder, tmp_path):
    for script in ("derive_plots.py", "derive_penguins.py"):
        assert run(folder, script).returncode == 2
        done = run(folder, script, tmp_path / "nothing", tmp_path)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1
    (tmp_path / "birds.csv").write_text("Species,Place\nAdelie Penguin,Dream\n")
    done = run(folder, "derive_penguins.py", tmp_path / "birds.csv", tmp_path / "out.csv")
    assert done.returncode == 1
    assert "no column 'Island'" in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_plots_are_read(surveys):
    (plot,) = parse_plots("plot,A,B,C\nX,2,0,0.5\n")
    assert (plot.name, plot.amounts) == ("X", {"A": 2, "C": 0.5})
    assert isinstance(plot.amounts["A"], int)
    assert parse_plots("plot,A\nX,0\n")[0].amounts == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no table"),
        ("plot,A\n", "no table"),
        ("plot\nX\n", "no table"),
        ("plot,A,B\nX,1\n", "1 amounts for 2 species"),
        ("plot,A\nX,-1\n", "not an amount"),
        ("plot,A\nX,nan\n", "not an amount"),
        ("plot,A\nX,many\n", "is not a number"),
        ("plot,A\nX,1\nX,2\n", "there twice"),
        ("plot,A,A\nX,1,2\n", "there twice"),
    ],
)
def test_bad_tables(text, message):
    with pytest.raises(ValueError, match=message) as caught:
        parse_plots(text, source="file.csv")
    assert str(caught.value).startswith("file.csv")
