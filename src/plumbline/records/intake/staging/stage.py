"""Staging: the good rows of a file, typed, salted and hashed, in Parquet parts apart from the store.

It tells what it does as a stream of events, so that publishing can begin while it goes on, in this process or another
(``apart``). Rows of one key twice in one file are found only at the end: then a ``Restart`` takes back what was
published and one corrected part follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from plumbline.records.core import hashing, kinds, store
from plumbline.records.core.fields import INTERNAL, PERSONAL, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.intake.reading import absent_columns, columns, meaning, several, wide
from plumbline.records.intake.reading.headings import Headings
from plumbline.records.intake.reading.reader import open_source
from plumbline.records.intake.reading.source import Source
from plumbline.records.intake.staging import checks, doubts, known, repeats
from plumbline.records.intake.staging.parts import PartWriter, Taken
from plumbline.records.intake.staging.prefetch import ahead
from plumbline.records.intake.staging.quarantine import Quarantine
from plumbline.rulebook.mappings.mappings import Mapping, Reading

MEMORY = "384MB"
PART_ROWS = 40_000


@dataclass(frozen=True, slots=True)
class Task:
    """One file to stage: everything staging needs to know, in this process or another. ``kinds`` are those that it
    gives, in order, and ``entries`` the journal's entry of each. ``beside`` are kinds that become visible together with
    it, each with the folder of its parts."""

    kinds: tuple[str, ...]
    path: Path
    name: str
    folder: Path
    quarantine: Path
    entries: tuple[int, ...]
    mapping: Mapping | None = None
    reading: Reading = field(default_factory=Reading)
    beside: dict[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the file is read, from 0 to 1, and the rows looked at."""

    share: float
    rows: int


@dataclass(frozen=True, slots=True)
class Part:
    """Rows ready to publish."""

    path: Path
    share: float


@dataclass(frozen=True, slots=True)
class Restart:
    """Take back every part so far: the parts that follow hold all rows."""


@dataclass(slots=True)
class Staged:
    """What staging found of the file as a whole. ``quarantined`` are its rows that were set aside, each once."""

    sha256: str = ""
    encoding: str = ""
    mapping: str = ""
    quarantined: int = 0
    reasons_file: Path | None = None
    rows_file: Path | None = None
    sample: list[dict[str, Any]] = field(default_factory=list)
    reasons: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)


Aside: TypeAlias = tuple[int, list[str | None], list[tuple[Spec | None, str, str, str, str]]]
"""A row to set aside: its number, its values as given, and its faults, as the quarantine takes them."""
Event: TypeAlias = Progress | Part | Restart | Taken | Staged


def stage(task: Task) -> Iterator[Event]:
    """Check every row of the file, quarantine the bad, hash the good into parts: for one kind after the other, each of
    which ends with ``Taken``. The last event is ``Staged``.

    :raises IntakeError: if the file as a whole cannot be taken in.
    """
    of = [kinds.get(name) for name in task.kinds]
    given: Sequence[Mapping | None] = task.mapping.each if task.mapping else [None]
    asked = task.reading.over(task.mapping.reading) if task.mapping else task.reading
    source = open_source(task.path, task.folder, task.name, Headings.of_several(of, given), asked)
    if len(of) == 1:
        source, one = wide.lengthened(of[0], given[0], source, asked.year)
        given = [one]
    elif task.mapping:
        columns.check_shared(of, task.mapping, task.name)
    settled = [columns.settle(kind, source.named, one, task.name, source.head)
               for kind, one in zip(of, given, strict=True)]
    source.left_out = frozenset.intersection(*(frozenset(one.ignore) for one in settled))
    quarantine = Quarantine(task.quarantine, task.entries[0], task.name, source.headers, source.place)
    staged = Staged(sha256=source.sha256, encoding=source.encoding, mapping=settled[0].name)
    reports = []
    try:
        for place, (kind, mapping) in enumerate(zip(of, settled, strict=True)):
            own = several.giving(source, mapping, again=place > 0)
            share = several.Share(place, len(of))
            yield from _kind(kind, own, mapping, task, quarantine, share)
            if "%y" in mapping.dates:
                for column in columns.of_days(kind, mapping):
                    own.report.add("two_digits", column)
            reports.append(own.report)
    finally:
        quarantine.close()
    staged.quarantined, staged.sample, staged.reasons = quarantine.rows, quarantine.sample, quarantine.counted()
    staged.notes = several.together(reports).as_dicts()
    if quarantine.rows:
        staged.reasons_file, staged.rows_file = quarantine.reasons_path, quarantine.rows_path
    yield staged


