"""What state an edition of a standard was in on a day, from what its catalogue tells of it.

A catalogue tells the state of today. That of another day follows from days: published, in force from, withdrawn, and
the day on which what replaced it came out. Where none of them says it, it is not known, and that is said: a reference
made in 2005 is not dead because its target was replaced in 2009. Standardization Law of China (2017), articles 25 and
29: a standard is in force from the day it names; what is replaced or withdrawn is announced.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plumbline.text import Text, written_day

DRAFT, PUBLISHED, IN_FORCE, REPLACED, WITHDRAWN, CANCELLED, UNKNOWN = (
    "draft", "published", "in-force", "replaced", "withdrawn", "cancelled", "unknown")
LIVE = frozenset({PUBLISHED, IN_FORCE})
ENDED = frozenset({REPLACED, WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Edition:
    """What is told of one edition. ``status`` is that of the day ``told_on`` (None: of every day); ``replaced_on`` are
    the days from which what replaces it is in force, as far as they are known."""

    code: str
    status: str = ""
    published_on: date | None = None
    effective_on: date | None = None
    withdrawn_on: date | None = None
    replaced_on: tuple[date, ...] = ()
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A state with the day since which it holds (None: not known) and the last day before the next one."""

    state: str
    since: date | None
    why: Text

    @property
    def live(self) -> bool:
        """Whether the edition may be referred to as one that holds, or is about to."""
        return self.state in LIVE


def state(edition: Edition, on: date) -> State:
    """The state of ``edition`` on the day ``on``."""
    out = edition.published_on
    if edition.status == CANCELLED:
        return State(CANCELLED, None, Text("it was never published", "项目终止，未曾发布"))
    if edition.status == DRAFT and (out is None or on < out):
        return State(DRAFT, None, Text("it is not published yet", "尚未发布"))
    if out is not None and on < out:
        return State(DRAFT, None, _on("it was published on {}", "{}才发布", out))
    ended = ended_on(edition)
    if ended is not None and on >= ended:
        return _over(edition, ended)
    if edition.status in ENDED and ended is None:
        before = edition.told_on is not None and on < edition.told_on
        return State(UNKNOWN if before else edition.status, None, Text(
            "it no longer holds, and no source says since when", "现已失效，来源未载明失效日期"))
    start = edition.effective_on or out
    if edition.effective_on is not None and on < edition.effective_on:
        return State(PUBLISHED, out, _on("it is in force from {}", "自{}实施", edition.effective_on))
    if not edition.status and out is None:
        return State(UNKNOWN, None, Text("its source tells neither a state nor a day",
                                         "来源既未载明状态，也未载明日期"))
    if ended is not None:
        return State(IN_FORCE, start, _on("it held until {}", "至{}失效", ended))
    if not edition.status:
        return State(IN_FORCE, start, Text("it was published, and nothing says that it ended",
                                           "已发布，未见失效的记载"))
    return State(IN_FORCE, start, Text("its source says that it is in force", "来源载明现行"))


def ended_on(edition: Edition) -> date | None:
    """The day from which it no longer holds, None where it does or nobody says it. Of one that is said to be in force,
    what replaces it has not ended it: two editions may hold side by side."""
    if edition.withdrawn_on is not None:
        return edition.withdrawn_on
    if edition.status not in ENDED:
        return None
    out = edition.published_on
    return min((day for day in edition.replaced_on if out is None or day >= out), default=None)


def newest_live(editions: Iterable[Edition], on: date) -> Edition | None:
    """The edition that an undated reference means on a day: of those in force the one that came out last; where none
    is, of those published and not yet in force; None where none holds."""
    known = [(state(each, on), each) for each in editions]
    for wanted in (IN_FORCE, PUBLISHED):
        live = [each for at, each in known if at.state == wanted]
        if live:
            return max(live, key=lambda each: (each.published_on or date.min, each.code))
    return None


def _on(en: str, zh: str, day: date) -> Text:
    return Text(en.format(written_day(day, "en")), zh.format(written_day(day, "zh")))


def _over(edition: Edition, ended: date) -> State:
    by = REPLACED if edition.status == REPLACED or ended in edition.replaced_on else WITHDRAWN
    if by == REPLACED:
        return State(REPLACED, ended, _on("another took its place on {}", "{}被代替", ended))
    return State(WITHDRAWN, ended, _on("it was withdrawn on {}", "{}废止", ended))

