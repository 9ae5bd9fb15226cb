"""What Spark needs, what may be set, and what is told when it cannot start."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
import time
from pathlib import Path

import pytest
import sqlglot

from plumbline.errors import FigureError
from plumbline.figures.engine import spark_start
from plumbline.figures.engine.spark import SparkEngine
from plumbline.figures.engine.spark_start import SparkSettings, check_options, check_parts, java_version
from plumbline.home import Home
from tests.figures.sparks import require_spark, spark
from tests.figures.tables import cut_of, region

FIRMS = 'SELECT COUNT(*) AS "n" FROM "region"'


def java(folder: Path, says: str) -> Path:
    """A program that answers as Java would."""
    folder.joinpath("bin").mkdir(parents=True)
    program = folder / "bin" / "java"
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    program.chmod(0o755)
    return program


@pytest.mark.skipif(os.name == "nt", reason="writes a shell script")
@pytest.mark.parametrize(("says", "release"), [
    ('openjdk version "17.0.15" 2025-04-15', 17), ('java version "1.8.0_401"', 8), ('openjdk version "21" 2023', 21),
    ("no Java here", None),
])
def test_the_release_of_java(tmp_path: Path, says: str, release: int | None) -> None:
    assert java_version(str(java(tmp_path, says))) == release


@pytest.mark.skipif(os.name == "nt", reason="writes a shell script")
def test_an_old_java_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_spark()
    program = java(tmp_path, 'java version "1.8.0_401"')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(FigureError) as caught:
        check_parts()
    assert caught.value.code == "engine.no_java"
    assert (caught.value.what.en, caught.value.where.en) == ("Java 8 is too old: Spark needs 17 or newer", str(program))
    assert "openjdk-17-jre-headless" in caught.value.next_step.en


def test_no_java_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_spark()
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FigureError, match="Spark needs Java, which is not installed") as caught:
        check_parts()
    assert caught.value.code == "engine.no_java"


def test_no_pyspark_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [one for one in sys.path if "-packages" not in one])
    monkeypatch.delitem(sys.modules, "pyspark", raising=False)
    importlib.invalidate_caches()
    with pytest.raises(FigureError, match="needs the package pyspark, which is not installed") as caught:
        check_parts()
    assert caught.value.code == "engine.no_pyspark"


@pytest.mark.parametrize("name", ["spark.sql.ansi.enabled", "spark.sql.files.ignoreMissingFiles",
                                  "spark.sql.legacy.timeParserPolicy", "spark.master"])
def test_what_answers_rest_on_cannot_be_set(name: str) -> None:
    with pytest.raises(FigureError, match=f"'{name}' cannot be set") as caught:
        check_options({name: "x"})
    assert caught.value.code == "engine.setting_fixed"
    check_options({"spark.executor.memory": "8g"})


def test_a_name_that_is_not_sparks_is_told() -> None:
    with pytest.raises(FigureError, match="Spark has no setting 'executor.memory'") as caught:
        check_options({"executor.memory": "8g"})
    assert caught.value.code == "engine.setting_unknown"


def test_a_master_that_does_not_answer_is_told_at_once() -> None:
    with socket.socket() as taken:  # a port that is somebody's and does not listen
        taken.bind(("127.0.0.1", 0))
        master = f"spark://127.0.0.1:{taken.getsockname()[1]}"
        began = time.monotonic()
        with pytest.raises(FigureError) as caught:
            spark_start.knock(master)
        assert caught.value.code == "engine.master_out_of_reach"
    assert (caught.value.what.en, caught.value.where.en) == ("the Spark master cannot be reached", master)
    assert time.monotonic() - began < spark_start.KNOCK + 5
    with pytest.raises(FigureError, match="the Spark master cannot be reached") as caught:
        spark_start.knock("spark://nowhere.invalid:7077")
    assert caught.value.code == "engine.master_out_of_reach"


def test_a_process_has_one_spark(home: Home) -> None:

    cut = cut_of(home, {"region": [region("city")]})
    query = sqlglot.parse_one(FIRMS)
    assert spark().session(cut.id, cut.source).table(query).to_pylist() == [{"n": 1}]
    with pytest.raises(FigureError, match=r"Spark runs in this process already, on local\[2\]") as caught:
        SparkEngine(SparkSettings("local[1]")).session(cut.id, cut.source).table(query)
    assert caught.value.code == "engine.runs_already"
