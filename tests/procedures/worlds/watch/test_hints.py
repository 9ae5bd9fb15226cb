"""Complaints and what stands out among them; notices beside products."""

from __future__ import annotations

from collections import Counter
from importlib import resources
from pathlib import Path

from plumbline.procedures.worlds.watch import hints
from plumbline.procedures.worlds.watch.stories import KETTLE

FOLDER = Path(str(resources.files("plumbline.worlds").joinpath("watch")))


def test_the_cluster_of_kettles_is_all_that_the_method_finds() -> None:
    found = list(hints.signals())
    assert [(row["number"].removeprefix("CONSTRUCTED-SIGNAL-"), row["reports"], row["decision"]) for row in found] == [
        ("kettle-2026-W08", "6", "case"), ("kettle-2026-W09", "10", "case"), ("kettle-2026-W10", "18", "case")]
    assert all(float(row["reports"]) > float(row["upper"]) > float(row["expected"]) for row in found)
    assert found[-1]["found_on"] < KETTLE.sampled.isoformat()           # it was sampled for that


def test_nobody_is_named_as_who_complained() -> None:
    rows = list(hints.complaints())
    assert len(rows) == 882
    assert not {"complainant", "complainant_contact"} & set(rows[0])
    assert Counter(row["lot"] for row in rows) == {"": 850, KETTLE.lot: 32}


def test_no_real_notice_is_said_to_be_about_a_constructed_product() -> None:
    rows = list(hints.matches(FOLDER))
    assert {row["decision"] for row in rows if row["source"] != "own"} == {"different", "open"}
    assert [row["decision"] for row in rows if row["source"] == "own"] == ["same"] * 12
    assert len({(row["source"], row["number"], row["product"]) for row in rows}) == len(rows) > 40
