"""Flow files: what they become, and each way to get one wrong, with the file and the key named."""

from __future__ import annotations

import pytest

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.methods.shared.periods import parse
from plumbline.rulebook.flows.flows import flow_for, load_flows, parse_flow
from tests.told import told

FILE = "flows/short.toml"
WORDS = 'title = { en = "S", zh = "环节" }, part = "lead"'
PLACES = (("self", "end"), ("evaluate", "end"), ("approve", "end"), ("publish", "end"), ("object", "published"),
          ("answer", "published"))
FLOW = """
id = "short"
title = { en = "Short", zh = "简化" }
meaning = { en = "For tests.", zh = "测试用。" }
source = { text = "test", ours = true }
valid_from = 2013-01-01
approvals = 1
prefer = ["self"]
stage = [
""" + ",\n".join(f'{{ id = "{id}", {WORDS}, opens = {{ on = "{on}", days = 0 }}, due = {{ on = "{on}", days = 9 }} }}'
    for id, on in PLACES) + "]\n"


def test_the_shipped_flow_cites_what_the_notice_dates_and_says_what_is_ours() -> None:
    flow = load_flows(None)["quality-work"]
    assert [stage.id for stage in flow.stages if not stage.cites.ours] == ["target", "self"]
    assert (flow.cites.text, flow.cites.article, flow.approvals) == ("国办发〔2013〕47号", "6", 2)
    assert flow.prefer == ("visit", "panel", "department", "self")
    assert [stage.id for stage in flow.stages if stage.evidence] == ["self"]


def test_comments_and_line_endings_do_not_make_another_flow() -> None:
    assert parse_flow(FILE, FLOW).sha256 == parse_flow(FILE, "# a word\r\n" + FLOW.replace("\n", "\r\n")).sha256
    assert parse_flow(FILE, FLOW).sha256 != parse_flow(FILE, FLOW.replace("days = 9", "days = 8", 1)).sha256


@pytest.mark.parametrize(("old", "new", "message", "code"), [
    ('id = "short"', 'id = "Short one"', "id: 'Short one' is no id", "rule.no_id"),
    ("approvals = 1", "approvals = 0", "approvals: this is not a whole number from 1 to 9", "rule.not_whole_number"),
    ('prefer = ["self"]', 'prefer = ["visit"]', "prefer: this does not name each stage that answers items once",
     "flow.prefer_incomplete"),
    ('prefer = ["self"]', 'preferred = ["self"]', "preferred: there is no key 'preferred'", "rule.unknown_key"),
    ('part = "lead"', 'part = "boss"', "stage self: part: 'boss' is none of those known", "rule.unknown_choice"),
    ('id = "self"', 'id = "myself"', "stage myself: id: 'myself' is none of those known", "rule.unknown_choice"),
    ('id = "object"', 'id = "order"', "stage: the stage 'object' is missing", "flow.stage_missing"),
    ('id = "publish"', 'id = "approve"', "stage: the stage 'publish' is missing", "flow.stage_missing"),
    ("days = 9", "days = -1", "stage self: due: it is due before it opens", "flow.due_too_early"),
    ("days = 0", "day = 0", "opens: day: there is no key 'day'", "rule.unknown_key"),
    ("opens = { on = \"end\", days = 0 }", "opens = { on = \"end\" }", "opens: days: this is missing", "rule.missing"),
    ("stage = [", "stage = [[", "this is not valid TOML", "rule.not_toml"),
])
def test_a_fault_is_named_with_file_and_key(old: str, new: str, message: str, code: str) -> None:
    assert old in FLOW
    with pytest.raises(RulebookError) as caught:
        parse_flow(FILE, FLOW.replace(old, new, 1))
    assert str(caught.value).startswith(FILE)
    assert message in str(caught.value)
    told(caught.value, code)


def test_stages_stand_in_their_order() -> None:
    lines = FLOW.splitlines()
    swapped = "\n".join([*lines[:9], lines[10], lines[9], *lines[11:]])
    with pytest.raises(RulebookError, match="the stages are out of order, or one is there twice"):
        parse_flow(FILE, swapped)


def test_an_own_flow_replaces_the_shipped_one_and_two_of_one_id_are_refused(home: Home) -> None:
    folder = home.rulebook / "flows"
    folder.mkdir()
    (folder / "a.toml").write_text(FLOW.replace('id = "short"', 'id = "quality-work"'), encoding="utf-8")
    assert [(flow.id, flow.file) for flow in load_flows(home).values()] == [("quality-work", "flows/a.toml")]
    (folder / "b.toml").write_text(FLOW.replace('id = "short"', 'id = "quality-work"'), encoding="utf-8")
    with pytest.raises(RulebookError, match="two files hold the flow 'quality-work'"):
        load_flows(home).sound()
    (folder / "b.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RulebookError, match="this file cannot be read"):
        load_flows(home).sound()
    assert list(load_flows(home)) == ["quality-work"]


def test_a_scheme_names_its_flow_or_has_the_newest_that_applies(home: Home) -> None:
    (home.rulebook / "flows").mkdir()
    (home.rulebook / "flows" / "short.toml").write_text(FLOW.replace("2013-01-01", "2014-01-01"), encoding="utf-8")
    flows = load_flows(home)
    assert flow_for(flows, "", parse("2014-07..2015-06"), "x").id == "short"
    assert flow_for(flows, "", parse("2013-07..2014-06"), "x").id == "quality-work"
    assert flow_for(flows, "quality-work", parse("2014-07..2015-06"), "x").id == "quality-work"
    with pytest.raises(RulebookError, match="x: there is no flow 'shorter'. Did you mean short"):
        flow_for(flows, "shorter", parse("2014"), "x")
    with pytest.raises(RulebookError, match="no flow applies to a year that begins on 2012-01-01"):
        flow_for(flows, "", parse("2012"), "x")
