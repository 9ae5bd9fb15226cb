"""What every error is held to: its code, and words in both languages."""

from __future__ import annotations

import re

from plumbline.errors import PlumblineError

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORDS = re.compile(r"[A-Za-z]{3,} [a-z]{2,}")


def told(error: PlumblineError, code: str) -> None:
    """``error`` carries ``code``, and no part of it speaks English alone."""
    assert error.code == code
    for part in (error.what, error.why, error.next_step):
        assert not WORDS.search(part.en) or CHINESE.search(part.zh), part
