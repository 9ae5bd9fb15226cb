"""What a new password must be."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import translation

from plumbline.errors import Code, RecordError
from plumbline.methods.shared.password_strength import MOST, normalised
from plumbline.records.core.people import User
from plumbline.text import LANGUAGES, Text


class WeakPassword(RecordError):
    """A password that is too easy; ``reasons`` are sentences."""

    def __init__(self, reasons: Sequence[Text]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(Code("password.weak"), Text("this password is too weak", "密码强度不足"), why=joined(reasons),
                         next_step=Text("Choose a longer one that is not common", "请选用更长且不常见的密码"))


def must_be_strong(password: str, user: User) -> None:
    """:raises WeakPassword: for one that can be guessed, by the validators of the settings."""
    if len(password) > MOST:  # told before any of them spends time on it
        raise WeakPassword([Text(f"It has more than {MOST} characters.", f"密码超过{MOST}个字符。")])
    if reasons := refusals(lambda: validate_password(normalised(password), user)):
        raise WeakPassword(reasons)


def refusals(check: Callable[[], object]) -> list[Text]:
    """What Django's validators say that ``check`` asks; empty where they refuse nothing. They speak the language that
    is active, so each is asked again for the other."""
    said: list[list[str]] = []
    for language in LANGUAGES:
        with translation.override(language):
            try:
                check()
            except ValidationError as error:
                said.append(list(error.messages))
            else:
                return []
    return [Text(english, chinese) for english, chinese in zip(*said, strict=True)]


def joined(reasons: Sequence[Text]) -> Text:
    """Sentences one after another."""
    return Text(" ".join(each.en for each in reasons), "".join(each.zh for each in reasons))
