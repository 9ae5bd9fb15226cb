"""The files of the index: one folder made by Tantivy, in which a document stands for each thing that can be found.

A thing is written three times, by who may read what of it, and never more than that: ``open`` is for everybody,
``party`` for those who have a part in it, ``inside`` for those with a role over its region. What is asked in the name
of somebody looks in these alone (``asking.py``). Only the number by which the thing is found in the store is kept of
it: no text can be read out of the index as it was written.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import tantivy

from plumbline.errors import Code, HomeError, reported
from plumbline.records.search.words import spoken
from plumbline.text import Text

FORMAT = 3
"""The shape of the documents: another number, and every index is made anew."""
OPEN, PARTY, INSIDE = "open", "party", "inside"
LEVELS = (OPEN, PARTY, INSIDE)
BEGINS = "_begins"
"""Beside the words of each level: how they begin."""
GROUP, PLACE, OPEN_PLACE, COLUMN, WHO, THING, SERIAL, FACET = (
    "group", "place", "open_place", "column", "who", "thing", "serial", "facet")
COUNTED = tuple(f"facet_{place}" for place in range(8))
"""Where the facets of a document stand once more, each in a field of its own, in the order in which its kind declares
them: what stands alone in its field is counted twenty times as quickly as what stands with others."""
_TOKENS = "plumbline"
DAMAGED = Code("search.damaged")
HEAP_BYTES = 60_000_000
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Document:
    """One thing to be found. ``thing`` names it once and for all; ``group`` says what it is; ``serial`` grows with
    what is newer, and is unlike that of any other of its group. ``places`` are the regions whose officers read it, of
    ``column``; ``who`` are those who have a part in it. ``facets`` are what everybody may narrow a search by, each as
    ``name=value``, in the order of their declaration, empty where there is no value; ``several`` are those of which
    one thing may have many: one may narrow by them, and they are not counted. The other three are its texts."""

    thing: str
    group: str
    serial: int
    column: str
    places: tuple[str, ...]
    open: tuple[str, ...]
    party: tuple[str, ...]
    inside: tuple[str, ...]
    who: tuple[str, ...] = ()
    open_place: bool = False
    facets: tuple[str, ...] = ()
    several: tuple[str, ...] = ()


@cache
def schema() -> Any:
    """The fields of a document."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field(THING, stored=True, tokenizer_name="raw", index_option="basic")
    for name in (GROUP, PLACE, OPEN_PLACE, COLUMN, WHO):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(FACET, tokenizer_name="raw", index_option="basic")
    for name in COUNTED:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_unsigned_field(SERIAL, fast=True)
    for level in LEVELS:
        builder.add_text_field(level, tokenizer_name=_TOKENS, index_option="position")
        builder.add_text_field(level + BEGINS, tokenizer_name=_TOKENS, index_option="basic")
    return builder.build()


class Index:
    """An index in its folder."""

    def __init__(self, folder: Path, made: Any) -> None:
        self.folder = folder
        self._index = made
        self._index.register_tokenizer(
            _TOKENS, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())

    @classmethod
    def make(cls, folder: Path) -> Index:
        """A new one. What lay in the folder goes."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return cls(folder, told(lambda: tantivy.Index(schema(), str(folder)), folder))

    @classmethod
    def open(cls, folder: Path) -> Index:
        """The one in ``folder``. :raises HomeError: if there is none, or it cannot be read."""
        return cls(folder, told(lambda: tantivy.Index.open(str(folder)), folder))

    def searcher(self) -> Any:
        """The index as it is now."""
        def newest() -> Any:
            self._index.reload()
            return self._index.searcher()

        return told(newest, self.folder)

    @property
    def documents(self) -> int:
        """How many things are in it."""
        return int(self.searcher().num_docs)

    @contextmanager
    def writing(self, *, threads: int = 1) -> Iterator[Writer]:
        """To put documents in and take them out; what was written is found once it is committed. One process at a time:
        the caller holds the lock. :raises HomeError: if another program writes, or the disk is full."""
        made = told(lambda: self._index.writer(HEAP_BYTES, threads), self.folder)
        writer = Writer(made, self.folder)
        try:
            yield writer
        except BaseException:
            told(made.rollback, self.folder)
            raise
        finally:
            told(made.wait_merging_threads, self.folder)


class Writer:
    """Writes into an index."""

    def __init__(self, made: Any, folder: Path) -> None:
        self._made, self._folder = made, folder

    def add(self, document: Document) -> None:
        """Put a document in."""
        found = tantivy.Document()
        found.add_text(THING, document.thing)
        found.add_text(GROUP, document.group)
        found.add_text(COLUMN, document.column)
        found.add_unsigned(SERIAL, document.serial)
        for place in document.places:
            found.add_text(PLACE, place)
            if document.open_place:
                found.add_text(OPEN_PLACE, place)
        for each in document.who:
            found.add_text(WHO, each)
        for each, counted in zip(document.facets, COUNTED, strict=False):
            if each:
                found.add_text(FACET, each)
                found.add_text(counted, each)
        for each in document.several:
            found.add_text(FACET, each)
        for level, texts in ((OPEN, document.open), (PARTY, document.party), (INSIDE, document.inside)):
            if texts:
                order, begins = spoken(texts)
                found.add_text(level, order)
                found.add_text(level + BEGINS, begins)
        told(lambda: self._made.add_document(found), self._folder)

    def remove(self, thing: str) -> None:
        """Take out the document of ``thing``, if there is one."""
        told(lambda: self._made.delete_documents_by_term(THING, thing), self._folder)

    def commit(self) -> None:
        """From now on it is found."""
        told(self._made.commit, self._folder)


def told(run: Callable[[], Answer], folder: Path) -> Answer:
    """What ``run`` gives. :raises HomeError: for whatever Tantivy cannot do: its files are damaged, or the disk is
    full."""
    try:
        return run()
    except (ValueError, OSError) as error:
        raise _damaged(folder, reported(error)) from error
    except BaseException as error:
        # A panic of the library: it is no Exception, so that no program takes it for one of its own.
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(folder, Text(str(error)[:300])) from error


def _damaged(folder: Path, why: Text) -> HomeError:
    return HomeError(
        DAMAGED, Text("the search index cannot be used", "检索索引无法使用"), where=folder.name, why=why,
        next_step=Text("Make it anew: plumb search --rebuild", "请重建索引：plumb search --rebuild"))
