"""Linking two tables: the real extracts with the reference hidden, and all that may be wrong with a file."""

from __future__ import annotations

import json
import random
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from plumbline.errors import PlumblineError
from plumbline.home import Home
from plumbline.procedures.surveillance.linking.answering import link
from tests.procedures.surveillance.linking import extracts

pytestmark = pytest.mark.filterwarnings("error")


def linked(left: Path, right: Path, by: str = "rasff", **asked: Any) -> dict[str, Any]:
    return link(None, left, right, by, **asked)


def pairs_of(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(each["left"], each["right"]) for each in document["pairs"]}


@pytest.fixture
def both(tmp_path: Path) -> tuple[Path, Path]:
    left, right = extracts.made_up()
    return extracts.write(tmp_path / "l.csv", left), extracts.write(tmp_path / "r.csv", right)


@pytest.mark.parametrize(("chosen", "shuffle"), [
    (lambda left, right: (left, right), None),
    (lambda left, right: (left, right), 7),
    (lambda left, right: ([row for row in left if row["Date of Case"][:3] in ("Jan", "Feb", "Mar")],
                          [row for row in right if row["date"] < "2024-04"]), 5),
], ids=["as listed", "shuffled", "a quarter"])
def test_rasff_is_linked_with_the_reference_hidden(shared: Path, tmp_path: Path, chosen: Any, shuffle: int | None):
    left, right = chosen(*(extracts.rows(shared / "data" / "alerts" / name)
                           for name in (extracts.PORTAL, extracts.DATABASE)))
    one, other, truth = extracts.hide(tmp_path, left, right, shuffle)
    found = linked(one, other, truth=truth, as_listed=shuffle is None)
    assert found["precision"] >= 0.98
    assert found["recall"] >= (0.98 if shuffle is None else 0.93)
    assert {each["m_from"] for each in found["model"]["fields"] if each["id"] != "date"} == {"estimated"}
    assert bool(found["model"]["order"]["bits"]) == (shuffle is None)


def test_no_order_of_the_rows_changes_a_pair(shared: Path, tmp_path: Path):
    left, right = (extracts.rows(shared / "data" / "alerts" / name) for name in (extracts.PORTAL, extracts.DATABASE))
    one, other, _ = extracts.hide(tmp_path, left[:1000], [row for row in right if "2024-08" < row["date"] < "2024-11"])

    def told() -> list[Any]:
        found = linked(one, other)
        return [found["model"]["fields"]] + [sorted((each["left"], each["right"], each["probability"]) for each in of)
                                             for of in (found["pairs"], found["undecided"])]
    first = told()
    assert len(first[1]) > 500
    assert len(first[2]) > 5
    for seed in (1, 2):
        for file in (one, other):
            head, *lines = file.read_text("utf-8").splitlines()
            random.Random(seed).shuffle(lines)
            file.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
        assert told() == first


def test_lists_whose_order_could_tell_say_so(shared: Path, tmp_path: Path):
    left, right = (extracts.rows(shared / "data" / "alerts" / name) for name in (extracts.PORTAL, extracts.DATABASE))
    one, other, _ = extracts.hide(tmp_path, left[:1000], [row for row in right if "2024-08" < row["date"] < "2024-11"])
    found = linked(one, other)
    assert [each["code"] for each in found["notes"]] == ["order_tells"]
    listed = linked(one, other, as_listed=True)
    assert (listed["notes"], listed["model"]["order"]["used"]) == ([], True)
    assert len(listed["pairs"]) > len(found["pairs"])
    assert len(listed["undecided"]) < len(found["undecided"])


def test_years_that_do_not_overlap_give_next_to_nothing(shared: Path, tmp_path: Path):
    left, right = (extracts.rows(shared / "data" / "alerts" / name) for name in (extracts.PORTAL, extracts.DATABASE))
    one, other, truth = extracts.hide(tmp_path, [row for row in left if not row["Date of Case"].endswith("2024")],
                                      [row for row in right if row["date"] > "2025"])
    found = linked(one, other, truth=truth)
    assert (len(found["pairs"]), found["recall"]) == (0, None)


