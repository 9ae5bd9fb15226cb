"""Amendment sheets, withdrawal, and what participation records do to figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from plumbline.errors import NotAllowed, RecordError
from plumbline.figures.cuts.freezing import freeze
from plumbline.figures.indicators.catalogue import indicator
from plumbline.figures.indicators.compute import figure
from plumbline.procedures.casework import perform
from plumbline.procedures.standards.projects.names import AMENDMENT, WITHDRAWAL
from plumbline.procedures.standards.showing import show
from plumbline.records.core import kinds, store
from tests.procedures.standards.projects.plays import Projects
from tests.records.samples import Office

HELD = {"code": "GB/T 1.2-2020", "designation": "GB/T 1.2-2020", "level": "national", "document": "GB/T 1.2",
        "title_zh": "标准化工作导则", "status": "in-force", "published_on": "2020-03-31", "effective_on": "2020-10-01",
        "issuer": "SAC"}


@pytest.fixture
def projects(office: Office) -> Projects:
    """People of a city, and a standard that holds."""
    office.take("standard", [HELD])
    return Projects(office)


def opened(projects: Projects, procedure: str, **values: str) -> str:
    event = perform.open_case(projects.home, projects.who("ann"), procedure, "propose", {
        "region": "city", "standard": HELD["code"], "why": "An error", **values}, at=projects.later())
    return str(event.case.number)


def standard(**wanted: str) -> Any:
    return store.current(kinds.get("standard")).get(**wanted)


def test_amendment_sheets_are_numbered_one_after_the_other(projects: Projects) -> None:
    for count in (1, 2):
        number = opened(projects, AMENDMENT, changes="5.3: fifty becomes sixty")
        with pytest.raises(NotAllowed):
            projects.do(number, "approve", of=AMENDMENT)
        projects.do(number, "approve", "bea", of=AMENDMENT)
        with pytest.raises(RecordError, match="before"):
            projects.do(number, "publish", of=AMENDMENT, effective_on="2026-01-01")
        projects.do(number, "publish", of=AMENDMENT, effective_on="2026-09-01")
        row = standard(code=f"GB/T 1.2-2020/XG{count}-2026")
        assert (row.supplement, row.document, row.title_zh) == (
            f"XG{count}", "GB/T 1.2", f"标准化工作导则（第{count}号修改单）")
    told = show(projects.home, "GB/T 1.2-2020", date(2026, 10, 1)).as_dict()
    assert [each["designation"] for each in told["amended_by"]] == ["GB/T 1.2-2020/XG1-2026", "GB/T 1.2-2020/XG2-2026"]
    assert told["newest_live"] == "GB/T 1.2-2020"


def test_a_standard_is_announced_and_withdrawn_by_two_people(projects: Projects) -> None:
    number = opened(projects, WITHDRAWAL)
    projects.do(number, "announce", of=WITHDRAWAL, until="2026-04-02")
    with pytest.raises(RecordError) as caught:
        projects.do(number, "approve", "bea", of=WITHDRAWAL)
    assert caught.value.code == "case.too_early"
    projects.later(days=40)
    with pytest.raises(NotAllowed):
        projects.do(number, "approve", of=WITHDRAWAL)
    projects.do(number, "approve", "bea", of=WITHDRAWAL)
    projects.do(number, "publish", of=WITHDRAWAL, withdrawn_on="2026-06-01")
    row = standard(code=HELD["code"])
    assert (row.status, row.withdrawn_on, row.issuer) == ("withdrawn", date(2026, 6, 1), "SAC")
    assert show(projects.home, HELD["code"], date(2026, 5, 1)).state.live
    assert not show(projects.home, HELD["code"], date(2026, 7, 1)).state.live
    with pytest.raises(RecordError) as again:
        opened(projects, WITHDRAWAL)
    assert again.value.code == "project.not_in_force"
    with pytest.raises(RecordError) as unknown:
        opened(projects, AMENDMENT, standard="GB/T 77-2020", changes="x")
    assert unknown.value.code == "project.standard_unknown"


def test_who_drafted_counts_in_the_figures(projects: Projects) -> None:
    before = freeze(projects.home, at=projects.later())
    number = projects.approved()
    projects.do(number, "publish", designation="GB/T 12345-2026", effective_on="2026-12-01", issuer="SAMR")
    after = freeze(projects.home, at=projects.later())

    def counted(cut: Any, name: str, region: str) -> int:
        return int(figure(cut, indicator(f"participation.{name}"), region, "2026").numerator)

    assert [counted(cut, "national", "1") for cut in (before, after)] == [0, 1]  # Kettle works, which took part
    assert [counted(cut, "national", "city") for cut in (before, after)] == [0, 1]  # once, though two took part
    assert [counted(after, "led", region) for region in ("1", "2", "city")] == [0, 1, 1]  # Pan works led
