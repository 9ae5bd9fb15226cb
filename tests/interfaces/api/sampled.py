"""The operations that are asked most: all that are declared by hand, and of those made of a kind those of the fewest
kinds that hold every sort of field and of key there is. What is made alike fails alike; the lighter tests ask all.

Who writes a record sends its fields, so that every sort of them is asked for; who reads or takes one back names its key
and types of fields to choose by."""

from __future__ import annotations

from collections.abc import Callable

from plumbline.interfaces.api.app import api
from plumbline.records.core.kinds import KINDS, Kind

RECORDS = "/api/v1/records/"
OPERATIONS = [(method.upper(), path) for path, methods in api.described["paths"].items() for method in methods]


def _written(kind: Kind) -> set[object]:
    fields: set[object] = {(spec.type, spec.exposure, spec.required) for spec in kind.fields}
    return fields | {("key", len(kind.key)), ("public", kind.public), ("dated", bool(kind.date))}


def _read(kind: Kind) -> set[object]:
    return {*(spec.type for spec in kind.fields), ("key", len(kind.key)), ("public", kind.public)}


def telling_kinds(sorts: Callable[[Kind], set[object]]) -> set[str]:
    """Names of kinds that hold together everything in which kinds differ by ``sorts``: each chosen for what the others
    lack, of two the one with fewer fields."""
    wanted = set().union(*map(sorts, KINDS.values()))
    chosen: set[str] = set()
    while wanted:
        best = max(KINDS.values(), key=lambda kind: (len(sorts(kind) & wanted), -len(kind.fields), kind.name))
        chosen.add(best.name)
        wanted -= sorts(best)
    return chosen


def _kind_of(path: str) -> str:
    return path.removeprefix(RECORDS).split("/")[0] if path.startswith(RECORDS) else ""


SENT, ASKED = telling_kinds(_written), telling_kinds(_read)
SAMPLED = [(method, path) for method, path in OPERATIONS
           if _kind_of(path) in {"", *(SENT if method in ("POST", "PUT", "PATCH") else ASKED)}]
