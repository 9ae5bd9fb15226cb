"""What may have been meant by a misspelt name, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from plumbline.text import UNSAID, Text

MOST = 3


def suggest(name: str, known: Iterable[str]) -> Text:
    """What may have been meant by ``name``, as a sentence; else what there is to choose from; else nothing."""
    names = list(known)
    longer = [each for each in names if name and each.startswith(name)]
    close = list(dict.fromkeys([*get_close_matches(name, names, n=MOST), *longer]))[:MOST]
    return meant(close) or choose(names)


def meant(close: Sequence[str]) -> Text:
    """One of ``close`` was meant, as a question; nothing where there is none."""
    return Text(f"Did you mean {' or '.join(close)}?", f"是否应为{'或'.join(close)}？") if close else UNSAID


def choose(names: Sequence[str]) -> Text:
    """What there is to choose from; nothing where there is none."""
    return Text(f"Choose one of: {', '.join(names)}", f"可选：{'、'.join(names)}") if names else UNSAID