def _kind(kind: Kind, source: Source, mapping: Mapping, task: Task, quarantine: Quarantine, share: several.Share,
          ) -> Iterator[Event]:
    """The events of one kind of the file."""
    taken = Taken(kind.name)
    folder = task.folder if share.count == 1 else task.folder / str(share.place)
    folder.mkdir(exist_ok=True)
    quarantine.begin()
    waiting: list[Part] = []
    beside = task.beside | {name: task.folder / str(place) for place, name in enumerate(task.kinds[:share.place])}
    for event in _parts(kind, source, mapping, folder, task.entries[share.place], quarantine, taken, beside):
        match event:
            case Restart() if not share.last:
                waiting.clear()
            case Restart():
                yield event
            # Rows that repeat a record are expected of all kinds but the last: nothing of them is published early.
            case Part() if not share.last:
                waiting.append(Part(event.path, share.of(1.0)))
            case Part():
                yield Part(event.path, share.of(event.share))
            case Progress():
                yield Progress(share.of(event.share), event.rows)
    yield from waiting
    taken.quarantined = quarantine.of_this
    yield taken


def _parts(kind: Kind, source: Source, mapping: Mapping, folder: Path, entry: int, quarantine: Quarantine,
           taken: Taken, beside: doubts.Beside) -> Iterator[Progress | Part | Restart]:
    plan = checks.compile_checks(kind, source.headers, mapping, controls=source.controls,
                                 first_day=source.first_day)
    writer = PartWriter(kind, folder)
    engine = connect(folder)
    register = known.Known(kind, entry)
    silent = absent_columns.untold(kind, mapping)
    doubtful = doubts.Doubts(kind, mapping, engine, beside)
    keys: list[tuple[np.ndarray, np.ndarray | range]] = []
    held: Part | None = None
    told = False
    try:
        engine.register(checks.REGIONS, region_versions())
        for table, found, told_of, share in ahead(_checked(plan, source, mapping, engine)):
            checked = _set_aside(plan, kind, mapping, source, table, found, told_of, quarantine)
            several.tell_unscored(mapping, checked, source.report)
            keys.append((checked.column("key_hash_").to_numpy(), _numbers(checked.column("row_").to_numpy())))
            if kind.personal is not None:
                _personal(kind, mapping, checked, taken)
            doubtful.look(checked)
            writer.write(_hash(kind, checked, register, taken, writer.schema, silent))
            yield Progress(share, taken.rows + taken.same + quarantine.rows)
            if writer.rows >= PART_ROWS:
                if held:
                    yield held
                    told = True
                held = Part(writer.finish(), share)
        doubtful.tell(source.report)
        for fault in _malformed(source, None):
            quarantine.add(*fault)
        last = writer.finish()
        if len(repeated := repeats.rows_of_repeated(keys)):
            if told:
                yield Restart()
            held, last = None, repeats.drop(engine, plan, source, mapping, repeated, writer, taken, quarantine)
    finally:
        writer.close()
        register.close()
        doubtful.close()
        engine.close()
    if held:
        yield held
    taken.root = writer.root.root().hex()
    yield Part(last, 1.0)


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """An engine with a bounded memory that spills into ``folder``. One thread keeps the rows in their order, and costs
    less than two that must be put in order again; hashing and writing go on beside it."""
    engine = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder / "spill"), "threads": 1})
    engine.execute("SET enable_progress_bar = false")  # it would write beside what the command says
    return engine


def _checked(plan: checks.Checks, source: Source, mapping: Mapping, engine: duckdb.DuckDBPyConnection,
             ) -> Iterator[tuple[pa.Table, pa.Table, pa.Table | None, float]]:
    """Of each batch the rows as they were given, as they were checked, and what is told of the bad ones, if any."""
    meant = meaning.of(plan.wants, source, mapping)
    for rows, batch, share in source.told_batches():
        table, with_reasons = meant.numbered(rows, batch)
        found = plan.run(engine, table, with_reasons, told=False)
        order = found.column("row_").to_numpy()
        if (order[1:] < order[:-1]).any():
            found = found.sort_by("row_")
        bad = found.column("row_").filter(found.column("bad_"))
        told = (plan.run(engine, table.filter(pc.is_in(table.column("row_"), bad)), with_reasons).sort_by("row_")
                if len(bad) else None)
        yield table, found, told, share


def _numbers(rows: np.ndarray) -> np.ndarray | range:
    # Most rows are good, and the numbers of a batch without gaps need no memory.
    if len(rows) and rows[-1] - rows[0] + 1 == len(rows):
        return range(int(rows[0]), int(rows[-1]) + 1)
    return rows


