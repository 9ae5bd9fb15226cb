"""Which steps the project of a standard goes through, for how long everybody may comment on a draft, and what passes a
review: dated files of ``rulebook/projects``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from plumbline.home import Home
from plumbline.methods.standards.voting import VoteRule
from plumbline.rulebook.core import dated_files
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Text

FOLDER = "projects"
PROJECT_KEYS = ("vote", "level")
VOTE_KEYS = ("in_favour", "against", "taking_part")
LEVEL_KEYS = ("plan", "comments", "days", "days_mandatory", "source")
LEVELS = ("national", "industry", "local", "group", "enterprise")
"""Codes of the vocabulary ``standard-level`` of which a standard is made here."""
MOST_DAYS = 730


@dataclass(frozen=True, slots=True)
class LevelRule:
    """What holds for one level: whether a plan is approved, whether everybody may comment, for how many ``days`` at
    least (``mandatory``: of a mandatory standard), and the text that says so."""

    plan: bool
    comments: bool
    days: int
    mandatory: int
    source: str

    def least(self, force: str) -> int:
        """For how many days at least comments are taken on a standard of this force."""
        return self.mandatory if force == "mandatory" else self.days


@dataclass(frozen=True, slots=True)
class ProjectRules:
    """The rules of a file."""

    dated: Dated
    vote: VoteRule
    levels: Mapping[str, LevelRule]


@kept(FOLDER)
def load_projects(home: Home | None) -> Loaded[ProjectRules]:
    """Every file by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_projects)


def project_rules(home: Home | None, on: date) -> ProjectRules:
    """The rules in force on a day; of several the newest. :raises RulebookError: where a file is faulty, or none is."""
    return dated_files.in_force(load_projects(home), on, FOLDER, "project.no_rules",
                                Text("rules for projects of standards", "标准制定程序规则"))


@kept_by_text
def parse_projects(file: str, text: str) -> ProjectRules:
    """The rules in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, PROJECT_KEYS)
    vote, levels = table.sub("vote"), table.sub("level")
    vote.only(VOTE_KEYS)
    levels.only(LEVELS)
    return ProjectRules(dated, VoteRule(*(_share(vote, key) for key in VOTE_KEYS)),
                        {name: _level(levels.sub(name)) for name in LEVELS})


def _level(part: SchemeTable) -> LevelRule:
    part.only(LEVEL_KEYS)
    days = part.integer("days", 0, MOST_DAYS, 60)
    mandatory = part.integer("days_mandatory", 0, MOST_DAYS, 60) if "days_mandatory" in part else days
    return LevelRule(part.flag("plan"), part.flag("comments"), days, mandatory, part.text("source"))


def _share(part: SchemeTable, key: str) -> Fraction:
    above, _, below = part.text(key).partition("/")
    if not (above.isdecimal() and below.isdecimal() and 0 < int(below) <= 1000 and int(above) <= int(below)):
        raise part.wrong(key, "project.no_share", Text("this is no share", "不是比例"),
                         next_step=Text('Write it as a fraction: "3/4"', "请按分数填写，如“3/4”"))
    return Fraction(int(above), int(below))
