"""Figures by Spark, as people ask for them: the same documents, over two workers of a cluster too."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import in_turn, plumb, well
from tests.figures.sparks import OPTIONS, require_spark

CLUSTER = "local-cluster[2,1,1024]"


@pytest.fixture(scope="module")
def haiyan(world_home: Callable[[str, Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = world_home("haiyan", tmp_path_factory.mktemp("haiyan") / "home")
    with (home / "plumbline.toml").open("a", encoding="utf-8") as settings:
        settings.write("\n[spark]\n" + "".join(f"{name.removeprefix('spark.')} = \"{value}\"\n"
                                                for name, value in OPTIONS.items()))
    return home


def asked_of(home: Path) -> tuple[object, ...]:
    """A figure of the sheet, with some of the records behind it."""
    sheet = well("figures", "--world", "haiyan", home=home)["figures"]
    (one,) = [each for each in sheet if each["id"] == "H6.patents"]
    return "figure", one["indicator"], "--region", one["region"], "--period", one["period"], "--records", 5


@pytest.mark.slow
def test_a_figure_is_the_same_document_on_a_cluster(haiyan: Path) -> None:
    require_spark()
    asked = asked_of(haiyan)
    done = plumb(*asked, "--engine", "spark", "--master", CLUSTER, home=haiyan)
    assert (done.status, done.err) == (0, "")
    assert done.document == well(*asked, home=haiyan)


@pytest.mark.slow
def test_the_setting_chooses_and_sheets_and_records_are_the_same_with_cubes_too(haiyan: Path, tmp_path: Path) -> None:
    require_spark()
    home = shutil.copytree(haiyan, tmp_path / "home")
    figure, sheet, held = asked_of(home), ("figures", "--world", "haiyan"), ("cut", "cubes")
    expected = [well(*asked, home=home) for asked in (figure, sheet)]
    settings = home / "plumbline.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text('engine = "spark"\nspark_master = "local[2]"\n' + before, encoding="utf-8")
    assert not (home / "cubes").exists()  # these are few records
    *from_records, made, first, after, second = in_turn(figure, sheet, (*held, "--make"), sheet, held, sheet, home=home)
    assert from_records == expected
    assert len(expected[1]["figures"]) == 18
    assert (made["engine"], made["plain"], made["cubes"][0]["unusable"]) == ("spark", {}, [])
    assert len(made["made"]) > 40
    assert after["cubes"][0]["files"] > made["cubes"][0]["files"]  # the answers were kept
    assert [first, second] == [expected[1]] * 2
    assert well("figure", *figure[1:], "--engine", "duckdb", home=home) == expected[0]
    checks = {each["check"]: each for each in plumb("doctor", home=home).document["checks"]}
    assert checks["engine"]["what"] == "figures are computed by spark"


def test_what_cannot_be_had_is_told(haiyan: Path) -> None:
    asked = ("figures", "--world", "haiyan")
    assert plumb(*asked, "--engine", "sparc", home=haiyan).error["what"] == "there is no engine 'sparc'"
    assert plumb(*asked, "--master", "local[2]", home=haiyan).error["what"] == "the engine 'duckdb' has no master"
    require_spark()
    began = time.monotonic()
    done = plumb(*asked, "--engine", "spark", "--master", "spark://127.0.0.1:1", home=haiyan)
    assert done.error["what"] == "the Spark master cannot be reached"
    assert time.monotonic() - began < 60
