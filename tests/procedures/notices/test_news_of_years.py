"""What is new in assessment years, beside what is new in cases: to each their own, and nothing that is closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.home import Home
from plumbline.procedures.assessment.year import comments
from plumbline.procedures.notices import news
from tests.procedures.year_world import AFTER, NUMBER, Province

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(province: Province, name: str) -> list[tuple[str, str, bool]]:
    found = news.told(province.home, province.who(name), at=AFTER)
    return [(each.act, each.place, each.unread) for each in found if each.act != "assign"]


def test_what_others_did_in_ones_year_is_new_until_it_is_seen(home: Home, tmp_path: Path) -> None:
    province = Province(home, tmp_path, then=("opened",))
    province.state("north", "self", "north", "yes", "1.1")
    assert fresh(province, "planning") == [("state", "north 1.1", True), ("open", "prov", True)]
    assert (fresh(province, "south"), fresh(province, "north")) == ([], [])
    assert fresh(province, "stranger") == []
    [newest, *_] = news.told(home, province.who("planning"), at=AFTER)
    assert (newest.what.en, newest.what.zh) == ("stated: Self-evaluation", "填报：自查自评")
    assert (newest.name, newest.address) == (NUMBER, f"/years/{NUMBER}/north/items/1.1")
    news.see(province.who("planning"), newest.number)
    assert news.unread(home, province.who("planning"), at=AFTER) == 0
    comments.comment(home, province.who("lead"), NUMBER, "Look again", region="north", item="1.1", inside=True,
                     at=AFTER)
    assert news.unread(home, province.who("planning"), at=AFTER) == 1
    assert fresh(province, "planning")[0] == ("comment", "north 1.1", True)
    assert "comment" not in [act for act, _, _ in fresh(province, "north")]


def test_the_score_of_a_closed_panel_is_news_to_nobody(home: Home, tmp_path: Path) -> None:
    province = Province(home, tmp_path, then=("opened",))
    province.state("expert1", "panel", "north", "85", "1.3")
    for name in ("expert2", "lead", "chief"):
        assert "state" not in [act for act, _, _ in fresh(province, name)]
    province.state("expert2", "panel", "north", "95", "1.3")
    assert [act for act, _, _ in fresh(province, "lead")].count("state") == 2