def test_a_small_file_is_linked_by_the_declared_chances(both: tuple[Path, Path]):
    found = linked(*both)
    assert pairs_of(found) == {(f"L{place}", f"R{place}") for place in range(40)}
    assert {each["m_from"] for each in found["model"]["fields"]} == {"declared"}
    first = found["pairs"][0]
    assert first["why"][0] == {"field": "date", "level": "same_day", "weight": 8.612}
    assert (first["left"], first["right"], first["left_row"], first["right_row"]) == ("L0", "R0", 2, 2)


def test_either_file_may_come_first(both: tuple[Path, Path]):
    assert pairs_of(linked(both[1], both[0])) == {(f"R{place}", f"L{place}") for place in range(40)}


def test_the_answer_is_the_same_twice(shared: Path, tmp_path: Path):
    left, right = (extracts.rows(shared / "data" / "alerts" / name) for name in (extracts.PORTAL, extracts.DATABASE))
    one, other, _ = extracts.hide(tmp_path, left[:1500], right[:3000], 1)
    assert json.dumps(linked(one, other), default=str) == json.dumps(linked(one, other), default=str)


def test_gb18030_gzip_and_other_separators_are_read(tmp_path: Path, both: tuple[Path, Path]):
    left, right = extracts.made_up()
    left[1][4], right[1][2] = "无花果干", f"无花果干中的{right[1][2]}"
    one = extracts.write(tmp_path / "gb.csv", left, "gb18030")
    other = tmp_path / "semi.csv"
    other.write_text("\n".join(";".join(row) for row in right), encoding="utf-8")
    found = linked(one, other)
    assert len(found["pairs"]) == 40
    assert found["files"]["left"]["encoding"] == "gb18030"


def test_a_missing_column_is_named(tmp_path: Path, both: tuple[Path, Path]):
    left, _ = extracts.made_up()
    short = extracts.write(tmp_path / "s.csv", [[value for place, value in enumerate(row) if place != 4]
                                                for row in left])
    with pytest.raises(PlumblineError) as found:
        linked(short, both[1])
    assert (found.value.code, found.value.what.en) == ("link.column_missing", "there is no column 'Product'")


@pytest.mark.parametrize(("content", "code"), [
    ("", "file.empty"), (",".join(extracts.LEFT) + "\n", "table.empty"), (b"\x1f\x8b\x08broken", "file.cut_short")])
