"""Every page, in both languages, as a reader and a reading program meet it."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from plumbline.interfaces.web.core import security
from tests.interfaces.web.addresses import ADDRESSES, Ask, get
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, World, looking_as

LANGUAGES = ("en", "zh-hans")
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "source"}
NAMED = {"button", "a", "summary"}
# Pages whose answer is no page: forms that lead on, files, documents.
NO_PAGES = {"figure-json", "health", "records-export", "import-download", "evidence-file",
            "evidence-picture", "evidence-withdraw", "link-evidence",
            "link-evidence-file", "link-evidence-picture",
            "evidence-reinstate", "sign-out", "set-language", "appearance",
            "persona", "record-template", "report", "region-report", "results-export", "results-items", "sheet-export",
            "year-workbook", "case-feed", "case-feed-json", "standards-feed-atom", "standards-feed-json",
            "cases-export", "case-letter", "calendar",
            "case-members-export",
            "recall-notice", "open-data", "spot-check-commitment", "spot-check-files", "task-answers", "task-worker",
            "complain-sent", "watch-risk-paper", "witness", "reform-outcome",
            "project", "project-comment", "project-comment-sent", "project-file", "project-form", "project-table",
            "topic-matrix", "standard-said"}
PAGES = [name for name in ADDRESSES if name not in NO_PAGES]
# Shown in English to everyone: names of programs, codes, hashes, and what records hold.
LATIN = re.compile(r"[A-Za-z]{3,}(?:[ ,][A-Za-z’]+){2,}")


class Outline(HTMLParser):
    """What is open, what has a name, which ids there are."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, Any]] = []
        self.headings: list[int] = []
        self.tables = 0
        self.captions = 0
        self.words: dict[int, str] = {}
        self.scripts: list[dict[str, Any]] = []
        self.lang = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.lang = given.get("lang") or ""
        if "id" in given:
            self.ids.append(str(given["id"]))
        if tag == "label":
            self.labels.add(given.get("for") or "inside")
        if tag in ("input", "select", "textarea") and given.get("type") not in ("hidden", "checkbox"):
            self.fields.append(given)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if tag == "script":
            self.scripts.append(given)
        for name in given:
            if name == "style" or (name.startswith("on") and name != "one"):
                self.faults.append(f"<{tag} {name}>: the policy forbids it")
        if tag in NAMED and any(given.get(name) for name in ("aria-label", "title")):
            self.words[len(self.open)] = "named"
        if tag not in VOID:
            self.open.append(tag)
            self.words[len(self.open)] = self.words.pop(len(self.open) - 1, "") if tag in NAMED else ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            for depth in range(1, len(self.open) + 1):
                self.words[depth] = self.words.get(depth, "") + data.strip()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-3:]}")
            return
        if tag in NAMED and not self.words.get(len(self.open)):
            self.faults.append(f"<{tag}> without a name")
        self.words.pop(len(self.open), None)
        self.open.pop()


def outline(text: str) -> Outline:
    """A page taken apart."""
    parser = Outline()
    parser.feed(text)
    parser.close()
    return parser


def looking(reader: str, language: str) -> Client:
    """A browser of ``reader`` that prefers ``language``."""
    client = looking_as(reader)
    client.cookies["plumb_language"] = language
    return client


def asks(city: World, name: str) -> list[Ask]:
    """A few requests to the page called ``name``: the first of each sort is enough here."""
    return [ask for ask in ADDRESSES[name](city) if ask.method == "get"][:6]


Fetched = dict[tuple[str, str], list[tuple[Ask, Any]]]


@pytest.fixture(scope="module")
def fetched() -> Fetched:
    """The pages that a test has fetched, for the next one that looks at them, by name and language."""
    return {}


