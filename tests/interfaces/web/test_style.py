"""The form language, held: contrast, two weights, nothing from elsewhere, files of a readable size."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plumbline.interfaces import web

HERE = Path(web.__file__).parent if web.__file__ else Path()
STATIC = HERE / "static" / "plumbline"
SHEETS = sorted(STATIC.glob("*.css"))
AA, AAA, GRAPHIC = 4.5, 7.0, 3.0


def tokens(name: str) -> dict[str, str]:
    """The colours a sheet declares."""
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (STATIC / name).read_text("utf-8")))


LIGHT = tokens("tokens.css")
DARK = {**LIGHT, **tokens("dark.css")}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""
    def light(colour: str) -> float:
        parts = [int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    brighter, darker = sorted((light(one), light(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), [
    ("ink", "paper", AAA), ("ink", "wash", AAA), ("soft", "paper", AAA), ("soft", "wash", AAA),
    ("accent", "paper", AA), ("accent", "wash", AA), ("on-accent", "accent", AA),
    *[("on-grade", f"grade-{grade}", AA) for grade in "abcd"],
    *[(f"grade-{grade}", "paper", GRAPHIC) for grade in "abcd"], ("rule", "paper", GRAPHIC),
])
def test_contrast(colours: dict[str, str], front: str, back: str, least: float) -> None:
    assert contrast(colours[front], colours[back]) >= least


def test_dark_names_only_what_light_has() -> None:
    assert set(tokens("dark.css")) <= set(LIGHT)
    assert {name for name in LIGHT if name.startswith(("grade", "paper", "ink"))} <= set(tokens("dark.css"))


def test_grades_stay_apart_without_hue() -> None:
    # A reader who sees no colour still sees four steps of light, beside letter and word.
    for colours in (LIGHT, DARK):
        known = [colours[f"grade-{grade}"] for grade in "abcd"]
        assert len(set(known)) == 4
        assert contrast(known[0], known[1]) >= 1.3


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheets_take_colours_from_tokens_and_nothing_from_elsewhere(sheet: Path) -> None:
    text = sheet.read_text("utf-8")
    assert "http" not in text
    assert "url(" not in text
    assert "@import" not in text
    if sheet.name not in ("tokens.css", "dark.css", "print.css"):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", text)
        assert not re.search(r"font-weight: \d", text)
    assert len(text.splitlines()) <= 500


def test_motion_is_short_and_stops_when_asked() -> None:
    text = (STATIC / "tokens.css").read_text("utf-8")
    quick = re.findall(r"--quick: (\d+)ms", text)
    assert [int(value) <= 150 for value in quick] == [True, True]
    assert quick[-1] == "0"
    for sheet in SHEETS:
        for rule in re.findall(r"(?:transition|animation)[^;]*;", sheet.read_text("utf-8")):
            assert "var(--quick)" in rule, (sheet.name, rule)


def test_every_part_of_the_pages_is_small() -> None:
    for path in HERE.rglob("*"):
        if path.suffix in (".py", ".html", ".css", ".js"):
            assert len(path.read_text("utf-8").splitlines()) <= 500, path


def test_templates_hold_no_style_and_no_script() -> None:
    for path in (HERE / "templates").rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"<script(?! src=)", text), path
        assert "<style" not in text, path
        assert not re.search(r'\sstyle="', text), path
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text), path
