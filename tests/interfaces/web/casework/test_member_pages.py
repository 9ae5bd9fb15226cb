"""Many members from one table, on the page of a case: looked at first, then all of them, or none; and as a file."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from plumbline.interfaces.shared import export_jobs
from plumbline.procedures.casework import perform, registry
from plumbline.procedures.casework.members import adding
from plumbline.records.core.cases import Case, CaseEvent
from plumbline.records.core.people import User
from tests.interfaces.web.casework.test_case_pages import do, opened, page
from tests.interfaces.web.leaks.telling import read
from tests.interfaces.web.world import CITY, FIRM_1, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as
from tests.procedures.casework.procedures import TENDER, tender
from tests.procedures.casework.recalls import NAME


def sent(client: Client, number: str, act: str = "add-lot", of: str = NAME, what: str = "case-members-add",
         **values: Any) -> Any:
    return client.post(reverse(what, args=(of, number, act)), values)


def hidden(response: Any) -> dict[str, str]:
    """What the second form of a preview sends."""
    told = response.content.decode()
    return {name: unescape(value) for name, value in re.findall(
        r'<input type="hidden" name="(rows|seen|sure)" value="([^"]*)"', told)}


def workbook(*rows: list[str]) -> SimpleUploadedFile:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile("批次.xlsx", out.getvalue())


def lots(number: str) -> list[str]:
    return list(CaseEvent.objects.filter(case__number=number, act="add-lot").order_by("pk").values_list(
        "member", flat=True))


@pytest.mark.parametrize("how", ["pasted", "workbook"])
def test_a_table_is_looked_at_and_then_added_once(city: World, db: None, how: str) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    assert reverse("case-members-add", args=(NAME, number, "add-lot")) in page(officer, NAME, number)
    assert "Look at it first" in page(officer, NAME, number, "add-lot", of="case-members-add")
    before = CaseEvent.objects.count()
    looked = sent(officer, number, **({"rows": "lot\tnote\nL1\tx\nL2\t\n"} if how == "pasted" else {
        "file": workbook(["批次", "note"], ["L1", "x"], ["L2", ""])}))
    told = read(looked)
    assert (looked.status_code, looked["Cache-Control"]) == (200, "no-store")
    assert "These columns are not taken: note." in told
    assert CaseEvent.objects.count() == before
    for _ in range(2):  # an impatient click
        done: Any = sent(officer, number, **hidden(looked))
        assert done.status_code == 302, done.content.decode()
    assert lots(number) == ["L1", "L2"]


def test_every_fault_is_told_at_once_and_nothing_is_done(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    assert do(officer, number, "add-lot", lot="L1").status_code == 302
    refused = sent(officer, number, file=SimpleUploadedFile("lots.csv", b"lot\nL1\nL2\nL2\n"))
    told = read(refused)
    assert refused.status_code == 422
    assert "2 of 3 rows cannot be taken" in told
    assert "lots.csv, row 2" in told
    assert "lots.csv, row 4" in told
    assert 'name="sure"' not in refused.content.decode()
    # Whoever sends the second form all the same is told too.
    again = sent(officer, number, rows="lot\nL1\nL2\n", sure="1")
    assert (again.status_code, "Nothing was kept." in read(again)) == (422, True)
    for rows in ("", "lot\n", "other,columns\nx,y\n"):
        assert sent(officer, number, rows=rows).status_code == 422
    assert lots(number) == ["L1"]


def test_what_was_taken_meanwhile_is_told_and_nothing_is_half_done(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    looked = sent(officer, number, rows="lot\nL1\nL2\n")
    assert do(looking_as(CITY), number, "add-lot", lot="L2").status_code == 302
    refused = sent(officer, number, **hidden(looked))
    assert refused.status_code == 422
    assert "row 3" in read(refused)
    assert lots(number) == ["L2"]


@pytest.mark.parametrize("who", [WARD_2, FIRM_1, PUBLIC_PERSONA])
def test_others_find_no_such_form(city: World, db: None, who: str) -> None:
    number, client = opened(looking_as(WARD_1)), looking_as(who)
    for what, act in (("case-members-add", "add-lot"), ("case-members-give", "producer")):
        address = reverse(what, args=(NAME, number, act))
        for answer in (client.get(address), client.post(address, {"rows": "lot\nL1\n", "sure": "1"})):
            assert answer.status_code == (302 if who == PUBLIC_PERSONA else 404)
    assert lots(number) == []


def test_an_act_that_adds_nobody_has_no_such_form(city: World, db: None) -> None:
    officer = looking_as(WARD_1)
    number = opened(officer)
    for what, act in (("case-members-add", "notify"), ("case-members-add", "none"), ("case-members-give", "officer")):
        assert officer.get(reverse(what, args=(NAME, number, act))).status_code == 404


@pytest.fixture
def award(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """A tender in the city, with an applicant that has a telephone."""
    monkeypatch.setattr(registry, "_declared", dict(registry.procedures()))
    registry.declare(tender())
    officer = User.objects.get(username=WARD_1)
    event = perform.open_case(city.home, officer, TENDER, "open", {"region": "1", "name": "Best"}, at=city.clock())
    adding.add(city.home, officer, TENDER, event.case.number, "enter", [
        {"key": "A", "applicant": city.firm("1"), "phone": "138-1"}, {"key": "B", "applicant": city.firm("2")}],
        at=city.clock())
    return str(event.case.number)


def test_a_part_is_given_to_many(city: World, db: None, award: str) -> None:
    officer = looking_as(WARD_1)
    assert reverse("case-members-give", args=(TENDER, award, "juror")) in page(officer, TENDER, award)
    looked = sent(officer, award, "juror", TENDER, "case-members-give", rows=f"A\t{CITY}\nB\tnobody-here\n")
    assert (looked.status_code, "1 of 2 rows" in read(looked)) == (422, True)
    looked = sent(officer, award, "juror", TENDER, "case-members-give", rows=f"A\t{CITY}\nB\t{CITY}\n")
    assert sent(officer, award, "juror", TENDER, "case-members-give", **hidden(looked)).status_code == 302
    assert CaseEvent.objects.filter(case__number=award, act="assign").count() == 2


def test_members_leave_as_a_file_to_each_as_far_as_they_may_read(city: World, db: None, award: str) -> None:
    def rows(who: str, form: str = "csv", **query: str) -> tuple[int, str]:
        answer: Any = looking_as(who).get(reverse("case-members-export", args=(TENDER, award, form)), query)
        return answer.status_code, answer.getvalue().decode("utf-8-sig", "replace")

    assert f"/cases/{TENDER}/{award}/members.xlsx" in page(looking_as(WARD_1), TENDER, award)
    status, told = rows(WARD_1)
    assert (status, len(told.splitlines()), "138-1" in told) == (200, 3, False)
    status, told = rows(FIRM_1)
    assert (status, len(told.splitlines()), city.firm("2") in told) == (200, 2, False)
    assert rows(WARD_1, q=city.firm("2"))[1].splitlines()[1].startswith("B,")
    for who in (WARD_2, PUBLIC_PERSONA):
        assert rows(who)[0] == rows(who, "xlsx")[0] == 404
    assert looking_as(WARD_1).get(reverse("case-members-export", args=(TENDER, "2014-9999", "csv"))).status_code == 404


def test_a_long_list_is_written_by_the_worker_and_closed_once_rights_change(
        city: World, db: None, award: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_jobs, "AT_ONCE", 0)
    firm = looking_as(FIRM_1)
    address = reverse("case-members-export", args=(TENDER, award, "csv"))
    token = firm.get(address)["Location"].rstrip("/").rpartition("/")[2]
    export_jobs.run(city.home, token)
    fetched: Any = firm.get(reverse("export-file", args=(token,)))
    assert (fetched.status_code, len(fetched.getvalue().splitlines())) == (200, 2)
    waits = firm.get(address)["Location"].rstrip("/").rpartition("/")[2]
    User.objects.get(username=FIRM_1).memberships.all().update(state="refused")
    export_jobs.run(city.home, waits)
    job = export_jobs.find(city.home, waits)
    assert job is not None
    assert (job.state, job.error is not None and job.error["code"]) == ("failed", "job.roles_changed")
    for each in (token, waits):
        assert firm.get(reverse("export-file", args=(each,))).status_code == 404
    assert Case.objects.filter(number=award).exists()
