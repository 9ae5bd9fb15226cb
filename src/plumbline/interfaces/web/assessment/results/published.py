"""The published result that a page is about, its regions in order, and how they moved since the year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.http import HttpRequest, QueryDict

from plumbline import home as homes
from plumbline.figures.cuts import cut as cuts
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.shared.places import region_name, tree_at
from plumbline.interfaces.shared.refusals import Missing
from plumbline.interfaces.web.assessment.results import grades
from plumbline.interfaces.web.assessment.results.grades import Graded, Result
from plumbline.interfaces.web.assessment.results.ranking_changes import Row
from plumbline.methods.shared import periods
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.assessment.results import reading as results_reading
from plumbline.procedures.assessment.results.reading import Version
from plumbline.rulebook.schemes.schemes import Scheme
from plumbline.text import Text

ROWS = 100
ORDERS = ("rank", "name", "code", "change")

FROM_RANKING = Text("Choose a region from the ranking", "请从名次表中选择地区")


@dataclass(frozen=True)
class Held:
    """One published result: the version asked for, beside all others of its year and the newest of other years."""

    scheme: str
    year: str
    version: Version
    versions: tuple[Version, ...]
    others: dict[str, Version]
    result: Result
    rules: Scheme | None

    @property
    def newest(self) -> bool:
        """Whether this is the version that counts."""
        return self.version == self.versions[-1]

    @property
    def query(self) -> str:
        """What an address adds to stay with an older version."""
        return "" if self.newest else f"?version={self.version.place}"

    @property
    def title(self) -> Text:
        """What the scheme is called."""
        return grades.text(self.result.head["title"])

    @property
    def label(self) -> str:
        """How the grades are to be read, where they are nobody's law."""
        return words.say(grades.text(self.result.head["label"])) if self.result.head["illustrative"] else ""

    @property
    def full(self) -> int | float:
        """Full marks."""
        found: int | float = self.result.head["full"]
        return found

    @cached_property
    def period(self) -> Period:
        """The days of the year."""
        return periods.parse(self.result.head["period"])

    @cached_property
    def tree(self) -> TreeAt:
        """The regions as they stood when the year ended."""
        return tree_at(self.period.last)

    @cached_property
    def before(self) -> Result | None:
        """The result of the year before, if there is one."""
        earlier = [one for year, one in self.others.items() if year < self.year]
        return grades.of_version(earlier[-1]) if earlier else None

    @property
    def before_year(self) -> str:
        """The year before, empty where there is none."""
        return self.before.year if self.before else ""

    @property
    def has_cut(self) -> bool:
        """Whether the records it rests on are still here as they were frozen."""
        return self.result.cut in cuts.cut_ids(homes.current())

    def one(self, code: str) -> Graded:
        """One region of it, or a page that says there is none."""
        found = self.result.regions.get(code)
        if found is None:
            raise Missing("request.not_assessed", Text(f"“{code}” was not assessed in that year",
                                                       f"“{code}”该年度未参加考核"), next_step=FROM_RANKING)
        return found

    def word(self, grade: str) -> Text | None:
        """What a grade is called."""
        return self.result.words.get(grade)

    def row(self, one: Graded) -> Row:
        """A region beside what it got the year before."""
        old = self.before.regions.get(one.code) if self.before else None
        return Row(one, self.word(one.grade), old)


def held(scheme: str, year: str, request: HttpRequest) -> Held:
    """The result of ``year``, in the version that the address names, else the newest."""
    every = results_reading.versions(scheme)
    own = tuple(one for one in every if one.year == year)
    if not own:
        raise Missing("request.unpublished", Text("no result of that year is published", "该年度没有已公布的结果"),
                      next_step=Text("Choose one from the list of results", "请从考核结果列表中选择"))
    asked = request.GET.get("version", "")
    chosen = next((one for one in own if str(one.place) == asked), own[-1])
    result = grades.of_version(chosen)
    others = dict(sorted({one.year: one for one in every}.items()))
    return Held(scheme, year, chosen, own, others, result, _rules(scheme, result.head["scheme_sha256"]))


def _rules(scheme: str, sha256: str) -> Scheme | None:
    return next((one for one in reading.schemes().get(scheme, ()) if one.sha256 == sha256), None)


def within(here: Held, code: str) -> list[Graded]:
    """The regions assessed below ``code`` (empty: all), best first."""
    if not code:
        return here.result.ranked
    if code not in here.tree:
        raise reading.no_region(code, FROM_RANKING)
    inside = set(here.tree.descendants(code))
    return [one for one in here.result.ranked if one.code in inside]


def above(here: Held) -> list[tuple[str, Text]]:
    """The regions that have some but not all of those assessed below them, from the top: to narrow a list by."""
    counts: dict[str, int] = {}
    for one in here.result.ranked:
        for code in here.tree.ancestors(one.code) if one.code in here.tree else ():
            counts[code] = counts.get(code, 0) + 1
    total = len(here.result.ranked)
    return [(code, here.tree.name(code)) for code in here.tree.codes if 0 < counts.get(code, 0) < total]


def parent_name(here: Held, code: str) -> Text:
    """The region above, by name."""
    return region_name(here.tree, here.tree.parent(code)) if code in here.tree else Text()


def ordered(here: Held, asked: QueryDict) -> tuple[list[Row], str, str]:
    """The rows that an address asks for by ``within`` and ``sort``, with both as they were understood."""
    place, sort = asked.get("within", ""), asked.get("sort", "rank")
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name not in ORDERS:
        name, down, sort = "rank", False, "rank"
    rows = [here.row(one) for one in within(here, place)]
    if name == "rank":
        known = [row for row in rows if row.one.rank is not None]
        rest = [row for row in rows if row.one.rank is None]
        return [*(reversed(known) if down else known), *rest], place, sort
    if name == "change":
        known = [row for row in rows if row.change is not None]
        rest = [row for row in rows if row.change is None]
        known.sort(key=lambda row: row.change or Decimal(0), reverse=not down)
        return [*known, *rest], place, sort
    rows.sort(key=_by_name if name == "name" else lambda row: grades.natural(row.one.code), reverse=down)
    return rows, place, sort


def _by_name(row: Row) -> tuple[str, str]:
    return words.say(row.one.name), row.one.code


def page_of(rows: Sequence[Row], asked: str) -> tuple[list[Row], int, int]:
    """One page of ``rows``, its number from 1, and how many pages there are."""
    pages = max(1, -(-len(rows) // ROWS))
    number = min(max(int(asked), 1), pages) if asked.isdecimal() and len(asked) < 9 else 1
    return list(rows[(number - 1) * ROWS:number * ROWS]), number, pages
