"""Flow files of procedures: the days, the titles of parts and the numbers of approvals that an authority rules by a
dated, cited text, over what a declaration says.

Shipped ones lie in ``rulebook/data/procedures``, an authority's own in ``rulebook/procedures/`` of its data directory;
its file of an id replaces the shipped one. Of several for one procedure the one in force counts: the newest that has
begun, of the authority's own where it has any.
docs/rulebook.md explains every key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.exact_tables import ID, SchemeTable, no_id
from plumbline.rulebook.core.faults import Faulty, Loaded, id_in
from plumbline.rulebook.core.files import own_files, shipped_files
from plumbline.rulebook.core.toml_text import read
from plumbline.text import Citation, Text

FOLDER = "procedures"
KEYS = ("id", "procedure", "title", "source", "in_force", "days", "approvals", "parts")
TERM_KEYS = ("working", "days")
MOST_DAYS, MOST_APPROVALS = 3660, 20


@dataclass(frozen=True, slots=True)
class Term:
    """So many days: ``working`` ones, or days of the calendar."""

    number: int
    working: bool


@dataclass(frozen=True)
class ProcedureFlow:
    """One file: what it rules for ``procedure`` from ``in_force`` on. ``days`` by state, ``approvals`` by act,
    ``parts`` by part. ``sha256`` is that of its text; ``own`` whether it is the authority's."""

    id: str
    procedure: str
    title: Text
    cites: Citation
    in_force: date
    file: str
    sha256: str
    days: Mapping[str, Term] = field(default_factory=dict)
    approvals: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, Text] = field(default_factory=dict)
    own: bool = False


@kept(FOLDER)
def load_procedure_flows(home: Home | None) -> Loaded[ProcedureFlow]:
    """Every flow file of a procedure by its id. A faulty file is told among the ``faults``, under its id and the
    procedure that it is for."""
    found: dict[str, ProcedureFlow] = {}
    faults: list[Faulty] = []
    for own, files in ((False, shipped_files(FOLDER)), (True, own_files(home, FOLDER, faults))):
        here: dict[str, ProcedureFlow] = {}
        for name, text in files:
            try:
                flow = parse_procedure_flow(name, text)
                if flow.id in here:
                    raise RulebookError(
                        "flow.twice", Text(f"two files have the id '{flow.id}'", f"两个文件的编号均为“{flow.id}”"),
                        where=name, why=Text(f"The other is {here[flow.id].file}", f"另一个是{here[flow.id].file}"),
                        next_step=Text("Give one of them another id", "请为其中一个另取编号"))
            except RulebookError as error:
                faults.append(Faulty(name, error, tuple(filter(None, (id_in(text) or name, _meant(text))))))
                continue
            here[flow.id] = replace(flow, own=own)
        found.update(here)
    lost = {id for fault in faults for id in fault.ids}
    return Loaded({id: flow for id, flow in sorted(found.items()) if id not in lost}, faults)


def flow_for(home: Home | None, procedure: str, on: date) -> ProcedureFlow | None:
    """The flow file in force for ``procedure`` on a day; None where there is none, and the declaration counts as it is.
    :raises RulebookError: if a file for it is faulty."""
    flows = load_procedure_flows(home)
    flows.want(procedure)
    known = [each for each in flows.values() if each.procedure == procedure and each.in_force <= on]
    return max(known, key=lambda each: (each.own, each.in_force, each.id), default=None)


@kept_by_text
def parse_procedure_flow(file: str, text: str) -> ProcedureFlow:
    """The flow in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table = SchemeTable(read(text, file, exact=True), file)
    table.only(KEYS)
    id = table.text("id")
    if not ID.fullmatch(id):
        raise no_id(table, id)
    return ProcedureFlow(
        id, table.text("procedure"), table.words("title"), table.citation("source"), table.day("in_force"), file,
        sha256(text.encode()).hexdigest(),
        {name: _term(part, name) for part, name in _each(table, "days")},
        {name: part.integer(name, 1, MOST_APPROVALS, 2) for part, name in _each(table, "approvals")},
        {name: part.words(name) for part, name in _each(table, "parts")})


def _each(table: SchemeTable, key: str) -> list[tuple[SchemeTable, str]]:
    if key not in table.raw:
        return []
    part = table.sub(key)
    return [(part, name) for name in part.raw]


def _term(days: SchemeTable, name: str) -> Term:
    part = days.sub(name)
    part.only(TERM_KEYS)
    if len(part.raw) != 1:
        raise days.wrong(name, "flow.term", Text("a term is so many working days, or so many days",
                                                 "期限应为若干工作日或若干天，二者取一"),
                         next_step=Text("Write { working = 5 } or { days = 30 }",
                                        "例如：{ working = 5 } 或 { days = 30 }"))
    key = next(iter(part.raw))
    return Term(part.integer(key, 0, MOST_DAYS, 5), key == "working")


def _meant(text: str) -> str:
    """The procedure that a file is for, as far as it can be read: what a faulty file stops."""
    for line in text.splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "procedure":
            return value.strip().strip("\"'")
    return ""
