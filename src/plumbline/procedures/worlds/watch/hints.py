"""Complaints, the signals that stand out among them, and which notices might be about the county's products.

One cluster is there to be found: electric kettles of one lot, in the weeks before their story begins. Nobody complains
here: no complaint has a complainant.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import numpy as np

from plumbline.methods.surveillance.signal_ears import ALPHA, BASELINE, bounds, history
from plumbline.procedures.common.row_files import Row
from plumbline.procedures.worlds.watch import county
from plumbline.procedures.worlds.watch.catalogue import BY_KEY, CLASSES, ProductClass
from plumbline.procedures.worlds.watch.chance import one, share, weighed, whole
from plumbline.procedures.worlds.watch.county import COUNTY, FIRST, LAST, MARK, NUMBER
from plumbline.procedures.worlds.watch.stories import KETTLE, STORIES

COMPLAINTS = 850
CLUSTER = {date(2026, 2, 16): 5, date(2026, 2, 23): 10, date(2026, 3, 2): 17}
"""Week by the Monday it begins with, and how many more complaints about the lot of kettles came in it."""
METHOD = "ears-c1"
LEAST_SIGMA = 1.0
OUTCOMES = {"founded": 30.0, "unfounded": 20.0, "settled": 32.0, "unsettled": 10.0, "declined": 6.0, "passed-on": 2.0}
MATTERS = {"food": "食品变质或异味 spoilt or of a strange smell", "farm-produce": "不新鲜或疑有农药残留 not fresh",
           "goods": "使用中出现故障 broke down in use"}
SHOCK = "使用时有麻电感 gave a tingling shock"
OPEN = ("open", "名称相近，待核对 alike by name, to be looked at")
DIFFERENT = ("different", "商标与生产者不同 of another brand and maker")
MOST_MATCHES = 4
"""At most so many notices of a class are put beside products."""


@lru_cache(maxsize=1)
def _received() -> tuple[tuple[date, county.Product, str], ...]:
    """Of each complaint its day, product and matter."""
    days = (LAST - FIRST).days
    found: list[tuple[date, county.Product, str]] = []
    for number in range(COMPLAINTS):
        product = one(county.products(), "complaint", number)
        found.append((FIRST + timedelta(whole(0, days, "received", number)), product, MATTERS[product.of.subject]))
    for week, count in CLUSTER.items():
        found += [(week + timedelta(whole(0, 6, "cluster", week, number)), KETTLE.product, SHOCK)
                  for number in range(count)]
    return tuple(sorted(found, key=lambda each: (each[0], each[1].code)))


def complaints() -> Iterator[Row]:
    """Complaints, in the order in which they came."""
    for number, (day, product, matter) in enumerate(_received(), start=1):
        outlet = one(county.outlets(), "complained of", number)
        closed = day + timedelta(whole(5, 45, "closed", number))
        known = product is KETTLE.product and matter == SHOCK
        outcome = "founded" if known else weighed(OUTCOMES, "outcome", number)
        done = closed <= LAST
        yield {"number": f"{NUMBER}-C-{number:04d}", "received_on": day.isoformat(), "product_name": product.name,
               "product": product.code, "lot": KETTLE.lot if known else "", "organisation": outlet.firm.code,
               "matter": f"{matter}{MARK}", "outcome": outcome if done else "",
               "closed_on": closed.isoformat() if done else "", "region": outlet.firm.region}


def signals() -> Iterator[Row]:
    """The weeks of each class in which EARS C1 finds more complaints than were to be expected."""
    first = FIRST + timedelta(-FIRST.weekday() % 7)
    weeks = (LAST - first).days // 7
    for of in CLASSES:
        per_week = Counter((day - first).days // 7 for day, product, _ in _received() if product.of is of)
        counts = np.array([[float(per_week[week]) for week in range(weeks)]])
        expected, upper = bounds(counts, METHOD, alpha=ALPHA[METHOD], baseline=BASELINE, min_sigma=LEAST_SIGMA)
        start = history(METHOD, BASELINE)
        for place in np.flatnonzero(counts[0, start:] > upper[0]):
            yield _signal(of, first + timedelta(7 * int(start + place)), int(counts[0, start + place]),
                          float(expected[0, place]), float(upper[0, place]))


def _signal(of: ProductClass, week: date, reports: int, expected: float, upper: float) -> Row:
    cluster = of is KETTLE.product.of and week in CLUSTER
    return {"number": f"{NUMBER}-SIGNAL-{of.key}-{week:%G-W%V}", "series": f"投诉 complaints: {of.name}",
            "method": METHOD, "found_on": (week + timedelta(7)).isoformat(), "reports": str(reports),
            "expected": f"{expected:.2f}", "upper": f"{upper:.2f}", "product": KETTLE.product.code if cluster else "",
            "decision": "case" if cluster else "dismissed",
            "reason": f"{'集中于一个批次 one lot' if cluster else '涉及多种产品，无共同原因 no common cause'}{MARK}",
            "region": COUNTY}


def matches(folder: Path) -> Iterator[Row]:
    """Real notices beside constructed products that are called alike. None is the same: how could it be. The county's
    own notices are about the products of the recalls."""
    for story in STORIES:
        yield {"source": "own", "number": f"{NUMBER}-NOTICE-{story.number:02d}", "product": story.product.code,
               "probability": "1.0000", "decision": "same", "basis": f"条码与批号一致 code and lot agree{MARK}",
               "matched_on": story.day("noticed").isoformat(), "region": COUNTY}
    for source, number, day, name in _notices(folder):
        for of in _likely(name):
            product = one(county.of_class(of.key), "matched", number)
            likely = 0.05 + 0.6 * share("likely", number)
            decision, basis = OPEN if likely > 0.5 else DIFFERENT
            yield {"source": source, "number": number, "product": product.code, "probability": f"{likely:.4f}",
                   "decision": decision, "basis": f"{basis}{MARK}",
                   "matched_on": (date.fromisoformat(day) + timedelta(2)).isoformat(), "region": COUNTY}


def _notices(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Source, number, day and product of real notices of the two years, at most so many of a class."""
    seen: Counter[str] = Counter()
    with gzip.open(folder / "fda_food.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        found = [("openfda", row["recall_number"], row["report_date"], row["product_description"])
                 for row in csv.DictReader(stream)]
    with gzip.open(folder / "us_recalls.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        found += [(row["source"], row["number"], row["published_on"], row["product_name"])
                  for row in csv.DictReader(stream)]
    for source, number, day, name in sorted(found, key=lambda each: (each[2], each[1]), reverse=True):
        if date.fromisoformat(day) >= FIRST and date.fromisoformat(day) <= LAST:
            of = next((each.key for each in _likely(name)), "")
            if of and seen[of] < MOST_MATCHES:
                seen[of] += 1
                yield source, number, day, name


def _likely(name: str) -> list[ProductClass]:
    return [of for of in BY_KEY.values() if of.word and re.search(rf"\b{of.word}s?\b", name, re.IGNORECASE)][:1]
