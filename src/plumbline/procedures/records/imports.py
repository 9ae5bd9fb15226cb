"""The act of importing a file, from the file to the flip, and what to do about one that was cut short."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as PerKind
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import filelock
from django.db import DatabaseError, OperationalError, transaction

from plumbline.errors import ConflictError, IntakeError, MethodError, PlumblineError, StoreError, reported
from plumbline.home import Home
from plumbline.procedures.common.archive import CHECK_NAME, NO_ROOM, disk_full
from plumbline.records.core import kinds, locks, region_trees
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.records.intake import personal, publishing
from plumbline.records.intake.staging import parts, stage, staging_process
from plumbline.records.stores import snapshots
from plumbline.rulebook.mappings.mappings import Mapping, Reading
from plumbline.text import Text

Clock = Callable[[], datetime]
Progress = Callable[[str, float, int], None]
"""Called with the step (checking, publishing), the share done from 0 to 1, and the rows so far."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did. ``number`` is the journal's number of it, None where nothing was new. Where the file gave
    several kinds, ``of`` tells each, in order; counts are those of all, and what has one value is that of the first."""

    entry: int
    number: int | None
    kind: str
    file: str
    mapping: str
    rows: int
    same: int
    corrections: int
    quarantined: int
    root: str
    reasons_file: str | None
    rows_file: str | None
    sample: tuple[dict[str, Any], ...] = ()
    encoding: str = ""
    reasons: tuple[dict[str, Any], ...] = ()
    notes: tuple[dict[str, Any], ...] = ()
    repeated: int = 0
    of: tuple[dict[str, Any], ...] = ()

    @property
    def in_vain(self) -> bool:
        """Whether every row was set aside: that is no success."""
        return bool(self.quarantined) and not self.rows and not self.same

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb import``."""
        return {
            "import": self.entry, "journal": self.number, "kind": self.kind, "file": self.file,
            "mapping": self.mapping, "taken_in": self.rows, "unchanged": self.same, "corrections": self.corrections,
            "quarantined": self.quarantined, "root": self.root, "quarantine": self.reasons_file,
            "quarantine_rows": self.rows_file, "faults": list(self.sample), "encoding": self.encoding,
            "reasons": list(self.reasons), "notes": list(self.notes), "repeated": self.repeated, "kinds": list(self.of),
        }


def silent(step: str, share: float, rows: int) -> None:
    """Progress for nobody."""


def import_file(home: Home, kind_name: str, path: Path, *, clock: Clock, mapping: Mapping | None = None,
                actor: int | None = None, name: str = "", progress: Progress = silent,
                reading: Reading | None = None) -> Outcome:
    """Take ``path`` in as records of ``kind_name``; where that is empty, as those of the kinds that ``mapping`` names.

    ``clock`` tells the time, once when the import begins and once when it becomes visible, for the journal knows a
    record from the moment it counts.

    Good rows become visible at once, at the end, those of all kinds together; bad rows go to the quarantine; a row the
    store knows with the same content changes nothing; one with other content is a correction. Raises IntakeError if the
    file as a whole cannot be taken in: then nothing of it is visible.
    """
    mapping = _for_kind(mapping, kind_name)
    of = [kinds.get(one) for one in (mapping.kinds if mapping and not kind_name else [kind_name])]
    name = (name or path.name).encode("utf-8", "replace").decode()  # not every file system's names are text
    with _import_lock(home):
        [done] = _all_or_nothing(home, of, name, actor, clock, progress, lambda entries, folder: [_Table(of, entries, (
            stage.Task(tuple(kind.name for kind in of), path, name, folder, home.quarantine,
                       tuple(entry.pk for entry in entries), mapping, reading or Reading())))])
        return done


