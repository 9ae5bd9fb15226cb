"""What a change touches: the tests of the same name, those that import what has none, and the packages."""

from __future__ import annotations

from pathlib import Path

from tests import touched


def paths(*names: str) -> list[Path]:
    return [Path(name) for name in names]


def told(*names: str) -> set[str]:
    return {path.as_posix() for path in touched.tests_of(paths(*names))}


def test_a_module_has_the_tests_of_its_name():
    assert told("src/plumbline/rulebook/core/cache.py") == {"tests/rulebook/core/test_cache.py"}
    scoring = "procedures/assessment/scoring"
    assert f"tests/{scoring}/test_assessment.py" in told(f"src/plumbline/{scoring}/assessment.py")


def test_a_module_without_tests_of_its_name_has_those_that_import_it_or_all_of_its_package():
    assert "tests/rulebook/indicators/test_expression_size.py" in told("src/plumbline/rulebook/indicators/refusals.py")
    assert "tests/rulebook/core/test_cache.py" not in told("src/plumbline/rulebook/indicators/refusals.py")
    assert "tests/rulebook/core/test_cache.py" in told("src/plumbline/rulebook/core/__init__.py")


def test_tests_stand_for_themselves_and_what_they_share_for_those_beside_it():
    assert told("tests/rulebook/core/test_cache.py", "tests/rulebook/test_gone.py") == {
        "tests/rulebook/core/test_cache.py"}
    assert "tests/procedures/operations/test_doctor.py" in told("tests/procedures/conftest.py")
    assert told("docs/start.md", "src/plumbline/rulebook/data/vocabularies.toml") == set()


def test_packages_are_those_of_modules_and_of_tests():
    assert touched.packages_of(paths("src/plumbline/records/core/store.py", "tests/figures/cuts/test_cut.py",
                                     "README.md",
                                     "src/plumbline/home.py", "tests/house/test_errors.py")) == ["figures", "records"]
