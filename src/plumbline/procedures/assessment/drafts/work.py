"""What the acts of a draft do beyond where it then stands: a text found, checked against the whole rulebook, and
written into it. Each is called by the engine, in the transaction of its act, and refuses in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from plumbline.errors import ConflictError, NotAllowed, RecordError, RulebookError
from plumbline.home import Home
from plumbline.methods.assessment.year import draft_states as states
from plumbline.procedures.assessment.drafts import rules
from plumbline.procedures.assessment.drafts.patterns import PATTERNS, placeholders
from plumbline.procedures.assessment.drafts.rules import Planned
from plumbline.procedures.casework.finding import Asked
from plumbline.records.assessment.drafts import KIND
from plumbline.records.core import locks
from plumbline.rulebook.core.files import own_files, replace
from plumbline.text import Text, written_day


def place(number: int | str, key: str = "") -> Text:
    """The draft ``number``, and a ``key`` of its text, as the place of an error."""
    within = f": {key}" if key else ""
    return Text(f"draft {number}{within}", f"草案{number}{within}")


def begun(asked: Asked) -> dict[str, str]:
    """The text that a draft begins from, and the file in which it is: of a scheme the one named, or the newest; of a
    new rule none. :raises RulebookError: for an id that is none; for a rule that is there, or not."""
    home, said = asked.case.home, asked.said
    what, target, pattern = said["what"], said["target"], said.get("pattern", "")
    rules.named(what, target)
    name, base = ("", "") if pattern else rules.in_force(home, what, target, said.get("file", ""))
    if pattern:
        _must_be_new(home, what, target)
        if pattern not in PATTERNS[what]:
            raise RulebookError("draft.unknown_pattern", Text(f"there is no pattern '{pattern}'",
                                                              f"没有模板“{pattern}”"), next_step=Text(
                f"Choose one of: {', '.join(PATTERNS[what])}", f"可选：{'、'.join(PATTERNS[what])}"))
    return {"file": name, "base": base, "text": ""}


def first_text(asked: Asked) -> tuple[str, Mapping[str, str]]:
    """What is written into a new draft at once: what was given, else the pattern, else the text in force."""
    said, values = asked.said, asked.case.board.values
    pattern = said.get("pattern", "")
    text = said.get("text") or (PATTERNS[said["what"]][pattern].text(said["target"]) if pattern else values["base"])
    return states.SAVE, {"text": text}


def rebased(asked: Asked) -> dict[str, str]:
    """The text in force as it is now, for what the draft begins from. :raises RecordError: if it has not changed."""
    values = asked.case.board.values
    now = rules.text_now(asked.case.home, values["what"], values["target"], values.get("file", ""))
    if now == values.get("base", ""):
        raise RecordError("draft.base_unchanged", Text("the text it begins from is as it was",
                                                       "所依据的现行文本没有变动"), where=place(asked.case.number),
                          next_step=Text("Go on", "可以继续"))
    return {"base": now}


def must_be_sound(asked: Asked) -> None:
    """:raises RulebookError: for a fault in the text, or words of a pattern that still stand in it. :raises
    ConflictError: if the rule was changed since the draft was begun."""
    found = _sound(asked)
    for where, words in placeholders(rules.parsed(_text(asked)).unwrap()):
        raise RulebookError(
            "draft.placeholder",
            Text(f"'{words}' still stands for what is meant", f"“{words}”是模板文字，尚未改写"),
            where=place(asked.case.number, where),
            why=Text("These are the words of the pattern, and everybody would read them",
                     "模板文字一旦生效，将为所有人所见"), next_step=Text("Write what it is", "请填写实际内容"))
    day = asked.said.get("day", "")
    if found.scheme is not None and day and day != (first := found.scheme.valid_from).isoformat():
        raise RulebookError("draft.day_differs", Text(f"the text says that it is in force from {first}",
                                                      f"文本中的生效日期为{written_day(first, 'zh')}"),
                            where=place(asked.case.number, "valid_from"),
                            next_step=Text(f"Write valid_from = {day} into it", f"请在文本中写valid_from = {day}"))


def proposed(asked: Asked) -> dict[str, str]:
    """From when it is to be in force: of a scheme its text says it, of an indicator the default is today."""
    scheme = _planned(asked).scheme
    today = asked.case.on.isoformat()
    return {"day": scheme.valid_from.isoformat() if scheme is not None else asked.said.get("day") or today}


def may_be_approved(asked: Asked) -> None:
    """:raises NotAllowed: who wrote or proposed it. :raises RecordError: where assessment years would stop of which
    nothing was said; as :func:`must_be_sound` for the text."""
    must_be_another(asked)
    stopped = rules.stopping(asked.case.home, _sound(asked))
    if stopped and asked.at is not None and asked.said.get("years_may_stop") != "true":
        raise RecordError(
            "draft.stops_years", Text(f"this would stop assessment years under way: {', '.join(stopped)}",
                                      f"将使正在进行的考核年度中止：{'、'.join(stopped)}"),
            where=place(asked.case.number),
            why=Text("They settled on the text as it is now", "这些年度以现行文本为准"),
            next_step=Text("Approve it knowing that, with --years-may-stop; whoever leads them decides to go on",
                           "请在确认后再审定（命令行用--years-may-stop）；由年度负责人决定是否继续"))


def approved(asked: Asked) -> dict[str, str]:
    """The day on which it is to be put in force, which then is the last day of its state."""
    return {"day": asked.case.board.values.get("day", "")}


def at_once(asked: Asked) -> tuple[str, Mapping[str, str]] | None:
    """An approved draft is put in force if it is its day: a scheme says in its text from which years on it counts, so
    its file is written at once; an indicator counts as soon as it is written."""
    return (states.ENFORCE, {}) if _due(asked) is None else None


def must_be_due(asked: Asked) -> None:
    """:raises RecordError: before the day on which it is to be in force."""
    day = _due(asked)
    if day is not None:
        raise RecordError("draft.not_due", Text(f"it is to be in force from {day}",
                                                f"应于{written_day(day, 'zh')}起生效"), where=place(asked.case.number),
                          next_step=Text("Do it on that day", "请在生效日办理"))


def put_in_force(asked: Asked) -> dict[str, str]:
    """Write the file of the rule into the rulebook, and end that of a version before it; the files are named in its
    event. All of it counts at one moment, or nothing does; cut short, it is done by doing it again.

    :raises HomeError: if the files cannot be written."""
    home = asked.case.home
    locks.record(KIND, "rulebook")
    found = _planned(asked)
    own = dict(own_files(home, rules.FOLDERS[asked.case.board.values["what"]]))
    if any(own.get(name) != text for name, text in found.files.items()):
        _must_rest_on_what_is(asked)
        replace(home, found.files)
    return {"reason": " ".join(sorted(found.files))[:states.MOST_REASON]}


def must_be_another(asked: Asked) -> None:
    """:raises NotAllowed: who wrote or proposed it."""
    who = {each.actor for each in asked.case.events if each.act in (states.BEGIN, states.SAVE, states.REBASE)}
    proposals = [each.actor for each in asked.case.events if each.act == states.PROPOSE]
    if asked.user.pk in {*who, *proposals[-1:]}:
        raise NotAllowed("draft.own", Text("nobody decides on what they wrote or proposed",
                                           "起草人和提请人不得审定自己的草案"), where=place(asked.case.number),
                         next_step=Text("Let a second person decide", "请由另一人审定"))


def must_be_author(asked: Asked) -> None:
    """:raises NotAllowed: who wrote none of it."""
    if not any(each.actor == asked.user.pk for each in asked.case.events
               if each.act in (states.BEGIN, states.SAVE, states.REBASE)):
        raise NotAllowed("draft.not_author", Text("only who wrote it withdraws a draft", "只有起草人可以撤回草案"),
                         where=place(asked.case.number), next_step=Text(
            "Send it back with a reason, once it is proposed", "提请审定后可附理由退回"))


def _due(asked: Asked) -> date | None:
    """The day for which it still waits; None: it is its day."""
    values = asked.case.board.values
    day = date.fromisoformat(values["day"]) if values.get("day") else None
    return None if values["what"] == rules.SCHEME or day is None or day <= asked.case.on else day


def _text(asked: Asked) -> str:
    return asked.case.board.values.get("text") or asked.case.board.values.get("base", "")


def _planned(asked: Asked) -> Planned:
    values = asked.case.board.values
    return rules.planned(asked.case.home, values["what"], values["target"], values.get("file", ""), _text(asked))


def _sound(asked: Asked) -> Planned:
    _must_rest_on_what_is(asked)
    return _planned(asked)


def _must_rest_on_what_is(asked: Asked) -> None:
    home, values = asked.case.home, asked.case.board.values
    what, target, file = values["what"], values["target"], values.get("file", "")
    if not file:
        _must_be_new(home, what, target)
    elif rules.text_now(home, what, target, file) != values.get("base", ""):
        raise ConflictError(
            "draft.outdated", Text("the rule was changed since this draft was begun", "起草之后，现行规则已有变动"),
            where=file, why=Text("Put in force, it would undo that change", "如直接生效，将撤销该变动"),
            next_step=Text(f"Compare both texts, then go on from the newest: plumb rule rebase {asked.case.number}",
                           "请比较两个文本，再以最新文本为基础继续"
                           f"（命令行：plumb rule rebase {asked.case.number}）"))


def _must_be_new(home: Home, what: str, target: str) -> None:
    if rules.text_now(home, what, target, ""):
        raise RulebookError("draft.rule_exists", Text(f"there is already a rule '{target}'", f"规则“{target}”已存在"),
                            where=what, next_step=Text("Draft a change of that one, or choose another id",
                                                       "请起草对其的修改，或另取编号"))
