"""Attaching a file in a browser, with scripts and without: a refusal keeps what was typed, a withdrawal is undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests import evidence
from tests.interfaces.web.browser.desks import follow

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_photograph_goes_up_and_is_withdrawn(address: str, desk: Any, tmp_path: Path, scripts: bool) -> None:
    page, photo = tmp_path / "page.jpg", tmp_path / "photo.jpg"
    page.write_bytes(b"<html><script>alert(1)</script>")
    photo.write_bytes(evidence.photo(800, 600 + scripts))
    window, faults = desk(width=360, language="zh", java_script_enabled=scripts), []
    window.on("console", lambda said: faults.append(said.text) if "Policy" in said.text else None)
    window.goto(address + "/records/inspection/")
    follow(window, window.locator("tbody a").first)
    follow(window, window.get_by_role("link", name="上传文件或照片"))
    form = window.url
    window.set_input_files("#file", page)
    window.fill("#note", "不应丢失")
    follow(window, window.get_by_role("button", name="上传", exact=True))
    assert "该文件实为网页" in window.inner_text(".notice-error")
    assert (window.input_value("#note"), window.url) == ("不应丢失", form)
    window.set_input_files("#file", photo)
    follow(window, window.get_by_role("button", name="上传", exact=True))
    window.locator(".notice", has_text="photo.jpg已上传。").wait_for()
    assert window.url == form
    follow(window, window.locator(".evidence a", has_text="photo.jpg").last)
    window.fill("#reason", "拍错了")
    follow(window, window.get_by_role("button", name="撤回该材料"))
    window.locator(".notice", has_text="已撤回").wait_for()
    follow(window, window.get_by_role("button", name="恢复"))
    window.locator(".notice", has_text="photo.jpg已恢复。").wait_for()
    assert faults == []
