"""Values of settings that only their use would show to be none: said as what is wrong in the file, by their names."""

from __future__ import annotations

import logging
import zoneinfo
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from plumbline import home as homes
from plumbline.errors import HomeError, reported
from plumbline.home import Home
from plumbline.text import Text

T = TypeVar("T")
UTC = "UTC"
LONGEST_MINUTES = 527_040
"""A year."""
LARGEST_MEGABYTES = 1 << 20


def usable(key: str, value: object, make: Callable[[object], T]) -> T:
    """What ``make`` makes of the setting ``key``. :raises HomeError: naming the setting, where it can make nothing."""
    try:
        return make(value)
    except (ValueError, TypeError, LookupError, AttributeError, OSError) as error:
        raise HomeError(
            "home.setting_unusable", Text(f"the setting '{key}' has a value that cannot be used",
                                          f"设置“{key}”的值无法使用"),
            where=str(homes.current().config_file), why=reported(error), next_step=Text(
                f"Write it as the page on settings says, or take the line away for what is usual: {key}",
                f"请按“设置”一章填写{key}，或删去该行以采用默认值")) from error


def time_zone(value: object) -> str:
    """The name of a time zone. :raises ValueError: for what is none."""
    try:  # to look it up in the list of all opens six hundred files, at the start of every command
        return zoneinfo.ZoneInfo(value if isinstance(value, str) else "").key
    except (ValueError, LookupError, OSError):
        raise ValueError(f"{value!r} is no IANA name, such as Asia/Shanghai") from None


def zone_of(home: Home) -> str:
    """The time zone of ``home`` for a command that needs none of its settings besides. :raises HomeError: for none."""
    return usable("time_zone", home.config().get("time_zone", UTC), time_zone)


def log_level(value: object) -> str:
    """The name of a level. :raises ValueError: for what is none."""
    known = logging.getLevelNamesMapping()
    if not isinstance(value, str) or value.upper() not in known:
        raise ValueError(f"{value!r} is none of {', '.join(sorted(name.lower() for name in known))}")
    return value


def minutes(value: object) -> timedelta:
    """A length of time. :raises ValueError: for what is none, or longer than a year."""
    if type(value) is not int or not 0 <= value <= LONGEST_MINUTES:
        raise ValueError(f"{str(value)[:40]} is no number of minutes from 0 to {LONGEST_MINUTES}")
    return timedelta(minutes=value)


def words(value: object) -> Text:
    """A text, or one in each language. :raises ValueError: for what is neither."""
    given: dict[str, Any] = value if isinstance(value, dict) else {"en": value, "zh": value}
    if not all(name in ("en", "zh") and isinstance(text, str) for name, text in given.items()):
        raise ValueError("it is neither a text nor a table of texts with the keys en and zh")
    return Text.of(given)


def switch(value: object) -> bool:
    """Yes or no. :raises ValueError: for a text such as "true", which would be neither."""
    if not isinstance(value, bool):
        raise ValueError(f"{str(value)[:40]!r} is neither true nor false, which are written without quotation marks")
    return value


def names(value: object) -> list[str]:
    """A list of texts, without blanks at their ends. :raises ValueError: for what is none."""
    if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
        raise ValueError(f"{str(value)[:40]!r} is no list of texts, which is written as [\"one\", \"another\"]")
    return [each.strip() for each in value]


def text(value: object) -> str:
    """A text. :raises ValueError: for what is none."""
    if not isinstance(value, str):
        raise ValueError(f"{str(value)[:40]} is no text, which is written in quotation marks")
    return value


def count(value: object) -> int:
    """How often, from 0. :raises ValueError: for what is no whole number."""
    if type(value) is not int or value < 0:
        raise ValueError(f"{str(value)[:40]!r} is no whole number from 0 on")
    return value


def megabytes(value: object) -> int:
    """A size in MB, from 1. :raises ValueError: for what is none."""
    if not 1 <= (size := count(value)) <= LARGEST_MEGABYTES:
        raise ValueError(f"{size} is no number of megabytes from 1 to {LARGEST_MEGABYTES}")
    return size


def table(value: object) -> dict[str, Any]:
    """A table of settings. :raises ValueError: for what is none."""
    if not isinstance(value, dict):
        raise ValueError(f"{str(value)[:40]!r} is no table, which has a heading of its own in brackets")
    return value
