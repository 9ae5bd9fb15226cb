"""The tables of inspectors and recusals of a draw, read from files and written as what is hashed of them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from plumbline.errors import IntakeError, MethodError
from plumbline.methods.surveillance.draw_frames import check, shown
from plumbline.methods.surveillance.draw_inspectors import Inspector
from plumbline.procedures.surveillance.draw_tables import columns, read_text
from plumbline.records.intake.reading import places
from plumbline.text import Text

INSPECTORS = (("inspector", "检查人员"), ("classes", "类别"), ("load", "数量上限"))
RECUSALS = (("inspector", "检查人员"), ("object", "对象"))
BETWEEN = ";"
"""What separates the classes of an inspector."""
MOST_LOAD = 1_000_000
INSPECTOR = Text("inspector", "检查人员")


def read_inspectors(file: Path, recusals: Path | None, load: int, encoding: str = "") -> tuple[Inspector, ...]:
    """The inspectors in ``file``, by id; who has no load of their own there has ``load``.

    :raises IntakeError: if a table cannot be read. :raises MethodError: for what is no inspector.
    """
    found = columns(file, INSPECTORS, encoding, least=0)
    ids, classes, loads = (found.texts(place) for place in range(len(INSPECTORS)))
    if not ids:
        raise IntakeError("draw.no_inspectors", Text("the table has no inspector", "表中没有检查人员"), where=str(file),
                          next_step=Text("List who may inspect", "请列出检查人员"))
    try:
        check(ids, INSPECTOR)
        if len(set(ids)) < len(ids):
            twice = next(id for place, id in enumerate(ids) if id in ids[:place])
            raise MethodError("draw.inspector_twice", Text(f"the inspector {shown(twice)} is there twice",
                                                           f"检查人员{shown(twice)}重复"),
                              next_step=Text("Keep one line for each", "请每人只保留一行"))
        apart = _recused(recusals, set(ids), encoding) if recusals is not None else {}
        return tuple(_inspector(id, of, own, load, frozenset(apart.get(id, ())))
                     for id, of, own in sorted(zip(ids, classes, loads, strict=True)))
    except MethodError as error:
        raise MethodError.of(error, where=places.within(file.name, error.where) if error.where else file.name) \
            from error


def inspectors_text(inspectors: tuple[Inspector, ...]) -> str:
    """The lines of ``inspectors`` that are hashed: ``inspector,classes,load``, sorted by inspector."""
    return "".join(f"{each.id},{BETWEEN.join(sorted(each.classes))},{each.load}\n" for each in inspectors)


def recusals_text(inspectors: tuple[Inspector, ...]) -> str:
    """The lines of their recusals that are hashed: ``inspector,object``, sorted."""
    return "".join(f"{each.id},{object}\n" for each in inspectors for object in sorted(each.recused))


def sha256_of(text: str) -> str:
    """The hash of such lines."""
    return hashlib.sha256(text.encode()).hexdigest()


def _inspector(id: str, classes: str, own: str, load: int, recused: frozenset[str]) -> Inspector:
    names = [each.strip() for each in classes.split(BETWEEN) if each.strip()]
    if not names:
        raise MethodError("draw.no_qualification", Text("it is not said for which classes the inspector is qualified",
                                                        "未写明该检查人员可检查的类别"), where=id,
                          next_step=Text("Write them as A;B, or * for all", "请写作A;B，全部类别写*"))
    check(names, Text("class", "类别"))
    text = own.strip()
    if text and (not text.isascii() or not text.isdecimal() or len(text) > 7 or int(text) > MOST_LOAD):
        raise MethodError("draw.no_load", Text(f"{shown(own)} is no number of objects", f"{shown(own)}不是对象数"),
                          where=id, next_step=Text("Write a whole number, or nothing for that of the plan",
                                         "请填写整数，或留空采用方案的数量"))
    return Inspector(id, frozenset(names), int(text) if text else load, recused)


def _recused(file: Path, known: set[str], encoding: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    if not read_text(file, encoding).strip():  # nobody is recused
        return found
    table = columns(file, RECUSALS, encoding, least=0)
    ids, objects = table.texts(0), table.texts(1)
    check(objects, Text("object", "对象")) if objects else None
    for id, object in zip(ids, objects, strict=True):
        if id not in known:
            raise MethodError("draw.recusal_unknown", Text(f"the recused {shown(id)} is none of the inspectors",
                                                           f"回避人员{shown(id)}不在检查人员名录中"),
                              where=Text(f"object {object}", f"对象{object}"), why=Text(
                                  "A name that is written otherwise would let somebody inspect what they may not",
                                  "姓名写法不一致会使应回避者被派去检查"),
                              next_step=Text("Write it as the table of inspectors does", "请与检查人员名录写法一致"))
        found[id].add(object)
    return found
