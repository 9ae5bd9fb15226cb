"""What a spot check is to be: its ratios and shares, whether it keeps within its ceiling, and PLAN.toml of its draw."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from fractions import Fraction

from plumbline.errors import RecordError
from plumbline.methods.surveillance.draw_frames import Frame
from plumbline.methods.surveillance.draws import all_ruled, many, ratio_of, ratios_of
from plumbline.procedures.surveillance import draw_folders as folders
from plumbline.procedures.surveillance.draw_documents import moment
from plumbline.procedures.surveillance.spot_checks import witnesses
from plumbline.rulebook.surveillance.beacon_files import QUICKNET
from plumbline.text import Text

GENERAL, KEY = "general", "key"
SHARES = ("focus_share", "places_share")
MARGIN_MINUTES, LOAD = 60, 20


def ratios(values: Mapping[str, str]) -> dict[str, Fraction]:
    """The ratio of each class, as the case says them. :raises MethodError: where they are none."""
    return ratios_of(re.split(r"[\s;；,，]+", values["ratios"].strip()))


def share(values: Mapping[str, str], name: str) -> Fraction | None:
    """A share that the plan states; None: it states none. :raises MethodError: where it is none."""
    return ratio_of(values[name]) if values.get(name) else None


def must_be_sound(values: Mapping[str, str]) -> None:
    """:raises PlumblineError: for ratios and shares that are none, and general items without a ceiling."""
    ratios(values)
    for name in (*SHARES, "ceiling"):
        share(values, name)
    if values["sort"] == GENERAL and not values.get("ceiling"):
        raise RecordError("spot_check.no_ceiling", Text("general items are checked within a ceiling",
                                                        "一般检查事项须规定抽查比例上限"), where="ceiling", why=Text(
                              "Only key items have none", "仅重点检查事项不设上限"),
                          next_step=Text("Give the ceiling of the item list, such as 5%",
                                         "请按抽查事项清单填写上限，例如5%"))


def must_keep_within(values: Mapping[str, str], frame: Frame) -> None:
    """:raises PlumblineError: where a class has no ratio, or more of the general items' directory would be drawn than
    the item list allows."""
    by_class = ratios(values)
    all_ruled(frame, by_class)
    ceiling = share(values, "ceiling")
    drawn = sum(many(by_class[of], count) for of, count in frame.counts.items())
    if values["sort"] == GENERAL and ceiling is not None and drawn > many(ceiling, len(frame.ids)):
        raise RecordError("spot_check.above_ceiling", Text(
            f"{drawn:,} of {len(frame.ids):,} objects would be drawn, and the ceiling is {values['ceiling']}",
            f"将从{len(frame.ids):,}个对象中抽取{drawn:,}个，超过上限{values['ceiling']}"), where="ratios",
            why=Text("General items are checked within the ceiling of the item list",
                     "一般检查事项的抽查比例不得超过清单上限"),
            next_step=Text("Begin anew with lower ratios, or with the key items alone",
                           "请降低比例，或只就重点检查事项另行立项"))


def plan_id(number: str) -> str:
    """What the draw of the case ``number`` is called, in its files and as a record."""
    return f"spot-check-{number.lower().replace('.', '-')}"  # of a case from another home a dot parts both


def plan_text(number: str, values: Mapping[str, str], said: Mapping[str, str]) -> bytes:
    """PLAN.toml of the draw, by what is known of the case and ``said`` with the commitment. :raises PlumblineError:
    where no round is named, or the moment is none."""
    title = _quoted(values["title"])
    lines = [("id", plan_id(number)), ("title", f"{{ en = {title}, zh = {title} }}"),
             ("source", f"{{ text = {_quoted(values['plan'])} }}")]
    if sum(bool(said.get(name)) for name in ("round", "draw_at", "reveal_by")) != 1:
        raise RecordError("spot_check.no_round", Text("it is not said when is drawn, or twice",
                                                       "未写明何时抽取，或写了两次"), where="draw_at", next_step=Text(
                              "Give either the moment, such as 2026-12-01T09:00:00+08:00, the round of the beacon, or "
                              "the last moment for witnesses to reveal",
                              "请填写抽取时刻（如2026-12-01T09:00:00+08:00）、信标轮次或见证人揭示截止时刻，三者择一"))
    if said.get("reveal_by"):
        lines += witnesses.plan_keys(said)
    elif said.get("round"):
        lines += [("beacon", QUICKNET), ("round", said["round"])]
    else:
        lines += [("beacon", QUICKNET), ("draw_at", moment(said["draw_at"], "draw_at").isoformat())]
    lines.append(("margin_minutes", said.get("margin") or str(MARGIN_MINUTES)))
    bare = {"title", "source", "round", "draw_at", "reveal_by", "next_date", "margin_minutes"}
    text = "".join(f"{name} = {value if name in bare else _quoted(value)}\n" for name, value in lines)
    text += "\n[ratios]\n" + "".join(f"{_quoted(of)} = {_quoted(str(ratio))}\n" for of, ratio in ratios(values).items())
    text += (f"\n[inspectors]\nfile = {_quoted(folders.INSPECTORS)}\nrecusals = {_quoted(folders.RECUSALS)}\n"
             f"load = {values.get('load') or LOAD}\n")
    if said.get("reveal_by"):
        text += "".join(f"\n[[witness]]\nname = {_quoted(each.name)}\ncommitment = {_quoted(each.commitment)}\n"
                        for each in witnesses.witnesses(values))
    return text.encode()


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
