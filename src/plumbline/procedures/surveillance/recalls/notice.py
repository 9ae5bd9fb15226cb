"""The notice of a recall: what it says, for its page and as PDF, in either language.

First what a consumer is to do, then what is called back and why, then how far it is. What the recall has in one
language alone is said in that one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from plumbline.home import Home
from plumbline.procedures.common import typesetting
from plumbline.procedures.evidence import previews
from plumbline.procedures.evidence import reading as evidence
from plumbline.procedures.surveillance.recalls import published
from plumbline.procedures.surveillance.recalls.showing import CLOSED, REVOKED, Shown
from plumbline.records.core import kinds, store
from plumbline.rulebook.core import vocabularies
from plumbline.text import Text, written_day, written_number

TEMPLATE = resources.files(__package__) / "notice.typ"
LANGUAGES = ("en", "zh")
PICTURE = "1"
"""Of a photograph the one in which it can be read, not the small one."""
MOST_LOTS = 200
ADVICE, WHAT, WHY, PROGRESS = (
    Text("What you should do", "消费者怎么办"), Text("What is recalled", "召回产品"), Text("Why", "召回原因"),
    Text("How far it is", "召回进展"))
STOP = Text("Stop using the product, and ask the contact below.", "请立即停止使用该产品，并按下列联系方式咨询。")
ENDED = {CLOSED: Text("This recall is closed since {day}; it warns of nothing any more.",
                      "本次召回已于{day}终结，风险提示解除。"),
         REVOKED: Text("This recall was revoked.", "本次召回已撤销。")}


@dataclass(frozen=True)
class Notice:
    """What is said of a published recall. ``title``, ``defect`` and ``advice`` are in both languages where the recall
    has both; ``product`` and ``firm`` are their names (codes where no register has them); ``lots`` are lot numbers
    (none: all); ``pictures`` the numbers of its photographs."""

    shown: Shown
    title: Text
    defect: Text
    advice: Text
    product: str
    model: str
    firm: str
    lots: tuple[str, ...]
    pictures: tuple[str, ...]

    @property
    def record(self) -> Any:
        """Its record."""
        return self.shown.record

    @property
    def remedy(self) -> Text:
        """What is offered."""
        return vocabularies.title("recall-remedy", self.record.remedy)

    @property
    def role(self) -> Text:
        """As what the firm recalls."""
        return vocabularies.title("firm-role", self.record.role)

    @property
    def goods(self) -> Text:
        """What sort of goods it is."""
        return vocabularies.title("recall-goods", self.record.goods)

    @property
    def initiative(self) -> Text:
        """Whether it is ordered."""
        return vocabularies.title("measure-initiative", self.record.initiative)


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF, and the name it is given."""

    name: str
    content: bytes


def notice(shown: Shown) -> Notice:
    """What is said of a published recall."""
    row = shown.record
    product = store.current(kinds.get("product")).filter(code=row.product).first() if row.product else None
    firm = store.current(kinds.get("organisation")).filter(code=row.organisation).first() if row.organisation else None
    seen = evidence.of_record(None, published.KIND, (row.number,))
    advice = _both(row.advice, row.advice_en)
    return Notice(
        shown, _both(row.title, row.title_en), _both(row.defect, row.defect_en), advice if advice.en else STOP,
        product.name if product is not None else row.product or "",
        ", ".join(filter(None, (product.brand, product.model))) if product is not None else "",
        firm.name if firm is not None else row.organisation or "",
        tuple(each.partition("/")[2] or each for each in published.lots_of(row)),
        tuple(each.row.number for each in seen if each.readable and each.row.pictures and not each.row.withdrawn))


def titled(shown: Shown) -> dict[str, Any]:
    """A recall as a list shows it: its title in both languages, and what is known without asking more."""
    return {"shown": shown, "key": (shown.number,), "title": _both(shown.record.title, shown.record.title_en),
            "remedy": vocabularies.title("recall-remedy", shown.record.remedy),
            "goods": vocabularies.title("recall-goods", shown.record.goods)}


