"""The people of a demonstration: as its world names them, without passwords."""

from __future__ import annotations

from plumbline.procedures.accounts import demo_people
from plumbline.records.core.people import Role, User
from plumbline.worlds import personas_in
from tests.records.samples import AT, Office


def test_people_of_a_demonstration_have_no_passwords(office: Office) -> None:
    demo_people.seed(office.home, at=AT)
    demo_people.seed(office.home, at=AT)
    assert [each.name for each in personas_in(office.home)] == ["city", "ward-1", "ward-2", "public"]
    assert sorted(User.objects.values_list("username", flat=True)) == ["city", "ward-1", "ward-2"]
    for user in User.objects.all():
        assert not user.has_usable_password()
        assert not user.is_superuser
        assert not user.is_staff
    assert sorted(Role.objects.values_list("user__username", "name", "region")) == [
        ("city", "officer", "chicago"), ("ward-1", "officer", "1"), ("ward-2", "officer", "2")]
