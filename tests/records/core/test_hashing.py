"""Every leaf the intake makes is the leaf that methods/trust makes of the stored row: DuckDB's JSON is ours, byte for
byte, whatever stands in it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from plumbline.methods.shared.trust import merkle
from plumbline.records.core import defusing, hashing, kinds
from plumbline.records.core.fields import INTERNAL, PUBLIC, Spec
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.intake.reading import commas, spelling
from plumbline.records.intake.staging import stage
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.text import DIRECTIONS
from tests.records.leaves import leaf_of
from tests.records.samples import Office, inspection, stored_rows

ODD = ['"', '""', "\\", "\\\\", "\\n", "a\tb", "a\nb", "a\r\nb", "/", "</script>", "'", "''", "{}", "[1]", "null",
       "%s", "\x7f", "\x80", "\x9f", "a\u00a0b", "a\u00adb", "a\u200bb", "a\u2028b", "a\u2029b", "\u202e", "a\ufeffb",
       "\ufffd", "\ufffe", "\uffff", "e\u0301", "é", "🏪", "👩‍🍳", "𠮷野家", "重庆小面", "ß", "İ", "ﷺ"]


def texts(longest: int) -> st.SearchStrategy[str]:
    """Text as it comes out of a file: nothing empty, no spaces around, no control characters but some."""
    letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Co"], include_characters="\t\n\r\x7f\x80\x9f")
    return st.one_of(st.sampled_from(ODD), st.text(letters, min_size=1, max_size=min(longest, 24))).map(
        lambda text: spelling.text(spelling.code(spelling.text(text)[:longest])) or "x").filter(
        lambda text: text not in ("NA", "N/A", "NULL") and not spelling.PRIVATE.search(text)
        and not spelling.WHOLE_KEY.fullmatch(text)  # the key 1042.0 is 1042
        and defusing.undone(text) == text)  # an apostrophe that an export puts before a formula is taken off again


def values_of(field: Spec, kind: Kind) -> st.SearchStrategy[Any]:
    match field.type:
        case "choice":
            known = st.sampled_from(sorted(vocabulary(field.vocabulary)))
        case "integer":
            low = -(10**18 - 1) if field.minimum is None else field.minimum
            known = st.integers(low, 10**18 - 1 if field.maximum is None else field.maximum)
        case "decimal":
            low = -(10**9) if field.minimum is None else field.minimum
            known = st.integers(low * 10**field.places, (field.maximum or 10**9) * 10**field.places).map(
                lambda whole: Decimal(whole).scaleb(-field.places))
        case "date":
            known = st.dates(date(1900, 1, 1), date(2200, 12, 31))
        case "flag":
            known = st.booleans()
        case _:
            known = texts(field.max_length)
            if field.type == "ref" or field.name in kind.key:
                known = known.filter(lambda text: not re.search(f"[{DIRECTIONS}]", text))
    if field.several:  # keys in order, each once
        known = known.map(lambda text: ";".join(sorted({each for each in text.split(";") if each})) or "x")
    if field.refers == "region":
        known = st.sampled_from(["1", "2", "city"])
    return known if field.required else st.one_of(st.none(), known)


def rows_of(kind: Kind) -> st.SearchStrategy[list[dict[str, Any]]]:
    row = st.fixed_dictionaries({field.name: values_of(field, kind) for field in kind.kept})
    row = row.flatmap(lambda values: st.integers(1900, 2199).map(lambda year: values | in_year(kind, year)))
    return st.lists(row, min_size=1, max_size=8, unique_by=lambda row: tuple(row[name] for name in kind.key))


def in_year(kind: Kind, year: int) -> dict[str, Any]:
    """A period, how long it is called and its last day, which must agree."""
    found: dict[str, Any] = {}
    for field in kind.kept:
        if field.told_by:
            span, last = field.told_by
            found |= {field.name: str(year), span: "year", last: date(year, 12, 31)}
        elif field.reads:
            found |= {field.name: str(year)}
    return found


def as_csv(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    names = list(rows[0])
    writer.writerow(names)
    writer.writerows([_written(row[name]) for name in names] for row in rows)
    return text.getvalue().encode()


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.name != "region"], ids=lambda kind: kind.name)
def test_stored_rows_have_the_leaves_that_the_method_gives(office: Office, kind: Kind) -> None:
    @settings(max_examples=6, suppress_health_check=list(HealthCheck), database=None,
              phases=[Phase.generate])
    @given(rows_of(kind))
    def check(rows: list[dict[str, Any]]) -> None:
        kind.model.objects.all().delete()
        done = office.take(kind.name, as_csv(rows))
        assert (done.rows, done.quarantined) == (len(rows), 0), done.sample[:3]
        stored = list(stored_rows(kind.name))
        assert [{name: getattr(row, name) for name in rows[0]} for row in stored] == rows
        assert [bytes(row.leaf) for row in stored] == [leaf_of(kind, row) for row in stored]
        assert merkle.root([bytes(row.leaf) for row in stored]).hex() == done.root
        assert Entry.objects.get(pk=done.entry).root == done.root

    check()


def test_odd_texts(office: Office) -> None:
    kind = kinds.get("inspection")
    done = office.take("inspection", as_csv([inspection(number=str(number), address=text, inspector_group=text)
                                             for number, text in enumerate(ODD)]))
    assert done.quarantined == 0
    rows = list(stored_rows("inspection"))
    assert [(row.address, row.inspector_group) for row in rows] == [(text, text) for text in ODD]
    assert [bytes(row.leaf) for row in rows] == [leaf_of(kind, row) for row in rows]


def test_unknown_values_and_all_values(office: Office) -> None:
    office.inspections(inspection(), inspection(
        number="2", risk_class="high", serious_count="3", minor_count="0", establishment="x", licence_from="2012-02-29",
        inspector_group="blue"))
    for row in stored_rows("inspection"):
        assert bytes(row.leaf) == leaf_of(kinds.get("inspection"), row)


def test_decimals(office: Office) -> None:
    latitudes = ["0", "-0", "-0.000001", "-0.5", "41", "41.9", "41.943359", "-90", "90.0", "007.5"]
    office.take("establishment", [{"code": str(code), "name": "n", "region": "1", "latitude": latitude}
                                  for code, latitude in enumerate(latitudes)])
    rows = list(stored_rows("establishment"))
    assert [row.latitude for row in rows] == [Decimal(latitude) for latitude in latitudes]
    assert [bytes(row.leaf) for row in rows] == [leaf_of(kinds.get("establishment"), row) for row in rows]


def test_the_root_of_an_import_is_that_of_its_rows_in_order(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commas, "BLOCK_BYTES", 1_000)
    monkeypatch.setattr(stage, "PART_ROWS", 30)
    done = office.inspections(*(inspection(number=str(row), result="x" if row % 9 == 0 else "pass")
                                for row in range(200)))
    stored = list(stored_rows("inspection"))
    assert [row.number for row in stored] == [str(row) for row in range(200) if row % 9]
    assert merkle.root([bytes(row.leaf) for row in stored]).hex() == done.root


def test_salts_are_fresh_and_as_long_as_needed() -> None:
    for internal, width in ((False, 16), (True, 32)):
        salts = hashing.salts(1_000, internal)
        assert {len(salt) for salt in salts} == {width}
        assert len(set(salts)) == 1_000


@pytest.mark.parametrize(("public", "internal"), [
    ({"a": "1", "b": None}, {"c": "x"}), ({"a": None}, {"c": None}), ({}, {"c": "x", "d": None}), ({"a": "1,"}, {}),
    ({"b": "2", "a": "1"}, {"d": "y,", "c": None}),
])
def test_leaves_from_open_objects_equal_the_method(public: dict[str, str | None],
                                                   internal: dict[str, str | None]) -> None:
    salt = bytes(range(32 if internal else 16))
    row = type("Row", (), {**public, **internal, "salt": salt})
    kind = type("Kind", (), {"name": "k", "names": lambda self, exposure: {PUBLIC: list(public),
                                                                           INTERNAL: list(internal)}[exposure]})()
    hidden = hashing.opened(internal) if internal else ""
    assert hashing.leaves("k", [hashing.opened(public)], [hidden], [salt]) == [leaf_of(kind, row)]
