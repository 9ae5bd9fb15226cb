"""Draws by witnesses: each commits and reveals, and a draw falls to its next date where one does not."""

from __future__ import annotations

import hashlib
import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from plumbline.errors import PlumblineError
from plumbline.procedures.casework import links, perform
from plumbline.procedures.surveillance.draw_verifying import verify
from plumbline.procedures.surveillance.spot_checks import published, witnesses
from tests.procedures.surveillance.spot_checks.batches import DRAWN, DUE, NAME, ROUND, SIGNATURE, Batches
from tests.records.samples import current

PRESS, AUDIT = "Daily paper", "Audit office"
NUMBERS = {PRESS: "11" * 32, AUDIT: "22" * 32}
REVEAL_BY, NEXT = "2023-08-24T09:00:00+08:00", "2023-08-28"
LATE = datetime(2023, 8, 24, 1, tzinfo=UTC)
"""The very moment until which they reveal."""


def hash_of(number: str) -> str:
    return hashlib.sha256(bytes.fromhex(number)).hexdigest()


def code(batches: Batches, number: str, act: str, by: str = "ann", **values: str) -> str:
    with pytest.raises(PlumblineError) as caught:
        batches.act(number, act, by, **values)
    return str(caught.value.code)


def all_testify(batches: Batches, number: str, numbers: dict[str, str] | None = None) -> None:
    batches.act(number, "witnesses", witnesses=f"{PRESS}；{AUDIT}")
    for name, each in (numbers or NUMBERS).items():
        batches.act(number, "testify", witness=name, commitment=hash_of(each))


def committed(batches: Batches) -> str:
    number = batches.noted()
    all_testify(batches, number)
    batches.act(number, "commit", reveal_by=REVEAL_BY, next_date=NEXT)
    return number


def reveal(batches: Batches, number: str, *names: str) -> None:
    for name in names or NUMBERS:
        batches.act(number, "reveal", witness=name, reveal=NUMBERS[name])


def test_it_is_drawn_by_what_all_witnesses_reveal(batches: Batches, tmp_path: Path) -> None:
    number = committed(batches)
    assert code(batches, number, "draw", due=DUE) == "draw.not_revealed"
    reveal(batches, number, AUDIT)
    assert witnesses.awaited(batches.found(number).board.values) == (PRESS,)
    assert code(batches, number, "draw", due=DUE) == "draw.not_revealed"
    reveal(batches, number, PRESS)
    batches.act(number, "draw", due=DUE)
    batches.work()
    case = batches.found(number)
    # The numbers one after another, in the order in which the plan names the witnesses.
    assert case.board.values["randomness"] == hashlib.sha256(bytes.fromhex("11" * 32 + "22" * 32)).hexdigest()
    assert len(case.board.members) == DRAWN
    zipfile.ZipFile(io.BytesIO(published.archive(case))).extractall(tmp_path)
    told = verify(None, tmp_path / f"spot-check-{number}", published=case.board.values["commitment_file"])
    assert [each["ok"] for each in told["steps"]] == [True] * 8
    shown = published.shown(case)
    assert (shown.beacon, shown.round, shown.falls) == ("", None, ())
    assert shown.witnesses == tuple((name, hash_of(each), True) for name, each in NUMBERS.items())


def test_its_record_names_the_witnesses(batches: Batches) -> None:
    number = committed(batches)
    reveal(batches, number)
    batches.act(number, "draw", due=DUE)
    batches.work()
    for object in batches.found(number).board.members:
        batches.act(number, "give-up", member=object, reason="Closed")
    batches.act(number, "finish")
    batches.act(number, "publish")
    assert current("draw", "randomness") == [(f"{PRESS}; {AUDIT}",)]


