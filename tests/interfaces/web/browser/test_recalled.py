"""One product from a shopper's complaint to its closed recall, each by their phone and by the forms of the pages alone:
the shopper, the officers, the laboratory, the maker; and what an officer of another region sees of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from tests.interfaces.web.browser import county, serving
from tests.interfaces.web.browser.county import LOT, OTHER_LOT, PASSWORD, PRODUCT
from tests.interfaces.web.browser.desks import fill, fits, follow, said
from tests.interfaces.web.browser.play import Play

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE = ("ann", "li")
"""Who works in Chinese; the others in English. How a page looks is judged in both, whoever opens it."""
HOT, KETTLE, STOP = "壶体过热，塑料熔化", "电水壶", "立即停止使用，凭实物退款"
NOTICE, NOTICE_EN, ANSWER = "电水壶召回公告", "Recall of kettles", "情况属实，该批产品已召回"
CLOSED = {"zh": "终结，风险提示解除", "en": "It warns of nothing any more"}
WARNED = {"zh": "召回", "en": "Recall"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the county is served."""
    folder = tmp_path_factory.mktemp("county")
    with serving.served(serving.make(county.__name__, folder), folder) as found:
        yield found


def test_from_a_complaint_to_a_closed_recall(place: str, desk: Any) -> None:
    play = Play(place, desk, PASSWORD, (*county.OFFICERS, *county.MEMBERS), CHINESE)
    _complains(play, "en")
    complaint, link = _complains(play, "zh")
    _is_looked_into(play, complaint)
    sample = _is_sampled(play)
    recall = _is_recalled(play, sample)
    _is_closed(play, recall)
    play.do("ann", "product-complaint", complaint, "close", outcome="founded", answer=ANSWER)
    assert ANSWER in play.reads(link)


def _complains(play: Play, language: str) -> tuple[str, str]:
    window = play.shoppers[language]
    play.reads("/complain/?region=county", language)  # as the sign at the stall has it
    fill(window, subject=KETTLE, story=HOT, contact="张 13800000000")
    follow(window, window.locator("main form.form button.button"))
    fits(window)
    number = window.locator(".told-once dd").first.inner_text().removeprefix("C")
    follow(window, window.locator("main .acts a.button"))
    fits(window)
    assert HOT in window.locator("main").inner_text()
    return number, window.url.removeprefix(play.place)


def _is_looked_into(play: Play, number: str) -> None:
    path = f"/cases/product-complaint/{number}/"
    assert play.status("li", path) == 404
    assert play.status("nina", path) == 404
    play.do("ann", "product-complaint", number, "verify", place="shop", organisation="F1", product=PRODUCT, lot=LOT,
            matter=HOT)
    assert play.status("li", path) == 404  # the firm never reads it


def _is_sampled(play: Play) -> str:
    today = timezone.localdate().isoformat()
    number = play.open("ann", "sample", "take", region="county", subject="goods", design="complaint",
                       sampled_on=today, organisation="F1", product=PRODUCT, lot=LOT, item=KETTLE,
                       seal="S-1")
    play.do("ann", "sample", number, "hand-over", "A", laboratory="LAB1", parameters="Heating")
    window = play.at.go("may", f"/samples/{number}/A/")
    fits(window)
    follow(window, window.locator("button[value=receive]"))
    assert said(window)
    fill(window, **{"tested_on": today, "value-0": "168", "unit-0": "℃", "limit-0": "≤100", "verdict-0": "fail"})
    follow(window, window.locator("button[value=result]"))
    assert said(window)
    fits(window)
    fill(window, verdict="fail", report="R-1")
    follow(window, window.locator("button[value=finish]"))
    assert said(window)
    play.do("ann", "sample", number, "notify", notified="F1")
    assert "168" in play.at.go("li", f"/cases/sample/{number}/").locator("main").inner_text()
    play.do("li", "sample", number, "accept")
    play.do("ann", "sample", number, "decide", result="fail", stands="A", rule="accepted", cites="第三十七条",
            reasons=HOT)
    assert play.status("nina", f"/cases/sample/{number}/") == 404
    assert f"C{number}" not in play.reads("/records/sampling/")
    play.do("bea", "sample", number, "publish")
    assert f"C{number}" in play.reads("/records/sampling/")
    return number


def _is_recalled(play: Play, sample: str) -> str:
    number = play.open("ann", "product-recall", "open", region="county", product=PRODUCT, organisation="F1",
                       role="maker", goods="consumer", initiative="ordered", defect=HOT, origin="test",
                       origin_key=f"C{sample}")
    play.do("ann", "product-recall", number, "add-lot", lot=LOT, units="50")
    play.do("ann", "product-recall", number, "require-plan", reason=HOT)
    play.do("li", "product-recall", number, "hand-in-plan", remedy="refund", plan=STOP,
            planned_until=f"{timezone.localdate().year + 1}-06-30", contact="400-000-0000", advice=STOP)
    play.do("bea", "product-recall", number, "approve-plan")
    assert play.status("nina", f"/cases/product-recall/{number}/") == 404
    assert play.shoppers["zh"].goto(f"{play.place}/recalls/county-{number}/").status == 404
    play.do("ann", "product-recall", number, "publish", title=NOTICE, title_en=NOTICE_EN,
            defect_en="Its body gets too hot", advice_en="Stop using it")
    for language, notice in (("zh", NOTICE), ("en", NOTICE_EN)):
        told = play.reads(f"/recalls/county-{number}/", language)
        assert (notice in told, "L1" in told, "400-000-0000" in told) == (True, True, True)
        assert WARNED[language] in play.reads(f"/products/{PRODUCT}/", language)
    assert play.status("nina", f"/cases/product-recall/{number}/") == 200  # what is published, everybody reads
    return number


def _is_closed(play: Play, number: str) -> None:
    for _ in range(30):  # the worker looks every two seconds
        if KETTLE in play.at.go("ann", "/cases/product-risk/").locator("main").inner_text():
            break
        play.at.of("ann").wait_for_timeout(500)
    assert KETTLE in play.at.of("ann").locator("main").inner_text()  # what follows from a sample that failed
    play.do("li", "product-recall", number, "report", channel="consumer", remedied="30", recovered="0")
    play.do("li", "product-recall", number, "report", channel="retail", remedied="0", recovered="10")
    assert "80.00" in play.reads(f"/recalls/county-{number}/")
    play.do("li", "product-recall", number, "account", LOT, how=STOP)
    play.do("ann", "product-recall", number, "propose-closing", conclusion=ANSWER)
    play.do("bea", "product-recall", number, "close")
    for language, closed in CLOSED.items():
        assert closed in play.reads(f"/recalls/county-{number}/", language)
    assert OTHER_LOT.rpartition("/")[2] not in play.reads(f"/recalls/county-{number}/")
