"""The card of assessment years on the home page: what waits for each, and nothing for who has no part."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.utils import timezone

from plumbline.procedures.assessment.year import reading
from plumbline.procedures.assessment.year.loading import OVERVIEW
from plumbline.records.core.people import User
from tests.interfaces.web.year_city import NUMBER, YearCity


def card(year: YearCity, who: str) -> str:
    page = year.get(who, "home").content.decode()
    found = re.search(r'<section [^>]*id="my-years">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""


@pytest.mark.parametrize("who", ["lead", "south", "planning", "chief"])
def test_it_counts_what_waits(year: YearCity, who: str) -> None:
    user: Any = User.objects.get(username=who)
    here = reading.open_to(year.home, NUMBER, user, OVERVIEW)
    waits = reading.waits(here, user, on=timezone.localdate())
    shown = card(year, who)
    assert bool(shown) is bool(waits)
    counts: dict[str, int] = {}
    for each in waits:
        counts[each.stage] = counts.get(each.stage, 0) + each.count
    for stage, count in counts.items():
        of = here.flow.stage(stage)
        assert of is not None
        assert f'{of.title.en} <span class="num">{count}</span>' in shown


@pytest.mark.parametrize("who", ["", "stranger"])
def test_it_is_not_there_for_who_has_no_part(year: YearCity, who: str) -> None:
    assert card(year, who) == ""
