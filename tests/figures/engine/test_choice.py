"""Which engine a process asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from plumbline.errors import FigureError
from plumbline.figures.engine.choice import Choice, choose, chosen, default_engine, spark_options
from plumbline.figures.engine.duck import DuckEngine
from plumbline.figures.engine.spark import SparkEngine
from tests.figures.sparks import require_spark


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = chosen()
    yield
    choose(before)


def test_it_is_duckdb_unless_something_else_is_chosen() -> None:
    assert isinstance(default_engine(), DuckEngine)
    assert default_engine() is default_engine()


def test_spark_is_chosen_with_its_master_and_settings() -> None:
    require_spark()
    choose(Choice("spark", "local[3]", {"spark.driver.memory": "2g"}))
    found = default_engine()
    assert isinstance(found, SparkEngine)
    assert (found.settings.master, found.settings.options) == ("local[3]", {"spark.driver.memory": "2g"})
    choose(Choice("spark"))
    found = default_engine()
    assert isinstance(found, SparkEngine)
    assert found.settings.master == "local[*]"


@pytest.mark.parametrize(("choice", "message", "code"), [
    (Choice("sparc"), "there is no engine 'sparc'. Did you mean spark", "engine.unknown"),
    (Choice("duckdb", "local[2]"), "the engine 'duckdb' has no master. Add: --engine spark", "engine.without_master"),
    (Choice("spark", "", {"spark.sql.ansi.enabled": "false"}), "'spark.sql.ansi.enabled' cannot be set",
     "engine.setting_fixed"),
])
def test_a_choice_that_cannot_be_is_told_when_it_is_used(choice: Choice, message: str, code: str) -> None:
    choose(choice)
    with pytest.raises(FigureError, match=message) as caught:
        default_engine()
    assert caught.value.code == code


def test_settings_are_named_as_spark_names_them() -> None:
    assert spark_options({"executor": {"memory": "8g", "cores": 4}, "authenticate": True, "spark.x.y": 1}) == {
        "spark.executor.memory": "8g", "spark.executor.cores": "4", "spark.authenticate": "true", "spark.x.y": "1"}