def region_versions() -> pa.Table:
    """Code and days of every region version known now, for the region checks."""
    rows = list(store.current(kinds.get("region")).values_list("code", "valid_from", "valid_to"))
    last = checks.LAST_DAY
    return pa.table({
        "code": pa.array([row[0] for row in rows], pa.string()),
        "valid_from": pa.array([row[1] for row in rows], pa.date32()),
        "valid_to": pa.array([str(row[2] or last) for row in rows], pa.string()).cast(pa.date32()),
    })


def _set_aside(plan: checks.Checks, kind: Kind, mapping: Mapping, source: Source, given: pa.Table,
               checked: pa.Table, told: pa.Table | None, quarantine: Quarantine) -> pa.Table:
    bad = checked.column("bad_")
    faulty = _faulty(plan, kind, mapping, source, given.filter(bad), told) if told is not None else []
    malformed = _malformed(source, int(given.column("row_")[-1].as_py()))
    for fault in sorted([*faulty, *malformed], key=lambda one: one[0]):
        quarantine.add(*fault)
    good = checked.filter(pc.invert(bad)) if told is not None else checked
    if quarantine.holds_earlier:
        good = good.filter(pa.array(~quarantine.earlier(good.column("row_").to_numpy())))
    return good


def _faulty(plan: checks.Checks, kind: Kind, mapping: Mapping, source: Source, given: pa.Table,
            checked: pa.Table) -> Iterator[Aside]:
    raw = given.select([f"c{index}" for index in range(len(source.headers))])
    lines = zip(*(column.to_pylist() for column in raw.columns), strict=True)
    for values, row in zip(lines, checked.to_pylist(), strict=True):
        if not any(value.strip() for value in values):
            continue  # an empty line, which spreadsheets leave at the end of what they write
        yield row["row_"], list(values), [
            (kind.by_name[name], columns.of_field(mapping, name), (row["r_" + name] or "").removeprefix(meaning.MARK),
             row[code], "")
            for name, code in plan.reasons if row[code] is not None
        ]


def _malformed(source: Source, until: int | None) -> Iterator[Aside]:
    for one in source.take_malformed(until):
        yield one.row, list(one.values), [(None, "", one.text, one.code, one.reason)]


def _hash(kind: Kind, checked: pa.Table, register: known.Known, taken: Taken, schema: pa.Schema,
          silent: tuple[str, ...]) -> pa.Table:
    public, hidden = checked.column("public_").to_pylist(), checked.column("internal_").to_pylist()
    internal = bool(kind.names(INTERNAL))
    salts = hashing.salts(checked.num_rows, internal)
    supersedes: list[int | None] = []
    if register.holds_any and (versions := register.look_up(checked)):
        supersedes = [None] * checked.num_rows
        held = [(index, versions[key]) for index, key in enumerate(checked.column("key_").to_pylist())
                if key in versions]
        if silent and held:
            checked = absent_columns.keep(kind, silent, checked, {index: one.id for index, one in held}, public, hidden)
        leaves_then = hashing.leaves(kind.name, [public[index] for index, _ in held],
                                     [hidden[index] for index, _ in held], [one.salt for _, one in held])
        same = set()
        for (index, version), leaf in zip(held, leaves_then, strict=True):
            supersedes[index] = version.id
            if leaf == version.leaf and not version.withdrawn:
                same.add(index)
        if same:
            taken.same += len(same)
            stay = [index for index in range(checked.num_rows) if index not in same]
            checked = checked.take(pa.array(stay, pa.int64()))
            public, hidden = [public[index] for index in stay], [hidden[index] for index in stay]
            salts, supersedes = [salts[index] for index in stay], [supersedes[index] for index in stay]
    leaves = hashing.leaves(kind.name, public, hidden, salts)
    taken.rows += len(leaves)
    taken.corrections += sum(one is not None for one in supersedes)
    names = [one.name for one in kind.kept]
    columns = [checked.column(name).cast(schema.field(name).type) for name in names]
    extra = [pa.array(salts, pa.binary()), hashing.column(leaves),
             pa.array(supersedes, pa.int64()) if supersedes else pa.nulls(len(leaves), pa.int64()),
             checked.column("row_")]
    return pa.table([*columns, *extra], schema=schema)


def _personal(kind: Kind, mapping: Mapping, checked: pa.Table, taken: Taken) -> None:
    names = [name for name in kind.names(PERSONAL) if name in mapping.filled]
    if not names:
        return
    keys = checked.column("key_").to_pylist()
    for key, values in zip(keys, checked.select(names).to_pylist(), strict=True):
        if any(value is not None for value in values.values()):
            taken.personal.append((key, values))
