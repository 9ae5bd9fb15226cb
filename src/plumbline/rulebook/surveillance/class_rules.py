"""When findings of spot checks lower a credit class, as dated files of ``rulebook/credit``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.rulebook.core import dated_files
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.text import Text

FOLDER = "credit"
CLASS_KEYS = ("failures", "months", "failed", "order")
MOST_FAILURES, MOST_MONTHS = 100, 120


@dataclass(frozen=True, slots=True)
class ClassRule:
    """So many ``failures`` - inspections whose result is one of ``failed`` - within so many ``months`` bring an
    organisation into the next class of ``order``, which goes from the lowest risk to the highest."""

    dated: Dated
    failures: int
    months: int
    failed: tuple[str, ...]
    order: tuple[str, ...]

    def after(self, of: str) -> str:
        """The class that follows ``of``; empty: none does, or it is none of these."""
        place = self.order.index(of) + 1 if of in self.order else len(self.order)
        return self.order[place] if place < len(self.order) else ""


@kept(FOLDER)
def load_class_rules(home: Home | None) -> Loaded[ClassRule]:
    """Every rule by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_class_rule)


def class_rule(home: Home | None, on: date) -> ClassRule | None:
    """The rule that is in force on a day: of several the newest. None: there is none."""
    there = [each for each in load_class_rules(home).values()
             if each.dated.since <= on and (each.dated.until is None or on <= each.dated.until)]
    return max(there, key=lambda each: (each.dated.since, each.dated.id), default=None)


@kept_by_text
def parse_class_rule(file: str, text: str) -> ClassRule:
    """The rule in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, CLASS_KEYS)
    for key in CLASS_KEYS:
        if key not in table:
            raise table.missing(key, Text("docs/spot-checks.md explains it", "见使用手册“双随机抽查”一章"))
    return ClassRule(dated, table.integer("failures", 1, MOST_FAILURES, 2),
                     table.integer("months", 1, MOST_MONTHS, 12),
                     _codes(table, "failed", "draw-result"), _codes(table, "order", "credit-class"))


def _codes(table: SchemeTable, key: str, of: str) -> tuple[str, ...]:
    found = table.raw[key]
    known = list(vocabulary(of))
    if not isinstance(found, list) or not found or len(set(map(str, found))) < len(found) or any(
            each not in known for each in found):
        error: RulebookError = table.wrong(key, "spot_check.rule_codes", Text(
            f"'{key}' is no list of codes, each once", f"“{key}”须为代码列表，每个代码写一次"),
            next_step=Text(f"Choose among: {', '.join(known)}", f"可选：{'、'.join(known)}"))
        raise error
    return tuple(found)
