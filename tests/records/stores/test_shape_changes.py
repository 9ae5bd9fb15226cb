"""Changes of the store's shape that are made together: which may be, and which would lose something."""

from __future__ import annotations

import pytest
from django.db import migrations, models

from plumbline.records.stores.shape_changes import Together

FIELD = models.CharField(max_length=4, null=True)


def test_only_what_leaves_the_rows_of_a_table_alone_is_made_together() -> None:
    added = migrations.AddField("standard", "x", FIELD)
    assert Together([added]).describe() == "Add field x to standard"
    for other in (migrations.AlterField("standard", "edition", FIELD), migrations.RemoveField("standard", "edition"),
                  migrations.AddField("standard", "x", models.CharField(max_length=4, default=""))):
        with pytest.raises(AssertionError):
            Together([added, other])
