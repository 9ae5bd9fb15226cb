"""Looking after the folder of evidence: every byte compared, what nobody refers to removed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from plumbline.home import Home
from plumbline.procedures.evidence import previews
from plumbline.records.core.journal import Entry
from plumbline.records.evidence import file_store
from plumbline.records.evidence.evidence import Evidence, leaf_of

MISSING, CHANGED, ALTERED = "missing", "changed", "altered"
OLD_SECONDS = 6 * 3600
"""An upload that has not ended after so long never will."""
MENDING = "Bring the folder 'evidence' back from a backup, or attach the same file anew"
WORDS = {
    MISSING: "a file of evidence is missing",
    CHANGED: "a file of evidence is not the one that was attached",
    ALTERED: "what is written about a piece of evidence is not what the journal sealed",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault: what is wrong with which file, and to which records it belongs."""

    fault: str
    sha256: str
    number: str
    about: str
    name: str

    def as_dict(self) -> dict[str, str]:
        """For ``--json`` documents."""
        return {"fault": self.fault, "sha256": self.sha256, "number": self.number, "about": self.about,
                "name": self.name}


@dataclass(frozen=True, slots=True)
class Verified:
    """What verifying found. ``spare`` are files that no attachment refers to, ``leftovers`` uploads cut short."""

    attachments: int
    files: int
    bytes: int
    wrong: list[Wrong]
    spare: list[Path]
    leftovers: list[Path]

    def as_dict(self) -> dict[str, Any]:
        """The ``--json`` document of ``plumb evidence verify``."""
        return {"attachments": self.attachments, "files": self.files, "bytes": self.bytes,
                "whole": not self.wrong, "wrong": [each.as_dict() for each in self.wrong],
                "spare": len(self.spare), "leftovers": len(self.leftovers)}


def verify(home: Home) -> Verified:
    """Compare every file with its name and every row with its leaf and the journal. Reads all of the folder."""
    by_hash: dict[str, list[Evidence]] = defaultdict(list)
    wrong = []
    for row in _rows():
        by_hash[row.sha256].append(row)
        if leaf_of(row) != bytes(row.leaf) or row.entry.root != bytes(row.leaf).hex():
            wrong.append(_wrong(ALTERED, row))
    sizes, spare = {}, []
    for sha256, path in file_store.kept(home):
        sizes[sha256] = path.stat().st_size
        if sha256 not in by_hash:
            spare.append(path)
        elif not file_store.matches(path, sha256):
            wrong += [_wrong(CHANGED, row) for row in _newest(by_hash[sha256])]
    for sha256 in by_hash.keys() - sizes.keys():
        wrong += [_wrong(MISSING, row) for row in _newest(by_hash[sha256])]
    count = len({row.number for rows in by_hash.values() for row in rows})
    return Verified(count, len(sizes), sum(sizes.values()), sorted(wrong, key=lambda one: (one.fault, one.number)),
                    spare, file_store.leftovers(home))


def belongs_to(hashes: list[str]) -> list[Wrong]:
    """To which records the files with these hashes, found changed in a backup, belong."""
    return [_wrong(CHANGED, row) for row in _newest(list(_rows(sha256__in=hashes)))]


def sweep(home: Home, *, at: datetime) -> int:
    """Remove what uploads that were cut short left, and files that nothing refers to; those of the six hours before
    ``at`` stay, for an upload may be under way. Returns how many were removed."""
    if not home.evidence.is_dir():
        return 0
    before = at.timestamp() - OLD_SECONDS
    with file_store.held(home):
        known = set(Evidence.objects.values_list("sha256", flat=True))
        old = [path for sha256, path in file_store.kept(home) if sha256 not in known]
        old += file_store.leftovers(home)
        old += [path for path in home.cache.glob("*.upload*") if path.is_file()]
        gone = [path for path in old if path.stat().st_mtime < before]
        for path in gone:
            path.unlink(missing_ok=True)
    return len(gone)


def digest(using: str = DEFAULT_DB_ALIAS) -> str:
    """SHA-256, hex, of all that a store holds about evidence: the same in two stores that hold the same."""
    said = hashlib.sha256()
    for row in _rows(using=using):
        leaves = f"{bytes(row.leaf).hex()} {leaf_of(row).hex()}"
        said.update(f"{row.pk} {row.entry_id} {row.superseded_id} {leaves}\n".encode())
    return said.hexdigest()


def _rows(using: str = DEFAULT_DB_ALIAS, **narrowed: Any) -> Iterator[Evidence]:
    rows = Evidence.objects.using(using).filter(entry__state=Entry.VISIBLE, **narrowed)
    return rows.select_related("entry").order_by("pk").iterator(chunk_size=2_000)


def _newest(rows: list[Evidence]) -> list[Evidence]:
    return list({row.number: row for row in rows}.values())


def _wrong(fault: str, row: Evidence) -> Wrong:
    return Wrong(fault, row.sha256, row.number, previews.about(row), row.name)
