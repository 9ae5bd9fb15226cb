"""The validator of new passwords: :mod:`plumbline.methods.shared.password_strength`, and what is known here, in the
reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from plumbline.methods.shared import password_strength
from plumbline.records.core import kinds, store

OURS = ("plumbline", "password", "administrator", "officer", "auditor", "welcome", "质量", "密码")
SHORTEST_CODE = 4


class Guessable:
    """Refuses a password that a guesser who knows the place would try, although it is long."""

    def validate(self, password: str, user: Any = None) -> None:
        """:raises ValidationError: with a sentence for each reason."""
        said = {
            password_strength.SHORT: _("This password is too short. It must contain at least %(fewest)s characters.")
            % {"fewest": password_strength.FEWEST},
            password_strength.LONG: _("It has more than %(most)s characters.") % {"most": password_strength.MOST},
            password_strength.STEERING: _("It holds a character that cannot be typed."),
            password_strength.DIGITS: _("It is made of digits only."),
            password_strength.REPEATED: _("It repeats the same few characters."),
            password_strength.ORDERED: _(
                "Its characters follow one another as in the alphabet, in counting or on a keyboard."),
            password_strength.NAMED: _("It is made of your name, the authority’s or a region’s, with little else."),
            password_strength.COMMON: _("It is a word that many people choose, with little else."),
        }
        found = password_strength.weaknesses(password, [*_of_person(user), *_of_place()], _common())
        if found:
            raise ValidationError([said[each] for each in found])

    def get_help_text(self) -> str:
        """What is asked of a password."""
        return hint()


def hint() -> str:
    """What makes a good password, for whoever chooses one."""
    return _(
        "At least %(fewest)s characters. Several words that have nothing to do with you or your work make a good one."
    ) % {"fewest": password_strength.FEWEST}


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _of_person(user: Any) -> Iterator[str]:
    for name in ("username", "first_name", "last_name", "email"):
        yield str(getattr(user, name, "") or "")


def _of_place() -> Iterator[str]:
    yield from (*OURS, settings.AUTHORITY.en, settings.AUTHORITY.zh, settings.INSTANCE)
    rows = store.current(kinds.get("region")).values_list("code", "name_en", "name_zh")
    for code, english, chinese in rows.iterator():
        yield from (english or "", chinese or "")
        if len(code) >= SHORTEST_CODE:
            yield code
