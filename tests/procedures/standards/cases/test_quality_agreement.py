"""An agreement from its draft to its end, played by the people of both parties; and what is refused on the way."""

from __future__ import annotations

import json
from datetime import date

import pytest

from plumbline.errors import NotAllowed, PlumblineError, RecordError
from plumbline.figures.cuts.freezing import freeze
from plumbline.procedures.casework import common_acts, perform
from plumbline.procedures.casework.registry import procedure
from plumbline.procedures.records import save
from plumbline.procedures.standards.agreements import showing
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.journal import Entry
from plumbline.records.ground.agreements import AgreementSigners
from tests.procedures.standards.agreement_cases import AGREEMENT, DRAFT, FIRST, SIGNED, Agreements
from tests.records.samples import current

NAMES = ("张三", "李四", "王五")


def refused(code: str) -> pytest.RaisesExc[PlumblineError]:
    """That an act is refused with this code."""
    return pytest.RaisesExc(PlumblineError, check=lambda error: error.code == code)


def test_from_its_draft_to_its_end(agreements: Agreements) -> None:
    number, gov, nat = agreements.drafted(), agreements.of("GOV"), agreements.of("NAT")
    agreements.act(number, "put-to-parties")
    agreements.act(number, "say", gov, consent="agrees")
    agreements.act(number, "say", nat, consent="objects", remark="期限太短")
    with refused("agreement.not_agreed") as caught:
        agreements.act(number, "settle")
    assert caught.value.what.en == "not agreed yet: NAT"
    agreements.act(number, "revise", reason="期限太短")
    agreements.act(number, "change-commitment", member="1", due="2026-07-31",
                   **{name: FIRST[name] for name in ("what", "party", "checker", "result")})
    agreements.act(number, "put-to-parties")
    with refused("agreement.not_agreed") as caught:
        agreements.act(number, "settle")                        # what was said to the first draft counts no more
    assert caught.value.what.zh == "尚未同意的签约方：GOV、NAT"
    agreements.act(number, "say", gov, consent="agrees")
    agreements.act(number, "take-down", organisation="NAT", consent="agrees")
    agreements.act(number, "settle")
    assert current("agreement", "number") == current("commitment", "number") == []
    with refused("agreement.not_signed"):
        agreements.act(number, "report", nat, "1", outcome="已挂牌")
    event = agreements.act(number, "sign", **SIGNED)
    assert current("agreement", "number", "parties", "level", "signed_on", "valid_to") == [
        ("A-1", "GOV;NAT", "country", date(2026, 3, 2), date(2029, 3, 1))]
    assert current("commitment", "number", "party", "checker", "due", "done_on") == [
        ("1", "NAT", "GOV", date(2026, 7, 31), None), ("2", "GOV", "NAT", date(2026, 4, 30), None)]
    assert sorted(event.said["~wrote"].splitlines()) == ["agreement A-1", "commitment A-1 1", "commitment A-1 2"]

    agreements.later(days=30)
    agreements.act(number, "report", nat, "1", outcome="已挂牌", evidence="国办〔2026〕9号")
    with pytest.raises(NotAllowed):
        agreements.act(number, "confirm", nat, "1")             # who owes it does not check it
    agreements.act(number, "not-accept", gov, "1", reason="尚未挂牌")
    assert agreements.found(number).due("1").day == date(2026, 7, 31)
    agreements.act(number, "report", nat, "1", outcome="已挂牌", done_on="2026-03-20")
    agreements.act(number, "confirm", gov, "1")
    agreements.act(number, "found", body="分支机构", body_type="branch", founded_on="2026-03-20")
    agreements.later(days=60)                                   # the second one is late by now
    agreements.act(number, "review", conclusion="goes-on", summary="一项逾期")
    assert current("agreement_review", "owed", "done", "late", "conclusion") == [(2, 1, 1, "goes-on")]
    assert current("joint_body", "name", "type", "region") == [("分支机构", "branch", "city")]
    with refused("case.condition"):
        agreements.act(number, "end", reason="期满")
    agreements.act(number, "unmet", member="2", reason="场地未落实")
    agreements.act(number, "end", reason="双方同意")
    assert agreements.state(number) == "ended"
    assert current("agreement", "ended_why") == [("双方同意",)]
    with refused("case.ended"):
        agreements.act(number, "let-go", nat, "2", reason="无")


