"""Schemes: who is assessed on what, for how many points, by which rule, and what grade follows. Text, dated and cited.

Shipped schemes lie in ``rulebook/data/schemes``, an authority's own in ``rulebook/schemes/`` of its data directory;
its files of an id replace the shipped ones of that id. Indicators and points may change every year
(国办发〔2013〕47号, article 4), so one id may have several files, each valid for other years. docs/rulebook.md explains
every key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeAlias

from plumbline.errors import MethodError, RulebookError
from plumbline.methods.assessment.flows.calendar import AssessmentYear
from plumbline.methods.assessment.grades.bands import Bands, Row
from plumbline.methods.assessment.grades.consequences import Consequence
from plumbline.methods.assessment.grades.grading import Ceiling
from plumbline.methods.assessment.grades.joint_thresholds import JointBands
from plumbline.methods.assessment.scoring.ceilings import Cap
from plumbline.methods.assessment.scoring.declared_rules import Rule
from plumbline.methods.assessment.scoring.determined import Veto
from plumbline.methods.assessment.scoring.rolled_up import RolledUp
from plumbline.methods.assessment.scoring.rounding import Rounding
from plumbline.methods.assessment.scoring.year_spans import Span
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core.faults import Loaded, stopped
from plumbline.text import Citation, Text, written_day


@dataclass(frozen=True, slots=True)
class Number:
    """What an officer states as a number: in which ``unit``, and which way is ``better`` (higher, lower, neither)."""

    unit: str
    better: str


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the scheme.

    Exactly one of ``figure`` (an indicator's id) and ``determination`` (the item of an officer's determination) is set;
    ``rule`` scores it for at most ``points``, bonus apart. ``number`` is set where what is determined is a number that
    a rule for figures scores. ``owner`` answers for the item, ``clause`` is its place in ``cites``. ``no_data`` says
    what counts without data: withheld, full or zero; empty for a veto or bonus, which need none. ``not_applicable``
    says whether an approved "not applicable" counts in full; else it is refused. ``rule`` is None, and ``points`` are
    0, where the text a partial scheme cites does not publish them. ``inherited`` names the scheme above that states it.
    ``over``: its figure is joined over several years. ``rolled_up``: what is "determined" is computed from the scores
    of the units below, and nobody states it.
    """

    id: str
    title: Text
    meaning: Text
    points: Decimal
    figure: str
    determination: str
    number: Number | None
    rule: Rule | None
    no_data: str
    not_applicable: bool
    owner: Text
    clause: str
    cites: Citation
    inherited: str = ""
    over: Span | None = None
    rolled_up: RolledUp | None = None

    @property
    def published(self) -> bool:
        """Whether the points and the rule are known."""
        return self.rule is not None

    def words(self, unit: str = "") -> Text:
        """The rule as a sentence; ``unit`` is that of the figure."""
        if self.rule is None:
            return Text("The text does not publish the points of this item.", "原文未公布本项分值。")
        return self.rule.words(self.points, self.number.unit if self.number else unit)


@dataclass(frozen=True, slots=True)
class Block:
    """Items under one heading, and the points they add up to. ``inherited`` names the scheme above that states it. A
    block ``outside`` full marks (``bonus`` or ``deduction``) has no points: its items add to the total or take from it,
    together no more than ``cap``."""

    id: str
    title: Text
    points: Decimal
    items: tuple[Item, ...]
    inherited: str = ""
    outside: str = ""
    cap: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Minimum:
    """A region whose figure of ``indicator`` rests on fewer than ``n`` things gets no grade; ``of`` names them."""

    indicator: str
    n: int
    of: Text