def test_who_does_not_reveal_is_named_and_the_draw_falls_to_its_next_date(batches: Batches, tmp_path: Path) -> None:
    number = committed(batches)
    reveal(batches, number, PRESS)
    assert code(batches, number, "fall") == "draw.not_fallen"
    batches.now = LATE - timedelta(seconds=1)
    batches.act(number, "fall")
    case = batches.found(number)
    assert (case.board.case.state, case.board.values["unrevealed"]) == ("fallen", AUDIT)
    shown = published.shown(case)
    assert [(each.unrevealed, each.next_date.isoformat()) for each in shown.falls] == [((AUDIT,), NEXT)]
    zipfile.ZipFile(io.BytesIO(published.archive(case))).extractall(tmp_path)
    assert verify(None, tmp_path / f"spot-check-{number}-fallen-1")["ok"]
    assert not (tmp_path / f"spot-check-{number}").exists()
    # What was revealed is public: all commit anew, and to that date.
    again = {"reveal_by": f"{NEXT}T12:00:00+08:00", "next_date": "2023-08-31"}
    assert code(batches, number, "commit", **again) == "spot_check.witnesses_missing"
    all_testify(batches, number, {PRESS: "33" * 32, AUDIT: "44" * 32})
    other = {"reveal_by": "2023-08-27T12:00:00+08:00", "next_date": "2023-08-31"}
    assert code(batches, number, "commit", **other) == "spot_check.another_date"
    assert code(batches, number, "commit", **other | {"reveal_by": "2023-08-29T12:00:00+08:00"}
                ) == "spot_check.another_date"
    batches.act(number, "commit", **again)
    for name, each in ((PRESS, "33" * 32), (AUDIT, "44" * 32)):
        batches.act(number, "reveal", witness=name, reveal=each)
    batches.act(number, "draw", due=DUE)
    batches.work()
    zipfile.ZipFile(io.BytesIO(published.archive(batches.found(number)))).extractall(tmp_path)
    assert [verify(None, tmp_path / f"spot-check-{number}{each}")["ok"] for each in ("", "-fallen-1")] == [True, True]


def test_a_reveal_that_comes_late_is_nobodys_choice(batches: Batches) -> None:
    number = committed(batches)
    reveal(batches, number, PRESS)
    batches.now = LATE - timedelta(seconds=1)
    assert code(batches, number, "reveal", witness=AUDIT, reveal=NUMBERS[AUDIT]) == "spot_check.reveal_late"
    assert code(batches, number, "draw", due=DUE) == "draw.not_revealed"
    batches.act(number, "fall")


def test_where_all_have_revealed_it_is_drawn_and_never_put_off(batches: Batches) -> None:
    number = committed(batches)
    reveal(batches, number)
    batches.now = LATE + timedelta(days=2)
    assert code(batches, number, "fall") == "draw.not_fallen"
    batches.act(number, "draw", due=DUE)


def test_a_date_that_has_passed_gives_way_to_a_later_one(batches: Batches) -> None:
    number = committed(batches)
    batches.now = datetime(2023, 8, 29, 1, tzinfo=UTC)
    batches.act(number, "fall")
    all_testify(batches, number)
    batches.act(number, "commit", reveal_by="2023-08-30T09:00:00+08:00", next_date="2023-09-01")
    assert batches.found(number).board.case.state == "committed"


def test_a_draw_that_fell_may_be_by_the_beacon(batches: Batches) -> None:
    number = batches.noted()
    all_testify(batches, number)
    batches.now = datetime(2023, 8, 20, tzinfo=UTC)
    batches.act(number, "commit", reveal_by="2023-08-21T09:00:00+08:00", next_date="2023-08-23")
    batches.now = datetime(2023, 8, 21, 2, tzinfo=UTC)
    batches.act(number, "fall")
    batches.act(number, "commit", round=ROUND)
    assert code(batches, number, "reveal", witness=PRESS, reveal=NUMBERS[PRESS]) == "spot_check.reveal_late"
    assert code(batches, number, "fall") == "spot_check.not_by_witnesses"
    assert code(batches, number, "draw", due=DUE) == "spot_check.no_signature"
    batches.now = LATE
    batches.act(number, "draw", signature=SIGNATURE, due=DUE)
    shown = published.shown(batches.found(number))
    assert (shown.round, shown.witnesses, len(shown.falls)) == (int(ROUND), (), 1)


