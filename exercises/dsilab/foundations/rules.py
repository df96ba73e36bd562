"""Which rules to read first, for one record: a finding aid, not legal advice.

Each instrument has the day on which it began, the kinds of material it is about, and what its own
text says of sequence data. National law decides in every case and is not modelled. Sources: the
chapter's page "The rules" (book/foundations/rules.md) and book/_data/policy-timeline.yml.
"""

from __future__ import annotations

from dataclasses import dataclass

from dsilab.charts import BLUE, VERMILION, Chart, specification, values
from dsilab.explorer import Outcome
from dsilab.speech import N_, _

KINDS = {
    "wild": N_("a wild plant from a Party to the Nagoya Protocol"),
    "crop": N_("maize, one of the Plant Treaty’s 64 crops, from a public gene bank"),
    "flu": N_("an influenza virus with pandemic potential"),
    "ocean": N_("a bacterium from the high seas"),
}
ACCESSED = {1985: N_("in 1985"), 2005: N_("in 2005"), 2018: N_("in 2018"), 2026: N_("in mid-2026")}
FORMS = {
    "sample": N_("the sample itself"),
    "sequence": N_("only its sequence, from an open database"),
}

READ, DISPUTED, SILENT, LATER, OTHER = (
    N_("read this"),
    N_("disputed or open"),
    N_("not on sequences"),
    N_("began later"),
    N_("not about this"),
)
#: What the answers look like: never by colour alone, the words stand beside each bar.
STRONG = {READ, DISPUTED}


@dataclass(frozen=True)
class Instrument:
    """One instrument: when it began (year with a fraction), and the kinds it is about."""

    name: str
    began: float
    kinds: frozenset[str]
    on_sequences: str
    reaches_back: bool = False
    open_for: frozenset[str] = frozenset()
    """Kinds for which it is an open question how this instrument and the special one fit."""


INSTRUMENTS = (
    Instrument(
        N_("Convention on Biological Diversity"),
        1993.99,
        frozenset({"wild", "crop", "flu"}),
        DISPUTED,
    ),
    Instrument(N_("Plant Treaty"), 2004.49, frozenset({"crop"}), DISPUTED),
    Instrument(N_("PIP Framework"), 2011.39, frozenset({"flu"}), SILENT),
    Instrument(N_("Nagoya Protocol"), 2014.78, frozenset({"wild", "flu"}), DISPUTED),
    Instrument(
        N_("Decision 16/2, Cali Fund"),
        2024.84,
        frozenset({"wild", "crop", "flu"}),
        READ,
        True,
        frozenset({"crop", "flu"}),
    ),
    Instrument(N_("High Seas (BBNJ) Agreement"), 2026.04, frozenset({"ocean"}), READ, True),
)

#: How a sentence names them.
WITH_ARTICLE = {
    "Convention on Biological Diversity": N_("the Convention on Biological Diversity"),
    "Plant Treaty": N_("the Plant Treaty"),
    "PIP Framework": N_("the PIP Framework"),
    "Nagoya Protocol": N_("the Nagoya Protocol"),
    "Decision 16/2, Cali Fund": N_("Decision 16/2, Cali Fund"),
    "High Seas (BBNJ) Agreement": N_("the High Seas (BBNJ) Agreement"),
}


def answer(instrument: Instrument, kind: str, accessed: int, form: str) -> str:
    """One of the five answers for one instrument.

    Decision 16/2 is about data only, and asks a firm to pay for what it does, whenever a record was
    made. The BBNJ Agreement also reaches material and data collected before it began, unless a
    Party opts out in writing (Article 10). How decision 16/2 and the instruments for crops and for
    influenza viruses will share the field of sequences was not settled in our sources.
    """
    if kind not in instrument.kinds:
        return OTHER
    if instrument.name.startswith("Decision") and form == "sample":
        return OTHER
    if form == "sequence" and instrument.on_sequences == SILENT:
        return SILENT
    if accessed + 0.5 < instrument.began and not instrument.reaches_back:
        return LATER
    if kind in instrument.open_for:
        return DISPUTED
    return instrument.on_sequences if form == "sequence" else READ


def model(kind: str, accessed: int, form: str) -> Outcome:
    """What each instrument says, as a sentence and a chart.

    Raises ValueError for a kind, a year or a form that the model does not have.
    """
    for value, known in ((kind, KINDS), (accessed, ACCESSED), (form, FORMS)):
        if value not in known:
            raise ValueError(f"{value!r} is not one of {', '.join(map(repr, known))}")
    answers = {one.name: answer(one, kind, accessed, form) for one in INSTRUMENTS}
    return Outcome(
        _summary(kind, accessed, form, answers),
        _chart(kind, accessed, form, answers),
        {
            _("record"): _(KINDS[kind]),
            _("access"): _(ACCESSED[accessed]),
            _("you_use"): _(FORMS[form]),
            **{_(name).replace(",", ""): _(said) for name, said in answers.items()},
        },
    )


