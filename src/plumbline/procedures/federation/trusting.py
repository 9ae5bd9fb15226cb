"""Whose cuts are received here: a name, a public key and a region each, in the home's ``trust.toml``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from plumbline.documents import toml_of
from plumbline.errors import HomeError, IntakeError, reported
from plumbline.figures.joint.packages import NAME
from plumbline.home import Home
from plumbline.methods.shared.trust import signing
from plumbline.records.core import store
from plumbline.records.core.region_trees import parents_now
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Trusted:
    """One instance whose cuts are taken in."""

    name: str
    key: str
    region: str
    added_at: datetime

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return {"name": self.name, "key": self.key, "fingerprint": signing.fingerprint(self.key),
                "region": self.region, "added_at": self.added_at.isoformat()}


def known(home: Home) -> dict[str, Trusted]:
    """Every instance that is trusted, by name. :raises HomeError: if the file cannot be read."""
    if not home.trust_file.exists():
        return {}
    try:
        raw = toml_of(home.trust_file.read_text("utf-8"))
        found = {name: Trusted(name, str(each["key"]), str(each["region"]), datetime.fromisoformat(each["added_at"]))
                 for name, each in sorted(raw.items())}
        for each in found.values():
            signing.fingerprint(each.key)
        return found
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise HomeError("instance.trust_list_unreadable",
                        Text("the list of trusted instances cannot be read", "无法读取受信任实例的清单"),
                        where=str(home.trust_file), why=reported(error),
                        next_step=Text("Mend the line it names, or restore the file from a backup",
                                       "请修正其中指明的一行，或从备份恢复该文件")) from error


def add(home: Home, name: str, key: str, region: str, *, at: datetime, replace: bool = False,
        actor: int | None = None) -> Trusted:
    """Trust ``key`` as that of the instance ``name``, for the region ``region`` and all below it.

    :raises IntakeError: for a name that is taken (unless ``replace``), a region that is not in the tree, or one that
        lies in another's. :raises MethodError: for a text that is no key.
    """
    signing.fingerprint(key)
    if not NAME.fullmatch(name):
        raise IntakeError("instance.name_unfit",
                          Text(f"'{name}' cannot be the name of an instance", f"“{name}”不能用作实例名称"),
                          next_step=Text("Write lower-case letters, digits and hyphens, at most 40",
                                         "请使用小写字母、数字和连字符，最多40个字符"))
    held = known(home)
    if name in held and not replace:
        raise IntakeError("instance.trusted_already",
                          Text(f"'{name}' is trusted already, with the key {held[name].key}",
                               f"“{name}”已受信任，其公钥为{held[name].key}"),
                          next_step=Text("If it has a new key, say so with --replace", "如已更换公钥，请加上--replace"))
    parents = parents_now()
    if region not in parents:
        raise IntakeError("instance.region_unknown",
                          Text(f"the region '{region}' is not in the tree", f"地区树中没有地区“{region}”"),
                          next_step=Text("Import the region first", "请先导入该地区"))
    for other in held.values():
        if other.name != name and (_inside(parents, region, other.region) or _inside(parents, other.region, region)):
            raise IntakeError(
                "instance.overlapping",
                Text(f"the region '{region}' and '{other.region}' of {other.name} lie in one another",
                     f"地区“{region}”与{other.name}的地区“{other.region}”互相包含"),
                next_step=Text("One instance must answer for each region", "每个地区只能由一个实例负责"))
    made = Trusted(name, key, region, at)
    _save(home, {**held, name: made}, "trust", made, at, actor)
    return made


def remove(home: Home, name: str, *, at: datetime, actor: int | None = None) -> Trusted:
    """Trust ``name`` no longer. What it handed up stays in the home, and goes into no further cut."""
    held = known(home)
    if name not in held:
        raise not_trusted(name)
    gone = held.pop(name)
    _save(home, held, "distrust", gone, at, actor)
    return gone


def not_trusted(name: str) -> IntakeError:
    """That there is no instance ``name`` whose cuts are received here."""
    return IntakeError("instance.not_trusted",
                       Text(f"no instance '{name}' is trusted here", f"此处没有受信任的实例“{name}”"),
                       next_step=Text("List them with: plumb trust list", "查看受信任的实例：plumb trust list"))


def _inside(parents: dict[str, str | None], region: str, top: str) -> bool:
    seen: set[str] = set()
    here: str | None = region
    while here and here not in seen:
        if here == top:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def _save(home: Home, held: dict[str, Trusted], act: str, about: Trusted, at: datetime, actor: int | None) -> None:
    lines = ["# Instances whose cuts are received here. Written by: plumb trust"]
    for name, each in sorted(held.items()):
        lines += ["", f"[{name}]", f"key = {json.dumps(each.key)}",
                  f"region = {json.dumps(each.region, ensure_ascii=False)}",
                  f"added_at = {json.dumps(each.added_at.astimezone(UTC).isoformat())}"]
    fresh = home.trust_file.with_suffix(".new")
    fresh.write_text("\n".join([*lines, ""]), encoding="utf-8")
    with transaction.atomic():
        detail = {"instance": about.name, "region": about.region, "key": about.key}
        store.write_entry(act, "instance", actor=actor, at=at, rows=1, detail=detail)
        fresh.replace(home.trust_file)
