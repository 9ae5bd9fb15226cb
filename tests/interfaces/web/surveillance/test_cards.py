"""The card of an inspector on the first page: how many tasks wait, and the way to the sheet; for nobody else."""

from __future__ import annotations

import html

import pytest
from django.test import Client
from django.urls import reverse

from tests.procedures.surveillance.spot_checks.batches import Batches
from tests.records.samples import Office


@pytest.fixture
def batches(office: Office) -> Batches:
    """People of a city and its wards, and spot checks."""
    return Batches(office)


def front(batches: Batches, name: str) -> str:
    client = Client()
    if name:
        client.force_login(batches.who(name))
    return html.unescape(client.get(reverse("home")).content.decode())


def test_an_inspector_is_told_how_many_tasks_wait_and_nobody_else_is(batches: Batches) -> None:
    number = batches.drawn()
    sheet = f'href="{reverse("task-sheet")}"'
    assert sheet not in front(batches, "")
    assert sheet not in front(batches, "dan")  # an officer of another ward, who inspects nothing
    mine = [object for object in batches.found(number).board.members if "li" in batches.inspectors(number, object)]
    shown = front(batches, "li")
    assert sheet in shown
    assert f">{len(mine)}<" in shown.replace("\n", "")
    batches.answer(number, mine[0], "nothing", "li")
    assert f">{len(mine) - 1}<" in front(batches, "li").replace("\n", "")
