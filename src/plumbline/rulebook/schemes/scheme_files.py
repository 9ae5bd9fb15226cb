"""From a scheme file to a :class:`plumbline.rulebook.schemes.schemes.Scheme`, or to the error that names file and
key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from plumbline.errors import RulebookError
from plumbline.methods.assessment.flows.calendar import AssessmentYear
from plumbline.methods.assessment.grades.consequences import TIES, Consequence
from plumbline.methods.assessment.scoring.ceilings import Cap, FigureCap
from plumbline.methods.assessment.scoring.counted import Bonus, Penalty
from plumbline.methods.assessment.scoring.declarations import beyond
from plumbline.methods.assessment.scoring.declared_rules import Rule, rule_of
from plumbline.methods.assessment.scoring.determined import DETERMINATION, NO_DATA, Veto
from plumbline.methods.assessment.scoring.rolled_up import WAYS, RolledUp
from plumbline.methods.assessment.scoring.scored import BETTER
from plumbline.methods.assessment.scoring.thresholds import FIGURE
from plumbline.methods.assessment.scoring.wording import number
from plumbline.methods.assessment.scoring.year_spans import MISSING, WITHHELD, Span
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core.cache import kept_by_text
from plumbline.rulebook.core.exact_tables import ID, SchemeTable, no_id, rounding_of, twice
from plumbline.rulebook.core.faults import lost_of, why_of
from plumbline.rulebook.core.table_reading import LEAVE_OUT
from plumbline.rulebook.core.toml_text import read
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.rulebook.schemes.scheme_grades import Grades, no_grade
from plumbline.rulebook.schemes.schemes import Block, Item, Minimum, Number, Scheme
from plumbline.text import Text, written_day

SCHEME_KEYS = (
    "id", "extends", "title", "meaning", "illustrative", "label", "partial", "source", "valid_from", "valid_to", "year",
    "flow", "full", "level", "within", "rounding", "minimum", "grades", "block", "demerit", "above_full", "consequence",
)
MINIMUM_KEYS = ("indicator", "n", "of")
NUMBER_KEYS = ("unit", "better")
BLOCK_KEYS = ("id", "title", "points", "item", "outside", "cap")
OVER_KEYS = ("years", "weights", "missing")
ROLLED_UP_KEYS = ("scheme", "by")
CONSEQUENCE_KEYS = ("id", "title", "last", "first", "grades", "ties", "days")
OUTSIDE = {"bonus": Bonus, "deduction": Penalty}
MOST_YEARS = 10
ITEM_KEYS = (
    "id", "title", "meaning", "points", "figure", "determination", "number", "rule", "no_data", "not_applicable",
    "owner", "clause", "source", "over", "rolled_up",
)
UNPUBLISHED_KEYS = ("id", "title", "meaning", "points", "owner", "clause", "source")
UNPUBLISHED = "unpublished"
ROLLED_UP = "rolled_up"
IMPOSING = (Veto, Cap, FigureCap)
NO_DATA_NEEDED = (*IMPOSING, Bonus, Penalty)
MOST_COUNTED, MOST_DAYS = 10_000, 3_660
MAX_FULL = 10_000
MEND = Text("Mend that file first", "请先修正该文件")
SOURCES = {FIGURE: "指标", DETERMINATION: "人员认定", ROLLED_UP: "下级得分汇总"}
VETO_WITHOUT = Text("a veto has none: without a determination it does not fall",
                    "一票否决项无须填写：没有认定即不否决")
BONUS_WITHOUT = Text("a bonus has none: without a determination nothing is added",
                     "加分项无须填写：没有认定即不加分")
T = TypeVar("T")


def parse_scheme(file: str, text: str, figures: Collection[str]) -> Scheme:
    """The scheme in ``text``, the content of ``file``, which extends no other. ``figures`` are the ids of the
    indicators there are.

    :raises RulebookError: for the first fault found.
    """
    return scheme_of(file, raw_of(file, text), figures)


@kept_by_text
def raw_of(file: str, text: str) -> Mapping[str, Any]:
    """What ``text``, the content of ``file``, holds, numbers exact. :raises RulebookError: if it is not TOML."""
    return read(text, file, exact=True)


def scheme_of(file: str, raw: Mapping[str, Any], figures: Collection[str], *, above: Scheme | None = None,
              own: Mapping[str, Any] | None = None) -> Scheme:
    """The scheme that ``raw`` states. Where it extends ``above``, ``raw`` holds what is inherited too, and ``own`` is
    what the file itself says. :raises RulebookError: for the first fault found."""
    return _Reader(SchemeTable(raw, file), figures, above).read(file, own or raw)


class _Reader:
    def __init__(self, table: SchemeTable, figures: Collection[str], above: Scheme | None) -> None:
        table.only(SCHEME_KEYS)
        self.table = table
        self.above = above
        self.given = {part.id: part.inherited or above.id for part in above.blocks} if above else {}
        self.inherited = {item.id: item.inherited or above.id for item in above.items} if above else {}
        self.figures = figures
        self.cites = table.citation("source")
        self.rounding = rounding_of(table)
        self.full = table.number("full", 1, MAX_FULL)
        self.partial = table.words("partial") if "partial" in table else Text()
        self.demerit, self.above_full = table.flag("demerit"), table.flag("above_full")
        if self.demerit and self.above_full:
            raise table.wrong("above_full", "scheme.demerit_bonus", Text(
                "a scheme of demerits has no bonus", "扣分制方案没有加分"), next_step=LEAVE_OUT)
        self.stated = None if self.partial.en and "grades" not in table else Grades.of(table, self.full)
        self.grades = self.stated.names if self.stated else ()
        if self.stated:
            self.stated.check()
        self.seen: set[str] = set()

    def read(self, file: str, own: Mapping[str, Any]) -> Scheme:
        table = self.table
        if "extends" in table and self.above is None:
            raise table.wrong("extends", "scheme.read_alone", Text(
                "what it extends is not there to be read", "无法读取上级方案"), next_step=Text(
                "Read it with the schemes beside it", "请与其他方案一同读取"))
        illustrative = table.flag("illustrative")
        valid_from, valid_to = self._validity()
        blocks = self._blocks()
        bands = self.stated.bands(blocks) if self.stated else None
        cited = "grades" in table and "source" in table.sub("grades")
        return Scheme(
            id=self._id(table), title=table.words("title"), meaning=table.words("meaning"), illustrative=illustrative,
            label=table.words("label") if illustrative or "label" in table else Text(), partial=self.partial,
            cites=self.cites,
            valid_from=valid_from, valid_to=valid_to,
            year=table.method("year", lambda: AssessmentYear.of(table.text("year"))),
            flow=table.text("flow") if "flow" in table else "", full=self.full,
            level=table.choice("level", sorted(vocabulary("region-level"))), rounding=self.rounding, bands=bands,
            bands_cites=table.sub("grades").citation("source") if cited else self.cites, minimum=self._minimum(),
            blocks=blocks, sha256=_hash(own, self.above), file=file, above=self.above, definition=table.raw,
            within=table.text("within") if "within" in table else "", demerit=self.demerit, above_full=self.above_full,
            ceilings=self.stated.ceilings(blocks) if self.stated else (), consequences=self._consequences(),
        )

    def _id(self, table: SchemeTable) -> str:
        id = table.text("id")
        if not ID.fullmatch(id):
            raise no_id(table, id)
        return id

    def _validity(self) -> tuple[date, date | None]:
        first = self.table.day("valid_from")
        last = self.table.day("valid_to") if "valid_to" in self.table else None
        if last is not None and last < first:
            raise self.table.wrong("valid_to", "scheme.ends_too_early", Text(
                f"it ends on {last}, before it begins on {first}",
                f"失效日期{written_day(last, 'zh')}早于生效日期{written_day(first, 'zh')}"))
        return first, last

    def _minimum(self) -> Minimum | None:
        if "minimum" not in self.table:
            return None
        part = self.table.sub("minimum")
        part.only(MINIMUM_KEYS)
        n = part.integer("n", 1, 1_000_000_000, 30)
        return Minimum(self._figure(part, "indicator"), n, part.words("of"))

    def _figure(self, table: SchemeTable, key: str) -> str:
        id = table.text(key)
        if (fault := lost_of(self.figures).get(id)) is not None:
            raise table.wrong(key, "rule.file_faulty", Text(f"the figure '{id}' cannot be used: its file is faulty",
                                                            f"指标“{id}”无法使用：所在文件有误"), why=why_of(fault),
                              next_step=MEND)
        if id not in self.figures:
            raise table.wrong(key, "indicator.unknown", Text(f"there is no figure '{id}'", f"没有指标“{id}”"),
                              next_step=suggest(id, sorted(self.figures)))
        return id

    def _consequences(self) -> tuple[Consequence, ...]:
        found: list[Consequence] = []
        for part in self.table.parts("consequence") if "consequence" in self.table else ():
            part.only(CONSEQUENCE_KEYS)
            id, sorts = self._id(part), [key for key in ("last", "first", "grades") if key in part]
            if id in [one.id for one in found]:
                raise twice(part, id, Text("consequence", "结果运用"))
            if len(sorts) != 1:
                raise part.wrong("last", "scheme.consequence_for_whom", Text(
                    "a consequence is for the last, for the first, or for some grades",
                    "结果运用须适用于后几名、前几名或若干等级之一"), next_step=Text(
                    'Write one of: last = 3, first = 3, grades = ["D"]',
                    '请填写其中一项：last = 3、first = 3、grades = ["D"]'))
            grades = part.raw.get("grades", [])
            if sorts == ["grades"] and (not isinstance(grades, list) or not grades):
                raise part.wrong("grades", "rule.not_list", Text("this is not a list of grades", "此处应为等级列表"),
                                 next_step=Text('Write ["D"], say', '例如：["D"]'))
            for grade in grades:
                if grade not in self.grades:
                    raise no_grade(part, "grades", grade, self.grades)
            count = {key: part.integer(key, 1, MOST_COUNTED, 3) for key in sorts if key != "grades"}
            days = part.integer("days", 0, MOST_DAYS, 0)
            ties = part.choice("ties", TIES, "all")
            found.append(Consequence(id, part.words("title"), count.get("last", 0), count.get("first", 0),
                                     tuple(grades), ties, days))
        return tuple(found)

    def _blocks(self) -> tuple[Block, ...]:
        blocks, ids = [], set()
        for table in self.table.parts("block"):
            table.only(BLOCK_KEYS)
            id, points = self._id(table), self._points(table) if "outside" not in table else Decimal(0)
            if id in ids:
                raise twice(table, id, Text("block", "部分"))
            ids.add(id)
            outside, cap = self._outside(table)
            items = tuple(self._item(part, outside) for part in table.parts("item"))
            if not outside and all(item.published for item in items):
                self._adds_up(table, "points", points, [item.points for item in items])
            blocks.append(Block(id, table.words("title"), points, items, self.given.get(id, ""), outside, cap))
        self._adds_up(self.table, "full", self.full, [block.points for block in blocks])
        return tuple(blocks)

    def _outside(self, table: SchemeTable) -> tuple[str, Decimal]:
        """Whether a block stands beside full marks, and the most that its items come to."""
        if "outside" not in table:
            if "cap" in table:
                raise table.wrong("cap", "scheme.cap_inside", Text(
                    "only a block outside full marks has a cap", "只有总分之外的部分才有合计上限"), next_step=Text(
                    'Write outside = "bonus", or leave it out',
                    '请写outside = "bonus"（总分之外的加分），或删去此项'))
            return "", Decimal(0)
        if self.demerit:
            raise table.wrong("outside", "scheme.demerit_outside", Text(
                "a scheme of demerits has nothing beside its blocks", "扣分制方案不设总分之外的部分"),
                next_step=LEAVE_OUT)
        if "points" in table:
            raise table.wrong("points", "scheme.points_outside", Text(
                "a block outside full marks has no points", "总分之外的部分没有分值"), next_step=Text(
                "Leave them out, or write cap for the most it gives", "请删去分值，或填写合计上限（cap）"))
        cap = table.number("cap", 0, self.full)
        if not self.rounding.exact(cap):
            raise self._rounded(table, "cap", cap)
        return table.choice("outside", tuple(OUTSIDE)), cap

    def _adds_up(self, table: SchemeTable, key: str, stated: Decimal, parts: list[Decimal]) -> None:
        found = sum(parts, Decimal(0))
        if stated != found:
            raise table.wrong(key, "scheme.points_differ", Text(
                f"{number(stated)} points are stated, and the parts add up to {number(found)}",
                f"写明{number(stated)}分，而各部分合计{number(found)}分"), next_step=Text(
                "Change the points until they agree", "请调整分值，使其一致"))

    def _points(self, table: SchemeTable) -> Decimal:
        points = table.number("points", 0, self.full)
        if not self.rounding.exact(points):
            raise self._rounded(table, "points", points)
        return points

    def _rounded(self, table: SchemeTable, key: str, points: Decimal) -> RulebookError:
        said, how = number(points), self.rounding.words()
        return table.wrong(key, "scheme.rounded", Text(f"{said} would be rounded {how.en}",
                                                       f"{said}会按方案的取整方式（{how.zh}）改变"))

    def _item(self, table: SchemeTable, outside: str) -> Item:
        id = self._id(table)
        if id in self.seen:
            raise twice(table, id, Text("item", "考核项"))
        self.seen.add(id)
        if table.raw.get("points") == UNPUBLISHED:
            return self._unpublished(table, id)
        table.only(ITEM_KEYS)
        points = self._points(table)
        source = self._source(table)
        stated = self._number(table, source)
        declared = table.sub("rule")
        rule = table.method("rule", lambda: rule_of(declared.raw, points, self.rounding, demerit=self.demerit))
        self._rule_fits(table, rule, FIGURE if stated else source)
        self._stands_there(table, rule, outside)
        none_needed = isinstance(rule, NO_DATA_NEEDED)
        # An indicator says what it measures; what an officer determines, only the scheme can say.
        meaning = table.words("meaning") if source == DETERMINATION or "meaning" in table else Text()
        return Item(
            id=id, title=table.words("title"), meaning=meaning, points=points,
            figure=self._figure(table, FIGURE) if source == FIGURE else "",
            determination={DETERMINATION: lambda: table.text(DETERMINATION), ROLLED_UP: lambda: id}.get(source, str)(),
            number=stated, rule=rule, over=self._over(table, source, rule), rolled_up=self._rolled_up(table, source),
            no_data="" if none_needed else table.choice("no_data", NO_DATA),
            not_applicable=self._not_applicable(table), owner=table.name("owner"), clause=table.text("clause"),
            cites=table.citation("source") if "source" in table else self.cites,
            inherited=self.inherited.get(id, ""),
        )

    def _unpublished(self, table: SchemeTable, id: str) -> Item:
        table.only(UNPUBLISHED_KEYS)
        if not self.partial.en:
            raise table.wrong("points", "scheme.points_missing", Text(
                "only a partial scheme may have items without points", "只有部分原文的方案才可缺少分值"),
                next_step=Text(
                "Write the points, or say under 'partial' what the text does not publish",
                "请写明分值，或在原文缺失说明（partial）中写明"))
        return Item(
            id=id, title=table.words("title"), meaning=table.words("meaning") if "meaning" in table else Text(),
            points=Decimal(0), figure="", determination="", number=None, rule=None, no_data="", not_applicable=False,
            owner=table.name("owner"), clause=table.text("clause"),
            cites=table.citation("source") if "source" in table else self.cites,
            inherited=self.inherited.get(id, ""),
        )

    def _stands_there(self, table: SchemeTable, rule: Rule, outside: str) -> None:
        """:raises RulebookError: for a rule that does not belong into its block."""
        if outside and not isinstance(rule, OUTSIDE[outside]):
            raise table.wrong(f"rule.{rule.name}", "scheme.rule_misplaced", Text(
                f"this block is outside full marks and holds only '{outside}'",
                f"该部分在总分之外，只能包含“{outside}”类考核项"), next_step=Text(
                "Give the item a rule of that sort, or another block", "请改用该类规则，或移至其他部分"))
        if not outside and isinstance(rule, Penalty):
            raise table.wrong("rule.penalty", "scheme.rule_misplaced", Text(
                "a penalty stands outside the blocks of full marks", "总分扣分项须置于总分之外的部分"), next_step=Text(
                'Give its block outside = "deduction"', '请在所在部分写outside = "deduction"'))

    def _over(self, table: SchemeTable, source: str, rule: Rule) -> Span | None:
        if "over" not in table:
            return None
        if source != FIGURE:
            raise table.wrong("over", "scheme.over_no_figure", Text(
                "only a figure is known for several years", "只有指标才有多个年度的数值"), next_step=LEAVE_OUT)
        if rule.uses_last_year:
            raise table.wrong("over", "scheme.over_last_year", Text(
                "the rule looks at last year already", "该规则已与上年比较"), next_step=Text(
                "Compare with a number instead", "请改为与固定数值比较"))
        part = table.sub("over")
        part.only(OVER_KEYS)
        years = part.integer("years", 2, MOST_YEARS, 3)
        weights = part.raw.get("weights", [])
        if not isinstance(weights, list) or not all(isinstance(each, int | Decimal) and not isinstance(each, bool)
                                                    and not beyond(each) and each > 0 for each in weights):
            raise part.wrong("weights", "rule.not_list", Text(
                "this is not a list of numbers above 0", "此处应为大于0的数字列表"), next_step=Text(
                "Write [50, 30, 20], say", "例如：[50, 30, 20]"))
        if weights and len(weights) != years:
            raise part.wrong("weights", "scheme.weights_differ", Text(
                f"there are {len(weights)} weights for {years} years", f"{years}个年度却有{len(weights)}个权重"),
                next_step=Text("Write one for each year, the newest first", "请为每个年度各填一个，由近及远"))
        return Span(years, tuple(map(Decimal, weights)), part.choice("missing", MISSING, WITHHELD))

    def _rolled_up(self, table: SchemeTable, source: str) -> RolledUp | None:
        if source != ROLLED_UP:
            return None
        part = table.sub(ROLLED_UP)
        part.only(ROLLED_UP_KEYS)
        return RolledUp(part.text("scheme"), part.choice("by", tuple(WAYS), "mean"))

    def _number(self, table: SchemeTable, source: str) -> Number | None:
        if source == ROLLED_UP:
            return Number("points", "higher")
        if "number" not in table:
            return None
        if source == FIGURE:
            raise table.wrong("number", "scheme.number_of_figure", Text(
                "a figure has its unit already", "指标自带单位"), next_step=LEAVE_OUT)
        part = table.sub("number")
        part.only(NUMBER_KEYS)
        return Number(part.text("unit"), part.choice("better", BETTER))

    def _source(self, table: SchemeTable) -> str:
        named = [key for key in (FIGURE, DETERMINATION, ROLLED_UP) if key in table]
        if len(named) != 1:
            raise table.wrong(FIGURE, "scheme.one_source", Text(
                "an item is scored from a figure or from a determination", "考核项须由指标或人员认定计分，二选一"),
                next_step=Text('Write either figure = "..." or determination = "..."',
                               '请只写figure = "..."（指标）或determination = "..."（认定）之一'))
        return named[0]

    def _rule_fits(self, table: SchemeTable, rule: Rule, source: str) -> None:
        if rule.reads != source:
            reads, has = SOURCES.get(rule.reads, rule.reads), SOURCES.get(source, source)
            better = Text(f"a rule for a {source}", f"适用于{has}的规则")
            if rule.name == "binary" and source == FIGURE:
                better = Text("a threshold", "达标线（at_least或at_most）")
            elif source == DETERMINATION:
                number_ = 'number = { unit = "...", better = "higher" }'
                better = Text(f"a rule for a determination, or say {number_}", f"适用于人员认定的规则，或写{number_}")
            raise table.wrong(f"rule.{rule.name}", "scheme.rule_unfit", Text(
                f"this scores a {rule.reads}, and the item has a {source}",
                f"该规则按{reads}计分，而考核项以{has}为依据"),
                next_step=Text(f"Give it {better.en}", f"请改用{better.zh}"))
        if isinstance(rule, NO_DATA_NEEDED):
            for key in ("no_data", "not_applicable"):
                if key in table:
                    raise table.wrong(key, "scheme.no_data_needless",
                                      VETO_WITHOUT if isinstance(rule, IMPOSING) else BONUS_WITHOUT,
                                      next_step=LEAVE_OUT)
        if isinstance(rule, IMPOSING) and rule.grade not in self.grades:
            raise no_grade(table, f"rule.{rule.name}.grade", rule.grade, self.grades)

    def _not_applicable(self, table: SchemeTable) -> bool:
        if "not_applicable" not in table:
            return False
        # In demerits what does not apply counts nothing, and so do both words say what they do.
        word = "zero" if self.demerit else "full"
        return table.choice("not_applicable", (word,)) == word


def _hash(own: Mapping[str, Any], above: Scheme | None) -> str:
    # Canonical JSON and not the file's bytes: line endings and comments do not make another scheme. Nor does the day it
    # ends: a new version that begins next year must not stop the year that runs by this one.
    said = {key: value for key, value in own.items() if key != "valid_to"}
    if above is not None:
        said["extends"] = {"id": above.id, "sha256": above.sha256}
    return sha256(msgspec.json.encode(said, order="sorted")).hexdigest()