def paper(home: Home, shown: Shown, language: str, *, authority: Text, on: date) -> Paper:
    """The notice as PDF, in ``language`` (en or zh), as it stands ``on`` a day. :raises PlumblineError: for a sign that
    no font of this machine holds."""
    told = notice(shown)
    pictures = _picture(home, told)
    data = _data(told, language, authority, on) | {"picture": next(iter(pictures), "")}
    name = f"recall-{shown.number}-{language}".replace("/", "-")
    return Paper(name, typesetting.pdf(TEMPLATE, data, language, on=on, pictures=pictures))


def _data(told: Notice, language: str, authority: Text, on: date) -> dict[str, Any]:
    row, shown = told.record, told.shown

    def say(en: str, zh: str) -> str:
        return Text(en, zh).say(language)

    def day(value: date | None) -> str:
        return written_day(value, language)

    listed = "、" if language == "zh" else ", "
    lots = listed.join(told.lots[:MOST_LOTS]) or say("all lots", "全部批次")
    if len(told.lots) > MOST_LOTS:
        lots += say(f" and {len(told.lots) - MOST_LOTS} more", f"等{len(told.lots)}个批次")
    firm = f"{told.firm} ({told.role.say(language)})" if told.role.en else told.firm
    counted, checks = shown.progress, shown.checks
    what = [(say("Product", "产品"), told.product), (say("Brand and model", "商标和规格型号"), told.model),
            (say("Lots", "批次"), lots), (say("Units affected", "涉及数量"), written_number(row.affected)),
            (say("Recalled by", "召回实施者"), firm), (say("Remedy", "补救措施"), told.remedy.say(language)),
            (say("Contact", "咨询联系方式"), row.contact or ""),
            (say("Published on", "公布日期"), day(row.published_on)),
            (say("To be done by", "计划完成日期"), day(row.planned_until) if row.planned_until else "")]
    came = [(say("Return rate", "召回完成率"), f"{counted.rate} %" if counted.rate is not None else ""),
            (say("Remedied", "已实施补救"), written_number(counted.remedied)),
            (say("Recovered from distribution", "从流通环节收回"), written_number(counted.recovered))]
    for title, share in ((say("Outlets that were told", "已收到通知的场所"), checks.told),
                         (say("Outlets that still sold it", "仍在销售的场所"), checks.on_shelf)):
        bounds = share.interval
        if bounds is not None:
            came.append((title, say(f"{share.count} of {share.of} checked ({bounds.low} to {bounds.high} % of all)",
                                    f"核查{share.of}个，{share.count}个（推断总体{bounds.low}%至{bounds.high}%）")))
    parts = [(WHAT, what), (WHY, [("", told.defect.say(language))] if told.defect.en else []), (PROGRESS, came)]
    ended = ENDED.get(shown.state, Text()).say(language).replace("{day}", day(row.closed_on))
    return {
        "title": told.title.say(language), "authority": authority.say(language),
        "kind": say("Product recall", "产品召回公告"), "ended": ended,
        "words": {"advice": ADVICE.say(language)}, "advice": told.advice.say(language).splitlines(),
        "alt": say(f"Photograph of {told.product}", f"{told.product}照片"),
        "parts": [{"title": title.say(language), "lines": [line for line in lines if line[1]]}
                  for title, lines in parts if any(text for _, text in lines)],
        "foot": say(f"Recall {shown.number}, as it stands on {day(on)}", f"召回编号{shown.number}，截至{day(on)}"),
    }


def _picture(home: Home, told: Notice) -> dict[str, bytes]:
    for number in told.pictures[:1]:
        row = evidence.one(None, number)[0].row
        path = previews.picture(home, row, PICTURE)
        if path is not None:
            return {"picture.jpg": path.read_bytes()}
    return {}


def _both(chinese: str | None, english: str | None) -> Text:
    return Text(english or chinese or "", chinese or english or "")
