"""Who sees which fields of which kind, for every kind there is."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plumbline.records.core import kinds
from plumbline.records.core.fields import INTERNAL, PERSONAL, PUBLIC
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.core.people import COLUMNS, Role, User
from plumbline.records.core.visibility import (
    CUT,
    FIGURE,
    NOTHING,
    PUBLISHED,
    RECORD,
    STAGES,
    may_keep,
    reach,
    visible,
)
from tests.records.samples import Office

EVERY = [pytest.param(kind, id=kind.name) for kind in KINDS.values()]


@pytest.fixture(autouse=True)
def tree(office: Office) -> None:
    """The small tree of regions."""


def person(name: str, *roles: tuple[str, str, str], **changed: Any) -> User:
    user = User.objects.create_user(name, **changed)
    for role, region, column in roles:
        Role.objects.create(user=user, name=role, region=region, column=column)
    return user


def of_public(kind: Kind) -> frozenset[str]:
    return frozenset(kind.names(PUBLIC)) if kind.public else NOTHING


def of_officer(kind: Kind, stage: str) -> frozenset[str]:
    return frozenset(kind.names() if stage == RECORD else kind.names(PUBLIC, INTERNAL))


@pytest.mark.parametrize("kind", EVERY)
def test_each_person_sees_what_is_theirs(kind: Kind) -> None:
    column = COLUMNS[0] if kind.column == "ground" else kind.column
    other = next(each for each in COLUMNS if each != column)
    officers = {
        "of the region": (person("a", ("officer", "1", column)), True),
        "of all columns": (person("b", ("officer", "1", "*")), True),
        "of the region above": (person("c", ("officer", "city", column)), True),
        "auditor": (person("d", ("auditor", "1", column)), True),
        "of another region": (person("e", ("officer", "2", "*")), False),
        "of another column": (person("f", ("officer", "1", other)), kind.column == "ground"),
        "of a region below only": (person("g", ("officer", "9", "*")), False),
        "without a role": (person("h"), False),
        "inactive": (person("i", ("officer", "1", "*"), is_active=False), False),
        "a superuser by Django's flag": (person("j", is_superuser=True, is_staff=True), False),
    }
    for stage in STAGES:
        for who, (user, sees) in officers.items():
            expected = of_officer(kind, stage) if sees else of_public(kind)
            assert visible(user, kind, "1", stage) == expected, (who, stage)
        for nobody in (None, AnonymousUser()):
            assert visible(nobody, kind, "1", stage) == of_public(kind)


@pytest.mark.parametrize("kind", EVERY)
def test_personal_fields_are_seen_on_live_records_only(kind: Kind) -> None:
    user = person("a", ("officer", "city", "*"))
    personal = frozenset(kind.names(PERSONAL))
    assert personal <= visible(user, kind, "1", RECORD)
    for stage in (CUT, FIGURE, PUBLISHED):
        assert not personal & visible(user, kind, "1", stage)


@pytest.mark.parametrize("kind", EVERY)
def test_a_record_without_a_known_region_is_nobodys(kind: Kind) -> None:
    user = person("a", ("officer", "city", "*"))
    for region in (None, "", "77"):
        assert visible(user, kind, region) == of_public(kind)


def test_an_officer_of_a_part_does_not_see_what_lies_with_the_whole() -> None:
    kind = kinds.get("inspection")
    user = person("a", ("officer", "1", "*"))
    assert "inspector_group" not in visible(user, kind, "city")
    assert "inspector_group" in visible(user, kind, "1")


def test_an_ended_region_belongs_to_the_one_above() -> None:
    kind = kinds.get("inspection")
    assert "inspector_group" in visible(person("a", ("officer", "city", "*")), kind, "8")
    assert "inspector_group" in visible(person("b", ("officer", "8", "*")), kind, "8")
    assert "inspector_group" not in visible(person("c", ("officer", "1", "*")), kind, "8")


def test_the_officers_of_a_region_that_goes_on_read_what_an_ended_one_left_and_not_the_other_way_round() -> None:
    """Ward 8 went on as ward 2: its records count there."""
    kind = kinds.get("inspection")
    assert "inspector_group" in visible(person("a", ("officer", "2", "*")), kind, "8")
    assert "inspector_group" not in visible(person("b", ("officer", "8", "*")), kind, "2")


def test_a_role_in_a_region_that_is_gone_holds_there_alone() -> None:
    assert reach(person("a", ("officer", "gone", "*")), "surveillance").regions() == {"gone"}


def test_regions_of_a_reach() -> None:
    assert reach(person("a", ("officer", "city", "*")), "surveillance").regions() == {"city", "1", "2", "8", "9"}
    assert reach(person("b", ("officer", "1", "*"), ("auditor", "2", "assessment")), "surveillance").regions() == {"1"}
    assert reach(None, "surveillance").regions() == NOTHING


def test_an_unknown_stage_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="stage is one of record, cut, figure, published, not 'draft'"):
        visible(None, kinds.get("inspection"), "1", "draft")


def test_roles_are_read_once_a_request_and_anew_in_the_next() -> None:
    kind = kinds.get("inspection")
    user = person("a", ("officer", "1", "*"))
    asked = User.objects.get(pk=user.pk)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(20):
            for region in ("1", "2", "8", "9", "city", None):
                for stage in STAGES:
                    visible(asked, kind, region, stage)
    roles = [one for one in queries.captured_queries if "records_role" in one["sql"]]
    assert len(roles) == 1
    assert len(queries.captured_queries) <= 4
    Role.objects.filter(user=user).update(region="2")
    assert "inspector_group" in visible(asked, kind, "1")
    again = User.objects.get(pk=user.pk)
    assert "inspector_group" not in visible(again, kind, "1")
    assert "inspector_group" in visible(again, kind, "2")


@pytest.mark.parametrize(("role", "column", "keeps"), [
    ("officer", "*", True), ("officer", "surveillance", True), ("administrator", "surveillance", True),
    ("auditor", "*", False), ("officer", "conformity", False),
])
def test_who_may_keep(role: str, column: str, keeps: bool) -> None:
    user = person("a", (role, "1", column))
    assert may_keep(user, kinds.get("inspection"), "1") is keeps
    assert not may_keep(user, kinds.get("inspection"), "2")
    assert not may_keep(None, kinds.get("inspection"), "1")
