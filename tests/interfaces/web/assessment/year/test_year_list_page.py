"""The pages of an assessment year: each form does what it says, refuses in words, and keeps what was typed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from plumbline.procedures.assessment.year.loading import load
from tests.interfaces.web.year_city import NUMBER, YearCity


def text_of(answer: Any) -> str:
    """The words of a page's content, without its marks."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


# ------------------------------------------------------------------------------------------------------------- today


def test_today_says_what_waits_with_the_form_that_does_it(year: YearCity) -> None:
    page = year.get("south", "today").content.decode()
    assert f'href="/years/{NUMBER}/south/#target"' in page
    assert f'href="/years/{NUMBER}/south/items/1.1"' in page
    said = text_of(year.get("south", "today"))
    assert "Target filing · South" in said
    assert "7 items" in said
    assert "North" not in said


def test_today_is_offered_to_whoever_has_a_part_or_may_have_one(year: YearCity) -> None:
    for name in ("expert1", "stranger"):  # an officer of another region may have one in a case
        assert 'href="/today/"' in year.get(name, "about").content.decode()
    assert 'href="/today/"' not in year.get("", "about").content.decode()
    assert "You have no part in any year yet." not in text_of(year.get("stranger", "today"))
    assert "Open an assessment year" in text_of(year.get("stranger", "today"))
    assert year.get("", "today").status_code == 302


# ------------------------------------------------------------------------------------------------------------- years


def test_a_year_is_opened_once_and_by_an_officer(year: YearCity) -> None:
    form = {"scheme": "all-rules", "year": "2014", "region": "prov"}
    assert year.post("lead", "years", **form | {"year": "next"}).status_code == 422
    answer = year.post("lead", "years", **form | {"year": "2013"})
    assert answer.status_code == 422
    assert "This year is open already." in text_of(answer)
    answer = year.post("lead", "years", **form | {"region": "north"})
    assert "The scheme assesses regions outside this one." in text_of(answer)
    assert 'value="2014"' in answer.content.decode()
    assert year.post("north", "years", **form).status_code == 403
    assert year.post("chief", "years", **form).headers["Location"] == "/years/all-rules-2014/people"
    assert "All" not in text_of(year.get("north", "years"))
    assert "2014" in text_of(year.get("chief", "years"))
    assert "2014" not in text_of(year.get("lead", "years"))


def test_the_board_says_where_it_stands_and_what_is_due(year: YearCity) -> None:
    said = text_of(year.get("lead", "year", NUMBER))
    assert "Where it stands under way" in said
    assert "Evaluation, then approval by 2 people, then publication." in said
    assert "10 items have no answer in any stage" in said
    assert "Evaluate the year" in said
    own = text_of(year.get("south", "year", NUMBER))
    assert "Evaluate the year" not in own
    assert "North" not in own
    assert "Waits for you here" in own


def test_evaluation_waits_for_the_panel_to_agree(year: YearCity) -> None:
    year.state("expert1", "south", "1.4", "panel", answer="40")
    assert "1 of 2 experts have scored" in text_of(year.get("lead", "year-item", NUMBER, "south", "1.4"))
    year.state("expert2", "south", "1.4", "panel", answer="90")
    board = text_of(year.get("lead", "year", NUMBER))
    assert "The experts are 50 apart, and 20 is allowed." in board
    answer = year.post("lead", "year", NUMBER, act="evaluate")
    assert answer.status_code == 422
    assert "1 thing stands against an evaluation: south 1.4: the experts are 50 apart" in text_of(answer)
    item = text_of(year.get("lead", "year-item", NUMBER, "south", "1.4"))
    assert "The scores are 50 apart. 20 is allowed." in item
    answer = year.post("lead", "year-item", NUMBER, "south", "1.4", act="agree", answer="700", reason="conferred")
    assert answer.status_code == 422
    assert "700 is outside 0 to 100." in text_of(answer)
    assert 'value="conferred"' in answer.content.decode()
    year.act("lead", "year-item", NUMBER, "south", "1.4", act="agree", answer="70", reason="conferred")
    agreed = text_of(year.get("expert1", "year-item", NUMBER, "south", "1.4"))
    assert "The panel agreed; this counts in place of the scores. 70 14.0 of 20 points" in agreed
    assert "What stands against an evaluation" not in text_of(year.get("lead", "year", NUMBER))


