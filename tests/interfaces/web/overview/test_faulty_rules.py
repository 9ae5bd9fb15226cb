"""Rules that cannot be read: named on the Rules page in both languages, while every page goes on; drafts are mended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.utils.translation import override

from plumbline import home as homes
from plumbline.methods.assessment.year import draft_states as states
from plumbline.procedures.assessment.drafts import drafting
from plumbline.records.core.people import User
from tests.interfaces.web.assessment.drafts.test_draft_pages import begun, post, text_of
from tests.interfaces.web.rules import SCHEME
from tests.interfaces.web.world import World

AT = datetime(2026, 1, 1, tzinfo=UTC)
ODD = [
    "title = ", "x = " + "[" * 3_000, "full = " + "9" * 5_000, SCHEME.replace("full = 100", "full = 1e999999"),
    SCHEME.replace("full = 100", "full = nan"), "grades = 5\nblock = 7\n", "block = [1, 2]\n", "id = 3\n" * 1,
    SCHEME.replace("points = 0", "points = " + "1" * 4_000), "[[block]]\nitem = 3\n[[block]]\nitem = [4]\n",
    "a." * 300 + "b = 1", "\n".join(f"[[block]]\nid = \"{place}\"" for place in range(3_000)),
    SCHEME.replace('title = { en = "Local scheme", zh = "本地方案" }', "title = " + "[" * 26 + "1" + "]" * 26),
]


@pytest.fixture
def broken(city: World) -> Iterator[Path]:
    folder = homes.current().rulebook
    there = []
    for name in ("schemes", "indicators", "flows", "sheets", "mappings"):
        (folder / name).mkdir(exist_ok=True)
        path = folder / name / "zz-broken.toml"
        path.write_text("title = \n", encoding="utf-8")
        there.append(path)
    yield folder
    for path in there:
        path.unlink()


@pytest.mark.parametrize(("language", "what", "why"), [
    ("en", "Files that cannot be used", "this is not valid TOML"),
    ("zh-hans", "无法使用的规则文件", "文本不符合TOML格式")])
def test_the_rules_page_names_each_faulty_file(broken: Path, language: str, what: str, why: str) -> None:
    client = Client(headers={"accept-language": language})
    with override(language):  # and back again: the page's language stays with the thread
        page = client.get("/rules/").content.decode()
    assert page.count(why) == 5
    assert what in page
    assert "rule.not_toml" in page
    for name in ("schemes", "indicators", "flows", "sheets", "mappings"):
        assert f"{name}/zz-broken.toml" in page
    assert "xuzhou" in page


def test_no_page_ends_because_of_one(broken: Path, officer: Client) -> None:
    for address in ("/", "/rules/", "/rules/schemes/local/", "/rules/figures/local.pass_rate/", "/rules/drafts/",
                    "/rules/drafts/new", "/records/", "/imports/", "/imports/new", "/years/", "/results/", "/sheets/"):
        assert officer.get(address).status_code in (200, 302, 403, 404), address


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_a_draft_that_cannot_be_read_is_opened_mended_and_withdrawn(officer: Client, text: str) -> None:
    address = begun(officer)
    number = int(address.strip("/").split("/")[-1])
    user = User.objects.get(pk=min(drafting.load(number).at.authors))
    case = drafting.load(number)
    drafting.save(homes.current(), user, number, text, seen=case.version, at=AT)  # as a command writes it
    for part in ("", "head", "grades", "block.0", "block.0.item.0"):
        assert officer.get(f"{address}?part={part}").status_code == 200, part
    assert officer.post(f"{address}check", {"text": text, "part": "head"}).status_code in (200, 302, 404)
    assert post(officer, address, text=SCHEME).status_code == 302
    assert text_of(address) == SCHEME
    assert officer.get(address).status_code == 200
    again = drafting.load(number)
    drafting.save(homes.current(), user, number, text, seen=again.version, at=AT)
    given = officer.post(f"{address}withdraw", {"reason": "It cannot be read."})
    assert given.status_code == 302
    assert drafting.load(number).at.state == states.WITHDRAWN
    assert officer.get(address).status_code == 200


def test_what_rests_on_a_faulty_file_says_so_and_nothing_else_stops(city: World, officer: Client) -> None:
    folder = homes.current().rulebook / "schemes"
    path = next(each for each in folder.glob("*.toml") if 'id = "local"' in each.read_text("utf-8"))
    text = path.read_text("utf-8")
    try:
        path.write_text(text.replace("full = 100", "full = 99", 1), encoding="utf-8")
        page = officer.get("/rules/").content.decode()
        assert "schemes/local.toml" in page
        assert "this is not a number from 0 to 99" in page
        for address in ("/", "/rules/schemes/local/", "/years/", "/results/", "/results/local/2013/",
                        "/results/local/2013/1/",
                        "/results/local/2013/ranking", "/results/local/2013/compare", "/rules/schemes/xuzhou/",
                        "/regions/1/", "/rules/drafts/", "/past/local/2013", "/rules/figures/local.pass_rate/"):
            assert officer.get(address).status_code < 500, address
        answer = officer.post("/rules/drafts/new", {"what": "scheme", "target": "local"})
        assert answer.status_code == 302
        assert "full = 99" in text_of(str(answer.url))
        assert officer.get(str(answer.url)).status_code == 200
    finally:
        path.write_text(text, encoding="utf-8")
