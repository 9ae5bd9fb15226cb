"""One cut of the Chicago world for all tests of figures, and small homes of their own."""

from __future__ import annotations

import pytest

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.engine.base import Engine
from plumbline.figures.engine.duck import DuckEngine
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.home import Home
from plumbline.rulebook.indicators.loading import Indicator, load_indicators
from tests.figures.sparks import spark
from tests.figures.tables import chicago, cut_of


@pytest.fixture(scope="session")
def chicago_cut(tmp_path_factory: pytest.TempPathFactory) -> Cut:
    """The shipped world, frozen without a database."""
    home = Home(tmp_path_factory.mktemp("chicago") / "home").create()
    return cut_of(home, chicago())


@pytest.fixture(scope="session")
def shipped() -> dict[str, Indicator]:
    """The shipped indicators."""
    return load_indicators(None, schema_of_kinds())


@pytest.fixture(scope="session", params=[DuckEngine, spark], ids=["duckdb", "spark"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Each engine there is: every test of a query runs on all of them."""
    made: Engine = request.param()
    return made
