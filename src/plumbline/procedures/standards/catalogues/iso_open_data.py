"""ISO's Open Data: deliverables, and technical committees, one JSON object a line."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from plumbline.procedures.standards.catalogues.lines import objects
from plumbline.procedures.standards.catalogues.told import (
    Broken,
    Reader,
    Related,
    Told,
    clean,
    first_day,
    joined,
    titles,
)

TAG = re.compile(r"<[^>]{0,200}>")
STATUSES = {"Active": "active", "Suspended": "standby", "Standby": "standby", "Disbanded": "disbanded"}
MODELLED = frozenset({"reference", "title", "publicationDate", "edition", "icsCode", "ownerCommittee", "currentStage",
                      "replaces", "replacedBy", "languages", "scope", "deliverableType"})


def read(path: Path, reader: Reader) -> Iterator[tuple[int, Told | Broken]]:
    """Each deliverable or committee of ``path`` with the number of its line. Deliverables name those that they replace
    by ISO's own numbers, so the file is read once before for what each number is called."""
    names: dict[int, str] = {}
    for _, one in objects(path):
        if not isinstance(one, Broken) and isinstance(one.get("id"), int) and one.get("reference"):
            names[one["id"]] = clean(one["reference"])
    for number, one in objects(path):
        if isinstance(one, Broken):
            yield number, one
            continue
        try:
            yield number, committee(one) if "secretariat" in one else deliverable(one, reader, names)
        except (ValueError, TypeError, AttributeError, LookupError) as error:
            text = msgspec.json.encode(one).decode()[:2_000]
            yield number, Broken(number, text, f"{type(error).__name__}: {error}"[:200])


def deliverable(one: dict[str, Any], reader: Reader, names: dict[int, str]) -> Told:
    """One deliverable. :raises ValueError: for one without a reference."""
    name = clean(one.get("reference"))
    if not name:
        raise ValueError("it has no reference")
    stage = clean(one.get("currentStage"))
    scope = one.get("scope") or {}
    standard = reader.standard(name, reader.read(name), titles(one.get("title")) | {
        "published_on": first_day(one.get("publicationDate")),
        "stage": f"{stage[:-2]}.{stage[-2:]}" if stage.isdecimal() and len(stage) > 2 else stage,
        "status": reader.form.status(stage.zfill(4) if stage.isdecimal() else stage),
        "scope": plain(scope.get("en") if isinstance(scope, dict) else scope)[:4_000],
        "ics": joined(one.get("icsCode")),
        "committee": joined([one["ownerCommittee"]] if one.get("ownerCommittee") else []),
        "doctype": clean(one.get("deliverableType")), "edition": clean(one.get("edition")),
        "languages": joined(one.get("languages")),
        "particulars": "\n".join(f"{key}: {msgspec.json.encode(value).decode()}" for key, value in sorted(one.items())
                                 if key not in MODELLED and value is not None)})
    return Told(standard, tuple(Related(reader.form.relations[word], _named(other, names), word)
                                for word in ("replaces", "replacedBy") for other in one.get(word) or ()))


def _named(other: Any, names: dict[int, str]) -> str:
    return other if isinstance(other, str) else names.get(other, f"ISO:{other}")


def committee(one: dict[str, Any]) -> Told:
    """One technical committee. :raises ValueError: for one without a reference."""
    code = clean(one.get("reference"))
    if not code:
        raise ValueError("it has no reference")
    title = titles(one.get("title"))
    parent, _, own = code.rpartition("/")
    told = {"code": code, "title_en": title.get("title_en", "")[:400],
            "parent": parent if own.startswith(("SC", "WG")) else "",
            "status": STATUSES.get(clean(one.get("status")), ""), "created_on": first_day(one.get("creationDate")),
            "scope": plain((one.get("scope") or {}).get("en"))[:8_000]}
    return Told(committee={name: value for name, value in told.items() if value})


def plain(text: object) -> str:
    """What a text says without its marks for pages."""
    return clean(html.unescape(TAG.sub(" ", str(text or ""))))


def written(row: dict[str, Any], relations: list[dict[str, Any]]) -> dict[str, Any]:
    """A record with its relations as a deliverable."""
    kept = dict(line.partition(": ")[::2] for line in (row["particulars"] or "").split("\n") if ": " in line)
    title = {"en": row["title_en"]} | dict(
        line.partition(": ")[::2] for line in (row["titles"] or "").split("\n") if line)
    stage = (row["stage"] or "").replace(".", "")
    return {
        "reference": row["designation"], "title": {key: text for key, text in title.items() if text},
        "publicationDate": str(row["published_on"]) if row["published_on"] else None,
        "edition": int(row["edition"]) if (row["edition"] or "").isdecimal() else row["edition"],
        "icsCode": row["ics"].split(";") if row["ics"] else [], "ownerCommittee": row["committee"],
        "currentStage": int(stage) if stage.isdecimal() else row["stage"],
        "deliverableType": row["doctype"], "languages": row["languages"].split(";") if row["languages"] else [],
        "scope": {"en": row["scope"]} if row["scope"] else None,
        "replaces": [each["target"] for each in relations if each["type"] == "replaces"],
        "replacedBy": [each["target"] for each in relations if each["type"] == "replaced-by"],
    } | {key: msgspec.json.decode(value) for key, value in kept.items()}
