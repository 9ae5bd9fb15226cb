"""Automatic sign-in needs the TOML value ``true``; a text never turns it on, and is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from plumbline.home import Home

ASK = "from plumbline.interfaces import settings; print(settings.DEMO, settings.HTTPS)"


@pytest.mark.parametrize(("written", "demo"), [("true", "True"), ("false", "False"), ('"false"', ""),
                                               ('"true"', ""), ("1", "")])
def test_only_true_makes_a_demonstration_home(
    tmp_path: Path, command_environment: dict[str, str], written: str, demo: str,
) -> None:
    home = Home(tmp_path / "home").create()
    home.config_file.write_text(f'secret_key = "k"\ndemo = {written}\n', encoding="utf-8")
    told = subprocess.run([sys.executable, "-c", ASK], env=command_environment, capture_output=True, text=True,
                          check=False)
    assert told.stdout.split() == ([demo, "False"] if demo else [])
    assert ("the setting 'demo' has a value that cannot be used" in told.stderr) == (not demo)
