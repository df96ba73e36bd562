"""A bank as QTI 1.2, read back by rules that are not the writer's own."""

from __future__ import annotations

import importlib.util
import re
import sys
import types
from xml.etree import ElementTree

import pytest
from coursekit.cartridge.qti import Bank, Item, bank_xml

from tests.registry import pypi

NS = {"q": "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"}
ITEMS = [
    Item("first-one", "Is *x* < y & z?", ["no <b>", "yes", "née 李"], 1, ["a1", "a2 & `c`", "a3"]),
    Item("second", "Which?", ["a", "b", "c", "d"], 3, general="Because of **that**."),
    Item("third", "No feedback?", ["a", "b", "c"], 0),
]


def answer(item: ElementTree.Element, chosen: str) -> tuple[float, list[str]]:
    """Score and feedback for one choice, by the rules of QTI 1.2 response processing."""
    texts = {
        node.get("ident"): "".join(node.itertext()).strip()
        for node in item.findall("q:itemfeedback", NS)
    }
    score, shown = 0.0, []
    for condition in item.findall("q:resprocessing/q:respcondition", NS):
        test = condition.find("q:conditionvar/*", NS)
        kind = test.tag.rpartition("}")[2]
        assert kind in ("varequal", "other")
        if kind == "varequal" and test.text != chosen:
            continue
        for node in condition.findall("q:setvar", NS):
            assert (node.get("varname"), node.get("action")) == ("SCORE", "Set")
            score = float(node.text)
        shown += [texts[d.get("linkrefid")] for d in condition.findall("q:displayfeedback", NS)]
        if condition.get("continue", "No") == "No":
            break
    return score, shown


def read_bank(content: bytes) -> list[dict]:
    """Each item of a bank: its question, options, right option and the feedback of each."""
    found = []
    for item in ElementTree.fromstring(content).iterfind(".//q:section/q:item", NS):
        labels = item.findall(".//q:response_label", NS)
        told = [answer(item, label.get("ident")) for label in labels]
        found.append(
            {
                "id": item.get("ident"),
                "prompt": item.find("q:presentation/q:material/q:mattext", NS).text,
                "options": ["".join(label.itertext()).strip() for label in labels],
                "right": [n for n, (score, _) in enumerate(told) if score == 100],
                "feedback": [shown for _, shown in told],
                "profile": {
                    field[0].text: field[1].text
                    for field in item.iterfind(".//q:qtimetadatafield", NS)
                },
            }
        )
    return found


def test_questions_come_back() -> None:
    first, second, third = read_bank(bank_xml(Bank("b", "Bank & more", ITEMS, "1", False)))
    assert first["prompt"] == "<p>Is <em>x</em> &lt; y &amp; z?</p>"
    assert first["options"] == ["no &lt;b&gt;", "yes", "née 李"], "HTML in XML"
    assert (first["right"], second["right"], third["right"]) == ([1], [3], [0])
    assert first["feedback"] == [["a1"], ["a2 &amp; <code>c</code>"], ["a3"]]
    assert second["feedback"] == [["Because of <strong>that</strong>."]] * 4
    assert third["feedback"] == [[], [], []]
    assert first["profile"]["cc_profile"] == "cc.multiple_choice.v0p1"


def test_a_reader_that_stops_at_the_first_end_finds_the_one_right_option() -> None:
    """Open edX's converter takes all options named before that for right ones."""
    root = ElementTree.fromstring(bank_xml(Bank("b", "B", ITEMS, "1", True)))
    for item, source in zip(root.iterfind(".//q:item", NS), ITEMS, strict=True):
        first = item.find("q:resprocessing/q:respcondition", NS)
        assert first.get("continue") == "No"
        named = [node.text for node in first.findall("q:conditionvar/q:varequal", NS)]
        assert named == [f"option_{source.answer + 1}"]


@pytest.fixture(scope="module")
def qti2latex() -> types.ModuleType:
    """A reader of quiz packages by others, brought from its registry; its own imports stay out."""
    folder = pypi(
        "qti2latex",
        "0.1.6",
        "c317d3c241ea0fd7f969c323ad827dd1674acbeeecb55add1c79aba42f5b464f",
    )
    spec = importlib.util.spec_from_file_location("qti2latex", folder / "qti2latex.py")
    module = importlib.util.module_from_spec(spec)
    stand_in = types.ModuleType("click")
    for name in ("command", "argument", "option"):
        setattr(stand_in, name, lambda *_, **__: lambda function: function)
    stand_in.Path = lambda *_, **__: None
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "click", stand_in)
        patch.setitem(sys.modules, "pypandoc", types.ModuleType("pypandoc"))
        spec.loader.exec_module(module)
    return module


def test_somebody_elses_reader_finds_the_same(qti2latex: types.ModuleType) -> None:
    root = ElementTree.fromstring(bank_xml(Bank("b", "B", ITEMS, "1", False)))
    items = qti2latex.findall_anyns(root, "item")
    assert len(items) == len(ITEMS)
    for item, source in zip(items, ITEMS, strict=True):
        meta = qti2latex.get_qti_metadata(item)
        assert qti2latex.guess_type(meta, item) in (
            *("multiple_choice_question", "multiple_answers_question"),
        )
        assert re.sub("<[^>]+>", "", qti2latex.get_item_stem(item))
        assert [ident for ident, _ in qti2latex.get_choices(item)] == [
            f"option_{n + 1}" for n in range(len(source.options))
        ]
        # It counts every option that a condition names, also one with feedback alone.
        assert f"option_{source.answer + 1}" in qti2latex.get_correct_idents(item)
    assert qti2latex.get_correct_idents(items[2]) == {"option_1"}


def test_the_reader_of_these_tests_sees_a_wrong_key() -> None:
    wrong = bank_xml(Bank("b", "B", ITEMS[:1], "1", False)).replace(
        b'continue="No"', b'continue="Yes"', 1
    )
    moved = wrong.replace(b">option_2</varequal>", b">option_3</varequal>", 1)
    assert read_bank(moved)[0]["right"] == [2]
