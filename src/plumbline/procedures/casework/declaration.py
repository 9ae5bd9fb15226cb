"""What a procedure is declared with: its parts, its states, its acts, and the members a case may have.

::

    RECALL = declare(Procedure(
        "example-recall", Text("Example recalls", "缺陷产品召回（示例）"), column="surveillance", ...,
        about={"producer": ref("Producer", "生产者", "organisation", required=True)},
        parts=(OFFICER, PRODUCER),
        states=(State("opened", Text("opened", "已立案")), ..., State("closed", Text("closed", "已结案"), ends=True)),
        acts=(Act("open", Text("Open", "立案"), by=(OFFICER,), target="opened"), ...)))

Fields are written as those of a kind of record are (``records/core/fields.py``). A state that has ``days`` has a last
day; the same declaration is proved to leave no case where nobody can move it (``proving.py``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from plumbline.records.core.cases import WHOLE
from plumbline.records.core.fields import Spec
from plumbline.text import UNSAID, Citation, Text

ROLE, GIVEN, PARTY, LINK = "role", "given", "party", "link"
"""How a part is held: by everybody with the role over the case's region, by who was given it, by the people of an
organisation that the case names, by whoever was handed an address."""
HELD = (ROLE, GIVEN, PARTY, LINK)
AUTHORITY = (ROLE, GIVEN)
"""Parts that the authority can always fill again: there is somebody who appoints."""
WITHDRAWN = "withdrawn"
"""The state of a case that was given up: every procedure has it, whatever it declares."""
LIFTED, LAPSED = "lifted", "ended-by-day"
"""Those of a case that followed from something else: lifted because somebody contested it with success, or ended with
the day that was declared."""
Next = tuple[str, Mapping[str, str]]
"""What is done at once after an act: another, by its name, with its values."""
REFUSED, TOLD = "refused", "told"
"""What becomes of an act that comes after the last day: it is refused until it is allowed, or kept and said to be
late."""


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody in a case. ``party`` names the field that holds the organisation whose people act; with a ``capacity``
    only those who act for it in that one, such as a laboratory. ``page`` is where who was handed a link works, below
    its address; empty: on the page of the case."""

    name: str
    title: Text
    held: str = ROLE
    party: str = ""
    capacity: str = ""
    page: str = ""

    @property
    def outside(self) -> bool:
        """Whether the authority cannot see to it that somebody acts in this part."""
        return self.held not in AUTHORITY


@dataclass(frozen=True, slots=True)
class Days:
    """A term that begins when a state is entered: so many ``working`` days, or days; or that ends on the day in
    ``field`` of the act that led here. ``late``: what becomes of an act of a part from outside that comes after it."""

    number: int = 0
    working: bool = True
    field: str = ""
    late: str = REFUSED


@dataclass(frozen=True, slots=True)
class State:
    """A state; ``then`` says what follows. ``needs`` are acts that go on side by side: once each has been done, the
    case goes on to ``to``. What ``rests`` is watched and not worked on, such as a sample that is kept: nobody is waited
    for until its last day is near."""

    name: str
    title: Text
    then: Text = UNSAID
    days: Days | None = None
    ends: bool = False
    needs: tuple[str, ...] = ()
    to: str = ""
    rests: bool = False


GONE = {name: State(name, title, ends=True) for name, title in {
    WITHDRAWN: Text("withdrawn", "已撤回"), LIFTED: Text("lifted", "已撤销"),
    LAPSED: Text("ended by its day", "到期终止")}.items()}