def test_a_file_that_is_none_is_told(tmp_path: Path, both: tuple[Path, Path], content: Any, code: str):
    (tmp_path / "x.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(PlumblineError) as found:
        linked(tmp_path / "x.csv", both[1])
    assert found.value.code == code


def test_a_row_that_is_no_row_is_told_and_the_rest_linked(tmp_path: Path, both: tuple[Path, Path]):
    both[0].write_text(both[0].read_text("utf-8") + "L99,too,few\n", encoding="utf-8")
    found = linked(*both)
    assert (len(found["pairs"]), [each["row"] for each in found["files"]["left"]["set_aside"]]) == (40, [42])
    assert [each["code"] for each in found["notes"]] == ["rows_set_aside"]


def test_days_that_cannot_be_read_are_told(tmp_path: Path, both: tuple[Path, Path]):
    left, _ = extracts.made_up()
    left[1][1] = "the last week of March"
    found = linked(extracts.write(tmp_path / "days.csv", left), both[1])
    assert [(each["code"], each["side"], each["en"][:1]) for each in found["notes"]] == [("days_unread", "left", "1")]
    assert len(found["pairs"]) >= 39


def test_the_same_notice_twice_is_one_and_every_row_is_told(tmp_path: Path, both: tuple[Path, Path]):
    _, right = extracts.made_up()
    again = [*right, ["R40", *right[1][1:3], right[1][3] + ".000000", *right[1][4:]]]
    found = linked(both[0], extracts.write(tmp_path / "twice.csv", again))
    assert {("L0", "R0"), ("L0", "R40")} <= pairs_of(found)
    same = [each for each in found["groups"] if each["status"] == "same"]
    assert [[row["name"] for row in each["rows"]] for each in same] == [["R0", "R40"]]
    assert [row["date"] for row in same[0]["rows"]] == ["2024-03-01 10:00:00", "2024-03-01 10:00:00.000000"]


def test_a_reference_twice_with_other_dates_is_one_notice_with_two_dates(tmp_path: Path, both: tuple[Path, Path]):
    _, right = extracts.made_up()
    table = [["reference", *right[0][1:]], *([f"2024.{place}", *row[1:]] for place, row in enumerate(right[1:], 9230))]
    table.append(["2024.9230", *table[1][1:3], "2024-05-09 08:00:00", *table[1][4:]])
    found = linked(both[0], extracts.write(tmp_path / "again.csv", table))
    group, = (each for each in found["groups"] if each["status"] == "same")
    assert [row["date"] for row in group["rows"]] == ["2024-03-01 10:00:00", "2024-05-09 08:00:00"]
    assert [each["right_row"] for each in found["pairs"] if each["left"] == "L0"] == [2, 42]


def test_references_that_were_floats_are_restored_and_told(tmp_path: Path, both: tuple[Path, Path]):
    _, right = extracts.made_up()
    table = [["reference", *right[0][1:]], *([f"2024.{place}".rstrip("0"), *row[1:]]
                                             for place, row in enumerate(right[1:], 9230))]
    truth = extracts.write(tmp_path / "t.csv", [["left", "right"], ["L0", "2024.9230"], ["L1", "2024.9231"]])
    found = linked(both[0], extracts.write(tmp_path / "float.csv", table), truth=truth)
    assert (found["pairs"][0]["right"], found["pairs"][0]["right_reference"]) == ("2024.923", "2024.9230")
    assert found["references"]["right"] == {"column": "reference", "restored": 4, "example": {
        "given": "2024.923", "restored": "2024.9230"}}
    assert (found["recall"], found["agreement"]["both"]) == (1.0, 2)


def test_a_first_column_that_repeats_is_told_and_rows_are_numbered(tmp_path: Path, both: tuple[Path, Path]):
    left, _ = extracts.made_up()
    found = linked(extracts.write(tmp_path / "no_id.csv", [row[1:] for row in left]), both[1])
    assert [each["code"] for each in found["notes"]] == ["first_column_repeats"]
    assert {(each["left_row"], each["right_row"]) for each in found["pairs"]} == {(n, n) for n in range(2, 42)}


def test_what_cannot_be_told_apart_is_undecided_with_its_rivals(tmp_path: Path):
    left, right = extracts.made_up(6)
    left += [[f"L{place}", *left[1][1:]] for place in (6,)]
    right += [["R6", *right[1][1:3], "2024-03-01 15:00:00", *right[1][4:]]]
    found = linked(extracts.write(tmp_path / "l.csv", left), extracts.write(tmp_path / "r.csv", right))
    assert len(found["pairs"]) == 5
    assert [(each["left"], round(each["probability"], 2)) for each in found["undecided"]] == [("L0", 0.5), ("L6", 0.5)]
    assert {each["right"] for one in found["undecided"] for each in one["rivals"]} == {"R0", "R6"}


def test_what_a_person_settled_holds_and_a_link_can_be_undone(tmp_path: Path):
    left, right = extracts.made_up(6)
    left += [["L6", *left[1][1:]]]
    right += [["R6", *right[1][1:3], "2024-03-01 15:00:00", *right[1][4:]]]
    files = extracts.write(tmp_path / "l.csv", left), extracts.write(tmp_path / "r.csv", right)
    said = extracts.write(tmp_path / "d.csv", [["left", "right", "decision"], ["L0", "R6", "same"],
                                               ["L3", "R3", "different"]])
    found = linked(*files, decided=said)
    assert ("L0", "R6") in pairs_of(found)
    assert ("L6", "R0") in pairs_of(found)
    assert ("L3", "R3") not in pairs_of(found)
    extracts.write(said, [["left", "right", "decision"], ["L0", "R6", "maybe"]])
    with pytest.raises(PlumblineError) as refused:
        linked(*files, decided=said)
    assert refused.value.code == "link.no_decision"
    extracts.write(said, [["left"], ["L0"]])
    with pytest.raises(PlumblineError) as refused:
        linked(*files, truth=said)
    assert refused.value.code == "link.pairs_columns"


def test_products_are_linked_by_code_model_and_rare_words(tmp_path: Path):
    head = ["id", "code", "name", "brand", "model", "maker"]
    register = [head] + [[f"P{n}", f"69000000{n:05}", f"kettle number{n} steel", f"Brand{n % 20}", f"K-{n}00", "Acme"]
                         for n in range(100)]
    notices = [head, ["N1", "0069000000 00007", "", "", "", ""], ["N2", "", "a kettle", "BRAND3", "k 2300", ""],
               ["N3", "", "steel kettle number55", "brand15", "", ""], ["N4", "", "drill", "Other", "", ""]]
    found = linked(extracts.write(tmp_path / "n.csv", notices), extracts.write(tmp_path / "p.csv", register),
                   "notice-product")
    assert pairs_of(found) == {("N1", "P7"), ("N2", "P23"), ("N3", "P55")}


def test_files_with_nothing_in_common_are_told(home: Home, tmp_path: Path):
    shipped = (resources.files("plumbline") / "rulebook/data/links/notice-product.toml").read_text("utf-8")
    (home.rulebook / "links").mkdir(parents=True)
    (home.rulebook / "links" / "own.toml").write_text(shipped.replace(
        'id = "notice-product"', 'id = "own"').replace('needs = ["name"]', 'needs = ["maker"]'), encoding="utf-8")
    one = extracts.write(tmp_path / "a.csv", [["id", "name", "maker"], ["1", "x", "Acme"]])
    other = extracts.write(tmp_path / "b.csv", [["id", "maker", "code"], ["2", "Acme", "690000000001"]])
    with pytest.raises(PlumblineError) as found:
        link(home, one, other, "own")
    assert found.value.code == "link.nothing_shared"


def test_fields_that_one_file_lacks_are_told_and_not_compared(tmp_path: Path):
    one = extracts.write(tmp_path / "a.csv", [["id", "name", "maker"], ["1", "kettle", "Acme"]])
    other = extracts.write(tmp_path / "b.csv", [["id", "name", "code"], ["2", "kettle", "690000000001"]])
    found = linked(one, other, "notice-product")
    assert [each["id"] for each in found["model"]["fields"]] == ["name"]
    assert [(each["code"], each["side"]) for each in found["notes"]] == [("fields_missing", "left"),
                                                                         ("fields_missing", "right")]


def test_rows_that_hang_together_are_a_group_for_a_person(tmp_path: Path):
    head = ["id", "code", "name"]
    one = extracts.write(tmp_path / "a.csv", [head, ["N1", "6900000000017", "kettle steel"],
                                              ["N2", "6900000000017", "kettle steel big"]])
    other = extracts.write(tmp_path / "b.csv", [head, ["P1", "6900000000017", "kettle steel"]])
    found = linked(one, other, "notice-product")
    group, = (each for each in found["groups"] if each["status"] == "linked")
    assert [[row["name"] for row in group[side]] for side in ("left", "right")] == [["N1", "N2"], ["P1"]]
