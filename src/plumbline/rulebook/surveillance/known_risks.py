"""Lists of what is known to be a serious risk, as dated files of ``rulebook/known_risks``: whoever finds one of these
in a product need not estimate probabilities. The presumption can be rebutted, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core import dated_files, vocabularies
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Citation, Text

FOLDER = "known_risks"
HAZARD = "hazard-class"
LIST_KEYS = ("risk",)
RISK_KEYS = ("id", "title", "hazard_class", "level", "source")


@dataclass(frozen=True, slots=True)
class KnownRisk:
    """One known risk: what is found in a product, its class of hazard, its ``level`` (of the vocabulary risk-level),
    and where that is written."""

    id: str
    title: Text
    hazard_class: str
    level: str
    cites: Citation


@dataclass(frozen=True, slots=True)
class KnownRisks:
    """One list, and what its file says of itself."""

    dated: Dated
    risks: tuple[KnownRisk, ...]


@kept(FOLDER)
def load_known_risks(home: Home | None) -> Loaded[KnownRisks]:
    """Every list by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_known_risks)


def in_force(home: Home | None, on: date) -> dict[str, KnownRisk]:
    """Every known risk by id, of the lists in force on a day; of two of one id that of the newer list."""
    lists = [each for each in load_known_risks(home).values() if each.dated.holds(on)]
    return {risk.id: risk for each in sorted(lists, key=lambda one: one.dated.since) for risk in each.risks}


def known_risk(home: Home | None, id: str, on: date) -> KnownRisk:
    """The known risk ``id`` as it is on a day. :raises RulebookError: if there is none."""
    found = in_force(home, on)
    if id not in found:
        raise RulebookError("risk.unknown_known", Text(f"no list in force has a known risk '{id[:80]}'",
                                                       f"现行清单中没有已知严重风险“{id[:80]}”"),
                            next_step=suggest(id, sorted(found)))
    return found[id]


@kept_by_text
def parse_known_risks(file: str, text: str) -> KnownRisks:
    """The list in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, LIST_KEYS)
    return KnownRisks(dated, dated_files.listed(table, "risk", _risk, Text("the risk", "风险")))


def _risk(table: SchemeTable) -> KnownRisk:
    table.only(RISK_KEYS)
    return KnownRisk(dated_files.id_of(table), table.words("title"),
                     table.choice("hazard_class", tuple(vocabularies.vocabulary(HAZARD))),
                     table.choice("level", tuple(vocabularies.vocabulary("risk-level")), "serious"),
                     table.citation("source"))
