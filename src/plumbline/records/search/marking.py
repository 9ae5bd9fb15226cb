"""Where words of a question stand in a text, as it is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plumbline.records.search.words import fold


def places(text: str, marks: Iterable[str]) -> list[tuple[int, int]]:
    """Where one of ``marks`` (folded, longest first) stands in ``text``: from and to, in order and apart."""
    folded, at = _mapped(text)
    found: list[tuple[int, int]] = []
    for mark in sorted(marks, key=len, reverse=True):
        start = folded.find(mark)
        while start >= 0 and mark:
            if not (mark[0].isascii() and folded[:start][-1:].isascii() and folded[:start][-1:].isalnum()):
                span = at[start], at[start + len(mark) - 1] + 1
                if all(span[1] <= low or high <= span[0] for low, high in found):
                    found.append(span)
            start = folded.find(mark, start + 1)
    return sorted(found)


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
