"""Earlier versions are found by an index, however many records there are."""

from __future__ import annotations

import pytest
from django.db import models

from plumbline.records.core.kinds import KINDS, Kind


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_kind_has_an_index_of_its_past(kind: Kind) -> None:
    past = [index for index in kind.model._meta.indexes if index.name == f"{kind.name}_past"]
    assert [(index.fields, index.condition) for index in past] == [
        (list(kind.key), models.Q(superseded__isnull=False))]


@pytest.mark.store("sqlite")  # the plan is read as SQLite words it
@pytest.mark.django_db
@pytest.mark.parametrize("past", [True, False])
@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_no_version_is_looked_for_in_the_whole_table(kind: Kind, past: bool) -> None:
    values = {name: "2013-01-01" if kind.by_name[name].type == "date" else "1" for name in kind.key}
    plan = kind.model.objects.filter(**values, superseded__isnull=not past).explain()
    assert "SCAN" not in plan, plan
