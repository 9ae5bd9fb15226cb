"""The table of gaps, as a spreadsheet opens it."""

from __future__ import annotations

from plumbline.procedures.assessment.year import gaps
from plumbline.text import UNSAID, Text


def test_the_table_of_gaps_runs_nothing_in_a_spreadsheet() -> None:
    evil, plain = '=HYPERLINK("https://evil.example")', Text("-5", "-5")
    gap = gaps.Gap("-3", "+1-2", Text(evil, "＝1"), plain, Text("@x", "\tx"), (gaps.Owed(
        "s", Text("-cmd|' /C calc'!A0", "+x"), "part", ("wang",)),), UNSAID, None, Text("it's so", "'=x"))
    assert list(gaps.table([gap], "en"))[1] == [
        "-3", f"'{evil}", "'+1-2", "-5", "'@x", "'-cmd|' /C calc'!A0: wang", "", "it's so"]
    assert list(gaps.table([gap], "zh"))[1][1:] == ["'＝1", "'+1-2", "-5", "'\tx", "'+x：wang", "", "''=x"]
