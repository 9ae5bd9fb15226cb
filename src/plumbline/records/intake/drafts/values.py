"""What a value of a file seems to mean, among the words that are known."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

from plumbline.records.intake.drafts import guesses
from plumbline.records.intake.reading.headings import plain
from plumbline.text import Text


def meant(value: str, known: Mapping[str, str]) -> tuple[str, Text]:
    """The code that a value seems to mean, and why; an empty one where none is near."""
    if value in known:
        return known[value], Text("its name", "名称相同")
    folded = {plain(word): code for word, code in known.items()}
    if plain(value) in folded:
        return folded[plain(value)], Text("its name, but for case and spaces", "仅大小写或空格不同")
    near = difflib.get_close_matches(plain(value), folded, n=1, cutoff=guesses.NEAR)
    if near:
        return folded[near[0]], Text(f"a guess: near to '{near[0]}'", f"推测：与“{near[0]}”相近")
    within = {code for word, code in folded.items() if len(word) > 1 and (word in plain(value) or plain(value) in word)}
    if len(within) == 1:
        return within.pop(), Text("a guess: the one contains the other", "推测：互相包含")
    return "", Text("not known: take the sign # away and write the code", "未识别：请去掉#并写明代码")
