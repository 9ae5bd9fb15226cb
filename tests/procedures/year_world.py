"""A province of two cities and everybody who acts in its assessment year."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from plumbline.home import Home
from plumbline.procedures.assessment.year import acts, approval, people, statements
from plumbline.procedures.records.imports import import_file
from plumbline.records.assessment.evaluations import Evaluated
from plumbline.records.core.people import Role, User
from tests.replay import begin_from

NUMBER = "city-2013-14"

SCHEME = """
id = "city"
title = { en = "City scheme", zh = "市级方案" }
meaning = { en = "For tests.", zh = "测试用。" }
source = { text = "test", ours = true }
valid_from = 2012-01-01
year = "07-01..06-30"
level = "city"
full = 100
rounding = { places = 1, mode = "half up" }

[grades]
rounding = { places = 0, mode = "half up" }
band = [
    { grade = "A", from = 90, to = 100, title = { en = "excellent", zh = "优秀" } },
    { grade = "B", from = 60, to = 89, title = { en = "good", zh = "良好" } },
    { grade = "D", from = 0, to = 59, title = { en = "poor", zh = "较差" } },
]

[[block]]
id = "1"
title = { en = "Measures", zh = "措施" }
points = 100

[[block.item]]
id = "1.1"
title = { en = "Plan", zh = "规划" }
meaning = { en = "Whether there is a plan.", zh = "是否有规划。" }
points = 40
determination = "plan"
rule = { binary = {} }
no_data = "zero"
owner = { en = "planning", zh = "发展改革部门" }
clause = "1.1"

[[block.item]]
id = "1.2"
title = { en = "Supervision", zh = "监管" }
meaning = { en = "As the department scores it.", zh = "由部门评分。" }
points = 30
determination = "supervision"
rule = { department = { scale = 30 } }
no_data = "zero"
owner = { en = "market", zh = "市场监管部门" }
clause = "1.2"

[[block.item]]
id = "1.3"
title = { en = "Innovation", zh = "创新" }
meaning = { en = "As experts score it.", zh = "由专家评分。" }
points = 30
determination = "innovation"
rule = { expert = { scale = 100, least = 2, spread = 20 } }
no_data = "zero"
owner = { en = "market", zh = "市场监管部门" }
clause = "1.3"
"""

PEOPLE = {
    "lead": "prov", "chief": "prov", "deputy": "prov", "planning": "prov", "market": "prov", "visitor": "prov",
    "expert1": "prov", "expert2": "prov", "north": "north", "south": "south", "stranger": "prov",
}
REGIONS = """code,name_en,name_zh,level,parent,valid_from,valid_to,successor
prov,Province,省,province,,2000-01-01,,
north,North,北市,city,prov,2000-01-01,,
south,South,南市,city,prov,2000-01-01,,
"""


def day(text: str) -> datetime:
    """Nine o'clock of a day."""
    return datetime.fromisoformat(f"{text}T09:00:00").replace(tzinfo=UTC)


TARGETS, AFTER, PUBLISHED = day("2013-06-20"), day("2014-07-10"), day("2014-08-20")


class Province:
    """The home, its people by name, and short ways to act."""

    def __init__(self, home: Home, folder: Path, *, regions: str = REGIONS, evidence: bool = False,
                 then: tuple[str, ...] = ()) -> None:
        """``then``: what was done already, by the names of the methods."""
        self.home, self.folder = home, folder
        (home.rulebook / "schemes").mkdir(exist_ok=True)
        self.scheme = home.rulebook / "schemes" / "city.toml"
        self.scheme.write_text(SCHEME, encoding="utf-8")
        if not evidence:
            self.without_evidence()
        begin_from(partial(self._begin, regions, then), name=("province", regions, evidence, then), home=home)

    def _begin(self, regions: str, then: tuple[str, ...]) -> None:
        self.take_in(regions)
        for name, region in PEOPLE.items():
            user = User.objects.create(username=name)
            Role.objects.create(user=user, name=Role.OFFICER, region=region, column="assessment")
        for each in then:
            getattr(self, each)()

    def without_evidence(self) -> None:
        """The shipped flow, but self-evaluation wants no evidence."""
        from plumbline.rulebook.core import files

        shipped = files.shipped("flows", "quality-work.toml")
        (self.home.rulebook / "flows").mkdir(exist_ok=True)
        (self.home.rulebook / "flows" / "quality-work.toml").write_text(
            shipped.read_text("utf-8").replace("evidence = true\n", ""), encoding="utf-8")

    def take_in(self, regions: str) -> None:
        """Import regions."""
        path = self.folder / "regions.csv"
        path.write_text(regions, encoding="utf-8")
        outcome = import_file(self.home, "region", path, clock=lambda: TARGETS)
        assert outcome.quarantined == 0, outcome.sample

    def who(self, name: str) -> User:
        """A person, asked anew as each request asks."""
        return User.objects.get(username=name)

    def opened(self) -> None:
        """Open the year and give everybody a part."""
        acts.open_year(self.home, self.who("lead"), "city", "2013-14", "prov", at=TARGETS)
        for name, part, more in (
            ("chief", "approver", {}), ("deputy", "approver", {}), ("visitor", "visitor", {}),
            ("planning", "department", {"owner": "planning"}), ("market", "department", {"items": ["1.2"]}),
            ("expert1", "expert", {"items": ["1.3"]}), ("expert2", "expert", {"items": ["1.3"]}),
            ("north", "assessed", {"regions": ["north"]}), ("south", "assessed", {"regions": ["south"]}),
        ):
            self.assign(name, part, **more)

    def assign(self, name: str, part: str, **more: Any) -> None:
        """The lead assigns."""
        people.assign(self.home, self.who("lead"), NUMBER, name, part, at=TARGETS, **more)

    def state(self, name: str, stage: str, region: str, answer: str, item: str = "", *, at: datetime = AFTER,
              reason: str = "") -> Any:
        """Somebody states something."""
        return statements.state(self.home, self.who(name), NUMBER, stage, region, answer, item=item, reason=reason,
                                at=at)

    def scored(self) -> None:
        """Both cities, everything: north 40 + 30 + 27, south 40 by its own word and 0 by the department's."""
        for region, own, office, points in (("north", "yes", "yes", "30"), ("south", "yes", "no", "21")):
            self.state(region, "target", region, "one plan", at=TARGETS)
            self.state(region, "self", region, own, "1.1", reason=f"{region} says so")
            self.state("planning", "department", region, office, "1.1", reason=f"seen in {region}")
            self.state("market", "department", region, points, "1.2")
            self.state("expert1", "panel", region, "85", "1.3")
            self.state("expert2", "panel", region, "95", "1.3")

    def evaluated(self) -> Any:
        """The lead evaluates."""
        return approval.evaluate(self.home, self.who("lead"), NUMBER, at=AFTER)

    def document(self) -> dict[str, Any]:
        """The year evaluated by the lead: the document of its result."""
        return written_in(self.evaluated())

    def published(self) -> None:
        """Evaluated, approved by two, published."""
        self.evaluated()
        for name in ("chief", "deputy"):
            approval.approve(self.home, self.who(name), NUMBER, at=AFTER)
        approval.publish(self.home, self.who("lead"), NUMBER, at=PUBLISHED)


def written_in(event: Any) -> dict[str, Any]:
    """The document of the result that an evaluation kept."""
    found = Evaluated(event.pk)
    return {**found.head, "regions": [found.region(row["code"]) for row in found.rows()]}
