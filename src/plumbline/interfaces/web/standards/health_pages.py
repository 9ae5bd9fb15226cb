"""Where the system of standards is in disorder, on a page: three lists, each line with why and with what to do next - a
button that opens the case, filled with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plumbline import home as homes
from plumbline.errors import NotAllowed
from plumbline.interfaces.shared import words
from plumbline.interfaces.shared.places import region_name, today_tree
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core.whole_numbers import whole_number
from plumbline.procedures.casework import holding, registry
from plumbline.procedures.standards import reviews
from plumbline.procedures.standards.health import LISTS, health
from plumbline.procedures.standards.health_lists import opening
from plumbline.procedures.standards.health_lists.following import OVERLAP, REVIEW
from plumbline.records.core.visibility import keeping
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text

ROWS, MOST_ROWS, MOST_TICKED = 25, 500, 200
LEVEL = "standard-level"
TITLES = {"chaotic": Text("Overlapping or double", "重复交叉"), "low": Text("Behind its time", "滞后老化"),
          "soft": Text("Used by nobody that is known", "未见使用")}
MEANT = {
    "chaotic": Text("Standards in force that say the same, have one number, or replace each other in a circle.",
                    "名称和领域相同或相近、编号重复，或者相互代替形成循环的现行标准。"),
    "low": Text("Standards in force of which a review is due, or that rest on what no longer holds.",
                "应当复审，或者所采用、引用的标准已失效的现行标准。"),
    "soft": Text(
        "Standards in force to which no certificate, test or other standard refers, and that nobody says to use.",
                 "没有证书、检验或者其他标准引用，也没有单位声明使用的现行标准。")}
REASONS = {
    "duplicate": Text("one title, one field", "名称、领域相同"), "near": Text("titles that are near", "名称相近"),
    "number": Text("one number", "编号重复"), "cycle": Text("a circle", "循环代替"),
    "review": Text("review due", "应复审"), "base": Text("its base is gone", "采用标准失效"),
    "reference": Text("a dead reference", "引用标准失效"), "draft": Text("a draft referred to", "引用草案"),
    "unused": Text("not used", "未见使用")}
BUTTONS = {OVERLAP: Text("Open an overlap case", "启动重复交叉处理"), REVIEW: Text("Open a review", "启动复审")}


@login_required
def index(request: HttpRequest) -> HttpResponse:
    """One of the lists: ``?list=``, narrowed by ``?level=`` and ``?catalogue=``; posted, reviews of what was ticked."""
    given = request.POST if request.method == "POST" else request.GET
    what = given.get("list", "") if given.get("list", "") in LISTS else "chaotic"
    chosen = {"level": given.get("level", "") if given.get("level", "") in vocabularies.vocabulary(LEVEL) else "",
              "catalogue": given.get("catalogue", "").strip()[:40]}
    here = "?" + urlencode({"list": what} | {name: text for name, text in chosen.items() if text})
    on = timezone.localdate()
    if request.method == "POST":
        return _opened(request, chosen, here, on)
    user, rows = Viewer.of(request).user, min(whole_number(given.get("rows", ""), ROWS) or ROWS, MOST_ROWS)
    told = health(homes.current(), what, on, user=user, limit=rows, **chosen)
    codes = {code for each in (*told["ranked"], *told["decided"]) for code in each["standards"]}
    held, regions = opening.titles(sorted(codes)), {name: _regions(user, name) for name in (OVERLAP, REVIEW)}
    tree = today_tree(request)
    return render(request, "plumbline/standards/health.html", {
        "what": what, "title": words.say(TITLES[what]), "meant": words.say(MEANT[what]), "told": told, **chosen,
        "lists": [(words.say(TITLES[name]), "?" + urlencode({"list": name} | {
            key: text for key, text in chosen.items() if text}), name == what) for name in LISTS],
        "levels": [(name, words.say(vocabularies.title(LEVEL, name))) for name in vocabularies.vocabulary(LEVEL)],
        "counts": [(words.say(REASONS[name]), count) for name, count in told["counts"].items()],
        "narrowed": any(chosen.values()), "clear": "?" + urlencode({"list": what}),
        "lines": [_line(each, held, regions, on) for each in told["ranked"]],
        "decided": [_decided(each, held) for each in told["decided"]],
        "many": what == "low" and bool(regions[REVIEW]) and any(
            each["reason"] == reviews.OPENED_FOR and not each["case"] for each in told["ranked"]),
        "regions": [(code, words.say(region_name(tree, code))) for code in regions[REVIEW]],
        "more": f"{here}&{urlencode({'rows': min(rows * 4, MOST_ROWS)})}"
                if told["total"] > len(told["ranked"]) and rows < MOST_ROWS else ""})


def _regions(user: Any, name: str) -> list[str]:
    """The regions in which ``user`` may open a case of a procedure."""
    return sorted(keeping(user, holding.kind_of(registry.procedure(name))).tops)


def _line(each: Mapping[str, Any], held: Mapping[str, Any], regions: Mapping[str, list[str]], on: date,
          ) -> dict[str, Any]:
    procedure, case = opening.OF_REASON.get(each["reason"], ""), each["case"]
    language = "zh" if words.chinese() else "en"
    address = ""
    if procedure and not case and regions[procedure]:
        filled = opening.filled(each, held, language, on) | {"region": regions[procedure][0]}
        address = f"{reverse('case-new', args=(procedure,))}?{urlencode(filled)}"
    near = each.get("near")
    return {
        "standards": [_standard(code, held) for code in each["standards"]], "code": each["standards"][0],
        "reason": words.say(REASONS[each["reason"]]), "about": each["about"][language],
        "since": date.fromisoformat(each["since"]) if each["since"] else None,
        "clause": each["clause"].replace(", ", "、") if words.chinese() else each["clause"],
        "next": each["next"][language], "open": address, "button": words.say(BUTTONS[procedure]) if procedure else "",
        "why": [one[language] for one in near["reasons"][1:]] if near else [],
        "tick": each["reason"] == reviews.OPENED_FOR and not case, "case": case and {
            "number": case["number"], "address": reverse("case", args=(case["procedure"], case["number"])),
            "title": words.say(registry.procedure(case["procedure"]).title), "state": words.say(
                registry.procedure(case["procedure"]).machine()[case["state"]].title),
            "due": date.fromisoformat(case["due"]) if case["due"] else None,
            "late": bool(case["due"]) and case["due"] < on.isoformat()}}


def _decided(each: Mapping[str, Any], held: Mapping[str, Any]) -> dict[str, Any]:
    return {"standards": [_standard(code, held) for code in each["standards"]],
            "said": each["said"]["zh" if words.chinese() else "en"], "day": date.fromisoformat(each["decided_on"]),
            "record": reverse("record", args=("standard_overlap", (each["case"],)))}


def _standard(code: str, held: Mapping[str, Any]) -> dict[str, str]:
    row = held.get(code)
    first, second = ("title_zh", "title_en") if words.chinese() else ("title_en", "title_zh")
    return {"designation": getattr(row, "designation", code), "address": reverse("standard", args=((code,),)),
            "title": getattr(row, first, "") or getattr(row, second, "") or "",
            "issuer": getattr(row, "issuer", "") or "",
            "level": words.say(vocabularies.title(LEVEL, row.level)) if row is not None else ""}


def _opened(request: HttpRequest, chosen: Mapping[str, str], here: str, on: date) -> HttpResponse:
    """Open a review of each standard that was ticked."""
    user, ticked = Viewer.of(request).user, request.POST.getlist("standard")[:MOST_TICKED]
    region = request.POST.get("region", "")
    if region not in _regions(user, REVIEW):
        raise NotAllowed("case.part_not_held", Text("you may not open cases of this procedure", "您无权在该流程中立案"),
                         where=REVIEW, next_step=Text("Ask who administers your region for a role",
                                                      "请向所在地区管理员申请角色"))
    done = reviews.open_due(homes.current(), user, region, on=on, at=timezone.now(), limit=MOST_TICKED, only=ticked,
                            **chosen)
    count = len(done["opened"])
    if count:
        messages.success(request, ngettext("%(count)s review was opened.", "%(count)s reviews were opened.", count)
                         % {"count": count})
    else:
        messages.error(request, _("No review was opened: tick the standards that are to be reviewed."))
    return HttpResponseRedirect(here)
