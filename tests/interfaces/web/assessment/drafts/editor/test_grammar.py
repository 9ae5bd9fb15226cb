"""The form over a scheme has a field for each key that the reader knows, and offers the words that it takes."""

from __future__ import annotations

import pytest

from plumbline.interfaces.web.assessment.drafts.editor import grammar
from plumbline.interfaces.web.assessment.drafts.editor.fields import Field
from plumbline.methods.assessment.grades import consequences
from plumbline.methods.assessment.scoring import rolled_up, year_spans
from plumbline.methods.assessment.scoring.determined import NO_DATA
from plumbline.methods.assessment.scoring.rounding import MODES
from plumbline.methods.assessment.scoring.scored import BETTER
from plumbline.rulebook.core import exact_tables, table_reading
from plumbline.rulebook.schemes import scheme_files, scheme_grades

JOINT = {"joint"}  # grades by several limits at once are written in the text
CITED = {"effective", "read_at"}  # of a source


def below(fields: tuple[Field, ...], top: str) -> set[str]:
    """The keys of the table, or of the rows, at ``top``."""
    path = tuple(top.split(".")) if top else ()
    inside = {one.path[len(path)] for one in fields if one.path[:len(path)] == path and len(one.path) > len(path)}
    return inside | {column.path[0] for one in fields if one.path == path for column in one.columns}


@pytest.mark.parametrize(("fields", "top", "keys", "elsewhere"), [
    (grammar.HEAD, "", scheme_files.SCHEME_KEYS, {"id", "grades", "block"}),
    (grammar.HEAD, "minimum", scheme_files.MINIMUM_KEYS, set()),
    (grammar.HEAD, "consequence", scheme_files.CONSEQUENCE_KEYS, set()),
    (grammar.HEAD, "rounding", exact_tables.ROUNDING_KEYS, set()),
    (grammar.HEAD, "source", ("text", "article", "status", "ours", *CITED), CITED),
    (grammar.GRADES, "grades", scheme_grades.GRADES_KEYS, JOINT | {"source"}),
    (grammar.GRADES, "grades.band", scheme_grades.BAND_KEYS, set()),
    (grammar.GRADES, "grades.cap", scheme_grades.CAP_KEYS, set()),
    (grammar.GRADES, "grades.rounding", exact_tables.ROUNDING_KEYS, set()),
    (grammar.BLOCK, "", scheme_files.BLOCK_KEYS, {"item"}),
    (grammar.ITEM, "", scheme_files.ITEM_KEYS, {"rule"}),
    (grammar.ITEM, "number", scheme_files.NUMBER_KEYS, set()),
    (grammar.ITEM, "over", scheme_files.OVER_KEYS, set()),
    (grammar.ITEM, "rolled_up", scheme_files.ROLLED_UP_KEYS, set()),
])
def test_every_key_has_a_field(fields: tuple[Field, ...], top: str, keys: tuple[str, ...], elsewhere: set[str]) -> None:
    assert set(keys) - elsewhere == below(fields, top)
    assert elsewhere <= set(keys)


@pytest.mark.parametrize(("options", "words"), [
    (grammar.STATUS, table_reading.STATUSES), (grammar.ROUNDING, MODES), (grammar.NO_DATA, NO_DATA),
    (grammar.TIES, consequences.TIES), (grammar.OUTSIDE, scheme_files.OUTSIDE), (grammar.MISSING, year_spans.MISSING),
    (grammar.ROLLED, rolled_up.WAYS), (grammar.BETTER, BETTER), (grammar.APPLIES, ("full", "zero")),
])
def test_what_is_offered_is_what_is_read(options: tuple[tuple[str, object], ...], words: tuple[str, ...]) -> None:
    assert [word for word, _ in options] == list(words)
