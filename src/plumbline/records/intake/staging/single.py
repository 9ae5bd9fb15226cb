"""One record given by form or program, checked by the very query that checks files."""

from __future__ import annotations

import atexit
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from threading import Lock
from typing import Any

import duckdb
import pyarrow as pa

from plumbline.errors import RecordError
from plumbline.records.core import hashing, region_trees
from plumbline.records.core.fields import INTERNAL, PUBLIC
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.reading import meaning, reasons
from plumbline.records.intake.reading.report import Report
from plumbline.records.intake.staging import checks, stage
from plumbline.rulebook.core.error_codes import ROWS
from plumbline.rulebook.mappings import mappings
from plumbline.text import Text

PLANS = 24
"""So many plans are kept: the largest takes one and a half megabytes."""
_alone = Lock()
_plans: dict[str, checks.Checks] = {}


@dataclass(frozen=True, slots=True)
class Checked:
    """Typed values, and the canonical forms the leaf is made of."""

    typed: dict[str, Any]
    public: str
    internal: str
    key: str


class Faults(RecordError):
    """A record with faults; ``faults`` lists (field, reason, remedy, code) for a form to show beside each field. The
    first of them speaks for all; the codes are those of ``reasons``, which are of the area ``row``."""

    def __init__(self, kind: Kind, faults: list[tuple[str, Text, Text, str]]) -> None:
        self.faults = faults
        field, reason, remedy, code = faults[0]
        super().__init__(f"{ROWS}.{code}", reason, where=f"{kind.name}.{field}", next_step=remedy)


def check(kind: Kind, values: Mapping[str, Any]) -> Checked:
    """Check one record. Raises RecordError for a field the kind does not have, and Faults for bad values."""
    (found,) = check_all(kind, [values])
    if isinstance(found, RecordError):
        raise found
    return found


def check_all(kind: Kind, rows: Sequence[Mapping[str, Any]]) -> list[Checked | RecordError]:
    """Check several records by one query, each by itself: what each holds, or why it cannot be taken, in order."""
    refused = {place: error for place, values in enumerate(rows) if (error := _no_field(kind, values)) is not None}
    sound = [place for place in range(len(rows)) if place not in refused]
    if not sound:
        return [refused[place] for place in range(len(rows))]
    plan = _plan(kind)
    given = pa.record_batch({f"c{index}": pa.array([_text(rows[place].get(field.name)) for place in sound], pa.string())
                             for index, field in enumerate(kind.fields)})
    read, with_reasons = meaning.Meaning(plan.wants, list(kind.by_name), Report()).columns(given)
    state = region_trees.state()
    with _alone:
        engine = _engine()
        engine.know_regions(state)
        if len(sound) == 1 and not with_reasons and not plan.periods:
            found = {sound[0]: engine.one(plan, [column[0].as_py() for column in read.values()])}
        else:
            batch = pa.table(read | {"row_": pa.array(sound, pa.int64())})
            found = {row["row_"]: row for row in plan.few(engine.engine, batch, with_reasons)}
    return [refused[place] if place in refused else _judged(kind, found[place]) for place in range(len(rows))]


def _no_field(kind: Kind, values: Mapping[str, Any]) -> RecordError | None:
    name = next((name for name in values if name not in kind.by_name), None)
    return None if name is None else RecordError(
        "record.no_field", Text(f"{kind.name} has no field '{name}'", f"{kind.name}没有字段“{name}”"),
        next_step=Text(f"Fields: {', '.join(kind.by_name)}", f"字段有：{'、'.join(kind.by_name)}"))


def _judged(kind: Kind, found: Mapping[str, Any]) -> Checked | Faults:
    faults = [(field.name, *reasons.words(code, field), code)
              for field in kind.fields if (code := found["x_" + field.name]) is not None]
    return Faults(kind, faults) if faults else Checked(
        {field.name: found[field.name] for field in kind.fields}, found["public_"], found["internal_"], found["key_"])


def restated(kind: Kind, row: Any) -> Checked:
    """A stored version as it stands. It was checked when it came in; the tree and the lists may have changed since."""
    typed = {field.name: getattr(row, field.name) for field in kind.kept}
    public, internal = ({name: typed[name] for name in kind.names(exposure)} for exposure in (PUBLIC, INTERNAL))
    return Checked(typed, hashing.opened(public), hashing.opened(internal) if internal else "", "")


class _Engine:
    """Opening an engine takes longer than a check, so one serves every form of this process in turn. For one row making
    the plan is nearly all there is to a check, so it keeps those it was asked for last."""

    def __init__(self) -> None:
        # What is gained by a better plan is less than a row, and looking for it takes a quarter of the time.
        self.engine = duckdb.connect(config={"threads": 1, "memory_limit": "256MB"})
        self.engine.execute("PRAGMA disable_optimizer")
        self._state: str | None = None
        self._made: OrderedDict[str, tuple[checks.Checks, str]] = OrderedDict()
        self._turn = 0

    def know_regions(self, state: str) -> None:
        """The regions as they are at ``state``: in a large country to read them takes longer than all else."""
        if state != self._state:
            self._state = None
            self.engine.register("given_regions", stage.region_versions())
            self.engine.execute(f"CREATE OR REPLACE TABLE {checks.REGIONS} AS FROM given_regions")
            self.engine.unregister("given_regions")
            self._state = state

    def one(self, plan: checks.Checks, values: Sequence[str | None]) -> dict[str, Any]:
        """One row of ``values``, checked."""
        # A literal's type is not yet known, and for a value of another type the plan would be made anew.
        given = ", ".join(f"CAST({_literal(value)} AS VARCHAR)" for value in values)
        (found,) = checks.named(self.engine.execute(f"EXECUTE {self._plan(plan)}({given})"))
        return found

    def _plan(self, plan: checks.Checks) -> str:
        held, name = self._made.get(plan.kind.name, (None, ""))
        if held is plan:
            self._made.move_to_end(plan.kind.name)
            return name
        if held is not None:
            self._drop(plan.kind.name)
        while len(self._made) >= PLANS:
            self._drop(next(iter(self._made)))
        self._turn += 1
        name = f"plan_{self._turn}"
        self.engine.execute(f"PREPARE {name} AS {plan.of_one()}")
        self._made[plan.kind.name] = plan, name
        return name

    def _drop(self, kind: str) -> None:
        self.engine.execute(f"DEALLOCATE {self._made.pop(kind)[1]}")


@cache
def _engine() -> _Engine:
    made = _Engine()
    atexit.register(made.engine.close)
    return made


def _plan(kind: Kind) -> checks.Checks:
    # By name, for a kind is compared field by field; one of a name that is declared anew is compiled anew.
    held = _plans.get(kind.name)
    if held is None or held.kind is not kind:
        held = _plans[kind.name] = _compiled(kind)
    return held


def _compiled(kind: Kind) -> checks.Checks:
    names = [field.name for field in kind.fields]
    mapping = mappings.Mapping("form", kind.name, columns={name: name for name in names}, empty=("",))
    return checks.compile_checks(kind, names, mapping, controls=True)


def _literal(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


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
