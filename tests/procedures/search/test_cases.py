"""Cases and their members are found by part, stage and declared conflict, never by a role alone."""

from __future__ import annotations

from plumbline.procedures.casework import common_acts, links, passing, perform, registry
from plumbline.procedures.search import searching
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.people import Role
from plumbline.records.core.visibility import Bearer
from plumbline.records.search import state as states
from tests.procedures.casework.procedures import COMPLAINT, TENDER, complaint, recall
from tests.procedures.casework.recalls import ABOUT, NAME, Recalls, colleague, done
from tests.procedures.search.finding import ON, ask, follow, found, told
from tests.procedures.search.test_searching import every_term

GROUP = f"case:{NAME}"


def test_a_case_is_found_by_its_fields_for_the_authority_and_its_parties(recalls: Recalls) -> None:
    number = recalls.open(product="Quokka kettle 电热水壶")
    recalls.act(number, "add-lot", lot="LOT-778")
    recalls.act(number, "notify", reason="It burns", due="2026-03-10", note="wombat suspicion")
    ann, home = recalls.who("ann"), recalls.home
    firm, other = colleague(recalls, "firm", "F1"), colleague(recalls, "rival", "F2")
    far = recalls.who("far", region="2")
    assert found(home, ann, "quokka") == {GROUP: [number]}
    assert found(home, ann, "热水壶") == {GROUP: [number]}
    assert found(home, ann, "LOT-7") == {GROUP: [number]}
    assert found(home, ann, "wombat") == {GROUP: [number]}
    assert found(home, ann, f"{number} burns") == {GROUP: [number]}
    assert found(home, firm, "quokka burns") == {GROUP: [number]}
    for user, asked in ((firm, "wombat"), (other, "quokka"), (far, "quokka"), (None, "quokka"), (None, number),
                        (other, "LOT-778"), (far, "Ward 1 quokka"), (None, "Ward 1")):
        assert GROUP not in {group.name for group in ask(home, user, asked).groups}, (user, asked)


def test_a_declared_conflict_closes_a_case_at_once_whatever_the_index_says(recalls: Recalls) -> None:
    number = recalls.open(product="Quokka kettle")
    ben = recalls.who("ben")
    assert found(recalls.home, ben, "quokka") == {GROUP: [number]}
    common_acts.declare_conflict(recalls.home, ben, NAME, number, "my cousin", at=recalls.later())
    answer = searching.search(recalls.home, ben, "quokka", on=ON)
    assert answer.standing.behind == 1
    assert told(answer) == "[]"
    assert found(recalls.home, ben, "quokka") == {}
    assert found(recalls.home, recalls.who("ann"), "quokka") == {GROUP: [number]}


def test_what_was_withdrawn_or_passed_on_is_found_by_who_reads_it_now(recalls: Recalls) -> None:
    number = recalls.open(product="Quokka kettle")
    two, ann = recalls.who("two", region="2"), recalls.who("ann")
    assert found(recalls.home, two, "quokka") == {}
    passing.pass_on(recalls.home, ann, NAME, number, "2", "yours", at=recalls.later())
    assert found(recalls.home, two, "quokka") == {GROUP: [number]}
    one = recalls.who("one", region="1")  # had it before
    assert found(recalls.home, one, "quokka") == {GROUP: [number]}
    common_acts.withdraw(recalls.home, ann, NAME, number, "a mistake", at=recalls.later())
    assert [hit.stands.en for group in ask(recalls.home, two, "quokka").groups for hit in group.hits] == ["withdrawn"]


def test_members_that_name_parties_are_closed_to_one_another(recalls: Recalls, award: str) -> None:
    home, ann = recalls.home, recalls.who("ann")
    first, second = colleague(recalls, "first", "F1"), colleague(recalls, "second", "F2")
    group = f"case:{TENDER}"

    def members(user: object, asked: str) -> list[str]:
        return sorted(hit.title.en for each in ask(home, user, asked).groups if each.name == group for hit in each.hits)

    assert members(ann, "F1") == ["A"]
    assert members(ann, "F2") == ["B"]
    assert (members(first, "F1"), members(first, "F2")) == (["A"], [])
    assert (members(second, "F2"), members(second, "F1")) == (["B"], [])
    assert (members(ann, "7"), members(first, "7")) == (["Best"], [])  # the budget is internal
    assert members(None, "Best") == []


def test_what_is_published_is_found_by_everybody_in_its_public_fields(recalls: Recalls, award: str) -> None:
    group = f"case:{TENDER}"
    ann = recalls.who("ann")
    for act in [act.name for act in registry.procedure(TENDER).acts_of() if act.target == "decided"]:
        done(recalls, ann, award, act, of=TENDER, **{
            spec.name: "1" for spec in registry.procedure(TENDER).by_name[act].specs if spec.required})
    assert found(recalls.home, None, "Best")[group] == [award]
    assert group in found(recalls.home, ann, "7 Best")
    assert group not in found(recalls.home, None, "7 Best")


def test_personal_fields_of_cases_are_found_by_their_readers_and_never_indexed(recalls: Recalls) -> None:
    registry.declare(complaint())
    ann = recalls.who("ann")
    said = {"region": "1", "matter": "Noise", "source": "post"}
    event = perform.open_case(recalls.home, ann, COMPLAINT, "take", said, at=recalls.later())
    number = event.case.number
    links.give(recalls.home, ann, COMPLAINT, number, "complainant", at=recalls.later())
    link = CaseEvent.objects.get(case=event.case, act="give-link")
    perform.act(recalls.home, Bearer(link.pk, event.case.pk, "complainant"), COMPLAINT, number, "tell",
                {"story": "so loud", "phone": "13905730077"}, at=recalls.later())
    assert found(recalls.home, ann, "13905730077") == {"personal": [number]}
    assert found(recalls.home, ann, "loud") == {f"case:{COMPLAINT}": [number]}
    for user in (None, recalls.who("far", region="2"), recalls.who("juror", role=Role.JUROR, region="1")):
        assert told(ask(recalls.home, user, "13905730077")) == "[]"
    assert not {term for term in every_term(recalls.home) if "13905" in term}
    files = b"".join(each.read_bytes() for each in states.place(recalls.home).rglob("*") if each.is_file())
    assert b"13905730077" not in files


def test_a_case_of_a_procedure_that_is_gone_is_not_found_and_breaks_nothing(recalls: Recalls) -> None:
    recalls.open(product="Quokka kettle")
    follow(recalls.home)
    del registry._declared[NAME]
    assert found(recalls.home, recalls.who("ann"), "quokka") == {}
    registry.declare(recall())
    assert list(found(recalls.home, recalls.who("ann"), "quokka")) == [GROUP]
    assert ABOUT["product"] == "Kettle"
