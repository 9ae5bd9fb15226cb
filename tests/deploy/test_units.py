"""The systemd unit, the Dockerfile and the compose file have the right form and name what is there."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from typing import Any

import yaml

from tests.needs import ROOT, require

DEPLOY = ROOT / "deploy"


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(DEPLOY / "plumbline.service", encoding="utf-8")
    return parser


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


def test_systemd_takes_the_unit(tmp_path):
    program = shutil.which("systemd-analyze")
    require(program, "needs systemd-analyze")
    text = (DEPLOY / "plumbline.service").read_text(encoding="utf-8")
    fake = tmp_path / "plumb"
    fake.write_text("#!/bin/sh\n")
    fake.chmod(0o755)
    (tmp_path / "plumbline.service").write_text(text.replace("/opt/plumbline/bin/plumb", str(fake)))
    command = [program, "verify", "--man=no", tmp_path / "plumbline.service"]
    done = subprocess.run(command, capture_output=True, text=True)
    about = [line for line in done.stderr.splitlines() if "plumbline.service" in line]
    assert (done.returncode, about) == (0, [])


def test_the_service_runs_as_nobody_in_particular_and_writes_only_its_home():
    service = unit()["Service"]
    assert (service["User"], service["StateDirectory"]) == ("plumbline", "plumbline")
    assert service["ProtectSystem"] == "strict"
    assert "PLUMBLINE_HOME=/var/lib/plumbline" in service["Environment"]
    assert service["ExecStart"] == "/opt/plumbline/bin/plumb serve --host 127.0.0.1 --port 8000"


def test_compose_runs_the_image_of_the_dockerfile_with_its_home_in_a_volume():
    document = compose()
    service = document["services"]["plumbline"]
    assert (DEPLOY / service["build"]["context"]).resolve() == ROOT
    assert (ROOT / service["build"]["dockerfile"]).is_file()
    assert service["volumes"] == ["home:/data"]
    assert set(document["volumes"]) == {"home"}
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "PLUMBLINE_HOME=/data" in dockerfile


def test_the_dockerfile_installs_from_the_wheelhouse_alone():
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    steps = [line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
    words = [line.split()[0] for line in steps]
    known = {"FROM", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}
    assert set(words) - known == set()
    assert words[0] == "FROM"
    assert "source=dist/wheelhouse" in text
    assert "dist/wheelhouse" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(r"\b(pip|apt-get|curl|wget)\b", text) is None
    assert text.index("USER plumbline") > text.index("install.py")
