"""Today's work and the page of a year name what waits in the first regions of a stage, and count the rest."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from plumbline.home import Home
from plumbline.interfaces.web.assessment.year import today_page
from tests.procedures.year_world import NUMBER, Province

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_not_named_is_counted(empty_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    province, client = Province(empty_home, tmp_path, then=("opened",)), Client()
    client.force_login(province.who("planning"))
    year, today = reverse("year", args=(NUMBER,)), reverse("today")
    whole = client.get(today).content.decode()
    assert ("North" in whole, "South" in whole, "more wait" in whole) == (True, True, False)
    monkeypatch.setattr(today_page, "MOST", 1)
    first = client.get(today).content.decode()
    assert ("North" in first, "South" in first) == (True, False)
    assert f'<a href="{year}">1 thing more waits for you in {NUMBER}</a>' in first
    assert "1 thing more waits for you; its region is in the table below." in client.get(year).content.decode()
    chinese = client.get(today, headers={"accept-language": "zh-hans"}).content.decode()
    assert f"{NUMBER}中另有1项待您办理" in chinese
