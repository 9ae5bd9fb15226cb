"""Every reason for which a row is set aside, or that an import tells, is explained, and its example brings it about."""

from __future__ import annotations

import re

import pytest

from plumbline.records.intake.reading import reasons
from plumbline.records.intake.staging import valued
from plumbline.rulebook.core.error_codes import ROWS, explanations
from tests.records.samples import Office, read_csv

CODES = {*reasons.CODES, *valued.ABOUT}
EXPLAINED = {code.partition(".")[2]: each for code, each in explanations().items() if code.startswith(f"{ROWS}.")}
WRITTEN = re.compile(r"<U\+([0-9A-F]{4})>|<(\d+) characters>")
# What a workbook or a mapping brings about is shown as one, and tried where those are tested.
BESIDE = {"key_fraction", "not_score", "not_then", "merged", "formula", "error_value", "surrogate", "points_to_nothing",
          "check_digits"}


def kind_of(head: str) -> str:
    keys = {"found_on": "finding", "decided_on": "determination", "scope": "published_grade", "granted_on": "patent",
            "series": "statistic", "rank": "participation", "latitude": "establishment", "valid_to": "certificate",
            "level": "region", "code": "organisation"}
    return next((kind for key, kind in keys.items() if key in head.split(",")), "inspection")


def test_every_reason_is_explained_and_nothing_else() -> None:
    assert set(EXPLAINED) == CODES


@pytest.mark.parametrize("code", sorted(CODES - BESIDE))
def test_the_example_brings_it_about(office: Office, code: str) -> None:
    lines = []
    for line in EXPLAINED[code].example.split("\n\n")[0].splitlines():
        line = WRITTEN.sub(lambda found: chr(int(found[1], 16)) if found[1] else "x" * int(found[2]), line)
        lines.append(re.sub(r" +# .*", "", line))
    name, kind = "rows.csv", kind_of(lines[0])
    if lines[0].startswith("{"):
        name, kind = "rows.jsonl", "inspection"
        lines = ['{"number": "0", "region": "1", "inspected_on": "2013-01-31"}', *lines]
    done = office.take(kind, "\n".join(lines) + "\n", name=name)
    assert code in [row["code"] for row in read_csv(done.reasons_file)]
