"""Replaying a draw from its folder, offline, by somebody who has nothing else: each step, and which of them fails.

Nothing that the folder says is believed where it can be computed: the commitment is made anew from the plan and the
tables, the beacon's key is that of this program's own rulebook, and the draw is drawn again. What files alone cannot
show - that the commitment was public before its round - is checked by giving the hash that was published.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from plumbline.errors import PlumblineError, RecordError
from plumbline.home import Home
from plumbline.procedures.surveillance import draw_documents as documents
from plumbline.procedures.surveillance import draw_folders as folders
from plumbline.procedures.surveillance.draw_documents import Document, Given
from plumbline.text import UNSAID, Text

STEPS = {
    "document": Text("The document is the result of a draw", "文件是抽取结果"),
    "commitment": Text("It belongs to the commitment in the folder", "结果与文件夹中的承诺对应"),
    "plan": Text("The plan is the one committed to", "方案与承诺一致"),
    "frame": Text("The frame is the one committed to", "抽样框与承诺一致"),
    "inspectors": Text("The inspectors and recusals are those committed to", "检查人员和回避名单与承诺一致"),
    "rule": Text("Round, beacon, ratios and margin are as the plan has them, and the commitment came in time",
                 "轮次、信标、比例和间隔与方案一致，且承诺早于随机数公布"),
    "randomness": Text("The randomness is that of the round, or of the witnesses", "随机数来自该轮信标或各见证人"),
    "draw": Text("The draw, drawn again, is the same", "重新抽取的结果相同"),
}
"""In the order in which they are looked at."""
RANDOM = ("outcome", "round", "signature", "reveals", "randomness", "unrevealed", "next_date", "at")
"""What of a result is about where the randomness comes from."""
FOLDERS_KEYS = {"plan": ("plan_sha256",), "frame": ("frame_sha256", "objects"), "inspectors": ("inspectors",)}


@dataclass
class Replay:
    """What is known while the steps are gone through. ``signature`` and ``published`` may be given from elsewhere."""

    home: Home | None
    file: Path
    signature: str = ""
    published: str = ""
    told: Document = field(default_factory=dict)
    committed: Document = field(default_factory=dict)
    given: Given | None = None
    commitment: bytes = b""
    again: Document = field(default_factory=dict)


def verify(home: Home | None, file: Path, *, signature: str = "", published: str = "") -> dict[str, Any]:
    """Replay the draw in ``file`` (its ``draw.json``, or the folder). ``signature`` is that of the round as somebody
    got it themselves, ``published`` the hash of the commitment as it was published.

    The document of ``plumb verify``: ``ok``, and ``steps``, each with ``ok``: true, false, or null where a step before
    left nothing to look at. If one fails, ``error`` is what is wrong with the first.
    """
    replay = Replay(home, file / folders.DRAW if file.is_dir() else file, signature, published)
    steps: list[dict[str, Any]] = []
    first: PlumblineError | None = None
    acts: dict[str, Callable[[Replay], bool]] = {
        "document": _document, "commitment": _commitment, "plan": partial(_same, name="plan"),
        "frame": partial(_same, name="frame"), "inspectors": partial(_same, name="inspectors"), "rule": _rule,
        "randomness": _randomness, "draw": _draw}
    for name, act in acts.items():
        said: PlumblineError | None = None
        looked: bool | None
        try:
            looked = True if act(replay) else None
        except PlumblineError as error:
            looked, said = False, error
            first = first or error
        steps.append({"step": name, "what": STEPS[name].as_dict(), "ok": looked,
                      "why": {language: said.say(language) for language in ("en", "zh")} if said else None,
                      "code": said.code if said else None})
    ok = first is None and all(each["ok"] is not None for each in steps)
    found = {"file": str(replay.file), "ok": ok, "steps": steps, "commitment_sha256": replay.told.get(
        "commitment_sha256"), "published_given": bool(published), "signature_given": bool(signature)}
    return found if first is None else found | {"error": first.as_dict()}


def _document(replay: Replay) -> bool:
    told = folders.read_document(replay.file)
    if told.get("format") != documents.DRAW or told.get("rehearsal") is not False:
        raise RecordError("draw.no_document", Text("this is no result of a draw that was committed to",
                                                   "这不是有承诺的抽取的结果"), where=str(replay.file), next_step=Text(
                                                       "Give draw.json of the folder of a draw",
                                                       "请提供抽取文件夹中的draw.json"))
    replay.told = told
    return True


def _commitment(replay: Replay) -> bool:
    replay.given, replay.commitment = folders.held(replay.file.parent)
    replay.committed = folders.read_document(replay.file.parent / folders.COMMITMENT)
    hash = documents.sha256_hex(replay.commitment)
    for named, other in (("commitment_sha256", replay.told.get("commitment_sha256") if replay.told else hash),
                         ("--commitment", replay.published.strip().lower() or hash)):
        if other != hash:
            raise RecordError("draw.another_commitment", Text(
                "the commitment in the folder is not the one that is named", "文件夹中的承诺不是所指的承诺"),
                where=named,
                why=Text(f"Its SHA-256 is {hash}", f"其SHA-256为{hash}"), next_step=Text(
                    "Take the commitment as it was published", "请使用公布的承诺"))
    return True


def _same(replay: Replay, name: str) -> bool:
    """Whether what the folder holds has the hash that the commitment names."""
    if replay.given is None or not replay.committed:
        return False
    given, plan = replay.given, replay.given.plan.inspectors
    again: Document = {"plan_sha256": given.plan_sha256, "frame_sha256": given.frame.sha256,
                       "objects": given.frame.counts,
                       "inspectors": None if plan is None else documents.of_inspectors(given, plan)}
    wrong = [key for key in FOLDERS_KEYS[name] if again[key] != replay.committed.get(key)]
    if wrong and name == "frame":
        raise folders.frame_changed(folders.FRAME)
    if wrong:
        raise RecordError("draw.folder_changed", Text(f"the folder is not what was committed to: {', '.join(wrong)}",
                                                      f"文件夹内容与承诺不符：{'、'.join(wrong)}"), where=name,
                          next_step=Text("Take the folder as it was when the commitment was published",
                                         "请使用公布承诺时的文件夹"))
    return True


def _rule(replay: Replay) -> bool:
    if replay.given is None or not replay.committed:
        return False
    folders.sound(replay.home, replay.given, replay.committed)
    return True


def _randomness(replay: Replay) -> bool:
    if replay.given is None or not replay.told or not replay.committed:
        return False
    told, given = replay.told, replay.given
    reveals = told.get("reveals")
    reveals = {str(name): str(each) for name, each in reveals.items()} if isinstance(reveals, dict) else {}
    if told.get("outcome") == documents.FALLEN and not given.plan.beacon:
        replay.again = documents.fallen(given, replay.commitment, reveals, documents.moment(str(told.get("at", ""))))
    else:
        round = replay.committed.get("round", 0)
        replay.again = documents.draw_of(
            replay.home, given, replay.commitment, round if type(round) is int else 0,
            replay.signature or str(told.get("signature", "")), reveals)
    _equal(replay, [key for key in folders.differing(told, replay.again) if key in RANDOM])
    return True


def _draw(replay: Replay) -> bool:
    if not replay.again:
        return False
    _equal(replay, [key for key in folders.differing(replay.told, replay.again) if key not in RANDOM])
    return True


def _equal(replay: Replay, wrong: list[str]) -> None:
    if wrong:
        raise RecordError("draw.replays_otherwise", Text(
            f"drawn again, this is otherwise: {', '.join(wrong)}", f"重新抽取后不同：{'、'.join(wrong)}"),
            where=replay.file.name, why=_shown(replay, wrong[0]), next_step=Text(
                "The result was altered, or was never drawn by this rule", "结果被改动，或并非按此规则抽取"))


def _shown(replay: Replay, key: str) -> Text:
    told, again = (str(each.get(key))[:80] for each in (replay.told, replay.again))
    return UNSAID if told == again else Text(f"The document says {told}, the replay {again}",
                                             f"文件写作{told}，重新抽取得出{again}")
