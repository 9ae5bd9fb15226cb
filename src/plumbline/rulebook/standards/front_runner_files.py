"""Which enterprise standards count as front-runners: dated files of ``rulebook/front_runners``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plumbline.home import Home
from plumbline.rulebook.core import dated_files, vocabularies
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Text

FOLDER = "front_runners"
FRONT_RUNNER_KEYS = ("candidates", "against", "least_stricter", "clause", "mandatory_clause")
MOST_PARAMETERS = 1_000


@dataclass(frozen=True, slots=True)
class FrontRunnerRules:
    """The levels of the standards that compete and of those they are held against; in how many parameters at least
    one must be stricter; by which text, and by which article nothing may be looser than what is mandatory."""

    dated: Dated
    candidates: frozenset[str]
    against: frozenset[str]
    least_stricter: int
    clause: str
    mandatory_clause: str


@kept(FOLDER)
def load_front_runners(home: Home | None) -> Loaded[FrontRunnerRules]:
    """Every file by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_front_runners)


def front_runner_rules(home: Home | None, on: date) -> FrontRunnerRules:
    """The rules in force on a day; of several the newest. :raises RulebookError: where a file is faulty, or none is."""
    return dated_files.in_force(load_front_runners(home), on, FOLDER, "front_runner.no_rules",
                                Text("rules of front-runners", "企业标准“领跑者”规则"))


@kept_by_text
def parse_front_runners(file: str, text: str) -> FrontRunnerRules:
    """The rules in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, FRONT_RUNNER_KEYS)
    return FrontRunnerRules(
        dated, _levels(table, "candidates"), _levels(table, "against"),
        table.integer("least_stricter", 1, MOST_PARAMETERS, 1), table.text("clause"), table.text("mandatory_clause"))


def _levels(table: SchemeTable, key: str) -> frozenset[str]:
    known, value = vocabularies.vocabulary("standard-level"), table.raw.get(key)
    if not isinstance(value, list) or not value or not all(each in known for each in value):
        raise table.wrong(key, "front_runner.no_levels", Text("this is not a list of levels", "此处应为标准级别列表"),
                          next_step=Text(f"Write some of {', '.join(known)}", f"可用：{'、'.join(known)}"))
    return frozenset(value)
