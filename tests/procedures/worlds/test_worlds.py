"""Loading worlds: each keeps to a home of its own, and loading again changes nothing."""

from __future__ import annotations

import pytest

from plumbline.errors import HomeError
from plumbline.home import Home
from plumbline.procedures.records import save
from plumbline.procedures.worlds import worlds
from plumbline.records.core import kinds, store
from plumbline.worlds import describe, name_in, names, world_of
from tests.records.samples import AT, Clock


def test_every_world_says_what_it_is() -> None:
    assert names() == sorted({**worlds.LOADERS, **worlds.SCALED}) == [
        "brics", "chicago", "haiyan", "nation", "watch", "yuzhong", "zhejiang"]
    for name in names():
        about = describe(name)
        assert about["name"] == name
        assert isinstance(about["constructed"], bool)
        assert all(about[key][language] for key in ("title", "label", "attribution") for language in ("en", "zh"))


def test_a_constructed_world_is_labelled_so() -> None:
    about = describe("haiyan")
    assert about["constructed"]
    assert about["label"] == {"en": "Constructed records fitted to published counts - not facts",
                              "zh": "依据公布数据构造的记录，并非事实"}
    assert not describe("chicago")["constructed"]


def test_an_unknown_world_is_told_with_those_there_are(home: Home) -> None:
    with pytest.raises(HomeError) as caught:
        worlds.load(home, "atlantis", clock=Clock())
    assert (caught.value.what.en, caught.value.next_step.en) == (
        "there is no world 'atlantis'", "Choose one of: brics, chicago, haiyan, nation, watch, yuzhong, zhejiang")


def test_loading_again_changes_nothing(home: Home, transactional_db: None) -> None:
    assert (name_in(home), world_of(home)) == ("", None)
    first = worlds.load(home, "haiyan", clock=Clock())
    assert name_in(home) == "haiyan"
    again = worlds.load(home, "haiyan", clock=Clock())
    assert {kind: one.rows for kind, one in again.items() if one.rows} == {}
    assert {kind: one.same for kind, one in again.items()} == {kind: one.rows for kind, one in first.items()}
    assert {kind: store.current(kinds.get(kind)).count() for kind in first} == {
        kind: one.rows for kind, one in first.items()}


def test_a_world_does_not_come_into_the_home_of_another(home: Home, db: None) -> None:
    (home.path / "world").write_text("haiyan\n", encoding="utf-8")
    with pytest.raises(HomeError) as caught:
        worlds.load(home, "chicago", clock=Clock())
    assert caught.value.as_dict() == {
        "type": "HomeError", "code": "world.home_taken", "what": "this data directory holds the world 'haiyan'",
        "where": str(home.path), "why": "Each world has a data directory of its own",
        "next_step": "Name another folder with --home",
        "zh": {"what": "该数据目录中已有示例数据“haiyan”", "where": str(home.path),
               "why": "每套示例数据须有各自的数据目录", "next_step": "请用--home指定其他文件夹"}}


def test_constructed_records_do_not_come_among_an_office_s_own(home: Home, db: None) -> None:
    own = {"code": "1", "name_en": "Own", "level": "county", "valid_from": "2000-01-01"}
    save.keep("region", own, at=AT)
    with pytest.raises(HomeError) as caught:
        worlds.load(home, "haiyan", clock=Clock())
    assert (caught.value.code, caught.value.what.en) == (
        "world.home_taken", "this data directory holds records already")
    assert caught.value.why.en == "The records of 'haiyan' are constructed, and would be counted among them"
    assert name_in(home) == ""


def test_a_load_that_was_cut_short_can_be_taken_up_again(home: Home, transactional_db: None) -> None:
    def stopping(step: str, share: float, rows: int) -> None:
        if step == "publishing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        worlds.load(home, "haiyan", clock=Clock(), progress=stopping)
    done = worlds.load(home, "haiyan", clock=Clock())
    assert done["participation"].rows == 434
