"""What organisations, and people given a part, read and do of cases; and that neighbours find nothing by any road."""

from __future__ import annotations

from datetime import date

import pytest

from plumbline.errors import NotAllowed, RecordError
from plumbline.procedures.casework import common_acts, perform, reading, registry, renewing, summaries
from plumbline.procedures.casework.declaration import PARTY, Act, Part, Procedure, State
from plumbline.records.core.cases import CaseParty, CaseSummary
from plumbline.records.core.fields import ref, refs, text
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import Role, User
from tests.procedures.casework.procedures import OFFICER, OURS, TENDER, words
from tests.procedures.casework.recalls import ABOUT, NAME, Recalls, colleague, done, found, notified


def test_a_producer_reads_and_reports_and_a_neighbour_finds_nothing(recalls: Recalls, procedure: Procedure) -> None:
    number, other = notified(recalls), notified(recalls, producer="F2")
    li, neighbour = colleague(recalls, "li", "F1"), colleague(recalls, "wu", "F2")
    on = date(2026, 3, 3)
    told = reading.document(found(recalls, li, number), li)
    assert (told["acts"], [each["acts"] for each in told["members"]]) == (["report"], [["account"]])
    assert told["values"] == {**ABOUT, "reason": "It burns", "due": "2026-03-10"}
    assert [(row.case.number, row.title) for row in reading.listed(procedure, li)] == [(number, "Kettle")]
    assert reading.counted(procedure, li) == {"notified": 1}
    assert [(each.number, each.member, [act.name for act in each.acts])
            for each in reading.waiting(li, on=on, of=[procedure])] == [
        (number, "", ["report"]), (number, "L1", ["account"])]
    assert [each.number for each in reading.waiting(neighbour, on=on, of=[procedure])] == [other, other]
    with pytest.raises(RecordError, match="no such case"):
        found(recalls, neighbour, number)
    with pytest.raises(RecordError, match="no such case"):
        done(recalls, neighbour, number, "report", text="Not mine")
    event = done(recalls, li, number, "report", text="All brought back")
    assert (event.part, event.organisation, event.actor) == ("producer", "F1", li.pk)
    done(recalls, li, number, "account", member="L1", how="Melted")
    assert recalls.state(number) == "reported"


def test_parties_are_not_told_who_of_the_authority_acted_nor_what_it_settles_among_its_own(recalls: Recalls) -> None:
    number = notified(recalls)
    li, second = colleague(recalls, "li", "F1"), colleague(recalls, "zhao", "F1")
    at = recalls.later
    common_acts.comment(recalls.home, recalls.who("ann"), NAME, number, "To all", at=at())
    common_acts.comment(recalls.home, recalls.who("ann"), NAME, number, "Among us", "yes", at=at())
    common_acts.declare_conflict(recalls.home, recalls.who("cai"), NAME, number, "My cousin", at=at())
    common_acts.comment(recalls.home, li, NAME, number, "From us", at=at())
    with pytest.raises(NotAllowed):
        common_acts.comment(recalls.home, li, NAME, number, "Hidden?", "yes", at=at())
    told = reading.history(found(recalls, second, number), second)
    assert [(each["act"], each["by"]) for each in told] == [
        ("open", None), ("add-lot", None), ("notify", None), ("comment", None), ("comment", "li")]
    assert [each["said"].get("text") for each in told[-2:]] == ["To all", "From us"]
    inside = reading.history(found(recalls, recalls.who("ann"), number), recalls.who("ann"))
    assert [each["by"] for each in inside] == ["ann", "ann", "ann", "ann", "ann", "cai", "li"]
    assert [each["inside"] for each in inside] == [False] * 4 + [True, False, False]


def test_who_left_the_organisation_reads_nothing_from_that_day_on(recalls: Recalls, procedure: Procedure) -> None:
    number = notified(recalls)
    li = colleague(recalls, "li", "F1")
    assert reading.listed(procedure, li)
    Membership.objects.filter(user=li).update(until=date(2026, 11, 1))
    li = User.objects.get(pk=li.pk)
    assert reading.listed(procedure, li) == []
    with pytest.raises(RecordError, match="no such case"):
        found(recalls, li, number)
    Membership.objects.filter(user=li).update(until=None, state="claimed")
    assert reading.listed(procedure, User.objects.get(pk=li.pk)) == []
    Membership.objects.filter(user=li).update(state="held")
    User.objects.filter(pk=li.pk).update(is_active=False)
    assert reading.listed(procedure, User.objects.get(pk=li.pk)) == []


