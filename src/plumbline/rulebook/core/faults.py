"""Files of a rulebook that cannot be used: each stops itself and what rests on it, and everything else goes on.

What a faulty file would have defined is *lost*, and never replaced in silence by the shipped rule of the same id: who
asks for it is told which file to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from plumbline.errors import RulebookError
from plumbline.text import Text

T = TypeVar("T")
_ID = re.compile(r'^\s*id\s*=\s*["\'](.+?)["\']', re.MULTILINE)
_HEAD = re.compile(r"^\s*\[\s*([A-Za-z0-9_-]+)\s*[\].]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Faulty:
    """One file that cannot be used, and why. ``ids`` are the rules it would have defined, as far as it can be told."""

    file: str
    error: RulebookError
    ids: tuple[str, ...] = ()


class Loaded(dict[str, T]):
    """Rules by id, the ``faults`` of files that could not be used, and by id what is ``lost`` because of one."""

    def __init__(self, found: Mapping[str, T] | None = None, faults: Iterable[Faulty] = ()) -> None:
        super().__init__(found or {})
        self.faults = tuple(faults)

    @property
    def lost(self) -> dict[str, Faulty]:
        """What is not there because of a faulty file, by id."""
        return {id: fault for fault in self.faults for id in fault.ids if id not in self}

    def __missing__(self, id: str) -> T:
        self.want(id)
        raise KeyError(id)

    def want(self, id: str) -> None:
        """:raises RulebookError: that of the file, if ``id`` is lost."""
        if id not in self and (fault := self.lost.get(id)) is not None:
            raise stopped(id, fault)

    def sound(self) -> None:
        """:raises RulebookError: the first fault, if there is one."""
        if self.faults:
            raise self.faults[0].error


def lost_of(known: object) -> Mapping[str, Faulty]:
    """What is lost of ``known``, where that tells."""
    return known.lost if isinstance(known, Loaded) else {}


def stopped(id: str, fault: Faulty) -> RulebookError:
    """That ``id`` cannot be used, since its file is faulty."""
    error = fault.error
    why = Text(" ".join(each for each in (f"{error.what.en}.", error.why.en) if each),
               "".join(each for each in (f"{error.what.say('zh')}。", error.why.say("zh")) if each))
    return RulebookError("rule.file_faulty", Text(f"'{id}' cannot be used: its file is faulty",
                                                  f"“{id}”无法使用：所在文件有误"),
                         where=error.where or fault.file, why=why, next_step=error.next_step)


def why_of(fault: Faulty) -> Text:
    """Where the file of a rule that is lost is faulty, and what is wrong with it."""
    where, what = fault.error.where, fault.error.what
    return Text(f"{where.en}: {what.en}", f"{where.say('zh')}：{what.say('zh')}")


def id_in(text: str) -> str:
    """The id that a text would have had, as far as it can be told without reading it."""
    found = _ID.search(text.split("\n[", 1)[0])
    return found[1] if found else ""


def heads_in(text: str) -> Iterator[str]:
    """The names of the tables that a text would have had."""
    yield from dict.fromkeys(found[1] for found in _HEAD.finditer(text))
