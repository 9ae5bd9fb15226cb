"""What is found among records, and for whom; what leaves, and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.errors import RecordError
from plumbline.home import Home
from plumbline.procedures.records import bulk, save
from plumbline.procedures.search import following, searching
from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import Role, User
from plumbline.records.search import state as states
from plumbline.records.search.index import BEGINS, COLUMN, GROUP, LEVELS, PLACE, THING, WHO, Index
from tests.procedures.search.finding import ON, ask, follow, found, told
from tests.records.samples import AT, Office, inspection

SECRET = "zephyr"
FIRM = "91330424MA28A00017"


def every_term(home: Home) -> set[str]:
    """Each word by which anything can be found."""
    state = states.read(home)
    assert state is not None
    searcher = Index.open(states.place(home) / state.folder).searcher()
    names = [GROUP, PLACE, COLUMN, WHO, THING, *LEVELS, *(level + BEGINS for level in LEVELS)]
    return {term for name in names for term, _ in searcher.terms_with_prefix(name, "")}


def officer(name: str, region: str, column: str = "*", role: str = Role.OFFICER) -> User:
    user = User.objects.create_user(name)
    Role.objects.create(user=user, name=role, region=region, column=column)
    return user


def filled(office: Office) -> None:
    office.inspections(
        inspection(number="YZ-2013-0412", establishment_name="海盐县食品有限公司", result="fail",
                   inspector_group=f"{SECRET} one"),
        inspection(number="YZ-2013-0413", region="2", establishment_name="Blue Kettle Café",
                   inspector_group=f"{SECRET} two"),
        inspection(number="88", region="9", inspected_on="2014-05-06", establishment_name="海盐餐饮店"))


@pytest.fixture
def city(office: Office) -> Office:
    filled(office)
    return office


@pytest.mark.parametrize(("asked", "keys"), [
    ("食品", ["YZ-2013-0412"]), ("海盐", ["88", "YZ-2013-0412"]), ("yz-2013", ["YZ-2013-0412", "YZ-2013-0413"]),
    ("YZ20130413", ["YZ-2013-0413"]), ("kett", ["YZ-2013-0413"]), ("cafe\u0301", ["YZ-2013-0413"]),
    ("不合格", ["YZ-2013-0412"]), ("fail ward 1", ["YZ-2013-0412"]), ("第2选区", ["YZ-2013-0413"]),
    ("2014年5月", ["88"]), ("2014-05-06 店", ["88"]), ("“盐餐饮”", ["88"]), ("盐 店", ["88"]), ("８８", ["88"]),
    ("City 海盐", ["88", "YZ-2013-0412"]),
])
def test_records_are_found_by_what_they_say_and_where_they_are(city: Office, asked: str, keys: list[str]) -> None:
    assert found(city.home, None, asked).get("inspection") == keys


@pytest.mark.parametrize("asked", ["", "   ", "*", "AND", "a" * 10_000, "\x00", "\ud800", "(:^~\"", "x" * 199 + " 食",
                                   "“", "' OR 1=1 --", "\u202e88", "%", "_", "食品" * 5_000])
def test_whatever_is_typed_is_a_question(city: Office, asked: str) -> None:
    for user in (None, officer("ann", "1")):
        ask(city.home, user, asked)
        searching.page(city.home, user, asked, "inspection", on=ON)
        user and user.delete()


def test_an_internal_word_finds_records_for_its_region_alone(city: Office) -> None:
    home = city.home
    one, all_, other = officer("one", "1"), officer("all", "city"), officer("other", "1", "standards")
    auditor = officer("aud", "2", role=Role.AUDITOR)
    assert found(home, one, SECRET) == {"inspection": ["YZ-2013-0412"]}
    assert found(home, auditor, SECRET) == {"inspection": ["YZ-2013-0413"]}
    assert found(home, all_, SECRET) == {"inspection": ["YZ-2013-0412", "YZ-2013-0413"]}
    for user in (None, other, officer("juror", "1", role=Role.JUROR)):
        for asked in (SECRET, SECRET[:3], f"{SECRET} 食品", f"“{SECRET} one”", f"{SECRET}s"):
            assert SECRET not in told(ask(home, user, asked))
            assert "inspection" not in found(home, user, asked)
    # What is near is told of nobody's internal words either: the part that fits is public.
    assert SECRET not in told(ask(home, one, "two Kettle"))
    assert found(home, one, f"{SECRET} Kettle") == {}


def test_counts_tell_of_nothing_that_is_closed(city: Office) -> None:
    city.inspections(*(inspection(number=f"N{n}", region="2" if n % 2 else "1", inspector_group="zq")
                       for n in range(2 * searching.COUNTED + 4)))
    def count(user: Any) -> list[tuple[int, bool]]:
        return [(each.count, each.more) for each in ask(city.home, user, "zq").groups]

    assert count(None) == []
    assert count(officer("one", "1")) == [(searching.COUNTED, True)]
    city.inspections(*(inspection(number=f"M{n}", region="2", inspector_group="mq") for n in range(30)),
                     inspection(number="M99", region="1", inspector_group="mq"))
    answer = ask(city.home, officer("two", "1"), "mq")
    assert [(each.count, each.more, [hit.key for hit in each.hits]) for each in answer.groups] == [(1, False, ["M99"])]


def test_pages_go_by_what_was_shown_last(city: Office) -> None:
    city.inspections(*(inspection(number=f"P{n:03}", establishment_name="粮油店") for n in range(60)))
    follow(city.home)
    seen, after = [], 0
    while True:
        group = searching.page(city.home, None, "粮油", "inspection", on=ON, after=after).groups[0]
        seen += [hit.key for hit in group.hits]
        after = group.after
        if not after:
            break
    assert seen == [f"P{n:03}" for n in reversed(range(60))]
    assert searching.page(city.home, None, "粮油", "inspection", on=ON, after=1).groups[0].hits == ()
    with pytest.raises(RecordError, match="nothing called 'nobody'"):
        searching.page(city.home, None, "粮油", "nobody", on=ON)


def test_what_changed_is_judged_by_the_store_before_the_index_has_it(city: Office) -> None:
    follow(city.home)
    row = save.keep("inspection", inspection(number="88", region="9", inspected_on="2014-05-06",
                                             establishment_name="水产店"), at=AT)
    asked = searching.search(city.home, None, "餐饮店", on=ON)
    assert not asked.standing.whole
    assert asked.standing.behind == 1
    assert "88" not in told(asked)
    assert found(city.home, None, "水产") == {"inspection": ["88"]}
    save.withdraw("inspection", row.pk, at=AT)
    assert "88" not in told(searching.search(city.home, None, "水产", on=ON))
    assert found(city.home, None, "水产") == {}
    newest = type(row).objects.get(number="88", superseded=None)
    save.restore("inspection", newest.pk, at=AT)
    assert found(city.home, None, "水产") == {"inspection": ["88"]}


def test_what_moves_to_another_region_is_closed_to_the_first(city: Office) -> None:
    one, two = officer("one", "1"), officer("two", "2")
    assert found(city.home, one, SECRET) == {"inspection": ["YZ-2013-0412"]}
    save.keep("inspection", inspection(number="YZ-2013-0412", region="2", inspector_group=f"{SECRET} one"), at=AT)
    assert told(searching.search(city.home, one, SECRET, on=ON)) == "[]"
    assert found(city.home, one, SECRET) == {}
    assert found(city.home, two, SECRET) == {"inspection": ["YZ-2013-0412", "YZ-2013-0413"]}


def test_a_role_that_was_taken_back_opens_nothing_more(city: Office) -> None:
    one = officer("one", "1")
    assert found(city.home, one, SECRET) != {}
    Role.objects.all().delete()
    assert found(city.home, User.objects.get(pk=one.pk), SECRET) == {}
    Role.objects.create(user=one, name=Role.OFFICER, region="1")
    User.objects.filter(pk=one.pk).update(is_active=False)
    assert found(city.home, User.objects.get(pk=one.pk), SECRET) == {}


def organisations(office: Office) -> None:
    office.take("organisation", [
        {"code": FIRM, "name": "海盐钱江阀门有限公司", "region": "1", "credit_class": "A",
         "contact_name": "张秋实", "contact_phone": "13905730001"},
        {"code": "91330424MA28A00025", "name": "平湖阀门厂", "region": "2", "credit_class": "B",
         "contact_name": "张冬至", "contact_phone": "13905730002"}])


def test_people_are_found_by_who_may_read_of_them_and_are_in_no_file_of_the_index(office: Office) -> None:
    organisations(office)
    home, one, all_ = office.home, officer("one", "1"), officer("all", "city")
    firm = User.objects.create_user("firm")
    Membership.objects.create(user=firm, organisation=FIRM, capacity="enterprise", since=ON, made_at=AT)
    assert found(home, None, "阀门") == {"organisation": [FIRM, "91330424MA28A00025"]}
    assert found(home, one, "张秋") == {"personal": [FIRM]}
    assert found(home, all_, "张")["personal"] == [FIRM, "91330424MA28A00025"]
    assert found(home, all_, "13905730002") == {"personal": ["91330424MA28A00025"]}
    for user, asked in ((None, "张秋实"), (one, "张冬至"), (one, "13905730002"), (None, "139057")):
        assert told(ask(home, user, asked)) == "[]"
    known = every_term(home)
    assert {"阀门", "钱江", "平湖"} <= known
    assert not {term for term in known for secret in ("张", "秋", "冬", "13905") if secret in term}
    files = b"".join(each.read_bytes() for each in states.place(home).rglob("*") if each.is_file())
    assert FIRM.encode() in files  # by which it is found in the store
    assert not [secret for secret in ("张秋实", "张冬至", "1390573000") if secret.encode() in files]
    save.erase_personal("organisation", FIRM, at=AT)
    assert told(searching.search(home, one, "张秋实", on=ON)) == "[]"
    assert found(home, one, "张秋实") == {}


def test_an_organisation_s_people_find_what_is_shared_with_it_and_with_no_other(office: Office) -> None:
    organisations(office)
    save.keep("organisation", {"code": FIRM, "name": "海盐钱江阀门有限公司", "region": "1", "credit_class": "A"}, at=AT)
    firm = User.objects.create_user("firm")
    Membership.objects.create(user=firm, organisation=FIRM, capacity="enterprise", since=ON, made_at=AT)
    assert found(office.home, firm, "张秋实") == {"personal": [FIRM]}
    assert told(ask(office.home, firm, "张冬至")) == "[]"


def test_what_an_import_under_way_wrote_is_not_found_before_it_is_visible(city: Office) -> None:
    follow(city.home)
    city.inspections(inspection(number="late-1", establishment_name="茶叶店"))
    Entry.objects.filter(number=store.journal_head()["number"]).update(state=Entry.PUBLISHING, number=None)
    assert found(city.home, None, "茶叶") == {}


def test_many_at_once_and_their_undoing(city: Office) -> None:
    user = officer("all", "city")
    assert found(city.home, None, "yz") == {"inspection": ["YZ-2013-0412", "YZ-2013-0413"]}
    rows = store.current(kinds.get("inspection")).filter(number__startswith="YZ").values_list("pk", flat=True)
    entry = bulk.withdraw(user, "inspection", list(rows), reason="x", at=AT).entry
    assert found(city.home, None, "yz") == {}
    bulk.undo(user, entry.number, at=AT)
    assert found(city.home, None, "yz") == {"inspection": ["YZ-2013-0412", "YZ-2013-0413"]}


def test_what_is_looked_up_takes_as_many_queries_for_three_hits_as_for_one(city: Office) -> None:
    user = officer("one", "1")
    city.inspections(*(inspection(number=f"Q{n}", establishment_name=name) for n, name in enumerate(
        ("豆腐店", "豆浆店", "豆浆店", "豆浆店"))))
    follow(city.home)

    def queries(asked: str) -> int:
        reader = User.objects.get(pk=user.pk)
        searching.search(city.home, reader, asked, on=ON)
        reader = User.objects.get(pk=user.pk)
        with CaptureQueriesContext(connection, ) as held:
            searching.search(city.home, reader, asked, on=ON)
        return len(held)

    assert queries("豆腐") == queries("豆浆")


def test_figures_rules_and_codes_are_found_beside(city: Office) -> None:
    answer = ask(city.home, None, "合格率")
    assert {"figures", "rules"} <= {group.name for group in answer.groups}
    first = {group.name: group.hits[0].target for group in ask(city.home, None, "cut.unknown").groups}
    assert first["errors"] == ("error", "cut.unknown")
    assert {group.name for group in ask(city.home, None, "Ward 9").groups} >= {"region", "inspection"}


def test_a_figure_over_internal_fields_is_for_who_may_read_it(office: Office) -> None:
    folder = office.home.rulebook / "indicators"
    folder.mkdir(exist_ok=True)
    (folder / "ours.toml").write_text("""[share]
