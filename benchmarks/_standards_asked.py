"""Asks the register of a home: each a process of its own, on the home that is named first: ``questions TIMES SEED``,
``ask QUESTIONS``, ``health LIST``."""

from __future__ import annotations

import json
import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import _measure
from benchmarks._standards_plain import timed

SORTS = ("two characters", "four characters", "a whole title", "a number", "English words")


def questions(times: int, seed: int) -> dict[str, list[str]]:
    """What is asked, by sort, of standards that there are: any two and any four characters that stand in a title."""
    from plumbline.records.core import kinds

    draw = random.Random(seed)
    model = kinds.get("standard").model
    last = model.objects.order_by("-pk").first().pk
    known = [row for at in range(0, 4_000, 400) for row in model.objects.filter(
        pk__in=[draw.randrange(1, last + 1) for _ in range(400)]).values_list(
            "designation", "document", "title_zh", "title_en")]
    chinese, english = ([row[at] for row in known if row[at]] for at in (2, 3))

    def piece(length: int) -> str:
        runs = [each for each in draw.choice(chinese).split(" ") if len(each) >= length]
        if not runs:
            return piece(length)
        run = draw.choice(runs)
        at = draw.randrange(len(run) - length + 1)
        return run[at:at + length] if not run[at:at + length].isascii() else piece(length)

    make = {
        SORTS[0]: lambda: piece(2), SORTS[1]: lambda: piece(4), SORTS[2]: lambda: draw.choice(chinese),
        SORTS[3]: lambda: draw.choice(known)[draw.randrange(2)],
        SORTS[4]: lambda: " ".join(draw.choice(english).replace("- ", "").split()[:draw.randrange(1, 5)]),
    }
    return {sort: [make[sort]() for _ in range(times)] for sort in SORTS}


def ask(home: Any, asked: dict[str, list[str]]) -> dict[str, Any]:
    """Each question as the page of the register asks it, of the public."""
    from plumbline.procedures.search import standards_register

    on = datetime.now(UTC).date()
    for texts in asked.values():  # what a server has read once
        standards_register.search(home, None, texts[0], on=on)
    return {sort: timed(lambda text: standards_register.search(home, None, text, on=on), texts)
            for sort, texts in asked.items()}


def health(home: Any, what: str) -> dict[str, Any]:
    """One list of the health of the system."""
    from plumbline.procedures.standards.health import health as listed

    spent = _measure.Spent()
    found = listed(home, what, datetime.now(UTC).date())
    return {"total": found["total"], "looked_at": found["looked_at"], **spent.told(), "peak_mb": _measure.peak_mb()}


if __name__ == "__main__":
    from plumbline.interfaces.cli.core import boot

    home = boot.start(Path(sys.argv[1]))
    act, *words = sys.argv[2:]
    if act == "questions":
        found: Any = questions(int(words[0]), int(words[1]))
    elif act == "ask":
        found = ask(home, json.loads(Path(words[0]).read_text("utf-8")))
    else:
        found = health(home, words[0])
    print(json.dumps(found))
