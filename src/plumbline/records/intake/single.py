"""One record given by form or program, checked by the very query that checks files."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa

from plumbline.errors import RecordError
from plumbline.records import kinds
from plumbline.records.fields import INTERNAL, PUBLIC
from plumbline.records.intake import checks, hashing, reasons, staging
from plumbline.records.kinds import Kind
from plumbline.rulebook import mappings
from plumbline.text import Text

_alone = Lock()


@dataclass(frozen=True, slots=True)
class Checked:
    """Typed values, and the canonical forms the leaf is made of."""

    typed: dict[str, Any]
    public: str
    internal: str
    key: str


class Faults(RecordError):
    """A record with faults; ``faults`` lists (field, reason, remedy) for a form to show beside each field."""

    def __init__(self, kind: Kind, faults: list[tuple[str, Text, Text]]) -> None:
        self.faults = faults
        first = faults[0]
        super().__init__(first[1].en, where=f"{kind.name}.{first[0]}", next_step=first[2].en)


def check(kind: Kind, values: Mapping[str, Any]) -> Checked:
    """Check one record. Raises RecordError for a field the kind does not have, and Faults for bad values."""
    for name in values:
        if name not in kind.by_name:
            raise RecordError(f"{kind.name} has no field '{name}'", next_step=f"Fields: {', '.join(kind.by_name)}")
    texts = [_text(values.get(field.name)) for field in kind.fields]
    row = pa.table({f"c{index}": pa.array([text], pa.string()) for index, text in enumerate(texts)}
                   | {"row_": pa.array([1], pa.int64())})
    regions = staging.region_versions()
    with _alone:
        engine = _engine()
        engine.register(checks.REGIONS, regions)
        engine.register(checks.BATCH, row)
        found: dict[str, Any] = engine.sql(_sql(kind.name)).to_arrow_table().to_pylist()[0]
    faults = [(field.name, *reasons.words(found["x_" + field.name], field))
              for field in kind.fields if found["x_" + field.name] is not None]
    if faults:
        raise Faults(kind, faults)
    return Checked({field.name: found[field.name] for field in kind.fields}, found["public_"], found["internal_"],
                   found["key_"])


def restated(kind: Kind, row: Any) -> Checked:
    """A stored version as it stands. It was checked when it came in; the tree and the lists may have changed since."""
    typed = {field.name: getattr(row, field.name) for field in kind.kept}
    public, internal = ({name: typed[name] for name in kind.names(exposure)} for exposure in (PUBLIC, INTERNAL))
    return Checked(typed, hashing.opened(public), hashing.opened(internal) if internal else "", "")


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    # Opening an engine takes longer than a check, so one serves every form of this process in turn.
    engine = duckdb.connect(config={"threads": 1, "memory_limit": "256MB"})
    atexit.register(engine.close)
    return engine


@lru_cache(maxsize=64)
def _sql(kind_name: str) -> str:
    kind = kinds.get(kind_name)
    names = [field.name for field in kind.fields]
    mapping = mappings.Mapping("form", kind.name, columns={name: name for name in names}, empty=("",))
    return checks.compile_checks(kind, names, mapping, controls=True).sql


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)