def test_late_is_told_as_of_a_day(agreements: Agreements) -> None:
    number = agreements.signed()
    agreements.later(days=70)
    agreements.act(number, "report", agreements.of("GOV"), "2", outcome="已提供")
    agreements.act(number, "confirm", agreements.of("NAT"), "2")
    told = {day: [each["number"] for each in showing.late(date.fromisoformat(day))] for day in (
        "2026-04-30", "2026-05-01", "2026-05-10", "2026-05-11", "2026-06-30", "2026-07-01")}
    assert told == {"2026-04-30": [], "2026-05-01": ["2"], "2026-05-10": ["2"], "2026-05-11": [], "2026-06-30": [],
                    "2026-07-01": ["1"]}
    found = showing.show(None, "A-1", date(2026, 5, 11))
    assert [(each["state"], each["days_late"]) for each in found["commitments"]] == [("owed", 0), ("done-late", 11)]
    assert found["counts"] == {"late": 0, "owed": 1, "done": 0, "done-late": 1, "released": 0}
    assert (found["case"], found["state"]) == (number, "in-force")
    assert showing.show(None, "A-1", date(2026, 3, 1))["state"] == "not-yet"
    assert showing.show(None, "A-1", date(2029, 3, 2))["state"] == "expired"


def test_the_other_side_moves_the_day_and_lets_go(agreements: Agreements) -> None:
    number, gov, nat = agreements.signed(), agreements.of("GOV"), agreements.of("NAT")
    with pytest.raises(NotAllowed):
        agreements.act(number, "move", nat, "1", due="2027-01-31", reason="来不及")
    agreements.act(number, "move", gov, "1", due="2027-01-31", reason="场地未定")
    agreements.act(number, "let-go", nat, "2", reason="已不需要")
    assert current("commitment", "number", "due", "released_why", "what") == [
        ("1", date(2027, 1, 31), None, "设立分支机构"), ("2", date(2026, 4, 30), "已不需要", "提供场所")]
    assert showing.late(date(2026, 12, 1)) == []


def test_it_is_renewed_once_both_agree_and_not_before(agreements: Agreements) -> None:
    number = agreements.signed()
    with refused("agreement.day_before"):
        agreements.act(number, "propose-renewal", new_term="2028-12-31", reason="到期")
    agreements.act(number, "propose-renewal", new_term="2032-03-01", reason="到期")
    agreements.act(number, "say", agreements.of("GOV"), consent="agrees")
    with refused("agreement.not_agreed"):
        agreements.act(number, "renew")
    agreements.act(number, "drop-renewal", reason="再议")
    assert current("agreement", "valid_to", "renewed_on") == [(date(2029, 3, 1), None)]
    agreements.act(number, "propose-renewal", new_term="2031-03-01", reason="到期")
    for each in ("GOV", "NAT"):
        agreements.act(number, "say", agreements.of(each), consent="agrees")
    agreements.act(number, "renew")
    assert current("agreement", "valid_to", "renewed_on", "place") == [
        (date(2031, 3, 1), agreements.now.date(), "市政府")]


@pytest.mark.parametrize(("changed", "code"), [
    ({"party": "LAB"}, "agreement.no_party"), ({"checker": "LAB"}, "agreement.no_party"),
    ({"checker": "NAT"}, "agreement.own_checker"), ({"due": "soon"}, "row.not_date"), ({"party": ""}, "row.missing")])
def test_a_commitment_is_between_the_parties(agreements: Agreements, changed: dict[str, str], code: str) -> None:
    number = agreements.open()
    with pytest.raises(RecordError) as caught:
        agreements.act(number, "add-commitment", **FIRST | changed)
    assert code in str(caught.value.as_dict())
    assert list(agreements.found(number).board.members) == []


