"""Schemathesis reads the OpenAPI document, asks every operation what it should and should not be asked, and finds
nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from plumbline.interfaces.api import caller
from plumbline.interfaces.api.app import api
from plumbline.interfaces.api.limits import Limiter
from tests.interfaces.api.programs import token
from tests.interfaces.web.world import CITY, World

EXAMPLES = 6
CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
          response_schema_conformance, negative_data_rejection)
schema = schemathesis.openapi.from_dict(api.described)
schema.app = get_wsgi_application()


@pytest.fixture
def headers(city: World, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Those of somebody who may do everything in the city, as often as schemathesis likes."""
    monkeypatch.setattr(caller, "limiter", Limiter(0))
    # As Django's own test client does: a request's end must not close the connection whose transaction is the test's.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield {"Authorization": f"Bearer {token(CITY, write=True)}"}
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
          phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
def test_it_finds_nothing(case: Any, headers: dict[str, str]) -> None:
    case.call_and_validate(headers=headers, checks=list(CHECKS))
