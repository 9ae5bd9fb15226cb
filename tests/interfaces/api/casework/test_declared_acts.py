"""Each act of each procedure is an operation of its own in the description, and what it describes works."""

from __future__ import annotations

from typing import Any

from tests.interfaces.api.programs import Program, of
from tests.interfaces.web.world import WARD_1, World
from tests.procedures.casework.recalls import NAME

PLACE = f"/api/v1/cases/{NAME}"


def test_each_act_is_described_with_its_fields_and_does_what_it_says(city: World, db: None) -> None:
    paths = Program().get("/openapi.json").json()["paths"]
    notify = paths[f"{PLACE}/{{number}}/acts/notify"]["post"]
    schema = notify["requestBody"]["content"]["application/json"]["schema"]
    values: Any = schema["properties"]["values"]
    assert (notify["operationId"], values["required"]) == (f"{NAME}.notify", ["reason", "due"])
    assert (values["properties"]["due"]["format"], values["properties"]["reason"]["maxLength"]) == ("date", 200)
    assert "From: opened. To: notified." in notify["description"]
    assert [each["name"] for each in notify["parameters"]] == ["number"]
    account = paths[f"{PLACE}/{{number}}/acts/account"]["post"]
    assert "member" in account["requestBody"]["content"]["application/json"]["schema"]["required"]
    ids = [each["operationId"] for methods in paths.values() for each in methods.values()]
    assert len(ids) == len(set(ids))
    officer = of(WARD_1, write=True)
    opened = officer.send("POST", f"/cases/{NAME}", {"values": {"producer": "F1", "region": "1", "product": "Kettle"}})
    number = opened.json()["number"]
    done = officer.send("POST", f"/cases/{NAME}/{number}/acts/notify", {"values": {"reason": "x", "due": "2026-01-01"}})
    assert (done.status_code, done.json()["state"]) == (201, "notified")
