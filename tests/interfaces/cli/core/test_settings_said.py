"""What a clumsy hand writes into the settings is said in words, by the doctor too, and never as a fault of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.interfaces.shared import setting_values
from tests.interfaces.cli.runs import run

WRONG = [("time_zone", "Mars/Base"), ("time_zone", 5), ("time_zone", "../../etc/passwd"), ("time_zone", "\0"),
         ("time_zone", ""), ("log_level", "all"), ("log_level", 5), ("idle_minutes", 10**26), ("idle_minutes", -1),
         ("idle_minutes", True), ("idle_minutes", "30"), ("authority", 5), ("authority", {"en": 5}),
         ("authority", {"fr": "x"})]
MAKES = {"time_zone": setting_values.time_zone, "log_level": setting_values.log_level,
         "idle_minutes": setting_values.minutes, "authority": setting_values.words}


@pytest.mark.parametrize(("key", "value"), WRONG, ids=range(len(WRONG)))
def test_a_value_that_cannot_be_used_is_named(key: str, value: object, home: Home) -> None:
    with pytest.raises(HomeError) as found:
        setting_values.usable(key, value, MAKES[key])
    assert (found.value.code, found.value.what.en) == (
        "home.setting_unusable", f"the setting '{key}' has a value that cannot be used")


def test_values_that_can() -> None:
    assert setting_values.time_zone("Asia/Shanghai") == "Asia/Shanghai"
    assert (setting_values.log_level("INFO"), setting_values.log_level("warning")) == ("INFO", "warning")
    assert (setting_values.minutes(0).total_seconds(), setting_values.minutes(30).total_seconds()) == (0, 1800)
    said = setting_values.words({"en": "Quality Office", "zh": "质量办"})
    assert (said.en, said.zh, setting_values.words("质量办").en) == ("Quality Office", "质量办", "质量办")


@pytest.mark.parametrize(("line", "said"), [
    ('time_zone = "Mars/Base"', "the setting 'time_zone' has a value that cannot be used"),
    ("x = [", "the settings file is not valid TOML"),
    ("x = " + "[" * 50_000, "the settings file is not valid TOML"),
])
def test_commands_and_the_doctor_say_it(tmp_path: Path, line: str, said: str) -> None:
    home = Home(tmp_path / "home").create()
    home.config_file.write_text(line + "\n", "utf-8")
    kinds, doctor = run("kinds", home=home.path), run("doctor", home=home.path)
    assert (kinds.returncode, doctor.returncode) == (1, 1)
    assert said in kinds.stderr.decode()
    assert f"fault settings: {said}" in doctor.stdout.decode()
    assert b"Traceback" not in kinds.stderr + doctor.stderr + kinds.stdout + doctor.stdout
