"""Which scans answer a set of indicators: what can be counted together is counted in one pass over the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from plumbline.rulebook.indicators.formulas import COUNT, SUM, Atom, Formula
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.indicators.shapes import Path

ALL, WHEN, BEHIND, IN_UNIT = "#all", "#when", "#behind", "#in unit"
# What a figure tells beside its value: all records of region and period; those that satisfy 'when'; those the
# denominator rests on; those that belong to a unit.
UNIT_ROWS = "#rows"
WEIGHT, UNITS = "w:", "u:"


@dataclass(frozen=True)
class Unit:
    """Records grouped by ``per`` before anything is counted. ``texts`` tells equal groupings."""

    per: Path
    when: exp.Expr | None
    let: Mapping[str, Formula]
    texts: tuple[str, ...]

    def __hash__(self) -> int:
        return hash((self.per, self.texts))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unit) and (self.per, self.texts) == (other.per, other.texts)


@dataclass(frozen=True)
class Key:
    """What one scan goes over. ``alone`` is the text of a distinct count, which no other scan can share."""

    kind: str
    strata: Path = ()
    unit: Unit | None = None
    alone: str = ""


@dataclass
class Scan:
    """One pass: its atoms by text, and which indicators want them under which name; ``whole`` are those that want a
    number over all layers only, and have none of their own there."""

    key: Key
    atoms: dict[str, Atom] = field(default_factory=dict)
    wanted: list[tuple[str, str, str]] = field(default_factory=list)  # indicator id, name, atom text
    whole: set[tuple[str, str]] = field(default_factory=set)  # indicator id, name

    def want(self, indicator: str, name: str, atom: Atom) -> None:
        """Count ``atom`` too."""
        self.atoms.setdefault(atom.text, atom)
        self.wanted.append((indicator, name, atom.text))


def scans(indicators: Iterable[Indicator], *, roll_up: bool, explain: bool) -> list[Scan]:
    """The scans for ``indicators``. Distinct counts have one each: neither regions nor strata add up, so with
    ``roll_up`` they are counted over all strata too. ``explain``: count also what is left out and what is behind."""
    found: dict[Key, Scan] = {}
    for indicator in indicators:
        for key, name, atom in _needs(indicator, roll_up, explain):
            found.setdefault(key, Scan(key)).want(indicator.id, name, atom)
    return _merged(found)


def _needs(indicator: Indicator, roll_up: bool, explain: bool) -> Iterator[tuple[Key, str, Atom]]:
    when = indicator.when.tree if indicator.when else None
    unit = _unit(indicator) if indicator.per else None
    key = Key(indicator.of, indicator.strata, unit)
    for formula in (indicator.numerator, indicator.denominator, indicator.squares):
        for atom in formula.atoms if formula else ():
            counted = atom if unit else guarded(atom, when)
            if atom.additive:
                yield key, atom.text, counted
                continue
            for strata in {(), indicator.strata} if roll_up else {indicator.strata}:
                yield Key(indicator.of, strata, alone=counted.text), atom.text, counted
    if explain:
        yield from _explanations(indicator, key, when)
    for of, prefix in ((indicator.weights, WEIGHT), (indicator.units, UNITS)):
        if of is None:
            continue
        only = of.when.tree if of.when else None
        for atom in of.count.atoms:
            yield Key(of.of, of.by), prefix + atom.text, guarded(atom, only)


def _explanations(indicator: Indicator, key: Key, when: exp.Expr | None) -> Iterator[tuple[Key, str, Atom]]:
    rows = Key(indicator.of, indicator.strata if not key.unit else ())
    behind = (indicator.denominator or indicator.numerator).counted()
    yield rows, ALL, counting(None)
    yield rows, WHEN, counting(when)
    if key.unit:
        yield rows, IN_UNIT, guarded(counting(_there(indicator.per)), when)
        yield key, BEHIND, summing(exp.column(UNIT_ROWS), behind)
    else:
        yield rows, BEHIND, guarded(counting(behind), when)


def guarded(atom: Atom, when: exp.Expr | None) -> Atom:
    """``atom`` over the records for which ``when`` holds."""
    if when is None:
        return atom
    where = when.copy() if atom.where is None else exp.and_(when.copy(), atom.where.copy())
    return Atom(f"{atom.text} | {when.sql()}", atom.op, atom.value, where)


def counting(where: exp.Expr | None) -> Atom:
    """How many records there are for which ``where`` holds."""
    return Atom(f"COUNT(*) FILTER(WHERE {where.sql()})" if where is not None else "COUNT(*)", COUNT, None, where)


def summing(value: exp.Expr, where: exp.Expr | None) -> Atom:
    """The sum of ``value`` where ``where`` holds."""
    text = f"SUM({value.sql()})"
    return Atom(f"{text} FILTER(WHERE {where.sql()})" if where is not None else text, SUM, value, where)


def _there(path: Path) -> exp.Expr:
    parts = [exp.to_identifier(step) for step in reversed(path)]
    names = dict(zip(("this", "table", "db", "catalog"), parts, strict=False))
    return exp.Not(this=exp.Is(this=exp.Column(**names), expression=exp.Null()))


def _unit(indicator: Indicator) -> Unit:
    when = indicator.when.tree if indicator.when else None
    texts = (when.sql() if when else "", *(f"{name}={formula.text}" for name, formula in sorted(indicator.let.items())))
    return Unit(indicator.per, when, indicator.let, texts)


def _merged(found: Mapping[Key, Scan]) -> list[Scan]:
    """Counts without strata join a scan of the same records with strata: its strata add up to them."""
    merged = dict(found)
    for key, scan in found.items():
        if key.strata or any(not atom.additive for atom in scan.atoms.values()):
            continue
        host = next((each for each in merged if each != key and each.kind == key.kind and each.unit == key.unit
                     and not each.alone and each.strata), None)
        if host is not None:
            for indicator, name, text in scan.wanted:
                merged[host].want(indicator, name, scan.atoms[text])
                merged[host].whole.add((indicator, name))
            del merged[key]
    return list(merged.values())
