"""What a figure's page compares with is as closed as the figure itself."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.test import Client

from plumbline.records.core.people import Role
from tests.interfaces.web.world import CITY, ROOT, WARDS, World, looking_as


def test_a_whole_that_is_not_the_reader_s_is_no_line_to_compare_with(city: World, db: None) -> None:
    """Of all wards but not of the city: the city's figure less theirs would be that of what is not theirs."""
    user = get_user_model().objects.create(username="both-wards")
    for ward in WARDS:
        Role.objects.create(user=user, name=Role.OFFICER, region=ward, column="*")
    own = Client()
    own.force_login(user, "plumbline.interfaces.web.core.signing_in.Backend")
    address = f"/figures/local.group_share/{WARDS[0]}/2013"
    assert own.get(f"/figures/local.group_share/{ROOT}/2013").status_code in (403, 404)
    closed, open_ = own.get(address).context["peers"], looking_as(CITY).get(address).context["peers"]
    assert len(closed["rows"]) == len(open_["rows"]) == 2
    assert (closed["whole_value"], bool(open_["whole_value"])) == ("", True)
    assert [row.track.ref for row in closed["rows"]] == [None, None]
