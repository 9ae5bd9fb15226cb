"""What a round of reform begins with: its inventory, taken in with what rules propose, and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

from plumbline.errors import RecordError
from plumbline.procedures.casework.consequences.effects import Doing
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.members import adding
from plumbline.procedures.standards.reform import counting
from plumbline.procedures.standards.reform.inventory import inventory
from plumbline.procedures.standards.reform.proposing import findings, proposals
from plumbline.records.core.people import User
from plumbline.rulebook.standards.health_files import health_rules
from plumbline.rulebook.standards.reform_files import reform_rules
from plumbline.text import Text

PROCEDURE, STANDARD, LIST = "standard-reform", "standard", "list"
LISTED = "listed"
"""What the effect says once the inventory is whole."""
_by_rule: ContextVar[bool] = ContextVar("plumbline.standards.reform.listing", default=False)


@contextmanager
def by_rule() -> Iterator[None]:
    """Within, proposals are taken in as those of rules."""
    token = _by_rule.set(True)
    try:
        yield
    finally:
        _by_rule.reset(token)


def must_be_by_rule(asked: Asked) -> Mapping[str, str]:
    """:raises RecordError: where a person says what a rule proposed."""
    if not _by_rule.get():
        raise RecordError("reform.by_rule", Text("the inventory is drawn up by rule", "清单由系统按规则编制"),
                          where=asked.said.get(STANDARD, ""),
                          why=Text("What a rule proposes nobody says by hand", "规则提出的建议不得人工填写"),
                          next_step=Text("Add the standard with a proposal of your own",
                                         "请使用“补列标准”，并填写本人建议"))
    return {}


def to_open(asked: Asked) -> Mapping[str, str]:
    """What a round is opened with: how many standards it has, of which day, by which rules. :raises RecordError: for
    filters that fit nothing, or too much."""
    case, said = asked.case, asked.said
    found = inventory(said, asked.user, said["region"])
    return {"found": str(len(found.rows)), "not_theirs": str(found.not_theirs) if found.not_theirs else "",
            "drawn_up_on": case.on.isoformat(), "rules": reform_rules(case.home, case.on).dated.id}


def draw_up(doing: Doing) -> Mapping[str, str]:
    """Take each standard of the inventory in with what is proposed, and count; what is there already is left."""
    board, number = doing.board, str(doing.event.case.number)
    user = User.objects.get(pk=doing.event.actor)
    # The day on which the round was opened: whoever takes it up later proposes the same.
    on, region = timezone.localdate(doing.event.at), board.values["region"]
    known = findings(doing.home, on)
    _rules, proposed = proposals(doing.home, inventory(board.values, user, region), known, on)
    new = [each.as_said() for each in proposed if each.row.code not in board.members]
    with by_rule():
        for start in range(0, len(new), adding.AT_ONCE):
            some = new[start:start + adding.AT_ONCE]
            adding.add(doing.home, user, PROCEDURE, number, LIST, some, at=doing.clock())
            doing.progress(min(start + len(some), len(new)), len(new))
    counts = counting.counted(known, {each.row.code: each.department for each in proposed})
    counting.keep(counts, number=number, moment=counting.OPENING, region=region, on=on, actor=user.pk,
                  rules=health_rules(doing.home, on).dated.id, at=doing.clock())
    return {LISTED: str(len(proposed)), **summed(counts)}


def summed(counts: list[counting.Count]) -> dict[str, str]:
    """How many standards each list has, over all departments."""
    found: dict[str, int] = {}
    for each in counts:
        if each.reason == counting.ANY:
            found[each.list] = found.get(each.list, 0) + len(each.standards)
    return {name: str(number) for name, number in found.items()}
