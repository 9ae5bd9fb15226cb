"""What is wrong with each of many rows that were sent together, beside what is said of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from plumbline.interfaces.api.core.faults import Fault
from plumbline.interfaces.api.core.problems import Problem
from plumbline.procedures.casework.refusals import RowsUnfit
from plumbline.records.intake.staging.single import Faults
from plumbline.rulebook.core.error_codes import ROWS


@contextmanager
def each_told() -> Iterator[None]:
    """Each fault of each row, as ``rows.NUMBER.FIELD``, the first row being 0."""
    try:
        yield
    except RowsUnfit as error:
        problem = Problem.of(422, error)
        problem.faults = tuple(fault for place, each in sorted(error.faults.items()) for fault in (
            [Fault("body", f"rows.{place}.{name}", f"{ROWS}.{code}", reason, remedy)
             for name, reason, remedy, code in each.faults] if isinstance(each, Faults)
            else [Fault("body", f"rows.{place}", each.code, each.what, each.next_step)]))
        raise problem from error
