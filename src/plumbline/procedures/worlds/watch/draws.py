"""Draws of firms to inspect, each with the folder by which anybody can repeat it (``plumb verify``), and their tasks.

The first is by a real round of a public beacon: round 1000 of drand's quicknet, of 23 August 2023, with the signature
that was published. The rounds of later days are not known here: the later draws are by witnesses, who are constructed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from plumbline.procedures.common.row_files import Row
from plumbline.procedures.surveillance import draw_folders
from plumbline.procedures.worlds.watch import county
from plumbline.procedures.worlds.watch.chance import SEED, share, weighed, whole
from plumbline.procedures.worlds.watch.county import COUNTY, CREDIT_FROM, LAST, MARK, NUMBER

ROUND = 1000
SIGNATURE = ("b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125"
             "e342b73a8dd2bacbe47e4b6b63ed5e39")
ROUND_AT = datetime(2023, 8, 23, 15, 59, 24, tzinfo=UTC)
RATIOS = {"A": "2%", "B": "5%", "C": "1", "D": "1"}
WITNESSES = ("witness-press", "witness-audit", "witness-congress")
INSPECTORS = 12
LOAD = 12
DUE = 60
FOUND = {"nothing": 62.0, "corrected": 18.0, "ordered": 12.0, "case": 3.0, "not-found": 3.0, "refused": 0.5,
         "ceased": 1.5}
WORSE = {"C": 0.25, "D": 0.5}
"""Of the firms of a class so many in addition are ordered to put something right."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One draw; ``by_beacon`` for that of the real round."""

    day: date
    by_beacon: bool = False

    @property
    def id(self) -> str:
        """As its plan and its folder are called."""
        return f"constructed-{self.day:%Y-%m}"

    @property
    def number(self) -> str:
        """As its record is called."""
        return f"{NUMBER}-DRAW-{self.day:%Y-%m}"

    @property
    def at(self) -> datetime:
        """When it was committed to."""
        return (ROUND_AT if self.by_beacon else datetime.combine(self.day, time(4), UTC)) - timedelta(hours=2)

    @property
    def class_of(self) -> int:
        """Which of the days since which firms are classed counts for it."""
        return max(place for place, since in enumerate(CREDIT_FROM) if since <= self.day)


DRAWS = (Drawing(ROUND_AT.date(), by_beacon=True), Drawing(date(2024, 10, 15)), Drawing(date(2025, 4, 15)),
         Drawing(date(2025, 10, 14)), Drawing(date(2026, 4, 14)))


def folders(into: Path, scratch: Path) -> dict[str, dict[str, Any]]:
    """Write the folder of each draw below ``into``, from tables in ``scratch``; by number the result of each."""
    found = {}
    for each in DRAWS:
        tables = scratch / f"tables-{each.id}"
        tables.mkdir(parents=True)
        frame = tables / "firms.csv"
        frame.write_text("id,class\n" + "".join(f"{firm.code},{county.credit_class(firm, each.class_of)}\n"
                                                for firm in county.firms()), encoding="utf-8")
        (tables / "inspectors.csv").write_text("inspector,classes,load\n" + "".join(
            f"inspector-{number:02d},*,\n" for number in range(1, INSPECTORS + 1)), encoding="utf-8")
        plan = tables / "plan.toml"
        plan.write_text(_plan(each), encoding="utf-8")
        folder = into / each.id
        draw_folders.commit(None, plan, frame, each.at, folder)
        found[each.number] = draw_folders.run(
            None, folder, **({"signature": SIGNATURE} if each.by_beacon else {
                "reveals": {name: _secret(each, name).hex() for name in WITNESSES}}))
    return found


def draws(documents: dict[str, dict[str, Any]]) -> Iterator[Row]:
    """The draws."""
    for each in DRAWS:
        told = documents[each.number]
        yield {"number": each.number, "title": f"双随机抽查 Random checks {each.day:%Y-%m}{MARK}",
               "plan": f"构造年度抽查计划 {each.day.year} (constructed plan)", "drawn_on": each.day.isoformat(),
               "frame_size": str(county.FIRMS), "drawn": str(told["total"]), "frame_hash": told["frame_sha256"],
               "randomness": f"drand quicknet, round {ROUND}" if each.by_beacon else f"见证人 witnesses{MARK}",
               "region": COUNTY}


def tasks(documents: dict[str, dict[str, Any]]) -> Iterator[Row]:
    """What was drawn, and what each inspection found; of the newest draw a few are still to come."""
    firms = {firm.code: firm for firm in county.firms()}
    for each in DRAWS:
        told = documents[each.number]
        for rank, object in enumerate(told["order"], start=1):
            firm, of = firms[object], county.credit_class(firms[object], each.class_of)
            inspected = each.day + timedelta(whole(3, DUE + 6, "inspected", each.number, object))
            missed = share("missed", each.number, object) < (0.15 if each is DRAWS[-1] else 0.02)
            done = inspected <= LAST and not missed
            worse = share("worse", each.number, object) < WORSE.get(of, 0.0)
            yield {"draw": each.number, "object": object, "organisation": object, "credit_class": of, "rank": str(rank),
                   "inspectors": "; ".join(told["inspectors"].get(object, ())), "drawn_on": each.day.isoformat(),
                   "due_on": (each.day + timedelta(DUE)).isoformat(),
                   "inspected_on": inspected.isoformat() if done else "",
                   "result": ("ordered" if worse else weighed(FOUND, "found", each.number, object)) if done else "",
                   "region": firm.region}


def _secret(each: Drawing, witness: str) -> bytes:
    return sha256(f"{SEED}/{each.id}/{witness}".encode()).digest()


def _plan(each: Drawing) -> str:
    month = f"{each.day:%Y-%m}"
    lines = [f'id = "{each.id}"',
             f'title = {{ en = "Random checks {month} (constructed)", zh = "双随机抽查 {month}（构造）" }}',
             "margin_minutes = 60", f"next_date = {each.day + timedelta(7)}"]
    if each.by_beacon:
        lines += ['beacon = "drand-quicknet"', f"round = {ROUND}"]
    else:
        lines.append(f"reveal_by = {(each.at + timedelta(hours=2)).isoformat()}")
    lines += ["[ratios]", *(f'{of} = "{ratio}"' for of, ratio in RATIOS.items()),
              "[inspectors]", 'file = "inspectors.csv"', f"load = {LOAD}"]
    if not each.by_beacon:
        for name in WITNESSES:
            commitment = sha256(_secret(each, name)).hexdigest()
            lines += ["[[witness]]", f'name = "{name}"', f'commitment = "{commitment}"']
    return "\n".join(lines) + "\n"