def test_a_panel_is_closed_when_nobody_else_comes(year: YearCity) -> None:
    year.state("expert1", "south", "1.4", "panel", answer="40")
    year.act("lead", "year-item", NUMBER, "south", "1.4", act="close", reason="expert2 is ill")
    assert "1 of 2 experts gave a score. Wait for the others" in text_of(year.get("lead", "year", NUMBER))
    refused = text_of(year.get("expert2", "year-item", NUMBER, "south", "1.4"))
    assert "nobody scores independently any more" in refused


# ------------------------------------------------------------------------------------------------------------- items


def test_the_inputs_suit_the_rule_and_say_what_each_answer_scores(year: YearCity) -> None:
    plan = text_of(year.get("planning", "year-item", NUMBER, "south", "1.1"))
    assert "yes 20.0 of 20 points no 0.0 of 20 points" in plan
    assert "It does not apply here, and so counts in full" in plan
    assert "20 points if determined yes, otherwise none." in plan
    assert "in full 10.0 of 10 points in part 4.0 of 10 points" in text_of(
        year.get("planning", "year-item", NUMBER, "south", "1.2"))
    assert "Score, from 0 to 20" in text_of(year.get("market", "year-item", NUMBER, "south", "1.3"))
    assert "Tick what was found." in text_of(year.get("market", "year-item", NUMBER, "south", "1.5"))
    assert "Value of the year (%)" in text_of(year.get("market", "year-item", NUMBER, "south", "1.8"))


@pytest.mark.parametrize(("item", "data", "said"), [
    ("1.3", {"answer": "25"}, "25超出0至20的范围"),
    ("1.3", {"answer": "many"}, "“many”不是数字"),
    ("1.7", {"made": "3.5"}, "“made”是计数，3.5不是次数"),
])
def test_why_an_answer_does_not_fit_is_said_in_chinese_to_who_reads_chinese(year: YearCity, item: str,
                                                                            data: dict[str, Any], said: str) -> None:
    client = year.client("market")
    client.cookies["plumb_language"] = "zh-hans"
    answer = client.post(reverse("year-item", args=(NUMBER, "south", item)), {
        "act": "try", "stage": "department", **data})
    assert said in text_of(answer)


@pytest.mark.parametrize(("item", "data", "said"), [
    ("1.3", {"answer": "15"}, "The department gave 15 of 20: 15.0 of 20 points."),
    ("1.3", {"answer": "25"}, "25 is outside 0 to 20."),
    ("1.3", {"answer": "many"}, "'many' is not a number."),
    ("1.5", {"answer": ["late", "thin"]}, "Filed late -4; Incomplete -3: 3.0 of 10 points."),
    ("1.7", {"made": "3"}, "4 visits wanted, 3 made: -1.0, 4.0 of 5 points."),
    ("1.8", {"now": "96"}, "96 %, at least 95 %: full 5 points."),
])
def test_what_an_answer_would_score_is_shown_and_not_kept(year: YearCity, item: str, data: dict[str, Any],
                                                          said: str) -> None:
    answer = year.post("market", "year-item", NUMBER, "south", item, act="try", stage="department", **data)
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert load(year.home, NUMBER).board.versions("department", "south", item) == []


def test_after_an_answer_the_next_item_that_waits_is_shown(year: YearCity) -> None:
    answer = year.post("planning", "year-item", NUMBER, "south", "1.1", act="state", stage="department", answer="no")
    assert answer.headers["Location"] == f"/years/{NUMBER}/south/items/1.2"
    year.state("planning", "south", "1.6", "department")  # nothing ticked: none is there
    answer = year.post("planning", "year-item", NUMBER, "south", "1.2", act="state", stage="department",
                       **{"not-applicable": "yes"})
    assert answer.status_code == 422
    assert "This item always applies." in text_of(answer)
    answer = year.post("planning", "year-item", NUMBER, "south", "1.2", act="state", stage="department", answer="part")
    assert answer.headers["Location"] == f"/years/{NUMBER}/south/"
    board = load(year.home, NUMBER).board
    assert [board.final("south", item)[0].answer for item in ("1.1", "1.2", "1.6")] == ["no", "part", "none"]


def test_a_later_answer_counts_and_the_earlier_stays(year: YearCity) -> None:
    year.state("planning", "north", "1.1", "department", answer="no", reason="looked again")
    said = text_of(year.get("lead", "year-item", NUMBER, "north", "1.1"))
    assert said.index("looked again") < said.index("Earlier") < said.index("seen in north")
    assert "counts" in said


