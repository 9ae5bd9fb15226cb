"""What is to follow, declared once: after which act or which kind of record, by which rule and where that is written,
a case of which other procedure is opened, or an act done in one that there is, in whose part, until when.

A column names another's procedure or kind and imports nothing of it. A chain of consequences that comes back to where
it began, be it by acts or by the records that acts write, is refused when it is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from plumbline.errors import RulebookError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.casework import holding, registry
from plumbline.procedures.casework.declaration import Act, Days, Procedure
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.casework.standing import Board
from plumbline.records.core.cases import MOST_NAME, CaseEvent
from plumbline.records.core.fields import PERSONAL, Spec
from plumbline.records.core.kinds import KINDS
from plumbline.text import Citation, Text


@dataclass(frozen=True)
class Happened:
    """What a rule is asked about after an act: the ``event``, and the ``board`` of its case as it stands."""

    event: CaseEvent
    board: Board

    @property
    def values(self) -> Mapping[str, Any]:
        """What is known: of the case, over it of the member, over it what the act said."""
        of = self.board.of.get(self.event.member, {})
        said = {name: text for name, text in self.event.said.items() if not name.startswith("~")}
        return {**self.board.values, **of, **said}


@dataclass(frozen=True)
class Recorded:
    """What a rule is asked about after a record was written: its ``kind``, its natural ``key`` (the parts joined by a
    unit separator), its ``values`` by field, typed and without the personal ones, and the number of the journal's
    ``entry`` that wrote this version."""

    kind: str
    key: str
    values: Mapping[str, Any]
    entry: int


@dataclass(frozen=True)
class Consequence:
    """After ``act`` in cases of ``procedure``, or after a record of ``kind`` was written by whichever way: where
    ``rule`` says so, a case of ``opens`` is opened, in the part ``part`` (empty: of who sees to it), with ``fields``
    from what is known (the name of a field, or a function of what happened). ``cites`` is where the rule is written.
    ``lasts``: so long after it was opened, or until the day in one of its fields, the case ends by itself; None: until
    it is closed.

    Or, instead of ``opens``: the act ``does`` is done in a case of ``acts_in`` that there is. ``case`` tells of what
    happened which one (its number; empty: in none), ``member`` about which member of it, where the act is about one.
    What the act takes is in ``fields``."""

    name: str
    title: Text
    fields: Mapping[str, str | Callable[[Any], Any]]
    cites: Citation
    opens: str = ""
    acts_in: str = ""
    does: str = ""
    case: Callable[[Any], str] | None = None
    member: Callable[[Any], str] | None = None
    procedure: str = ""
    act: str = ""
    kind: str = ""
    rule: Callable[[Any], bool] = lambda _happened: True
    opening: str = ""
    part: str = ""
    lasts: Days | None = None

    @property
    def leads_to(self) -> str:
        """The procedure in which it opens a case, or acts."""
        return self.opens or self.acts_in

    def act_in(self, target: Procedure) -> Act:
        """The act by which it opens a case of ``target``, or which it does in one."""
        return target.by_name[self.does if self.acts_in else self.opening or target.opening[0].name]


_declared: dict[str, Consequence] = {}


def declare(consequence: Consequence) -> Consequence:
    """Make a consequence known. :raises RulebookError: if its name is taken, or cannot be one."""
    if consequence.name in _declared:
        raise RulebookError("consequence.declared_twice", Text(
            f"there is a consequence '{consequence.name}' already", f"已有名为“{consequence.name}”的后续办理规则"),
            where=consequence.name, next_step=Text("Give one of them another name", "请为其中一个另取名称"))
    if not 1 <= len(consequence.name) <= MOST_NAME:
        raise _fault(consequence, Text(f"its name must have 1 to {MOST_NAME} characters",
                                       f"名称须为1至{MOST_NAME}个字符"),
                     Text("Give it a shorter name", "请另取较短的名称"))
    _declared[consequence.name] = consequence
    return consequence


def known() -> Mapping[str, Consequence]:
    """Every consequence by name, once the procedures are found, as they were declared."""
    procedures()
    return _declared


def consequences() -> dict[str, Consequence]:
    """Every consequence by name, once the procedures are found. :raises RulebookError: for one that names what there is
    not, or a chain of them that comes back to where it began."""
    prove_all(procedures())
    return dict(sorted(_declared.items()))


def prove_all(of: Mapping[str, Procedure]) -> None:
    """:raises RulebookError: for a consequence that cannot be, or that leads back to itself, among procedures."""
    for each in _declared.values():
        _prove(each, of)
    _must_end(_declared.values(), of)


registry.proofs.append(prove_all)


def _prove(each: Consequence, of: Mapping[str, Procedure]) -> None:
    if bool(each.opens) is bool(each.acts_in):
        raise _fault(each, Text("it either opens a case or acts in one",
                                "后续办理须为立案或在已有事项中办理，二者择一"),
                     Text("Name the procedure that it opens, or the one in which it acts",
                          "请写明要立案的流程，或要办理的流程"))
    target = of.get(each.leads_to)
    if target is None:
        raise _fault(each, Text(f"there is no procedure '{each.leads_to}'", f"没有流程“{each.leads_to}”"),
                     suggest(each.leads_to, list(of)))
    if bool(each.kind) is bool(each.procedure):
        raise _fault(each, Text("it follows either from an act of a procedure or from a kind of record",
                                "后续办理须由某一流程的动作或某一类记录引起，二者择一"),
                     Text("Name the procedure and the act, or the kind", "请写明流程及动作，或写明记录类型"))
    if each.kind:
        _prove_kind(each)
    else:
        _prove_act(each, of)
    if each.opens and not any(one.name == (each.opening or target.opening[0].name) for one in target.opening):
        raise _fault(each, Text(f"'{each.opens}' is not opened by '{each.opening}'",
                                f"“{each.opens}”不能由动作“{each.opening}”立案"),
                     suggest(each.opening, [one.name for one in target.opening]))
    if each.acts_in:
        _prove_doing(each, target)
    elif each.part and each.part not in target.part:
        raise _fault(each, Text(f"'{each.opens}' has no part '{each.part}'", f"“{each.opens}”没有职责“{each.part}”"),
                     suggest(each.part, list(target.part)))
    act = each.act_in(target)
    specs = {spec.name: spec for spec in (*(target.specs if each.opens else ()), *act.specs)}
    for name, source in each.fields.items():
        if name not in specs:
            raise _fault(each, Text(f"'{target.name} {act.name}' takes no field '{name}'",
                                    f"“{target.name}”的动作“{act.name}”没有字段“{name}”"), suggest(name, sorted(specs)))
        if each.kind and isinstance(source, str):
            _prove_source(each, specs[name], source)
    if each.lasts is not None and not (each.lasts.number > 0 or each.lasts.field in specs):
        raise _fault(each, Text("it does not say until when it lasts", "未写明后续办理的有效期"),
                     Text("Give a number of days, or the field that holds its last day",
                          "请写明天数，或填写截止日的字段"))


def _prove_act(each: Consequence, of: Mapping[str, Procedure]) -> None:
    source = of.get(each.procedure)
    if source is None:
        raise _fault(each, Text(f"there is no procedure '{each.procedure}'", f"没有流程“{each.procedure}”"),
                     suggest(each.procedure, list(of)))
    if each.act not in source.by_name:
        raise _fault(each, Text(f"'{each.procedure}' has no act '{each.act}'",
                                f"“{each.procedure}”没有动作“{each.act}”"), suggest(each.act, source.by_name))
    if source.by_name[each.act].offline:
        raise _fault(each, Text(f"'{each.act}' may be sent after it was done, and another answer may take its place",
                                f"动作“{each.act}”可事后补传，其结果可能被另一答复取代"),
                     Text("Let it follow from the act by which the answer is taken up",
                          "请改为由采用该答复的动作引出后续办理"))


def _prove_doing(each: Consequence, target: Procedure) -> None:
    """:raises RulebookError: for an act that nobody can do in the place of people."""
    act = target.by_name.get(each.does)
    if act is None or act in target.opening:
        raise _fault(each, Text(f"'{each.acts_in}' has no act '{each.does}' in a case that there is",
                                f"“{each.acts_in}”的已有事项没有动作“{each.does}”"),
                     suggest(each.does, [one.name for one in target.acts if one not in target.opening]))
    if act.second_person or act.approvals > 1 or act.adds or act.offline:
        raise _fault(each, Text(f"'{each.does}' is for people: it takes a second person or several, adds a member, or "
                                "may be sent later",
                                f"动作“{each.does}”须由人员办理：需要第二人或多人审批、新增成员，或可事后补传"),
                     Text("Let another act follow, or open a case", "请改用其他动作，或改为立案"))
    if each.case is None or (each.member is None) is bool(act.of):
        raise _fault(each, Text("it does not tell in which case, and about which member, the act is done",
                                "未写明在哪一事项、就哪一成员办理"),
                     Text("Give 'case', and 'member' where the act is about one",
                          "请填写case；动作针对成员的，另填member"))
    if each.part and each.part not in {part.name for part in act.by}:
        raise _fault(each, Text(f"'{each.does}' is not done by the part '{each.part}'",
                                f"职责“{each.part}”不能办理动作“{each.does}”"),
                     suggest(each.part, [part.name for part in act.by]))
    if each.lasts is not None or each.opening:
        raise _fault(each, Text("only a case that it opens lasts so long, and has an opening act",
                                "只有立案才有有效期和立案动作"), Text("Leave it out", "请删去"))


def _prove_kind(each: Consequence) -> None:
    if each.kind not in KINDS:
        raise _fault(each, Text(f"there is no record kind '{each.kind}'", f"没有记录类型“{each.kind}”"),
                     suggest(each.kind, sorted(KINDS)))


def _prove_source(each: Consequence, wanted: Spec, source: str) -> None:
    """What a field of the case takes from the record, word by word, may not be open to more people there than here."""
    kind = KINDS[each.kind]
    spec = kind.by_name.get(source)
    if spec is None or spec.exposure is PERSONAL:
        raise _fault(each, Text(f"'{each.kind}' has no field '{source}' that is not personal",
                                f"“{kind.title.zh}”没有名为“{source}”的非个人信息字段"),
                     suggest(source, [one.name for one in kind.kept]))
    if holding.STRICTNESS.index(wanted.exposure) < holding.STRICTNESS.index(spec.exposure):
        raise _fault(each, Text(f"'{source}' is internal in the record, and '{wanted.name}' would be open in the case",
                                f"记录中的“{source}”为内部字段，而事项中的“{wanted.name}”对外公开"),
                     Text("Make the field of the case internal too, or leave it out",
                          "请将事项字段也设为内部字段，或删去该字段"))


def _must_end(every: Iterable[Consequence], of: Mapping[str, Procedure]) -> None:
    """A chain of consequences must come to an end: the act that opens a case, or is done in one, may itself have
    consequences, and so may the records that it writes."""
    leads: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for each in every:
        target = of[each.leads_to]
        act = each.act_in(target)
        begins = (each.kind, "") if each.kind else (each.procedure, each.act)
        leads.setdefault(begins, []).append((target.name, act.name))
    for procedure in of.values():
        for act in procedure.acts:
            leads.setdefault((procedure.name, act.name), []).extend((each.kind, "") for each in act.writes)
    for begin in leads:
        ways: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {begin: (begin,)}
        waits = [begin]
        while waits:
            here = waits.pop(0)
            for place in leads.get(here, ()):
                if place == begin:
                    raise _loop([*ways[here], begin])
                if place not in ways:
                    ways[place] = (*ways[here], place)
                    waits.append(place)


def _loop(way: list[tuple[str, str]]) -> RulebookError:
    path = " -> ".join(" ".join(filter(None, each)) for each in way)
    return RulebookError("consequence.loops", Text(f"what follows leads back to where it began: {path}",
                                                   f"后续办理又回到起点：{path}"), where=way[0][0],
                         why=Text("Cases would open one another without end", "事项将无限地相互立案"),
                         next_step=Text("Let one of them follow from another act", "请改由其他动作引起其中之一"))


def _fault(each: Consequence, what: Text, next_step: Text) -> RulebookError:
    return RulebookError("consequence.unfit", what, where=each.name, next_step=next_step)
