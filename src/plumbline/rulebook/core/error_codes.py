"""What each error code means, with an example of what brings it about: the files of ``rulebook/explained``.

A file is an area, a table in it one fault: ``[closed]`` of ``year.toml`` explains the code ``year.closed``. A large
area has several files, which say after a hyphen what is in them: ``request-api.toml``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from plumbline.errors import RulebookError
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core.files import shipped
from plumbline.text import Text

FOLDER = "explained"
ROWS = "row"
"""The area of what may be wrong with one row of a file, whose reasons are written without it: ``not_date``."""


@dataclass(frozen=True, slots=True)
class Explained:
    """One code: what it means and what to do, in both languages, and an ``example``: what was done, and how it is put
    right."""

    code: str
    meaning: Text
    example: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"code": self.code, "meaning": self.meaning.as_dict(), "example": self.example}


@cache
def explanations() -> dict[str, Explained]:
    """All of them, by code, in the order of the codes."""
    found = {}
    for path in shipped(FOLDER).iterdir():
        name, dot, ending = path.name.rpartition(".")
        if dot and ending == "toml":
            area = name.partition("-")[0]
            for fault, table in tomllib.loads(path.read_text("utf-8")).items():
                code = f"{area}.{fault}"
                found[code] = Explained(code, Text(table["en"], table["zh"]), table["example"].strip("\n"))
    return {code: found[code] for code in sorted(found)}


def explanation(code: str) -> Explained:
    """What ``code`` means; the reason of a row is found without its area, too.

    :raises RulebookError: if there is no such code.
    """
    known = explanations()
    found = known.get(code) or known.get(f"{ROWS}.{code}")
    if found is None:
        raise RulebookError("explained.unknown", Text(f"there is no code '{code}'", f"没有代码“{code}”"),
                            next_step=suggest(code, known))
    return found
