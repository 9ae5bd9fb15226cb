"""Two years of samples: more before festivals and in summer, more of them failing when it is warm; and their tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from plumbline.procedures.common.row_files import Row
from plumbline.procedures.worlds.watch import county
from plumbline.procedures.worlds.watch.catalogue import CLASSES, Parameter
from plumbline.procedures.worlds.watch.chance import one, share, weighed, whole
from plumbline.procedures.worlds.watch.stories import STORIES

A_MONTH = 90
BUSY = {1: 1.5, 5: 1.2, 6: 1.3, 7: 1.3, 8: 1.2, 9: 1.3, 2: 0.7}
"""How many times as many samples a month has: before the Spring Festival, in summer, before the Mid-Autumn Festival."""
FAILING = {"food": 0.02, "farm-produce": 0.025, "goods": 0.06}
WARM = {6: 2.0, 7: 3.0, 8: 3.0, 9: 1.8}
"""How many times as many samples of food fail."""
WORSE = {"rural": 1.6, "school": 1.3}
BACKUP_DAYS = 180


@dataclass(frozen=True, slots=True)
class Taken:
    """One sample with its tests: of each parameter its attempts, whether it passed, and the day."""

    number: str
    product: county.Product
    made: date
    outlet: county.Outlet
    day: date
    tests: tuple[tuple[Parameter, int, bool, date], ...]

    @property
    def passed(self) -> bool:
        """Whether it passed in all."""
        return all(passes for _, _, passes, _ in self.tests)


@lru_cache(maxsize=1)
def taken() -> tuple[Taken, ...]:
    """Every sample: those of the plan, then those of the stories."""
    found: list[Taken] = []
    month = county.FIRST
    while month <= county.LAST:
        following = (month + timedelta(31)).replace(day=1)
        for _ in range(round(A_MONTH * BUSY.get(month.month, 1.0))):
            found.append(_one(len(found) + 1, month, (following - month).days))
        month = following
    return (*found, *map(_of_story, range(len(STORIES))))


def _one(number: int, month: date, days: int) -> Taken:
    day = month + timedelta(whole(0, days - 1, "day", number))
    of = weighed({each: 1.4 if each.subject == "food" else 1.0 for each in CLASSES}, "class", number)
    product = one(county.of_class(of.key), "product", number)
    outlet = one(county.outlets(), "outlet", number)
    rate = FAILING[of.subject] * WORSE.get(outlet.market, 1.0)
    if of.subject != "goods":
        rate *= WARM.get(day.month, 1.0)
    fails = share("fails", number) < rate
    worst = whole(0, len(of.parameters) - 1, "worst", number)
    tested = day + timedelta(whole(5, 15, "tested", number))
    tests = [(each, 1, not (fails and place == worst), tested) for place, each in enumerate(of.parameters)]
    if fails and share("asked again", number) < 0.3:
        tests.append((of.parameters[worst], 2, False, tested + timedelta(whole(10, 20, "again", number))))
    made = max(at for at in (county.lot_made(product, copy) for copy in range(county.LOTS)) if at < day)
    return Taken(f"{county.NUMBER}-S-{number:05d}", product, made, outlet, day, tuple(tests))


def _of_story(place: int) -> Taken:
    story = STORIES[place]
    tests = [(each, 1, each is not story.failed, story.day("tested")) for each in story.product.of.parameters]
    tests.append((story.failed, 2, False, story.day("confirmed")))
    return Taken(story.sample, story.product, story.made, story.outlet, story.sampled, tuple(tests))


def samplings() -> Iterator[Row]:
    """The samples."""
    for place, each in enumerate(taken()):
        until = each.day + timedelta(BACKUP_DAYS)
        again = any(attempt > 1 for _, attempt, _, _ in each.tests)
        yield {
            "number": each.number, "subject": each.product.of.subject, "item": each.product.name,
            "result": "pass" if each.passed else "fail", "sampled_on": each.day.isoformat(),
            "region": each.outlet.firm.region, "organisation": each.outlet.firm.code,
            "laboratory": county.laboratory(place), "gtin": each.product.gtin, "product": each.product.code,
            "lot": county.lot_code(each.product, each.made),
            "backup": "tested" if again else "kept" if until > county.LAST else "released",
            "backup_until": until.isoformat(), "seal": f"{county.NUMBER}-SEAL-{place + 1:05d}",
            "custodian": county.laboratory(place), "plan": f"构造监督抽查计划 {each.day.year} (constructed plan)",
        }


def tests() -> Iterator[Row]:
    """What was tested of each."""
    for place, each in enumerate(taken()):
        for parameter, attempt, passes, day in each.tests:
            yield {
                "sampling": each.number, "parameter": parameter.name, "attempt": str(attempt),
                "method": parameter.method, "limit": parameter.limit,
                "value": parameter.value(share("value", each.number, parameter.en, attempt), passes),
                "unit": parameter.unit, "verdict": "pass" if passes else "fail",
                # The backup sample is tested by the other laboratory.
                "laboratory": county.laboratory(place + attempt - 1), "tested_on": day.isoformat(),
                "region": each.outlet.firm.region,
            }
