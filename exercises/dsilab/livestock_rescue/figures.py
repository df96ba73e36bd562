"""The figures of the chapter on livestock and genetic rescue: each takes its data folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from dsilab.charts import BLUE, NEUTRAL, VERMILION, Chart, specification, values
from dsilab.livestock_rescue.heterozygosity import breed_counts, diversity, fst, mean_expected
from dsilab.livestock_rescue.homozygosity import ANIMALS, GENOME, froh, runs, simulated_track
from dsilab.livestock_rescue.populations import by_breed, read_cattle, read_tortoises

REFERENCE = "N'Dama"
RECIPIENT = "ESP"
LEFT = {"CRU", "PBR", "PZ", "SCR", "VD"}  # names left of their point, to keep clear


def cattle_heterozygosity(folder: str | Path) -> Chart:
    """Expected heterozygosity of the breeds, African ones filled and French ones open."""
    breeds = by_breed(read_cattle(folder))
    found = {breed: diversity(animals) for breed, animals in breeds.items()}
    # The breeds of Africa first, each group from the least diverse to the most.
    ordered = sorted(
        found, key=lambda breed: (breeds[breed][0].origin != "Africa", found[breed].expected)
    )
    rows = tuple(
        (
            breed,
            breeds[breed][0].origin,
            len(breeds[breed]),
            f"{found[breed].expected:.3f}",
            f"{found[breed].observed:.3f}",
        )
        for breed in ordered
    )
    lowest, *_, highest = sorted(found, key=lambda breed: found[breed].expected)
    description = (
        f"Dot chart of {len(breeds)} cattle breeds by expected heterozygosity, the mean over 30 "
        f"microsatellites, from {lowest} {found[lowest].expected:.3f} to {highest} "
        f"{found[highest].expected:.3f}. Breeds of Africa are filled squares, breeds of France "
        "open circles. The breeds of Africa span the whole range: "
        + ", ".join(f"{breed} {found[breed].expected:.3f}" for breed in ordered)
        + "."
    )
    return Chart(
        title="How diverse is each breed?",
        description=description,
        spec=_dots(
            [
                (breed, found[breed].expected, breeds[breed][0].origin == "Africa")
                for breed in ordered
            ],
            names=("breed of Africa", "breed of France"),
            domain=(0.5, 0.8),
            title="Expected heterozygosity (mean of 30 microsatellites)",
            description=description,
        ),
        columns=("Breed", "Origin in the file", "Animals", "Expected", "Observed"),
        rows=rows,
    )


def cattle_distance(folder: str | Path) -> Chart:
    """F_ST between N'Dama cattle and the other breeds."""
    breeds = by_breed(read_cattle(folder))
    counts = {breed: breed_counts(animals) for breed, animals in breeds.items()}
    found = {breed: fst(counts[REFERENCE], counts[breed]) for breed in breeds if breed != REFERENCE}
    ordered = sorted(found, key=lambda breed: (breeds[breed][0].origin != "Africa", found[breed]))
    listed = ", ".join(f"{breed} {found[breed]:.3f}" for breed in ordered)
    description = (
        f"Dot chart of the distance (F_ST) from N'Dama cattle to {len(ordered)} breeds: {listed}. "
        "Breeds of Africa are filled squares, breeds of France open circles. The zebu, also of "
        "Africa, is as far away as several French breeds."
    )
    return Chart(
        title="How far is each breed from the N'Dama?",
        description=description,
        spec=_dots(
            [(breed, found[breed], breeds[breed][0].origin == "Africa") for breed in ordered],
            names=("breed of Africa", "breed of France"),
            domain=(0.0, 0.25),
            title="F_ST from N'Dama cattle (30 microsatellites)",
            description=description,
        ),
        columns=("Breed", "Origin in the file", "F_ST from N'Dama"),
        rows=tuple((breed, breeds[breed][0].origin, f"{found[breed]:.3f}") for breed in ordered),
    )


