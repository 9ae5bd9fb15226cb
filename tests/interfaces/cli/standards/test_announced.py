"""``plumb standards feed``, ``committees``, ``committee`` and ``parts``: their documents, and what is refused."""

from __future__ import annotations

from pathlib import Path

from tests.commands import plumb, well
from tests.procedures.standards.catalogues import ISO, lines


def test_what_was_announced_and_who_keeps_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    well("standards", "import", lines(tmp_path / "iso.jsonl", ISO), "--format", "relaton", home=home)
    told = well("standards", "feed", "--limit", "2", home=home)
    assert [each["code"] for each in told["announcements"]] == ["ISO 9001:2015", "ISO 9001:2008"]
    assert (told["behind"], told["narrowed"]) == (False, {})
    rest = well("standards", "feed", "--after", told["next"], home=home)
    assert [each["code"] for each in rest["announcements"]] == ["ISO 9001:2000"]
    assert well("standards", "feed", "--narrow", "ics=03.120", home=home)["announcements"] == told["announcements"][:1]
    refused = plumb("standards", "feed", "--narrow", "colour=red", home=home)
    assert refused.status != 0
    assert "feed.no_narrowing" in refused.out
    shown = well("standards", "committee", "ISO/TC 176/SC 2", "--on", "2020-01-01", home=home)
    assert [each["designation"] for each in shown["standards"]["listed"]] == ["ISO 9001:2015"]
    assert plumb("standards", "committee", "SAC/TC 404", home=home).status == 1
    assert well("standards", "committees", home=home)["total"] == len(
        well("standards", "committees", "ISO", home=home)["committees"])


def test_parts_need_a_cut(tmp_path: Path) -> None:
    home = tmp_path / "home"
    well("standards", "import", lines(tmp_path / "iso.jsonl", ISO), "--format", "relaton", home=home)
    refused = plumb("standards", "parts", home=home)
    assert refused.status == 1
    assert "cut.none_yet" in refused.out
