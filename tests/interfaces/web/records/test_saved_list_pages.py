"""Saved lists: kept, opened, shared with one's region, renamed, deleted and had back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model

from plumbline.errors import NotAllowed, RecordError
from plumbline.procedures.records import saved_lists
from plumbline.records.accounts.saved_lists import SavedList
from plumbline.records.core import kinds
from tests.interfaces.web.world import CITY, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as

KEEP = "/records/inspection/keep"
QUERY = "region=1&result=fail&sort=-number&column=number"


def keep(persona: str, name: str = "Failed", shared: str = "", query: str = QUERY) -> str:
    answer = looking_as(persona).post(KEEP, {"name": name, "query": f"{query}&after=x&totals=1", "shared": shared})
    assert answer.status_code == 302
    return str(answer["Location"])


def shown(persona: str, path: str = "/lists/") -> str:
    return looking_as(persona).get(path).content.decode()


def test_a_list_is_kept_and_opens_from_list_and_overview(city: World, db: None) -> None:
    assert keep(WARD_1) == f"/records/inspection/?{QUERY}"
    for path in ("/", "/lists/", "/records/inspection/"):
        assert QUERY.replace("&", "&amp;") in shown(WARD_1, path), path
    assert "Failed" not in shown(WARD_2) + shown(CITY)
    assert looking_as(PUBLIC_PERSONA).get("/lists/").status_code == 302


def test_a_list_is_shared_with_officers_over_the_region(city: World, db: None) -> None:
    keep(WARD_1, shared="1")
    keep(CITY, "All of the city", shared="chicago")
    assert ("Failed" in shown(CITY), "a colleague’s" in shown(CITY)) == (True, True)
    assert "Failed" not in shown(WARD_2)
    assert "All of the city" not in shown(WARD_1)  # its filters may hold what only the city sees


def test_nobody_shares_with_a_region_of_others(city: World, db: None) -> None:
    assert looking_as(WARD_1).post(KEEP, {"name": "x", "query": "", "shared": "2"}).status_code == 403
    with pytest.raises(NotAllowed):
        saved_lists.save(person(WARD_1), kinds.get("inspection"), "x", "", "chicago", at=city.clock())


def person(name: str):  # type: ignore[no-untyped-def]
    return get_user_model().objects.get(username=name)


def test_a_name_is_used_once_and_must_be_one(city: World, db: None) -> None:
    keep(WARD_1)
    keep(WARD_1, query="region=1")
    assert [held.query for held in SavedList.objects.all()] == ["region=1"]
    answer = looking_as(WARD_1).post(KEEP, {"name": "  ", "query": QUERY}, follow=True)
    assert "A list is kept under a name of 1 to 80 characters." in answer.content.decode()
    assert SavedList.objects.count() == 1


def test_what_is_refused_is_said_in_chinese(city: World, db: None) -> None:
    client = looking_as(WARD_1)
    answer = client.post(KEEP, {"name": "  ", "query": QUERY}, follow=True, headers={"accept-language": "zh-hans"})
    assert "列表名称须为1至80个字符。请使用简短的名称。" in answer.content.decode()
    answer = client.post("/lists/99/delete", follow=True, headers={"accept-language": "zh-hans"})
    assert "您没有该列表。" in answer.content.decode()


def test_a_list_is_renamed_deleted_and_had_back(city: World, db: None) -> None:
    keep(WARD_1)
    client, number = looking_as(WARD_1), SavedList.objects.get().pk
    client.post(f"/lists/{number}/rename", {"name": "Another", "shared": "1"})
    assert (SavedList.objects.get().name, SavedList.objects.get().shared) == ("Another", "1")
    text = client.post(f"/lists/{number}/delete", follow=True).content.decode()
    assert ("Undo" in text, ">Another<" in text) == (True, False)
    text = client.post(f"/lists/{number}/restore", follow=True).content.decode()
    assert ">Another<" in text


@pytest.mark.parametrize("act", ["rename", "delete", "restore"])
def test_nobody_touches_the_list_of_another(city: World, db: None, act: str) -> None:
    keep(WARD_1, shared="1")
    number = SavedList.objects.get().pk
    text = looking_as(CITY).post(f"/lists/{number}/{act}", {"name": "mine"}, follow=True).content.decode()
    assert "There is no such list of yours." in text
    assert (SavedList.objects.get().name, SavedList.objects.get().deleted_at) == ("Failed", None)


def test_what_was_deleted_long_ago_is_gone(city: World, db: None) -> None:
    keep(WARD_1)
    saved_lists.delete(person(WARD_1), SavedList.objects.get().pk,
                       at=city.clock() - saved_lists.KEPT_FOR - timedelta(days=1))
    saved_lists.save(person(WARD_1), kinds.get("inspection"), "New", "", "", at=city.clock())
    assert [held.name for held in SavedList.objects.all()] == ["New"]


def test_a_bound_is_told(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved_lists, "MOST", 1)
    keep(WARD_1)
    with pytest.raises(RecordError, match="already"):
        saved_lists.save(person(WARD_1), kinds.get("inspection"), "New", "", "", at=city.clock())