def test_what_was_put_to_the_parties_is_not_changed_behind_their_back(agreements: Agreements) -> None:
    number = agreements.agreed()
    for act, values, member in (("add-commitment", FIRST | {"commitment": "3"}, ""), ("strike", {"reason": "无"}, "1")):
        with refused("agreement.not_in_draft"):
            agreements.act(number, act, member=member, **values)
    with refused("case.not_its_turn"):
        agreements.act(number, "change", **{name: DRAFT[name] for name in ("title", "type", "parties")})


@pytest.mark.parametrize(("changed", "code"), [
    ({"signed_on": "2026-03-03"}, "agreement.day_ahead"), ({"valid_to": "2026-03-01"}, "agreement.day_before")])
def test_days_that_cannot_be_are_refused(agreements: Agreements, changed: dict[str, str], code: str) -> None:
    number = agreements.agreed()
    with refused(code):
        agreements.act(number, "sign", **SIGNED | changed)
    assert current("commitment", "number") == []                # nothing of it is kept


def test_two_agreements_never_share_a_number(agreements: Agreements) -> None:
    agreements.signed()
    number = agreements.agreed()
    with refused("agreement.number_taken"):
        agreements.act(number, "sign", **SIGNED)
    with refused("agreement.one_party"):
        agreements.open(parties="GOV")


def test_nobody_is_on_both_sides(agreements: Agreements) -> None:
    number, both = agreements.signed(), agreements.of("GOV", "NAT")
    perform.act(agreements.home, both, AGREEMENT, number, "report", {"outcome": "已挂牌"}, member="1",
                at=agreements.later())
    with refused("case.second_person"):
        agreements.act(number, "confirm", both, "1")
    bea = agreements.who("bea")
    agreements.act(number, "take-report", bea, "2", outcome="已提供")
    with refused("case.second_person"):
        agreements.act(number, "take-check", bea, "2", check_evidence="复函")
    agreements.act(number, "take-check", member="2", check_evidence="复函")
    common_acts.declare_conflict(agreements.home, bea, AGREEMENT, number, at=agreements.later(), reason="亲属")
    with refused("case.unknown"):
        agreements.found(number, bea)


def test_a_draft_is_closed_to_everybody_else_and_a_signed_one_is_not(agreements: Agreements) -> None:
    number, lab = agreements.agreed(), agreements.of("LAB")
    for who in (lab, agreements.who("far", "2")):
        with refused("case.unknown"):
            agreements.found(number, who)
    agreements.act(number, "sign", **SIGNED)
    found = agreements.found(number, lab)
    assert "signers" not in found.open_fields(lab)
    assert "consent" not in found.open_fields(lab)
    assert "consent" in found.open_fields(agreements.of("NAT"))


def test_who_signed_is_in_nothing_that_stays(agreements: Agreements) -> None:
    agreements.signed()
    assert list(AgreementSigners.objects.values_list("key", "signers", "witnesses")) == [("A-1", "张三；李四", "王五")]
    told = showing.show(agreements.of("GOV"), "A-1", date(2026, 4, 1))
    assert (told["signers"], told["witnesses"]) == ("张三；李四", "王五")
    for who in (None, agreements.of("LAB")):
        assert "signers" not in showing.show(who, "A-1", date(2026, 4, 1))
    kept = json.dumps([[each.said for each in CaseEvent.objects.all()],
                       [str(each.detail) for each in Entry.objects.all()],
                       showing.show(None, "A-1", date(2026, 4, 1))], ensure_ascii=False)
    cut = freeze(agreements.home, at=agreements.later())
    files = b"".join(path.read_bytes() for path in cut.folder.rglob("*") if path.is_file())
    for name in NAMES:
        assert name not in kept
        assert name.encode() not in files
    save.erase_personal("agreement", "A-1", at=agreements.later())
    assert showing.show(agreements.of("GOV"), "A-1", date(2026, 4, 1))["signers"] is None


def test_it_could_get_stuck_nowhere(agreements: Agreements) -> None:
    found = procedure(AGREEMENT)
    assert [state.name for state in found.states if state.ends] == ["ended"]
    assert found.by_name["say"].by[0].held == "party"