title = { en = "Share of the quokka group", zh = "某组占比" }
meaning = { en = "Inspections by the group.", zh = "由该组检查的占比。" }
unit = "%"
better = "neither"
source = { text = "Ours", ours = true }
of = "inspection"
numerator = "COUNT(*) FILTER (WHERE inspector_group = 'a')"
denominator = "COUNT(*)"
words = { numerator = { en = "of it", zh = "该组" }, denominator = { en = "inspections", zh = "检查" } }
interval = "wilson"
""", "utf-8")
    assert [hit.target for group in ask(office.home, officer("one", "1"), "quokka").groups for hit in group.hits] == [
        ("figure", "ours.share")]
    assert told(ask(office.home, None, "quokka")) == "[]"


def test_nothing_holds_all_and_something_comes_near(city: Office) -> None:
    answer = ask(city.home, None, "海盐县食品股份有限公司")
    assert answer.near
    assert [hit.key for group in answer.groups for hit in group.hits if group.name == "inspection"] == [
        "YZ-2013-0412"]


def test_without_an_index_rules_are_found_and_it_is_said(home: Home, office: Office) -> None:
    answer = searching.search(home, None, "合格率", on=ON)
    assert answer.standing.none
    assert {group.name for group in answer.groups} >= {"figures"}
    assert not Path(states.place(home)).exists()
    assert following.follow(home, on=ON).whole
