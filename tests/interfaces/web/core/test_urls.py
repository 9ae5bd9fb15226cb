"""No address is hidden by another that stands before it."""

from __future__ import annotations

import re

import pytest
from django.urls import resolve

from plumbline.interfaces.web.urls import urlpatterns

SAMPLES = {"int": "7", "form": "csv"}


@pytest.mark.parametrize("name", [each.name for each in urlpatterns if each.name])
def test_an_address_leads_to_its_own_page(name: str) -> None:
    (route,) = {str(each.pattern) for each in urlpatterns if each.name == name}
    sample = re.sub(r"<(?:(\w+):)?\w+>", lambda found: SAMPLES.get(found[1] or "", "sample"), route)
    assert resolve(f"/{sample}").url_name == name
