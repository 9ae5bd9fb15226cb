"""The engine returns exact numbers, keeps cuts apart, and serves several threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
import sqlglot

from plumbline.errors import CutError, FigureError
from plumbline.figures.engine.base import SESSIONS, EngineSettings
from plumbline.figures.engine.duck import DuckEngine
from plumbline.home import Home
from tests.figures.tables import AS_OF, cut_of, region

COUNT = sqlglot.parse_one('SELECT COUNT(*) AS "n" FROM "organisation"')


def firms(count):
    return {"region": [region("city")],
            "organisation": [{"code": str(at), "name": "A", "region": "city"} for at in range(count)]}


def count(engine, cut):
    return engine.session(cut.id, cut.path).table(COUNT).column("n")[0].as_py()


def test_floating_point_is_refused(home: Home, engine):
    cut = cut_of(home, firms(1))
    query = sqlglot.parse_one('SELECT CAST(1 AS DOUBLE) AS "x" FROM "organisation"')
    with pytest.raises(FigureError, match="'x' came back as double. Engines must return exact numbers") as caught:
        engine.session(cut.id, cut.path).table(query)
    assert caught.value.code == "engine.not_exact"


def test_sums_are_exact_beyond_64_bits(home: Home, engine):
    cut = cut_of(home, firms(4))
    query = sqlglot.parse_one('SELECT SUM(9000000000000000000) AS "x" FROM "organisation"')
    value = engine.session(cut.id, cut.path).table(query).column("x")[0].as_py()
    assert int(value) == 36_000_000_000_000_000_000


def test_cuts_are_kept_apart(home: Home, engine):
    cuts = [cut_of(home, firms(size), as_of=AS_OF + timedelta(days=size)) for size in range(SESSIONS + 2)]
    assert [count(engine, cut) for cut in cuts] == list(range(SESSIONS + 2))
    assert [count(engine, cut) for cut in reversed(cuts)] == list(reversed(range(SESSIONS + 2)))


def test_a_file_altered_under_an_open_session_is_found(home: Home, engine):
    cut = cut_of(home, firms(3))
    assert count(engine, cut) == 3
    path = cut.folder / "organisation.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"2")
    with pytest.raises(CutError, match="not the one that was frozen") as caught:
        count(engine, cut)
    assert caught.value.code == "cut.file_altered"


def test_a_query_that_fails_says_so(home: Home, engine):
    cut = cut_of(home, firms(1))
    with pytest.raises(FigureError, match="could not compute this") as caught:
        engine.session(cut.id, cut.path).table(sqlglot.parse_one('SELECT "nothing" FROM "organisation"'))
    assert caught.value.code == "engine.failed"


def test_threads_do_not_meet(home: Home, engine):
    cut = cut_of(home, firms(50))
    query = sqlglot.parse_one(
        'SELECT COUNT(*) AS "n" FROM "organisation" JOIN "few" ON "few"."code" = "organisation"."code"')

    def ask(size):
        few = pa.table({"code": [str(at) for at in range(size)]})
        return engine.session(cut.id, cut.path).table(query, {"few": few}).column("n")[0].as_py()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(1, 41))) == list(range(1, 41))


def test_settings_reach_duckdb(home: Home, tmp_path: Path):
    cut = cut_of(home, firms(1))
    engine = DuckEngine(EngineSettings(memory="300MB", threads=1, scratch=tmp_path / "spill"))
    query = sqlglot.parse_one("SELECT CURRENT_SETTING('threads') AS t, CURRENT_SETTING('memory_limit') AS m, "
                              "CURRENT_SETTING('temp_directory') AS d")
    row = engine.session(cut.id, cut.path).table(query).to_pylist()[0]
    assert row == {"t": 1, "m": "286.1 MiB", "d": str(tmp_path / "spill")}
