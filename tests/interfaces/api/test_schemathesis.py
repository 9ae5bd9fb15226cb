"""Schemathesis reads the OpenAPI document, asks every operation what it should and should not be asked, and finds
nothing.

Its own way of making tests thinks out all that will be asked of every operation while tests are still collected, in
each process of every run, which took 85 seconds. Here it is thought out where it is asked, and of operations that are
made of a kind those of kinds that differ are asked.
"""

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
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from plumbline.interfaces.api.app import api
from plumbline.interfaces.api.core import caller
from plumbline.interfaces.shared.limits import Limiter
from tests.interfaces.api.programs import token
from tests.interfaces.api.sampled import SAMPLED
from tests.interfaces.web.world import CITY, World

# Asks everything: what it runs is counted in the tests of each operation.
pytestmark = pytest.mark.no_cover
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


@pytest.mark.store("sqlite")
@pytest.mark.parametrize(("method", "path"), SAMPLED)
def test_it_finds_nothing(headers: dict[str, str], method: str, path: str) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
              phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck))
    def asked(case: Any) -> None:
        case.call_and_validate(headers=headers, checks=list(CHECKS))

    build_operation_test(config=schema.config, operation=schema[path][method], test_func=asked, given_kwargs={},
                         feedback=FeedbackSources())()
