"""Django's compilers, of which that of inserts knows that text is kept ``COLLATE "C"``.

Many rows are inserted as arrays, each cast to the type of its column; a collation may stand behind an array, and not
before the brackets that make it one.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import compiler
from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLCompiler,
    SQLDeleteCompiler,
    SQLUpdateCompiler,
)

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]
COLLATED = ' COLLATE "C"[]'


class SQLInsertCompiler(compiler.SQLInsertCompiler):
    """Inserts rows whose text columns have a collation."""

    def assemble_as_sql(self, fields: Any, value_rows: Any) -> Any:
        """The placeholders of the rows, and their values."""
        placeholders, values = super().assemble_as_sql(fields, value_rows)
        if isinstance(placeholders, compiler.InsertUnnest):
            placeholders = compiler.InsertUnnest(each.replace(COLLATED, "[]") for each in placeholders)
        return placeholders, values
