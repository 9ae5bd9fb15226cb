"""Every key that a rulebook file may hold is explained on its page.

A loader names its keys in a constant whose name ends in ``KEYS``. A key is explained where it stands in backticks at
the head of a definition. The examples on the pages load.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest

import plumbline.rulebook
from plumbline.figures.engine.schema import schema_of_kinds
from plumbline.methods.assessment.scoring.rule_grammar import FORMS, TEXT, Form, Key
from plumbline.rulebook.flows.flows import parse_flow
from plumbline.rulebook.indicators.figure_sheets import parse_sheet
from plumbline.rulebook.indicators.loading import load_indicators, parse_indicators
from plumbline.rulebook.mappings.mappings import parse
from plumbline.rulebook.schemes.loading import schemes_in
from plumbline.rulebook.schemes.scheme_files import parse_scheme
from plumbline.text import Text
from tests.needs import ROOT
from tests.rulebook.schemes.test_inheriting import PROVINCE

PAGES = {"mappings": "mappings.md", **dict.fromkeys(("dated_files", "beacon_files", "risk_files", "draw_plans"),
                                                     "surveillance.md"),
         **dict.fromkeys(("link_files", "completeness_files"), "linking.md"), "class_rules": "spot-checks.md",
         "designation_files": "designations.md",
         **dict.fromkeys(("catalogue_files", "basket_files", "health_files"), "standards.md"),
         "project_files": "projects.md",
         **dict.fromkeys(("reform_files", "front_runner_files"), "reform.md"),
         "near_title_files": "overlap.md",
         **dict.fromkeys(("known_risks", "watch_files"), "watch.md")}


def keys() -> dict[str, frozenset[str]]:
    """The keys each module of the rulebook accepts."""
    names = [found.name for found in pkgutil.walk_packages(plumbline.rulebook.__path__, "plumbline.rulebook.")]
    modules = {name: importlib.import_module(name) for name in names}
    return {name.rpartition(".")[2]: found for name, module in modules.items() if (found := keys_of(vars(module)))}


def keys_of(names: dict[str, object]) -> frozenset[str]:
    constants = [value for name, value in names.items() if name.endswith("KEYS")]
    return frozenset(key for value in constants if isinstance(value, tuple | set | frozenset) for key in value)


def explained(page: str) -> frozenset[str]:
    """The keys at the head of definitions: a line of backticked words before a line that begins with a colon."""
    heads = re.findall(r"^(`[^\n]*`)\n: ", page, re.MULTILINE)
    return frozenset(key for head in heads for key in re.findall(r"`(\w+)`", head))


@pytest.mark.parametrize("module", sorted(keys()))
def test_every_key_is_explained(module):
    page = (ROOT / "docs" / PAGES.get(module, "rulebook.md")).read_text(encoding="utf-8")
    assert keys()[module] - explained(page) == frozenset()


def test_indicators_and_mappings_are_looked_at():
    assert {"definitions", "mappings"} <= set(keys())


def test_a_planted_key_is_noticed():
    page = (ROOT / "docs" / "rulebook.md").read_text(encoding="utf-8")
    assert keys_of({"KEYS": ("title", "planted")}) - explained(page) == {"planted"}


def rule_words(page: str) -> dict[str, str]:
    """What the page says of each rule that scores, by its name; of one for figures and for determinations, both."""
    rules = page.partition("\nRules for a figure:\n")[2].partition("\n```{rules}")[0]
    found: dict[str, str] = {}
    for head, body in re.findall(r"^`(\w+)`\n: (.*?)(?=\n\n)", rules, re.MULTILINE | re.DOTALL):
        found[head] = found.get(head, "") + body
    return found


def unexplained(forms: dict[str, Form], page: str) -> set[tuple[str, str]]:
    """Rules, and keys of them, of which the page says nothing."""
    words = rule_words(page)
    return {(name, key) for name, form in forms.items() for key in names_in(form.keys)
            if not re.search(rf"`[^`]*\b{key}\b[^`]*`", words.get(name, ""))
            and not (form.is_list and key == name and name in words)}


def names_in(keys: tuple[Key, ...]) -> Iterator[str]:
    for key in keys:
        yield from key.names
        yield from names_in(key.keys)


def test_every_rule_is_explained_with_its_keys():
    page = (ROOT / "docs" / "rulebook.md").read_text(encoding="utf-8")
    assert unexplained(FORMS, page) == set()
    assert set(rule_words(page)) == set(FORMS)


def test_a_planted_key_of_a_rule_is_noticed():
    page = (ROOT / "docs" / "rulebook.md").read_text(encoding="utf-8")
    planted = {"veto": replace(FORMS["veto"], keys=(*FORMS["veto"].keys, Key("planted", TEXT, Text("x", "x"))))}
    assert unexplained(planted, page) == {("veto", "planted")}


def example(page: str, place: str) -> str:
    """The example on ``page`` that says it lies in ``place``."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return next(block for block in blocks if block.startswith(f"# {place}\n"))


def test_the_example_of_an_indicator_loads():
    found = parse_indicators("inspection", example("rulebook.md", "indicators/inspection.toml"), schema_of_kinds())
    assert [indicator.id for indicator in found] == ["inspection.pass_rate"]


def test_the_example_of_a_sheet_loads():
    text = example("rulebook.md", "sheets/county.toml")
    known = load_indicators(None, schema_of_kinds())
    assert [line.id for line in parse_sheet("county", text, known, schema_of_kinds()).lines] == ["A1.rate"]


def test_the_example_of_a_scheme_loads():
    place = "schemes/county-2013.toml"
    assert parse_scheme(place, example("rulebook.md", place), {"inspection.pass_rate"}).id == "county"


def test_the_example_of_a_mapping_loads():
    place = "mappings/county-inspections.toml"
    assert parse("county-inspections", place, tomllib.loads(example("mappings.md", place))).kind == "inspection"


def test_the_example_of_a_flow_loads():
    place = "flows/short.toml"
    assert [stage.id for stage in parse_flow(place, example("rulebook.md", place)).stages][:2] == ["self", "department"]


def test_the_example_of_a_scheme_that_extends_another_loads():
    place = "schemes/counties-of-the-city.toml"
    found = schemes_in([(place, example("rulebook.md", place)), ("schemes/province.toml", PROVINCE)], figures=())
    assert [item.id for item in found["counties-of-the-city"][0].items] == ["1.1", "1.9", "2.1", "2.2"]
