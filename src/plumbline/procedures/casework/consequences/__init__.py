"""What follows from an act of a case, or from a record, in another procedure.

Declared with :func:`declare`; kept with the event of an act, or found by following the journal, and done after the
transaction by :func:`run`, at least once and never twice."""

from plumbline.procedures.casework.consequences.declared import (
    Consequence,
    Happened,
    Recorded,
    consequences,
    declare,
)
from plumbline.procedures.casework.consequences.queue import run, stopped, to_do, try_again, waiting

__all__ = ["Consequence", "Happened", "Recorded", "consequences", "declare", "run", "stopped", "to_do", "try_again",
           "waiting"]
