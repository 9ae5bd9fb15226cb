"""A sign that no font holds is an error that says what to install, never a blank."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import typst

from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.procedures.common import fonts
from plumbline.procedures.operations import check_machine
from plumbline.procedures.operations.doctor import WARN, Visit
from tests.needs import require


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without any font."""
    fonts._signs_of.cache_clear()
    monkeypatch.setattr(fonts, "installed", lambda: typst.Fonts(include_system_fonts=False,
                                                                include_embedded_fonts=False))
    yield
    fonts._signs_of.cache_clear()


def chinese() -> None:
    require(set(fonts.CHINESE) & set(fonts.installed().families()), "needs a Chinese font (fonts-noto-cjk)")


def test_chinese_and_english_have_their_families() -> None:
    chinese()
    of_zh, of_en = fonts.choose("zh", ["质量工作考核"]), fonts.choose("en", ["Quality, 质量"])
    assert of_zh.body[0].name in fonts.CHINESE
    assert len(of_en.body) == 2
    assert of_en.body[-1] == of_zh.body[0]


def test_a_sign_of_no_script_is_named_with_its_place() -> None:
    chinese()
    with pytest.raises(PlumblineError) as caught:
        fonts.choose("zh", ["质量", "前文\U000e0fff后文"])
    assert caught.value.what.en == "no installed font holds U+E0FFF (a sign without a name)"
    assert caught.value.where.en == "“前文\U000e0fff后文”"
    assert "no sign of any script" in caught.value.next_step.en


def test_a_rare_sign_is_looked_for_in_every_font() -> None:
    chinese()
    first = fonts.choose("zh", ["质量"]).body[0].name
    found = ((name, sign) for name in fonts.installed().families()
             for sign in sorted(fonts._signs_of(name) - fonts._signs_of(first)) if chr(sign).isprintable())
    name, sign = next(found, ("", 0))
    require(name, "needs a font with a sign that the Chinese one lacks")
    chosen = fonts.choose("zh", [f"质{chr(sign)}"]).body
    assert chosen[0].name == first
    assert sign in fonts._signs_of(chosen[1].name)


def test_without_chinese_fonts_the_package_is_named(bare: None) -> None:
    with pytest.raises(PlumblineError) as caught:
        fonts.choose("zh", ["质量"])
    assert "CJK UNIFIED IDEOGRAPH-8D28" in caught.value.what.en
    assert "fonts-noto-cjk" in caught.value.next_step.en
    assert "Microsoft YaHei" in caught.value.next_step.en


def test_the_doctor_names_the_font_or_the_package(home: Home, bare: None) -> None:
    found = list(check_machine.fonts(Visit(home, datetime(2014, 1, 1, tzinfo=UTC))))
    assert [(one.status, one.what) for one in found] == [(WARN, "no Chinese font was found")]
    assert "fonts-noto-cjk" in found[0].next_step


def test_signs_that_show_nothing_need_no_font(bare: None) -> None:
    assert fonts.choose("en", ["\u200b \u3000\n"]).body == ()
