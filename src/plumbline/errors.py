"""The one exception tree.

::

    PlumblineError                 everything a user can act on
    ├── HomeError                  the data directory: missing, locked, not ours
    │   └── StoreError             the database cannot be reached, or refuses
    ├── RulebookError              an indicator, scheme, mapping or vocabulary file is wrong
    ├── MethodError                a published method was asked something outside its domain
    ├── RecordError                a record cannot be kept as given
    │   └── ConflictError          someone else changed it meanwhile
    ├── IntakeError                a file cannot be read or taken in
    ├── CutError                   a cut is missing, altered or incomplete
    ├── FigureError                a figure cannot be computed as asked
    └── NotAllowed                 this person may not see or do this

A message says what is wrong, where (file, row, field, key), why, and the next step. Messages are public interface:
tests pin them.
"""

from __future__ import annotations


class PlumblineError(Exception):
    """Something a user can act on.

    ``what`` is the sentence that says what is wrong; ``where`` names the file, row, field or key; ``why`` gives the
    cause and ``next_step`` what to do now. Each of the last three may be empty.
    """

    def __init__(self, what: str, *, where: str = "", why: str = "", next_step: str = "") -> None:
        self.what = what
        self.where = where
        self.why = why
        self.next_step = next_step
        super().__init__(what)

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        parts += [part for part in (self.why, self.next_step) if part]
        return " ".join(part if part.endswith((".", "?", "!", "。")) else f"{part}." for part in parts)

    def as_dict(self) -> dict[str, str]:
        """The error as the ``error`` member of a ``--json`` document."""
        return {
            "type": type(self).__name__,
            "what": self.what,
            "where": self.where,
            "why": self.why,
            "next_step": self.next_step,
        }


class HomeError(PlumblineError):
    """The data directory is missing, locked, or not one of ours."""


class StoreError(HomeError):
    """The database that holds the records cannot be reached, or refuses what was asked of it."""


class RulebookError(PlumblineError):
    """A rulebook file breaks its own grammar; ``where`` names file and key."""


class MethodError(PlumblineError):
    """A method was called outside the domain its source defines."""


class RecordError(PlumblineError):
    """A record cannot be kept as given."""


class ConflictError(RecordError):
    """Another change of the same record came first."""


class IntakeError(PlumblineError):
    """A file cannot be read or taken in; nothing of it became visible."""


class CutError(PlumblineError):
    """A cut is missing, incomplete, or not the bytes that were frozen."""


class FigureError(PlumblineError):
    """A figure cannot be computed as asked."""


class NotAllowed(PlumblineError):
    """This person may not see or do this."""
