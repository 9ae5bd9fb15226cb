"""The folder of a draw: everything that is needed to repeat it, and nothing else.

``plan.toml`` as it was given; ``frame.csv``, ``inspectors.csv`` and ``recusals.csv`` as exactly the lines that are
hashed, so that any program that computes SHA-256 can check them; ``commitment.json``, and, once drawn, ``draw.json``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from plumbline import unfinished
from plumbline.documents import json_said_once
from plumbline.errors import RecordError, RulebookError, reported
from plumbline.home import Home
from plumbline.methods.surveillance.draw_inspectors import Inspector
from plumbline.procedures.surveillance import draw_documents as documents
from plumbline.procedures.surveillance.draw_documents import Document, Given
from plumbline.procedures.surveillance.draw_inspector_tables import inspectors_text, read_inspectors, recusals_text
from plumbline.procedures.surveillance.draw_tables import frame_in, read_frame
from plumbline.rulebook.surveillance.draw_plans import Plan, parse_plan
from plumbline.text import Text

PLAN, FRAME, INSPECTORS, RECUSALS = "plan.toml", "frame.csv", "inspectors.csv", "recusals.csv"
COMMITMENT, DRAW = "commitment.json", "draw.json"
ACT = "draw"


def commit(home: Home | None, plan_file: Path, frame_file: Path, at: datetime, out: Path,
           encoding: str = "") -> Document:
    """Write the folder ``out`` of a draw that is committed to at ``at``; its commitment, with its hash.

    :raises PlumblineError: for a plan, tables or a time that are not right, and for a folder that holds something.
    """
    content = _bytes(plan_file)
    plan = _plan(content, str(plan_file))
    frame = read_frame(frame_file, encoding)
    beside = plan.inspectors
    inspectors: tuple[Inspector, ...] = ()
    if beside is not None:
        recusals = plan_file.parent / beside.recusals if beside.recusals else None
        inspectors = read_inspectors(plan_file.parent / beside.file, recusals, beside.load, encoding)
    document = documents.commitment_of(home, Given(plan, documents.sha256_hex(content), frame, inspectors), at)
    commitment = documents.written(document)
    files = {PLAN: content, FRAME: frame.text.encode(), COMMITMENT: commitment}
    if beside is not None:
        files |= {INSPECTORS: inspectors_text(inspectors).encode(), RECUSALS: recusals_text(inspectors).encode()}
    _write_folder(out, files)
    return document | {"commitment_sha256": documents.sha256_hex(commitment)}


def run(home: Home | None, folder: Path, *, signature: str = "", reveals: Mapping[str, str] | None = None,
        frame_file: Path | None = None, round: int | None = None, at: datetime | None = None,
        encoding: str = "") -> Document:
    """Draw by what ``folder`` holds, and write ``draw.json`` into it; that document.

    With ``at``, a draw by witnesses of whom somebody has not revealed until then falls to its next date, and
    ``draw.json`` says so.

    :raises PlumblineError: if the folder is not what was committed to, or there is no randomness.
    """
    given, commitment = held(folder)
    told = _json(commitment, folder / COMMITMENT)
    sound(home, given, told)
    if frame_file is not None and read_frame(frame_file, encoding).sha256 != told["frame_sha256"]:
        raise frame_changed(str(frame_file))
    named = told.get("round")
    if round is not None and round != named:
        raise RecordError("draw.another_round", Text(f"the draw was committed to round {named}, not to {round}",
                                                     f"本次抽取承诺的是第{named}轮，不是第{round}轮"), where="round",
                          next_step=Text("Take the round of the commitment", "请采用承诺的轮次"))
    if reveals is not None and not given.plan.beacon and at is not None and set(reveals) < {
            each.name for each in given.plan.witnesses}:
        return fall(folder, reveals, at)
    document = documents.draw_of(home, given, commitment, named or 0, signature, reveals)
    _write_draw(folder / DRAW, document)
    return document


def fall(folder: Path, reveals: Mapping[str, str], at: datetime) -> Document:
    """Write into ``folder`` that its draw by witnesses fell to its next date; that document. :raises PlumblineError: if
    at ``at`` the time to reveal is not over, or everybody has revealed."""
    given, commitment = held(folder)
    document = documents.fallen(given, commitment, reveals, at)
    _write_draw(folder / DRAW, document)
    return document


def held(folder: Path) -> tuple[Given, bytes]:
    """What ``folder`` holds, and the bytes of its commitment. :raises PlumblineError: if something is missing in it."""
    commitment, content = _bytes(folder / COMMITMENT), _bytes(folder / PLAN)
    plan = _plan(content, str(folder / PLAN))
    inspectors: tuple[Inspector, ...] = ()
    if plan.inspectors is not None:
        inspectors = read_inspectors(folder / INSPECTORS, folder / RECUSALS, plan.inspectors.load)
    return Given(plan, documents.sha256_hex(content), frame_in(folder / FRAME), inspectors), commitment


def sound(home: Home | None, given: Given, told: Document) -> None:
    """:raises RecordError: if what was ``told`` in the commitment is not what follows from what is ``given``."""
    if told.get("frame_sha256") != given.frame.sha256:
        raise frame_changed(FRAME)
    again = documents.commitment_of(home, given, documents.moment(str(told.get("at", ""))))
    if wrong := differing(told, again):
        raise RecordError("draw.folder_changed", Text(
            f"the folder is not what was committed to: {', '.join(wrong)}",
            f"文件夹内容与承诺不符：{'、'.join(wrong)}"),
            where=COMMITMENT, next_step=Text("Take the folder as it was when the commitment was published",
                                             "请使用公布承诺时的文件夹"))


def differing(told: Document, again: Document) -> list[str]:
    """The keys in which the two documents differ, as they are written: 1 is neither true nor 1.0."""
    told, again = ({key: json.dumps(value, sort_keys=True) for key, value in each.items()} for each in (told, again))
    return [key for key in dict.fromkeys((*told, *again)) if told.get(key) != again.get(key)]


def frame_changed(where: str) -> RecordError:
    """That a frame is not the one that was committed to."""
    return RecordError("draw.frame_changed", Text("the frame was changed after the commitment",
                                                  "抽样框在承诺之后被改动"),
                       where=where, why=Text("Its hash is another than the published one", "其哈希与公布的不同"),
                       next_step=Text("Take the frame that was committed to; what is to be added comes into the "
                                      "next draw", "请使用承诺时的抽样框；需增补的对象列入下次抽取"))


def read_document(path: Path) -> Document:
    """The JSON object in ``path``. :raises RecordError: if there is none."""
    return _json(_bytes(path), path)


def _json(content: bytes, path: Path) -> Document:
    try:
        found = json_said_once(content.decode("utf-8-sig"))
    except ValueError as error:
        raise _unreadable(path, reported(error)) from error
    if not isinstance(found, dict):
        raise _unreadable(path, Text("it is no object", "不是对象"))
    return found


def _plan(content: bytes, name: str) -> Plan:
    try:
        return parse_plan(name, content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RulebookError("rule.unreadable", Text("this file cannot be read", "文件无法读取"), where=name,
                            why=reported(error), next_step=Text("Save it as UTF-8 text", "请存为UTF-8文本")) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RecordError("draw.file_missing", Text("this file of the draw cannot be read", "无法读取抽取所需的文件"),
                          where=str(path), why=reported(error),
                          next_step=Text("Give the whole folder of the draw", "请提供完整的抽取文件夹")) from error


def _unreadable(path: Path, why: Text) -> RecordError:
    return RecordError("draw.no_document", Text("this is no document of a draw", "这不是抽取文件"), where=str(path),
                       why=why, next_step=Text("Take the file as it was published", "请使用公布时的文件"))


def _write_folder(out: Path, files: Mapping[str, bytes]) -> None:
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise RecordError("draw.folder_taken", Text("there is something in the folder already", "该文件夹已有内容"),
                          where=str(out), why=Text("What was committed to is never written over",
                                                   "已承诺的内容不会被覆盖"),
                          next_step=Text("Name a new folder with --out", "请用--out另指新文件夹"))
    out.parent.mkdir(parents=True, exist_ok=True)
    with unfinished.aside(ACT, out) as hidden:
        hidden.mkdir()
        for name, content in files.items():
            (hidden / name).write_bytes(content)
        if out.exists():
            out.rmdir()
        hidden.rename(out)


def _write_draw(path: Path, document: Document) -> None:
    """Write ``document``, unless it is there. :raises RecordError: if another one is."""
    content = documents.written(document)
    if path.exists():
        if path.read_bytes() == content:
            return
        raise RecordError("draw.drawn_already", Text("the folder holds another result already",
                                                     "该文件夹已有不同的结果"),
                          where=str(path), why=Text("A draw has one result", "一次抽取只有一个结果"),
                          next_step=Text("Check it with: plumb verify", "请核验：plumb verify"))
    with unfinished.aside(ACT, path) as hidden:
        hidden.write_bytes(content)
        hidden.rename(path)
