"""What a notice must say so that its product can be found, as dated files of ``rulebook/completeness``."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.home import Home
from plumbline.methods.surveillance.notice_completeness import SHAPES, Point
from plumbline.rulebook.core import dated_files
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Text

FOLDER = "completeness"
USUAL = "product-notice"
"""The rules that ship, and that a form goes by."""
POINT_KEYS = ("id", "title", "advice", "weight", "fields", "holds", "least")
MOST_WEIGHT, MOST_LETTERS = 1_000, 1_000


@dataclass(frozen=True, slots=True)
class CompletenessRules:
    """The ``points``, and what their file says of itself."""

    dated: Dated
    points: tuple[Point, ...]


@kept(FOLDER)
def load_completeness(home: Home | None) -> Loaded[CompletenessRules]:
    """Every set of rules by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_completeness)


def completeness_rules(home: Home | None, id: str = USUAL) -> CompletenessRules:
    """The set ``id``. :raises RulebookError: if there is none, or its file is faulty."""
    return dated_files.chosen(load_completeness(home), id, "notice.unknown_rules",
                              Text("set of rules for notices", "通报完整性规则"))


@kept_by_text
def parse_completeness(file: str, text: str) -> CompletenessRules:
    """The set in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, ("point",))
    return CompletenessRules(dated, dated_files.listed(table, "point", _point, Text("the point", "要点")))


def _point(table: SchemeTable) -> Point:
    table.only(POINT_KEYS)
    fields = table.raw.get("fields")
    if not isinstance(fields, list) or not fields or not all(isinstance(each, str) and each for each in fields):
        raise table.wrong("fields", "rule.not_list", Text("this is not a list of texts", "此处应为文字列表"),
                          next_step=Text('Write fields = ["brand"]', '写法：fields = ["brand"]'))
    return Point(table.text("id"), table.words("title"), table.words("advice"),
                 table.integer("weight", 1, MOST_WEIGHT, 10), tuple(fields),
                 table.choice("holds", tuple(SHAPES), "said"), table.integer("least", 1, MOST_LETTERS, 1))
