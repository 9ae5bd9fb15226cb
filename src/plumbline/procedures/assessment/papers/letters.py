"""Letters of the assessment year: the result to a region, an order to rectify, the answer to an objection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from plumbline.errors import NotAllowed, RecordError
from plumbline.home import Home
from plumbline.methods.assessment.flows.flow import ANSWER, ASSESSED, LEADING, OBJECT
from plumbline.methods.assessment.year import answer_hints
from plumbline.methods.assessment.year.board import UPHELD
from plumbline.methods.assessment.year.duties import due_of
from plumbline.procedures.assessment.papers import letter_words as told
from plumbline.procedures.assessment.papers import wording
from plumbline.procedures.assessment.scoring.reading import latest, read_region
from plumbline.procedures.assessment.year.loading import Read, Year
from plumbline.procedures.assessment.year.reading import open_to, readable
from plumbline.procedures.assessment.year.refusals import choose, look, not_assessed, not_ordered
from plumbline.procedures.common import gongwen
from plumbline.procedures.common.gongwen import Annex, Letter
from plumbline.procedures.evidence.attaching import ANYBODY
from plumbline.records.assessment import results, rounds
from plumbline.records.assessment.evaluations import Evaluated
from plumbline.records.assessment.rounds import RoundEvent
from plumbline.records.core.region_trees import tree
from plumbline.records.core.visibility import visible
from plumbline.text import Text, written_day, written_number


@dataclass(frozen=True, slots=True)
class Paper:
    """A DOCX and the name it is given."""

    name: str
    content: bytes


def letter(home: Home, number: str, region: str, kind: str, user: Any, *, language: str = "zh",
           authority: Text = Text(), document_number: str = "", objection: int | None = None,
           order: int | None = None) -> Paper:
    """A letter to ``region`` as DOCX. ``authority`` issues it (empty: the region whose authority assesses is named);
    ``document_number`` (发文字号) is left open where it is empty; ``objection`` is which one is answered, ``order``
    which one is written of; None: the last.

    :raises NotAllowed: unless ``user`` leads or approves the year, or acts for the region and it is published.
    :raises RecordError: for a region that is not assessed, or where there is nothing to write a letter of.
    """
    year = open_to(home, number, user, Read((region,)))
    if kind not in told.KINDS:
        raise RecordError("letter.unknown", Text(f"there is no letter '{kind}'", f"没有公文“{kind}”"),
                          next_step=choose(told.KINDS))
    if language not in wording.LANGUAGES:
        raise RecordError("letter.language", Text(f"there are no letters in '{language}'", f"公文没有“{language}”文本"),
                          next_step=choose(wording.LANGUAGES))
    if region not in year.board.regions:
        raise not_assessed(number, region, year.board.regions)
    if not may_read(year, user, region):
        raise NotAllowed("letter.closed", Text(
            "letters are for who leads the year, and for the region once its result is published",
            "公文供牵头人使用；结果公布后，所涉地区可取得"), where=f"{number} {region}",
            next_step=Text("Ask whoever leads the year", "请联系牵头人"))
    writer = _Writer(home, year, region, user, language)
    if kind == told.ANSWER:
        made = writer.answer(objection)
    else:
        made = writer.order(order) if kind == told.ORDER else writer.result()
    made = writer.dressed(made, authority, document_number)
    return Paper(f"{number}-{region}-{kind}", gongwen.docx(made))


def may_read(year: Year, user: Any, region: str) -> bool:
    """Whether ``user`` may have letters to ``region``: who leads or approves the year, and who acts for the region once
    its result is published; nobody who declared a conflict over it."""
    board = year.board
    if user is ANYBODY:
        return True
    own = board.holds(user.pk, ASSESSED, region) and bool(board.publications)
    return (bool(board.parts(user.pk) & LEADING) or own) and not board.conflicted(user.pk, region) and bool(
        visible(user, rounds.kind_of(), region))


class _Writer:
    """Writes the letters to one region in one language."""

    def __init__(self, home: Home, year: Year, region: str, user: Any, language: str) -> None:
        self.home, self.year, self.region, self.user, self.language = home, year, region, user, language
        self.here = tree().at(year.period.last)
        level = self.here.level(region) if region in self.here else ""
        self.you = self.say(told.YOU.get(level, told.YOU_PLACE))
        name = self.say(self.here.name(region)) if region in self.here else region
        self.addressee = self.say(told.GOVERNMENT).format(name) if level in told.GOVERNED else name
        self.label = year.round.year
        self.counts = year.scheme.demerit
        self.published = year.board.published_on

    def say(self, text: Text | Mapping[str, str]) -> str:
        return (text if isinstance(text, Text) else Text.of(text)).say(self.language)

    def day(self, value: date | None) -> str:
        return written_day(value, self.language)

    def dressed(self, made: Letter, by: Text, document_number: str) -> Letter:
        """With what every letter has: the authority, the number, the addressee."""
        top = self.year.round.top
        authority = self.say(by) or (self.say(self.here.name(top)) if top in self.here else top)
        issued = made.day.year if made.day else self.year.period.last.year
        return made.dressed(
            authority=authority, number=document_number or self.say(told.NUMBER).format(year=issued),
            title=made.title.format(authority=authority, year=self.label), language=self.language,
            addressee=self.say(told.SALUTATION).format(self.addressee))

    def result(self) -> Letter:
        """What the region got, where points were lost, and until when it may object."""
        head, region, ranked = self._result()
        scheme = self.year.scheme
        lost = [item for item in region["items"] if self._lost(item) > 0]
        annex = self._annex(lost) if lost else None
        parts = [
            ("text", self.say(told.RESULT_OPENING).format(
                cited=scheme.cites.written(self.language), scheme=self.say(scheme.title), you=self.you, year=self.label,
                period=wording.span(self.year.period, self.language))),
            ("head", self.say(told.HEAD_RESULT)), ("text", self._score(head, region, ranked)),
            ("head", self.say(told.HEAD_COUNTED if self.counts else told.HEAD_LOST)),
            ("text", self._losses(lost, len(region["items"]))),
            ("head", self.say(told.HEAD_OBJECT)), ("text", self._objecting()),
        ]
        return Letter(self.say(told.TITLES[told.RESULT]), tuple(parts), self.published, annex)

    def _losses(self, lost: list[Mapping[str, Any]], count: int) -> str:
        if not lost:
            return self.say(told.NOTHING_COUNTED if self.counts else told.NOTHING_LOST)
        points = sum((self._lost(item) for item in lost), Decimal(0))
        line = told.COUNTED if self.counts else told.LOST
        return self.say(line).format(count=len(lost), all=count, points=_plain(points))

    def order(self, number: int | None) -> Letter:
        """What is to be rectified, and until when to report: by the order's own last day."""
        order = next((each for each in reversed(self.year.board.orders_of(self.region))
                      if number in (None, each.number)), None)
        if order is None:
            raise not_ordered(self._where(), Text(f"Order it first: plumb year order {self._where()} TEXT",
                                                  f"请先下达整改通知：plumb year order {self._where()} TEXT"))
        due = due_of(self.year.board, order)
        line = self.say(told.ORDER_BY).format(day=self.day(due)) if due else self.say(told.ORDER_WITHIN)
        return Letter(self.say(told.TITLES[told.ORDER]), (
            ("text", self.say(told.ORDER_OPENING).format(year=self.label, you=self.you)),
            ("text", self.year.event(order.number).answer), ("text", line)), order.on, None)

    def answer(self, number: int | None) -> Letter:
        """What was objected, whether it is right, why, and what follows."""
        board = self.year.board
        own = {about: ruling for about, ruling in board.rulings.items()
               if self._resolved(board.objections[about].region) == self.region}
        if not own or (number is not None and number not in own):
            raise RecordError("letter.nothing_answered", Text("there is no answered objection of this region",
                                                              "该地区没有已答复的异议"), where=self._where(),
                              next_step=Text("Answer it first; its number stands in: plumb year show",
                                             "请先答复异议；其编号见：plumb year show"))
        about = max(own, key=lambda each: own[each].number) if number is None else number
        said, ruling = self.year.event(about), self.year.event(own[about].number)
        item = self.say(told.OF_ITEM).format(ruling.item) if ruling.item else ""
        upheld = ruling.answer == UPHELD
        parts = [
            ("text", self.say(told.OBJECTED).format(day=self.day(board.objections[about].on), you=self.you, item=item,
                                                    year=self.label, said=said.answer)),
            ("text", self.say(told.EXAMINED)),
            ("text", self.say(told.UPHELD if upheld else told.DISMISSED).format(ruling.reason)),
        ]
        if upheld:
            parts += [("text", line) for line in self._corrected(ruling)]
        return Letter(self.say(told.TITLES[told.ANSWER]), tuple(parts), own[about].on, None)

    def _corrected(self, ruling: RoundEvent) -> list[str]:
        lines = []
        right = next((each for each in self.year.events if each.act == "state" and each.stage == ANSWER
                      and each.about == ruling.about), None)
        if right is not None and right.answer:
            item = self.year.item(right.item)
            value = answer_hints.title_of(item.rule, right.answer, not_applicable=item.not_applicable)
            lines.append(self.say(told.CORRECT).format(item=right.item, value=self.say(value)))
        anew = [each for each in self.year.board.publications if each.number > ruling.pk]
        if not anew:
            return [*lines, self.say(told.TO_BE_PUBLISHED)]
        head, region, _ = self._result()
        grade = self.say(told.ANEW_GRADE).format(region["grade"]) if region["grade"] else ""
        return [*lines, self.say(told.PUBLISHED_ANEW_COUNTED if self.counts else told.PUBLISHED_ANEW).format(
            day=self.day(anew[-1].on), score=self._number(head, region["score"]), grade=grade,
            full=_plain(Decimal(str(head["full"]))))]

    def _result(self) -> tuple[Mapping[str, Any], Mapping[str, Any], int]:
        """What counts: the published result; before the first, the evaluation that waits for it."""
        board = self.year.board
        if board.publications:
            found = latest(self.year.scheme.id, self.label)
            assert found is not None
            region = (results.region_of(found.pk, self.region) if self.user is ANYBODY
                      else read_region(self.home, found.pk, self.region, user=self.user))
            assert region is not None
            return found.head, region, found.lines.filter(rank__isnull=False).count()
        if board.evaluation is None:
            raise RecordError("letter.no_result", Text("nothing is evaluated yet, so there is no result to write of",
                                                       "尚未评价，没有可供行文的结果"), where=self._where(),
                              next_step=look(self.year.round.number))
        evaluated = Evaluated(board.evaluation.number)
        region = evaluated.region(self.region)
        assert region is not None
        return evaluated.head, region, sum(each["rank"] is not None for each in evaluated.rows())

    def _score(self, head: Mapping[str, Any], region: Mapping[str, Any], ranked: int) -> str:
        ranked_line, line = ((told.SCORE_COUNTED, told.SCORE_COUNTED_UNRANKED) if self.counts
                             else (told.SCORE, told.SCORE_UNRANKED))
        line = line if region["rank"] is None else ranked_line
        said = self.say(line).format(you=self.you, You=self.you[:1].upper() + self.you[1:], rank=region["rank"],
                                     score=self._number(head, region["score"]), count=ranked,
                                     full=_plain(Decimal(str(head["full"]))))
        words = {band["grade"]: self.say(band["title"]) for band in head["bands"]}
        if region["grade"]:
            said += self.say(told.GRADE).format(grade=region["grade"], word=words.get(region["grade"], ""))
        elif region["withheld_words"]:
            said += self.say(told.WITHHELD).format(self.say(region["withheld_words"]))
        return said + (self.say(told.VETO).format(region["veto"]) if region["veto"] else "")

    def _objecting(self) -> str:
        objecting, answering = self.year.flow.stage(OBJECT), self.year.flow.stage(ANSWER)
        assert objecting is not None
        assert answering is not None
        period, on = self.year.period, self.published
        until, answered = objecting.due.day(period, on), answering.due.day(period, on)
        said = self.say(told.OBJECT_BY if until else told.OBJECT_WITHIN).format(
            day=self.day(until), days=objecting.due.days, you=self.you)
        return said + self.say(told.ANSWERED_BY if answered else told.ANSWERED_WITHIN).format(
            day=self.day(answered), days=answering.due.days)

    def _annex(self, lost: list[Mapping[str, Any]]) -> Annex:
        title = self.say(told.ANNEX_COUNTED if self.counts else told.ANNEX).format(year=self.label)
        rows = [(f"{item['id']} {self.say(item['title'])}", _plain(Decimal(str(item["of"]))),
                 *(() if self.counts else (_plain(Decimal(str(item["points"]))),)), _plain(self._lost(item)),
                 self._why(item), item["clause"]) for item in lost]
        heads = told.ANNEX_COUNTED_HEADS if self.counts else told.ANNEX_HEADS
        return Annex(self.say(told.ATTACHMENT), self.say(told.ENCLOSED).format(title), title,
                     tuple(self.say(head) for head in heads), tuple(rows))

    def _why(self, item: Mapping[str, Any]) -> str:
        """Why the item lost points, with what was stated by whoever scored it, as far as the reader may know that."""
        why = self.say(item["explanation"] or wording.CLOSED)
        counted = (item["determination"] or {}).get("events", ())
        stated = [event.reason for event in map(self.year.event, counted)
                  if event.reason and readable(self.user, self.year, event)]
        if not stated:
            return why
        gap = "" if self.language == "zh" else " "
        return f"{why}{gap}{self.say(wording.STATED).format('；'.join(stated) if not gap else '; '.join(stated))}"

    def _lost(self, item: Mapping[str, Any]) -> Decimal:
        """What an item cost: the points that were not earned; in a scheme of demerits those that were counted."""
        if item["points"] is None:
            return Decimal(0)
        got = Decimal(str(item["points"]))
        return max(Decimal(0), got if self.counts else Decimal(str(item["of"])) - got)

    @staticmethod
    def _number(head: Mapping[str, Any], score: float | None) -> str:
        return written_number(None if score is None else Decimal(str(score)), int(head["rounding"]["places"]))

    def _resolved(self, region: str) -> str:
        return self.year.resolve(region) or region

    def _where(self) -> str:
        return f"{self.year.round.number} {self.region}"


def _plain(value: Decimal) -> str:
    text = written_number(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
