"""How many random worlds a test of an engine takes."""

from __future__ import annotations

from hypothesis import settings

from plumbline.figures.engine.base import Engine

# A question costs Spark a quarter of a second however few the rows: it gets one world, and a full one.
ON_SPARK = 1
ROWS = 20


def examples(engine: Engine, many: int) -> settings:
    """Each example writes a cut and opens an engine on it: slow beside other tests, and meant to be."""
    count = ON_SPARK if engine.name == "spark" else many
    return settings(max_examples=count)


def rows_at_least(engine: Engine) -> int:
    """How many rows a world has at least."""
    return ROWS if engine.name == "spark" else 0
