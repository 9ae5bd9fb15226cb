"""Pages on the result of an assessment year: nothing before publication, and afterwards no name of a person."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from plumbline.home import Home
from plumbline.procedures.assessment.year import approval
from tests.interfaces.web.assessment.results.test_published import page
from tests.procedures.year_world import NUMBER, Province, day


@pytest.fixture
def province(empty_home: Home, tmp_path: Path) -> Province:
    return Province(empty_home, tmp_path, then=("opened", "scored"))


def test_a_year_with_a_procedure_is_told_when_it_is_published(province: Province) -> None:
    addresses = ("/results/city/2013-14/", "/results/city/2013-14/ranking", "/results/city/2013-14/ranking.csv",
                 "/results/city/2013-14/north/", "/results/city/2013-14/compare", "/results/city/small",
                 "/api/v1/assessments/city/2013-14", "/api/v1/assessments/city/2013-14/regions",
                 "/api/v1/assessments/city/2013-14/regions/north")
    client = Client()
    province.evaluated()
    for name in ("chief", "deputy"):
        approval.approve(province.home, province.who(name), NUMBER, at=day("2014-08-19"))
    assert [client.get(path).status_code for path in addresses] == [404] * len(addresses)
    assert "/results/city" not in client.get("/results/").content.decode()
    approval.publish(province.home, province.who("lead"), NUMBER, at=day("2014-08-20"))
    assert [client.get(path).status_code for path in addresses] == [200] * len(addresses)
    assert "No objection was made." in page("/results/city/2013-14/")

    text = "=The plan of <2013> was overlooked."
    one = approval.object_to(province.home, province.who("south"), NUMBER, "south", text, item="1.1",
                             at=day("2014-08-22"))
    for path in ("/results/city/2013-14/", "/results/city/2013-14/south/"):
        told = page(path)
        assert "=The plan of &lt;2013&gt; was overlooked." in told
        assert "22 Aug 2014" in told
        assert "days late" in told  # today is long after
    assert "overlooked" not in page("/results/city/2013-14/north/")
    approval.rule_on(province.home, province.who("lead"), NUMBER, one.pk, upheld=True, reason="A secret reason.",
                     answer="yes", at=day("2014-08-25"))
    assert "correction under way" in page("/results/city/2013-14/")
    province.published()
    told = page("/results/city/2013-14/")
    assert "corrected in version 2" in told
    assert "1 region changed against the version before:" in told
    for path in (*addresses[:2], *addresses[3:6]):
        text = page(path)
        assert not [word for word in ("A secret reason", "expert1", "expert2", "chief", "deputy", "stranger", "seen in",
                                      "says so") if word in text], path
