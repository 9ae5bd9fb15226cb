"""The answer of ``plumb link``: pairs, what is undecided, groups, the model, and how all that agrees with a truth."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import partial
from math import log2
from pathlib import Path
from typing import Any

from plumbline.errors import IntakeError
from plumbline.home import Home
from plumbline.methods.surveillance.linking.assignment import Assigned, assign, concordance
from plumbline.methods.surveillance.linking.fields import LinkField
from plumbline.methods.surveillance.linking.groups import components
from plumbline.procedures.surveillance.linking import blocking, copies, model, truths
from plumbline.procedures.surveillance.linking.tables import Table, read_table, references
from plumbline.rulebook.surveillance.link_files import LinkMapping, link_mapping
from plumbline.text import Text

PLACES = 6
"""Decimal places of probabilities and weights as they are told."""
LEAST_FOLLOWED = 50
ORDERED = (0.1, 0.9)
"""Rows of one day that follow one another in both tables, of those that do in one: beyond these shares order tells."""
Row = dict[str, Any]


def link(home: Home | None, left: Path, right: Path, by: str, *, truth: Path | None = None,
         decided: Path | None = None, encoding: str = "", as_listed: bool = False) -> dict[str, Any]:
    """The document: ``pairs`` and ``undecided`` (``left``, ``right`` by the first columns, ``probability``, ``why``),
    ``groups``, ``model``, ``files``, ``notes``; with ``truth`` also ``precision``, ``recall`` and their counts.
    ``decided``: pairs that a person has settled. ``as_listed``: both files stand in the order in which their sources
    list them, so that order may tell apart what is alike in all else; without, the order of rows means nothing.
    :raises PlumblineError: for a file or mapping that cannot be used."""
    mapping = link_mapping(home, by)
    tables = {side: read_table(path, mapping.extracts, encoding, as_listed=as_listed)
              for side, path in zip(blocking.SIDES, (left, right), strict=True)}
    fields = blocking.fields_there(mapping, tables)
    known = truths.read_pairs(truth, tables) if truth else None
    settled = truths.read_decided(decided, tables) if decided else {}
    with model.database() as db:
        blocking.load(db, tables, mapping)
        unread = blocking.unread_days(db, tables, mapping)
        twice = [group for side in blocking.SIDES
                 for group in copies.join_copies(db, side, tables[side], mapping.fields)]
        blocking.narrow(db, mapping, model.SAMPLE_ROWS)
        usable = _usable(mapping, fields)
        made = model.estimate(db, usable, fields)
        scored = model.score(db, usable, fields, made).to_pylist()
        same = {side: _members(db, side) for side in blocking.SIDES}
    pairs, undecided, passed = _judged(mapping, tables, fields, made, scored, settled, same, as_listed)
    document: dict[str, Any] = {
        "pairs": pairs, "undecided": undecided, "groups": [*twice, *_clusters(mapping, tables, pairs)],
        "model": _model(mapping, fields, made, len(scored), passed),
        "files": {side: _file(table) for side, table in tables.items()}, "references": references(tables),
        "notes": [*_notes(tables, unread), *_order_tells(passed["order"], len(undecided))]}
    if known is not None:
        document |= truths.held_against(pairs, known, tables)
    return document


def _usable(mapping: LinkMapping, fields: tuple[LinkField, ...]) -> LinkMapping:
    """The mapping without the blocks that rest on a field which one of the files does not have.
    :raises IntakeError: if no block is left."""
    there = {each.id for each in fields}

    def rests(block: Any) -> bool:
        return {*block.same, block.any, block.rare, block.near} - {""} <= there

    blocks = tuple(each for each in mapping.blocks if rests(each))
    if not blocks:
        raise IntakeError("link.nothing_shared", Text(
            "the two files have no columns in common by which rows could be brought together",
            "两份文件没有可据以匹配的共同列"), why=Text(
                f"Both have: {', '.join(sorted(there)) or 'nothing'}", f"共有字段：{'、'.join(sorted(there)) or '无'}"),
            next_step=Text(f"Add one of: {', '.join(sorted({name for one in mapping.blocks for name in one.same}))}",
                           "请补充映射所述的列"))
    return replace(mapping, blocks=blocks, estimates=tuple(each for each in mapping.estimates if rests(each)))


def _judged(mapping: LinkMapping, tables: dict[str, Table], fields: tuple[LinkField, ...], made: model.Model,
            scored: list[Row], settled: dict[tuple[str, str], bool],
            same: dict[str, dict[int, list[int]]], as_listed: bool) -> tuple[list[Row], list[Row], Row]:
    """Links and undecided pairs, and what the assignment went by: how many likely pairs gave way to a better one, and
    the order of the tables."""
    names = {side: table.rows.column("_name") for side, table in tables.items()}
    said = [settled.get((names["left"][each["left"]].as_py(), names["right"][each["right"]].as_py()))
            if settled else None for each in scored]
    open_to = [place for place, each in enumerate(scored)
               if said[place] is not False and (each["probability"] >= mapping.undecided or said[place])]
    weights = [scored[place]["weight"] + (1_000.0 if said[place] else 0.0) for place in open_to]
    once = {side: tables[side].extract.duplicates != "many" for side in blocking.SIDES}
    # A table without duplicates has one row a thing: a row of the other table is of one of them at most.
    lefts, rights = ([scored[place][side] for place in open_to] for side in blocking.SIDES)
    assigned = partial(assign, lefts, rights, weights, once_left=once["right"], once_right=once["left"])
    kept = assigned()
    order = _order(mapping, tables, [scored[open_to[one.place]] for one in kept
                                     if scored[open_to[one.place]]["probability"] * one.share >= mapping.link])
    bits = order["bits"] if as_listed else 0.0
    if bits:
        kept = assigned(order=bits)
    links: list[Row] = []
    undecided: list[Row] = []
    for one in kept:
        row = scored[open_to[one.place]]
        sure = said[open_to[one.place]]
        share = 1.0 if sure else row["probability"] * one.share
        into = links if share >= mapping.link else undecided if share >= mapping.undecided else None
        if into is None:
            continue
        rivals = [scored[open_to[place]] for place in one.rivals]
        into += _told(tables, fields, made, row, share, one, rivals, same, settled=bool(sure))
        if rivals and bits:
            for told in into[-1:]:
                told["why"] = [*told["why"], {"field": "order", "level": "as_listed", "weight": abs(bits)}]
    for listed in (links, undecided):
        listed.sort(key=lambda each: (each["left_row"], each["right_row"]))
    likely = sum(scored[place]["probability"] >= mapping.link for place in open_to)
    return links, undecided, {"gave_way": max(likely - len(kept), 0), "order": order | {"used": as_listed}}


def _order(mapping: LinkMapping, tables: dict[str, Table], links: list[Row]) -> Row:
    """Whether rows of one day stand in the same order in both files, by the links that are sure without it. Files that
    were shuffled, or are too small to tell, give 0 bits; then nothing can go by order."""
    days = [each.id for each in mapping.fields if each.clean == "day"
            and all(each.id in table.fields for table in tables.values())]
    if not days:
        return {"concordant": 0, "of": 0, "bits": 0.0}
    dates = tables["left"].rows.column(days[0])
    left, right = ([tables[side].number(each[side]) for each in links] for side in blocking.SIDES)
    alike, many = concordance(left, right, [dates[each["left"]].as_py() for each in links])
    share = (alike + 1) / (many + 2)
    told = many >= LEAST_FOLLOWED and not ORDERED[0] < share < ORDERED[1]
    return {"concordant": alike, "of": many, "bits": round(log2(share / (1 - share)), 3) if told else 0.0}


def _told(tables: dict[str, Table], fields: tuple[LinkField, ...], made: model.Model, row: Row, share: float,
          one: Assigned, rivals: list[Row], same: dict[str, dict[int, list[int]]], *, settled: bool) -> list[Row]:
    """A pair as it is told: once for each row of the same notice."""
    left, right = tables["left"], tables["right"]
    why: list[Row] = sorted(({"field": each.id, "level": each.levels[at][0], "weight": _weight(made, each, at)}
                  for each in fields if (at := row[f"at_{each.id}"]) is not None),
                 key=lambda said: (-said["weight"], said["field"]))
    found = []
    for one_left in same["left"].get(row["left"], [row["left"]]):
        for one_right in same["right"].get(row["right"], [row["right"]]):
            told: Row = {"left": left.name(one_left), "right": right.name(one_right),
                         "probability": round(share, PLACES), "why": why, "left_row": left.number(one_left),
                         "right_row": right.number(one_right)}
            for side, table, node in (("left", left, one_left), ("right", right, one_right)):
                if (reference := table.reference(node)) is not None:
                    told[f"{side}_reference"] = reference
            if settled:
                told["settled"] = True
            if one.share < 1 - 10 ** -PLACES:
                told["alone"] = round(row["probability"], PLACES)
            if rivals:
                told["rivals"] = [{"left": left.name(each["left"]), "right": right.name(each["right"]),
                                   "alone": round(each["probability"], PLACES)} for each in rivals]
            found.append(told)
    return found


def _weight(made: model.Model, field: LinkField, at: int) -> float:
    return round(log2(made.m[field.id][at] / made.u[field.id][at]), 3)


def _members(db: Any, side: str) -> dict[int, list[int]]:
    """Of each notice that stands in several rows, those rows."""
    return dict(db.execute(f"""SELECT unique_id, list(_node ORDER BY _node) FROM clean_{side} WHERE unique_id IN (
        SELECT unique_id FROM clean_{side} WHERE unique_id <> _node) GROUP BY unique_id""").fetchall())


def _clusters(mapping: LinkMapping, tables: dict[str, Table], pairs: list[Row]) -> list[Row]:
    """What hangs together by links, where a side may have several rows for one thing: for a person to look at."""
    if all(table.extract.duplicates != "many" for table in tables.values()):
        return []
    found = []
    for places in components([each["left_row"] for each in pairs], [each["right_row"] for each in pairs]):
        if len(places) > 1:
            sides = {side: sorted({(pairs[place][f"{side}_row"], pairs[place][side]) for place in places})
                     for side in blocking.SIDES}
            found.append({"status": "linked", **{side: [{"name": name, "row": row} for row, name in rows]
                                                 for side, rows in sides.items()},
                          "least": min(pairs[place]["probability"] for place in places)})
    return found


def _model(mapping: LinkMapping, fields: tuple[LinkField, ...], made: model.Model, candidates: int,
           passed: Row) -> Row:
    dated = mapping.dated
    return {
        "mapping": dated.id, "title": dated.title.as_dict(), "cites": dated.cites.as_dict(),
        "valid_from": dated.since, "valid_to": dated.until, "seed": mapping.seed, "link": mapping.link,
        "undecided": mapping.undecided, "prior": made.prior, "links_expected": made.links_expected,
        "pairs_scored": candidates, **passed,
        "fields": [{
            "id": each.id, "title": each.title.as_dict(), "m_from": made.m_from[each.id],
            "u_from": made.u_from[each.id],
            "levels": [{"code": code, "title": words.as_dict(), "m": round(made.m[each.id][at], 9),
                        "u": round(made.u[each.id][at], 9), "weight": _weight(made, each, at)}
                       for at, (code, words) in enumerate(each.levels)]} for each in fields]}


def _file(table: Table) -> Row:
    return {"name": table.path.name, "extract": table.extract.id, "title": table.extract.title.as_dict(),
            "encoding": table.encoding, "rows": table.rows.num_rows, "first_column": table.first,
            "fields": list(table.fields),
            "set_aside": [{"row": each.row, "code": each.code, "text": each.text} for each in table.set_aside]}


def _notes(tables: dict[str, Table], unread: dict[tuple[str, str], int]) -> list[Row]:
    found: list[Row] = []
    for side, table in tables.items():
        counted = Counter(table.rows.column("_name").to_pylist())
        if (most := table.rows.num_rows - len(counted)):
            found.append(_note("first_column_repeats", side, Text(
                f"The first column, '{table.first}', does not tell the rows apart: {most:,} repeat another. Go by "
                f"{side}_row, the number of the row in its file.",
                f"首列“{table.first}”不能区分各行：有{most:,}行与他行重复。请按{side}_row（行号）识别。")))
        for (of, field), many in unread.items():
            if of == side:
                found.append(_note("days_unread", side, Text(
                    f"{many:,} values of {field} are no day in any way the mapping knows, and say nothing.",
                    f"{field}有{many:,}个值按映射所列格式都不是日期，未作比较。")))
        if table.restored:
            found.append(_note("references_restored", side, Text(
                f"{table.restored:,} references had lost noughts at their end and got them back.",
                f"{table.restored:,}个编号末尾丢失的0已补回。")))
        if table.set_aside:
            found.append(_note("rows_set_aside", side, Text(
                f"{len(table.set_aside):,} lines are no rows of the table and were not compared.",
                f"{len(table.set_aside):,}行不符合表格，未参加比对。")))
        if lacking := [name for name in table.extract.columns if name not in table.fields]:
            found.append(_note("fields_missing", side, Text(
                f"The file has no column for: {', '.join(lacking)}.",
                f"文件中没有以下字段的列：{'、'.join(lacking)}。")))
    return found


def _order_tells(order: Row, undecided: int) -> list[Row]:
    """That the order of the lists could decide, where nobody has said that it may."""
    if order["used"] or not order["bits"] or not undecided:
        return []
    return [{"code": "order_tells", "side": "both", **Text(
        f"{order['concordant']:,} of {order['of']:,} sure links follow one another alike in both files. If they stand "
        "as their sources list them, --as-listed lets that decide what is alike in all else.",
        f"确定的配对中，{order['of']:,}对里有{order['concordant']:,}对在两份文件中的先后一致。若两份文件保持来源的排列顺序，"
        "可用--as-listed据此判定其余各项均相同的记录。").as_dict()}]


def _note(code: str, side: str, words: Text) -> Row:
    return {"code": code, "side": side, **words.as_dict()}
