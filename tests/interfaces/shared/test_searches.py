"""Words are marked where they stand, and of a long text what stands around them is shown."""

from __future__ import annotations

from plumbline.interfaces.shared.searches import LONGEST, Piece, marked


def test_words_are_marked() -> None:
    assert marked("Blue Kettle", ("kettle",)) == [Piece("Blue "), Piece("Kettle", True)]
    assert marked("食品安全", ("品安",)) == [Piece("食"), Piece("品安", True), Piece("全")]
    assert marked("nothing", ("x",)) == [Piece("nothing")]
    assert marked("", ("x",)) == []


def test_of_a_long_text_the_part_with_the_word_is_shown() -> None:
    pieces = marked("a" * 300 + " kettle " + "b" * 300, ("kettle",))
    assert [piece.text for piece in pieces if piece.marked] == ["kettle"]
    assert (pieces[0].text, pieces[-1].text) == ("…", "…")
    assert sum(len(piece.text) for piece in pieces) == LONGEST + 2
    assert "".join(piece.text for piece in marked("c" * 300, ())) == "c" * LONGEST + "…"
