"""The twelve recalls of the constructed county, each one story: a sample fails, its backup too, the lot is recalled.

What a story says is what every record of it follows from, so that lots, days and numbers agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from plumbline.methods.surveillance.risk import Scenario, assess
from plumbline.procedures.common.row_files import Row
from plumbline.procedures.worlds.watch import county
from plumbline.procedures.worlds.watch.catalogue import Parameter
from plumbline.procedures.worlds.watch.chance import one
from plumbline.rulebook.surveillance.risk_files import risk_rules

RULES = "eu-2024-3173"
BEFORE = "eu-2019-417"
CHANGED = date(2024, 12, 13)
LEVELS = {"L": "low", "M": "medium", "H": "high", "S": "serious"}
STEP = {"tested": 9, "confirmed": 23, "assessed": 26, "measure": 27, "noticed": 30, "published": 34}
"""Days after the sample was taken."""
EVERY = 30
"""Days from one report of a recall to the next."""


@dataclass(frozen=True, slots=True)
class Story:
    """One recall. ``parameter`` is which of the class's; ``returned`` of ``affected`` units came back, in ``reports``
    reports; ``steps`` and ``severity`` are the scenario by which the risk was graded."""

    number: int
    key: str
    parameter: int
    sampled: date
    affected: int
    returned: int
    reports: int
    closed: bool
    remedy: str
    initiative: str
    severity: int
    steps: tuple[str, ...]

    @property
    def code(self) -> str:
        """The recall's number."""
        return f"{county.NUMBER}-RECALL-{self.number:02d}"

    @property
    def sample(self) -> str:
        """The number of the sample that failed."""
        return f"{county.NUMBER}-S-R{self.number:02d}"

    @property
    def product(self) -> county.Product:
        """What was recalled."""
        return of_number(self.number)

    @property
    def made(self) -> date:
        """When the lot was made that failed."""
        return self.sampled - timedelta(37)

    @property
    def lot(self) -> str:
        """The code of that lot."""
        return county.lot_code(self.product, self.made)

    @property
    def failed(self) -> Parameter:
        """What it failed by."""
        return self.product.of.parameters[self.parameter]

    @property
    def outlet(self) -> county.Outlet:
        """Where the sample was taken."""
        return one(county.outlets(), "story outlet", self.number)

    def day(self, step: str) -> date:
        """When a step of the story was taken."""
        return self.sampled + timedelta(STEP[step])

    def reported(self, number: int) -> date:
        """The day of a report, from 0."""
        return self.day("published") + timedelta(EVERY * (number + 1))

    @property
    def closed_on(self) -> date | None:
        """When the recall was closed: a fortnight after the last report."""
        return self.reported(self.reports - 1) + timedelta(14) if self.closed else None

    @property
    def rules(self) -> str:
        """By which rules the risk was graded: those in force on the day."""
        return RULES if self.day("assessed") >= CHANGED else BEFORE

    @property
    def level(self) -> str:
        """The level of risk, as the rules give it."""
        found = assess(risk_rules(None, self.rules).matrix,
                       [Scenario("1", self.severity, tuple(Fraction(step) for step in self.steps))], self.affected)
        return LEVELS[found.overall]


STORIES = (
    Story(1, "cinnamon", 0, date(2024, 9, 20), 2400, 1728, 4, True, "refund", "ordered", 3, ("1/50", "1/20")),
    Story(2, "toy", 1, date(2024, 10, 24), 6000, 4740, 5, True, "refund", "voluntary", 4, ("1/100", "1/50")),
    Story(3, "water", 0, date(2024, 12, 3), 18000, 17640, 3, True, "refund", "ordered", 2, ("1/20", "1/50")),
    Story(4, "gas-hose", 0, date(2025, 2, 18), 3200, 2688, 4, True, "exchange", "ordered", 4, ("1/1000", "1/20")),
    Story(5, "infant-formula", 0, date(2025, 4, 9), 1250, 1250, 3, True, "refund", "ordered", 4, ("1/200", "1/10")),
    Story(6, "cooked-meat", 1, date(2025, 6, 17), 4500, 4320, 2, True, "destroy", "ordered", 3, ("1/100", "1/10")),
    Story(7, "helmet", 0, date(2025, 8, 5), 5200, 4576, 5, True, "refund", "voluntary", 4, ("1/500", "1/5")),
    Story(8, "clothing", 1, date(2025, 10, 14), 2800, 2562, 4, True, "repair", "voluntary", 4, ("1/1000", "1/100")),
    Story(9, "power-bank", 0, date(2025, 12, 11), 9800, 6272, 6, False, "exchange", "voluntary", 3, ("1/5000", "1/4")),
    Story(10, "kettle", 0, date(2026, 3, 17), 8000, 4400, 4, False, "exchange", "ordered", 4, ("1/2000", "1/2")),
    Story(11, "pencil-case", 0, date(2026, 4, 20), 9000, 4230, 3, False, "refund", "voluntary", 2, ("1/20", "1/100")),
    Story(12, "blanket", 0, date(2026, 5, 26), 3500, 1400, 2, False, "repair", "ordered", 4, ("1/500", "1/10")),
)
KETTLE = STORIES[9]
"""The one that complaints gave away."""


@lru_cache(maxsize=16)
def of_number(number: int) -> county.Product:
    """The product of a story: one with a bar code, its maker in the county."""
    story = STORIES[number - 1]
    fit = [each for each in county.of_class(story.key) if each.gtin and each.maker.type == "maker"]
    return one(fit, "story product", number)


def lots() -> Iterator[Row]:
    """The lots that failed."""
    for story in STORIES:
        yield county.lot(story.product, story.made)
