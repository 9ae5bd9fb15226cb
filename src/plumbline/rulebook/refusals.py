"""Why an expression of a definition was refused, in words for the official who wrote it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from sqlglot import exp

_ORDER = "A figure has no order: rows are counted, not listed"
_QUERY = "A definition is one expression; the joins, periods and regions are added around it"
_CLOCK = "A figure must come out the same tomorrow: periods are given, not read from a clock"
_TEXT = "Engines match text differently; compare with =, <> or IN"

REASONS: tuple[tuple[tuple[type[exp.Expr], ...], str], ...] = (
    ((exp.Div, exp.IntDiv, exp.Mod),
     "Engines divide and round differently: write the two parts as numerator and denominator"),
    ((exp.Avg,),
     "An average is a division, and engines round it differently: write SUM as numerator and COUNT as denominator"),
    ((exp.Window,), "Window functions depend on an order of rows that a figure does not have"),
    ((exp.Order, exp.Ordered, exp.Sort), _ORDER),
    ((exp.Limit, exp.Offset, exp.Fetch), _ORDER),
    ((exp.ApproxDistinct, exp.ApproxQuantile, exp.Quantile, exp.PercentileCont, exp.PercentileDisc, exp.Median),
     "Approximate or interpolated results differ between engines, and even between runs: COUNT(DISTINCT ...) is exact"),
    ((exp.Rand, exp.Randn), "A figure must come out the same every time"),
    ((exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime, exp.CurrentDatetime), _CLOCK),
    ((exp.RegexpLike, exp.RegexpILike, exp.RegexpExtract, exp.RegexpReplace, exp.SimilarTo), _TEXT),
    ((exp.Like, exp.ILike, exp.Glob), _TEXT),
    ((exp.Subquery, exp.Select, exp.SetOperation, exp.Exists, exp.From, exp.Join, exp.Where, exp.Group, exp.Having,
      exp.With), _QUERY),
    ((exp.Alias,), "A definition is one expression: its name is the key it stands under"),
    ((exp.Stddev, exp.StddevPop, exp.StddevSamp, exp.Variance, exp.VariancePop),
     "Floating-point sums differ between engines; the interval comes from 'interval'"),
)
BY_NAME = {
    "NOW": _CLOCK, "TODAY": _CLOCK, "GETDATE": _CLOCK, "REGEXP_MATCHES": _TEXT, "RLIKE": _TEXT,
    "RAND": "A figure must come out the same every time",
}
PORTABLE = "Only what means the same on every engine is allowed: docs/decisions/0005-portable-sql.md lists it"


class Refused(ValueError):
    """An expression outside the subset: ``what`` is the fault, ``why`` its reason, ``next_step`` the remedy."""

    def __init__(self, what: str, next_step: str = "", *, why: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.next_step = next_step

    @classmethod
    def close(cls, what: str, name: str, known: Iterable[str]) -> Refused:
        """A refusal of a misspelt ``name``, with what may have been meant."""
        return cls(what, suggest(name, known))


def suggest(name: str, known: Iterable[str]) -> str:
    """What may have been meant by ``name``, as a sentence; else what there is to choose from; else nothing."""
    names = list(known)
    longer = [each for each in names if name and each.startswith(name)]
    close = list(dict.fromkeys([*get_close_matches(name, names, n=3), *longer]))[:3]
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"Choose one of: {', '.join(names)}" if names else ""


def refuse(node: exp.Expr) -> Refused:
    """The refusal of a piece of syntax that is not in the subset."""
    what = f"'{_name(node)}' is not allowed in a definition"
    for classes, reason in REASONS:
        if isinstance(node, classes):
            return Refused(what, why=reason)
    if isinstance(node, exp.Anonymous):
        return Refused(what, why=BY_NAME.get(node.name.upper(), PORTABLE))
    return Refused(what, why=PORTABLE)


def _name(node: exp.Expr) -> str:
    text = node.sql().strip()
    return text if len(text) <= 60 else f"{text[:57]}..."
