"""The records that a decided sample becomes: one sampling, and every test of it. Until then nobody reads them, by
whichever way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.standing import WROTE, Board
from plumbline.procedures.surveillance.samples import names, reading
from plumbline.records.core import kinds, store

PREFIX = "C"
"""Before the number of a case: that of its sampling, which no file of an office has."""


def published(asked: Asked) -> Mapping[str, str]:
    """Write the records; what the event says of them."""
    # Only now: what checks records is heavy, and whoever asks which procedures there are writes none.
    from plumbline.procedures.records import save

    board, number = asked.case.board, sampling_number(asked.case.number)
    at, actor = asked.at, getattr(asked.user, "pk", None)
    assert at is not None
    every = [("sampling", _sampling(board, number, asked.case.region)),
             *(("test", _test(each, number, asked.case.region)) for each in reading.tests(asked.case.events))]
    wrote = []
    for kind, values in every:
        given = {name: value for name, value in values.items() if value not in ("", None)}
        row = save.keep(kind, given, at=at, actor=actor, seen=save.NOT_THERE)
        wrote.append(" ".join([kind, *(str(getattr(row, name)) for name in kinds.get(kind).key)]))
    return {WROTE: "\n".join(wrote)}


def sampling_number(case: str) -> str:
    """The number of the sampling that a case becomes."""
    return f"{PREFIX}{case}"


def _sampling(board: Board, number: str, region: str) -> dict[str, Any]:
    values, stands = board.values, board.values["stands"]
    organisation = reading.laboratory_of(board, stands)
    firm = store.current(kinds.get("organisation")).filter(code=organisation).first()
    product = store.current(kinds.get("product")).filter(code=values.get("product", "")).first()
    backup = next((each for each in board.members if reading.is_backup(board, each)), "")
    return {
        "number": number, "region": region, "result": values["result"],
        **{name: values.get(name, "") for name in (
            "subject", "item", "sampled_on", "organisation", "product", "lot", "design", "layer", "plan")},
        "gtin": product.gtin if product is not None else "", "laboratory": firm.name if firm else organisation,
        "backup": _BACKUP.get(board.at(backup).state, "kept") if backup else "none",
        "backup_until": board.of.get(backup, {}).get("keep_until", ""), "seal": board.of[stands].get("seal", ""),
        "custodian": board.of[stands].get("holder", "") or organisation,
    }


def _test(test: reading.Test, number: str, region: str) -> dict[str, Any]:
    return {"sampling": number, "region": region, "laboratory": _registered(test.laboratory),
            **{name: getattr(test, name) for name in (
                "parameter", "attempt", "method", "limit", "value", "unit", "verdict", "tested_on")}}


def _registered(organisation: str) -> str:
    """The laboratory of a legal entity, where the register has exactly one: of several nobody said which."""
    rows = store.current(kinds.get("laboratory")).filter(organisation=organisation).values_list("code", flat=True)[:2]
    return str(rows[0]) if len(rows) == 1 else ""


_BACKUP = {names.TESTED: "tested", names.RELEASED: "released", names.WRITTEN_OFF: "released"}
