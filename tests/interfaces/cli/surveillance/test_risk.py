"""``plumb risk assess``, and its file."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.surveillance.risk_assessing import assess_file
from tests.commands import plumb, well

CHAIR = '{"scenarios": [{"id": "chair", "severity": 1, "steps": ["1/10", 0.02]}], "units_in_use": 40000}'


def test_the_folding_chair_is_low(tmp_path: Path):
    (tmp_path / "chair.json").write_text(CHAIR, encoding="utf-8")
    found = well("risk", "assess", tmp_path / "chair.json", "--rules", "eu-2019-417")
    assert found["scenarios"] == [{"id": "chair", "probability": "1/500", "band": ">1/1000", "level": "L"}]
    assert (found["highest"], found["overall"]) == ("L", "L")
    assert [(each["step"], each["factor"], each["level"]) for each in found["sensitivity"]] == [
        (1, "10", "M"), (2, "10", "M")]
    assert found["rules"]["cites"]["status"] == "partial"
    later = well("risk", "assess", tmp_path / "chair.json", "--rules", "eu-2024-3173")
    assert (later["overall"], later["rules"]["cites"]["status"]) == ("L", "unverified")
    other = plumb("risk", "assess", tmp_path / "chair.json", "--rules", "eu")
    assert (other.status, other.error["code"]) == (1, "risk.unknown_rules")


def test_a_batch_names_files(tmp_path: Path):
    (tmp_path / "chair.json").write_text(CHAIR, encoding="utf-8")
    line = json.dumps({"file": str(tmp_path / "chair.json"), "rules": "eu-2019-417"})
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(f"{line}\n\n{line}\n".encode()))
    assert [each["overall"] for each in well("risk", "assess", "--batch", tmp_path / "b.jsonl.gz")["results"]] == [
        "L", "L"]


def test_numbers_pass_through_no_float(tmp_path: Path):
    text = CHAIR.replace("0.02", "0.1000000000000000000000000000001").replace('"1/10"', "1")
    (tmp_path / "f.json").write_text(text, encoding="utf-8")
    found = assess_file(None, tmp_path / "f.json", "eu-2019-417")
    assert found["scenarios"][0]["band"] == ">1/10"


@pytest.mark.parametrize(("before", "after", "code"), [
    ("0.02", "0", "risk.probability_outside"), ("0.02", "1.01", "risk.probability_outside"),
    ("0.02", "-0.1", "risk.no_probability"), ("0.02", "NaN", "risk.no_json"), ("0.02", "true", "risk.no_probability"),
    ("0.02", "null", "risk.no_probability"), ('["1/10", 0.02]', "[]", "risk.no_step"),
    ('["1/10", 0.02]', '"1/10"', "risk.no_step"), ('"severity": 1', '"severity": 5', "risk.no_severity"),
    ('"severity": 1', '"severity": 1.5', "risk.not_whole"), ('"severity": 1, ', "", "risk.not_whole"),
    (', "units_in_use": 40000', "", "risk.not_whole"), ("40000", "-1", "risk.not_whole"),
    ('"id": "chair"', '"id": ""', "risk.no_id"), ('"id": "chair"', '"name": "chair"', "risk.unknown_key"),
    ("40000}", "40000", "risk.no_json"), (CHAIR, "[]", "risk.not_object"), (CHAIR, "{}", "risk.no_scenario"),
    (CHAIR, '{"scenarios": [], "units_in_use": 1}', "risk.no_scenario"),
    ('"severity": 1', '"severity": 1, "severity": 2', "risk.no_json"),
    ('}], "un', '}, {"id": "chair", "severity": 1, "steps": [1]}], "un', "risk.scenario_twice")])
def test_what_cannot_be_graded_says_where(tmp_path: Path, before: str, after: str, code: str):
    assert before in CHAIR
    (tmp_path / "f.json").write_text(CHAIR.replace(before, after), encoding="utf-8")
    with pytest.raises(PlumblineError) as refused:
        assess_file(None, tmp_path / "f.json", "eu-2019-417")
    assert refused.value.code == code
    assert refused.value.where.en.startswith(str(tmp_path / "f.json"))
