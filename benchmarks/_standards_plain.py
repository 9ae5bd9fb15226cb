"""What is beside measurements of the register of standards: programs that do the least of the same, each a process of
its own: ``import FILE DATABASE``, ``read DATABASE``, ``index DATABASE FOLDER``, ``ask FOLDER QUESTIONS``."""

from __future__ import annotations

import json
import re
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import tantivy

from benchmarks import _measure

NAMES = ("code", "document", "title_zh", "title_en", "status", "published_on", "withdrawn_on", "ics", "doctype")
STATUSES = {"valid": "in-force", "withdrawn": "withdrawn", "draft": "draft"}
WORDS = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
DESIGNATION = re.compile(r"(.+?)[-:]([0-9]{4})")
TOP = 20


def taken_in(file: Path, database: Path) -> None:
    """The same objects by Python's json and sqlite3 alone: two tables with their keys, no checks, hashes or journal."""
    with sqlite3.connect(database) as store:
        store.execute(f"CREATE TABLE standard (id INTEGER PRIMARY KEY, {', '.join(NAMES)})")
        store.execute("CREATE TABLE relation (id INTEGER PRIMARY KEY, standard, type, target)")
        store.execute("CREATE UNIQUE INDEX s ON standard (code)")
        store.execute("CREATE INDEX d ON standard (document)")
        store.execute("CREATE UNIQUE INDEX r ON relation (standard, type, target)")
        store.execute("CREATE INDEX t ON relation (target)")
        for batch in _batches(file):
            store.executemany(f"INSERT INTO standard ({', '.join(NAMES)}) VALUES ({', '.join('?' * len(NAMES))})",
                              map(_row, batch))
            store.executemany("INSERT OR IGNORE INTO relation (standard, type, target) VALUES (?, ?, ?)",
                              ((one["id"], *each) for one in batch for each in one["rel"]))
    store.close()


def _batches(file: Path) -> Iterator[list[dict[str, Any]]]:
    batch = []
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            batch.append(json.loads(line))
            if len(batch) == 20_000:
                yield batch
                batch = []
    yield batch


def _row(one: dict[str, Any]) -> tuple[Any, ...]:
    read = DESIGNATION.fullmatch(one["id"])
    return (one["id"], read[1] if read else one["id"], one["title"]["zh"], one["title"]["en"], STATUSES[one["stage"]],
            one["date"]["published"], one["date"].get("obsoleted"), ";".join(one["ics"]), one["doctype"])


def read(database: Path) -> int:
    """The columns that the lists of health look at, of all rows, fetched and let go."""
    with sqlite3.connect(database) as store:
        rows = store.execute("SELECT code, designation, document, title_en, title_zh, ics, ccs, issuer, level, status, "
                             "published_on, effective_on, confirmed_on FROM records_standard")
        return sum(1 for _ in rows)


def indexed(database: Path, folder: Path) -> None:
    """Designations and titles as words and pairs of characters, by Tantivy alone: no rights, facets or beginnings."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="plain", index_option="position")
    builder.add_unsigned_field("id", stored=True, fast=True)
    folder.mkdir()
    index = _plain(tantivy.Index(builder.build(), str(folder)))
    writer = index.writer(60_000_000, 1)
    with sqlite3.connect(database) as store:
        for number, *texts in store.execute("SELECT id, designation, title_zh, title_en FROM records_standard"):
            document = tantivy.Document()
            document.add_unsigned("id", number)
            document.add_text("text", " ".join(_pairs(" ".join(each for each in texts if each))))
            writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()


def _plain(index: Any) -> Any:
    index.register_tokenizer("plain", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index


def _pairs(text: str) -> list[str]:
    found: list[str] = []
    for run in WORDS.findall(text.lower()):
        found += [run] if run.isascii() else [run[at:at + 2] for at in range(len(run) - 1)] or [run]
    return found


def asked(folder: Path, questions: dict[str, list[str]]) -> dict[str, Any]:
    """The best of the plain index for each question, by sort: processor milliseconds."""
    index = _plain(tantivy.Index.open(str(folder)))
    searcher, schema = index.searcher(), index.schema

    def ask(text: str) -> None:
        words = [tantivy.Query.term_query(schema, "text", each, "freq") for each in _pairs(text)]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Must, each) for each in words])
        hits = searcher.search(query, TOP, count=True).hits
        for _, address in hits:
            searcher.doc(address)

    return {sort: timed(ask, texts) for sort, texts in questions.items()}


def timed(ask: Callable[[str], Any], texts: list[str]) -> dict[str, float]:
    """Milliseconds of processor time and of wall that each of ``texts`` takes, after one that is not counted."""
    ask(texts[0])
    spent, waited = [], []
    for text in texts:
        busy, began = time.process_time(), time.perf_counter()
        ask(text)
        spent.append((time.process_time() - busy) * 1000)
        waited.append((time.perf_counter() - began) * 1000)
    return {"p50": _at(spent, 0.5), "p99": _at(spent, 0.99), "wall_p50": _at(waited, 0.5),
            "wall_p99": _at(waited, 0.99), "questions": len(texts)}


def _at(values: list[float], share: float) -> float:
    if share == 0.5:
        return round(statistics.median(values), 3)
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))], 3)


if __name__ == "__main__":
    act, *words = sys.argv[1:]
    spent = _measure.Spent()
    found: Any = None
    if act == "import":
        taken_in(Path(words[0]), Path(words[1]))
    elif act == "read":
        found = read(Path(words[0]))
    elif act == "index":
        indexed(Path(words[0]), Path(words[1]))
    else:
        found = asked(Path(words[0]), json.loads(Path(words[1]).read_text("utf-8")))
    print(json.dumps({"found": found, "peak_mb": _measure.peak_mb(), **spent.told()}))
