"""Drafting rules: who may, in which order, and what stops a draft."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import ConflictError, HomeError, NotAllowed, PlumblineError, RecordError, RulebookError
from plumbline.figures.indicators.catalogue import catalogue
from plumbline.home import Home
from plumbline.procedures.assessment.drafts import drafting
from plumbline.procedures.assessment.drafts.drafting import Case
from plumbline.procedures.assessment.drafts.patterns import PLACEHOLDERS
from plumbline.procedures.assessment.drafts.reading import document
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from plumbline.procedures.assessment.year import acts, loading
from plumbline.records.core import cases, store
from plumbline.records.core.journal import Entry
from plumbline.rulebook.schemes.schemes import scheme_for
from tests.procedures.rules_world import AT, AUDITOR, CITY, INDICATORS, Office
from tests.told import told

pytestmark = pytest.mark.django_db(transaction=True)
NEXT = CITY.replace("valid_from = 2012-01-01", "valid_from = 2015-01-01").replace("是否有规划。", "是否编制规划。")
FIXED = CITY.replace("是否有规划。", "是否编制规划。")


@pytest.fixture
def office(home: Home, tmp_path: Path) -> Office:
    return Office(home, tmp_path)


def begun(office: Office, text: str = NEXT, what: str = "scheme", target: str = "city", **more: Any) -> Case:
    return drafting.begin(office.home, office.who("writer"), what, target, at=AT, text=text, **more)


def saved(office: Office, case: Case, text: str, name: str = "writer") -> Case:
    return drafting.save(office.home, office.who(name), case.number, text, seen=case.version, at=AT)


def meant(office: Office, case: Case) -> Case:
    """The draft with something written wherever the words of its pattern stood."""
    text = case.text
    for words in PLACEHOLDERS:
        text = text.replace(f'"{words}"', f'"ours: {words}"')
    return saved(office, case, text)


def proposed(office: Office, case: Case, name: str = "writer", **more: Any) -> Case:
    return drafting.propose(office.home, office.who(name), case.number, seen=case.version, at=AT, reason="yearly",
                            **more)


def approved(office: Office, case: Case, name: str = "second", **more: Any) -> Case:
    return drafting.approve(office.home, office.who(name), case.number, seen=case.version, at=AT, **more)


def refused(code: str, error: type[PlumblineError], act: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(error) as caught:
        act(*arguments, **more)
    told(caught.value, code)
    return str(caught.value)


def test_a_new_version_ends_the_one_before(office: Office) -> None:
    case = begun(office)
    assert (case.at.state, case.base, case.text, case.file) == ("draft", CITY, NEXT, "schemes/city.toml")
    case = proposed(office, case)
    assert (case.at.state, case.at.day) == ("proposed", date(2015, 1, 1))
    before = scheme_for(schemes_of(office.home), "city", "2014").sha256
    case = approved(office, case)
    assert case.at.state == "in-force"
    assert office.held("schemes/city-2015-01-01.toml") == NEXT
    assert tomllib.loads(office.held("schemes/city.toml")) == {**tomllib.loads(CITY), "valid_to": date(2014, 12, 31)}
    schemes = schemes_of(office.home)
    assert [(one.valid_from, one.valid_to) for one in schemes["city"]] == [
        (date(2012, 1, 1), date(2014, 12, 31)), (date(2015, 1, 1), None)]
    assert scheme_for(schemes, "city", "2014").sha256 == before
    assert scheme_for(schemes, "city", "2015").items[0].meaning.zh == "是否编制规划。"


def test_each_act_is_sealed_in_the_journal(office: Office) -> None:
    approved(office, proposed(office, begun(office)))
    assert list(Entry.objects.filter(kind="draft").order_by("number").values_list("act", flat=True)) == [
        "begin", "save", "propose", "approve", "enforce"]
    assert store.broken_links() == []
    assert cases.altered(cases.Case.objects.get()) == []
    cases.CaseEvent.objects.filter(act="save").update(said={"text": "something else"})
    assert len(cases.altered(cases.Case.objects.get())) == 1


def test_a_shipped_scheme_is_copied_with_the_day_it_ends(office: Office) -> None:
    case = drafting.begin(office.home, office.who("writer"), "scheme", "chicago-canvass", at=AT)
    case = saved(office, case, case.text.replace("valid_from   = 2012-01-01", "valid_from   = 2015-01-01"))
    approved(office, proposed(office, case))
    assert "valid_to     = 2014-12-31\n" in office.held("schemes/chicago-canvass.toml")
    assert [one.file for one in schemes_of(office.home)["chicago-canvass"]] == [
        "schemes/chicago-canvass.toml", "schemes/chicago-canvass-2015-01-01.toml"]


def test_the_same_first_day_corrects_the_version(office: Office) -> None:
    approved(office, proposed(office, begun(office, FIXED)))
    assert office.held("schemes/city.toml") == FIXED
    assert len(schemes_of(office.home)["city"]) == 1


def test_a_new_scheme_from_a_pattern(office: Office) -> None:
    case = begun(office, "", target="county", pattern="grades")
    refusal = refused("draft.placeholder", RulebookError, proposed, office, case)
    assert "'Name of the scheme' still stands for what is meant" in refusal
    approved(office, proposed(office, meant(office, case)))
    assert scheme_for(schemes_of(office.home), "county", "2026").file == "schemes/county.toml"


@pytest.mark.parametrize("pattern", ["share", "count", "growth"])
def test_a_new_indicator_from_a_pattern(office: Office, pattern: str) -> None:
    approved(office, proposed(office, meant(office, begun(office, "", "indicator", "local.fresh", pattern=pattern))))
    assert catalogue(office.home)["local.fresh"].definition["source"]["status"] == "unverified"
    assert set(tomllib.loads(office.held("indicators/local.toml"))) == {"pass_rate", "count", "fresh"}


def test_one_indicator_of_a_file_is_changed_and_the_rest_of_the_file_stays(office: Office) -> None:
    case = drafting.begin(office.home, office.who("writer"), "indicator", "local.pass_rate", at=AT)
    assert case.text.startswith("[pass_rate]   # looked at every year\n")
    assert "[count]" not in case.text
    case = saved(office, case, case.text.replace('"Pass rate"', '"Share passed"'))
    approved(office, proposed(office, case))
    assert tomllib.loads(office.held("indicators/local.toml")) == tomllib.loads(
        INDICATORS.replace('"Pass rate"', '"Share passed"'))
    assert "# The province's own figures.\n" in office.held("indicators/local.toml")
    assert catalogue(office.home)["local.pass_rate"].title.en == "Share passed"


def test_an_indicator_waits_for_its_day(office: Office) -> None:
    case = meant(office, begun(office, "", "indicator", "local.fresh", pattern="count"))
    later = AT + timedelta(days=30)
    case = approved(office, proposed(office, case, day=later.date()))
    assert case.at.state == "approved"
    assert "it is to be in force from 2014-07-31" in refused(
        "draft.not_due",
        RecordError, drafting.enforce, office.home, office.who("third"), case.number, at=AT)
    assert "local.fresh" not in catalogue(office.home)
    assert drafting.enforce(office.home, office.who("third"), case.number, at=later).at.state == "in-force"
    assert "local.fresh" in catalogue(office.home)


def test_only_officers_over_the_whole_tree_write(office: Office) -> None:
    case = begun(office)
    for name in ("north", AUDITOR):
        assert "may not write rules" in refused(
        "draft.no_writer",
            NotAllowed, drafting.begin, office.home, office.who(name), "scheme", "city", at=AT)
        assert "may not write rules" in refused(
        "draft.no_writer",
            NotAllowed, drafting.save, office.home, office.who(name), case.number, FIXED, seen=case.version, at=AT)
    assert [drafting.may_read(office.who(name)) for name in ("writer", AUDITOR, "north")] == [True, True, False]
    assert not drafting.may_read(None)


def test_nobody_approves_what_they_wrote_or_proposed_and_nobody_twice(office: Office) -> None:
    case = begun(office)
    case = saved(office, case, FIXED.replace("2012-01-01", "2015-01-01") + "# a word\n", "second")
    case = proposed(office, case, "third")
    for name in ("writer", "second", "third"):
        assert "nobody decides on what they wrote or proposed" in refused(
            "draft.own", NotAllowed, approved, office, case, name)
    case = meant(office, begun(office, "", "indicator", "local.fresh", pattern="count"))
    case = approved(office, proposed(office, case, day=date(2014, 8, 1)))
    assert "this person approved it already" in refused("draft.approved_already", NotAllowed, approved, office, case)
    assert "this draft is approved" in refused("draft.state", RecordError, approved, office, case, "third")


def test_what_is_approved_is_what_was_seen(office: Office) -> None:
    case = proposed(office, begun(office))
    newer = saved(office, case, NEXT + "# a word\n")
    assert newer.at.state == "draft"
    newer = proposed(office, newer)
    assert "not the newest text" in refused("draft.not_newest", ConflictError, approved, office, case)
    assert approved(office, newer).at.state == "in-force"


def test_two_who_write_at_once(office: Office) -> None:
    case = begun(office)
    saved(office, case, FIXED, "second")
    assert "somebody wrote into this draft while you did" in refused(
        "draft.changed_meanwhile", ConflictError, saved, office, case, NEXT + "#\n")
    assert drafting.load(case.number).text == FIXED


def test_sent_back_with_a_reason_changed_and_proposed_anew(office: Office) -> None:
    case = proposed(office, begun(office))
    assert "reason: this is missing" in refused(
        "draft.no_reason",
        RecordError, drafting.reject, office.home, office.who("second"), case.number, at=AT, reason=" ")
    case = drafting.reject(office.home, office.who("second"), case.number, at=AT, reason="the clause is wrong")
    assert case.at.state == "rejected"
    assert "this draft is sent back" in refused("draft.state", RecordError, approved, office, case)
    assert approved(office, proposed(office, saved(office, case, NEXT + "# better\n"))).at.state == "in-force"


def test_withdrawn_by_who_wrote_it(office: Office) -> None:
    case = begun(office)
    assert "only who wrote it" in refused(
        "draft.not_author",
        NotAllowed, drafting.withdraw, office.home, office.who("second"), case.number, at=AT, reason="no")
    case = drafting.withdraw(office.home, office.who("writer"), case.number, at=AT, reason="not this year")
    assert "this draft is withdrawn" in refused("draft.state", RecordError, saved, office, case, FIXED)


def test_a_text_that_changed_meanwhile(office: Office) -> None:
    case, other = begun(office), begun(office, FIXED)
    case = proposed(office, case)
    approved(office, proposed(office, other))
    assert "schemes/city.toml: the rule was changed since this draft was begun" in refused(
        "draft.outdated",
        ConflictError, approved, office, case)
    case = drafting.rebase(office.home, office.who("writer"), case.number, at=AT)
    assert (case.at.state, case.base, case.text) == ("draft", FIXED, NEXT)
    assert "as it was" in refused("draft.base_unchanged", RecordError, drafting.rebase, office.home,
                                  office.who("writer"), case.number, at=AT)
    assert approved(office, proposed(office, case)).at.state == "in-force"


def test_a_new_rule_that_is_there_meanwhile(office: Office) -> None:
    one, two = (meant(office, begun(office, "", target="county", pattern="grades")) for _ in range(2))
    approved(office, proposed(office, one))
    assert "there is already a rule 'county'" in refused("draft.rule_exists", RulebookError, proposed, office, two)


FAULTS = [
    (("points = 40", "points = 41"), "block 1: points: 100 points are stated, and the parts add up to 101", 23,
     "scheme.points_differ"),
    (('from = 60, to = 89', 'from = 60, to = 91'), "scores from 90 to 91 have two grades, A and B", 16,
     "score.two_grades"),
    (('from = 90, to = 100', 'from = 91, to = 100'), "scores between 89 and 91 have no grade", 16, "score.no_grade"),
    (("{ places = 0,", "{ places = 1,"), "scores between 89 and 90 have no grade", 16,
     "score.no_grade"),  # 89.5 has none
    (('owner = { en = "planning", zh = "发展改革部门" }\n', ""), "item 1.1: owner: this is missing", 25,
     "rule.missing"),
    (('clause = "1.1"', 'clauses = "1.1"'), "item 1.1: clauses: there is no key 'clauses'", 34, "rule.unknown_key"),
    (('source = { text = "test", ours = true }\n', ""), "source: this is missing", None, "rule.missing"),
    (('id = "city"', 'id = "cities"'), "this is a draft of the scheme 'city', and the text says 'cities'", 2,
     "draft.other_rule"),
    (("full = 100", "full = "), "this is not valid TOML", 9, "rule.not_toml"),
]


@pytest.mark.parametrize(("change", "said", "line", "code"), FAULTS)
def test_a_faulty_scheme_is_kept_as_a_draft_and_not_proposed(
    office: Office, change: tuple[str, str], said: str, line: int | None, code: str,
) -> None:
    from plumbline.procedures.assessment.drafts.rules import fault_of

    assert CITY.count(change[0]) >= 1
    case = begun(office, CITY.replace(*change, 1))
    fault = fault_of(office.home, "scheme", "city", case.file, case.text)
    assert fault is not None
    assert said in f"{fault.where}: {fault.what}"
    assert (fault.line, fault.code) == (line, code)
    assert said in refused(code, RulebookError, proposed, office, case)
    assert drafting.load(case.number).at.state == "draft"


@pytest.mark.parametrize(("old", "new", "said", "code"), [
    ('"COUNT(*)"', '"AVG(score)"', "'AVG(score)' is not allowed in a definition", "expression.average"),
    ('"COUNT(*)"', '"COUNT(*) / 2"', "'COUNT(*) / 2' is not allowed in a definition", "expression.division"),
    ("result <>", "outcome <>", "inspection has no field 'outcome'", "expression.unknown_field"),
    ('unit        = "%"', 'units       = "%"', "there is no key 'units'", "rule.unknown_key"),
    ("[pass_rate]", "[other]", "this is a draft of 'local.pass_rate', and the text defines: other, pass_rate",
     "draft.other_rule"),
])
def test_a_faulty_indicator(office: Office, old: str, new: str, said: str, code: str) -> None:
    text = drafting.begin(office.home, office.who("writer"), "indicator", "local.pass_rate", at=AT).text
    assert old in text
    changed = begun(office, text.replace(old, new, 1), "indicator", "local.pass_rate")
    assert said in refused(code, RulebookError, proposed, office, changed)


def test_a_change_that_breaks_a_scheme_below_is_refused(office: Office) -> None:
    (office.home.rulebook / "schemes" / "county.toml").write_text(
        CITY[:CITY.index("[[block]]")].replace('id = "city"', 'id = "county"\nextends = "city"'), encoding="utf-8")
    text = CITY.replace("full = 100", "full = 110").replace("points = 100", "points = 110").replace(
        "to = 100", "to = 110").replace("points = 40", "points = 50")
    refusal = refused("rule.not_number", RulebookError, proposed, office, begun(office, text))
    assert refusal.startswith("schemes/county.toml: block 1: ")


def test_a_year_under_way_is_told_before_it_stops(office: Office) -> None:
    acts.open_year(office.home, office.who("third"), "city", "2014", "prov", at=AT)
    assert approved(office, proposed(office, begun(office))).at.state == "in-force"  # the next year's version
    text = office.held("schemes/city.toml").replace("是否有规划。", "是否编制规划。")
    case = proposed(office, begun(office, text, file="schemes/city.toml"))
    assert document(office.home, case)["stopping"] == ["city-2014"]
    assert "this would stop assessment years under way: city-2014" in refused(
        "draft.stops_years", RecordError, approved, office, case)
    assert not loading.load(office.home, "city-2014").changed
    assert approved(office, case, years_may_stop=True).at.state == "in-force"
    assert loading.load(office.home, "city-2014").changed


def test_cut_short_after_the_files_were_written_it_is_done_by_doing_it_again(office: Office) -> None:
    from plumbline.procedures.assessment.drafts import rules
    from plumbline.rulebook.core.files import replace

    case = meant(office, begun(office, "", "indicator", "local.fresh", pattern="count"))
    case = approved(office, proposed(office, case, day=date(2014, 8, 1)))
    found = rules.planned(office.home, "indicator", "local.fresh", "", case.text)
    replace(office.home, found.files)
    held = office.held("indicators/local.toml")
    case = drafting.enforce(office.home, office.who("third"), case.number, at=AT + timedelta(days=40))
    assert case.at.state == "in-force"
    assert office.held("indicators/local.toml") == held


@pytest.mark.skipif("not hasattr(__import__('os'), 'geteuid')", reason="needs rights of files")
def test_files_that_cannot_be_written_leave_it_approved(office: Office) -> None:
    (office.home.rulebook / "changing").write_text("in the way", encoding="utf-8")
    case = proposed(office, begun(office))
    said = refused("rule.not_written", HomeError, approved, office, case)
    assert "the rulebook could not be written, so nothing of it was changed" in said
    assert drafting.load(case.number).at.state == "approved"
    assert office.held("schemes/city.toml") == CITY
    (office.home.rulebook / "changing").unlink()
    assert drafting.enforce(office.home, office.who("second"), case.number, at=AT).at.state == "in-force"