"""The states in which a case of any procedure can end, whatever it declares."""


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition of an act. ``check`` is asked of the case as it stands, and says what is missing; nothing where the
    act may be done. ``met_by`` names the acts after which it is fulfilled: without them nobody could tell that it ever
    is. ``must`` is asked with an :class:`~plumbline.procedures.casework.finding.Asked`, and refuses in the procedure's
    own words what ``check`` could only call unfulfilled: by who asks, by what is said, by what stands outside the
    case. It is asked on pages too, before anything is said."""

    check: Callable[[Any], Text | None] | None = None
    met_by: tuple[str, ...] = ()
    must: Callable[[Any], None] | None = None


@dataclass(frozen=True, eq=False)
class Writes:
    """A record of ``kind`` that an act writes. For each of its ``fields`` where the value comes from: the name of a
    field of the act, the member or the case; ``~number``, ``~member`` or ``~day`` of the act; or a function of the
    :class:`~plumbline.procedures.casework.writing.Situation`. With ``each``, which gives several of that, it is a
    record for each of them, which the situation holds as its ``item``; there may be none."""

    kind: str
    fields: Mapping[str, str | Callable[[Any], Any]]
    each: Callable[[Any], Iterable[Any]] | None = None


@dataclass(frozen=True, eq=False)
class Effect:
    """What takes long after an act, such as freezing or evaluating: done in the background once the act is kept, at
    least once. ``do`` is called with :class:`~plumbline.procedures.casework.consequences.effects.Doing`, and must end
    alike however often it is begun; what it returns, texts by name, stands in the case."""

    title: Text
    do: Callable[[Any], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Beside:
    """Texts that are too long for the events of a case: they lie elsewhere, each under its SHA-256, and an event names
    the hash, which seals the text into the journal. ``named`` gives the hashes that an event names by what it says;
    ``read`` gives the text of one, or None where it is gone, and raises OSError, EOFError or zlib.error where it cannot
    be unpacked; ``keep`` keeps one and gives its hash. They go along when the case goes to another home."""

    named: Callable[[Mapping[str, str]], frozenset[str]]
    read: Callable[[str], bytes | None]
    keep: Callable[[bytes], str]


@dataclass(frozen=True, eq=False)
class Act:
    """Something that is done. From a state in ``source`` (none: it opens a case) to ``target`` (empty: the state
    stays). ``of`` is the name of the members it is about; empty: the case itself.

    ``second_person``: not who brought the case into the state it is in. ``approvals``: so many different people must do
    it before it takes effect. ``after_days``: only once the last day has passed. ``final``: shown again before it is
    done. ``whole``: what is left empty of its fields is emptied, where it was known before. ``anybody``: who has no
    account opens a case with it, or adds a member, and holds a link to that from then on. ``returns``: it sends
    back for correction. ``adds``: it adds a member, named by the field of that name.
    ``writes`` are the records that it makes, in its transaction. ``letter`` are the words of a letter of it, with the
    fields of the case and of the act in braces. ``offline``: it may be sent so many days after it was done, with the
    time at which it was (``offline.py``); 0: it is done when it is sent. ``effect`` is what takes long after it.
    ``does`` is work of its own, in its transaction and before the event is kept: called with an
    :class:`~plumbline.procedures.casework.finding.Asked`, it gives what the event says besides (what is empty is left
    out), and refuses by raising; ``gives`` are those fields of it that readers are shown. ``then`` names what the same
    person does at once after it, each in a transaction of its own: an act and its values, several, or nothing.
    ``aside`` are parts that may do it and are not waited for: in another's stead, or to give a case up."""

    name: str
    title: Text
    by: tuple[Part, ...]
    source: tuple[str, ...] = ()
    target: str = ""
    of: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    help: Text = UNSAID
    second_person: bool = False
    approvals: int = 1
    guard: Guard | None = None
    after_days: bool = False
    final: bool = False
    returns: bool = False
    adds: str = ""
    writes: tuple[Writes, ...] = ()
    letter: Text = UNSAID
    offline: int = 0
    does: Callable[[Any], Mapping[str, str]] | None = None
    then: Callable[[Any], Next | list[Next] | None] | None = None
    effect: Effect | None = None
    gives: Mapping[str, Any] = field(default_factory=dict)
    aside: tuple[Part, ...] = ()
    anybody: bool = False
    whole: bool = False

    @property
    def awaited(self) -> tuple[Part, ...]:
        """The parts that are waited for to do it: of what sends back, none."""
        return () if self.returns else tuple(part for part in self.by if part not in self.aside)

    @cached_property
    def specs(self) -> tuple[Spec, ...]:
        """Its fields as they are checked."""
        return specs_of(self.fields)

    @cached_property
    def told(self) -> tuple[Spec, ...]:
        """What its event may say: its fields, and what its work gives besides."""
        return self.specs + specs_of({name: each for name, each in self.gives.items() if name not in self.fields})