@dataclass(frozen=True)
class Scheme:
    """One scheme as one file states it.

    Regions of ``level`` are assessed, all of them or those below the region ``within``. Item points are rounded by
    ``rounding``, the score by ``bands.rounding`` to find its grade; ``bands`` is None where the text publishes no
    grades. ``illustrative`` schemes are nobody's law, which ``label`` says wherever one is shown; ``partial`` says what
    is missing of the text, if anything is. It applies to assessment years that begin from ``valid_from`` to
    ``valid_to``. ``flow`` names the flow of the year, or is empty. ``sha256`` is that of the definition's canonical
    JSON without ``valid_to``, ``file`` the file's name. Where the file extends another scheme, ``above`` is the version
    of that one whose items come first here, and its hash is part of this one's; ``definition`` is all that is stated,
    what is inherited included. ``demerit``: points count against a region, and the lowest score is the best.
    ``above_full``: a bonus may lead above full marks. ``ceilings`` bar the better grades, ``consequences`` follow from
    ranks and grades.
    """

    id: str
    title: Text
    meaning: Text
    illustrative: bool
    label: Text
    partial: Text
    cites: Citation
    valid_from: date
    valid_to: date | None
    year: AssessmentYear
    flow: str
    full: Decimal
    level: str
    rounding: Rounding
    bands: Bands | JointBands | None = field(repr=False)
    bands_cites: Citation = field(repr=False)
    minimum: Minimum | None
    blocks: tuple[Block, ...] = field(repr=False)
    sha256: str
    file: str
    above: Scheme | None = field(default=None, repr=False)
    definition: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)
    within: str = ""
    demerit: bool = False
    above_full: bool = False
    ceilings: tuple[Ceiling, ...] = ()
    consequences: tuple[Consequence, ...] = ()

    def assessed(self, tree: TreeAt) -> tuple[str, ...]:
        """The regions that it assesses, of those that ``tree`` holds."""
        every = tree.of_level(self.level)
        return tuple(code for code in every if self.within in tree.ancestors(code)) if self.within else every

    @property
    def where(self) -> str:
        """The regions that it assesses, for a message."""
        return f"of level '{self.level}'" + (f" in '{self.within}'" if self.within else "")

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in the order of the scheme."""
        return tuple(item for block in self.blocks for item in block.items)

    @property
    def unpublished(self) -> tuple[Item, ...]:
        """The items whose points the text does not publish: with any, nobody can be assessed by the scheme."""
        return tuple(item for item in self.items if not item.published)

    @property
    def vetoes(self) -> tuple[Item, ...]:
        """The items that can impose a grade, or bar the better ones, once something is determined."""
        return tuple(item for item in self.items if isinstance(item.rule, Veto | Cap))

    @property
    def parts(self) -> dict[str, Text]:
        """The titles of all that limits can name: items, and blocks before them."""
        return {item.id: item.title for item in self.items} | {block.id: block.title for block in self.blocks}

    @property
    def figures(self) -> tuple[str, ...]:
        """The indicators it needs, each once."""
        named = [item.figure for item in self.items if item.figure]
        if self.minimum:
            named.append(self.minimum.indicator)
        return tuple(dict.fromkeys(named))

    @property
    def grades(self) -> list[Row]:
        """Its grades, best first, as lists show them; none where the text publishes none."""
        return self.bands.rows(self.parts) if self.bands else []

    def applies(self, period: Period) -> bool:
        """Whether it governs an assessment year."""
        return self.valid_from <= period.first and (self.valid_to is None or period.first <= self.valid_to)


Schemes: TypeAlias = Mapping[str, tuple[Scheme, ...]]
"""Every scheme by id, its versions in order of validity."""


def scheme_for(schemes: Schemes, id: str, year: str) -> Scheme:
    """The version of scheme ``id`` that governs ``year``, written as the scheme writes its years.

    :raises RulebookError: if there is no such scheme, or none of its versions applies.
    :raises MethodError: if ``year`` is not a year.
    """
    if isinstance(schemes, Loaded):
        schemes.want(id)
    if id not in schemes:
        raise RulebookError("scheme.unknown", Text(f"there is no scheme '{id}'", f"没有方案“{id}”"),
                            next_step=suggest(id, sorted(schemes)))
    refused: MethodError | None = None
    for scheme in reversed(schemes[id]):
        try:
            if scheme.applies(scheme.year.period(year)):
                return scheme
        except MethodError as error:
            refused = refused or error
    if refused:
        raise refused
    faults = [fault for fault in schemes.faults if id in fault.ids] if isinstance(schemes, Loaded) else []
    if faults:
        raise stopped(id, faults[0])
    first, last = schemes[id][0], schemes[id][-1]
    until = Text(f" to {last.valid_to}", f"至{written_day(last.valid_to, 'zh')}") if last.valid_to else Text()
    raise RulebookError("scheme.not_for_year",
                        Text(f"the scheme does not apply to {year}", f"方案不适用于{year}年度"), where=id,
                        next_step=Text(f"It is for years that begin from {first.valid_from}{until.en}",
                                       f"适用于自{written_day(first.valid_from, 'zh')}起{until.zh}开始的年度"))


def in_order(versions: Iterable[Scheme]) -> tuple[Scheme, ...]:
    """The versions of one scheme by their first day. :raises RulebookError: if two are valid on one day."""
    ordered = sorted(versions, key=lambda scheme: scheme.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            raise RulebookError(
                "scheme.both_valid",
                Text(f"on {later.valid_from} this and {earlier.file} are both valid",
                     f"{written_day(later.valid_from, 'zh')}当日，本文件与{earlier.file}同时有效"), where=later.file,
                why=Text(f"Both are scheme '{later.id}'", f"两者同为方案“{later.id}”"),
                next_step=Text(f"End {earlier.file} with valid_to", f"请为{earlier.file}填写失效日期（valid_to）"))
    return tuple(ordered)