def test_an_organisation_that_was_split_hands_its_part_over(recalls: Recalls, procedure: Procedure) -> None:
    number = notified(recalls)
    old, new = colleague(recalls, "li", "F1"), colleague(recalls, "wu", "F9")
    with pytest.raises(NotAllowed):
        common_acts.replace_party(recalls.home, old, NAME, number, "producer", "F9", "Split", at=recalls.later())
    common_acts.replace_party(recalls.home, recalls.who("ann"), NAME, number, "producer", "F9", "Split",
                              at=recalls.later())
    assert (reading.listed(procedure, old), len(reading.listed(procedure, new))) == ([], 1)
    assert done(recalls, new, number, "report", text="From us now").organisation == "F9"
    case = found(recalls, recalls.who("ann"), number)
    assert (case.board.values["producer"], summaries.wrong(case)) == ("F9", [])


def test_an_applicant_sees_the_cycle_and_itself_and_no_other_applicant(recalls: Recalls, award: str) -> None:
    li = colleague(recalls, "li", "F1")
    done(recalls, li, award, "add-to", member="A", of=TENDER, text="We are good", mobile="138")
    done(recalls, recalls.who("ann"), award, "score", member="A", of=TENDER, score="90", note="between us")
    case = found(recalls, li, award, TENDER)
    told = reading.document(case, li)
    assert told["values"] == {"region": "1", "name": "Best"}
    assert [(each["member"], each["values"]) for each in told["members"]] == [
        ("A", {"key": "A", "applicant": "F1", "text": "We are good", "score": "90"})]
    history = reading.history(case, li)
    assert [(each["act"], each["member"]) for each in history] == [
        ("open", ""), ("enter", "A"), ("add-to", "A"), ("score", "A")]
    assert history[1]["said"] == {"key": "A", "applicant": "F1"}
    assert history[2]["said"] == {"text": "We are good", "mobile": "138"}
    assert history[3]["said"] == {"score": "90"}
    for member in ("B", "no-such"):
        with pytest.raises(RecordError) as caught:
            done(recalls, li, award, "add-to", member=member, of=TENDER, text="Mine too")
        assert (caught.value.code, "B" in str(caught.value.next_step)) == ("case.member_unknown", False)
    rows = reading.readable(registry.procedure(TENDER), li)
    assert sorted(rows.values_list("member", flat=True)) == ["", "A"]
    with pytest.raises(NotAllowed):
        common_acts.comment(recalls.home, li, TENDER, award, "To the cycle", at=recalls.later())
    common_acts.comment(recalls.home, li, TENDER, award, "To my part", member="A", at=recalls.later())
    wu = colleague(recalls, "wu", "F2")
    assert "To my part" not in str(reading.history(found(recalls, wu, award, TENDER), wu))


def test_a_juror_reads_only_what_they_were_given_a_part_in(recalls: Recalls, award: str) -> None:
    juror, at = recalls.who("juror", Role.JUROR, "1"), recalls.later
    of = registry.procedure(TENDER)
    assert reading.listed(of, juror) == []
    with pytest.raises(RecordError):
        found(recalls, juror, award, TENDER)
    common_acts.assign(recalls.home, recalls.who("ann"), TENDER, award, "juror", "juror", member="A", at=at())
    told = reading.document(found(recalls, juror, award, TENDER), juror)
    assert [each["member"] for each in told["members"]] == ["A"]
    assert [(each.member, [act.name for act in each.acts])
            for each in reading.waiting(juror, on=date(2026, 3, 3), of=[of])] == [("A", ["score"])]
    done(recalls, juror, award, "score", member="A", of=TENDER, score="80")
    common_acts.assign(recalls.home, recalls.who("ann"), TENDER, award, "juror", "juror", at=at())
    told = reading.document(found(recalls, juror, award, TENDER), juror)
    assert [each["member"] for each in told["members"]] == ["A", "B"]
    Role.objects.filter(user=juror).delete()
    juror = User.objects.get(pk=juror.pk)
    assert reading.listed(of, juror) == []
    with pytest.raises(RecordError):
        found(recalls, juror, award, TENDER)


