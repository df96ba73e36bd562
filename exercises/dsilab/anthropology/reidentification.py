"""The explorer "reidentification": who can be singled out in a table, and what hiding costs.

A model on 240 simulated people of three invented valleys. Somebody holds the table and knows one
person's age, sex and place, and perhaps has a genetic test of that person from elsewhere.
"""

from __future__ import annotations

from dsilab.anthropology.anonymity import age_band, classes
from dsilab.anthropology.matching import chance_alone
from dsilab.anthropology.valleys import VILLAGES, simulated_people
from dsilab.charts import bar_chart
from dsilab.explorer import Outcome

#: Frequency of the rarer variant at each marker of the model.
FREQUENCY = 0.2
#: How the menu's values read in the summary; 0 years means that age is left out.
AGES = {1: "age in years", 10: "age in 10-year bands", 20: "age in 20-year bands", 0: ""}
PLACES = {"village": "village", "valley": "valley", "none": ""}


def coarsened(age: int, place: str) -> list[dict]:
    """The simulated people with age and place as coarse as asked, and what the study predicts."""
    people = simulated_people()
    predicted = _fit(people)
    return [
        {
            "age": age_band(person["age"], age) if age else "",
            "sex": person["sex"],
            "place": person[place] if place != "none" else "",
            "predicted": value,
        }
        for person, value in zip(people, predicted, strict=True)
    ]


def model(age: int, place: str, markers: int) -> Outcome:
    """Who stands alone, and how much of the study's pattern is left.

    age: width of a band in years, 0 to leave age out; place: village, valley or none; markers:
    how many genetic markers are in the table too.
    """
    rows = coarsened(age, place)
    groups = list(classes(rows, ("age", "sex", "place")).values())
    smallest = min(len(group) for group in groups)
    alone = sum(len(group) == 1 for group in groups)
    # A person stays hidden if any other of the group has the same genotype at every marker.
    singled = sum(len(group) * chance_alone(FREQUENCY, markers, len(group) - 1) for group in groups)
    kept = _kept(groups)
    share, singled_share = 100 * alone / len(rows), 100 * singled / len(rows)
    people = len(rows)
    known = " and ".join(part for part in (AGES[age], "sex", PLACES[place]) if part)
    known = known.replace(" and ", ", ", known.count(" and ") - 1)
    group = "a group of one" if smallest == 1 else f"a smallest group of {smallest}"
    summary = (
        f"With {known}, {alone} of {people} simulated people "
        f"({share:.0f}%) stand alone; there is {group}. "
    )
    if markers:
        summary += (
            f"With {markers} markers beside them, {singled:.0f} ({singled_share:.0f}%) are "
            "expected to stand alone. "
        )
    summary += f"The table still shows {100 * kept:.0f}% of the pattern that the study found."
    chart = bar_chart(
        {
            "Stand alone": share,
            "Alone, with markers": singled_share,
            "Pattern still shown": 100 * kept,
        },
        title="Who stands alone, and what is left to study",
        description=(
            f"Bar chart, in per cent: {share:.0f} of the simulated people stand alone by "
            f"{known}; {singled_share:.0f} with {markers} markers "
            f"too; {100 * kept:.0f} of the study's pattern is still shown."
        ),
        category="What",
        quantity="Per cent",
        number_format=".0f",
        longest=100,
    )
    return Outcome(
        summary,
        chart,
        {
            "alone": alone,
            "smallest group": smallest,
            "expected alone with markers": round(singled, 1),
            "pattern kept": round(kept, 3),
        },
    )


def _fit(people: list[dict]) -> list[float]:
    """Each person's level as age and valley predict it: one slope, and a mean for each valley."""
    mean_age, mean_level = {}, {}
    for valley in VILLAGES:
        own = [person for person in people if person["valley"] == valley]
        mean_age[valley] = sum(person["age"] for person in own) / len(own)
        mean_level[valley] = sum(person["level"] for person in own) / len(own)
    ages = [person["age"] - mean_age[person["valley"]] for person in people]
    levels = [person["level"] - mean_level[person["valley"]] for person in people]
    slope = sum(a * b for a, b in zip(ages, levels, strict=True)) / sum(a * a for a in ages)
    return [
        mean_level[person["valley"]] + slope * age for person, age in zip(people, ages, strict=True)
    ]


def _kept(groups: list[list[dict]]) -> float:
    """The share of the variance of `predicted` that lies between groups, from 0 to 1."""
    people = sum(len(group) for group in groups)
    mean = sum(row["predicted"] for group in groups for row in group) / people
    whole = sum((row["predicted"] - mean) ** 2 for group in groups for row in group)
    between = sum(
        len(group) * (sum(row["predicted"] for row in group) / len(group) - mean) ** 2
        for group in groups
    )
    return between / whole