def pages(city: World, fetched: Fetched, name: str, language: str) -> list[tuple[Ask, Any]]:
    """A few pages called ``name`` as an officer of the city gets them, fetched once."""
    if (name, language) not in fetched:
        client = looking(CITY, language)
        fetched[name, language] = [(ask, client.get(ask.path)) for ask in asks(city, name)]
    return fetched[name, language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_it_is_well_made(city: World, db: None, fetched: Fetched, name: str, language: str) -> None:
    for ask, page in pages(city, fetched, name, language):
        text = page.content.decode()
        found = outline(text)
        assert page["Content-Security-Policy"] == security.POLICY
        assert found.faults == [], ask.path
        assert found.open == [], ask.path
        assert found.lang == language
        assert len(found.ids) == len(set(found.ids)), ask.path
        assert found.headings.count(1) == 1, ask.path
        # What every page is given stays what it is: no view names something of its own alike.
        assert f'name="next" value="{escape(ask.path)}"' in text, ask.path
        assert text.count('<ul class="places">\n<li><a href="/') == 1, ask.path
        assert found.headings[0] == 1, ask.path
        assert all(after - before <= 1 for before, after in zip(found.headings, found.headings[1:], strict=False)), \
            (ask.path, found.headings)
        assert found.tables == found.captions, ask.path
        for field in found.fields:
            assert field.get("aria-label") or field.get("id") in found.labels, (ask.path, field)
        for script in found.scripts:
            assert str(script["src"]).startswith("/static/"), ask.path
        assert "http://" not in text.replace("http://www.w3.org", ""), ask.path
        assert "https://" not in text, ask.path
        assert "{%" not in text, ask.path
        assert "{{" not in text, ask.path


@pytest.mark.parametrize("name", PAGES)
def test_chinese_pages_are_chinese(city: World, db: None, fetched: Fetched, name: str) -> None:
    for ask, page in pages(city, fetched, name, "zh-hans"):
        text = page.content.decode()
        text = re.sub(r"<(script|style|code|cite)\b.*?</\1>", "", text, flags=re.DOTALL)
        text = re.sub(r'<[^>]*\blang="en"[^>]*>.*?</\w+>', "", text, flags=re.DOTALL)
        text = re.sub(r'<(\w+)[^>]*class="mono[^>]*>.*?</\1>', "", text, flags=re.DOTALL)
        said = [found[0] for found in LATIN.finditer(re.sub(r"<[^>]*>", " | ", text))]
        assert said == [], ask.path


def test_the_language_is_chosen_and_kept(city: World, db: None) -> None:
    client = Client(HTTP_ACCEPT_LANGUAGE="fr")
    assert outline(client.get("/").content.decode()).lang == "en"
    answer = client.post("/language", {"language": "zh-hans", "next": "/records/?x=1"})
    assert (answer.status_code, answer["Location"]) == (302, "/records/?x=1")
    assert outline(client.get("/").content.decode()).lang == "zh-hans"
    client.post("/language", {"language": "tlh", "next": "/"})
    assert outline(client.get("/").content.decode()).lang == "zh-hans"


@pytest.mark.parametrize("path", ["/language", "/appearance"])
@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_switch_leads_nowhere_else(city: World, db: None, path: str, target: str) -> None:
    assert Client().post(path, {"next": target})["Location"] == "/"


def test_the_appearance_is_chosen_and_kept(city: World, db: None) -> None:
    client = Client()
    link = r'<link rel="stylesheet" href="/static/plumbline/dark\.css[^>]*media="([^"]*)"'
    assert re.findall(link, client.get("/").content.decode()) == ["(prefers-color-scheme: dark)"]
    for chosen, media in (("dark", ["all"]), ("light", []), ("auto", ["(prefers-color-scheme: dark)"]),
                          ("plaid", ["(prefers-color-scheme: dark)"])):
        client.post("/appearance", {"appearance": chosen, "next": "/"})
        assert re.findall(link, client.get("/").content.decode()) == media


def test_static_files_are_ours_and_keep(city: World, db: None) -> None:
    text = Client().get("/").content.decode()
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', text):
        answer = Client().get(address)
        b"".join(answer.streaming_content)  # type: ignore[arg-type]
        assert answer.status_code == 200, address
        assert "max-age=31536000" in answer["Cache-Control"]
        assert "?v=" in address


def test_a_page_view_writes_nothing(city: World, db: None) -> None:
    from django.db import connection

    seen: list[str] = []

    def watch(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql.split(maxsplit=1)[0].upper())
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        for name in PAGES:
            for ask in asks(city, name):
                looking_as(PUBLIC_PERSONA).get(ask.path)
    assert set(seen) == {"SELECT"}


def test_the_document_is_that_of_the_contract(city: World, db: None) -> None:
    document = Client().get(get("figure-json", "local.pass_rate", "1", "2013", records=2, of="numerator").path).json()
    assert list(document)[:12] == ["indicator", "region", "period", "numerator", "denominator", "value", "unit",
                                   "interval", "cut", "definition_sha256", "root", "records"]
    assert (document["numerator"], document["denominator"], document["value"]) == (2, 3, "66.67")
    assert document["cut"] == city.cut.id if city.cut else ""
    assert len(document["root"]) == 64
    assert len(document["records"]) == 2
    assert "inspector_group" not in document["records"][0]
