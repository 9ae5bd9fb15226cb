"""``plumb cut --cubes`` and ``plumb cut cubes``, and that sheets of every world come out the same with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import in_turn, plumb, well
from tests.figures.sparks import OPTIONS, require_spark


# Of Zhejiang's sheet nothing is counted from records: there are grades alone, so that Spark has no part in it. With
# Haiyan's, it has in test_engines.py, where it is started for that home in any case.
@pytest.mark.slow
@pytest.mark.parametrize(("engine", "world"), [
    *(("duckdb", world) for world in ("haiyan", "nation", "yuzhong", "zhejiang")),
    *(("spark", world) for world in ("nation", "yuzhong"))])
def test_a_sheet_is_the_same_from_records_cubes_and_kept_answers(
    world_home: Callable[[str, Path], Path], tmp_path: Path, world: str, engine: str,
) -> None:
    home = world_home(world, tmp_path / "home")
    expected = well("figures", "--world", world, home=home)
    if engine == "spark":
        require_spark()
        with (home / "plumbline.toml").open("r+", encoding="utf-8") as settings:
            text = f'engine = "spark"\nspark_master = "local[2]"\n{settings.read()}\n[spark]\n'
            settings.seek(0)
            settings.write(text + "".join(f"{name.removeprefix('spark.')} = \"{value}\"\n"
                                          for name, value in OPTIONS.items()))
    assert not (home / "cubes").exists()  # these are few records
    sheet, held = ("figures", "--world", world), ("cut", "cubes")
    commands = [(*held, "--make"), sheet, held, sheet]
    # Spark is started for all of them once; that a command by itself starts it is seen in test_engines.py.
    made, first, after, second = (in_turn(*commands, home=home) if engine == "spark" else
                                  [well(*each, home=home) for each in commands])
    assert (made["engine"], made["plain"], made["cubes"][0]["unusable"]) == (engine, {}, [])
    assert len(made["made"]) > 40
    # The answers were kept; Zhejiang's sheet has grades alone.
    assert after["cubes"][0]["files"] > made["cubes"][0]["files"] or world == "zhejiang"
    assert first == expected
    assert second == expected


@pytest.mark.slow
def test_made_with_the_cut_listed_looked_over_and_dropped(world_home: Callable[[str, Path], Path], tmp_path: Path,
                                                          ) -> None:
    home = world_home("haiyan", tmp_path / "home")
    cut = well("cut", "--as-of", "2030-01-01", "--cubes", home=home)
    assert cut["plain"] == {}
    (held,) = well("cut", "cubes", home=home)["cubes"]
    path = min((home / "cubes" / cut["id"] / "duckdb").glob("*.json"))
    path.write_bytes(path.read_bytes().replace(b'"holds"', b'"halds"'))
    told = [each for each in plumb("doctor", home=home).document["checks"] if each["check"] == "cubes"]
    assert [(each["status"], each["where"]) for each in told] == [("warn", f"{cut['id']}/duckdb/{path.name}")]
    well("doctor", "--sweep", home=home)
    told = [each for each in plumb("doctor", home=home).document["checks"] if each["check"] == "cubes"]
    assert [each["status"] for each in told] == ["ok"]
    assert not path.exists()
    dropped = well("cut", "cubes", cut["id"], "--drop", home=home)
    assert (dropped["cubes"], 0 < dropped["freed"] <= held["bytes"]) == ([], True)
    backup = well("backup", tmp_path / "home.zip", home=home)
    assert backup["files"] > 0
