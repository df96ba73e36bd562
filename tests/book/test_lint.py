"""The rules of the content: each finds its planted fault, and leaves what is well alone."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from sitekit.cli import main
from sitekit.lint import run
from sitekit.lint.document import read_document
from sitekit.lint.rule import Finding, Rule
from sitekit.lint.run import all_rules, lint, rules_page, run_rules
from sitekit.lint.sources import Sources
from sitekit.paths import ROOT

RULES = {rule.code: rule for rule in all_rules()}
PAGE = "book/chapter/one.md"
#: The line of a small lesson on which its body starts.
BODY = 14


def findings(root: Path, code: str, site: Path | None = None) -> list[Finding]:
    return lint(Sources(root, site), [RULES[code]])[code]


@pytest.fixture
def course(small_book):
    """A small book with a glossary, a list of hard words, and a data folder."""
    small_book.write(
        "book/reference/glossary.md",
        "---\ntitle: Glossary\n---\n\n"
        ":::{glossary}\nmutually agreed terms\nMAT\n  A contract.\n:::\n",
    )
    small_book.write(
        "book/_data/hard-words.yml", "known: [DNA, US]\nhard: [chytrid, taxon, in situ]\n"
    )
    small_book.write(
        "exercises/chapter/data/SOURCES.md",
        "## maize-hybrids.csv\n\n| | |\n|---|---|\n| Made from | x |\n| Licence | MIT |\n",
    )
    small_book.write("exercises/chapter/data/maize-hybrids.csv", "a\n")
    return small_book


ALT = "![A map of the plots, with four sites marked](map.png)\n\nMap: A. Author, CC BY 4.0."
CITED = "{footcite:p}`somebody2020counts`"

#: code, what is planted, what the finding says, and the line of the body on which it stands.
PLANTED = [
    ("DSI101", "![](map.png)", "map.png: it has no alternative text", 1),
    ("DSI101", "![image](map.png)", "what kind of thing it is", 1),
    ("DSI101", "![Figure 3](map.png)", "what kind of thing it is", 1),
    ("DSI101", "![map.png](map.png)", "its file’s name", 1),
    ("DSI101", "![Plot map-2](plot-map-2.png)", "its file’s name", 1),
    ("DSI101", "![the plots](map.png)", "too short", 1),
    ("DSI101", "```{image} map.png\n:width: 3em\n```", "no alternative text", 1),
    (
        "DSI101",
        "```{figure} m.png\n:alt: Where the plots lie\nWhere the plots lie.\n```",
        "repeats",
        1,
    ),
    ("DSI101", 'Text.\n\n<p><img src="map.png"></p>', "map.png: it has no alternative text", 3),
    ("DSI102", "Read more [here](https://example.org/).", "“here” for https://example.org/", 1),
    ("DSI102", "Text,\nand [this\nlink](two.md).", "“this link” for two.md", 2),
    ("DSI102", "See <https://example.org/a>.", "a bare address: https://example.org/a", 1),
    ("DSI102", "See [](https://example.org/a).", "it has no text", 1),
    ("DSI103", "### Too deep", "“Too deep” is of level 3, and the heading before it of level 1", 1),
    ("DSI103", "## Well\n\n#### Too deep", "of level 4, and the heading before it of level 2", 3),
    ("DSI103", "# Again", "a second heading of the first level", 1),
    ("DSI104", '<video src="a.mp4"></video>', "<video> has no transcript", 1),
    ("DSI104", ":::{talk}\n:::", "talk.md is not there", 1),
    ("DSI203", "Of the records, 86% say nothing.", "“Of the records, 86% say nothing.”", 1),
    ("DSI203", "One.\nTwo. It cost 4 million dollars.", "4 million dollars", 2),
    ("DSI203", "- They gave US$50 to each.", "US$50", 1),
    ("DSI203", "A court ruled in 2018.", "in 2018", 1),
    ("DSI203", "There were 12 countries.\n\nText.\n\nText " + CITED, "12 countries", 1),
    ("DSI203", "There were 12 countries.\n\n## Next\n\n" + CITED, "12 countries", 1),
    ("DSI203", "| A | B |\n|---|---|\n| share | 14% |", "“14%”", 3),
    ("DSI204", "The rule is currently under review.", "currently under review", 1),
    ("DSI204", "Text. Today there are many.", "Today there are many", 1),
    ("DSI204", "The treaty has not yet been signed.", "has not yet been", 1),
    ("DSI204", "The fund now holds little.", "now holds little", 1),
    ("DSI204", "The latest version asks for more.", "The latest version", 1),
    ("DSI205", ":::{chart} no-such-figure\nText.\n:::", "no-such-figure: nothing says", 1),
    ("DSI205", ":::{chart} bean-match\nText.\n:::", "does not name beans-simulated.csv", 1),
    ("DSI205", "![A map of the plots](map.png)", "map.png: no licence and credit", 1),
    (
        "DSI205",
        "```{figure} map.png\n:alt: A map of plots\nA map.\n```",
        "no licence and credit",
        1,
    ),
    (
        "DSI304",
        "::::{discussion} one\n:title: T\n\nText.\n::::",
        "the prompt one has no :minutes:",
        1,
    ),
    (
        "DSI304",
        "::::{discussion} one\n:minutes: 15\n\nText.\n::::",
        "lesson.minutes.discuss is 0",
        1,
    ),
    ("DSI401", "The SMTA says so.", "“SMTA”", 1),
    ("DSI401", "Text.\nA chytrid did it.", "“chytrid”", 2),
    ("DSI401", "Two chytrids did it.", "“chytrids”", 1),
    ("DSI401", "It was kept in\nsitu.", "“in situ”", 1),
    ("DSI401", "## The MAT of today", "“MAT”", 1),
]


@pytest.mark.parametrize(("code", "body", "says", "line"), PLANTED)
def test_a_planted_fault_is_found_with_its_line(course, code, body, says, line):
    course.lesson("one", body=body)
    (finding,) = findings(course.root, code)
    assert says in " ".join(finding.what.split())
    assert finding.place == f"{PAGE}:{BODY - 1 + line}"


GOOD = [
    ("DSI101", ALT),
    ("DSI101", "```{figure} m.png\n:alt: Four plots along a brook\nThe plots of 2019.\n```"),
    ("DSI102", "Read [the rules](two.md), [](two.md) and the [code of the San](https://a.org/)."),
    ("DSI102", "## Sources\n\n- <https://example.org/a>"),
    ("DSI102", "`[here](x)` is code."),
    ("DSI103", "## One\n\n### Two\n\n#### Three\n\n## Four"),
    ("DSI103", "```text\n### no heading\n```"),
    ("DSI203", "Of the records, 86% say nothing " + CITED + "."),
    ("DSI203", "Of the records, 86% say nothing.\n\n" + CITED + " counted them."),
    ("DSI203", "| A | B |\n|---|---|\n| share | 14% |\n| source | " + CITED + " |"),
    ("DSI203", "Suppose a firm gives 4 million dollars."),
    ("DSI203", "Is it fair to ask for 86%?"),
    ("DSI203", "### Try this\n\n1. Set the rate to 5%."),
    ("DSI203", ":::{chart} maize-fst\nThe 300 hybrids.\n:::\n\nThe 300 hybrids have 30 fathers."),
    ("DSI203", "`2 * 43`\n\nThat makes 86%."),
    ("DSI203", "The three [sites](two.md) hold 300 species."),
    ("DSI203", ":::{position} Official\nI have 4 million dollars.\n:::"),
    ("DSI203", "Six steps, five prompts, part 3, page 12."),
    ("DSI204", "As of May 2026 the rule is currently under review."),
    ("DSI204", "Is it still open? Now use the six steps. You know that now."),
    ("DSI204", ":::{position} Official\nThe rule is currently under review.\n:::"),
    ("DSI205", ":::{chart} maize-fst\nText.\n:::"),
    ("DSI205", ALT),
    ("DSI304", "::::{discussion} one\n:title: T\n:minutes: 15\n\nText.\n::::"),
    ("DSI401", "The standard material transfer agreement (SMTA) says so. The SMTA is long."),
    ("DSI401", "The SMTA, a contract, says so."),
    ("DSI401", "They signed MAT."),
    ("DSI401", "A chytrid is a kind of fungus."),
    ("DSI401", "Some fungi, called chytrids, did it."),
    ("DSI401", "| Chytrid | a kind of fungus |\n|---|---|\n| x y | z |"),
    ("DSI401", "DNA of the US; decision CBD/COP/16/2 and WHA60.28; letters GATTACA; part IV."),
    ("DSI401", "## Sources\n\n- Author: A chytrid. PLOS ONE."),
]


@pytest.mark.parametrize(("code", "body"), GOOD)
def test_what_is_well_is_left_alone(course, code, body):
    path = course.lesson("one", body=body)
    if code == "DSI304":
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("discuss: 0", "discuss: 15"), encoding="utf-8")
    assert findings(course.root, code) == []


def test_a_page_with_something_to_do_needs_a_time_for_it(course):
    path = course.lesson("one", body="Text.\n\n### Try this\n\n:::{explorer} embargo\n:::")
    assert findings(course.root, "DSI304") == []
    path.write_text(path.read_text(encoding="utf-8").replace("do: 2", "do: 0"), encoding="utf-8")
    (finding,) = findings(course.root, "DSI304")
    assert finding.place == f"{PAGE}:{BODY + 2}"
    assert "Try this" in finding.what


NOTEBOOK = "---\nexercise:\n  title: A lab\n  summary: What to do.\n{minutes}---\n\n{body}"


def test_a_notebook_needs_a_time_and_headings_in_order(course):
    def write(minutes: str, body: str) -> None:
        course.write("exercises/chapter/lab.md", NOTEBOOK.format(minutes=minutes, body=body))

    write("  minutes: 75\n", "# A lab\n\n## Part 1\n")
    assert findings(course.root, "DSI304") == findings(course.root, "DSI103") == []
    write("", "# A lab\n\n### Part 1\n")
    assert [f.place for f in findings(course.root, "DSI304")] == ["exercises/chapter/lab.md:1"]
    assert "of level 3" in findings(course.root, "DSI103")[0].what
    write("", "## Part 1\n")
    assert any("no heading of the first level" in f.what for f in findings(course.root, "DSI103"))


TALK = (
    "---\ntitle: T\n---\n\n# One\n## A slide\n- In 2018 a court ruled\n{source}\n## Next\n- Words\n"
)


def test_a_slide_needs_the_source_of_its_numbers(course):
    course.write("book/chapter/talk.md", TALK.format(source="\nSource: [@court2018]\n"))
    assert findings(course.root, "DSI203") == []
    course.write("book/chapter/talk.md", TALK.format(source=""))
    assert [f.place for f in findings(course.root, "DSI203")] == ["book/chapter/talk.md:7"]


def test_figures_of_talks_need_credit_too(course):
    slide = "# One\n## A slide\n![Bars that show what is said](figure:{name})\n"
    course.write("book/chapter/talk.md", "---\ntitle: T\n---\n" + slide.format(name="maize-fst"))
    assert findings(course.root, "DSI205") == []
    course.write("book/chapter/talk.md", "---\ntitle: T\n---\n" + slide.format(name="bean-match"))
    assert findings(course.root, "DSI205")[0].place == "book/chapter/talk.md:6"


RECORDING = (
    "crops:\n  title: A talk\n  series_page: https://example.org/\n  media: youtube:dQw4w9WgXcQ\n"
)


def test_a_recording_that_plays_needs_captions(course):
    course.write("book/_data/recordings.yml", RECORDING)
    (finding,) = findings(course.root, "DSI104")
    assert finding.place == "book/_data/recordings.yml:1"
    course.write("book/_data/recordings.yml", RECORDING + "  captions: _static/recordings/a.vtt\n")
    assert findings(course.root, "DSI104") == []


GUIDE = "# Guide\n\n### `one`\n\n" + "word " * 30 + "\n"


def test_a_prompt_needs_a_note_where_there_is_an_instructors_room(course):
    course.lesson("one", body="::::{discussion} one\n:minutes: 15\n\nText.\n::::")
    # Without the room the rule is not run.
    assert lint(Sources(course.root), [RULES["DSI305"]]).get("DSI305") is None
    course.write("instructor/chapter/guide.md", GUIDE)
    assert findings(course.root, "DSI305") == []
    course.write("instructor/chapter/guide.md", GUIDE.replace("word " * 30, "Good luck."))
    (finding,) = findings(course.root, "DSI305")
    assert finding.place == f"{PAGE}:{BODY}"
    assert "has only 2 words" in finding.what
    course.write("instructor/chapter/guide.md", GUIDE.replace("`one`", "`two`"))
    missing, lost = findings(course.root, "DSI305")
    assert "is not there" in missing.what
    assert lost.place == "instructor/chapter/guide.md:3"


def test_a_fault_of_the_schema_is_said_once(course):
    course.lesson("one", prerequisites="[chapter/none]")
    left = lint(Sources(course.root), all_rules())
    assert [f.place for f in left["DSI301"]] == [f"{PAGE}:8"]
    assert left["DSI302"] == left["DSI303"] == []


def opt_out(path: Path, declared: str) -> None:
    text = path.read_text(encoding="utf-8").replace("\nlesson:", f"\nlint: {declared}\nlesson:", 1)
    path.write_text(text, encoding="utf-8")


def lines(root: Path, code: str = "DSI203") -> dict[str, list[str]]:
    """What is left of one rule and of the two on opt-outs, as `file: what`."""
    left = lint(Sources(root), [rule for rule in all_rules() if rule.code == code])
    return {key: [f"{f.path}: {f.what}" for f in found] for key, found in left.items()}


def test_a_file_opts_out_with_a_reason(course):
    path = course.lesson("one", body="86% say nothing.")
    other = course.lesson("two", body="14% say something.")
    opt_out(path, '{DSI203: "the numbers are those of a game, as the page says"}')
    left = lines(course.root)
    assert [line.partition(":")[0] for line in left["DSI203"]] == ["book/chapter/two.md"]
    assert left["DSI901"] == left["DSI902"] == []
    opt_out(other, "{DSI203: the numbers are those of a game}")
    assert lines(course.root) == {"DSI203": [], "DSI901": [], "DSI902": []}


@pytest.mark.parametrize(
    ("declared", "says"),
    [
        ("{DSI203: }", "DSI203 has no reason"),
        ("{DSI203: ok}", "DSI203 has no reason, only “ok”"),
        ("DSI203", "DSI203 has no reason"),
        ("{DSI999: a reason that is long enough}", "there is no rule 'DSI999'"),
        ("{alt: a reason that is long enough}", "there is no rule 'alt'"),
        ("[DSI203]", "there is no rule"),
    ],
)
def test_an_opt_out_that_cannot_stand_is_refused(course, declared, says):
    opt_out(course.lesson("one", body="86% say nothing."), declared)
    left = lines(course.root)
    assert len(left["DSI203"]) == 1
    assert says in left["DSI901"][0]


def test_what_guards_students_has_no_opt_out(course):
    opt_out(course.lesson("one"), "{DSI301: a reason that is long enough}")
    (said,) = lines(course.root, "DSI301")["DSI901"]
    assert "no file can opt out of DSI301" in said


def test_an_opt_out_that_suppresses_nothing_is_a_fault(course):
    path = course.lesson("one", body="Nothing to count.")
    opt_out(path, "{DSI203: the numbers are those of a game}")
    (said,) = lines(course.root)["DSI902"]
    assert "DSI203 (number without a source) finds nothing here any more" in said
    # A rule that did not run says nothing of its opt-outs.
    assert lint(Sources(course.root), [RULES["DSI204"], RULES["DSI203"]])["DSI902"] != []
    assert "DSI902" in lines(course.root, "DSI204")
    assert lines(course.root, "DSI204")["DSI901"] != []


def test_files_without_front_matter_opt_out_in_a_comment(course):
    questions = "# A bank.\n- id: one\n  prompt: Is the SMTA a contract?\n"
    course.write("exercises/chapter/questions.yml", questions)
    assert len(lines(course.root, "DSI401")["DSI401"]) == 1
    course.write(
        "exercises/chapter/questions.yml", "# lint: DSI401: asks what it means\n" + questions
    )
    assert lines(course.root, "DSI401") == {"DSI401": [], "DSI901": [], "DSI902": []}
    course.write("exercises/chapter/questions.yml", "# lint: DSI401\n" + questions)
    left = lines(course.root, "DSI401")
    assert len(left["DSI401"]) == len(left["DSI901"]) == 1
    course.write("book/_data/references/a.bib", "% lint: DSI401: nothing is written here\n")
    course.write("exercises/chapter/questions.yml", "# Empty.\n")
    assert "a.bib: DSI401" in lines(course.root, "DSI401")["DSI902"][0]


def test_a_line_names_the_place_the_code_and_the_fix(course, monkeypatch, capsys):
    path = course.lesson("one", body="86% say nothing.")
    monkeypatch.setattr(run, "all_rules", lambda: [RULES["DSI102"], RULES["DSI203"]])
    assert run_rules(course.root, None) == 1
    printed = capsys.readouterr().out
    assert "ok     DSI102 link text without meaning" in printed
    assert "FAULT  DSI203 number without a source" in printed
    assert f"{PAGE}:{BODY}: DSI203 number without a source: “86% say nothing.” - fix: " in printed
    path.write_text(path.read_text(encoding="utf-8").replace("86%", "Most"), encoding="utf-8")
    assert run_rules(course.root, None) == 0


def test_the_rules_say_what_they_are_for():
    assert len(RULES) == len(all_rules())
    for rule in RULES.values():
        assert rule.title[0].islower() and len(rule.reason) > 40 and len(rule.fix) > 10, rule.code
        assert not rule.fix.endswith("."), rule.code
    with pytest.raises(ValueError, match="DSI and three digits"):
        dataclasses.replace(RULES["DSI203"], code="E501")


def test_two_rules_cannot_share_a_code(monkeypatch):
    twin = Rule("DSI203", "a", "b", "c", lambda sources: ())
    monkeypatch.setattr(run.access, "RULES", (*run.access.RULES, twin))
    with pytest.raises(ValueError, match="two rules have the code DSI203"):
        all_rules()


def test_the_list_for_contributors_is_that_of_the_rules(capsys):
    page = (ROOT / "book/sitekit/lint/RULES.md").read_text(encoding="utf-8")
    mine = rules_page(all_rules())
    if (ROOT / "instructor").is_dir():
        assert page == mine, "renew it: course rules > book/sitekit/lint/RULES.md"
    assert set(mine.splitlines()) <= set(page.splitlines())
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert "(book/sitekit/lint/RULES.md)" in contributing
    assert main(["rules"]) == 0
    assert capsys.readouterr().out == mine
    assert main(["rules", "dsi203"]) == 0
    assert "Fix: cite the source" in capsys.readouterr().out
    assert main(["rules", "DSI999"]) == 1
    assert "there is no rule 'DSI999'; the codes: DSI101, " in capsys.readouterr().err


def test_the_course_keeps_its_rules():
    left = lint(Sources(ROOT), all_rules())
    assert {code: found for code, found in left.items() if found} == {}
    # and they were looked for: pages, talks, notebooks and declared texts are read as prose
    documents = Sources(ROOT).documents
    assert {document.kind for document in documents} == {"page", "talk", "notebook", "data"}
    assert sum(len(document.blocks) for document in documents) > 5000


def test_the_course_without_its_sources_would_not_pass(tmp_path):
    """The rule on numbers is not lenient: with the citations gone it speaks on most pages."""
    for name in ("book/crops", "book/_data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "book/index.md", tmp_path / "book/index.md")
    (tmp_path / "_toc.yml").write_text(
        "format: jb-book\nroot: book/index\nchapters:\n  - file: book/crops/rules\n"
    )
    page = tmp_path / "book/crops/rules.md"
    text = page.read_text(encoding="utf-8")
    assert findings(tmp_path, "DSI203") == []
    page.write_text(text.replace("{footcite:p}", "{sub}"), encoding="utf-8")
    assert len(findings(tmp_path, "DSI203")) >= 8


def test_lines_are_those_of_the_file(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "---\ntitle: T\n---\n\nOne\ntwo.\n\n::::{discussion} a\n:title: A title\n\nThree\n\n"
        ":::{position} Four\nfive\n**six** {term}`the seven <seven>`\n:::\n::::\n",
        encoding="utf-8",
    )
    blocks = read_document(page, "page.md", "page").blocks
    assert [(block.line, block.prose) for block in blocks] == [
        (5, "One\ntwo."),
        (9, "A title"),
        (11, "Three"),
        (13, "Four"),
        (14, "five\nsix the seven"),
    ]
    assert blocks[-1].inside == ("discussion", "position")
    assert (blocks[-1].terms, blocks[-1].marked) == (("seven",), ("six",))
    assert blocks[-1].line_of(blocks[-1].prose.index("seven")) == 15
