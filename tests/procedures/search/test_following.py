"""The index follows the journal: whatever is stopped, replaced or damaged, it ends as if it had been made anew."""

from __future__ import annotations

import random
import shutil
from typing import Any

import pytest

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures.records import save
from plumbline.procedures.search import following, searching
from plumbline.records.core import kinds, store
from plumbline.records.core.journal import Entry
from plumbline.records.query import written_rows
from plumbline.records.search import state as states
from plumbline.records.search.index import DAMAGED, Index, Writer
from plumbline.text import Text
from tests.procedures.search.finding import ON, follow, found
from tests.records.samples import AT, Office, inspection

KEYS = ("A", "B", "C")


def everything(home: Home) -> list[tuple[str, int]]:
    """What is in the index: each thing, and the row it was made of."""
    state = states.read(home)
    assert state is not None
    searcher = Index.open(states.place(home) / state.folder).searcher()
    from tantivy import Query

    hits = searcher.search(Query.all_query(), 10_000).hits
    serials = searcher.fast_field_values("serial", [address for _, address in hits]) if hits else []
    return sorted((searcher.doc(address).get_first("thing"), serial)
                  for (_, address), serial in zip(hits, serials, strict=True))


def in_store() -> list[tuple[str, int]]:
    """The same, as the store has it."""
    return sorted(("\x1f".join((kind.name, *(str(getattr(row, name)) for name in kind.key))), row.pk)
                  for kind in kinds.KINDS.values() for row in store.current(kind))


def test_a_small_change_is_followed_by_its_entry_alone(office: Office) -> None:
    office.inspections(inspection(number="A"), inspection(number="B"))
    follow(office.home)
    made = states.read(office.home)
    save.keep("inspection", inspection(number="B", result="fail"), at=AT)
    assert following.standing(office.home).behind == 1
    assert follow(office.home) == following.Standing(0)
    after = states.read(office.home)
    assert made is not None
    assert after is not None
    assert (after.folder, after.number) == (made.folder, made.number + 1)
    assert everything(office.home) == in_store()


@pytest.mark.parametrize("seed", range(4))
def test_any_acts_in_any_order_end_as_if_it_were_made_anew(office: Office, seed: int) -> None:
    draw = random.Random(seed)
    for _ in range(25):
        key = draw.choice(KEYS)
        rows = kinds.get("inspection").model.objects.filter(number=key, superseded=None)
        act = draw.choice(("keep", "keep", "import", "withdraw", "restore", "follow", "follow"))
        if act == "keep":
            save.keep("inspection", inspection(number=key, score=str(draw.randrange(100))), at=AT)
        elif act == "import":
            office.inspections(*(inspection(number=each, score=str(draw.randrange(100))) for each in KEYS[:2]))
        elif act == "withdraw" and (row := rows.filter(withdrawn=False).first()):
            save.withdraw("inspection", row.pk, at=AT)
        elif act == "restore" and (row := rows.filter(withdrawn=True).first()):
            save.restore("inspection", row.pk, at=AT)
        elif act == "follow":
            follow(office.home)
    assert follow(office.home).whole
    assert everything(office.home) == in_store()


class Stopped(BaseException):
    """A program is killed."""


