"""What follows from the twelve stories: assessments of risk, measures, own notices, recalls, reports, checks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from plumbline.procedures.common.row_files import Row
from plumbline.procedures.worlds.watch import county
from plumbline.procedures.worlds.watch.chance import one, share, whole
from plumbline.procedures.worlds.watch.county import COUNTY, MARK, NUMBER
from plumbline.procedures.worlds.watch.stories import STORIES, Story

CHANNELS = {"consumer": 50, "retail": 25, "stock": 15, "online": 10}
"""Of what came back, in percent, so much from each channel."""
CHECKS = 6


def assessments() -> Iterator[Row]:
    """How dangerous each product was found."""
    for story in STORIES:
        yield {"number": f"{NUMBER}-RA-{story.number:02d}", "product": story.product.code,
               "maker": story.product.maker.code, "assessed_on": story.day("assessed").isoformat(),
               "rules": story.rules, "level": story.level, "scenarios": "1", "units_in_use": str(story.affected),
               "harm": _defect(story), "region": COUNTY}


def measures() -> Iterator[Row]:
    """Off the shelf at once where the sample was taken, then the recall, of its maker."""
    for story in STORIES:
        until = story.closed_on
        shared = {"product": story.product.code, "lots": story.lot, "region": COUNTY}
        yield {"number": f"{NUMBER}-M-{story.number:02d}-1", "measure": "withdrawal", "initiative": "ordered",
               "organisation": story.outlet.firm.code, "role": "seller", "scope": f"全县销售场所{MARK}",
               "basis": f"模拟依据{MARK}", "taken_on": story.day("measure").isoformat(),
               "valid_to": until.isoformat() if until else "", **shared}
        yield {"number": f"{NUMBER}-M-{story.number:02d}-2", "measure": "recall", "initiative": story.initiative,
               "organisation": story.product.maker.code, "role": "maker", "scope": f"所列批次{MARK}",
               "basis": f"模拟依据{MARK}", "taken_on": story.day("published").isoformat(),
               "valid_to": until.isoformat() if until else "", **shared}


def notices() -> Iterator[Row]:
    """The county's own notice of each."""
    for story in STORIES:
        product = story.product
        yield {"source": "own", "number": f"{NUMBER}-NOTICE-{story.number:02d}",
               "published_on": story.day("noticed").isoformat(), "title": f"关于{product.name}的通报 Notice",
               "product_name": product.name, "brand": product.brand, "model": product.model,
               "codes": f"{product.gtin}; {county.lot_number(story.made)}", "product_class": product.of.name,
               "maker": product.maker.name, "sold_in": f"模拟县 Watch County{MARK}", "hazard": _defect(story),
               "hazard_class": story.failed.hazard, "risk_level": story.level,
               "measures": "下架、召回 withdrawal, recall", "notifier": f"模拟县 Watch County{MARK}", "region": COUNTY}


def recalls() -> Iterator[Row]:
    """The twelve."""
    for story in STORIES:
        product = story.product
        yield {"number": story.code, "title": f"召回 Recall: {product.name}", "goods": product.of.goods,
               "product": product.code, "lots": story.lot, "organisation": product.maker.code, "role": "maker",
               "initiative": story.initiative, "defect": _defect(story), "remedy": story.remedy,
               "affected": str(story.affected), "published_on": story.day("published").isoformat(),
               "closed_on": story.closed_on.isoformat() if story.closed_on else "", "region": COUNTY}


def reports() -> Iterator[Row]:
    """What came back, by channel and report. All that comes back stands in one of them."""
    for story in STORIES:
        left = story.returned
        for place, (channel, percent) in enumerate(CHANNELS.items()):
            whole_channel = left if place == len(CHANNELS) - 1 else story.returned * percent // 100
            left -= whole_channel
            for number, units in enumerate(_spread(whole_channel, story.reports)):
                yield {"recall": story.code, "channel": channel, "reported_on": story.reported(number).isoformat(),
                       "remedied": str(units if channel == "consumer" else 0),
                       "recovered": str(0 if channel == "consumer" else units), "region": COUNTY}


def checks() -> Iterator[Row]:
    """Outlets that were visited: the first few had not all been told, and a few still sold."""
    for story in STORIES:
        visited = list(dict.fromkeys((story.outlet, *(one(county.outlets(), "check", story.number, number)
                                                      for number in range(CHECKS)))))
        for number, outlet in enumerate(visited):
            told = number == 0 or share("told", story.number, number) < 0.85
            selling = not told and share("selling", story.number, number) < 0.6
            yield {"recall": story.code, "outlet": outlet.code,
                   "checked_on": (story.day("published") + timedelta(7 + 5 * number)).isoformat(),
                   "told": "true" if told else "false", "on_shelf": "true" if selling else "false",
                   "units_seen": str(whole(2, 24, "seen", story.number, number) if selling else 0),
                   "region": outlet.firm.region}


def _spread(units: int, times: int) -> list[int]:
    """So many units over so many reports: the most in the first."""
    parts = [2 ** (times - place) for place in range(times)]
    found = [units * part // sum(parts) for part in parts]
    found[0] += units - sum(found)
    return found


def _defect(story: Story) -> str:
    return f"{story.failed.zh}不符合要求 {story.failed.en} not up to standard{MARK}"
