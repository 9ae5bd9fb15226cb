"""What a test expects where something is refused: the class of the error, its code, its words, and that it says them in
Chinese too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from plumbline.errors import PlumblineError
from tests.told import told


@contextmanager
def refuses(kind: type[PlumblineError], code: str, words: str) -> Iterator[pytest.ExceptionInfo[PlumblineError]]:
    """As ``pytest.raises`` with a match, and the code beside the words."""
    with pytest.raises(kind, match=words) as caught:
        yield caught
    told(caught.value, code)
