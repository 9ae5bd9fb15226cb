"""A record as a document, with the fields that are open to the caller and no others."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from plumbline.interfaces.api.core.problems import absent
from plumbline.interfaces.shared.places import Keys
from plumbline.procedures.records import viewing
from plumbline.procedures.records.viewing import Version
from plumbline.records.core import origins
from plumbline.records.core.kinds import Kind
from plumbline.text import Text

PLACE = "/api/v1/records"


def listed(kind: Kind, row: Any, user: Any, told: origins.Origins | None) -> dict[str, Any]:
    """``row`` as it stands in a list."""
    fields = viewing.open_fields(kind, row, user)
    return _named(kind, row, told) | {"fields": {each.name: _plain(getattr(row, each.name)) for each in kind.kept
                                           if each.name in fields}}


def record(kind: Kind, versions: list[Version], user: Any) -> dict[str, Any]:
    """The record with these versions, newest first."""
    newest = versions[0]
    return _named(kind, newest.row, origins.here()) | _version(kind, newest) | {
        "withheld": [each.name for each in kind.fields if each.name not in newest.shown],
        **viewing.opening(kind, newest.row), "versions": [_version(kind, each) for each in versions],
    }


def versions_at(kind: Kind, key: str, user: Any) -> list[Version]:
    """The versions of the record at ``key`` (as an address writes it). :raises Problem: where there is none."""
    found = viewing.versions(kind, Keys().to_python(key), user)
    if not found:
        raise absent("request.no_record", Text(f"there is no such {kind.title.en.lower()}, or it is not open to you",
                                                f"没有这条{kind.title.zh}记录，或您无权查看"),
                      Text(f"Look for it in {PLACE}/{kind.name}", f"请在{PLACE}/{kind.name}中查找"))
    return found


def etag(row: Any) -> str:
    """The version as the header ETag holds it."""
    return f'"{row.pk}"'


def address(kind: Kind, row: Any) -> str:
    """Where the record is."""
    return f"{PLACE}/{kind.name}/{quote(_key(kind, row), safe='/~')}"


def _key(kind: Kind, row: Any) -> str:
    return Keys().to_url(tuple(getattr(row, name) for name in kind.key))


def _named(kind: Kind, row: Any, told: origins.Origins | None) -> dict[str, Any]:
    found = {"kind": kind.name, "key": _key(kind, row), "version": row.pk, "address": address(kind, row)}
    return found if told is None else found | {origins.CONSTRUCTED: told.constructed(row.entry_id)}


def _version(kind: Kind, version: Version) -> dict[str, Any]:
    entry = version.row.entry
    return {
        "version": version.row.pk, "withdrawn": version.row.withdrawn,
        "entered": {"journal": entry.number, "at": entry.sealed_at.isoformat(), "act": entry.act},
        "fields": {each.name: _plain(version.shown[each.name]) for each in kind.fields if each.name in version.shown},
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int | str) else str(value)