def test_what_is_published_is_open_to_everybody_as_far_as_its_public_fields_go(recalls: Recalls, award: str) -> None:
    of, anybody = registry.procedure(TENDER), colleague(recalls, "someone")
    for user in (None, anybody):
        assert reading.listed(of, user) == []
        with pytest.raises(RecordError):
            found(recalls, user, award, TENDER)
    done(recalls, recalls.who("ann"), award, "decide", of=TENDER, winner="A")
    for user in (None, anybody):
        told = reading.document(found(recalls, user, award, TENDER), user)
        assert (told["values"], told["members"], told["acts"]) == (
            {"region": "1", "name": "Best", "winner": "A"}, [], [])
        assert [row.member for row in reading.readable(of, user)] == [""]
        assert reading.history(found(recalls, user, award, TENDER), user) == []
    for act in (common_acts.comment, common_acts.declare_conflict):
        with pytest.raises(NotAllowed):
            act(recalls.home, anybody, TENDER, award, "x", at=recalls.later())


def test_who_acts_for_several_says_for_which(recalls: Recalls) -> None:
    firms = Part("firm", words("Firm"), PARTY, party="firms")
    registry.declare(Procedure(
        "test-joint", words("Joint"), words("Joints"), "programmes", OURS, parts=(OFFICER, firms),
        about={"region": ref("Region", "地区", "region", required=True),
               "firms": refs("Firms", "单位", "organisation", required=True)},
        states=(State("open", words("open")), State("shut", words("shut"), ends=True)),
        acts=(Act("open", words("Open"), (OFFICER, firms), target="open"),
              Act("say", words("Say"), (firms,), ("open",), fields={"text": text("Text", "内容", required=True)}),
              Act("shut", words("Shut"), (OFFICER,), ("open",), "shut"))))
    li, wu = colleague(recalls, "li", "F1", "F2"), colleague(recalls, "wu", "F3")
    with pytest.raises(NotAllowed):
        perform.open_case(recalls.home, wu, "test-joint", "open", {"region": "1", "firms": "F1;F2"}, at=recalls.later())
    event = perform.open_case(recalls.home, wu, "test-joint", "open", {"region": "1", "firms": "F1;F2;F3"},
                              at=recalls.later())
    assert (event.part, event.organisation) == ("firm", "F3")
    number = event.case.number
    with pytest.raises(RecordError) as caught:
        done(recalls, li, number, "say", of="test-joint", text="Which?")
    assert caught.value.code == "case.say_for_whom"
    with pytest.raises(NotAllowed) as refused:
        done(recalls, li, number, "say", of="test-joint", organisation="F3", text="Not mine")
    assert refused.value.code == "case.not_for_that_one"
    assert done(recalls, li, number, "say", of="test-joint", organisation="F2", text="We").organisation == "F2"
    colleague_of_wu = colleague(recalls, "sun", "F3")
    common_acts.withdraw(recalls.home, colleague_of_wu, "test-joint", number, "A mistake", at=recalls.later())


def test_parties_are_made_anew_from_the_events_and_what_differs_is_found(recalls: Recalls, award: str) -> None:
    before = set(CaseParty.objects.values_list("member", "part", "organisation"))
    assert before == {("A", "applicant", "F1"), ("B", "applicant", "F2")}
    assert dict(CaseSummary.objects.values_list("member", "own_parties")) == {"": False, "A": True, "B": True}
    CaseParty.objects.filter(member="A").update(organisation="F9")
    case = found(recalls, recalls.who("ann"), award, TENDER)
    assert summaries.wrong(case) == ["A"]
    renewing.renew_all(recalls.home, on=date(2026, 3, 3))
    assert set(CaseParty.objects.values_list("member", "part", "organisation")) == before
    assert summaries.wrong(case) == []
