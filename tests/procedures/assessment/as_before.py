"""An assessment as one document in memory, as releases before it was written region by region made and wrote it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import msgspec

from plumbline.methods.shared.json_texts import CANONICAL, COMPACT, LAID_OUT
from plumbline.procedures.assessment.scoring.document import BRIEF, asked_of, following, head_of, number
from plumbline.procedures.assessment.scoring.scoring import ItemScore, Result
from plumbline.procedures.assessment.scoring.written import Written
from plumbline.records.assessment import results
from plumbline.text import Text


def document_of(scheme: Any, label: str, year: Any, cut_id: str, tree: Any, of: Any) -> dict[str, Any]:
    asked = {item.id: asked_of(item, year) for item in scheme.items}
    ordered = sorted(of, key=lambda each: (each.rank is None, each.rank or 0))
    consequences = following(scheme, ordered)
    return head_of(scheme, label, year, cut_id) | {
        "regions": [_region(each, asked, tree.name(each.region)) | consequences.get(each.region, {})
                    for each in ordered]}


def _region(result: Result, asked: dict[str, dict[str, Any]], name: Text) -> dict[str, Any]:
    return {
        "code": result.region, "name": name.say("en"), "names": name.as_dict(),
        "score": None if result.score is None else number(result.score), "grade": result.grade, "rank": result.rank,
        "withheld": None if result.withheld is None else result.withheld.en,
        "withheld_words": None if result.withheld is None else result.withheld.as_dict(),
        "veto": None if result.veto is None else result.veto.id, **({"cap": result.cap} if result.cap else {}),
        "items": [_item(line, asked[line.item.id]) for line in result.lines],
    }


def _item(line: ItemScore, asked: dict[str, Any]) -> dict[str, Any]:
    scored, found = line.scored, asked.copy()
    if scored is None:
        found["explanation"] = Text(f"{line.missing.en}.", f"{line.missing.zh}。").as_dict()
    else:
        found["points"], found["bonus"] = number(scored.points), number(scored.bonus)
        found["explanation"] = scored.explanation.as_dict()
    if line.figure:
        found["figure"] = {key: value for key, value in line.figure.as_dict().items() if key != "records"}
    if line.before:
        document = line.before.as_dict()
        found["before"] = {key: document[key] for key in BRIEF}
    if line.determined:
        found["determination"] = line.determined.as_dict()
    return found


def root_of(document: dict[str, Any]) -> str:
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def printed(document: dict[str, Any]) -> str:
    return msgspec.json.format(json.dumps(document, ensure_ascii=True, allow_nan=False), indent=1)


def check(found: Written, before: dict[str, Any], packed: results.Packed) -> None:
    """Whatever is kept, hashed and printed of an assessment is what it was."""
    assert b"".join(found.whole(COMPACT)) == msgspec.json.encode(before)
    assert hashlib.sha256(b"".join(found.whole(CANONICAL))).hexdigest() == root_of(before) == packed.root
    assert "".join(found.whole(LAID_OUT)) == printed(before)
    assert "".join(["{\n \"document\": ", *found.whole(LAID_OUT, depth=1), "\n}"]) == printed({"document": before})
    assert packed.rows == list(results.rows(before["regions"]))
    totals = results.totals(before["regions"], demerit=before.get("better") == "lower")
    assert packed.totals == totals == added_up(before)
    assert list(packed.totals) == list(totals)
    again = results.pack_contents(packed.head, [row["content"] for row in packed.rows])
    assert (again.root, again.rows, again.totals) == (packed.root, packed.rows, packed.totals)


def added_up(document: dict[str, Any]) -> dict[str, Any]:
    """What all regions got together, item by item and region by region."""
    found: dict[str, list[Any]] = {}
    for item in (item for region in document["regions"] for item in region["items"] if item["points"] is not None):
        of, points = results.exact(item["of"]), results.exact(item["points"])
        got = of - points if document.get("better") == "lower" else min(points, of)
        sums = found.setdefault(item["id"], [results.exact(0), results.exact(0), 0, 0, item["title"]])
        sums[0], sums[1], sums[2], sums[3] = sums[0] + got, sums[1] + of, sums[2] + 1, sums[3] + (got < of)
    return {id: {"title": title, "points": str(got), "of": str(of), "scored": scored, "lost": lost}
            for id, (got, of, scored, lost, title) in found.items()}
