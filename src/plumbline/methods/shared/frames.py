"""Room for the frames of what is called, so that Python need not ask the system for it again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")
PLACES = 70_000
"""So many, of eight bytes: the room is the next power of two, here 1 MiB, of which nearly half is left over, enough for
more than a thousand frames."""


def roomily(call: Callable[Given, Made], *given: Given.args, **named: Given.kwargs) -> Made:
    """What ``call`` gives. Python keeps the frames of a thread in pieces of 16 KiB, and gives each back as soon as its
    first frame ends: what calls much at the depth where a piece ends, as a page does deep within its templates, has
    the system map and clear memory for each call, a fifth of its time. A frame that needs a large piece brings one, and
    what is called from it finds room in the rest."""
    made: Made = _within(call, given, named)
    return made


def _within(call: Callable[..., Any], given: tuple[Any, ...], named: dict[str, Any]) -> Any:
    return call(*given, **named)


_within.__code__ = _within.__code__.replace(co_stacksize=PLACES)
