"""A small county to assess: records taken in from CSV, a cut, a scheme of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from plumbline.figures.cuts.cut import Cut
from plumbline.figures.cuts.freezing import freeze
from plumbline.home import Home
from plumbline.procedures.records.imports import import_file

AT = datetime(2014, 7, 1, 9, 0, tzinfo=UTC)

INDICATORS = """
[pass_rate]
title = { en = "Pass rate", zh = "合格率" }
meaning = { en = "Inspections not failed.", zh = "检查未不合格的比例。" }
unit = "%"
better = "higher"
source = { text = "test", ours = true }
of = "inspection"
numerator = "COUNT(*) FILTER (WHERE result <> 'fail')"
denominator = "COUNT(*)"
words = { numerator = { en = "passed", zh = "合格" }, denominator = { en = "inspections", zh = "检查" } }
interval = "wilson"

[fail_rate]
title = { en = "Fail rate", zh = "不合格率" }
meaning = { en = "Inspections failed.", zh = "检查不合格的比例。" }
unit = "%"
better = "lower"
source = { text = "test", ours = true }
of = "inspection"
numerator = "COUNT(*) FILTER (WHERE result = 'fail')"
denominator = "COUNT(*)"
words = { numerator = { en = "failed", zh = "不合格" }, denominator = { en = "inspections", zh = "检查" } }

[high_risk]
title = { en = "High-risk pass rate", zh = "高风险合格率" }
meaning = { en = "High-risk inspections not failed.", zh = "高风险场所检查未不合格的比例。" }
unit = "%"
better = "higher"
source = { text = "test", ours = true }
of = "inspection"
when = "risk_class = 'high'"
exclusions = { en = "Other risks.", zh = "其他风险等级。" }
numerator = "COUNT(*) FILTER (WHERE result <> 'fail')"
denominator = "COUNT(*)"
words = { numerator = { en = "passed", zh = "合格" }, denominator = { en = "inspections", zh = "检查" } }
"""

SCHEME = """
id = "county"
title = { en = "County scheme", zh = "县级方案" }
meaning = { en = "For tests.", zh = "测试用。" }
source = { text = "test", ours = true }
valid_from = 2012-01-01
year = "calendar"
level = "township"
full = 100
rounding = { places = 1, mode = "half up" }
minimum = { indicator = "local.pass_rate", n = 4, of = { en = "inspections", zh = "次检查" } }

[grades]
rounding = { places = 0, mode = "half up" }
band = [
    { grade = "A", from = 90, to = 100, title = { en = "excellent", zh = "优秀" } },
    { grade = "B", from = 80, to = 89, title = { en = "good", zh = "良好" } },
    { grade = "C", from = 60, to = 79, title = { en = "fair", zh = "一般" } },
    { grade = "D", from = 0, to = 59, title = { en = "poor", zh = "较差" } },
]

[[block]]
id = "1"
title = { en = "Figures", zh = "数据" }
points = 80

[[block.item]]
id = "1.1"
title = { en = "Target", zh = "目标" }
points = 40
figure = "local.pass_rate"
rule = { per_point = { against = 90, deduct = 1 } }
no_data = "withheld"
owner = "inspection"
clause = "1.1"

[[block.item]]
id = "1.2"
title = { en = "Progress", zh = "进步" }
points = 20
figure = "local.pass_rate"
rule = { per_point = { against = "last year", deduct = 1, bonus = 1, bonus_cap = 5 } }
no_data = "full"
owner = "inspection"
clause = "1.2"

[[block.item]]
id = "1.3"
title = { en = "High risk", zh = "高风险" }
points = 20
figure = "local.high_risk"
rule = { binary = { at_least = 50 } }
no_data = "zero"
not_applicable = "full"
owner = "inspection"
clause = "1.3"

[[block]]
id = "2"
title = { en = "Determined", zh = "认定" }
points = 20

[[block.item]]
id = "2.1"
title = { en = "Plan", zh = "规划" }
meaning = { en = "Which plan.", zh = "何种规划。" }
points = 20
determination = "plan"
rule = { levels = [{ value = "whole", points = 20 }, { value = "part", points = 7.5 }, { value = "none", points = 0 }] }
no_data = "full"
not_applicable = "full"
owner = "planning"
clause = "2.1"

[[block.item]]
id = "2.2"
title = { en = "Incident", zh = "事件" }
meaning = { en = "A systemic incident.", zh = "系统性事件。" }
points = 0
determination = "incident"
rule = { veto = { grade = "D" } }
owner = "inspection"
clause = "5"
"""

REGIONS = "code,name_en,name_zh,level,parent,valid_from,valid_to,successor"
INSPECTIONS = "number,region,inspected_on,purpose,result,risk_class,critical_count"
DETERMINATIONS = "scheme,year,region,item,value,reason,decided_on"


class County:
    """Collects records, then takes them in and freezes a cut."""

    def __init__(self, home: Home, folder: Path) -> None:
        self.home = home
        self.folder = folder
        self.numbers = 0
        self.rows: dict[str, list[str]] = {"region": [], "inspection": [], "determination": []}
        for kind, name, text in (("indicators", "local.toml", INDICATORS), ("schemes", "county.toml", SCHEME)):
            (home.rulebook / kind).mkdir()
            (home.rulebook / kind / name).write_text(text, encoding="utf-8")
        self.region("county", level="county", parent="")

    def change_scheme(self, *changes: tuple[str, str]) -> None:
        """Replace words of the scheme."""
        path = self.home.rulebook / "schemes" / "county.toml"
        text = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")

    def region(self, code: str, *, level: str = "township", parent: str = "county", since: str = "2000-01-01",
               until: str = "", successor: str = "") -> None:
        """A region version."""
        self.rows["region"].append(f"{code},{code.title()},{code}乡,{level},{parent},{since},{until},{successor}")

    def inspected(self, region: str, year: int, passed: int, failed: int, risk: str = "high") -> None:
        """So many inspections on 1 March of the year."""
        for result in ["pass"] * passed + ["fail"] * failed:
            self.numbers += 1
            self.rows["inspection"].append(f"i{self.numbers},{region},{year}-03-01,canvass,{result},{risk},0")

    def determined(self, region: str, item: str, value: str, *, year: str = "2013", scheme: str = "county",
                   on: str = "2014-01-15") -> None:
        """An officer's determination. The region must exist on the day."""
        self.rows["determination"].append(f"{scheme},{year},{region},{item},{value},seen,{on}")

    def frozen(self) -> Cut:
        """Take everything in and freeze it."""
        for kind, header in (("region", REGIONS), ("inspection", INSPECTIONS), ("determination", DETERMINATIONS)):
            self._take(kind, header, self.rows[kind])
        return freeze(self.home)

    def _take(self, kind: str, header: str, rows: Iterable[str]) -> None:
        path = self.folder / f"{kind}.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        outcome = import_file(self.home, kind, path, clock=lambda: AT)
        assert outcome.quarantined == 0, outcome.sample


def region_of(document: dict[str, Any], code: str) -> dict[str, Any]:
    """One region of an assessment's document."""
    (found,) = (each for each in document["regions"] if each["code"] == code)
    return dict(found)


def item_of(document: dict[str, Any], code: str, item: str) -> dict[str, Any]:
    """One item of one region of an assessment's document."""
    (found,) = (each for each in region_of(document, code)["items"] if each["id"] == item)
    return dict(found)