@pytest.mark.parametrize("named", [PRESS, f"{PRESS}; {PRESS}", f"{PRESS}; A=B", f"{PRESS}; {'x' * 81}", " ; "])
def test_fewer_than_two_witnesses_are_none(batches: Batches, named: str) -> None:
    assert code(batches, batches.planned(), "witnesses", witnesses=named) in (
        "spot_check.witnesses_unfit", "case.field")


def test_what_a_witness_may_not_say(batches: Batches) -> None:
    number = batches.noted()
    batches.act(number, "witnesses", witnesses=f"{PRESS}; {AUDIT}")
    hash = hash_of(NUMBERS[PRESS])
    assert code(batches, number, "testify", witness="Nobody", commitment=hash) == "draw.no_witness"
    assert code(batches, number, "testify", witness=PRESS, commitment="abc") == "spot_check.commitment_unfit"
    batches.act(number, "testify", witness=PRESS, commitment=hash.upper())
    assert code(batches, number, "testify", witness=AUDIT, commitment=hash) == "spot_check.commitment_unfit"
    assert code(batches, number, "commit", reveal_by=REVEAL_BY, next_date=NEXT) == "spot_check.witnesses_missing"
    batches.act(number, "testify", witness=AUDIT, commitment=hash_of(NUMBERS[AUDIT]))
    assert code(batches, number, "commit", reveal_by=REVEAL_BY) == "spot_check.no_next_date"
    assert code(batches, number, "commit", reveal_by=REVEAL_BY, next_date="2023-08-24") == "spot_check.no_next_date"
    assert code(batches, number, "commit", reveal_by=REVEAL_BY, next_date=NEXT, round=ROUND) == "spot_check.no_round"
    batches.act(number, "commit", reveal_by=REVEAL_BY, next_date=NEXT)
    assert code(batches, number, "reveal", witness=PRESS, reveal=NUMBERS[AUDIT]) == "draw.reveal_wrong"
    assert code(batches, number, "reveal", witness="Nobody", reveal=NUMBERS[AUDIT]) == "draw.no_witness"
    assert code(batches, number, "testify", witness=PRESS, commitment=hash) == "case.not_its_turn"


def test_each_witness_has_a_link_and_a_name_of_their_own(batches: Batches) -> None:
    number = batches.noted()
    batches.act(number, "witnesses", witnesses=f"{PRESS}; {AUDIT}")
    bearers = []
    for _ in range(2):
        event, _, _ = links.give(batches.home, batches.who("ann"), NAME, number, "witness", at=batches.later())
        bearers.append(links.bearer(batches.home, event, at=batches.later())[0])

    def say(who: int, act: str, **values: str) -> str:
        try:
            perform.act(batches.home, bearers[who], NAME, number, act, values, at=batches.later())
        except PlumblineError as error:
            return str(error.code)
        return ""

    first, second = hash_of(NUMBERS[PRESS]), hash_of(NUMBERS[AUDIT])
    assert say(0, "testify", witness=PRESS, commitment=second) == ""
    assert say(1, "testify", witness=PRESS, commitment=first) == "spot_check.witness_taken"
    assert say(0, "testify", witness=AUDIT, commitment=first) == "spot_check.witness_taken"
    assert code(batches, number, "testify", witness=PRESS, commitment=first) == "spot_check.witness_taken"
    assert say(0, "testify", witness=PRESS, commitment=first) == ""  # before the draw is committed to: another number
    assert say(1, "testify", witness=AUDIT, commitment=second) == ""
    assert say(0, "commit", reveal_by=REVEAL_BY, next_date=NEXT) == "case.part_not_held"
    batches.act(number, "commit", reveal_by=REVEAL_BY, next_date=NEXT)
    assert say(0, "reveal", witness=PRESS, reveal=NUMBERS[PRESS]) == ""
    # Nobody reads what was revealed before it is drawn, and the officer what is published with the draw.
    assert NUMBERS[PRESS] not in str(published.shown(batches.found(number)))
