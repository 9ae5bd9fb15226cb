"""What is missing when an assessment year is evaluated: where, who owes it, and what it costs under the scheme.

A gap is an item of a region that is scored without an answer or a value. Silence that is an answer by its rule is none:
where nobody determined an incident there is no veto, and a bonus that nobody claims is not missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any

from plumbline.errors import GapsError
from plumbline.methods.assessment.flows.flow import PANEL, VISIT
from plumbline.methods.assessment.scoring.ceilings import FigureCap
from plumbline.methods.assessment.scoring.evaluators import Evaluator, Evaluators
from plumbline.methods.assessment.scoring.judged import Expert
from plumbline.methods.assessment.scoring.scored import ZERO, Scored
from plumbline.methods.assessment.scoring.wording import number, plain
from plumbline.procedures.assessment.scoring.scoring import ItemScore, Result, result_of
from plumbline.procedures.assessment.year.loading import Year
from plumbline.records.assessment import rounds
from plumbline.records.core.defusing import defused
from plumbline.records.core.people import User
from plumbline.records.core.visibility import visible
from plumbline.rulebook.schemes.schemes import Item, Scheme
from plumbline.text import Text

ENOUGH = Text("Wait for the others, or record what the panel agreed on", "请等待其他专家评分，或录入合议结果")
"""What to do where too few experts have scored."""
NAMED = 5
"""So many gaps a sentence names; the table holds all."""
NOBODY = Text("nobody holds this part", "尚无人承担此职责")
RECORDS = Text("records", "业务数据")
BELOW = Text("the assessment of the units below", "下级单位的考核")


@dataclass(frozen=True, slots=True)
class Owed:
    """Who owes an answer: the ``stage`` in which it is given, and the names of those who hold its part there."""

    stage: str
    title: Text
    part: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """One item of one region without an answer or a value: ``what`` is missing, who ``owed`` it (nobody, for what comes
    of records: ``owner`` answers for those), and the ``cost`` in words. ``lost`` are the points; None where no grade is
    given at all."""

    region: str
    item: str
    name: Text
    title: Text
    what: Text
    owed: tuple[Owed, ...]
    owner: Text
    lost: Decimal | None
    cost: Text

    def owes(self) -> Text:
        """Who owes it, as a phrase."""
        if not self.owed:
            return self.owner
        return Text("; ".join(f"{each.title.say('en')}: {', '.join(each.people) or NOBODY.en}" for each in self.owed),
                    "；".join(f"{each.title.say('zh')}：{'、'.join(each.people) or NOBODY.zh}" for each in self.owed))

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"region": self.region, "item": self.item, "what": self.what.as_dict(), "cost": self.cost.as_dict(),
                "lost": None if self.lost is None else str(self.lost), "owes": self.owes().as_dict(),
                "owed": [{"stage": each.stage, "part": each.part, "people": list(each.people)} for each in self.owed]}


def gaps_of(year: Year, results: Mapping[str, Result]) -> list[Gap]:
    """Every gap of a scored year, by region and in the order of the scheme."""
    holders = _Holders(year)
    return [_gap(year, holders, result, line) for result in results.values() for line in result.lines
            if _is_missing(line)]


def known(year: Year, user: User, gaps: Sequence[Gap], with_gaps: bool | str) -> None:
    """:raises GapsError: unless ``with_gaps`` says that ``user`` knows of them: True, or the token of this list."""
    token = token_of(gaps)
    if with_gaps is True or with_gaps == token:
        return
    board = year.board
    shown = [each for each in gaps if not board.conflicted(user.pk, each.region)
             and visible(user, rounds.kind_of(), each.region)]
    more = len(gaps) - NAMED
    first = Text("; ".join(f"{each.region} {each.item}: {each.what.en}, {each.cost.en} ({each.owes().en})"
                           for each in shown[:NAMED]),
                 "；".join(f"{each.region} {each.item}：{each.what.zh}，{each.cost.zh}（{each.owes().zh}）"
                          for each in shown[:NAMED]))
    raise GapsError(
        "year.gaps", Text(f"{len(gaps)} {'answer or value is' if len(gaps) == 1 else 'answers or values are'} missing",
                          f"缺少{len(gaps)}项填报结果或数据"),
        where=year.round.number, gaps=shown, hidden=len(gaps) - len(shown), token=token,
        why=Text(f"{first.en}{f'; and {more} more' if more > 0 else ''}",
                 f"{first.zh}{f'；另有{more}项' if more > 0 else ''}"),
        next_step=Text("Let them be given, or evaluate knowing that: --with-gaps (in the API: with_gaps)",
                       "请补齐；已知缺失仍要评价的，命令行选项为--with-gaps，接口参数为with_gaps"))


def token_of(gaps: Iterable[Gap]) -> str:
    """What tells this list of gaps from any other: who said they know of it did not know of more, or of worse."""
    told = "\n".join(f"{each.region}\t{each.item}\t{each.lost}" for each in gaps)
    return sha256(told.encode()).hexdigest()


def by_item(gaps: Iterable[Gap]) -> dict[str, list[str]]:
    """The regions in which each item is missing: what an evaluation keeps."""
    found: dict[str, list[str]] = {}
    for each in gaps:
        found.setdefault(each.item, []).append(each.region)
    return {item: sorted(regions) for item, regions in found.items()}


def counted(gaps: Iterable[Gap], name: str) -> list[tuple[Gap, int, Decimal, int]]:
    """The gaps summed up by ``item`` or ``region``: the first of each, how many, the points lost together, and how many
    of them withhold a grade."""
    found: dict[str, list[Gap]] = {}
    for each in gaps:
        found.setdefault(getattr(each, name), []).append(each)
    return [(every[0], len(every), sum((each.lost or ZERO for each in every), ZERO),
             sum(each.lost is None for each in every)) for every in found.values()]


HEADS = (Text("Region", "地区"), Text("Name", "名称"), Text("Item", "考核项"), Text("Title", "考核项名称"),
         Text("Missing", "缺失内容"), Text("Owed by", "应由何方提供"), Text("Points lost", "失分"),
         Text("What it costs", "后果"))


def table(gaps: Iterable[Gap], language: str) -> Iterator[list[str]]:
    """All of them as rows below a heading, one after the other, for a file that spreadsheets open: what they would run
    of the names of regions, items and people is made harmless."""
    yield [head.say(language) for head in HEADS]
    for each in gaps:
        texts = (each.region, each.name, each.item, each.title, each.what, each.owes(),
                 "" if each.lost is None else number(each.lost), each.cost)
        yield [defused(text.say(language) if isinstance(text, Text) else text) for text in texts]


def _is_missing(line: ItemScore) -> bool:
    if line.scored is None or line.missing.en:
        return True
    silent = isinstance(line.item.rule, FigureCap) and line.figure is not None and line.figure.value is None
    return silent and line.determined is None


def _gap(year: Year, holders: _Holders, result: Result, line: ItemScore) -> Gap:
    item, scheme = line.item, year.scheme
    what, owner = line.missing, item.owner
    absent = _absent(line)
    if isinstance(item.rule, Expert) and line.determined is None:
        what = _experts(year, result.region, item.id, item.rule)
    elif line.determined is not None and (
            panel := next((each.panel for each in absent if each.panel is not None), None)) is not None:
        experts = _experts(year, result.region, item.id, panel)
        what = Text(f"{what.en} ({experts.en})", f"{what.zh}（{experts.zh}）")
    elif not what.en:
        what = Text("there is no value", "没有数据")
    if item.rolled_up:
        owner = Text(f"{item.owner.en} ({BELOW.en})", f"{item.owner.zh}（{BELOW.zh}）")
    elif item.figure or (line.determined is not None and not absent):
        owner = Text(f"{item.owner.en} ({RECORDS.en})", f"{item.owner.zh}（{RECORDS.zh}）")
    lost, cost = _cost(scheme, result, line)
    owed = () if line.determined is not None and not absent else holders.of(
        result.region, item, frozenset(each.stage for each in absent))
    name = year.here.name(result.region) if result.region in year.here else Text(result.region, result.region)
    return Gap(result.region, item.id, name, item.title, what, owed, owner, lost, cost)


def _absent(line: ItemScore) -> tuple[Evaluator, ...]:
    """Of an item that several stages score: who has not. All of them, where nobody has."""
    rule = line.item.rule
    if not isinstance(rule, Evaluators) or not rule.stages:
        return ()
    return rule.who if line.determined is None else rule.absent(line.determined.value)


def _experts(year: Year, region: str, item: str, panel: Expert) -> Text:
    scores = len(year.board.scores(region, item))
    return short(scores, panel.least)


def short(scores: int, least: int) -> Text:
    """So many experts have scored, and more are needed."""
    return Text(f"{scores} of {least} experts gave a score", f"至少需{least}名专家评分，现有{scores}名")


def _cost(scheme: Scheme, result: Result, line: ItemScore) -> tuple[Decimal | None, Text]:
    item, scored = line.item, line.scored
    if scored is None:
        return None, Text("no grade for this region", "该地区不予定级")
    if isinstance(item.rule, FigureCap):
        return ZERO, Text(f"the cap of grade {item.rule.grade} is not applied", f"不适用等级上限（{item.rule.grade}）")
    lost = plain(scored.points if scheme.demerit else item.points - scored.points)
    of = number(item.points)
    if lost <= 0:
        said = Text("counted in full, as the scheme says: no points lost", "按方案规定视同满分，不失分")
    elif scheme.demerit:
        said = Text(f"{number(lost)} points counted against it", f"计{number(lost)}分扣分")
    else:
        said = Text(f"{number(lost)} of {of} points lost", f"失{number(lost)}分（满分{of}分）")
    return lost, _capped(scheme, result, line, said)


def _capped(scheme: Scheme, result: Result, line: ItemScore, said: Text) -> Text:
    """With the cap that falls for want of these points, where one does."""
    if not result.cap or not line.item.points:
        return said
    full = line._replace(scored=Scored(line.item.points, line.item.points, ZERO, Text()), missing=Text())
    with_it = result_of(scheme, result.region, tuple(full if each.item is line.item else each for each in result.lines))
    if with_it.cap == result.cap:
        return said
    return Text(f"{said.en}, and no grade better than {result.grade}", f"{said.zh}，等级不得高于{result.grade}")


class _Holders:
    """Who holds which part over a region and an item, looked up once."""

    def __init__(self, year: Year) -> None:
        self.year = year
        people = {person for person, _ in year.board.held}
        names = dict(User.objects.filter(pk__in=people).values_list("pk", "username"))
        self._of: dict[tuple[str, str, str], set[str]] = {}
        for (person, part), over in year.board.held.items():
            for region, item in over if person in names else ():
                self._of.setdefault((part, region, item), set()).add(names[person])

    def of(self, region: str, item: Item, owing: frozenset[str] = frozenset()) -> tuple[Owed, ...]:
        """The stages in which an item is answered, with those who answer there: those that are ``owing``, where each is
        needed. Else a visit is made where somebody chooses to, and owes nothing where another stage can answer."""
        asked = self.year.board.items[item.id]
        stages = [each for each in self.year.flow.stages if each.id in (owing or asked)
                  and (owing or each.id != VISIT or len(asked) == 1)]
        return tuple(Owed(each.id, each.title, each.part, self._names(each.part, region, item.id, each.id))
                     for each in stages)

    def _names(self, part: str, region: str, item: str, stage: str) -> tuple[str, ...]:
        every: set[str] = set()
        for of in (region, ""):
            for one in (item, ""):
                every |= self._of.get((part, of, one), set())
        if stage == PANEL:  # only those who have not scored yet
            given = self.year.board.scores(region, item)
            done = set(User.objects.filter(pk__in=list(given)).values_list("username", flat=True)) if given else set()
            every -= done
        return tuple(sorted(every))
