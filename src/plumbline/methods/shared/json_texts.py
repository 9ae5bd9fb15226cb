"""JSON documents written in pieces: a long list inside a document is written element by element, and comes out as it
would had the whole been written at once.

A form is one way of writing. :data:`COMPACT` is what is kept and sent, :data:`CANONICAL` what is hashed (keys sorted,
no spaces), :data:`LAID_OUT` what commands print (plain ASCII, one space for each level).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, AnyStr, Generic

import msgspec

HOLE = "\0hole\0"
"""Stands in a document for what is put in later. No text of one holds this: a zero byte cannot be shown."""


class Form(Generic[AnyStr]):
    """One way of writing JSON. ``write`` gives a value as it stands at a depth, ``whole`` the same, quicker, of one
    without fractions (floats); ``text`` plain characters in this form; ``ordered`` says whether keys are sorted,
    ``lined`` whether each member begins a line."""

    def __init__(self, write: Callable[[Any, int], AnyStr], whole: Callable[[Any, int], AnyStr],
                 text: Callable[[str], AnyStr], *, ordered: bool = False, lined: bool = False) -> None:
        self.write: Callable[[Any, int], AnyStr] = write
        self.whole: Callable[[Any, int], AnyStr] = whole
        self.ordered, self.lined = ordered, lined
        self.nothing: AnyStr = text("")
        self.null: AnyStr = text("null")
        self._text: Callable[[str], AnyStr] = text
        self._hole: AnyStr = write(HOLE, 0)

    def order(self, names: Iterable[str]) -> list[str]:
        """``names`` as they follow one another in an object."""
        return sorted(names) if self.ordered else list(names)

    def around(self, members: Mapping[str, Any], holes: Collection[str], depth: int = 0) -> list[AnyStr]:
        """An object that stands at ``depth``, in pieces, with one of ``holes`` to be put in between each two, in their
        order. :raises ValueError: where a text of the object stands for a hole."""
        pieces: list[AnyStr] = self.write({**members, **dict.fromkeys(holes, HOLE)}, depth).split(self._hole)
        if len(pieces) != len(holes) + 1:
            raise ValueError("a text of this document stands for what is put in later")
        return pieces

    def listed(self, texts: Sequence[AnyStr], depth: int) -> AnyStr:
        """A list that stands at ``depth``, of elements that were written for one level deeper."""
        opens, between, closes = self._ends(depth)
        return opens + between.join(texts) + closes if texts else self._text("[]")

    def list_of(self, texts: Iterable[AnyStr], depth: int) -> Iterator[AnyStr]:
        """The same in pieces."""
        before, between, closes = self._ends(depth)
        first = True
        for each in texts:
            yield before
            yield each
            before, first = between, False
        yield self._text("[]") if first else closes

    def _ends(self, depth: int) -> tuple[AnyStr, AnyStr, AnyStr]:
        line, last = (self._text("\n" + " " * each if self.lined else "") for each in (depth + 1, depth))
        return self._text("[") + line, self._text(",") + line, last + self._text("]")

    def stream(self, members: Mapping[str, Any], hole: str, texts: Iterable[AnyStr],
               depth: int = 0) -> Iterator[AnyStr]:
        """An object at ``depth`` whose member ``hole`` is a list of ``texts``, written two levels deeper; in pieces."""
        before, after = self.around(members, (hole,), depth)
        yield before
        yield from self.list_of(texts, depth + 1)
        yield after


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, without spaces, in UTF-8. Floats are written as Python writes them: roots that were sealed
    long ago hold to it."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def laid_out(value: Any, depth: int = 0, default: Callable[[Any], Any] | None = None) -> str:
    """JSON for people: plain ASCII, one space for each level, to stand at ``depth``."""
    # Python lays a document out several times slower than it writes it plainly.
    plain = json.dumps(value, ensure_ascii=True, allow_nan=False, default=default)
    text: str = msgspec.json.format(plain, indent=1)
    return text.replace("\n", "\n" + " " * depth) if depth else text


def _laid_out_whole(value: Any, depth: int) -> str:
    text = msgspec.json.encode(value).decode()
    if ODD.search(text):
        return laid_out(value, depth)
    plain: str = msgspec.json.format(text.encode("ascii", "backslashreplace"), indent=1).decode()
    return plain.replace("\n", "\n" + " " * depth) if depth else plain


def _compact(value: Any, _depth: int) -> bytes:
    return msgspec.json.encode(value)


ODD = re.compile("[\x7f-\xff\U00010000-\U0010ffff]")
"""Signs that JSON escapes otherwise than Python does in its own texts."""
COMPACT: Form[bytes] = Form(_compact, _compact, str.encode)
CANONICAL: Form[bytes] = Form(lambda value, _depth: canonical(value),
                              lambda value, _depth: msgspec.json.encode(value, order="sorted"), str.encode,
                              ordered=True)
LAID_OUT: Form[str] = Form(laid_out, _laid_out_whole, str, lined=True)
