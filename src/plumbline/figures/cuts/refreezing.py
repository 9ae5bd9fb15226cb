"""Whether a cut still says what the store says: its files made anew from the store, as it was when they were frozen.

A manifest, its files and the name of its folder can be written anew so that they fit each other; then they no longer
fit the journal and the records.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from django.db import DEFAULT_DB_ALIAS

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.cuts.manifest import Part
from plumbline.figures.cuts.verifying import sha256_of
from plumbline.figures.cuts.writing import write
from plumbline.figures.engine.schema import LEAF, REGION, schema_of_kinds
from plumbline.records.core import kinds
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import Kind
from plumbline.records.verifying.verification import Verification

MEMORY = "512MB"


class Refreezing:
    """Compares cuts with the store. What was found the same once, in the same state of the store, is not made twice:
    cuts share their files. ``aside`` is a folder for files that are made and removed again."""

    def __init__(self, aside: Path, using: str = DEFAULT_DB_ALIAS) -> None:
        self.aside, self.using = aside, using
        self._same: set[tuple[str, str, str]] = set()

    def entry_wrong(self, cut: Cut) -> str:
        """What the journal says against the entry that ``cut`` says it knew; empty where they agree."""
        number, hash = cut.held.journal.get("number"), cut.held.journal.get("hash")
        if not number:
            return ""
        entry = Entry.objects.using(self.using).filter(number=number, hash=hash).first()
        if entry is None:
            return f"the journal has no entry {number} of this hash"
        if entry.sealed_at is not None and entry.sealed_at > cut.held.as_of:
            return f"journal entry {number}, which it knew, is of a later time than it"
        return ""

    def differs(self, cut: Cut, name: str) -> str:
        """How the file of the kind ``name`` in ``cut`` differs from what the store held; empty where it does not. Files
        of other instances are known by their signatures, and a tree of regions merged with theirs is not compared."""
        held = cut.held.kinds[name]
        if name not in kinds.KINDS or (cut.joint and name == REGION):
            return ""
        upto = int(cut.held.journal["number"])
        last = _last(name, upto, self.using)
        if held.state and held.state != (f"{name}:{last[1]}" if last else f"{name}:empty"):
            return "the manifest names another state of the store than its entry of the journal"
        after = 0
        for part in held.own:
            until = min(part.upto or upto, upto)
            rows = f"{after}-{last[0] if last else 0}" if len(held.own) == 1 else f"{after}-{until}"
            if (name, rows, part.sha256) not in self._same:
                if said := self._made_anew(kinds.get(name), cut.folder / part.file, part, after, until):
                    return said
                self._same.add((name, rows, part.sha256))
            after = until
        return self._replaced_since(name, held.own, upto) if len(held.own) > 1 else ""

    def _replaced_since(self, name: str, own: Sequence[Part], upto: int) -> str:
        """Whether something else than additions came between the files of a kind."""
        changed = Entry.objects.using(self.using).filter(
            kind=name, state=Entry.VISIBLE, number__gt=own[0].upto, number__lte=upto, superseded_rows__gt=0).first()
        return f"journal entry {changed.number} changed records that it holds as they were before" if changed else ""

    def _made_anew(self, kind: Kind, file: Path, held: Part, after: int, upto: int) -> str:
        target = self.aside / f"{kind.name}.parquet"
        try:
            # That the store's own rows are what was sealed is looked at once, and not for each cut.
            rows = write(Verification(kind, self.using, after).unverified(upto), schema_of_kinds()[kind.name], target,
                         lambda name, rows: None)
            if sha256_of(target) == held.sha256:
                return ""
            if rows != held.rows:
                return f"it holds {held.rows:,} records, and the store held {rows:,}"
            # Another release may have written the same records in other bytes, or without the fields of today.
            missing = _rows_that_differ(file, target)
            return f"{missing:,} of its records are not those that the store held" if missing else ""
        finally:
            target.unlink(missing_ok=True)


def _last(kind: str, upto: int, using: str) -> tuple[int, str] | None:
    found = Entry.objects.using(using).filter(kind=kind, state=Entry.VISIBLE, number__lte=upto).order_by("-number")
    first = found.values_list("number", "hash").first()
    return None if first is None else (int(first[0] or 0), first[1])


def _rows_that_differ(file: Path, made: Path) -> int:
    there = set(pq.read_schema(made).names)
    names = [name for name in pq.read_schema(file).names if name in there]
    if LEAF not in names:
        return int(pq.read_metadata(file).num_rows)
    said = ", ".join(f'CAST("{name}" AS VARCHAR) AS "{name}"' for name in names)
    with duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": str(made.parent)}) as database:
        found = database.execute(
            f"SELECT count(*) FROM (SELECT {said} FROM read_parquet(?) EXCEPT ALL SELECT {said} FROM read_parquet(?))",
            [str(file), str(made)]).fetchone()
    return int(found[0]) if found else 0
