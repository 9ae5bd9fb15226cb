"""Words in the interface's two languages, kept side by side where they are declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("en", "zh-hans")


@dataclass(frozen=True, slots=True)
class Text:
    """One phrase in English and Simplified Chinese. A missing language falls back to the other."""

    en: str = ""
    zh: str = ""

    def say(self, language: str | None) -> str:
        """The phrase in ``language`` (a Django language code; anything that starts with ``zh`` is Chinese)."""
        if (language or "en").startswith("zh"):
            return self.zh or self.en
        return self.en or self.zh

    def as_dict(self) -> dict[str, str]:
        """``{"en": …, "zh": …}``, for JSON and definition hashes."""
        return {"en": self.en, "zh": self.zh}

    @classmethod
    def of(cls, value: str | Mapping[str, str]) -> Text:
        """From a rulebook's value: a plain string serves both languages, a table names them."""
        if isinstance(value, str):
            return cls(value, value)
        return cls(value.get("en", ""), value.get("zh", ""))

    def __str__(self) -> str:
        return self.en or self.zh


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a rule or a meaning is written: the text's official name, its article, its date of effect.

    ``status`` is ``verified``, ``unverified`` (from memory or a mirror) or ``partial``; pages show anything but
    ``verified``. ``read_at`` is the place it was read, never the authority for it. ``ours`` marks a definition that is
    this project's own and cites nothing above it.
    """

    text: str
    article: str = ""
    effective: str = ""
    status: str = "verified"
    read_at: str = ""
    ours: bool = False

    def as_dict(self) -> dict[str, str | bool]:
        """For JSON and definition hashes."""
        return {
            "text": self.text,
            "article": self.article,
            "effective": self.effective,
            "status": self.status,
            "read_at": self.read_at,
            "ours": self.ours,
        }
