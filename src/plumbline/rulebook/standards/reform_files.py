"""What a round of reform proposes, and by which rule: dated files of ``rulebook/reform``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from plumbline.home import Home
from plumbline.methods.standards.designations import GUIDANCE, MANDATORY, RECOMMENDED
from plumbline.methods.standards.reform import OUTCOMES, Rule
from plumbline.rulebook.core import dated_files
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.rulebook.standards.health_files import AS_ANOTHER, REASONS
from plumbline.text import Text

FOLDER = "reform"
REFORM_KEYS = ("grounds", "rule", "keep")
RULE_KEYS = ("id", "outcome", "findings", "older_years", "force", "without_ground", "reason", "clause")
KEEP_KEYS = ("reason", "clause")
FORCES = (MANDATORY, RECOMMENDED, GUIDANCE)
MOST_YEARS = 100


@dataclass(frozen=True, slots=True)
class ReformRules:
    """The rules in their order, the words that a mandatory standard rests on, and for each rule (None: of what is
    kept) the reason in words and the article."""

    dated: Dated
    rules: tuple[Rule, ...]
    grounds: tuple[str, ...]
    reasons: Mapping[str | None, Text]
    clauses: Mapping[str | None, str]


@dataclass(frozen=True, slots=True)
class _Read:
    id: str
    rule: Rule
    reason: Text
    clause: str


@kept(FOLDER)
def load_reform(home: Home | None) -> Loaded[ReformRules]:
    """Every file by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_reform)


def reform_rules(home: Home | None, on: date) -> ReformRules:
    """The rules in force on a day; of several the newest. :raises RulebookError: where a file is faulty, or none is."""
    return dated_files.in_force(load_reform(home), on, FOLDER, "reform.no_rules",
                                Text("rules of reform", "集中复审规则"))


@kept_by_text
def parse_reform(file: str, text: str) -> ReformRules:
    """The rules in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, REFORM_KEYS)
    rules = dated_files.listed(table, "rule", _rule, Text("rule", "规则"))
    keep = table.sub("keep")
    keep.only(KEEP_KEYS)
    return ReformRules(
        dated, tuple(each.rule for each in rules), _texts(table, "grounds"),
        {None: keep.words("reason"), **{each.id: each.reason for each in rules}},
        {None: keep.text("clause"), **{each.id: each.clause for each in rules}})


def _rule(table: SchemeTable) -> _Read:
    table.only(RULE_KEYS)
    id = dated_files.id_of(table)
    findings = _texts(table, "findings")
    for each in findings:
        if each not in (known := (*REASONS, *AS_ANOTHER)):
            raise table.wrong("findings", "reform.finding_unknown", Text(
                f"there is no finding '{each}'", f"没有“{each}”这种情形"), next_step=Text(
                f"Use some of {', '.join(known)}", f"可用：{'、'.join(known)}"))
    return _Read(id, Rule(
        id, table.choice("outcome", OUTCOMES), frozenset(findings), table.integer("older_years", 0, MOST_YEARS, 0),
        table.choice("force", FORCES) if "force" in table else "", table.flag("without_ground"),
    ), table.words("reason"), table.text("clause"))


def _texts(table: SchemeTable, key: str) -> tuple[str, ...]:
    value = table.raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise table.wrong(key, "reform.not_texts", Text("this is not a list of texts", "此处应为文字列表"),
                          next_step=Text('Write ["one", "another"]', "请写作[\"甲\", \"乙\"]"))
    return tuple(value)
