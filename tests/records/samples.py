"""Small files and a small tree of regions for tests of records: what an office might send."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from plumbline.home import Home
from plumbline.procedures.records.imports import Outcome, import_file
from plumbline.records.core import kinds, store
from tests.replay import begin_from

AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

# Ward 8 ended in 2012 and goes on as ward 2; ward 9 began in 2013.
REGIONS = """\
code,name_en,name_zh,level,parent,valid_from,valid_to,successor
city,City,市,city,,1900-01-01,,
1,Ward 1,第1选区,ward,city,1900-01-01,,
2,Ward 2,第2选区,ward,city,1900-01-01,,
8,Ward 8,第8选区,ward,city,1900-01-01,2012-12-31,2
9,Ward 9,第9选区,ward,city,2013-01-01,,
"""

INSPECTION = {
    "number": "1", "region": "1", "inspected_on": "2013-01-31", "purpose": "canvass", "result": "pass",
    "critical_count": "0",
}
Row = Mapping[str, str]


class Clock:
    """A clock that goes on by one second each time it is asked."""

    def __init__(self, start: datetime = AT) -> None:
        self.now = start

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


def inspection(**changed: str) -> dict[str, str]:
    """One good inspection, as text, with some fields changed."""
    return {**INSPECTION, **changed}


def csv_of(rows: Sequence[Row], delimiter: str = ",") -> str:
    """Rows as CSV; the columns are those of the first row, and of the others what it lacks."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read_csv(path: str | Path | None) -> list[dict[str, str]]:
    """The rows of a quarantine file."""
    assert path is not None
    with Path(path).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


class Office:
    """A data directory whose store is the test's database, and files to take into it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.clock = Clock()
        self.inbox = home.path / "given"
        self.inbox.mkdir(exist_ok=True)  # the home of all that a process tests may be given files by several

    def file(self, content: str | bytes | Sequence[Row], name: str = "rows.csv") -> Path:
        """A file with this content."""
        if not isinstance(content, str | bytes):
            content = csv_of(content)
        path = self.inbox / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def take(self, kind: str, content: str | bytes | Sequence[Row] | Path, *, name: str = "rows.csv",
             **options: Any) -> Outcome:
        """Import a file with this content."""
        path = content if isinstance(content, Path) else self.file(content, name)
        return import_file(self.home, kind, path, clock=self.clock, **options)

    def inspections(self, *rows: Row, **options: Any) -> Outcome:
        """Import these inspections."""
        return self.take("inspection", rows, **options)

    def begin(self, then: Callable[[Office], object] | None = None) -> None:
        """With the small tree, and what is done ``then``: once, and put back for those that follow."""
        name = ("office", *((then.__module__, then.__qualname__) if then else ()))
        self.clock.now = begin_from(partial(self._begun, then), name=name, home=self.home)

    def _begun(self, then: Callable[[Office], object] | None) -> datetime:
        self.regions()
        if then:
            then(self)
        return self.clock.now

    def regions(self) -> Outcome:
        """Import the small tree."""
        return self.take("region", REGIONS, name="regions.csv")


def current(kind: str, *names: str) -> list[tuple[Any, ...]]:
    """The values that count now, in order."""
    return sorted(store.current(kinds.get(kind)).values_list(*names))


def stored_rows(kind: str) -> Iterator[Any]:
    """Every row there is, hidden and past ones too, by id."""
    return iter(kinds.get(kind).model.objects.order_by("id"))
