"""Amending a standard by an amendment sheet, and withdrawing one: what the acts of these cases do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from plumbline.errors import RecordError
from plumbline.methods.standards.designation_parsing import designation
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.writing import Situation, Writes
from plumbline.procedures.standards.projects import publishing
from plumbline.procedures.standards.projects.publishing import RELATION, STANDARD, known_standard
from plumbline.records.core import kinds, locks, store
from plumbline.rulebook.standards.designation_files import grammar
from plumbline.text import Text

SHEET = "XG"
"""How an amendment sheet stands in a designation: GB/T 1-2020/XG1-2026."""


def of_one_in_force(asked: Asked) -> Mapping[str, str]:
    """The standard is held, is an edition, and holds. Its code is kept. :raises RecordError: else."""
    row = known_standard(asked.said["standard"])
    _must_hold(row)
    return {"standard": str(row.code)}


def _must_hold(row: Any) -> None:
    if row.supplement or row.status in ("withdrawn", "replaced", "cancelled", "draft"):
        raise RecordError("project.not_in_force", Text(
            f"{row.designation} is no edition that is in force", f"{row.designation}不是现行标准"), where="standard",
            next_step=Text("Name an edition that is in force", "请填写现行标准"))


def sheet_number(asked: Asked) -> Mapping[str, str]:
    """The designation of the amendment sheet: the next number of the standard's, and this year. :raises RecordError:
    where the standard is not in force any more."""
    code, on = asked.case.board.values["standard"], asked.case.on
    locks.record(STANDARD, f"~amendments {code}")
    row = known_standard(code)
    _must_hold(row)
    prefix = f"{row.designation}/{SHEET}"
    taken = store.current(kinds.get(STANDARD)).filter(designation__startswith=prefix)
    count = 1 + max((int(digits) for each in taken.values_list("designation", flat=True)
                     if (digits := each.removeprefix(prefix).partition("-")[0]).isdecimal()), default=0)
    said = asked.said
    published = date.fromisoformat(said["published_on"]) if said.get("published_on") else on
    if published > on or date.fromisoformat(said["effective_on"]) < published:
        raise RecordError("project.effective_before", Text("it would be in force before it is published",
                                                           "实施日期早于发布日期"), where="effective_on",
                          next_step=Text("Give the day of publication, or a later one", "请填写发布日期或更晚的日期"))
    read = designation(grammar(asked.case.home, on), f"{prefix}{count}-{published.year}")
    name = read.canonical
    before = code.removesuffix(row.designation)
    return {"designation": name, "supplement": f"{SHEET}{count}", publishing.CODE: f"{before}{name}",
            "published_on": published.isoformat()}


def withdrawn(asked: Asked) -> Mapping[str, str]:
    """The standard is withdrawn with a day. :raises RecordError: where it does not hold any more."""
    code = asked.case.board.values["standard"]
    locks.record(STANDARD, f"~withdrawal {code}")
    _must_hold(known_standard(code))
    return {}


def _of(name: str) -> Any:
    return lambda here: getattr(known_standard(here.values["standard"]), name)


def _titled(field: str, words: Text) -> Any:
    def title(here: Situation) -> str:
        told = getattr(known_standard(here.values["standard"]), field) or ""
        which = here.values["supplement"].removeprefix(SHEET)
        return (words.en if field == "title_en" else words.zh).format(title=told, number=which) if told else ""

    return title


AMENDED = Text("{title}, amendment sheet {number}", "{title}（第{number}号修改单）")
AMENDMENT_WRITES = (
    Writes(STANDARD, {
        "code": publishing.CODE, "designation": "designation", "supplement": "supplement",
        "title_en": _titled("title_en", AMENDED), "title_zh": _titled("title_zh", AMENDED), "level": _of("level"),
        "status": lambda _here: publishing.IN_FORCE, "published_on": "published_on", "effective_on": "effective_on",
        "issuer": _of("issuer"), "region": _of("region"), "document": _of("document"), "scope": "changes"}),
    Writes(RELATION, {
        "standard": publishing.CODE, "type": lambda _here: "amends", "target": _of("designation"),
        "target_standard": "standard", "evidence": lambda here: f"standard-amendment {here.number}",
        "confirmed_on": "published_on", "region": _of("region")}))
WITHDRAWAL_WRITES = (publishing.once_more({"status": lambda _here: publishing.WITHDRAWN,
                                           "withdrawn_on": "withdrawn_on"}),)
