"""``plumb plan``: what it answers, alone and from a file of questions, and what it refuses."""

from __future__ import annotations

import gzip

import pytest

from tests.commands import plumb, well


def failed(*words):
    """The document of a command that ends with 1."""
    done = plumb(*words)
    assert done.status == 1, done
    return done.document


def test_lookup_says_the_plan_and_where_it_is_written():
    found = well("plan", "lookup", "--severity", "normal", "--level", "II", "--lot", "5000", "--aql", "1.0")
    assert {name: found[name] for name in ("code", "n", "ac", "re", "inspect_all", "status")} == {
        "code": "L", "n": 200, "ac": 5, "re": 6, "inspect_all": False, "status": "verified"}
    assert [each["article"] for each in found["cites"]] == ["Table I", "Table II-A"]


def test_a_sample_as_large_as_the_lot_is_all_of_it():
    assert well("plan", "lookup", "--lot", "1250", "--aql", "0.010")["inspect_all"]
    assert not well("plan", "lookup", "--lot", "1251", "--aql", "0.01", "--official")["inspect_all"]


def test_oc_and_find():
    double = well("plan", "oc", "--n", "8,8", "--ac", "0,1", "--re", "2,2", "--p", "0.05")
    assert double["pa"] == pytest.approx(0.8487369)
    assert well("plan", "oc", "--n", "26", "--k", "1.322271", "--dist", "normal-known", "--p", ".05")["pa"] == (
        pytest.approx(0.95, abs=1e-6))
    found = well("plan", "find", "--prp", ".05,.95", "--crp", ".15,.075", "--dist", "binomial")
    assert (found["n"], found["c"]) == (80, 7)
    assert found["pa_crp"] <= 0.075 < 0.95 <= found["pa_prp"]
    found = well("plan", "find", "--prp", ".05,.95", "--crp", ".15,.075", "--dist", "hypergeometric", "--lot", "100")
    assert (found["n"], found["c"]) == (47, 4)


def test_an_audit_of_a_declared_level_is_computed_and_marked_so():
    audit = well("plan", "oc", "--n", "13", "--ac", "1", "--dql", "0.02", "--lqr", "10")["audit"]
    assert audit["computed"]
    assert "GB/T 2828.4" in audit["marked"]["zh"]
    assert (audit["limiting"], audit["status"]) == (pytest.approx(0.2), "unverified")
    assert audit["within"] is (audit["refuses_declared"] <= 0.05 and audit["passes_limiting"] <= 0.1)


def test_judge_reads_a_packed_file(tmp_path):
    file = tmp_path / "lots.csv.gz"
    file.write_bytes(gzip.compress(b"lot,accepted\na,no\nb,yes\nc,No\nd,yes\n"))
    found = well("plan", "judge", str(file))
    assert found == {"lots": [{"lot": "a", "severity": "normal"}, {"lot": "b", "severity": "normal"},
                              {"lot": "c", "severity": "normal"}, {"lot": "d", "severity": "tightened"}],
                     "next": "tightened"}


def test_a_file_of_questions_has_an_answer_or_an_error_for_each(tmp_path):
    file = tmp_path / "asked.jsonl"
    file.write_text('{"lot": 1e+5, "aql": "4.0", "level": "s-3"}\n{"lot": 1, "aql": 4}\n', encoding="utf-8")
    told = failed("plan", "lookup", "--batch", str(file))
    first, second = told["results"]
    assert (first["code"], first["n"], first["ac"]) == ("G", 32, 3)
    assert second["error"]["code"] == "option.outside"


ASKED = ("plan", "oc", "--p", "0.05")


@pytest.mark.parametrize(("words", "code"), [
    (("plan", "lookup", "--aql", "1.0"), "option.missing"),
    (("plan", "lookup", "--aql", "1.0", "--lot", "1"), "option.outside"),
    (("plan", "lookup", "--aql", "1.0", "--lot", "12.5"), "option.not_whole"),
    (("plan", "lookup", "--aql", "1.2", "--lot", "50"), "plan.aql_unknown"),
    (("plan", "lookup", "--aql", "NaN", "--lot", "50"), "option.not_number"),
    (("plan", "lookup", "--aql", "1", "--lot", "50", "--level", "IV"), "option.unknown_choice"),
    (("plan", "lookup", "--aql", "1", "--lot", "50", "--severity", "reduced"), "plan.not_shipped"),
    (("plan", "lookup", "--aql", "1", "--lot", "50", "--type", "double"), "plan.not_shipped"),
    ((*ASKED, "--n", "8", "--ac", "2", "--re", "2"), "plan.ac_not_below_re"),
    ((*ASKED, "--n", "8,8", "--ac", "1", "--re", "2"), "plan.stages_differ"),
    ((*ASKED, "--n", "8,8", "--ac", "0,1"), "option.missing"),
    ((*ASKED, "--n", "8,8", "--ac", "0,1", "--re", "2,3"), "plan.undecided"),
    ((*ASKED, "--n", "8,8", "--ac", "2,1", "--re", "3,2"), "plan.falling"),
    ((*ASKED, "--n", "8", "--ac", "9"), "plan.ac_above_n"),
    ((*ASKED, "--n", "8", "--ac", "1", "--k", "1"), "plan.numbers_of_other"),
    ((*ASKED, "--n", "8", "--ac", "1", "--dist", "normal-known", "--k", "1"), "plan.numbers_of_other"),
    ((*ASKED, "--n", "8", "--ac", "1", "--dist", "hypergeometric"), "option.missing"),
    ((*ASKED, "--n", "8", "--ac", "1", "--dist", "hypergeometric", "--lot", "7"), "plan.sample_over_lot"),
    (("plan", "oc", "--n", "8", "--ac", "1", "--p", "1.01"), "option.outside"),
    (("plan", "oc", "--n", "8", "--ac", "1", "--p", "inf"), "option.not_number"),
    (("plan", "oc", "--n", "8", "--ac", "1", "--dql", ".02", "--lqr", "4", "--official"), "plan.unverified"),
    (("plan", "oc", "--n", "8", "--ac", "1", "--dql", ".5", "--lqr", "4"), "option.outside"),
    (("plan", "find", "--prp", ".05,.95", "--crp", ".15,.075", "--lot", "79"), "plan.sample_over_lot"),
    (("plan", "find", "--prp", ".05,1e-320", "--crp", ".1,1e-321", "--dist", "normal-unknown"), "plan.none_found"),
    (("plan", "find", "--prp", ".05", "--crp", ".15,.1"), "option.not_point"),
    (("plan", "find", "--prp", ".15,.1", "--crp", ".05,.95"), "plan.points_crossed"),
    (("plan", "find", "--prp", "0,.95", "--crp", ".05,.1"), "option.outside"),
    (("plan", "judge", "absent.csv"), "disk.file_missing"),
])
def test_what_is_refused(words, code):
    assert failed(*words)["error"]["code"] == code


@pytest.mark.parametrize(("content", "code"), [
    (b"lot,ok\n1,yes\n", "table.column_missing"), (b"lot,accepted,accepted\n1,yes,no\n", "file.column_twice"),
    (b"lot,accepted\n", "table.empty"), (b"", "file.empty"), (b"lot,accepted\n1,maybe\n", "plan.not_accepted"),
    (b"lot,accepted\n1,yes,2\n", "table.row_spoilt"), (b"\x1f\x8bxx", "file.cut_short"),
])
def test_lots_that_cannot_be_judged(tmp_path, content, code):
    file = tmp_path / "lots.csv"
    file.write_bytes(content)
    assert failed("plan", "judge", str(file))["error"]["code"] == code