@dataclass(frozen=True)
class Members:
    """What a case may have several of: lots of a recall, regions of a year. ``kind`` is the kind of record a member is;
    each begins in the first of ``states``."""

    name: str
    title: Text
    plural: Text
    states: tuple[State, ...]
    kind: str = ""


@dataclass(frozen=True, eq=False)
class Procedure:
    """A procedure. ``about`` are the fields a case is opened with; ``region`` the one among them that says whose case
    it is; empty: its cases are everybody's, and seen to by who has a role over every region. ``public`` are the states
    from which on its public fields are open to everybody; ``shared`` its internal or personal fields that its parties
    may read too. ``flow`` is the flow file that was laid over it (``flow_over.py``); none is declared.

    ``counted``: its cases are numbered 1, 2, 3, and not by years. ``overtaken_by`` are the acts after which who had not
    seen them must look again; empty: any. ``withdrawal`` is a condition of giving a case up, beside who may, and
    ``giving`` one of giving somebody a part: asked with the ``person`` (by number), the ``part`` and the ``member``.
    ``page`` is the address of a page on which the column's people work in a case, with ``{number}``; ``waits`` is false
    where the column tells itself whose turn it is, since not everybody who may act is waited for. ``settled`` is the
    state from which on a case shows the records that it names as they were then; empty: the one in which it ends.
    ``against`` is the field that names the organisation a case is about: whoever acts for it reads and does nothing in
    it, whatever role they hold. ``beside`` are texts that its events name by their hashes."""

    name: str
    title: Text
    plural: Text
    column: str
    cites: Citation
    parts: tuple[Part, ...]
    states: tuple[State, ...]
    acts: tuple[Act, ...]
    meaning: Text = UNSAID
    about: Mapping[str, Any] = field(default_factory=dict)
    region: str = "region"
    members: Members | None = None
    public: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    calendar: str = "china"
    flow: Any = None
    counted: bool = False
    overtaken_by: tuple[str, ...] = ()
    withdrawal: Guard | None = None
    giving: Guard | None = None
    waits: bool = True
    page: str = ""
    settled: str = ""
    against: str = ""
    beside: Beside | None = None

    @cached_property
    def specs(self) -> tuple[Spec, ...]:
        """The fields a case is opened with, as they are checked."""
        return specs_of(self.about)

    @cached_property
    def by_name(self) -> dict[str, Act]:
        """Its acts."""
        return {act.name: act for act in self.acts}

    @cached_property
    def part(self) -> dict[str, Part]:
        """Its parts."""
        return {part.name: part for part in self.parts}

    @cached_property
    def lead(self) -> Part:
        """The part that sees to the case: the first that the authority fills."""
        return next(part for part in self.parts if part.held == ROLE)

    def region_of(self, said: Mapping[str, str]) -> str:
        """Whose case it is that is opened with these values; empty: they do not tell."""
        return said.get(self.region, "") if self.region else WHOLE

    def declared(self, of: str = "") -> dict[str, State]:
        """The states of the case itself, or of its members, that are declared."""
        states = self.members.states if of and self.members is not None else self.states
        return {state.name: state for state in states}

    def machine(self, of: str = "") -> dict[str, State]:
        """The same, and that of a case that was given up."""
        return self.declared(of) | ({} if of else GONE)

    def acts_of(self, of: str = "") -> tuple[Act, ...]:
        """The acts about the case itself, or about a member."""
        return tuple(act for act in self.acts if act.of == of)

    def acts_about(self, member: str) -> tuple[Act, ...]:
        """The acts about a case (empty), or about this member of one."""
        return self.acts_of(self.members.name if member and self.members is not None else "")

    @property
    def opening(self) -> tuple[Act, ...]:
        """The acts that open a case."""
        return tuple(act for act in self.acts if not act.of and not act.source)


def specs_of(fields: Mapping[str, Any]) -> tuple[Spec, ...]:
    """Fields, written as those of a kind of record, as they are checked."""
    return tuple(Spec(name=name, **declared.plumb) for name, declared in fields.items())