def _dots(
    points: list[tuple[str, float, bool]],
    *,
    names: tuple[str, str],
    domain: tuple[float, float],
    title: str,
    description: str,
) -> dict[str, Any]:
    """A dot a row: filled squares and open circles, each with its number, and a line of key."""
    y = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"ticks": False, "domain": False, "grid": False},
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "title": title,
        "scale": {"domain": list(domain), "nice": False},
        "axis": {"tickCount": 6, "grid": False},
    }
    rows = [
        {"name": name, "value": round(value, 4), "shown": f"{value:.3f}", "filled": filled}
        for name, value, filled in points
    ]
    looks = (
        (True, {"type": "square", "filled": True, "color": VERMILION, "size": 90}),
        (False, {"type": "circle", "filled": False, "color": BLUE, "size": 80, "strokeWidth": 2}),
    )
    layers: list[dict[str, Any]] = [
        {
            "data": values(rows),
            "encoding": {"y": y, "x": x},
            "layer": [
                *(
                    {
                        "transform": [{"filter": f"datum.filled == {str(filled).lower()}"}],
                        "mark": {
                            **look,
                            "type": "point",
                            "shape": look["type"],
                            "opacity": 1,
                        },
                    }
                    for filled, look in looks
                ),
                {
                    "mark": {"type": "text", "align": "left", "dx": 9},
                    "encoding": {"text": {"field": "shown"}},
                },
            ],
        }
    ]
    for place, (filled, look) in zip((0, 150), looks, strict=True):
        layers += [
            {
                "data": values([{}]),
                "mark": {**look, "type": "point", "shape": look["type"], "opacity": 1},
                "encoding": {"x": {"value": place + 6}, "y": {"value": -12}},
            },
            {
                "data": values([{}]),
                "mark": {
                    "type": "text",
                    "align": "left",
                    "baseline": "middle",
                    "text": names[0] if filled else names[1],
                },
                "encoding": {"x": {"value": place + 16}, "y": {"value": -12}},
            },
        ]
    return {
        **specification(22 * len(points) + 70, layers, description),
        "padding": {"left": 5, "right": 5, "top": 24, "bottom": 5},
    }


