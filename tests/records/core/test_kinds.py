"""Every declared kind says what a kind must say, and takes in a file by its own column names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Q

from plumbline.errors import RecordError
from plumbline.procedures.casework import registry
from plumbline.procedures.records.save import keep
from plumbline.records.core import kinds, store
from plumbline.records.core.fields import INTERNAL, Spec
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.core.people import COLUMNS
from plumbline.records.intake.reading.columns import by_names
from plumbline.records.intake.staging import single
from plumbline.rulebook.core.vocabularies import vocabularies, vocabulary
from plumbline.text import Text
from tests.needs import ROOT
from tests.records.samples import AT, Office

EVERY = [pytest.param(kind, id=kind.name) for kind in KINDS.values()]
DATED = [pytest.param(kind, id=kind.name) for kind in KINDS.values() if kind.date]
TAKEN = [pytest.param(kind, id=kind.name) for kind in KINDS.values() if kind.name != "region"]
DAY = "2013-12-31"  # the end of the period 2013, where a record names one


def both(text: Text) -> bool:
    return bool(text.en.strip() and text.zh.strip())


@pytest.mark.parametrize("kind", EVERY)
def test_a_kind_speaks_both_languages(kind: Kind) -> None:
    assert both(kind.title)
    assert both(kind.plural)
    assert both(kind.meaning)
    assert [field.name for field in kind.fields if not both(field.title)] == []
    assert [field.name for field in kind.fields if bool(field.help.en) != bool(field.help.zh)] == []


@pytest.mark.parametrize("kind", EVERY)
def test_titles_tell_the_fields_apart(kind: Kind) -> None:
    for language in ("en", "zh"):
        titles = [field.title.say(language).casefold() for field in kind.fields]
        assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("kind", EVERY)
def test_a_kind_stands_in_a_column_and_cites_its_meaning(kind: Kind) -> None:
    assert kind.column in (*COLUMNS, "ground")
    assert kind.cites.text
    assert kind.cites.status in ("verified", "unverified", "partial")


@pytest.mark.parametrize("kind", EVERY)
def test_the_key_is_there_for_every_record(kind: Kind) -> None:
    assert kind.key
    assert [name for name in kind.key if not kind.by_name[name].required] == []


@pytest.mark.parametrize("kind", DATED)
def test_region_and_day_are_there_for_every_event(kind: Kind) -> None:
    day = kind.by_name[kind.date]
    assert kind.by_name[kind.region].refers == "region"
    assert kind.by_name[kind.region].required
    assert day.type == "date"
    assert day.required or (day.help and day.help.en and day.help.zh), "what an event without a day is must be said"


@pytest.mark.parametrize("kind", EVERY)
def test_only_one_version_of_a_record_can_count(kind: Kind) -> None:
    (found,) = kind.model._meta.constraints
    assert (found.fields, found.condition, found.name) == (kind.key, Q(superseded=None), f"{kind.name}_current")


@pytest.mark.parametrize("kind", [each for each in DATED if each.values[0].public])
def test_lists_of_a_region_and_period_have_an_index(kind: Kind) -> None:
    assert [kind.region, kind.date, "id"] in [index.fields for index in kind.model._meta.indexes]


@pytest.mark.parametrize("kind", EVERY)
def test_choices_and_references_lead_somewhere(kind: Kind) -> None:
    for field in kind.fields:
        assert (field.type == "choice") == bool(field.vocabulary)
        assert (field.type == "ref") == bool(field.refers)
        assert not field.vocabulary or vocabulary(field.vocabulary)
        assert not field.refers or field.refers in KINDS
    assert set(kind.listed) <= set(kind.by_name)


@pytest.mark.parametrize("kind", EVERY)
def test_lists_show_what_everybody_may_see(kind: Kind) -> None:
    assert kind.listed
    assert not kind.public or [name for name in kind.listed if kind.by_name[name].exposure is INTERNAL] == []


def test_every_vocabulary_is_used() -> None:
    of_kinds = {field.vocabulary for kind in KINDS.values() for field in kind.fields}
    of_procedures = {field.vocabulary for procedure in registry.procedures().values()
                     for field in (*procedure.specs, *(each for act in procedure.acts for each in act.told))}
    assert set(vocabularies()) == (of_kinds | of_procedures) - {""}


@pytest.mark.parametrize("name", sorted(vocabularies()))
def test_no_spelling_means_two_codes(name: str) -> None:
    spellings = [spelling for term in vocabulary(name).values() for spelling in term.spellings()]
    assert sorted(set(spellings)) == sorted(spellings)


def test_a_model_with_fields_of_a_kind_is_a_declared_kind() -> None:
    models = {kind.model for kind in KINDS.values()} | {kind.personal for kind in KINDS.values() if kind.personal}
    assert {model for model in apps.get_app_config("records").get_models()
            if any(hasattr(field, "plumb") for field in model._meta.local_fields)} == models


def test_an_unknown_kind_is_told_with_those_there_are() -> None:
    with pytest.raises(RecordError) as caught:
        kinds.get("inspektion")
    assert caught.value.what.en == "there is no record kind 'inspektion'"
    assert caught.value.next_step.en.startswith("Choose one of: acceptance, ")


def given(field: Spec, title: bool) -> str:
    """A value as an office may write it: with ``title``, a choice in Chinese."""
    if field.refers == "region":
        return "1"
    if field.type == "choice":
        term = next(iter(vocabulary(field.vocabulary).values()))
        return term.title.zh if title else term.code
    written = {"text": "2013", "ref": "X1", "integer": "7", "decimal": "1", "date": DAY, "flag": "yes"}
    return written[field.type]


def typed(field: Spec) -> Any:
    """The value that :func:`given` means."""
    kinds_of_value: dict[str, Any] = {"integer": 7, "decimal": 1, "date": date.fromisoformat(DAY), "flag": True}
    return kinds_of_value.get(field.type, given(field, title=False))


@pytest.mark.parametrize("kind", TAKEN)
def test_a_file_is_taken_in_by_the_names_of_its_columns(office: Office, kind: Kind) -> None:
    heads = {"names": [field.name for field in kind.fields],
             "en": [field.title.en for field in kind.fields], "zh": [field.title.zh for field in kind.fields]}
    for language, names in heads.items():
        assert set(by_names(kind, names).columns.values()) == set(kind.by_name)
        row = {name: given(field, language == "zh") for name, field in zip(names, kind.fields, strict=True)}
        outcome = office.take(kind.name, [row])
        # The second and third file say the same in other words.
        assert (outcome.rows, outcome.same, outcome.quarantined) == (
            (1, 0, 0) if language == "names" else (0, 1, 0)), outcome.sample
    kept = store.current(kind).get()
    assert {field.name: getattr(kept, field.name) for field in kind.kept} == {
        field.name: typed(field) for field in kind.kept}


@pytest.mark.parametrize("kind", TAKEN)
def test_a_record_without_a_required_value_is_refused(db: None, kind: Kind) -> None:
    keep("region", {"code": "1", "name_en": "Ward 1", "level": "ward", "valid_from": "2000-01-01"}, at=AT)
    good = {field.name: given(field, title=False) for field in kind.fields}
    assert single.check(kind, good).typed == {field.name: typed(field) for field in kind.fields}
    for name in (field.name for field in kind.fields if field.required):
        with pytest.raises(single.Faults) as caught:
            single.check(kind, {**good, name: ""})
        assert [fault[0] for fault in caught.value.faults] == [name]


def test_the_page_on_kinds_shows_a_real_one_and_counts_its_lines() -> None:
    page = (ROOT / "docs" / "kinds.md").read_text(encoding="utf-8")
    source = (ROOT / "src" / "plumbline" / "records" / "ground" / "patents.py").read_text(encoding="utf-8")
    declaration = source[source.index("@kind("):]
    assert f"```python\n{declaration}```\n" in page
    lines, codes = len(declaration.splitlines()), 1 + len(vocabulary("patent-type"))
    assert f"is {lines} lines of declaration, {codes} of codes" in page