def test_nobody_answers_out_of_turn(year: YearCity) -> None:
    answer = year.post("market", "year-item", NUMBER, "south", "1.1", act="state", stage="department", answer="no")
    assert answer.status_code == 403
    assert "This person does not act as 'department' here." in text_of(answer)
    assert year.post("market", "year-item", NUMBER, "south", "1.3", act="dance").status_code == 404
    assert year.get("market", "year-item", NUMBER, "south", "9.9").status_code == 404
    assert year.get("lead", "year-region", NUMBER, "nowhere").status_code == 404


def test_what_was_typed_waits_while_evidence_is_attached(year: YearCity) -> None:
    client, path = year.client("planning"), f"/years/{NUMBER}/south/items/1.6"
    typed = {"stage": "department", "answer": ["finance", "talent"], "reason": "not yet “whole” <b>", "clause": "6 (2)"}
    answer = client.post(path, typed | {"act": "attach"})
    assert answer.headers["Location"] == f"/evidence/about/year/{NUMBER}/south/1.6/"
    assert client.get(answer.headers["Location"]).status_code == 200
    page = client.get(path).content.decode()
    assert "not yet “whole” &lt;b&gt;" in page
    assert 'value="6 (2)"' in page
    assert len(re.findall(r'value="(?:finance|talent)"[^>]* checked', page)) == 2
    assert "not yet" not in year.get("market", "year-item", NUMBER, "south", "1.6").content.decode()
    assert client.post(path, typed | {"act": "state"}).status_code == 302
    assert "typed" not in client.session or path not in client.session["typed"]


# ------------------------------------------------------------------------------------------------------------ people


def test_parts_are_given_and_taken_back(year: YearCity) -> None:
    answer = year.post("lead", "year-people", NUMBER, act="assign", person="nobody", part="expert")
    assert answer.status_code == 422
    assert "There is nobody called 'nobody' here. Check the spelling" in text_of(answer)
    answer = year.post("lead", "year-people", NUMBER, act="assign", person="north", part="expert")
    assert "Nobody assesses and is assessed in one year." in text_of(answer)
    assert year.post("chief", "year-people", NUMBER, act="assign", person="stranger", part="expert").status_code == 403
    year.assign("stranger", "expert", region=["south"], item=["1.4"])
    assert "stranger expert South · items 1.4" in text_of(year.get("lead", "year-people", NUMBER))
    year.act("lead", "year-people", NUMBER, act="release", person="stranger", part="expert", reason="retired")
    assert "stranger" not in text_of(year.get("lead", "year-people", NUMBER))
    assert "lead" not in text_of(year.get("north", "year-people", NUMBER)).replace("leads", "")
    answer = year.post("lead", "year-people", NUMBER, act="release", person="lead", part="lead", reason="tired")
    assert "Nobody would lead this year any more." in text_of(answer)


def test_a_conflict_of_interest_closes_the_region(year: YearCity) -> None:
    assert year.post("planning", "year-people", NUMBER, act="conflict", reason="was mayor").status_code == 422
    year.act("planning", "year-people", NUMBER, act="conflict", region="north", reason="was mayor")
    closed = year.get("planning", "year-region", NUMBER, "north")
    assert closed.status_code == 403
    assert "This person declared a conflict of interest. So nothing of this region is open to them." in text_of(closed)
    assert year.get("planning", "year-region", NUMBER, "south").status_code == 200
    assert "conflict of interest: North" in text_of(year.get("lead", "year-people", NUMBER))
    year.act("lead", "year-people", NUMBER, act="conflict", region="south", reason="my home")
    board = year.get("lead", "year", NUMBER).content.decode()
    assert f'href="/years/{NUMBER}/south/"' not in board
    assert "closed to you" in board


def test_what_comes_late_is_allowed_with_a_reason(year: YearCity) -> None:
    assert year.post("lead", "year", NUMBER, act="allow", region="south", stage="self").status_code == 422
    year.act("lead", "year", NUMBER, act="allow", region="south", stage="self", reason="a flood")
    assert ("self", "south") in load(year.home, NUMBER).board.allowed
    assert "allowed what comes late" in text_of(year.get("lead", "year-events", NUMBER))


