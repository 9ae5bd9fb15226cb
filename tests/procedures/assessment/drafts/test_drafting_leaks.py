"""A draft's trial shows a person no more than the figures they may see, however the draft asks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from plumbline.errors import NotAllowed
from plumbline.figures.cuts.freezing import freeze
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.home import VARIABLE, Home
from plumbline.procedures.assessment.drafts import drafting
from plumbline.procedures.assessment.drafts.trying import tried
from plumbline.procedures.figures.reading import open_figure
from plumbline.procedures.records.imports import import_file
from plumbline.records.core.people import Role, User
from plumbline.rulebook.indicators.loading import parse_indicators
from plumbline.rulebook.indicators.narrowing import find
from tests.procedures.rules_world import AT, Office

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = """number,region,inspected_on,purpose,result,risk_class,critical_count,inspector_group
1,north,2013-03-01,canvass,pass,high,0,green
2,north,2013-03-02,canvass,fail,high,0,orange
3,south,2013-03-01,canvass,pass,high,0,green
4,south,2013-03-02,canvass,pass,high,0,green
"""
LEAK = """[leak]
title       = { en = "Leak", zh = "泄露" }
meaning     = { en = "What it asks.", zh = "所问。" }
unit        = "1"
better      = "higher"
source      = { text = "test", ours = true }
of          = "inspection"
exclusions  = { en = "Others.", zh = "其他。" }
"""
ONE = '\nwords = { numerator = { en = "n", zh = "甲" } }\n'
WORDS = '\nwords = { numerator = { en = "n", zh = "甲" }, denominator = { en = "d", zh = "乙" } }\n'
ASKS = {
    "when": 'when = "inspector_group = \'green\'"\nnumerator = "COUNT(*)"',
    "numerator": 'numerator = "COUNT(*) FILTER (WHERE inspector_group = \'green\')"',
    "denominator": 'numerator = "COUNT(*)"\ndenominator = "COUNT(*) FILTER (WHERE inspector_group = \'green\')"',
    "strata": 'numerator = "COUNT(*)"\ndenominator = "COUNT(*)"\nstrata = "inspector_group"',
    "per": 'per = "establishment"\nlet = { g = "COUNT(*) FILTER (WHERE inspector_group = \'green\')" }\n'
           'numerator = "COUNT(*) FILTER (WHERE g > 0)"',
    "followed": 'when = "establishment.name = \'x\' OR inspector_group = \'green\'"\nnumerator = "COUNT(*)"',
}


@pytest.fixture
def office(home: Home, tmp_path: Path) -> Office:
    """Two cities, inspected by groups that only those of their surveillance know, and a cut."""
    made = Office(home, tmp_path)
    (tmp_path / "rows.csv").write_text(ROWS, encoding="utf-8")
    assert import_file(home, "inspection", tmp_path / "rows.csv", clock=lambda: AT).quarantined == 0
    for name, region, column in (("all", "prov", "*"), ("norther", "north", "surveillance"),
                                 ("assessor", "prov", "assessment")):
        user = User.objects.create(username=name)
        Role.objects.create(user=user, name=Role.OFFICER, region=region, column=column)
    freeze(home, as_of=datetime(2014, 8, 1, tzinfo=UTC))
    return made


def drafted(office: Office, asks: str) -> Any:
    more = WORDS if "denominator" in asks else ONE
    return drafting.begin(office.home, office.who("writer"), "indicator", "local.leak", at=AT, pattern="count",
                          text=f"{LEAK}{asks}{more}")


def seen(office: Office, case: Any, name: str) -> dict[str, Any]:
    return tried(office.home, case, "2013", user=office.who(name) if name else None)


@pytest.mark.parametrize("asks", [*ASKS.values()], ids=[*ASKS])
def test_an_indicator_over_an_internal_field_shows_one_s_own_regions_alone(office: Office, asks: str) -> None:
    case = drafted(office, asks)
    every = seen(office, case, "all")
    assert {one["code"] for one in every["regions"]} == {"prov", "north", "south"}
    assert every["left_out"] == 0
    own = seen(office, case, "norther")
    assert own["regions"] == [one for one in every["regions"] if one["code"] == "north"]
    assert own["left_out"] == 2
    for name in ("writer", "assessor", ""):  # over the whole province, and of another column; and the public
        with pytest.raises(NotAllowed) as caught:
            seen(office, case, name)
        assert str(caught.value) == (
            "the draft: this trial is for officers of the regions it computes. It asks about fields that are not open "
            "to you in any region. Ask somebody with a role over them, or name one with --as.")


@pytest.mark.parametrize(("language", "said"), [
    ("en", "This trial is for officers of the regions it computes"), ("zh-hans", "试算结果仅供所涉地区的工作人员查看")])
def test_the_page_says_so_in_the_reader_s_language(office: Office, monkeypatch: pytest.MonkeyPatch, language: str,
                                                   said: str) -> None:
    monkeypatch.setenv(VARIABLE, str(office.home.path))
    case = drafted(office, ASKS["when"])
    client = Client(headers={"Accept-Language": language})
    client.force_login(office.who("assessor"), "plumbline.interfaces.web.core.signing_in.Backend")
    page = client.get(f"/rules/drafts/{case.number}/try?period=2013")
    assert (page.status_code, said in page.content.decode()) == (422, True)


def test_what_asks_public_fields_alone_is_shown_to_everybody(office: Office) -> None:
    case = drafted(office, 'numerator = "COUNT(*)"')
    assert seen(office, case, "") == seen(office, case, "all")
    assert [one["other"]["value"] for one in seen(office, case, "")["regions"]] == ["4", "2", "2"]


SCORES = """
id = "leaky"
title = { en = "Leaky", zh = "泄露" }
meaning = { en = "For tests.", zh = "测试用。" }
source = { text = "test", ours = true }
valid_from = 2012-01-01
year = "calendar"
level = "city"
full = 100
rounding = { places = 1, mode = "half up" }

