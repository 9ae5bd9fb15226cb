"""What a clumsy hand writes into the settings is said in words, by the doctor too, and never as a fault of ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.interfaces.shared import allowances, mails, setting_values
from tests.interfaces.cli.runs import run

WRONG = [("time_zone", "Mars/Base"), ("time_zone", 5), ("time_zone", "../../etc/passwd"), ("time_zone", "\0"),
         ("time_zone", ""), ("log_level", "all"), ("log_level", 5), ("idle_minutes", 10**26), ("idle_minutes", -1),
         ("idle_minutes", True), ("idle_minutes", "30"), ("authority", 5), ("authority", {"en": 5}),
         ("authority", {"fr": "x"}), ("https", "true"), ("https", 1), ("demo", "false"),
         ("hosts", "quality.example.org"), ("hosts", [5]), ("hosts", [""]), ("api_per_minute", "600"),
         ("api_per_minute", True), ("api_per_minute", -1), ("public_per_minute", {"export": 5}),
         ("public_per_minute", {"exports": "5"}), ("public_per_minute", "5"), ("evidence_megabytes", 0),
         ("evidence_megabytes", 10**9), ("evidence_megabytes", 1.5), ("extensions", "mine"), ("mail", "smtp"),
         ("mail", {"by": "SMTP"}), ("mail", {"by": ["smtp"]}), ("mail", {"encryption": "ssl"}),
         ("mail", {"port": "25"}), ("mail", {"host": 5}), ("spark", []), ("log", 5), ("region", 370000),
         ("engine", [])]
MAKES = {"time_zone": setting_values.time_zone, "log_level": setting_values.log_level,
         "idle_minutes": setting_values.minutes, "authority": setting_values.words, "https": setting_values.switch,
         "demo": setting_values.switch, "hosts": setting_values.names, "extensions": setting_values.names,
         "api_per_minute": setting_values.count, "public_per_minute": allowances.read, "mail": mails.read,
         "evidence_megabytes": setting_values.megabytes, "spark": setting_values.table, "log": setting_values.text,
         "region": setting_values.text, "engine": setting_values.text}


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
    assert setting_values.names([" quality.example.org "]) == ["quality.example.org"]
    assert allowances.read({"exports": 5}) == allowances.USUAL | {"exports": 5}
    assert set(allowances.read(0).values()) == {0}
    assert (mails.port(mails.read({"encryption": "tls"})), mails.backend(mails.read({"by": "smtp"}))) == (465, "smtp")
    assert (said.en, said.zh, setting_values.words("质量办").en) == ("Quality Office", "质量办", "质量办")


@pytest.mark.parametrize(("line", "said"), [
    ('time_zone = "Mars/Base"', "the setting 'time_zone' has a value that cannot be used"),
    ('https = "true"', "the setting 'https' has a value that cannot be used"),
    ('hosts = "quality.example.org"', "the setting 'hosts' has a value that cannot be used"),
    ('mail = { by = "SMTP" }', "the setting 'mail' has a value that cannot be used"),
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
