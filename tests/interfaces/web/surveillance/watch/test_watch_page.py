"""The watch room and a signal on their pages: what stands there, for whom, at what cost."""

from __future__ import annotations

import html
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plumbline.home import Home
from plumbline.procedures.records import save
from plumbline.procedures.surveillance.watch import running
from plumbline.records.core.cases import Case
from tests.interfaces.web.world import CITY, FIRM_1, PUBLIC_PERSONA, WARD_1, WARD_2, World, looking_as


def reported(region: str, product: str, weeks: int = 9, last: int = 6) -> None:
    """Complaints about a product: one a week, and ``last`` in the last week that is over."""
    on = timezone.localdate()
    week = on - timedelta(days=on.weekday() + 7)
    for back in range(weeks):
        for n in range(1 if back else last):
            save.keep("complaint", {
                "number": f"{product}-{region}-{back}-{n}", "product": product, "region": region,
                "product_name": f"Kettle {product}", "matter": f"It burnt {product} {region}",
                "received_on": week - timedelta(weeks=back) + timedelta(days=n % 7)}, at=timezone.now())


def looked(city: World) -> running.Watch:
    return running.watch(city.home, on=timezone.localdate(), at=timezone.now())


def own_regions(home: Home) -> None:
    """Let complaints be counted by the region of each."""
    file = home.rulebook / "watch" / "ours.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('''id = "reports-by-week"
title = { en = "Ours", zh = "本级监测" }
source = { text = "Ours", ours = true }
valid_from = 2000-01-01
[[series]]
id = "complaints"
title = { en = "Complaints", zh = "投诉举报" }
kind = "complaint"
date = "received_on"
by = ["product"]
region = "own"
method = "ears-c1"
alpha = 0.01
minimum = 3
''', "utf-8")


@pytest.fixture
def watched(city: World, db: None) -> World:
    """A city in which each ward has a signal of its own."""
    own_regions(city.home)
    reported("1", "P-one")
    reported("2", "P-two")
    looked(city)
    return city


def page(client: Client, name: str = "watch", *args: str, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200, response.content.decode()[:2000]
    return html.unescape(response.content.decode())


def test_the_room_says_why_how_much_is_known_and_how_many_false_alarms(watched: World) -> None:
    told = page(looking_as(CITY))
    assert "6 reports in the week, 1.0 were to be expected, up to 1.0 is usual." in told
    assert "None belongs to a known event." in told
    # Of thirteen reports in eight weeks: 0.0594 for each series.
    assert "2 series stood out. Where nothing is the matter, 0.12 false alarms are to be expected" in told
    told = page(looking_as(WARD_1))
    assert "1 series stood out. Where nothing is the matter, 0.06 false alarms are to be expected" in told


def test_the_room_leads_to_the_notices(city: World, db: None) -> None:
    assert f'href="{reverse("alerts")}"' in page(looking_as(CITY))
    assert looking_as(CITY).get(reverse("alerts")).status_code == 200


def test_nobody_reads_of_the_signals_of_another_ward(watched: World) -> None:
    one, two = page(looking_as(WARD_1)), page(looking_as(WARD_2))
    assert ("P-one" in one, "P-two" in one) == (True, False)
    assert ("P-one" in two, "P-two" in two) == (False, True)
    for who, answers in ((WARD_1, [200, 404]), (WARD_2, [404, 200])):
        assert [looking_as(who).get(reverse("watch-signal", args=(signal_of(region),))).status_code
                for region in ("1", "2")] == answers


def test_the_room_is_closed_to_the_public_and_to_organisations(watched: World) -> None:
    assert looking_as(PUBLIC_PERSONA).get(reverse("watch")).status_code == 302
    assert looking_as(FIRM_1).get(reverse("watch")).status_code == 403
    assert reverse("watch") not in page(looking_as(FIRM_1), "today")
    assert reverse("watch") in page(looking_as(WARD_1), "today")


def signal_of(region: str) -> str:
    return str(Case.objects.get(procedure="signal-review", region=region).number)


def test_a_signal_opens_its_records_and_is_decided_on_its_page(watched: World) -> None:
    officer, number = looking_as(WARD_1), signal_of("1")
    told = page(officer, "watch-signal", number)
    assert told.count("/records/complaint/P-one-1-0-") == 6
    assert "It burnt" not in told
    refused: Any = officer.post(reverse("watch-signal", args=(number,)), {"act": "dismiss", "reason": ""})
    assert refused.status_code == 422
    kept: Any = officer.post(reverse("watch-signal", args=(number,)), {"act": "watch", "reason": "Wait and see",
                                                                      "until": ""})
    assert (kept.status_code, "Wait and see" in kept.content.decode()) == (422, True)
    until = (timezone.localdate() + timedelta(days=7)).isoformat()
    assert officer.post(reverse("watch-signal", args=(number,)),
                        {"act": "watch", "reason": "Wait and see", "until": until}).status_code == 302
    assert "Watched" in page(officer)
    assert officer.post(reverse("watch-signal", args=(number,)),
                        {"act": "dismiss", "reason": "It was one person"}).status_code == 302
    assert "Nothing waits to be looked into." in page(officer)


def test_known_reports_are_marked_with_the_event_they_belong_to(watched: World) -> None:
    save.keep("recall", {"number": "R-7", "title": "Kettles", "goods": "consumer", "product": "P-one", "affected": 10,
                         "published_on": date(2014, 1, 1), "region": "2"}, at=timezone.now())
    told = page(looking_as(WARD_1), "watch-signal", signal_of("1"))
    assert "/records/recall/R-7/" in told
    assert told.count("· known") == 6


def test_trends_are_drawn_for_each_region_with_a_table_behind(watched: World) -> None:
    told = page(looking_as(CITY))
    assert told.count('class="weeks"') == 2
    assert "<th scope=\"row\">Ward 1</th>" in told
    assert told.count('class="weeks"') == page(looking_as(CITY), of="alert").count('class="weeks"')
    assert page(looking_as(CITY), of="nonsense").count('aria-current="true"') == 1


def test_both_languages_say_it(watched: World) -> None:
    client = looking_as(CITY)
    client.post(reverse("set-language"), {"language": "zh-hans", "next": "/"})
    told = page(client)
    assert "监测室" in told
    assert "本周6件，预期1.0件，正常上限1.0件。" in told
    assert "Watch room" not in told
    assert "Why does it stand out?" not in page(client, "watch-signal", signal_of("1"))


def queries(address: str) -> int:
    client = looking_as(CITY)
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_room_costs_as_many_reads_with_one_as_with_three(city: World, db: None) -> None:
    own_regions(city.home)
    reported("1", "P-one")
    looked(city)
    address = reverse("watch")
    one = queries(address)
    for product in ("P-two", "P-three"):
        reported("2", product)
    looked(city)
    assert queries(address) == one


def test_a_signal_costs_as_many_reads_with_six_records_as_with_nine(city: World, db: None) -> None:
    own_regions(city.home)
    reported("1", "P-one")
    reported("2", "P-two", last=9)
    looked(city)
    assert queries(reverse("watch-signal", args=(signal_of("1"),))) == queries(
        reverse("watch-signal", args=(signal_of("2"),)))
