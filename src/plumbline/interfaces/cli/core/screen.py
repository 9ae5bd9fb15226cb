"""Words on a screen. A module of its own, so that a command that prints one JSON document loads nothing for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.segment import Segment
from rich.text import Text as Styled

from plumbline.text import directions_shown

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class Screen(Console):
    """A console that prints words as they are: what stands in a record or a file name colours and steers nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, soft_wrap=True, markup=False, emoji=False, **options)

    def render(self, renderable: Any, options: Any = None) -> Iterator[Segment]:
        """Render, with a sign that turns the order of writing in words: it would reorder the rest of the line."""
        for one in super().render(renderable, options):
            yield one if one.control else Segment(directions_shown(one.text), one.style)

    def render_str(self, text: str, **options: Any) -> Styled:
        """Text from what was given as a string: also in the cells of a table, where it is measured."""
        return super().render_str(directions_shown(STEERING.sub("\ufffd", text)), **options)

    def print(self, *objects: Any, **options: Any) -> None:
        """Print, with a mark in place of each character that would steer the terminal."""
        super().print(*(STEERING.sub("\ufffd", one) if isinstance(one, str) else one for one in objects), **options)
