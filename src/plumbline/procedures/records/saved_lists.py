"""Keeping a list's filters under a name, alone or for the officers of a region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from plumbline.errors import NotAllowed, RecordError
from plumbline.records.accounts.saved_lists import SavedList
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.core.people import open_accounts
from plumbline.records.core.visibility import reach, roles_of, rows_open_to
from plumbline.text import Text

MOST = 100
"""Lists that one person keeps."""
KEPT_FOR = timedelta(days=30)
"""How long a deleted list can be had back."""
LONGEST = {"name": 80, "query": 2000}


@dataclass(frozen=True, slots=True)
class Seen:
    """A saved list as one person sees it."""

    list: SavedList
    own: bool


def lists(user: Any, kind: Kind | None = None) -> list[Seen]:
    """The lists that ``user`` keeps, and those shared with officers of a region that is theirs, by name; of ``kind``
    where one is given."""
    if user is None:
        return []
    found = SavedList.objects.filter(deleted_at=None).filter(Q(user=user) | ~Q(shared="") & Q(user__in=open_accounts()))
    if kind is not None:
        found = found.filter(kind=kind.name)
    seen = [Seen(each, each.user_id == user.pk) for each in found.order_by("name", "pk")]
    return [each for each in seen if (each.own or _open(user, each.list)) and _listed(user, each.list)]


def places(user: Any) -> tuple[str, ...]:
    """The regions with whose officers ``user`` may share a list: those of the own roles."""
    return tuple(sorted({region for _, region, _ in roles_of(user)}))


def save(user: Any, kind: Kind, name: str, query: str, shared: str, *, at: datetime) -> SavedList:
    """Keep a list. One of the same kind and name that ``user`` keeps already is replaced. :raises RecordError: for a
    name that is empty or too long. :raises NotAllowed: for sharing with a region that is not the person's."""
    name = _named(name)
    if len(query) > LONGEST["query"]:
        raise RecordError("saved_list.too_long", Text("this list has too many filters and columns to be kept",
                                                      "该列表的筛选条件和列过多，无法保存"),
                          next_step=Text("Choose fewer columns", "请减少所选的列"))
    _must_be_own_region(user, shared)
    mine = SavedList.objects.filter(user=user, deleted_at=None)
    if mine.count() >= MOST:
        raise RecordError("saved_list.too_many", Text(f"you keep {MOST} lists already", f"您已保存{MOST}个列表"),
                          next_step=Text("Delete one that you do not need", "请删除不需要的列表"))
    SavedList.objects.filter(user=user, deleted_at__lt=at - KEPT_FOR).delete()
    kept, _made = SavedList.objects.update_or_create(
        user=user, kind=kind.name, name=name, deleted_at=None, defaults={"query": query, "shared": shared},
        create_defaults={"query": query, "shared": shared, "made_at": at})
    return kept


def rename(user: Any, number: int, name: str, shared: str) -> SavedList:
    """Give an own list another name, and share it or no longer. Raises as :func:`save`."""
    held = _own(user, number)
    _must_be_own_region(user, shared)
    held.name, held.shared = _named(name), shared
    held.save(update_fields=["name", "shared"])
    return held


def delete(user: Any, number: int, *, at: datetime) -> SavedList:
    """Delete an own list; :func:`restore` undoes it."""
    held = _own(user, number)
    held.deleted_at = at
    held.save(update_fields=["deleted_at"])
    return held


def restore(user: Any, number: int) -> SavedList:
    """Have a deleted own list back."""
    held = _own(user, number, deleted=True)
    held.deleted_at = None
    held.save(update_fields=["deleted_at"])
    return held


def _own(user: Any, number: int, *, deleted: bool = False) -> SavedList:
    found = SavedList.objects.filter(pk=number, user=user, deleted_at__isnull=not deleted).first()
    if found is None:
        raise RecordError("saved_list.unknown", Text("there is no such list of yours", "您没有该列表"),
                          next_step=Text("Look at the lists that you keep", "请查看您已保存的列表"))
    return found


def _open(user: Any, held: SavedList) -> bool:
    kind = KINDS.get(held.kind)
    return kind is not None and reach(user, kind.column).covers(held.shared)


def _listed(user: Any, held: SavedList) -> bool:
    kind = KINDS.get(held.kind)
    return kind is not None and (kind.public or bool(rows_open_to(user, kind)))


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST["name"]:
        raise RecordError("saved_list.name_unfit", Text("a list is kept under a name of 1 to 80 characters",
                                                        "列表名称须为1至80个字符"),
                          next_step=Text("Give it a short name", "请使用简短的名称"))
    return name


def _must_be_own_region(user: Any, shared: str) -> None:
    if shared and shared not in places(user):
        raise NotAllowed(
            "saved_list.region_not_own", Text("a list is shared with officers of a region of one's own roles",
                                              "列表只能与本人有角色的地区的工作人员共享"), where=shared,
            next_step=Text("Choose one of your own regions", "请选择您所辖的地区"))