@pytest.mark.parametrize("at", [1, 2, 3])
def test_who_is_stopped_half_way_leaves_an_index_that_is_asked_and_caught_up(
        office: Office, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    office.inspections(inspection(number="A"))
    follow(office.home)
    office.inspections(*(inspection(number=f"N{n}", establishment_name="水产") for n in range(5)),
                       inspection(number="A", establishment_name="茶叶"))
    calls = 0
    step = {1: (Writer, "add"), 2: (Writer, "commit"), 3: (states, "write")}[at]
    real = getattr(*step)

    def stops(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == {1: 4, 2: 1, 3: 2}[at]:
            raise Stopped
        return real(*arguments)

    monkeypatch.setattr(*step, stops)
    with pytest.raises(Stopped):
        follow(office.home)
    monkeypatch.undo()
    assert not following.standing(office.home).whole
    searching.search(office.home, None, "水产", on=ON)
    assert follow(office.home).whole
    assert everything(office.home) == in_store()


def test_an_import_that_begins_while_the_index_is_made_is_not_taken_for_done(
        office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.inspections(inspection(number="A"))
    real, entry = written_rows.store.hidden_entries, Entry()

    def begins() -> list[int]:
        if not entry.pk:  # its rows lie in the store already, and it replaces one
            entry.__dict__ |= Entry.objects.create(act="import", kind="inspection", state=Entry.PUBLISHING, begun_at=AT,
                                                   rows=1, superseded_rows=1, detail={"first_row": 1}).__dict__
            rows = kinds.get("inspection").model.objects
            old = rows.get(number="A")
            rows.filter(pk=old.pk).update(superseded=entry)
            old.pk, old.entry, old.superseded = None, entry, None
            old.save(force_insert=True)
        return real()

    monkeypatch.setattr(written_rows.store, "hidden_entries", begins)
    follow(office.home)
    monkeypatch.undo()
    assert everything(office.home) == in_store()
    assert found(office.home, None, "canvass")["inspection"] == ["A"]
    store.seal(Entry.objects.get(pk=entry.pk), AT)
    assert following.standing(office.home).behind == 1
    follow(office.home)
    assert everything(office.home) == in_store()


def test_what_could_not_be_made_leaves_nothing_behind(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.inspections(inspection(number="A"))

    def full(self: Writer) -> None:
        raise HomeError(DAMAGED, Text("No space left on device"))

    monkeypatch.setattr(Writer, "commit", full)
    with pytest.raises(HomeError, match="No space left"):
        follow(office.home)
    assert [each.name for each in states.place(office.home).glob("made-*")] == []
    assert searching.search(office.home, None, "canvass", on=ON).standing.none
    monkeypatch.undo()
    assert follow(office.home).whole


def test_another_store_under_the_same_home_is_noticed(office: Office) -> None:
    office.inspections(inspection(number="A"), inspection(number="B"))
    follow(office.home)
    made = states.read(office.home)
    last = Entry.objects.get(number=store.journal_head()["number"])
    Entry.objects.filter(pk=last.pk).update(hash="0" * 64)  # what a backup that was restored holds there
    assert following.standing(office.home).none
    assert "inspection" not in {
        group.name for group in searching.search(office.home, None, "canvass", on=ON).groups}
    assert follow(office.home).whole
    again = states.read(office.home)
    assert made is not None
    assert again is not None
    assert made.folder != again.folder
    assert not (states.place(office.home) / made.folder).exists()


def test_another_shape_of_documents_makes_it_anew(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.inspections(inspection(number="A"))
    follow(office.home)
    monkeypatch.setattr(following, "made_of", lambda: "another")
    assert following.standing(office.home).none
    assert follow(office.home).whole
    assert everything(office.home) == in_store()


@pytest.mark.parametrize("damage", ["meta", "gone", "segment", "state", "empty"])
def test_a_damaged_index_is_no_error_of_a_search_and_is_made_anew(office: Office, damage: str) -> None:
    office.inspections(inspection(number="A", establishment_name="水产"))
    follow(office.home)
    state = states.read(office.home)
    assert state is not None
    folder = states.place(office.home) / state.folder
    if damage == "meta":
        (folder / "meta.json").write_text("{", "utf-8")
    elif damage == "gone":
        shutil.rmtree(folder)
    elif damage == "state":
        (states.place(office.home) / states.FILE).write_text("[]", "utf-8")
    else:
        for each in folder.glob("*.term" if damage == "segment" else "*.*"):
            if each.suffix in (".term", ".idx", ".store", ".fast", ".fieldnorm", ".pos"):
                each.write_bytes(b"")
    searching._opened.cache_clear()
    answer = searching.search(office.home, None, "水产", on=ON)
    assert answer.groups == ()
    assert (answer.closed or answer.standing.none)
    assert found(office.home, None, "水产") == {"inspection": ["A"]}


def test_one_program_writes_at_a_time(office: Office) -> None:
    office.inspections(inspection(number="A"))
    with states.lock(office.home, 0) as ours:
        assert ours
        assert following.follow(office.home, on=ON).none
        assert following.follow(office.home, on=ON, wait=0.05).none
    assert following.follow(office.home, on=ON).whole


def test_who_waits_catches_up_where_no_worker_does(office: Office) -> None:
    office.inspections(inspection(number="A"))
    following.keep_up(office.home, at=AT)
    assert following.standing(office.home).none  # to make it anew takes longer than anybody waits
    follow(office.home)
    save.keep("inspection", inspection(number="B"), at=AT)
    sealed = Entry.objects.get(number=store.journal_head()["number"]).sealed_at
    assert sealed is not None
    following.keep_up(office.home, at=sealed)
    assert following.standing(office.home).behind == 1
    following.keep_up(office.home, at=sealed + 2 * following.PATIENCE)
    assert following.standing(office.home).whole


def test_there_is_nothing_to_count_before_it_is_made(home: Home) -> None:
    with pytest.raises(HomeError, match="no search index yet"):
        following.many(home)


def test_rows_committed_after_later_ones_are_not_missed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    # On a server rows get their numbers before others that are committed first.
    office.inspections(*(inspection(number=f"N{n}") for n in range(5)))
    monkeypatch.setattr(written_rows, "SLACK", 0)
    follow(office.home)
    state = states.read(office.home)
    assert state is not None
    save.keep("inspection", inspection(number="late"), at=AT)
    last = kinds.get("inspection").model.objects.order_by("-pk")[0].pk
    states.write(office.home, states.State(state.folder, state.made_of, state.number, state.hash,
                                           state.rows | {"inspection": last + 10}, state.overlap))
    follow(office.home)
    assert everything(office.home) == in_store()
