"""Why an expression of a definition was refused, in words for the official who wrote it."""

from __future__ import annotations

from typing import TypeAlias

from sqlglot import exp

from plumbline.errors import Code, RulebookError
from plumbline.text import Text

Reason: TypeAlias = tuple[Code, Text]
"""Why a piece of syntax is refused: the code of its kind, and the reason in words."""
_ORDER = Code("expression.ordered"), Text("A figure has no order: rows are counted, not listed", "指标只计数，不排序")
_QUERY = (Code("expression.query"),
          Text("A definition is one expression; the joins, periods and regions are added around it",
               "定义只能是一个表达式；关联、期间和地区由系统添加"))
_CLOCK = (Code("expression.clock"),
          Text("A figure must come out the same tomorrow: periods are given, not read from a clock",
               "指标结果不能随查询时间变化：时间由考核期给定，不读取系统时钟"))
_TEXT = (Code("expression.matching"), Text("Engines match text differently; compare with =, <> or IN",
                                           "各引擎的文本匹配不一致：请用=、<>或IN比较"))
_CHANCE = Code("expression.chance"), Text("A figure must come out the same every time", "指标每次计算结果须一致")

REASONS: tuple[tuple[tuple[type[exp.Expr], ...], Reason], ...] = (
    ((exp.Div, exp.IntDiv, exp.Mod), (Code("expression.division"),
        Text("Engines divide and round differently: write the two parts as numerator and denominator",
             "各计算引擎的除法和取整不一致：请分别写成分子和分母"))),
    ((exp.Avg,), (Code("expression.average"),
        Text("An average is a division, and engines round it differently: write SUM as numerator and COUNT as "
             "denominator", "平均值含除法，各引擎取整不一致：分子写SUM，分母写COUNT"))),
    ((exp.Window,), (Code("expression.window"),
        Text("Window functions depend on an order of rows that a figure does not have",
             "窗口函数依赖记录的顺序，而指标没有顺序"))),
    ((exp.Order, exp.Ordered, exp.Sort), _ORDER),
    ((exp.Limit, exp.Offset, exp.Fetch), _ORDER),
    ((exp.ApproxDistinct, exp.ApproxQuantile, exp.Quantile, exp.PercentileCont, exp.PercentileDisc, exp.Median), (
        Code("expression.approximate"),
        Text("Approximate or interpolated results differ between engines, and even between runs: COUNT(DISTINCT ...) "
             "is exact", "近似或插值结果在各引擎间乃至各次计算间不一致：请用准确的COUNT(DISTINCT ...)"))),
    ((exp.Rand, exp.Randn), _CHANCE),
    ((exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime, exp.CurrentDatetime), _CLOCK),
    ((exp.RegexpLike, exp.RegexpILike, exp.RegexpExtract, exp.RegexpReplace, exp.SimilarTo), _TEXT),
    ((exp.Like, exp.ILike, exp.Glob), _TEXT),
    ((exp.Subquery, exp.Select, exp.SetOperation, exp.Exists, exp.From, exp.Join, exp.Where, exp.Group, exp.Having,
      exp.With), _QUERY),
    ((exp.Alias,), (
        Code("expression.named"),
        Text("A definition is one expression: its name is the key it stands under",
             "定义只能是一个表达式：其名称即所在的键"))),
    ((exp.Stddev, exp.StddevPop, exp.StddevSamp, exp.Variance, exp.VariancePop), (
        Code("expression.deviation"),
        Text("Floating-point sums differ between engines; the interval comes from 'interval'",
             "各引擎的浮点求和不一致；置信区间由interval给出"))),
)
BY_NAME: dict[str, Reason] = {
    "NOW": _CLOCK, "TODAY": _CLOCK, "GETDATE": _CLOCK, "REGEXP_MATCHES": _TEXT, "RLIKE": _TEXT, "RAND": _CHANCE,
}
PORTABLE: Reason = (
    Code("expression.not_portable"),
    Text("Only what means the same on every engine is allowed: docs/decisions/0005-portable-sql.md lists it",
         "只能使用各引擎含义一致的语法，清单见docs/decisions/0005-portable-sql.md"))


class ExpressionError(RulebookError):
    """An expression outside the subset; where it stands is said by whoever reads the file."""


def refuse(node: exp.Expr) -> ExpressionError:
    """The refusal of a piece of syntax that is not in the subset."""
    name, (code, why) = shown(node), _reason(node)
    return ExpressionError(
        code, Text(f"'{name}' is not allowed in a definition", f"指标定义中不能使用“{name}”"), why=why)


def _reason(node: exp.Expr) -> Reason:
    for classes, reason in REASONS:
        if isinstance(node, classes):
            return reason
    return BY_NAME.get(node.name.upper(), PORTABLE) if isinstance(node, exp.Anonymous) else PORTABLE


def shown(node: exp.Expr) -> str:
    """A piece of syntax as it is written, cut short."""
    text = node.sql().strip()
    return text if len(text) <= 60 else f"{text[:57]}..."
