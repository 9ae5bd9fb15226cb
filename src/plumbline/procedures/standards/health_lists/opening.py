"""What a case is filled with that is opened from a finding: as far as the register tells it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from plumbline.procedures.standards.committees_kept import secretariat_of
from plumbline.procedures.standards.editions import STANDARD, asked_for
from plumbline.procedures.standards.health_lists.following import OVERLAP, REVIEW
from plumbline.records.core import kinds, store

SORTS = {"duplicate": "duplicate", "near": "overlap", "number": "number"}
"""What is the matter, by the reason of a finding; findings of no other reason are overlaps."""
OF_REASON = {**dict.fromkeys(SORTS, OVERLAP),
             **dict.fromkeys(("review", "base", "reference", "draft", "unused"), REVIEW)}
"""The procedure in which a finding is gone after; none: by correcting a relation."""


def titles(codes: Sequence[str]) -> dict[str, Any]:
    """The rows of standards by code."""
    return {row.code: row for row in asked_for(STANDARD, "code", codes)}


def filled(line: Mapping[str, Any], rows: Mapping[str, Any], language: str, on: date) -> dict[str, str]:
    """The fields with which the case of one finding is opened; empty where none is."""
    procedure, codes = OF_REASON.get(line["reason"]), line["standards"]
    if procedure is None:
        return {}
    if procedure == REVIEW:
        said = {"standard": codes[0], "matter": line["about"][language], "secretariat": secretariat_of(codes[0], on)[1],
                "due": line["since"] if line["reason"] == "review" else ""}
    else:
        issuers = {name: getattr(rows.get(code), "issuer", "") or ""
                   for name, code in zip(("first_issuer", "second_issuer"), codes, strict=False)}
        known = dict(store.current(kinds.get("organisation")).filter(name__in=set(issuers.values()) - {""})
                     .values_list("name", "code"))
        said = {"first": codes[0], "second": codes[1], "others": ";".join(codes[2:]), "sort": SORTS[line["reason"]],
                "matter": line["about"][language], **{name: known.get(issuer, "") for name, issuer in issuers.items()}}
    return {name: text for name, text in said.items() if text}
