"""Values that are taken as they are come out as Typer reads them; what it refuses is refused in its words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import pytest
import typer.core

from plumbline.interfaces.cli.core import plain_values

WORDS: list[list[str]] = [
    ["x"], ["x", "--text", ""], ["x", "--text", "多字"], ["x", "--text", "é\udce9"], ["x", "--path", "a/../b"],
    ["x", "--path", ""], ["x", "--path", "-"], ["x", "--path", "~/a"], ["x", "--file", "nowhere"],
    ["x", "--file", "{here}/file"], ["x", "--file", "{here}"], ["x", "--number", "5"], ["x", "--number", "007"],
    ["x", "--number", "-1"], ["x", "--number", "11"], ["x", "--number", " 5"], ["x", "--number", "5.0"],
    ["x", "--number", "1_0"], ["x", "--number", "٣"], ["x", "--number", "many"], ["x", "--number", "1" * 30],
    ["x", "--free", "9" * 18], ["x", "--free", "9" * 19], ["x", "--free", "-3"], ["x", "--several", "a"],
    ["x", "--several", "a", "--several", ""], ["x", "--numbers", "1", "--numbers", "2"], ["x", "--numbers", "b"],
    ["x", "--day", "2026-01-05"], ["x", "--day", "soon"], ["x", "--flag"], ["x", "--share", "0.5"], ["x", "y"], [],
]


def taken(words: list[str]) -> dict[str, Any] | str:
    """What a command is called with, or why it is not."""
    found: dict[str, Any] = {}

    def command(
        name: str,
        text: str = "as it was",
        path: Path | None = None,
        file: Annotated[Path | None, typer.Option(exists=True, dir_okay=False)] = None,
        number: Annotated[int, typer.Option(min=0, max=10)] = 3,
        free: int | None = None,
        several: list[str] | None = None,
        numbers: Annotated[list[int] | None, typer.Option()] = None,
        day: datetime | None = None,
        flag: bool = False,
        share: float = 0.25,
    ) -> None:
        found.update(locals())
        found.pop("found")

    app = typer.Typer(rich_markup_mode=None, add_completion=False)
    app.command()(command)
    try:
        typer.main.get_command(app)(args=words, standalone_mode=False)
    except Exception as refused:  # noqa: BLE001 - whatever it is, it is compared
        return f"{type(refused).__name__}: {refused} {getattr(refused, 'message', '')}"
    return found


@pytest.mark.parametrize("words", WORDS, ids=range(len(WORDS)))
def test_they_come_out_as_typer_reads_them(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    given = [each.replace("{here}", str(tmp_path)) for each in words]
    monkeypatch.setattr(typer.core, "build_runtime_param", plain_values._typers)
    read = taken(given)
    plain_values.take()
    ours = taken(given)
    assert ours == read
    assert repr(ours) == repr(read), "of the same types"


def test_plain_values_are_read_without_typer(monkeypatch: pytest.MonkeyPatch) -> None:
    plain_values.take()
    monkeypatch.setattr(plain_values, "_typers", None)
    assert taken(["x", "--path", "a", "--number", "5", "--several", "b", "--flag"]) == {
        "name": "x", "text": "as it was", "path": Path("a"), "file": None, "number": 5, "free": None,
        "several": ["b"], "numbers": None, "day": None, "flag": True, "share": 0.25}