def tortoise_sources(folder: str | Path) -> Chart:
    """Diversity of the tortoise populations against their distance from Española."""
    populations = read_tortoises(folder)
    target = populations[RECIPIENT]
    own = mean_expected(target.counts)
    rows = [
        (
            one.code,
            one.island,
            one.name_in_file,
            round(mean_expected(one.counts), 3),
            round(fst(target.counts, one.counts), 3),
        )
        for one in populations.values()
        if one.code != RECIPIENT
    ]
    rows.sort(key=lambda row: -row[3])
    closest = min(rows, key=lambda row: row[4])
    furthest = max(rows, key=lambda row: row[4])
    description = (
        f"Scatter plot of {len(rows)} populations of Galápagos tortoises: expected heterozygosity "
        f"against distance (F_ST) from Española. The most diverse, {rows[0][0]} ({rows[0][3]:.3f}) "
        f"and {rows[1][0]} ({rows[1][3]:.3f}), are also the closest: {closest[0]} has an F_ST of "
        f"{closest[4]:.3f}. {furthest[0]} is the furthest ({furthest[4]:.3f}) and the least "
        f"diverse ({furthest[3]:.3f}). A dashed rule marks Española itself, {own:.3f}."
    )
    x = {
        "field": "f",
        "type": "quantitative",
        "title": "Distance from Española (F_ST)",
        "scale": {"domain": [0.19, 0.41], "nice": False},
        "axis": {"tickCount": 6, "grid": False},
    }
    y = {
        "field": "h",
        "type": "quantitative",
        "title": "Expected heterozygosity (mean of 10 loci)",
        "scale": {"domain": [0.5, 0.86], "nice": False},
        "axis": {"tickCount": 6},
    }
    points = [{"code": row[0], "h": row[3], "f": row[4]} for row in rows]
    layers: list[dict[str, Any]] = [
        {
            "data": values([{"h": round(own, 3)}]),
            "mark": {"type": "rule", "strokeDash": [5, 4], "color": VERMILION, "strokeWidth": 2},
            "encoding": {"y": y},
        },
        {
            "data": values([{"h": round(own, 3), "f": 0.19}]),
            "mark": {
                "type": "text",
                "align": "left",
                "baseline": "bottom",
                "dx": 4,
                "dy": -4,
                "text": f"Española itself: {own:.3f}",
            },
            "encoding": {"x": x, "y": y},
        },
        {
            "data": values(points),
            "mark": {"type": "point", "color": BLUE, "filled": True, "size": 60, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
        *(
            {
                "data": values([one for one in points if (one["code"] in LEFT) == on_left]),
                "mark": {
                    "type": "text",
                    "align": "right" if on_left else "left",
                    "dx": -8 if on_left else 8,
                    "dy": 3 if on_left else -3,
                    "baseline": "middle",
                },
                "encoding": {"x": x, "y": y, "text": {"field": "code"}},
            }
            for on_left in (False, True)
        ),
    ]
    return Chart(
        title="Sixteen possible sources for Española, on paper",
        description=description,
        spec=specification(340, layers, description),
        columns=(
            "Population",
            "Island",
            "Name in the file",
            "Expected heterozygosity",
            "F_ST from Española",
        ),
        rows=tuple((*row[:3], f"{row[3]:.3f}", f"{row[4]:.3f}") for row in rows),
    )


def roh_simulated(folder: str | Path) -> Chart:
    """Runs of homozygosity of at least 1 Mb in the four simulated genomes."""
    found = {
        name: [run for run in runs(simulated_track(name)) if run.length >= 1] for name in ANIMALS
    }
    rows = []
    for name, animal in ANIMALS.items():
        lengths = [run.length for run in runs(simulated_track(name))]
        rows.append(
            (
                name,
                animal.story,
                len(found[name]),
                f"{max(lengths):.1f}",
                f"{froh(lengths, GENOME, 1):.3f}",
                f"{froh(lengths, GENOME, 5):.3f}",
            )
        )
    listed = "; ".join(
        f"{row[0]} ({row[1]}): {row[2]} runs of at least 1 Mb, F_ROH {row[4]}" for row in rows
    )
    description = (
        "Four bars, one for each simulated animal, show where in a genome of 2,500 megabases its "
        f"runs of homozygosity lie. {listed}. B has many short runs and C few long ones, with "
        "nearly the same F_ROH."
    )
    y = {"field": "animal", "type": "nominal", "sort": None, "title": None,
         "axis": {"ticks": False, "domain": False, "labelFontSize": 14}}  # fmt: skip
    x = {
        "field": "from",
        "type": "quantitative",
        "title": "Place in the simulated genome (megabases)",
        "scale": {"domain": [0, GENOME], "nice": False},
        "axis": {"values": [0, 500, 1000, 1500, 2000, 2500], "format": ",d", "grid": False},
    }
    marks = [
        {"animal": name, "from": round(run.start, 1), "to": round(run.start + run.length, 1)}
        for name, inside in found.items()
        for run in inside
    ]
    notes = [
        {"animal": row[0], "from": 0, "text": f"{row[1]}: {row[2]} runs, F_ROH {row[4]}"}
        for row in rows
    ]
    layers: list[dict[str, Any]] = [
        {
            "data": values([{"animal": name, "from": 0, "to": GENOME} for name in ANIMALS]),
            "mark": {"type": "bar", "color": NEUTRAL, "opacity": 0.18, "height": {"band": 0.42}},
            "encoding": {"y": y, "x": x, "x2": {"field": "to"}},
        },
        {
            "data": values(marks),
            "mark": {"type": "bar", "color": BLUE, "height": {"band": 0.42}},
            "encoding": {"y": y, "x": x, "x2": {"field": "to"}},
        },
        {
            "data": values(notes),
            "mark": {"type": "text", "align": "left", "baseline": "bottom", "dy": -16},
            "encoding": {"y": y, "x": x, "text": {"field": "text"}},
        },
    ]
    return Chart(
        title="Runs of homozygosity in four simulated genomes",
        description=description,
        spec=specification(300, layers, description),
        columns=(
            "Animal",
            "What was simulated",
            "Runs of at least 1 Mb",
            "Longest run (Mb)",
            "F_ROH, 1 Mb",
            "F_ROH, 5 Mb",
        ),
        rows=tuple(rows),
    )


FIGURES: dict[str, Callable[[str | Path], Chart]] = {
    "cattle-heterozygosity": cattle_heterozygosity,
    "cattle-distance": cattle_distance,
    "tortoise-sources": tortoise_sources,
    "roh-simulated": roh_simulated,
}
