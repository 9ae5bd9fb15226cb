"""A joint cut tells whose records it holds: which instance, as known when, signed by which key."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from plumbline.home import Home
from plumbline.methods.shared.trust.signing import fingerprint
from tests.figures.joint.test_joining import GIVEN, OWN
from tests.figures.joints import KEY, joint_of
from tests.figures.tables import AS_OF


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_joint_cut_says_whose_records_it_holds(empty_home: Home, language: str) -> None:
    cut = joint_of(empty_home, OWN, GIVEN, as_of=AS_OF - timedelta(days=3))
    client = Client()
    client.cookies["plumb_language"] = language
    text = client.get(f"/cuts/{cut.id}/").content.decode()
    section = text[text.index('id="received"'):]
    assert re.findall(r'<th scope="row">(county-\w)</th>', section) == ["county-a", "county-b"]
    assert section.count(fingerprint(KEY)) == 2
    assert ("签名密钥" in section) == (language == "zh-hans")


def test_a_figure_over_a_joint_cut_leads_to_whose_records_it_counts(empty_home: Home) -> None:
    cut = joint_of(empty_home, OWN, GIVEN)
    text = Client().get("/figures/inspection.pass_rate/province/2013").content.decode()
    assert f'<a href="/cuts/{cut.id}/#received">with what 2 instances below handed up</a>' in text
