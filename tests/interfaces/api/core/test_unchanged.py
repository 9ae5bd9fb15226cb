"""Programs that have a document already are told that it is unchanged."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.interfaces.web.world import CITY, World, looking_as

PATHS = ("/api/v1/kinds", "/api/v1/records/inspection", "/api/v1/figures/local.pass_rate/1/2013",
         "/api/v1/openapi.json")


@pytest.mark.parametrize("path", PATHS)
def test_the_public_asks_whether_it_changed(city: World, db: None, path: str) -> None:
    whole = Client().get(path)
    assert (whole.status_code, whole["Cache-Control"]) == (200, "private, no-cache")
    same = Client().get(path, headers={"If-None-Match": whole["ETag"]})
    assert (same.status_code, same.content, same["ETag"], same["Vary"]) == (304, b"", whole["ETag"], whole["Vary"])
    assert Client().get(path, headers={"If-None-Match": '"other"'}).content == whole.content
    head = Client().head(path)
    assert (head.content, head["ETag"], head["Content-Length"]) == (b"", whole["ETag"], str(len(whole.content)))
    same = Client().head(path, headers={"If-None-Match": whole["ETag"]})
    assert (same.status_code, same.content) == (304, b"")


def test_a_version_that_acts_are_sent_with_stays(city: World, db: None) -> None:
    found = Client().get("/api/v1/records/inspection/1001")
    assert found["ETag"] == f'"{found.json()["version"]}"'
    again = Client().get("/api/v1/records/inspection/1001", headers={"If-None-Match": found["ETag"]})
    assert (again.status_code, again.content) == (200, found.content)


def test_what_is_somebody_s_own_is_told_whole(city: World, db: None) -> None:
    public = Client().get("/api/v1/kinds")
    own = looking_as(CITY).get("/api/v1/kinds", headers={"If-None-Match": public["ETag"]})
    assert (own.status_code, own.has_header("ETag"), own["Cache-Control"]) == (200, False, "no-store")
    missing = Client().get("/api/v1/records/none", headers={"If-None-Match": "*"})
    assert (missing.status_code, missing.has_header("ETag")) == (404, False)
