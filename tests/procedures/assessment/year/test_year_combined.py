"""A year in which one item is scored in several stages: combined by weights, asked where one is missing, each told."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from plumbline.errors import GapsError, RecordError, RulebookError
from plumbline.home import Home
from plumbline.procedures.assessment.papers import sheet_out
from plumbline.procedures.assessment.year import approval, loading, reading, statements
from plumbline.procedures.evidence.attaching import ANYBODY
from tests.procedures.year_world import AFTER, NUMBER, PUBLISHED, Province, written_in

pytestmark = pytest.mark.django_db(transaction=True)

RULE = """{ evaluators = { scale = 100, MISSING who = [
    { id = "own", title = { en = "Self", zh = "自评" }, weight = 20, stage = "self" },
    { id = "office", title = { en = "Department", zh = "部门" }, weight = 50, stage = "department" },
    { id = "third", title = { en = "Experts", zh = "专家" }, weight = 30, stage = "panel", least = 2, spread = 20 },
] } }"""


def made(home: Home, folder: Path, missing: str = "") -> Province:
    province = Province(home, folder)
    text = province.scheme.read_text("utf-8").replace(
        "{ department = { scale = 30 } }", RULE.replace("MISSING", missing).replace("\n", " "))
    province.scheme.write_text(text, encoding="utf-8")
    province.opened()
    for name in ("expert1", "expert2"):
        province.assign(name, "expert", items=["1.2"])
    return province


@pytest.fixture
def province(home: Home, tmp_path: Path) -> Province:
    return made(home, tmp_path)


def others(province: Province) -> None:
    """Everything but the item that is combined."""
    for region in ("north", "south"):
        province.state("planning", "department", region, "yes", "1.1")
        for expert in ("expert1", "expert2"):
            province.state(expert, "panel", region, "90", "1.3")


def combined(province: Province, region: str, own: str = "100", office: str = "80", *experts: str) -> None:
    if own:
        province.state(region, "self", region, own, "1.2")
    if office:
        province.state("market", "department", region, office, "1.2")
    for name, score in zip(("expert1", "expert2"), experts, strict=False):
        province.state(name, "panel", region, score, "1.2")


def item(document: dict[str, object], region: str) -> dict[str, object]:
    (found,) = [each for each in document["regions"] if each["code"] == region]  # type: ignore[attr-defined]
    return next(each for each in found["items"] if each["id"] == "1.2")  # type: ignore[no-any-return]


def test_all_stages_count_by_their_weights_and_each_opens(province: Province) -> None:
    others(province)
    combined(province, "north", "100", "80", "70", "80")
    combined(province, "south", "60", "70", "90", "91")
    row = province.evaluated()
    north, south = item(written_in(row), "north"), item(written_in(row), "south")
    # 0.2 x 100 + 0.5 x 80 + 0.3 x 75 = 82.5 of 100, of 30 points: 24.75; south 12 + 35 + 27.15 = 74.15: 22.245
    assert (north["points"], south["points"]) == (24.8, 22.2)
    told = north["explanation"]
    assert told["en"].startswith(  # type: ignore[index]
        "Self 100 (weight 20), Department 80 (weight 50), Experts 75 (2 experts gave 70; 80; their mean is 75) (weight "
        "30): 82.5 of 100: 24.75")
    assert "自评100分（权重20），部门80分（权重50），专家75分" in told["zh"]  # type: ignore[index]
    determination = north["determination"]
    assert determination["value"] == "own=100; office=80; third=70, 80"  # type: ignore[index]
    events = {each.pk: each.stage for each in loading.load(province.home, NUMBER).events}
    assert [events[number] for number in determination["events"]] == [  # type: ignore[index]
        "panel", "panel", "department", "self"]
    counts = {each["stage"] for each in reading.events(province.home, NUMBER, ANYBODY, region="north", item="1.2")
              if each["counts"]}
    assert counts == {"self", "department", "panel"}


def gaps(province: Province) -> GapsError:
    with pytest.raises(GapsError) as caught:
        approval.evaluate(province.home, province.who("lead"), NUMBER, at=AFTER)
    return caught.value


def test_who_has_not_scored_is_asked_and_told(province: Province) -> None:
    others(province)
    combined(province, "north", "100", "80", "70", "80")
    combined(province, "south", "60", "", "90")
    error = gaps(province)
    (found,) = error.gaps
    assert (found.region, found.item, found.what.en, found.what.zh, found.cost.en, found.owes().en) == (
        "south", "1.2", "Department, Experts have not scored (1 of 2 experts gave a score)",
        "部门、专家尚未评分（至少需2名专家评分，现有1名）", "30 of 30 points lost",
        "Department scoring: market; Scores of experts: expert2")
    row = approval.evaluate(province.home, province.who("lead"), NUMBER, with_gaps=error.token, at=AFTER)
    south = item(written_in(row), "south")
    assert (south["points"], written_in(row)["gaps"]) == (0, {"1.2": ["south"]})
    assert south["explanation"]["en"].startswith("Department, Experts have not scored; ")  # type: ignore[index]


def agreed(province: Province, answer: str) -> None:
    statements.agree(province.home, province.who("lead"), NUMBER, "north", "1.2", answer, reason="conferred",
                     at=AFTER)


def test_a_panel_that_disagrees_confers_and_its_word_counts(province: Province) -> None:
    others(province)
    combined(province, "north", "100", "80", "50", "90")
    combined(province, "south", "60", "70", "90", "91")
    with pytest.raises(RecordError, match="the experts are 40 apart"):
        province.evaluated()
    with pytest.raises(RecordError, match="'800' is|800 is outside 0 to 100"):
        agreed(province, "800")
    agreed(province, "70")
    north = item(province.document(), "north")
    assert north["determination"]["value"] == "own=100; office=80; third=consensus:70"  # type: ignore[index]
    assert north["points"] == 24.3


def test_a_weight_that_is_shared_is_no_gap_but_silence_is(home: Home, tmp_path: Path) -> None:
    province = made(home, tmp_path, 'missing = "share",')
    others(province)
    combined(province, "north", "100", "80")
    error = gaps(province)
    assert [(each.region, each.what.en) for each in error.gaps] == [("south", "Nothing was determined")]
    combined(province, "south", "", "70")
    document = province.document()
    assert (item(document, "north")["points"], item(document, "south")["points"]) == (25.7, 21)
    assert "Experts has not scored: the weights" in item(document, "north")["explanation"]["en"]  # type: ignore[index]


def test_each_stage_takes_only_its_own_score(province: Province) -> None:
    for answer, what in (("101", "101 is outside 0 to 100"), ("own=50", "'own' is not asked for here"),
                         ("many", "'many' is not a number of 'office'")):
        with pytest.raises(RecordError) as caught:
            province.state("market", "department", "north", answer, "1.2")
        assert caught.value.what.en == what
    with pytest.raises(RecordError, match="this item is not answered in the stage 'visit'"):
        province.state("visitor", "visit", "north", "50", "1.2")


def test_an_upheld_objection_states_the_scores_of_all(province: Province) -> None:
    others(province)
    for region in ("north", "south"):
        combined(province, region, "100", "80", "70", "80")
    province.published()
    said = approval.object_to(province.home, province.who("south"), NUMBER, "south", "the department erred",
                              item="1.2", at=PUBLISHED)
    with pytest.raises(RecordError, match="'own' has not scored"):
        approval.rule_on(province.home, province.who("lead"), NUMBER, said.pk, upheld=True, reason="it did",
                         answer="office=90", at=PUBLISHED)
    approval.rule_on(province.home, province.who("lead"), NUMBER, said.pk, upheld=True, reason="it did",
                     answer="own=100; office=90; third=consensus:75", at=PUBLISHED)
    row = approval.evaluate(province.home, province.who("lead"), NUMBER, at=PUBLISHED)
    assert (item(written_in(row), "south")["points"], item(written_in(row), "north")["points"]) == (26.3, 24.8)


def test_a_flow_without_the_stage_opens_no_year(home: Home, tmp_path: Path) -> None:
    province = Province(home, tmp_path)
    text = province.scheme.read_text("utf-8").replace(
        "{ department = { scale = 30 } }", RULE.replace("MISSING", "").replace("\n", " "))
    province.scheme.write_text(text, encoding="utf-8")
    flow = home.rulebook / "flows" / "quality-work.toml"
    kept, _, rest = flow.read_text("utf-8").partition('[[stage]]\nid     = "panel"')
    flow.write_text((kept + "[[stage]]" + rest.partition("[[stage]]")[2]).replace('"panel", ', ""), encoding="utf-8")
    with pytest.raises(RulebookError) as caught:
        province.opened()
    assert caught.value.what.en == "item 1.2 is scored in the stage 'panel', which the flow has not"


def test_the_workbook_of_a_stage_says_what_it_asks(province: Province) -> None:
    market, path = province.who("market"), province.folder / "sheet.xlsx"
    path.write_bytes(sheet_out.sheet(province.home, market, NUMBER, "department", language="zh").content)
    page = load_workbook(path).worksheets[0]
    said = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    assert len(said) == 2
    assert "填写0至100之间的数字；部门的权重为50。" in said[0]
