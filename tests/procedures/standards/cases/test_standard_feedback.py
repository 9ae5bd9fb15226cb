"""What users say of a clause: without an account, addressed to who keeps the standard, answered, perhaps a review."""

from __future__ import annotations

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import links, reading
from plumbline.procedures.casework.consequences import queue
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.standards.cases.standard_feedback import NAME, SAY
from plumbline.records.core.cases import CaseEvent
from tests.procedures.standards.keeping import Keeping
from tests.records.samples import Office

SAID = {"region": "city", "standard": "GB/T 1-2022", "clause": "5.2.1", "sort": "unclear",
        "remark": "Is the depth that of the well, or of the pump?", "contact": "Wang, 139"}


@pytest.fixture
def keeping(office: Office) -> Keeping:
    return Keeping(office)


def said(keeping: Keeping, **changed: str) -> CaseEvent:
    event, _ = links.open_by_anybody(keeping.home, NAME, SAY, {**SAID, **changed}, once="a", at=keeping.later())
    return event


def test_it_reaches_who_keeps_the_standard_and_not_who_wrote(keeping: Keeping) -> None:
    number = said(keeping).case.number
    values = keeping.found(NAME, number).board.values
    assert (values["committee"], values["secretariat"], "contact" in values) == ("SAC/TC 1", "ISS", False)
    told = reading.history(keeping.found(NAME, number, by="li"), keeping.who("li"))[0]["said"]
    assert (told["remark"], "contact" in told) == (SAID["remark"], False)
    assert reading.history(keeping.found(NAME, number), keeping.who("ann"))[0]["said"]["contact"] == "Wang, 139"
    keeping.act(NAME, number, "answer", by="li", outcome="explained", answer="Of the pump")
    assert keeping.found(NAME, number).state().name == "answered"


def test_who_wrote_reads_the_answer_by_the_link(keeping: Keeping) -> None:
    event = said(keeping)
    keeping.act(NAME, event.case.number, "ask", by="li", question="Which pump?")
    who, case = links.bearer(keeping.home, event, at=keeping.later())
    assert reading.values(case, who)["question"] == "Which pump?"


def test_a_standard_without_a_committee_goes_to_the_officers(keeping: Keeping) -> None:
    number = said(keeping, standard="GB/T 2-2023").case.number
    assert "secretariat" not in keeping.found(NAME, number).board.values
    keeping.act(NAME, number, "address", secretariat="OTHER")
    with pytest.raises(PlumblineError) as closed:
        keeping.act(NAME, number, "answer", by="li", outcome="explained", answer="Ours?")
    assert closed.value.code == "case.unknown"


def test_of_a_standard_that_is_not_held_nothing_is_opened(keeping: Keeping) -> None:
    with pytest.raises(PlumblineError) as refused:
        said(keeping, standard="GB/T 99-1999")
    assert refused.value.code == "feedback.not_held"


@pytest.mark.django_db(transaction=True)
def test_an_answer_may_lead_to_a_review(open_office: Office) -> None:
    keeping = Keeping(open_office)
    number = said(keeping).case.number
    keeping.act(NAME, number, "answer", by="li", outcome="review", answer="It will be reviewed")
    queue.run(keeping.home, at=keeping.later())
    begun = reading.listed(procedure("standard-review"), keeping.who("ann"))
    values = reading.values(keeping.found("standard-review", begun[0].case.number), keeping.who("ann"))
    assert (values["standard"], values["secretariat"], values["matter"]) == (
        "GB/T 1-2022", "ISS", f"standard-feedback {number}: 5.2.1")