def import_tables(home: Home, tables: PerKind[str, Path], *, clock: Clock, name: str, actor: int | None = None,
                  progress: Progress = silent) -> list[Outcome]:
    """Take in several tables that were made of one file, ``name``, as one act: each as records of the kind that it
    stands for, in their order. What is good of all becomes visible at once. Whoever calls this keeps other imports out
    (:func:`alone`), from before it looked at what the store holds. Raises as :func:`import_file` does.
    """
    of = [kinds.get(one) for one in tables]

    def each(entries: Sequence[Entry], folder: Path) -> list[_Table]:
        folders = {kind.name: folder / kind.name for kind in of}
        for one in folders.values():
            one.mkdir()
        return [_Table([kind], [entry], stage.Task(
            (kind.name,), tables[kind.name], name, folders[kind.name], home.quarantine, (entry.pk,),
            beside={before.name: folders[before.name] for before in of[:place]}))
            for place, (kind, entry) in enumerate(zip(of, entries, strict=True))]

    return _all_or_nothing(home, of, name, actor, clock, progress, each)


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of an import: which kinds it gives, under which entries of the journal, and how it is staged."""

    of: Sequence[Kind]
    entries: Sequence[Entry]
    task: stage.Task


def _all_or_nothing(home: Home, of: Sequence[Kind], name: str, actor: int | None, clock: Clock, progress: Progress,
                    tables: Callable[[Sequence[Entry], Path], list[_Table]]) -> list[Outcome]:
    """Take in the ``tables``, made once there are entries and a folder for them; what each came to."""
    _sweep_locked(home)
    entries = _begun(of, name, actor, clock())
    folder = home.imports / f"{entries[0].pk:06d}"
    try:
        with clear_errors(folder):
            folder.mkdir(parents=True, exist_ok=True)
            return _run(home, tables(entries, folder), clock, progress)
    except BaseException:
        # Also for Ctrl-C. What this cannot undo (a full disk, a lost connection, a kill) the next import sweeps.
        with suppress(DatabaseError):
            locks.connect_again_if_lost()
            for kind, entry in zip(of, entries, strict=True):
                publishing.abandon(kind, entry)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _for_kind(mapping: Mapping | None, kind: str) -> Mapping | None:
    """What ``mapping`` says of ``kind``; all of it where that is empty."""
    if mapping is None and not kind:
        raise IntakeError(
            "import.kind_unsaid", Text("it is not said what the file holds", "未说明文件的内容"),
            why=Text("Neither a kind of record nor a mapping is named", "既未指明记录类型，也未指明映射"),
            next_step=Text("Name the kind, or a mapping, which names it", "请指明记录类型，或指明映射"))
    if mapping is None or not kind:
        return mapping
    found = next((one for one in mapping.each if one.kind == kind), None)
    if found is None and mapping.several:
        raise IntakeError(
            "import.kind_not_mapped",
            Text(f"the mapping '{mapping.name}' gives no {kind}", f"映射“{mapping.name}”不产生{kind}"), where=kind,
            next_step=Text(f"It gives {', '.join(mapping.kinds)}: name one of them, or leave the kind out",
                           f"它产生{'、'.join(mapping.kinds)}：请指明其中一种，或不指明记录类型"))
    return found or mapping


def _begun(of: Sequence[Kind], name: str, actor: int | None, at: datetime) -> list[Entry]:
    """An entry of the journal for each kind; each tells the others, since one file is one act."""
    with transaction.atomic():
        entries = [Entry.objects.create(act="import", kind=kind.name, actor=actor, begun_at=at, detail={"file": name})
                   for kind in of]
        for entry in entries if len(entries) > 1 else ():
            entry.detail |= {"together": [one.pk for one in entries]}
            entry.save(update_fields=["detail"])
    return entries


def sweep(home: Home) -> int:
    """Take back imports that were cut short by a crash. Returns how many; 0 while an import is running."""
    try:
        with _import_lock(home, wait=0):
            return _sweep_locked(home)
    except IntakeError:
        return 0


def _run(home: Home, tables: Sequence[_Table], clock: Clock, progress: Progress) -> list[Outcome]:
    done: list[tuple[_Table, list[parts.Taken], stage.Staged]] = []
    for table in tables:
        if not table.task.path.is_file():
            raise IntakeError("disk.file_missing", Text("there is no such file", "没有该文件"),
                              where=str(table.task.path), next_step=CHECK_NAME)
        done.append((table, *_stage_and_publish(table.task, home, table.of, table.entries, progress)))
    for table, taken, staged in done:
        for entry, one in zip(table.entries, taken, strict=True):
            entry.detail |= {
                "sha256": staged.sha256, "mapping": staged.mapping, "encoding": staged.encoding, "unchanged": one.same,
                "quarantined": one.quarantined, "reasons": staged.reasons, "notes": staged.notes,
                "quarantine": staged.reasons_file.name if staged.reasons_file else None,
            } | ({"repeated": one.repeated} if one.repeated else {})
    _flip([entry for table, *_ in done for entry in table.entries], [kind for table, *_ in done for kind in table.of],
          [one for _, taken, _ in done for one in taken], clock, tables[0].task.name)
    return [_outcome(*each) for each in done]


def _outcome(table: _Table, taken: Sequence[parts.Taken], staged: stage.Staged) -> Outcome:
    each = tuple({
        "kind": one.kind, "import": entry.pk, "journal": entry.number, "taken_in": one.rows, "unchanged": one.same,
        "repeated": one.repeated, "corrections": one.corrections, "quarantined": one.quarantined, "root": one.root,
    } for entry, one in zip(table.entries, taken, strict=True))
    first = table.entries[0]
    return Outcome(
        entry=first.pk, number=first.number, kind=", ".join(kind.name for kind in table.of), file=table.task.name,
        mapping=staged.mapping, rows=sum(one.rows for one in taken), same=sum(one.same for one in taken),
        repeated=sum(one.repeated for one in taken), corrections=sum(one.corrections for one in taken),
        quarantined=staged.quarantined, root=taken[0].root, of=each,
        reasons_file=str(staged.reasons_file) if staged.reasons_file else None,
        rows_file=str(staged.rows_file) if staged.rows_file else None, sample=tuple(staged.sample),
        encoding=staged.encoding, reasons=tuple(staged.reasons), notes=tuple(staged.notes))


def _stage_and_publish(task: stage.Task, home: Home, of: Sequence[Kind], entries: Sequence[Entry],
                       progress: Progress) -> tuple[list[parts.Taken], stage.Staged]:
    apart = staging_process.apart(task.path, home)
    publishers = {one.pk: publishing.Publisher(to, one, apart=apart) for to, one in zip(of, entries, strict=True)}
    try:
        return _published(staging_process.events(task, home, apart=apart), of, entries, publishers, progress)
    finally:
        for publisher in publishers.values():
            publisher.close()


def _published(events: Iterator[stage.Event], of: Sequence[Kind], entries: Sequence[Entry],
               publishers: dict[int, publishing.Publisher], progress: Progress,
               ) -> tuple[list[parts.Taken], stage.Staged]:
    taken: list[parts.Taken] = []
    waiting = iter(zip(of, entries, strict=True))
    kind, entry = next(waiting)
    publisher = publishers[entry.pk]
    conflict: ConflictError | None = None
    before = 0
    for event in events:
        match event:
            case stage.Progress(share, rows):
                progress("checking", share, rows)
            case stage.Part(part, share) if conflict is None:
                if entry.state != Entry.PUBLISHING:
                    # Only from here on there are rows to be taken back, by looking through the whole table.
                    entry.detail |= {"first_row": publishing.next_row(kind)}
                    _note(entry, Entry.PUBLISHING)
                try:
                    publisher.publish(part)
                except ConflictError as error:
                    # Perhaps the file gives one record twice, which staging tells at its end; else it stays a conflict.
                    conflict = error
                progress("publishing", share, before + publisher.rows)
            case stage.Restart():
                conflict = None
                publisher.take_back()
            case parts.Taken():
                if conflict is not None:
                    raise conflict
                taken.append(event)
                before += publisher.rows
                if len(taken) < len(of):
                    kind, entry = next(waiting)
                    publisher = publishers[entry.pk]
            case stage.Staged():
                return taken, event
    raise AssertionError("staging ended without a word")


def _flip(entries: Sequence[Entry], of: Sequence[Kind], taken: Sequence[parts.Taken], clock: Clock,
          name: str) -> None:
    with transaction.atomic():
        # The clock is read once nobody else can write the journal, so that no cut is frozen between time and flip.
        locks.journal()
        at = None
        for entry, kind, one in zip(entries, of, taken, strict=True):
            changed = personal.keep(kind, one.personal)
            if one.rows and kind.name == "region":
                _must_hold(name)
            if one.rows or changed:
                at = at or clock()
                publishing.flip(entry, at, one)
            else:
                _note(entry, Entry.EMPTY)


def _must_hold(name: str) -> None:
    try:
        region_trees.check()
    except MethodError as error:
        raise IntakeError.of(error, where=Text(f"{name}, {error.where.en}", f"{name}，{error.where.say('zh')}"),
                             why=Text("The tree of regions would not hold", "地区树将不再成立"),
                             next_step=error.next_step or Text("Correct the file; nothing of it became visible",
                                                               "请更正文件；其中内容均未生效")) from error


def _note(entry: Entry, state: str) -> None:
    entry.state = state
    with transaction.atomic():
        entry.save(update_fields=["state", "detail"])


def _sweep_locked(home: Home) -> int:
    cut_short = list(Entry.objects.filter(state__in=Entry.HIDDEN, act="import"))
    for entry in cut_short:
        publishing.abandon(kinds.get(entry.kind), entry)
    for folder in home.imports.glob("[0-9]*"):
        shutil.rmtree(folder, ignore_errors=True)
    return len(cut_short)


def alone(home: Home) -> AbstractContextManager[None]:
    """Keep imports out while something else needs the records to stay as they are."""
    return _import_lock(home)


@contextmanager
def _import_lock(home: Home, wait: float = 5) -> Iterator[None]:
    # The operating system lets go of the lock when its process dies, however it dies.
    lock = filelock.FileLock(str(home.imports / ".lock"), timeout=wait)
    try:
        lock.acquire()
    except filelock.Timeout:
        raise _another(home, Text("another import is running in this data directory",
                                  "该数据目录中正在进行另一次导入")) from None
    try:
        # The same database may serve another data directory, on another machine.
        with locks.imports(wait) as alone:
            if not alone:
                raise _another(home, Text("another import is running in this database",
                                          "该数据库中正在进行另一次导入"))
            yield
    finally:
        lock.release()


def _another(home: Home, what: Text) -> IntakeError:
    return IntakeError("import.running", what, where=str(home.path),
                       next_step=Text("Wait for it to finish and try again", "请待其完成后重试"))


@contextmanager
def clear_errors(folder: Path) -> Iterator[None]:
    """What fails in here because the disk of ``folder`` is full, or the database is lost, is said in words.

    :raises IntakeError: for a full disk. :raises StoreError: for a lost database."""
    try:
        yield
    except StoreError as error:
        if not isinstance(error, OperationalError):
            raise
        raise StoreError.of(error, next_step=Text(
            "Import the file again when the database is back; nothing of it is half visible",
            "请在数据库恢复后重新导入该文件；文件内容没有部分生效")) from error
    except PlumblineError:
        raise
    except OSError as error:
        if error.errno in NO_ROOM:
            raise _disk_full(folder, reported(error)) from error
        raise
    except OperationalError as error:
        if any(word in str(error) for word in snapshots.FULL):
            raise _disk_full(folder, reported(error)) from error
        raise
    except Exception as error:
        if "No space left" in str(error) or "could not write" in str(error).lower():
            raise _disk_full(folder, reported(error)) from error
        raise


def _disk_full(folder: Path, why: Text) -> IntakeError:
    return IntakeError.of(disk_full(str(folder), why), next_step=Text(
        "Make room and import the file again; nothing of it became visible",
        "请腾出空间后重新导入该文件；其中内容均未生效"))