[grades]
rounding = { places = 0, mode = "half up" }
band = [{ grade = "A", from = 0, to = 100, title = { en = "all", zh = "全部" } }]

[[block]]
id = "1"
title = { en = "Block", zh = "模块" }
points = 100

[[block.item]]
id = "1.1"
title = { en = "Green", zh = "绿组" }
meaning = { en = "How many.", zh = "数量。" }
points = 100
"""
BY_FIGURE = 'figure = "own.green"\nrule = { per_point = { against = 2, deduct = 10 } }\nno_data = "zero"\n'
BY_OFFICERS = 'determination = "plan"\nrule = { binary = {} }\nno_data = "zero"\n'
END = 'owner = { en = "all", zh = "全部" }\nclause = "1.1"\n'


@pytest.mark.parametrize("item", [BY_FIGURE, BY_OFFICERS], ids=["figure", "determination"])
def test_a_scheme_over_internal_fields_shows_one_s_own_regions_alone_and_no_rank(office: Office, item: str) -> None:
    green = LEAK.replace("[leak]", "[green]") + ASKS["when"] + ONE
    (office.home.rulebook / "indicators" / "own.toml").write_text(green, encoding="utf-8")
    Role.objects.create(user=office.who("norther"), name=Role.OFFICER, region="north", column="assessment")
    case = drafting.begin(office.home, office.who("writer"), "scheme", "leaky", at=AT, pattern="grades",
                          text=SCORES + item + END)
    every = seen(office, case, "all")
    assert {one["code"] for one in every["regions"]} == {"south", "north"}
    assert {one["other"]["rank"] for one in every["regions"]} <= {1, 2}
    own = seen(office, case, "norther")
    assert [(one["code"], one["other"]["rank"], one["own"]["rank"]) for one in own["regions"]] == [
        ("north", None, None)]
    assert own["left_out"] == 1
    with pytest.raises(NotAllowed):
        seen(office, case, "")


def test_a_scheme_that_holds_regions_against_each_other_is_tried_by_who_may_see_them_all(office: Office) -> None:
    green = LEAK.replace("[leak]", "[green]") + ASKS["when"] + ONE
    (office.home.rulebook / "indicators" / "own.toml").write_text(green, encoding="utf-8")
    item = 'figure = "own.green"\nrule = { peers = { by = "min-max" } }\nno_data = "zero"\n'
    case = drafting.begin(office.home, office.who("writer"), "scheme", "leaky", at=AT, pattern="grades",
                          text=SCORES + item + END)
    assert {one["code"] for one in seen(office, case, "all")["regions"]} == {"south", "north"}
    with pytest.raises(NotAllowed, match="this trial scores regions against each other"):
        seen(office, case, "norther")


def test_counting_records_of_a_closed_kind_is_internal_whatever_it_names(office: Office) -> None:
    text = (LEAK + 'numerator = "COUNT(*)"' + ONE).replace(
        '"inspection"', '"determination"')
    (found,) = parse_indicators("own", text, schema_of_kinds())
    assert found.internal
    assert [open_figure(None, found, "north"), open_figure(office.who("all"), found, "north")] == [False, True]


def test_a_narrowing_by_an_internal_field_is_as_closed_as_the_field(office: Office) -> None:
    found = find("local.count@inspector_group=green", catalogue(office.home), schema_of_kinds())
    assert found is not None
    assert found.internal
    assert [open_figure(office.who(name) if name else None, found, region)
            for name, region in (("", "north"), ("norther", "north"), ("norther", "south"), ("norther", "prov"))] == [
        False, True, False, False]
