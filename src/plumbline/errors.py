"""The one exception tree.

::

    PlumblineError                 everything a user can act on
    ├── HomeError                  the data directory: missing, locked, not ours
    │   └── StoreError             the database cannot be reached, or refuses
    ├── RulebookError              an indicator, scheme, mapping or vocabulary file is wrong
    ├── MethodError                a published method was asked something outside its domain
    ├── RecordError                a record cannot be kept as given
    │   ├── ConflictError          someone else changed it meanwhile
    │   └── GapsError              a year is evaluated while answers are missing, and nobody said that they know
    ├── IntakeError                a file cannot be read or taken in
    │   └── HeadingError           its columns are not those of the kind, or of the mapping
    ├── CutError                   a cut is missing, altered or incomplete
    ├── FigureError                a figure cannot be computed as asked
    └── NotAllowed                 this person may not see or do this

An error carries a code, and says in English and Chinese what is wrong, where (file, row, field, key), why, and the next
step. Codes and messages are public interface: tests pin them. What a code means is explained in
``rulebook/data/explained``; ``plumb explain CODE`` shows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NewType, Self

from plumbline.text import LANGUAGES, UNSAID, Text

Code = NewType("Code", str)
"""A code: its area, a dot and the fault, as in ``year.closed``. Everything that takes one says so in its annotation."""
ENDS = (".", "?", "!", "。", "？", "！")


class PlumblineError(Exception):
    """Something a user can act on.

    ``code`` is its stable name; ``what`` is the sentence that says what is wrong; ``where`` names the file, row, field
    or key; ``why`` gives the cause and ``next_step`` what to do now. Each of the last three may be empty. For
    ``where`` a plain string may stand: a file's name or a key reads alike in both languages.
    """

    def __init__(self, code: Code | str, what: Text, *, where: Text | str = UNSAID,
                 why: Text = UNSAID, next_step: Text = UNSAID) -> None:
        self.code = code
        self.what = what
        self.where = Text.of(where)
        self.why = Text.of(why)  # what comes from a store or a document has no type
        self.next_step = Text.of(next_step)
        super().__init__(what.en)

    def __str__(self) -> str:
        return self.say("en")

    def say(self, language: str | None) -> str:
        """All of it in one line, in ``language``."""
        what, where, why, next_step = (each.say(language) for each in (self.what, self.where, self.why, self.next_step))
        chinese = (language or "en").startswith("zh")
        colon, stop, space = ("：", "。", "") if chinese else (": ", ".", " ")
        parts = [f"{where}{colon}{what}" if where else what, *(part for part in (why, next_step) if part)]
        return space.join(part if part.endswith(ENDS) else f"{part}{stop}" for part in parts)

    @classmethod
    def of(cls, error: PlumblineError, *, where: Text | str | None = None, why: Text | None = None,
           next_step: Text | None = None) -> Self:
        """``error`` said again as one of this class, with what is given in place of its own."""
        return cls(error.code, error.what, where=error.where if where is None else where,
                   why=error.why if why is None else why,
                   next_step=error.next_step if next_step is None else next_step)

    def as_dict(self) -> dict[str, Any]:
        """The error as the ``error`` member of a ``--json`` document: in English, and under ``zh`` in Chinese."""
        parts = {"what": self.what, "where": self.where, "why": self.why, "next_step": self.next_step}
        english, chinese = ({name: text.say(language) for name, text in parts.items()} for language in LANGUAGES)
        return {"type": type(self).__name__, "code": self.code, **english, "zh": chinese}


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


class GapsError(RecordError):
    """An assessment year is evaluated while answers or values are missing, and nobody said that they know.

    ``gaps`` are those that the person may see, each with its region, item, who owes it and what it costs; ``hidden``
    more lie in regions that are closed to them; ``token`` tells this list from any other.
    """

    def __init__(self, code: Code | str, what: Text, *, gaps: Sequence[Any] = (), hidden: int = 0,
                 token: str = "", where: Text | str = UNSAID, why: Text = UNSAID,
                 next_step: Text = UNSAID) -> None:
        super().__init__(code, what, where=where, why=why, next_step=next_step)
        self.gaps, self.hidden, self.token = tuple(gaps), hidden, token


class IntakeError(PlumblineError):
    """A file cannot be read or taken in; nothing of it became visible."""


class HeadingError(IntakeError):
    """The columns of a file are not those of the kind it is to be, or of the mapping: a draft of a mapping may help."""


class CutError(PlumblineError):
    """A cut is missing, incomplete, or not the bytes that were frozen."""


class FigureError(PlumblineError):
    """A figure cannot be computed as asked."""


class NotAllowed(PlumblineError):
    """This person may not see or do this."""


def reported(error: Exception, *, whole: bool = False) -> Text:
    """What the system or a library says of what went wrong, for a sentence of ours: the first line of its words, or all
    of them in one. They are its own, in whatever language it speaks, so Chinese quotes them."""
    lines = [" ".join(line.split()) for line in str(error).splitlines() if line.strip()]
    said = " ".join(lines) if whole else "".join(lines[:1])
    return quoted(getattr(error, "strerror", None) or said or type(error).__name__)


def quoted(words: str) -> Text:
    """What the system or a library said, in its own words."""
    shown = words[:500]
    return Text(shown, f"系统提示“{shown}”") if shown else UNSAID
