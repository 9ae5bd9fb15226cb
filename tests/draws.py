"""What tests of draws begin from: two rounds of drand's network quicknet, and what a folder of a draw is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

SIGNATURE = ("b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39")
RANDOMNESS = "fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd"
"""Of round 1000."""
OTHER_ROUND = 657413
OTHER = "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"
INFINITY = "c0" + "00" * 47
OUTSIDE = "80" + "00" * 46 + "04"
"""A point on the curve that is not in the group of signatures."""
AT = datetime(2023, 8, 23, 15, 20, tzinfo=UTC)
"""39 minutes before round 1000."""
PLAN = """
id = "spot-2023-08"
title = { en = "Spot checks", zh = "抽查" }
beacon = "drand-quicknet"
round = 1000
margin_minutes = 30
[ratios]
A = "1/50"
B = 0.05
C = 1
[inspectors]
file = "staff.csv"
recusals = "recusals.csv"
load = 3
"""
STAFF = "inspector,classes,load\nw1,*,\nw2,A;B,\nw3,*,1\nw4,C,\n"
RECUSALS = "inspector,object\nw1,c0\n"


def written(folder: Path, plan: str = PLAN, staff: str = STAFF, recusals: str = RECUSALS) -> tuple[Path, Path]:
    """A plan and a frame of 60 objects of class A, 25 of B and 2 of C, in ``folder``."""
    lines = ["id,class", *(f"a{n},A" for n in range(60)), *(f"b{n},B" for n in range(25)), "c0,C", "c1,C"]
    for name, text in (("PLAN.toml", plan), ("staff.csv", staff), ("recusals.csv", recusals),
                       ("F.csv", "\n".join(lines) + "\n")):
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "PLAN.toml", folder / "F.csv"
