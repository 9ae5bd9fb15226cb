"""The BRICS world: the desk of a standards centre, with two topics of five countries.

Documents are called by real designations, since a reader knows them; whatever is said of them is constructed, and no
text of theirs was used (docs/worlds.md). The rows lie beside this as tables, for people to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from plumbline.rulebook.mappings.mappings import Mapping

FILES = {"region": "regions", "term": "terms", "topic": "topics", "standard": "standards", "relation": "relations",
         "technical_regulation": "regulations", "topic_document": "topic_documents", "requirement": "requirements",
         "comparison": "comparisons", "access_route": "access_routes", "access_part": "access_parts"}
"""The kinds in the order in which they come in, each with its table."""


def sources(folder: Path, scratch: Path, raw: Path | None) -> Iterator[tuple[str, Path, Mapping | None]]:
    """The tables from ``folder``. Nothing is made, and there is no raw file to stand in for."""
    for kind, name in FILES.items():
        yield kind, folder / f"{name}.csv", None