def test_a_changed_scheme_stops_the_year_until_it_is_decided(year: YearCity) -> None:
    file = year.home.rulebook / "schemes" / "all-rules.toml"
    text = file.read_text("utf-8")
    try:
        file.write_text(text.replace("What Plan is about", "What a plan is about"), "utf-8")
        assert "The rules were changed during the year" in text_of(year.get("south", "year", NUMBER))
        answer = year.post("south", "year-item", NUMBER, "south", "1.1", act="state", stage="self", answer="yes")
        assert "The scheme or its flow changed during the year. The year was opened with another" in text_of(answer)
        year.act("lead", "year", NUMBER, act="go-on", reason="only a word")
        year.state("south", "south", "1.1", "self", answer="yes")
    finally:
        file.write_text(text, "utf-8")


# ------------------------------------------------------------------------------------------- result, objection, order


def test_from_evaluation_to_a_corrected_version(year: YearCity) -> None:
    year.scored("south")
    year.state("planning", "south", "1.1", "department", answer="no")
    assert year.post("chief", "year", NUMBER, act="evaluate").status_code == 403
    year.act("lead", "year", NUMBER, act="evaluate")
    assert "evaluated, awaiting approval" in text_of(year.get("chief", "year", NUMBER))
    assert "good 79" in text_of(year.get("chief", "year-result", NUMBER))
    assert "No result yet" in text_of(year.get("north", "year-result", NUMBER))
    assert "Approve the evaluation" not in text_of(year.get("lead", "year", NUMBER))
    assert year.post("lead", "year", NUMBER, act="publish").status_code == 422
    year.act("chief", "year", NUMBER, act="approve", reason="seen")
    again = year.post("chief", "year", NUMBER, act="approve")
    assert "This person approved it already. 2 different people approve." in text_of(again)
    year.act("deputy", "year", NUMBER, act="approve")
    year.act("lead", "year", NUMBER, act="publish")
    assert "not yet 59" in text_of(year.get("south", "year-result", NUMBER))

    year.act("south", "year-region", NUMBER, "south", act="object", region="south", item="1.1", text="Look again.")
    page = year.get("lead", "year-region", NUMBER, "south").content.decode()
    [objection] = re.findall(rf"/years/{NUMBER}/south/objections/(\d+)", page)
    assert year.get("north", "year-objection", NUMBER, "south", objection).status_code == 404
    assert "Uphold it" not in text_of(year.get("south", "year-objection", NUMBER, "south", objection))
    answer = year.post("lead", "year-objection", NUMBER, "south", objection, act="uphold", reason="so")
    assert "An upheld objection states the right answer. Give it" in text_of(answer)
    year.act("lead", "year-objection", NUMBER, "south", objection, act="uphold", reason="overlooked", answer="yes")
    assert "being corrected after an upheld objection" in text_of(year.get("south", "year", NUMBER))
    year.published()
    result = text_of(year.get("south", "year-result", NUMBER))
    assert "not yet 59" in result
    assert "good 79" in result
    item = text_of(year.get("south", "year-result", NUMBER, region="south"))
    assert "1.1 Plan changed 0 20 20" in item

    year.act("lead", "year-region", NUMBER, "south", act="order", region="south", text="Write it down.")
    assert "Report of" not in text_of(year.get("north", "today"))
    year.act("south", "year-region", NUMBER, "south", act="state", stage="report", region="south", text="Written.")
    assert "Written." in text_of(year.get("lead", "year-region", NUMBER, "south"))


def test_an_objection_to_the_whole_is_dismissed_with_a_reason(year: YearCity) -> None:
    year.published()
    year.act("south", "year-region", NUMBER, "south", act="object", region="south", text="All of it.")
    page = year.get("lead", "year-region", NUMBER, "south").content.decode()
    [objection] = re.findall(rf"/years/{NUMBER}/south/objections/(\d+)", page)
    assert "Which item does it correct?" in text_of(year.get("lead", "year-objection", NUMBER, "south", objection))
    chosen = year.get("lead", "year-objection", NUMBER, "south", objection, item="1.4")
    assert "Score, from 0 to 100" in text_of(chosen)
    year.act("lead", "year-objection", NUMBER, "south", objection, act="dismiss", reason="it was counted right")
    assert "dismissed · it was counted right" in text_of(year.get("south", "year-region", NUMBER, "south"))


def test_every_event_has_its_entry_in_the_journal(year: YearCity) -> None:
    page = year.get("north", "year-events", NUMBER, region="north", item="1.1").content.decode()
    events = load(year.home, NUMBER).events
    own = next(row for row in events if (row.stage, row.region, row.item) == ("self", "north", "1.1"))
    assert f'id="e{own.pk}"' in page
    assert bytes(own.leaf).hex() in page
    assert f">{own.entry.number}</summary>" in page
