"""The directory of objects of a spot check: whom it may reach, in which class, and what inspectors are told of each.

A table whose first line names its columns; ``id`` and ``class`` must be there. It comes from a file, or is made of
the credit classes, organisations and places of the home's own records. Who stands in which class is for the authority
alone where these are credit classes, and everybody shall be able to draw again: so the list that is committed to calls
each object by a number that only the authority can lead back (:func:`sealed`), unless the list is public anyway."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache

from plumbline.errors import RecordError
from plumbline.methods.surveillance.draw_frames import Frame, frame_of
from plumbline.procedures.common import given_columns
from plumbline.procedures.surveillance.draw_tables import FRAME, frame_from
from plumbline.procedures.surveillance.spot_checks import files
from plumbline.records.core import kinds, store
from plumbline.records.core.region_trees import tree
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.text import Text

MORE = {"name": ("name", "名称"), "region": ("region", "地区"), "organisation": ("organisation", "统一社会信用代码"),
        "address": ("address", "地址"), "focus": ("focus", "重点人群"), "market": ("market", "市场类型")}
"""Of each column that may be missing the names by which a heading may call it."""
HEADINGS = (*(names[0] for names in FRAME), *MORE)
CHOICES = {"focus": "product-focus", "market": "market-type"}
SEAL_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Object:
    """One object. ``of`` is its class; ``focus`` the groups that its products are for, and ``market`` the types of its
    places, each joined by ``;``; what is not known is empty."""

    id: str
    of: str
    name: str = ""
    region: str = ""
    organisation: str = ""
    address: str = ""
    focus: str = ""
    market: str = ""


@dataclass(frozen=True)
class Directory:
    """All objects, by id, in the order of the directory."""

    objects: Mapping[str, Object]

    @property
    def text(self) -> bytes:
        """It as it is kept: CSV, with all columns."""
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["class" if each.name == "of" else each.name for each in fields(Object)])
        rows.writerows(asdict(each).values() for each in self.objects.values())
        return out.getvalue().encode()

    def frame(self, key: str) -> Frame:
        """What is drawn from: objects and classes, sealed by ``key`` unless that is empty."""
        return frame_of([sealed(key, each) for each in self.objects], [each.of for each in self.objects.values()])


def sealed(key: str, id: str) -> str:
    """The number under which ``id`` stands in a list that is sealed by ``key``; without one, itself."""
    return hmac.new(bytes.fromhex(key), id.encode(), hashlib.sha256).hexdigest()[:SEAL_DIGITS] if key else id


def read(text: str, region: str, on: date) -> Directory:
    """The directory in ``text``, of a spot check of ``region``; a region that is not said is that one.

    :raises IntakeError: for a text that is no such table. :raises PlumblineError: with row and column, for what cannot
        be taken."""
    table = given_columns.read_pasted(text, FRAME, optional=list(MORE.values()), whole=True)
    frame_from(table)
    inside, found = _inside(region, on), []
    columns = [table.texts(place) for place in range(len(HEADINGS))]
    for place, row in enumerate(zip(*columns, strict=True)):
        said = dict(zip(HEADINGS, row, strict=True))
        said |= {name: _codes(said[name], of, table.place(place, MORE[name])) for name, of in CHOICES.items()}
        said["region"] = said["region"] or region
        if said["region"] not in inside:
            raise _fault(table.place(place, MORE["region"]), Text(f"'{said['region']}' is no region of this spot check",
                                    f"“{said['region']}”不在本次抽查的地区内"),
                         Text("Give a region of the case or below it, or none",
                              "请填写本事项所在地区或其下级地区，或留空"))
        found.append(Object(of=said.pop("class"), **said))
    return _checked(found)


def of_records(region: str, on: date) -> Directory:
    """The directory that the records make: every organisation of ``region`` that has a credit class on the day, with
    whom its products are for and what types of places it has."""
    inside = _inside(region, on)
    classes: dict[str, tuple[date, str]] = {}
    rows = store.current(kinds.get("credit")).filter(valid_from__lte=on)
    for code, of, since, until in rows.values_list("organisation", "credit_class", "valid_from", "valid_to"):
        if (until is None or on <= until) and (code not in classes or classes[code][0] < since):
            classes[code] = since, of
    focus, market, address = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set), dict[str, str]()
    for maker, group in store.current(kinds.get("product")).exclude(focus=None).values_list("maker", "focus"):
        focus[maker].add(group)
    places = store.current(kinds.get("establishment")).exclude(organisation=None).order_by("code")
    for code, kind, where in places.values_list("organisation", "market_type", "address"):
        market[code] |= {kind} - {None}
        address.setdefault(code, where or "")
    known = store.current(kinds.get("organisation")).filter(region__in=inside).order_by("code")
    found = [Object(code, classes[code][1], name, of, code, address.get(code, ""), ";".join(sorted(focus[code])),
                    ";".join(sorted(market[code])))
             for code, name, of in known.values_list("code", "name", "region") if code in classes]
    if not found:
        raise RecordError("spot_check.nobody_classed", Text(
            "no organisation of this region has a credit class on this day", "该地区当日没有已分类的单位"),
            where=region,
            next_step=Text("Record credit classes first, or give the directory as a file",
                           "请先登记信用风险分类，或以文件形式提供名录"))
    return _checked(found)


@lru_cache(maxsize=16)
def kept(sha256: str) -> Directory:
    """The directory that was kept under this hash."""
    rows = csv.DictReader(io.StringIO(files.content_of(sha256).decode()))
    found = [Object(of=row.pop("class"), **row) for row in rows]
    return Directory({each.id: each for each in found})


def owned_by(organisations: Iterable[str], directory: Directory) -> frozenset[str]:
    """The objects that are one of ``organisations``, or belong to one: as the directory says, or the register of
    places."""
    own = frozenset(organisations)
    if not own:
        return frozenset()
    places = store.current(kinds.get("establishment")).filter(organisation__in=own).values_list("code", flat=True)
    names = own | set(places)
    return frozenset(each.id for each in directory.objects.values() if each.id in names or each.organisation in own)


def _checked(found: list[Object]) -> Directory:
    frame_of([each.id for each in found], [each.of for each in found])
    return Directory({each.id: each for each in found})


def _inside(region: str, on: date) -> frozenset[str]:
    now = tree().at(on)
    return frozenset((region, *now.descendants(region))) if region in now else frozenset((region,))


def _codes(text: str, of: str, where: Text) -> str:
    terms = {spelling: term.code for term in vocabulary(of).values() for spelling in term.spellings()}
    said = [each.strip() for each in text.replace("；", ";").split(";") if each.strip()]
    for each in said:
        if each not in terms:
            chinese = "、".join(one.title.zh for one in vocabulary(of).values())
            raise _fault(where, Text(f"'{each}' is not one of: {', '.join(vocabulary(of))}",
                                    f"“{each}”不是以下之一：{chinese}"),
                         Text("Write one of them, several with ; between, or nothing",
                              "请填写其中之一，多个以分号分隔，或留空"))
    return ";".join(sorted({terms[each] for each in said}))


def _fault(where: Text, what: Text, next_step: Text) -> RecordError:
    return RecordError("spot_check.directory_unfit", what, where=where, next_step=next_step)
