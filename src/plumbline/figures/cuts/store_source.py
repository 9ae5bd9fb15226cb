"""A store of this process, the home's own unless another is named, as a source of cuts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa
from django.db import DEFAULT_DB_ALIAS

from plumbline.errors import CutError
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.records.core import kinds, store
from plumbline.records.core.misfits import MENDING, Misfit, told
from plumbline.records.verifying import verification
from plumbline.rulebook.indicators.shapes import Schema
from plumbline.text import Text

FAULTS_TOLD = 3


class StoreSource:
    """The versions the journal knows. See :class:`plumbline.figures.cuts.source.Source`."""

    def __init__(self, using: str = DEFAULT_DB_ALIAS) -> None:
        """``using`` is the store's name among Django's databases."""
        self.using = using

    def schema(self) -> Schema:
        """Every declared kind."""
        return schema_of_kinds()

    def head(self, as_of: datetime) -> dict[str, Any]:
        """See :class:`plumbline.figures.cuts.source.Source`."""
        return store.journal_head(as_of, self.using)

    def state(self, kind: str, as_of: datetime) -> str:
        """See :class:`plumbline.figures.cuts.source.Source`."""
        return store.kind_state(kinds.get(kind), as_of, self.using)

    def added(self, kind: str, journal: Mapping[str, Any], as_of: datetime) -> Iterator[pa.RecordBatch] | None:
        """See :class:`plumbline.figures.cuts.source.Source`."""
        after = store.came_alone_since(kinds.get(kind), journal, as_of, self.using)
        return None if after is None else self._proved(kind, as_of, after)

    def rows(self, kind: str, as_of: datetime) -> Iterator[pa.RecordBatch]:
        """See :class:`plumbline.figures.cuts.source.Source`. :raises CutError: naming the records that are not what the
        journal sealed: of these no cut is made."""
        return self._proved(kind, as_of, 0)

    def _proved(self, kind: str, as_of: datetime, after: int) -> Iterator[pa.RecordBatch]:
        misfits: list[Misfit] = []
        yield from verification.rows_as_of(kinds.get(kind), as_of, self.using, misfits, after=after)
        if misfits:
            (what, where), *others = told(kind, misfits)
            english, chinese = what.en, what.zh
            for also, place in others[:FAULTS_TOLD]:
                english += f"; {also.en} ({place.en})"
                chinese += f"；{also.zh}（{place.zh}）"
            raise CutError("cut.store_altered", Text(f"no cut was made: {english}", f"未生成快照：{chinese}"),
                           where=where, why=Text("The store was altered outside Plumbline", "数据库在本系统之外被改动"),
                           next_step=Text(f"See all of it with: plumb doctor --deep. {MENDING.en}",
                                          f"查看全部问题：plumb doctor --deep。{MENDING.zh}"))
