"""The operations that are asked most: all that are declared by hand, and of those made of a kind those of the fewest
kinds that hold every sort of field and of key there is. What is made alike fails alike; the lighter tests ask all."""

from __future__ import annotations

from plumbline.interfaces.api.app import api
from plumbline.records.core.kinds import KINDS, Kind

RECORDS = "/api/v1/records/"
OPERATIONS = [(method.upper(), path) for path, methods in api.described["paths"].items() for method in methods]


def _sorts(kind: Kind) -> set[tuple[object, ...]]:
    fields = {(spec.type, spec.exposure, spec.required) for spec in kind.fields}
    return fields | {("key", len(kind.key)), ("public", kind.public), ("dated", bool(kind.date))}


def telling_kinds() -> set[str]:
    """Names of kinds that hold together every sort of field and key, each chosen for what the others lack."""
    wanted = set().union(*map(_sorts, KINDS.values()))
    chosen: set[str] = set()
    while wanted:
        best = max(KINDS.values(), key=lambda kind: (len(_sorts(kind) & wanted), kind.name))
        chosen.add(best.name)
        wanted -= _sorts(best)
    return chosen


def _kind_of(path: str) -> str:
    return path.removeprefix(RECORDS).split("/")[0] if path.startswith(RECORDS) else ""


SAMPLED = [(method, path) for method, path in OPERATIONS if _kind_of(path) in {"", *telling_kinds()}]
