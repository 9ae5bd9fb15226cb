"""What was tried from outside and once worked: each stays tried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from plumbline.errors import PlumblineError, RulebookError
from plumbline.procedures.casework import common_acts, links, perform, reading, registry
from plumbline.procedures.casework.declaration import GIVEN, LINK, PARTY, Act, Guard, Part, Procedure, State
from plumbline.records.core.cases import CaseEvent, CaseParty, CaseSummary
from plumbline.records.core.fields import INTERNAL, PERSONAL, ref, refs, text
from plumbline.records.core.memberships import Membership
from plumbline.records.core.people import Role, User
from plumbline.records.core.visibility import narrow
from plumbline.text import Text
from tests.procedures.casework.procedures import (
    APPLICANT,
    COMPLAINANT,
    COMPLAINT,
    OFFICER,
    OURS,
    TENDER,
    complaint,
    recall,
    tender,
    words,
)
from tests.procedures.casework.recalls import Recalls, colleague, done, found

REGION = ref("Region", "地区", "region", required=True)
SAYS = {"text": text("Text", "内容", required=True), "phone": text("Phone", "电话", exposure=PERSONAL)}


def code(call: Callable[[], object]) -> str:
    with pytest.raises(PlumblineError) as error:
        call()
    return str(error.value.code)


def small(name: str, *parts: Part, acts: tuple[Act, ...] = (), **changed: Any) -> Procedure:
    """A procedure of two states with a few acts of its own."""
    firms = [each for each in parts if each.held == PARTY]
    every = (Act("open", words("Open"), (OFFICER, *firms), target="open"), *acts,
             Act("shut", words("Shut"), (OFFICER,), ("open",), "shut"))
    return registry.declare(Procedure(name, words("Small"), words("Smalls"), "programmes", OURS, **{
        "parts": (OFFICER, *parts), "about": {"region": REGION, "firm": ref("Firm", "单位", "organisation")},
        "states": (State("open", words("open")), State("shut", words("shut"), ends=True)), "acts": every} | changed))


def opened(recalls: Recalls, of: str, by: Any, **about: str) -> str:
    return str(perform.open_case(recalls.home, by, of, "open", {"region": "1"} | about, at=recalls.later()).case.number)


def test_who_opened_a_published_case_and_has_no_part_in_it_any_more_does_not_withdraw_it(recalls: Recalls) -> None:
    firm = Part("firm", words("Firm"), PARTY, party="firm")
    small("test-open", firm, public=("open",))
    li, sun = colleague(recalls, "li", "F1"), colleague(recalls, "sun", "F1")
    officer = recalls.who("dan", region="1")
    first, second = opened(recalls, "test-open", li, firm="F1"), opened(recalls, "test-open", officer, firm="F1")

    def withdraw(user: User, number: str) -> str:
        user = User.objects.get(pk=user.pk)
        return code(lambda: common_acts.withdraw(recalls.home, user, "test-open", number, "x", at=recalls.later()))

    Membership.objects.filter(user=li).update(until=date(2026, 3, 1))
    assert withdraw(li, first) == "case.part_not_held"
    common_acts.replace_party(recalls.home, officer, "test-open", first, "firm", "F9", "x", at=recalls.later())
    assert withdraw(sun, first) == "case.part_not_held"
    far = narrow(User.objects.get(pk=officer.pk), "2")
    assert code(lambda: common_acts.withdraw(recalls.home, far, "test-open", second, "x", at=recalls.later())
                ) == "case.part_not_held"
    Role.objects.filter(user=officer).delete()
    assert withdraw(officer, second) == "case.part_not_held"


def test_an_officer_who_acts_for_a_party_acts_for_the_authority_in_its_case_no_more(recalls: Recalls) -> None:
    firm, clerk = Part("firm", words("Firm"), PARTY, party="firm"), Part("clerk", words("Clerk"), GIVEN)
    tell = Act("tell", words("Tell"), (firm,), ("open",), fields={"text": SAYS["text"]})
    note = Act("note", words("Note"), (clerk,), ("open",), fields={"text": SAYS["text"]})
    small("test-sides", firm, clerk, acts=(tell, note))
    dan, li = recalls.who("dan", region="1"), recalls.who("lan", region="1")
    own, other = opened(recalls, "test-sides", dan, firm="F1"), opened(recalls, "test-sides", dan, firm="F2")
    for number in (own, other):
        common_acts.assign(recalls.home, dan, "test-sides", number, "lan", "clerk", at=recalls.later())
    Membership.objects.create(user=li, organisation="F1", capacity="enterprise", since=date(2026, 1, 1),
                              made_at=recalls.later())
    li = User.objects.get(pk=li.pk)
    assert code(lambda: done(recalls, li, own, "shut", of="test-sides")) == "case.part_not_held"
    assert code(lambda: done(recalls, li, own, "note", of="test-sides", text="x")) == "case.part_not_held"
    assert code(lambda: common_acts.withdraw(recalls.home, li, "test-sides", own, "x", at=recalls.later())
                ) == "case.part_not_held"
    assert done(recalls, li, own, "tell", of="test-sides", text="Ours").organisation == "F1"
    assert opened(recalls, "test-sides", li, firm="F1") != own
    assert CaseEvent.objects.latest("pk").part == "firm"
    assert done(recalls, li, other, "note", of="test-sides", text="Not ours").part == "clerk"
    assert done(recalls, li, other, "shut", of="test-sides").state == "shut"


def test_a_hidden_party_is_not_named_by_what_it_does(recalls: Recalls) -> None:
    hidden = Part("informant", words("Informant"), PARTY, party="informant")
    firm = Part("firm", words("Firm"), PARTY, party="firm")
    say = Act("say", words("Say"), (hidden, firm), ("open",), fields={"text": SAYS["text"]})
    small("test-told", hidden, firm, acts=(say,), about={
        "region": REGION, "firm": ref("Firm", "单位", "organisation"),
        "informant": ref("Informant", "举报单位", "organisation", exposure=INTERNAL)})
    ann, li, wu = recalls.who("ann"), colleague(recalls, "li", "F1"), colleague(recalls, "wu", "F2")
    number = opened(recalls, "test-told", ann, firm="F1", informant="F2")
    done(recalls, wu, number, "say", of="test-told", text="I saw it")
    common_acts.comment(recalls.home, wu, "test-told", number, "And more", at=recalls.later())
    common_acts.replace_party(recalls.home, ann, "test-told", number, "informant", "F7", "F2 sold", at=recalls.later())
    told = str(reading.history(found(recalls, li, number, "test-told"), li))
    assert [each for each in ("F2", "F7") if each in told] == []
    assert "F2" in str(reading.history(found(recalls, ann, number, "test-told"), ann))


def test_members_that_are_closed_are_betrayed_by_no_refusal(recalls: Recalls) -> None:
    def scored(board: Any) -> Text | None:
        left = [name for name, each in board.members.items() if each.state != "scored"]
        return Text(f"not scored: {', '.join(left)}", f"未评分：{'、'.join(left)}") if left else None

    ask = Act("ask", words("Ask"), (APPLICANT, OFFICER), ("applied",), of="applicant", guard=Guard(scored, ("score",)))
    registry.declare(tender(acts=(*tender().acts, ask)))
    ann, li = recalls.who("ann"), colleague(recalls, "li", "F1")
    number = str(perform.open_case(recalls.home, ann, TENDER, "open", {"region": "1", "name": "Best"},
                                   at=recalls.later()).case.number)
    for key, firm in (("A", "F1"), ("SECRET", "F2")):
        done(recalls, ann, number, "enter", of=TENDER, key=key, applicant=firm)
    for key in ("SECRET", "C"):
        assert code(lambda key=key: done(recalls, li, number, "enter", of=TENDER, key=key, applicant="F1")
                    ) == "case.part_not_held"
    for user, knows in ((li, False), (ann, True)):
        with pytest.raises(PlumblineError) as error:
            done(recalls, user, number, "ask", of=TENDER, member="A")
        assert (error.value.code, "SECRET" in str(error.value)) == ("case.condition", knows)


def test_a_second_person_is_asked_for_of_links_too(recalls: Recalls) -> None:
    tell = complaint().by_name["tell"]
    acts = (complaint().acts[0], tell, Act("confirm", words("Confirm"), (COMPLAINANT,), ("told",), "open",
                                           second_person=True),
            Act("agree", words("Agree"), (COMPLAINANT,), ("open",), "told", approvals=2),
            Act("answer", words("Answer"), (OFFICER,), ("open", "told"), "answered", fields=complaint().acts[2].fields))
    registry.declare(complaint(acts=acts))
    ann = recalls.who("ann")
    number = str(perform.open_case(recalls.home, ann, COMPLAINT, "take", {"region": "1", "matter": "x"},
                                   at=recalls.later()).case.number)

    def bearer() -> Any:
        event, _, _ = links.give(recalls.home, ann, COMPLAINT, number, "complainant", at=recalls.later())
        return links.bearer(recalls.home, event, at=recalls.later())[0]

    def act(user: Any, name: str, seen: int | None = None, **values: str) -> CaseEvent:
        return perform.act(recalls.home, user, COMPLAINT, number, name, values, seen=seen, at=recalls.later())

    first, second = bearer(), bearer()
    act(first, "agree")
    assert code(lambda: act(first, "agree")) == "case.done_already"
    assert act(second, "agree").state == "told"
    assert code(lambda: act(second, "confirm")) == "case.second_person"
    assert act(first, "confirm").state == "open"
    seen = found(recalls, ann, number, COMPLAINT).board.case.last
    third = bearer()
    assert act(third, "tell", seen, story="x").pk == act(third, "tell", seen, story="x").pk
    assert code(lambda: common_acts.declare_conflict(recalls.home, first, COMPLAINT, number, "x", at=recalls.later())
                ) == "case.part_not_held"


def test_who_declared_a_conflict_over_a_member_settles_nothing_of_it(recalls: Recalls, award: str) -> None:
    recalls.who("juror", Role.JUROR)
    ann = recalls.who("ann")
    common_acts.declare_conflict(recalls.home, ann, TENDER, award, "Mine", member="B", at=recalls.later())
    for member in ("B", "ghost"):
        assert code(lambda member=member: common_acts.assign(
            recalls.home, ann, TENDER, award, "juror", "juror", member=member, at=recalls.later())
        ) == "case.member_unknown"


def test_a_code_with_a_semicolon_is_one_organisation(recalls: Recalls) -> None:
    firm = Part("firm", words("Firm"), PARTY, party="firm")
    of = small("test-odd", firm)
    number = opened(recalls, "test-odd", recalls.who("ann"), firm="A;B")
    own, other = colleague(recalls, "li", "A;B"), colleague(recalls, "wu", "A", "B")
    assert [row.case.number for row in reading.listed(of, own)] == [number]
    assert reading.listed(of, other) == []


def test_thousands_of_parts_make_a_list_and_not_an_error(recalls: Recalls, award: str) -> None:
    li, of = colleague(recalls, "li", "F1"), registry.procedure(TENDER)
    row = CaseSummary.objects.get(member="A")
    for number in range(1500):
        CaseParty.objects.create(case=row.case, member=f"m{number}", part="applicant", organisation="F1")
    assert len(reading.listed(of, li)) == 1
    assert len(reading.waiting(li, on=date(2026, 3, 3), of=[of])) == 1


def test_the_same_act_for_another_organisation_or_with_another_number_is_another(recalls: Recalls) -> None:
    firm = Part("firm", words("Firm"), PARTY, party="firms")
    say = Act("say", words("Say"), (firm,), ("open",), fields=SAYS)
    small("test-two", firm, acts=(say,), about={"region": REGION, "firms": refs("Firms", "单位", "organisation")})
    li = colleague(recalls, "li", "F1", "F2")
    assert code(lambda: opened(recalls, "test-two", li, firms="F1;F2")) == "case.say_for_whom"
    event = perform.open_case(recalls.home, li, "test-two", "open", {"region": "1", "firms": "F1;F2"},
                              organisation="F2", at=recalls.later())
    number, seen = str(event.case.number), event.pk

    def said(organisation: str, phone: str) -> CaseEvent:
        return perform.act(recalls.home, li, "test-two", number, "say", {"text": "x", "phone": phone},
                           organisation=organisation, seen=seen, at=recalls.later())

    first = said("F1", "1")
    assert said("F1", "1").pk == first.pk
    for organisation, phone in (("F2", "1"), ("F1", "2")):
        assert code(lambda o=organisation, p=phone: said(o, p)) == "case.changed_meanwhile"
    ann = recalls.who("ann")
    replace = (recalls.home, ann, "test-two", number, "firm", "F9", "Split")
    assert code(lambda: common_acts.replace_party(*replace, at=recalls.later())) == "case.replaced_whom"
    common_acts.replace_party(*replace, "F1", at=recalls.later())
    assert found(recalls, ann, number, "test-two").board.values["firms"] == "F2;F9"


def test_a_title_shows_nothing_that_any_act_hides(recalls: Recalls) -> None:
    rename = Act("rename", words("Rename"), (OFFICER,), ("open",), fields={
        "name": text("Name", "名称", exposure=INTERNAL)})
    of = small("test-named", acts=(rename,), public=("open",), about={
        "region": REGION, "product": text("Product", "产品"), "name": text("Name", "名称")})
    opened(recalls, "test-named", recalls.who("ann"), product="Kettle", name="TOP SECRET")
    assert [row.title for row in reading.listed(of, None)] == ["Kettle"]


def test_a_link_for_a_member_does_not_close_it_to_the_organisations_of_the_case(recalls: Recalls) -> None:
    witness = Part("witness", words("Witness"), LINK)
    registry._declared.pop("test-recall", None)
    registry.declare(recall(parts=(*recall().parts, witness)))
    number = recalls.open()
    recalls.act(number, "add-lot", lot="L1")
    links.give(recalls.home, recalls.who("ann"), "test-recall", number, "witness", member="L1", at=recalls.later())
    li = colleague(recalls, "li", "F1")
    assert reading.members(found(recalls, li, number), li) == ["L1"]


def test_officers_of_a_region_that_ended_see_what_those_after_them_do_not(recalls: Recalls) -> None:
    of = small("test-gone")
    number = opened(recalls, "test-gone", recalls.who("ann"), region="8")
    old, new = recalls.who("old", region="8"), recalls.who("new", region="2")
    assert ([row.case.number for row in reading.listed(of, new)], reading.listed(of, old)) == ([number], [])
    assert code(lambda: opened(recalls, "test-gone", old, region="8")) == "case.part_not_held"


@pytest.mark.parametrize("name", ["member", "seen", "for", "act", "sure", "on", "~link"])
def test_fields_that_pages_send_themselves_cannot_be_declared(recalls: Recalls, name: str) -> None:
    with pytest.raises(RulebookError) as error:
        small("test-fields", about={"region": REGION, name: text("Odd", "字段")})
    assert error.value.code == "procedure.no_name"


def test_a_capacity_is_asked_for_where_a_part_names_one(recalls: Recalls) -> None:
    lab = Part("lab", words("Lab"), PARTY, party="firm", capacity="laboratory")
    say = Act("say", words("Say"), (lab,), ("open",), fields=SAYS)
    of = small("test-lab", lab, acts=(say,))
    number = opened(recalls, "test-lab", recalls.who("ann"), firm="F1")
    li = colleague(recalls, "li", "F1")
    assert code(lambda: done(recalls, li, number, "say", of="test-lab", text="x")) == "case.part_not_held"
    assert reading.waiting(li, on=date(2026, 3, 3), of=[of]) == []
    Membership.objects.filter(user=li).update(capacity="laboratory")
    li = User.objects.get(pk=li.pk)
    assert [each.number for each in reading.waiting(li, on=date(2026, 3, 3), of=[of])] == [number]
    assert done(recalls, li, number, "say", of="test-lab", text="x").organisation == "F1"
