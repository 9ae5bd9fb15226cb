"""Several changes of the store's shape made as one operation.

Django renders the models of a migration's state anew after each operation, and since every record refers to the
journal, each renders them all. Where many kinds come at once they are rendered once
(docs/decisions/0072-agreements.md). A table that is made has all the columns and indexes that its kind has after the
whole group: what changes it further belongs into another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.migrations.operations.base import Operation


class Together(Operation):
    """``operations`` in their order: new kinds, indexes, and fields that may be unknown, added to kinds there are.
    Other changes make a table anew, as it was before the first of them, and would lose what another one did to it."""

    reduces_to_sql = True
    reversible = True
    TAKES = (migrations.CreateModel, migrations.AddField, migrations.AddIndex)

    def __init__(self, operations: Sequence[Any]) -> None:
        assert all(isinstance(each, self.TAKES) for each in operations)
        assert all(each.field.null for each in operations if isinstance(each, migrations.AddField))
        made = {each.name_lower for each in operations if isinstance(each, migrations.CreateModel)}
        others = (each for each in operations if not isinstance(each, migrations.CreateModel))
        assert made.isdisjoint(each.model_name.lower() for each in others)
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        """All of it, with the models of the state left to be rendered once, by who needs them."""
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for each in self.operations:
            each.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """All of it."""
        for each in self.operations:
            each.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """The last of it first."""
        for each in reversed(self.operations):
            each.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What it does, for who asks Django."""
        return "; ".join(each.describe() for each in self.operations)
