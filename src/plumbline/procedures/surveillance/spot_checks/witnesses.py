"""Witnesses of a draw where no beacon can be reached: they are named with the plan, each commits to a number of their
own, and reveals it once the draw is committed to.

Who does not reveal in time is named, and nothing is drawn: the draw falls to the next date that was settled with the
commitment. A reveal that comes later than that is refused, since waiting for it or not would be somebody's choice. The
numbers that were revealed are public by then, so for the next date every witness commits anew."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from plumbline.documents import json_of
from plumbline.errors import RecordError
from plumbline.methods.surveillance.draw_frames import shown
from plumbline.methods.surveillance.draw_witnesses import Witness, check, must_be_known
from plumbline.procedures.casework.finding import Asked
from plumbline.procedures.casework.standing import BY_LINK
from plumbline.procedures.surveillance import draw_folders as folders
from plumbline.procedures.surveillance.draw_documents import moment
from plumbline.procedures.surveillance.spot_checks import files
from plumbline.procedures.surveillance.spot_checks.files import FALLEN
from plumbline.rulebook.surveillance.draw_plans import FEWEST_WITNESSES, HASH
from plumbline.text import Text

COMMITMENTS, REVEALS, LINKS = "witness_commitments", "witness_reveals", "witness_links"
"""Under which names a case says, as JSON by the witness, to what they committed, what they revealed, and by which link
they did; empty: an officer wrote it down for them."""
SOURCE, WITNESSES, BEACON, NEXT = "randomness_from", "witnesses", "beacon", "next_date"
BETWEEN = re.compile(r"[;；\n]")


def names(values: Mapping[str, str]) -> tuple[str, ...]:
    """The witnesses who are named, in the order in which their numbers are put together."""
    return tuple(each.strip() for each in BETWEEN.split(values.get(WITNESSES, "")) if each.strip())


def said_by(values: Mapping[str, str], what: str) -> dict[str, str]:
    """What is kept by witness under ``what``."""
    found: dict[str, str] = json_of(values.get(what) or "{}")
    return found


def by_witnesses(values: Mapping[str, str]) -> bool:
    """Whether the draw that was committed to is by witnesses."""
    return values.get(SOURCE) == WITNESSES


def awaited(values: Mapping[str, str]) -> tuple[str, ...]:
    """Who has not done yet what is waited for: to reveal, where it was committed to; else to commit."""
    done = said_by(values, REVEALS if by_witnesses(values) else COMMITMENTS)
    return tuple(each for each in names(values) if each not in done)


def named(asked: Asked) -> Mapping[str, str]:
    """Name the witnesses; whatever others, or the same, committed to before counts no more. :raises RecordError: for
    fewer than two, one twice, or a name that no plan holds."""
    found = names(asked.said)
    if len(found) < FEWEST_WITNESSES or len(set(found)) < len(found) or any(
            "=" in each or len(each) > 80 or not each.isprintable() for each in found):
        raise RecordError("spot_check.witnesses_unfit", Text(
            f"at least {FEWEST_WITNESSES} witnesses are named, each once and without =",
            f"至少须写{FEWEST_WITNESSES}名见证人，每名写一次，不含等号"), where=WITNESSES, why=Text(
                "One witness alone could choose the draw", "仅一名见证人即可左右抽取结果"),
            next_step=Text("Write the offices or people, with ; between", "请写明见证单位或人员，以分号分隔"))
    return {WITNESSES: "; ".join(found), COMMITMENTS: "{}", REVEALS: "{}", LINKS: "{}"}


def testified(asked: Asked) -> Mapping[str, str]:
    """Keep to what a witness commits. :raises PlumblineError: for who is none, somebody else's name, what is no hash,
    or the hash of another witness."""
    said, values = asked.said, asked.case.board.values
    name, hash, link = said["witness"], said["commitment"].strip().lower(), said.get(BY_LINK, "")
    must_be_known(name, names(values))
    told, links = said_by(values, COMMITMENTS), said_by(values, LINKS)
    if (name in told and links.get(name) != link) or (link and any(
            each != name and of == link for each, of in links.items())):
        raise RecordError("spot_check.witness_taken", Text(
            f"{shown(name)} committed already, or this link is another witness's",
            f"{shown(name)}已作承诺，或该链接属于另一名见证人"), where="witness", why=Text(
                "Each witness has a link of their own", "每名见证人各用一个链接"), next_step=Text(
                "Take your own name; where somebody took it, ask the officer to name the witnesses anew",
                "请选择本人姓名；如已被他人占用，请联系经办人员重新确定见证人"))
    if not HASH.fullmatch(hash) or any(each != name and of == hash for each, of in told.items()):
        raise RecordError("spot_check.commitment_unfit", Text(
            "this is no SHA-256, or the one of another witness", "此处不是SHA-256，或与其他见证人的相同"),
            where="commitment", why=Text("Who copies a commitment brings no randomness of their own",
                                         "照抄他人承诺者没有提供自己的随机数"),
            next_step=Text("Give the 64 hexadecimal digits of the hash of your own number",
                           "请填写本人随机数的64位十六进制校验值"))
    return {"commitment": hash, COMMITMENTS: _with(told, name, hash), LINKS: _with(links, name, link)}


def must_all_have_committed(values: Mapping[str, str]) -> None:
    """:raises RecordError: where no witness is named, or one of them has not committed."""
    missing = awaited({**values, SOURCE: ""})
    if missing or not names(values):
        raise RecordError("spot_check.witnesses_missing", Text(
            f"these witnesses have not committed: {', '.join(missing)}" if missing else "no witness is named",
            f"以下见证人尚未承诺：{'、'.join(missing)}" if missing else "尚未确定见证人"), where=WITNESSES,
            next_step=Text("Wait for them, or name the witnesses anew", "请待其承诺，或重新确定见证人"))


def revealed(asked: Asked) -> Mapping[str, str]:
    """Keep what a witness reveals. :raises PlumblineError: once the time to reveal is over, in a draw by the beacon,
    and for what is not what they committed to."""
    assert asked.at is not None
    said, values = asked.said, asked.case.board.values
    if not by_witnesses(values) or asked.at >= moment(values["reveal_by"]):
        raise RecordError("spot_check.reveal_late", Text(
            "nothing is revealed any more", "已不能揭示"), where=asked.case.number, why=Text(
                "The time to reveal is over, or the draw is by the beacon", "揭示已截止，或本次抽取采用信标"),
            next_step=Text("The draw falls to its next date, unless everybody had revealed",
                           "除全部见证人已揭示外，抽取改至下次日期"))
    name, told = said["witness"], said_by(values, REVEALS)
    check(witnesses(values), {name: said["reveal"]})
    return {"reveal": "", REVEALS: _with(told, name, said["reveal"].strip().lower())}


def fallen(asked: Asked) -> Mapping[str, str]:
    """Say that the draw fell to its next date, and who did not reveal. :raises PlumblineError: as long as the time to
    reveal is not over, where everybody has revealed, and for a draw by the beacon."""
    assert asked.at is not None
    values = asked.case.board.values
    if not by_witnesses(values):
        raise RecordError("spot_check.not_by_witnesses", Text("a draw by the beacon does not fall",
                                                              "采用信标的抽取不因见证人改期"),
                          where=asked.case.number, next_step=Text("Draw with the signature of the round",
                                                                  "请以该轮签名抽取"))
    with files.folder(values) as place:
        document = folders.fall(place, said_by(values, REVEALS), asked.at)
        kept = ",".join(f"{name}:{sha256}" for name, sha256 in files.keep_folder(place).items())
    return {FALLEN: " ".join(filter(None, (values.get(FALLEN), kept))), "unrevealed": "; ".join(document["unrevealed"]),
            COMMITMENTS: "{}", REVEALS: "{}", LINKS: "{}"}


def folders_fallen(values: Mapping[str, str]) -> list[dict[str, str]]:
    """Of each draw that fell, its files by the names under which a case says their hashes."""
    return [dict(each.split(":") for each in kept.split(",")) for kept in values.get(FALLEN, "").split()]


def must_be_due(values: Mapping[str, str], due: datetime, on: date) -> None:
    """:raises RecordError: where the draw fell to a date, and is committed to for another while that can still be
    kept."""
    if not values.get(FALLEN):
        return
    wanted, day = date.fromisoformat(values[NEXT]), timezone.localdate(due)
    if day < wanted or (day > wanted and on <= wanted):
        raise RecordError("spot_check.another_date", Text(
            f"the draw fell to {wanted.isoformat()}, and would be on {day.isoformat()}",
            f"抽取已改至{wanted.isoformat()}，现定为{day.isoformat()}"), where=NEXT, why=Text(
                "When is drawn instead was settled before anybody knew who would not reveal",
                "改期日期在得知何人未揭示之前即已确定"),
            next_step=Text("Commit to that date; once it has passed, to a later one",
                           "请按该日期作出承诺；该日已过的，可另定更晚的日期"))


def plan_keys(said: Mapping[str, str]) -> list[tuple[str, str]]:
    """What PLAN.toml says of when they reveal. :raises RecordError: where the date on which is drawn if one does not
    reveal is missing, or not after the last moment to reveal."""
    due, after = moment(said["reveal_by"], "reveal_by"), said.get(NEXT, "")
    if not after or date.fromisoformat(after) <= timezone.localdate(due):
        raise RecordError("spot_check.no_next_date", Text(
            "it is not said when is drawn if a witness does not reveal", "未写明见证人未揭示时的下次抽取日期"),
            where=NEXT, next_step=Text("Give a date after the last moment to reveal", "请填写晚于揭示截止时刻的日期"))
    return [("reveal_by", due.isoformat()), (NEXT, after)]


def witnesses(values: Mapping[str, str]) -> list[Witness]:
    """The witnesses with their commitments."""
    told = said_by(values, COMMITMENTS)
    return [Witness(name, told.get(name, "")) for name in names(values)]


def _with(told: Mapping[str, str], name: str, text: str) -> str:
    return json.dumps({**told, name: text}, ensure_ascii=False, sort_keys=True)