def _listed(names: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`, each with its article."""
    named = [_(WITH_ARTICLE[name]) for name in names]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])}{_(' and ')}{named[-1]}"


def _summary(kind: str, accessed: int, form: str, answers: dict[str, str]) -> str:
    def of(what: str) -> list[str]:
        return [name for name, said in answers.items() if said == what]

    record = _(KINDS[kind])
    start = _(
        "{record}; access {when}; you use {what}.",
        record=f"{record[0].upper()}{record[1:]}",
        when=_(ACCESSED[accessed]),
        what=_(FORMS[form]),
    )
    said = []
    if of(READ):
        said.append(_("Read first: {names}.", names=_listed(of(READ))))
    if of(DISPUTED):
        said.append(
            _(
                "Disputed or open: whether sequences of this kind fall under {names}.",
                names=_listed(of(DISPUTED)),
            )
        )
    if of(SILENT):
        said.append(
            _(
                "The contracts of {names} follow material, not sequences.",
                names=_listed(of(SILENT)),
            )
        )
    if of(LATER):
        said.append(
            _(
                "Access came before {names} began: ask what national law says about older access "
                "and about new uses.",
                names=_listed(of(LATER)),
            )
        )
    if not of(READ) and not of(DISPUTED):
        said.append(_("None of the six settles it, which does not mean that no rule applies."))
    if accessed < 2026 and answers["High Seas (BBNJ) Agreement"] == READ:
        said.append(
            _(
                "The Agreement also reaches what was collected earlier, unless a Party has opted "
                "out in writing."
            )
        )
    return " ".join([start, *said, _("Then read the national law and any contract.")])


def _chart(kind: str, accessed: int, form: str, answers: dict[str, str]) -> Chart:
    rows = [
        {
            "name": _(one.name),
            "from": one.began,
            "to": 2027,
            "said": _(answers[one.name]),
            "mid": 2028,
            "strong": answers[one.name] in STRONG,
        }
        for one in INSTRUMENTS
    ]
    scale = {"domain": [1982, 2046], "nice": False}
    y = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"ticks": False, "domain": False},
    }
    x = {
        "field": "from",
        "type": "quantitative",
        "scale": scale,
        "title": _("Year; the upright line is the time of access"),
        "axis": {"values": [1990, 2000, 2010, 2020], "format": "d", "grid": False},
    }
    listed = (f"{_(one.name)} ({int(one.began)}): {_(answers[one.name])}" for one in INSTRUMENTS)
    description = _(
        "Bars for six instruments, each from the year it began to now, for {record}, access "
        "{when}, using {what}. {listed}.",
        record=_(KINDS[kind]),
        when=_(ACCESSED[accessed]),
        what=_(FORMS[form]),
        listed="; ".join(listed),
    )
    layers = []
    for strong, mark in (
        (True, {"type": "bar", "color": BLUE, "height": {"band": 0.5}}),
        (
            False,
            {
                "type": "bar",
                "color": BLUE,
                "fillOpacity": 0.12,
                "stroke": BLUE,
                "strokeDash": [4, 3],
                "height": {"band": 0.5},
            },
        ),
    ):
        layers.append(
            {
                "data": values([row for row in rows if row["strong"] is strong]),
                "mark": mark,
                "encoding": {"y": y, "x": x, "x2": {"field": "to"}},
            }
        )
    layers[0]["encoding"]["y"] = {**y, "scale": {"domain": [_(one.name) for one in INSTRUMENTS]}}
    layers.append(
        {
            "data": values(rows),
            "mark": {"type": "text", "align": "left"},
            "encoding": {
                "y": y,
                "x": {"field": "mid", "type": "quantitative", "scale": scale},
                "text": {"field": "said"},
            },
        }
    )
    layers.append(
        {
            "data": values([{"at": accessed + 0.5}]),
            "mark": {"type": "rule", "color": VERMILION, "strokeWidth": 2.5},
            "encoding": {"x": {"field": "at", "type": "quantitative", "scale": scale}},
        }
    )
    return Chart(
        title=_("Six instruments, for {record}", record=_(KINDS[kind])),
        description=description,
        spec=specification(250, layers, description),
        columns=(_("Instrument"), _("Began"), _("For this record")),
        rows=tuple((_(one.name), int(one.began), _(answers[one.name])) for one in INSTRUMENTS),
    )
