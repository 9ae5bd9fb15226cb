"""The act of importing a file, from the file to the flip, and what to do about one that was cut short."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import filelock
from django.db import DatabaseError, OperationalError, transaction

from plumbline.errors import ConflictError, IntakeError, MethodError, PlumblineError, StoreError
from plumbline.home import Home
from plumbline.records import kinds, locks, regiontrees
from plumbline.records.intake import apart, personal, publishing, staging
from plumbline.records.journal import Entry
from plumbline.records.kinds import Kind
from plumbline.rulebook.mappings import Mapping

Clock = Callable[[], datetime]
Progress = Callable[[str, float, int], None]
"""Called with the step (checking, publishing), the share done from 0 to 1, and the rows so far."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did. ``number`` is the journal's number of it, None where nothing was new."""

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

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb import``."""
        return {
            "import": self.entry, "journal": self.number, "kind": self.kind, "file": self.file,
            "mapping": self.mapping, "taken_in": self.rows, "unchanged": self.same, "corrections": self.corrections,
            "quarantined": self.quarantined, "root": self.root, "quarantine": self.reasons_file,
            "quarantine_rows": self.rows_file, "faults": list(self.sample),
        }


def silent(step: str, share: float, rows: int) -> None:
    """Progress for nobody."""


def import_file(home: Home, kind_name: str, path: Path, *, clock: Clock, mapping: Mapping | None = None,
                actor: int | None = None, name: str = "", progress: Progress = silent) -> Outcome:
    """Take ``path`` in as records of ``kind_name``.

    ``clock`` tells the time, once when the import begins and once when it becomes visible, for the journal knows a
    record from the moment it counts.

    Good rows become visible at once, at the end; bad rows go to the quarantine; a row the store knows with the same
    content changes nothing; one with other content is a correction. Raises IntakeError if the file as a whole cannot
    be taken in: then nothing of it is visible.
    """
    kind = kinds.get(kind_name)
    name = (name or path.name).encode("utf-8", "replace").decode()  # not every file system's names are text
    with _import_lock(home):
        _sweep_locked(home)
        with transaction.atomic():
            entry = Entry.objects.create(act="import", kind=kind.name, actor=actor, begun_at=clock(),
                                         detail={"file": name})
        folder = home.imports / f"{entry.pk:06d}"
        try:
            with _clear_errors(folder):
                folder.mkdir(parents=True, exist_ok=True)
                return _run(home, kind, entry, path, folder, clock, mapping, name, progress)
        except BaseException:
            # Also for Ctrl-C. What this cannot undo (a full disk, a lost connection, a kill) the next import sweeps.
            with suppress(DatabaseError):
                locks.connect_again_if_lost()
                publishing.abandon(kind, entry)
            raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep(home: Home) -> int:
    """Take back imports that were cut short by a crash. Returns how many; 0 while an import is running."""
    try:
        with _import_lock(home, wait=0):
            return _sweep_locked(home)
    except IntakeError:
        return 0


def _run(home: Home, kind: Kind, entry: Entry, path: Path, folder: Path, clock: Clock, mapping: Mapping | None,
         name: str, progress: Progress) -> Outcome:
    if not path.is_file():
        raise IntakeError("there is no such file", where=str(path), next_step="Check the name and try again")
    task = staging.Task(kind.name, path, name, folder, home.quarantine, entry.pk, mapping)
    staged = _stage_and_publish(task, home, kind, entry, progress)
    entry.detail |= {
        "sha256": staged.sha256, "mapping": staged.mapping, "encoding": staged.encoding, "unchanged": staged.same,
        "quarantined": staged.quarantined,
        "quarantine": staged.reasons_file.name if staged.reasons_file else None,
    }
    _flip(entry, kind, staged, clock, name)
    return Outcome(
        entry=entry.pk, number=entry.number, kind=kind.name, file=name, mapping=staged.mapping, rows=staged.rows,
        same=staged.same, corrections=staged.corrections, quarantined=staged.quarantined, root=staged.root,
        reasons_file=str(staged.reasons_file) if staged.reasons_file else None,
        rows_file=str(staged.rows_file) if staged.rows_file else None, sample=tuple(staged.sample))


def _stage_and_publish(task: staging.Task, home: Home, kind: Kind, entry: Entry, progress: Progress) -> staging.Staged:
    publisher = publishing.Publisher(kind, entry)
    conflict: ConflictError | None = None
    for event in apart.events(task, home):
        match event:
            case staging.Progress(share, rows):
                progress("checking", share, rows)
            case staging.Part(part, share) if conflict is None:
                if entry.state != Entry.PUBLISHING:
                    # Only from here on there are rows to be taken back, by looking through the whole table.
                    entry.detail |= {"first_row": publishing.next_row(kind)}
                    _note(entry, Entry.PUBLISHING)
                try:
                    publisher.publish(part)
                except ConflictError as error:
                    # Perhaps the file gives one record twice, which staging tells at its end; else it stays a conflict.
                    conflict = error
                progress("publishing", share, publisher.rows)
            case staging.Restart():
                conflict = None
                publisher.take_back()
            case staging.Staged():
                if conflict is not None:
                    raise conflict
                return event
    raise AssertionError("staging ended without a word")


def _flip(entry: Entry, kind: Kind, staged: staging.Staged, clock: Clock, name: str) -> None:
    with transaction.atomic():
        # The clock is read once nobody else can write the journal, so that no cut is frozen between time and flip.
        locks.journal()
        changed = personal.keep(kind, staged.personal)
        if staged.rows and kind.name == "region":
            _must_hold(name)
        if staged.rows or changed:
            publishing.flip(entry, clock(), staged)
            return
    _note(entry, Entry.EMPTY)


def _must_hold(name: str) -> None:
    try:
        regiontrees.check()
    except MethodError as error:
        raise IntakeError(error.what, where=f"{name}, {error.where}", why="The tree of regions would not hold",
                          next_step=error.next_step or "Correct the file; nothing of it became visible") from error


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
        raise IntakeError("another import is running in this data directory", where=str(home.path),
                          next_step="Wait for it to finish and try again") from None
    try:
        # The same database may serve another data directory, on another machine.
        with locks.imports(wait) as alone:
            if not alone:
                raise IntakeError("another import is running in this database", where=str(home.path),
                                  next_step="Wait for it to finish and try again")
            yield
    finally:
        lock.release()


@contextmanager
def _clear_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        if not isinstance(error, OperationalError):
            raise
        raise StoreError(error.what, where=error.where, why=error.why,
                         next_step="Import the file again when the database is back; nothing of it is half visible",
                         ) from error
    except PlumblineError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _disk_full(folder, str(error)) from error
        raise
    except OperationalError as error:
        if "full" in str(error):
            raise _disk_full(folder, str(error)) from error
        raise
    except Exception as error:
        if "No space left" in str(error) or "could not write" in str(error).lower():
            raise _disk_full(folder, str(error)) from error
        raise


def _disk_full(folder: Path, why: str) -> IntakeError:
    return IntakeError("the disk is full", where=str(folder), why=why,
                       next_step="Make room and import the file again; nothing of it became visible")
