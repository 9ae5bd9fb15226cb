"""Names and addresses of regions and records."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from plumbline.methods.shared.region_tree import RegionTree, TreeAt
from plumbline.records.core import region_trees
from plumbline.records.core.cases import WHOLE
from plumbline.records.core.kinds import Kind
from plumbline.text import Text


class Keys:
    """URL converter for natural keys: parts joined by ``/``, with ``~1`` for a slash and ``~0`` for a tilde inside one
    (the escaping of JSON Pointer, RFC 6901)."""

    regex = ".+"

    def to_python(self, value: str) -> tuple[str, ...]:
        """From the address."""
        return tuple(part.replace("~1", "/").replace("~0", "~") for part in value.split("/"))

    def to_url(self, value: tuple[Any, ...]) -> str:
        """Into an address."""
        return "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in value)


def today_tree(request: HttpRequest) -> TreeAt:
    """The regions as they are today; read once a request."""
    found: TreeAt | None = getattr(request, "_plumbline_tree", None)
    if found is None:
        found = tree_at(timezone.localdate())
        request._plumbline_tree = found  # type: ignore[attr-defined]
    return found


def tree_at(day: date) -> TreeAt:
    """The regions as they are known to have stood on ``day``."""
    return _at(region_trees.tree(), day)


@lru_cache(maxsize=8)
def _at(tree: RegionTree, day: date) -> TreeAt:
    return tree.at(day)


def region_name(tree: TreeAt, code: str | None) -> Text:
    """A region's name; a code that no longer exists stands for itself."""
    if not code:
        return Text()
    if code == WHOLE:
        return Text("all regions", "全部地区")
    return tree.name(code) if code in tree else Text(code, code)


def record_address(kind: Kind, values: dict[str, Any]) -> str:
    """The address of one record's page."""
    return reverse("record", args=(kind.name, tuple(values[name] for name in kind.key)))
