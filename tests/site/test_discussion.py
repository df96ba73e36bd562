"""The prompts: a worksheet to copy; and a discussion service, asked for nothing before a press."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sitekit.directives.prompt_service import prompt_service
from sitekit.discussing import Giscus, Hypothesis
from sitekit.html import to_html

PAGE = "book/ecology-disease/discuss.html"
PROMPT = "discuss-withhold-samples"
GISCUS = Giscus(
    service="giscus", repo="our-school/our-class", repo_id="R_kgDOabcdef", category="Course",
    category_id="DIC_kwDOabcdef",
)  # fmt: skip
CLIENT = "https://giscus.app/client.js"
EMBED = "https://hypothes.is/embed.js"
#: In place of giscus: it shows its settings in a frame of the class that giscus gives it.
GISCUS_STUB = """{
  const frame = document.createElement('iframe');
  frame.className = 'giscus-frame'; frame.title = 'Comments';
  frame.srcdoc = '<!doctype html><html lang="en"><title>Comments</title><h1>Comments</h1></html>';
  frame.dataset.given = JSON.stringify(document.currentScript.dataset);
  frame.addEventListener('load', () => {
    frame.contentWindow.postMessage = (message, target) => {
      frame.dataset.told = JSON.stringify([message, target]);
    };
  });
  document.querySelector('.giscus').append(frame); }"""


def first_prompt(page):
    return page.locator(f"#{PROMPT}")


@pytest.fixture(scope="module")
def with_service(built, serve, tmp_path_factory):
    """Serves the built page with a service set, as the directive writes it."""
    root = tmp_path_factory.mktemp("discussion")
    shutil.copytree(built / "_static", root / "_static")
    for path in built.iterdir():  # the service worker, the offline page
        if path.is_file():
            shutil.copy(path, root)
    (root / PAGE).parent.mkdir(parents=True)
    address = serve(root)
    html = (built / PAGE).read_text(encoding="utf-8")

    def put(service, *, as_file: bool = False) -> str:
        def add(match: re.Match[str]) -> str:
            anchor = match[1]
            term = anchor.replace("discuss-", "ecology-disease/")
            return match[0].replace(
                '<details class="prompt-sheet"',
                to_html(prompt_service(service, anchor, term)) + '<details class="prompt-sheet"',
            )

        pattern = r'<section class="discussion card" id="([\w-]+)".*?</section>'
        page, count = re.subn(pattern, add, html, flags=re.S)
        assert count == 5
        (root / PAGE).write_text(page, encoding="utf-8")
        return (root / PAGE).as_uri() if as_file else address + PAGE

    return put


def test_without_a_service_a_prompt_has_its_worksheet_alone(site, visit, tmp_path):
    seen = visit(site + PAGE)
    page = seen.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    prompt = first_prompt(page)
    expect(page.locator(".prompt-service")).to_have_count(0)
    prompt.locator("summary").press("Enter")
    text = prompt.locator("textarea").input_value()
    title, address, *rest = text.splitlines()
    assert title == "Was withholding the only lever?"
    assert address == f"{site}{PAGE}#{PROMPT}"
    whole = "\n".join(rest)
    for said in ("Pairs with one card each", "was the decision to withhold right?", "6. Decision"):
        assert said in whole
    for card in prompt.locator(".position").all():
        assert card.locator("h3").inner_text() in whole
        assert " ".join(card.locator("p").last.inner_text().split()) in whole
    # Neither the numbers of footnotes nor the meanings that stand beside words of the glossary.
    assert "[" not in whole and prompt.locator(".meaning").first.text_content() not in whole
    prompt.get_by_role("button", name="Copy").press("Enter")
    expect(prompt.get_by_role("status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == text
    with page.expect_download() as download:
        prompt.get_by_role("button", name="Save as a text file").press("Enter")
    assert download.value.suggested_filename == f"{PROMPT}.txt"
    assert Path(download.value.path()).read_text(encoding="utf-8") == text
    assert seen.noticed() == []
    # A browser that lets no page copy.
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error('no')); }")
    prompt.get_by_role("button", name="Copy").press("Enter")
    expect(prompt.get_by_role("status")).to_contain_text("The text is selected")
    assert page.evaluate("String(getSelection()) || document.activeElement.value.slice("
                         "document.activeElement.selectionStart)") == text  # fmt: skip


def test_without_scripts_the_worksheet_is_there_to_copy(site, visit):
    prompt = first_prompt(visit(site + PAGE, scripts=False).page)
    expect(prompt.get_by_role("button").first).to_be_hidden()
    prompt.locator("summary").click()
    expect(prompt.locator("textarea")).to_be_visible()
    expect(prompt.get_by_role("button", name="Copy")).to_be_hidden()


def test_giscus_is_asked_after_the_press_and_gets_the_prompt(with_service, visit):
    seen = visit(with_service(GISCUS), width=390)
    page, asked = seen.page, []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body=GISCUS_STUB, content_type="text/javascript")

    page.route("https://giscus.app/**", answer)
    assert seen.faults() == [], "before the press"
    prompt = first_prompt(page)
    notice = prompt.locator(".prompt-service p").first.inner_text()
    for said in ("giscus.app", "GitHub", "Microsoft", "address", "account", "before you press"):
        assert said in notice
    page.wait_for_timeout(200)
    assert asked == [] and seen.outside == []
    button = prompt.get_by_role("button", name="Open the discussion of this prompt")
    button.press("Enter")
    frame = page.locator("iframe.giscus-frame")
    expect(frame).to_be_visible()
    assert asked == [CLIENT]
    expect(button, "the focus stays").to_be_focused()
    given = frame.evaluate("f => JSON.parse(f.dataset.given)")
    assert given == {
        "repo": GISCUS.repo, "repoId": GISCUS.repo_id, "category": GISCUS.category,
        "categoryId": GISCUS.category_id, "term": "ecology-disease/withhold-samples",
        "mapping": "specific", "strict": "1", "reactionsEnabled": "1", "emitMetadata": "0",
        "inputPosition": "top", "theme": "light", "lang": "en",
    }  # fmt: skip
    expect(prompt.locator(".prompt-service [role=status]")).to_have_text("The discussion is below.")
    assert seen.faults() == [], "loaded"
    # The comments follow the page's look.
    page.wait_for_function("document.querySelector('.giscus-frame').contentDocument?.body")
    page.wait_for_timeout(100)
    seen.look("dark")
    page.wait_for_function("document.querySelector('.giscus-frame').dataset.told")
    assert frame.evaluate("f => JSON.parse(f.dataset.told)") == [
        {"giscus": {"setConfig": {"theme": "dark"}}},
        "https://giscus.app",
    ]
    # Another prompt's discussion takes the place: giscus knows one in a page.
    page.locator(".prompt-service button").nth(1).press("Enter")
    expect(prompt.locator(".giscus")).to_have_count(0)
    expect(frame).to_have_count(1)
    expect(frame).to_have_attribute("data-given", re.compile("ecology-disease/public-in-a-day"))


def test_whoever_comes_back_from_signing_in_is_led_to_the_prompt(with_service, visit):
    seen = visit(with_service(GISCUS))
    seen.page.evaluate("id => sessionStorage.setItem('dsi-course-discussion', id)", PROMPT)
    seen.page.goto(f"{seen.page.url}?giscus=a-token")
    button = first_prompt(seen.page).get_by_role("button", name="Open the discussion")
    expect(button).to_be_focused()
    assert seen.noticed() == []


@pytest.mark.parametrize(
    ("service", "host"), [(GISCUS, CLIENT), (Hypothesis(service="hypothesis"), EMBED)]
)
def test_a_service_that_does_not_answer_leaves_the_worksheet(service, host, with_service, visit):
    seen = visit(with_service(service))
    prompt = first_prompt(seen.page)
    expect(prompt.locator("textarea")).to_be_hidden()
    prompt.get_by_role("button", name="Open the discussion").press("Enter")
    said = prompt.locator(".prompt-service [role=status]")
    expect(said).to_contain_text("did not answer")
    expect(said).to_contain_text(host.split("/")[2], use_inner_text=True)
    expect(prompt.locator("textarea")).to_be_visible()
    assert seen.outside == [host]
    assert seen.axe() == []
    prompt.get_by_role("button", name="Open the discussion").press("Enter")
    expect(said).to_contain_text("did not answer")
    assert seen.outside == [host, host], "it can be tried again"


def test_hypothesis_opens_the_classs_group_once(with_service, visit):
    seen = visit(with_service(Hypothesis(service="hypothesis", group="a1B2c3D4")))
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body="", content_type="text/javascript")

    seen.page.route("https://hypothes.is/**", answer)
    prompt = first_prompt(seen.page)
    expect(prompt.locator(".prompt-service p").first).to_contain_text(
        "members of your class’s group", use_inner_text=True
    )
    link = prompt.get_by_role("link", name="The notes of your class’s group")
    expect(link).to_have_attribute("href", "https://hypothes.is/groups/a1B2c3D4")
    assert asked == []
    for number in (0, 1):
        seen.page.locator(".prompt-service button").nth(number).press("Enter")
        said = seen.page.locator(".prompt-service [role=status]").nth(number)
        expect(said).to_contain_text("The notes are open")
    assert asked == [EMBED]
    settings = seen.page.locator("script.js-hypothesis-config").all_text_contents()
    assert settings == ['{"openSidebar":true,"group":"a1B2c3D4"}']
    assert seen.faults() == []


def test_in_a_folder_of_files_no_service_is_offered(with_service, visit):
    prompt = first_prompt(visit(with_service(GISCUS, as_file=True)).page)
    expect(prompt.get_by_role("button", name="Open the discussion")).to_be_hidden()
    prompt.locator("summary").press("Enter")
    assert prompt.locator("textarea").input_value().splitlines()[1] == "", "no address of a folder"
    link = prompt.get_by_role("link", name="All discussions at github.com/our-school/our-class")
    expect(link).to_have_attribute("href", "https://github.com/our-school/our-class/discussions")
