"""Chaotic, low and soft: planted faults found, and none of what only looks like one."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import RecordError, RulebookError
from plumbline.home import Home
from plumbline.procedures.standards.catalogues.importing import take_in
from plumbline.procedures.standards.health import health
from tests.procedures.standards.catalogues import lines
from tests.records.samples import Clock

TODAY = date(2026, 12, 1)


def entry(designation: str, title: str, day: str = "2024-01-01", stage: str = "valid", **more: Any) -> dict[str, Any]:
    return {"id": designation, "title": {"en": title, "zh": ""}, "stage": stage, "date": {"issued": day}} | more


PUMPS = "Technical conditions of submersible pumps"
REGISTER = [
    entry("GB/T 1-2022", PUMPS, ics=["23.080"]),
    entry("GB/T 2-2023", PUMPS.upper(), ics=["23.080"]),
    entry("GB/T 3-2023", "Rules for valves", ics=["23.060"]),
    entry("GB/T 4-2023", "Rules for valves", ics=["91.140"]),  # another field
    entry("GB/T 5.1-2023", "Paper bags for cement"), entry("GB/T 5.2-2023", "Paper bags for cement"),  # parts
    entry("GB/T 6-2022", "Steel wire ropes, general"),
    entry("GB/T 6-2024", "Steel wire ropes, general"),  # a transitional edition
    entry("GB/T 7-2023", "Glass bottles for milk", rel=[["obsoletes", "GB/T 8-2023"]]),
    entry("GB/T 8-2023", "Glass bottles for milk"),  # related
    entry("JIS Z 9-2023", PUMPS, ics=["23.080"]),  # another level
    entry("GB/T 10-2015", "Old and never reviewed", "2015-01-01"),
    entry("GB/T 11-2015", "Old and confirmed", date={"issued": "2015-01-01", "confirmed": "2024-05-01"}),
    entry("ISO 12:1980", "Old and confirmed by stage", "1980-01-01", "90", substage="93"),
    entry("ISO 13:1980", "Old and only published", "1980-01-01", "60", substage="60"),
    entry("GB/T 14-2023", "On a base that is gone", rel=[["identical", "ISO 15:2000"], ["cites", "ISO 12:1980"]]),
    entry("ISO 15:2000", "A base that is gone", "2000-01-01", "95", substage="99"),
    entry("GB/T 16-2023", "With a dead reference", rel=[["cites", "ISO 15:2000"]]),
    entry("GB/T 21-2023", "With a draft as if in force", rel=[["cites", "ISO/DIS 22:2024"]]),
    entry("ISO/DIS 22:2024", "A draft", "2024-01-01", "40", substage="20"),
    entry("GB/T 17-2023", "In a circle, first", rel=[["obsoletes", "GB/T 18-2023"]]),
    entry("GB/T 18-2023", "In a circle, second", rel=[["obsoletes", "GB/T 19-2023"]]),
    entry("GB/T 19-2023", "In a circle, third", rel=[["obsoletes", "GB/T 17-2023"]]),
]


@pytest.fixture
def held(home: Home, tmp_path: Path, transactional_db: None) -> Home:
    take_in(home, lines(tmp_path / "all.jsonl", REGISTER), "relaton", on=TODAY, clock=Clock())
    return home


def told(home: Home, what: str, **more: Any) -> set[tuple[str, tuple[str, ...]]]:
    return {(each["reason"], tuple(each["standards"])) for each in health(home, what, TODAY, **more)["ranked"]}


def test_chaotic(held: Home) -> None:
    assert told(held, "chaotic") == {("duplicate", ("GB/T 1-2022", "GB/T 2-2023")),
                                     ("cycle", ("GB/T 17-2023", "GB/T 18-2023", "GB/T 19-2023"))}


def test_one_number_and_two_issuers(held: Home, tmp_path: Path) -> None:
    for name, issuer in (("one", "甲协会"), ("two", "乙协会")):
        text = f"标准号,标准名称,状态,发布单位\nT/ABC 1-2023,智能水表,现行,{issuer}\n"
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
        take_in(held, tmp_path / f"{name}.csv", "samr", on=TODAY, clock=Clock())
    assert ("number", ("T/ABC 1-2023", "T/ABC 1-2023 [two]")) in told(held, "chaotic")


def test_low_is_no_matter_of_age(held: Home) -> None:
    assert told(held, "low") == {
        ("review", ("GB/T 10-2015",)), ("review", ("ISO 13:1980",)), ("base", ("GB/T 14-2023", "ISO 15:2000")),
        ("reference", ("GB/T 16-2023", "ISO 15:2000")), ("draft", ("GB/T 21-2023", "ISO/DIS 22:2024"))}
    first = health(held, "low", TODAY)["ranked"]
    assert [each["reason"] for each in first[:3]] == ["base", "reference", "draft"]
    assert first[3] == {"standards": ["ISO 13:1980"], "reason": "review", "since": "1985-01-01", "clause": "29",
                        "about": first[3]["about"], "next": first[3]["next"], "case": None}
    assert told(held, "low", level="international") == {("review", ("ISO 13:1980",))}


def test_soft(held: Home) -> None:
    unused = {codes[0] for _, codes in told(held, "soft", limit=1000)}
    assert "ISO 12:1980" not in unused  # GB/T 14 refers to it
    assert "GB/T 1-2022" in unused


def test_what_is_no_list_and_a_day_without_rules(held: Home) -> None:
    with pytest.raises(RecordError) as found:
        health(held, "sick", TODAY)
    assert found.value.code == "health.unknown"
    with pytest.raises(RulebookError) as none:
        health(held, "low", date(2017, 1, 1))
    assert none.value.code == "health.no_rules"


def test_what_many_are_called_is_no_title_to_compare_by(home: Home, tmp_path: Path, transactional_db: None) -> None:
    """Some catalogues tell of a part nothing but what every third part is called."""
    parts = [entry(f"JIS Z {number}-3:2023", "Part 3: Test report format for instruments", ics=["17.020"])
             for number in range(4_001, 4_005)]
    near = [entry("JIS Z 5001:2023", "Part 3: Report format for instruments", ics=["17.020"]),
            entry("JIS Z 5002:2023", "Sampling of iron ores from heaps", ics=["17.020"]),
            entry("JIS Z 5003:2023", "Sampling of iron ores from the heaps", ics=["17.020"])]
    take_in(home, lines(tmp_path / "all.jsonl", [*parts, *near]), "relaton", on=TODAY, clock=Clock())
    assert {codes for reason, codes in told(home, "chaotic") if reason == "near"} == {
        ("JIS Z 5002:2023", "JIS Z 5003:2023")}


def test_what_two_nations_say_of_one_thing_is_no_overlap(home: Home, tmp_path: Path, transactional_db: None) -> None:
    title = {"en": "Safety of toys, flammability", "zh": "玩具安全 易燃性能"}
    same = [entry(name, "", ics=["97.200.50"]) | {"title": title} for name in (
        "GB 6675.3-2014", "DB33/T 77-2020", "GB/T 99-2019", "IS 9873 (Part 2):2017", "ABNT NBR NM 300-2:2004",
        "ISO 8124-2:2014")]
    take_in(home, lines(tmp_path / "all.jsonl", same), "relaton", on=TODAY, clock=Clock())
    # One nation at one level, told once though the titles are the same in two languages; near at two levels.
    assert told(home, "chaotic") == {("duplicate", ("GB 6675.3-2014", "GB/T 99-2019")),
                                     ("near", ("GB 6675.3-2014", "DB33/T 77-2020")),
                                     ("near", ("DB33/T 77-2020", "GB/T 99-2019"))}
