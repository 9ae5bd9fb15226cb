"""Fields whose values are codes, compared in their natural order by the store (``methods/shared/natural_order.py``)."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, Func, QuerySet

from plumbline.methods.shared import natural_order
from plumbline.records.core.fields import Spec


class NaturalKey(Func):
    """The key of a code, made by the store at the moment of asking: no column and no index holds it."""

    function = natural_order.FUNCTION  # every connection to SQLite has it
    arity = 1
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """By two replacements."""
        found, before = natural_order.PADDED
        padded = f"regexp_replace(%(expressions)s, '{found}', '{before}\\1', 'g')"
        return self.as_sql(compiler, connection, template=f"regexp_replace({padded}, '{natural_order.CUT_SHORT}', "
                                                          "'\\1', 'g')", **more)


def column(spec: Spec) -> str:
    """What rows are ordered by for the field ``spec``, once they are :func:`keyed`."""
    return f"natural_{spec.name}" if spec.natural else spec.name


def keyed(rows: QuerySet[Any], spec: Spec) -> QuerySet[Any]:
    """``rows`` with the column that :func:`column` names."""
    return rows.annotate(**{column(spec): NaturalKey(F(spec.name))}) if spec.natural else rows


def place(spec: Spec, value: Any) -> Any:
    """The value of that column for a record whose field is ``value``."""
    return natural_order.key(value) if spec.natural and isinstance(value, str) else value
