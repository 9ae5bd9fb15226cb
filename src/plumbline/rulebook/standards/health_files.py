"""By which article, and after how long, a standard counts as chaotic, low or soft: dated files of
``rulebook/health``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plumbline.home import Home
from plumbline.rulebook.core import dated_files
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Text

FOLDER = "health"
HEALTH_KEYS = ("review_years", "confirmed_stages", "clauses")
REASONS = ("duplicate", "number", "cycle", "review", "base", "reference", "unused")
"""Why a standard is listed."""
AS_ANOTHER = {"near": "duplicate", "draft": "reference"}
"""Reasons of which a file may say nothing: then by the article of another."""


@dataclass(frozen=True, slots=True)
class HealthRules:
    """The rules: years after which a review is due, the stages by which a publisher that tells no day says that a
    review confirmed a document, and the article for each reason."""

    dated: Dated
    review_years: int
    confirmed: frozenset[str]
    clauses: Mapping[str, str]


@kept(FOLDER)
def load_health(home: Home | None) -> Loaded[HealthRules]:
    """Every file by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_health)


def health_rules(home: Home | None, on: date) -> HealthRules:
    """The rules in force on a day; of several the newest. :raises RulebookError: where a file is faulty, or none is."""
    return dated_files.in_force(load_health(home), on, FOLDER, "health.no_rules",
                                Text("rules of health", "标准健康规则"))


@kept_by_text
def parse_health(file: str, text: str) -> HealthRules:
    """The rules in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, HEALTH_KEYS)
    clauses = table.sub("clauses")
    clauses.only((*REASONS, *AS_ANOTHER))
    stages = table.sub("confirmed_stages").raw if "confirmed_stages" in table else {}
    return HealthRules(dated, table.integer("review_years", 1, 50, 5), frozenset(stages),
                       {name: clauses.text(name) for name in REASONS} | {
                           name: clauses.text(name if name in clauses else same) for name, same in AS_ANOTHER.items()})
