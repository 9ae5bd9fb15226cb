"""Where words of a question stand in a text, as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plumbline.records.search.words import fold


def places(text: str, marks: Iterable[str]) -> list[tuple[int, int]]:
    """Where one of ``marks`` (folded, longest first) stands in ``text``: from and to, in order and apart."""
    folded, at = _mapped(text)
    found: list[tuple[int, int]] = []
    for mark in sorted(filter(None, marks), key=len, reverse=True):
        start = folded.find(mark)
        while start >= 0:
            span = at[start], at[start + len(mark) - 1] + 1
            if _begins(folded, start, mark) and all(span[1] <= low or high <= span[0] for low, high in found):
                found.append(span)
            start = folded.find(mark, start + 1)
    return sorted(found)


def _begins(folded: str, start: int, mark: str) -> bool:
    """Whether ``mark`` stands there as it is found: at the beginning of a word, and a single letter or digit alone.
    Chinese stands anywhere."""
    if not mark[0].isascii():
        return True
    before, after = folded[max(0, start - 1):start], folded[start + len(mark):start + len(mark) + 1]
    return not (before.isascii() and before.isalnum()) and not (len(mark) == 1 and after.isalnum())


def _mapped(text: str) -> tuple[str, Sequence[int]]:
    whole = fold(text)
    if len(whole) == len(text):
        return whole, range(len(text))
    # Folded character by character, since folding made several of one.
    folded, at = [], []
    for index, sign in enumerate(text):
        for each in fold(sign):
            folded.append(each)
            at.append(index)
    return "".join(folded), at
