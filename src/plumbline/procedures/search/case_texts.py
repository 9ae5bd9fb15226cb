"""What of a case, and of its members, can be found, and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from plumbline.errors import RulebookError
from plumbline.procedures.casework import holding
from plumbline.procedures.casework.declaration import Procedure
from plumbline.procedures.casework.finding import Found
from plumbline.procedures.casework.registry import procedures
from plumbline.procedures.search.record_texts import UNIT, text_of
from plumbline.records.core.fields import PERSONAL, PUBLIC
from plumbline.records.core.visibility import ORGANISATION, PERSON
from plumbline.records.search.index import Document

CASE_GROUP = "case:"
"""What the groups of cases begin with."""


def thing(procedure: str, number: str, member: str) -> str:
    """The name of a case (empty ``member``), or of a member, among all things that can be found."""
    return UNIT.join((CASE_GROUP + procedure, number, member))


def parts_of(name: str) -> tuple[str, str, str]:
    """Procedure, number and member of what :func:`thing` named."""
    procedure, number, member = name.split(UNIT)
    return procedure.removeprefix(CASE_GROUP), number, member


def texts(case: Found, member: str, names: Iterable[str]) -> dict[str, str]:
    """What the case, or a member of it, is found by, of the fields ``names`` alone; under an empty name its number, and
    the member. Personal fields are in no text of it."""
    values = case.board.of.get(member, {}) if member else case.board.values
    kind, wanted, found = holding.kind_of(case.procedure), set(names), {"": f"{case.number} {member}".strip()}
    for name, value in values.items():
        spec = kind.by_name.get(name)
        if name in wanted and spec is not None and spec.exposure is not PERSONAL and name != case.procedure.region:
            found[name] = text_of(spec, value)
    return {name: text for name, text in found.items() if text}


def documents(case: Found, members: Iterable[str]) -> Iterator[Document]:
    """The documents of the ``members`` of a case; the empty one is the case itself."""
    procedure, board = case.procedure, case.board
    kind = holding.kind_of(procedure)
    whole = holding.parties(procedure, board)
    places = tuple(sorted({board.region or case.row.region, case.region, *holding.authorities(board)} - {""}))
    published = bool(board.entered & set(procedure.public))
    for member in members:
        who = whole | (holding.parties(procedure, board, member) if member else {
            each for one in board.members for each in holding.parties(procedure, board, one)})
        public = tuple(texts(case, member, kind.names(PUBLIC)).values())
        told = tuple(texts(case, member, (*kind.names(PUBLIC), *procedure.shared)).values())
        yield Document(
            thing=thing(procedure.name, case.number, member), group=CASE_GROUP + procedure.name,
            serial=board.at(member).last, column=procedure.column, places=places,
            open=public if published and not member else (), party=told,
            inside=tuple(texts(case, member, kind.names()).values()),
            who=tuple(sorted({f"{sort}:{number}" for _, (sort, number) in who if sort in (ORGANISATION, PERSON)})),
            open_place=published and not member)


def shape() -> list[Any]:
    """What tells whether an index was made of the procedures as they are declared now."""
    return [_shape(each) for each in known().values()]


def known() -> dict[str, Procedure]:
    """Every procedure; none where one of the authority's own cannot be loaded, of which the page of cases tells."""
    try:
        return procedures()
    except RulebookError:
        return {}


def _shape(procedure: Procedure) -> list[Any]:
    return [procedure.name, procedure.column, procedure.region, sorted(procedure.public), sorted(procedure.shared),
            [[spec.name, spec.type, spec.exposure.value, spec.vocabulary, spec.several]
             for spec in holding.kind_of(procedure).fields]]
