"""Choosing cards: who may, for whom it holds, what is left of it when cards come and go, and two who choose at once."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from plumbline.errors import ConflictError, NotAllowed, RecordError
from plumbline.procedures.accounts import accounts, card_choices
from plumbline.procedures.accounts.card_choices import USUAL, Choice
from plumbline.procedures.operations import integrity
from plumbline.procedures.operations.doctor import Visit
from plumbline.records.accounts.card_choices import CardChoice
from plumbline.records.core import store
from plumbline.records.core.journal import Entry
from plumbline.records.core.people import Role, User
from tests.records.samples import Office

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = ["figures", "grades", "changes", "saved"]
A, B = Choice(frozenset({"grades"}), ("changes", "figures")), Choice(order=("saved",))


def person(name: str, role: str = "", region: str = "city", column: str = "*") -> User:
    user = User.objects.create_user(name)
    if role:
        Role.objects.create(user=user, name=role, region=region, column=column)
    return User.objects.get(pk=user.pk)


def choose(user: Any, choice: Choice | None, region: str | None = None, seen: int = 0) -> int:
    return card_choices.choose(user, choice, known=NAMES, seen=seen, at=AT, region=region).version


@pytest.mark.parametrize(("choice", "arranged"), [
    (USUAL, NAMES),
    (Choice(order=("saved", "figures")), ["saved", "figures", "grades", "changes"]),
    (Choice(order=("gone", "changes")), ["figures", "grades", "changes", "saved"]),
    (Choice(order=("changes", "grades", "saved", "figures")), ["changes", "grades", "saved", "figures"]),
])
def test_a_card_without_a_place_follows_the_one_that_it_usually_follows(choice: Choice, arranged: list[str]) -> None:
    assert choice.arrange(NAMES) == arranged


def test_a_later_card_is_shown_and_one_that_is_no_more_is_left_out() -> None:
    chosen = Choice(frozenset({"grades", "gone"}), ("saved", "gone", "grades", "figures"))
    assert chosen.shown(["figures", "new", "grades", "saved"]) == ["saved", "figures", "new"]


def test_an_office_chooses_for_all_below_until_a_lower_one_or_the_person_does(office: Office) -> None:
    top, ward = person("ann", Role.ADMINISTRATOR), person("wim", Role.ADMINISTRATOR, "1")
    people = [person("one", Role.OFFICER, "1"), person("two", Role.JUROR, "2"), None, person("li")]

    def holds() -> list[Choice]:
        return [card_choices.for_reader(user, "city") for user in people]

    assert holds() == [USUAL] * 4
    choose(top, A, "city")
    assert holds() == [A] * 4
    choose(ward, B, "1")
    assert holds() == [B, A, A, A]
    choose(people[0], USUAL)
    assert holds() == [USUAL, A, A, A]
    choose(people[0], None, seen=1)
    choose(top, None, "1", seen=1)
    assert holds() == [A] * 4
    assert card_choices.inherited(people[0], "city") == A
    assert card_choices.inherited(top, "city", "1") == A
    assert card_choices.inherited(top, "city", "city") == USUAL


def test_the_public_sees_the_top_of_the_home_alone(office: Office) -> None:
    choose(person("wim", Role.ADMINISTRATOR, "1"), B, "1")
    assert card_choices.for_reader(None, "city") == USUAL
    assert card_choices.for_reader(None, "1") == B
    assert card_choices.for_reader(None, "") == USUAL


def test_of_several_offices_the_highest_and_first_counts(office: Office) -> None:
    user = person("mo", Role.OFFICER, "2")
    Role.objects.create(user=user, name=Role.OFFICER, region="1")
    assert card_choices.office_of(User.objects.get(pk=user.pk), "top") == "1"
    Role.objects.create(user=user, name=Role.AUDITOR, region="city")
    assert card_choices.office_of(User.objects.get(pk=user.pk), "top") == "city"
    assert card_choices.office_of(None, "top") == card_choices.office_of(person("li"), "top") == "top"


@pytest.mark.parametrize(("role", "region", "column", "open_"), [
    (Role.ADMINISTRATOR, "city", "*", {"city", "1", "2", "8", "9"}), (Role.ADMINISTRATOR, "1", "*", {"1"}),
    (Role.ADMINISTRATOR, "city", "surveillance", set()), (Role.OFFICER, "city", "*", set()), ("", "", "", set())])
def test_administrators_choose_for_their_region_and_below(office: Office, role: str, region: str, column: str,
                                                          open_: set[str]) -> None:
    user = person("ann", role, region, column)
    assert card_choices.offices(user) == open_
    for place in {"city", "1", "2", "no such"} - open_:
        for ask in (lambda: choose(user, A, place), lambda: card_choices.of_office(user, place),  # noqa: B023
                    lambda: card_choices.undo(user, seen=0, at=AT, region=place)):  # noqa: B023
            with pytest.raises(NotAllowed) as refused:
                ask()
            assert refused.value.code == "card.office_not_administered"
    assert not CardChoice.objects.exists()
    assert not Entry.objects.filter(kind=card_choices.KIND).exists()


def test_what_was_changed_is_undone_and_done_again(office: Office) -> None:
    user = person("ann", Role.ADMINISTRATOR)
    for region in (None, "city"):
        with pytest.raises(RecordError) as refused:
            card_choices.undo(user, seen=0, at=AT, region=region)
        assert refused.value.code == "card.nothing_to_undo"
        assert choose(user, A, region) == 1
        assert choose(user, B, region, seen=1) == 2
        kept = card_choices.undo(user, seen=2, at=AT, region=region)
        assert (kept.choice, kept.version, kept.undoes) == (A, 3, True)
        assert card_choices.undo(user, seen=3, at=AT, region=region).choice == B
        assert choose(user, None, region, seen=4) == 5
        assert card_choices.undo(user, seen=5, at=AT, region=region).choice == B


def test_a_name_that_there_is_not_is_refused(office: Office) -> None:
    user = person("ann")
    for wrong in (Choice(frozenset({"grade"})), Choice(order=("figures", "grade"))):
        with pytest.raises(RecordError) as refused:
            choose(user, wrong)
        assert (refused.value.code, refused.value.next_step.en) == ("card.unknown", "Did you mean grades?")
    assert not CardChoice.objects.exists()


def test_who_saves_over_what_they_did_not_see_is_told(office: Office) -> None:
    ann, bob = person("ann", Role.ADMINISTRATOR), person("bob", Role.ADMINISTRATOR)
    choose(ann, A, "city")
    for seen in (0, 2, -1):
        with pytest.raises(ConflictError) as refused:
            choose(bob, B, "city", seen=seen)
        assert refused.value.code == "card.changed_meanwhile"
        with pytest.raises(ConflictError):
            card_choices.undo(bob, seen=seen, at=AT, region="city")
    assert card_choices.of_office(bob, "city").choice == A
    choose(bob, B, "city", seen=1)
    assert card_choices.of_office(ann, "city").choice == B


def test_two_at_once_one_counts(open_office: Office) -> None:
    people = [person(name, Role.ADMINISTRATOR) for name in ("ann", "bob", "cat")]
    begin, told = threading.Barrier(len(people)), list[str]()

    def save(user: User, choice: Choice) -> None:
        try:
            begin.wait()
            choose(user, choice, "city")
            told.append("saved")
        except ConflictError:
            told.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(user, Choice(order=(name,))))
               for user, name in zip(people, NAMES, strict=False)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(told) == ["saved", "told", "told"]
    assert (CardChoice.objects.count(), Entry.objects.filter(kind=card_choices.KIND).count()) == (1, 1)


def test_what_an_office_chose_is_in_the_journal_and_what_a_person_chose_is_not(office: Office) -> None:
    user = person("ann", Role.ADMINISTRATOR)
    choose(user, B)
    assert not Entry.objects.filter(kind=card_choices.KIND).exists()
    choose(user, A, "city")
    choose(user, None, "city", seen=1)
    entries = Entry.objects.filter(kind=card_choices.KIND).order_by("number")
    assert [(each.act, each.actor, each.detail["choice"]) for each in entries] == [
        ("choose-cards", user.pk, {"hidden": ["grades"], "order": ["changes", "figures"]}),
        ("choose-cards", user.pk, None)]
    assert store.broken_links() == []


def test_the_doctor_finds_a_choice_that_the_journal_does_not_know(office: Office) -> None:
    user = person("ann", Role.ADMINISTRATOR)
    visit = Visit(office.home, AT)

    def found() -> list[str]:
        return [each.where for each in integrity.cards(visit)]

    choose(user, A, "city")
    choose(user, B)
    assert found() == []
    CardChoice.objects.filter(region="city").update(choice={"hidden": [], "order": []})
    CardChoice.objects.create(region="2", choice=None, changed_at=AT)
    assert found() == ["region 2", "region city"]
    CardChoice.objects.all().delete()
    assert found() == ["region city"]


def test_a_choice_that_was_altered_to_nonsense_fails_no_page(office: Office) -> None:
    user = person("ann", Role.ADMINISTRATOR)
    choose(user, A, "city")
    for wrong in ({"hidden": 7}, [], {"order": ["figures"]}, "x"):
        CardChoice.objects.filter(region="city").update(choice=wrong)
        assert card_choices.for_reader(None, "city") == USUAL


def test_with_the_person_their_choice_goes(office: Office) -> None:
    user, other = person("ann"), person("bob")
    choose(user, A)
    choose(other, B)
    accounts.erase(user, at=AT)
    assert [row.user_id for row in CardChoice.objects.all()] == [other.pk]
