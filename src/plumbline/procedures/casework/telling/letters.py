"""A letter of an act, as DOCX: what was done in a case, for whom it concerns. A declaration may say its words; else it
tells what was done, what is known of the case, and what follows until when."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from plumbline.errors import RecordError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework import holding, reading, refusals
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.common import gongwen
from plumbline.procedures.common.gongwen import Letter
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import Spec
from plumbline.records.core.region_trees import tree
from plumbline.records.core.visibility import ORGANISATION
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text, written_day

LANGUAGES = ("zh", "en")
ABOUT = Text("{title}: {act}", "关于{title}的函（{act}）")
DONE = Text("In the case {number} ({title}), the following was done on {day}: {act}.",
            "{day}，在编号{number}的事项（{title}）中已办理：{act}。")
SAID = Text("What was said", "办理内容")
KNOWN = Text("What is known of the case", "事项信息")
FOLLOWS = Text("What follows", "后续事项")
STANDS = Text("The case is now: {state}.", "该事项当前状态：{state}。")
UNTIL = Text("The last day is {day}.", "截止日期为{day}。")
TO_ALL = Text("To whom it concerns", "有关单位（个人）")
NUMBER = Text("No. {number}", "事项编号：{number}")


@dataclass(frozen=True, slots=True)
class Paper:
    """A DOCX and the name it is given."""

    name: str
    content: bytes


def letter(case: Found, user: Any, event: int, *, language: str, authority: Text = Text()) -> Paper:
    """The letter of one ``event``, with what of it is open to ``user``. ``authority`` issues it; empty: the region of
    the case is named. :raises RecordError: where there is no such event, none that is open to ``user``, or no such
    language."""
    told = next((each for each in reading.history(case, user) if each["number"] == event), None)
    act = case.procedure.by_name.get(told["act"]) if told is not None else None
    if told is None or act is None:
        raise RecordError("case.no_letter", Text("there is no letter of this", "该项办理没有公文"),
                          where=refusals.place(case.procedure, case.number),
                          next_step=Text("Choose an act from the history of the case", "请从事项经过中选择"))
    if language not in LANGUAGES:
        raise RecordError("letter.language", Text(f"there are no letters in '{language[:20]}'",
                                                  f"公文没有“{language[:20]}”文本"),
                          next_step=suggest(language, LANGUAGES))
    return Paper(f"{case.procedure.name}-{case.number}-{event}", gongwen.docx(_Writer(case, user, language).made(
        told, act, authority)))


class _Writer:
    def __init__(self, case: Found, user: Any, language: str) -> None:
        self.case, self.user, self.language, self.here = case, user, language, tree().at(case.on)

    def made(self, told: dict[str, Any], act: Any, authority: Text) -> Letter:
        case, member = self.case, told["member"]
        day = timezone.localtime(_moment(told["at"])).date()
        specs = {spec.name: spec for each in (case.procedure.specs, act.told) for spec in each}
        known = reading.values(case, self.user) | (reading.values(case, self.user, member) if member else {})
        told_here = [(spec, told["said"][spec.name]) for spec in act.told if told["said"].get(spec.name)]
        rest = [(spec, known[spec.name]) for spec in case.procedure.specs if known.get(spec.name)]
        title = self.say(case.procedure.title)
        words = {"title": title, "act": self.say(act.title), "number": case.number, "day": self.day(day)}
        parts = [("text", self.say(DONE).format(**words))]
        if act.letter:
            shown = {name: self.shown(specs[name], text) for name, text in (known | told["said"]).items()
                     if name in specs}
            parts = [("text", each) for each in self.say(act.letter).format_map(
                defaultdict(str, shown | words)).split("\n") if each.strip()]
        elif told_here:
            parts += [("head", self.say(SAID)), *self._lines(told_here)]
        if not act.letter:
            parts += [("head", self.say(KNOWN)), *self._lines(rest)]
        parts += [("head", self.say(FOLLOWS)), ("text", self._follows(member))]
        made = Letter(self.say(ABOUT).format(**words), tuple(parts), day, None)
        region = self.say(self.here.name(case.region)) if case.region in self.here else case.region
        return made.dressed(authority=self.say(authority) or region, number=self.say(NUMBER).format(number=case.number),
                            title=made.title, addressee=self._addressee(member), language=self.language)

    def say(self, text: Text) -> str:
        return text.say("zh-hans" if self.language == "zh" else "en")

    def day(self, value: date | None) -> str:
        return written_day(value, self.language)

    def _lines(self, pairs: list[tuple[Spec, str]]) -> list[tuple[str, str]]:
        colon = "：" if self.language == "zh" else ": "
        return [("text", f"{self.say(spec.title)}{colon}{self.shown(spec, text)}") for spec, text in pairs]

    def shown(self, spec: Spec, text: str) -> str:
        if spec.type == "date":
            return self.day(date.fromisoformat(text))
        if spec.type == "choice":
            return self.say(vocabularies.title(spec.vocabulary, text))
        if spec.refers == "region":
            return self.say(self.here.name(text)) if text in self.here else text
        return self._firm(text) if spec.refers == ORGANISATION else text

    def _follows(self, member: str) -> str:
        state, due = self.case.state(member), self.case.due(member)
        said = [self.say(STANDS).format(state=self.say(state.title)), self.say(state.then)]
        if due is not None:
            said.append(self.say(UNTIL).format(day=self.day(due.day)))
        return ("" if self.language == "zh" else " ").join(filter(None, said))

    def _addressee(self, member: str) -> str:
        names = sorted(str(who[1]) for _, who in holding.in_part(self.case.procedure, self.case.board, member)
                       if who[0] == ORGANISATION)
        shown = [self._firm(code) for code in names if self._may_name(code)]
        joined = ("、" if self.language == "zh" else ", ").join(shown) or self.say(TO_ALL)
        return f"{joined}：" if self.language == "zh" else f"{joined}:"

    def _may_name(self, code: str) -> bool:
        known = reading.values(self.case, self.user)
        return self.case.inside(self.user) or any(code in text.split(";") for text in known.values())

    def _firm(self, codes: str) -> str:
        rows = store.current(kinds.get(ORGANISATION)).filter(code__in=codes.split(";"))
        names = dict(rows.values_list("code", "name"))
        return ("、" if self.language == "zh" else ", ").join(names.get(code, code) for code in codes.split(";"))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
