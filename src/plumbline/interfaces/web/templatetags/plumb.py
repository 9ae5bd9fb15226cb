"""Words, numbers and small parts for every template."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from plumbline.figures.cuts.cut import Cut
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.interfaces.web.core import world
from plumbline.interfaces.web.overview import kept_cards, showing
from plumbline.methods.shared.periods import Period
from plumbline.procedures.figures.waiting import kinds_of, may_freeze, waiting
from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.text import Text

register = template.Library()


@register.filter
def say(value: Text | str | None) -> str:
    """Declared words in the page's language."""
    return words.say(value)


@register.filter
def sentence(value: Text | str | None) -> str:
    """Declared words as a sentence of their own."""
    return words.sentence(value)


@register.filter
def num(value: int | Decimal | str | None) -> str:
    """A number, grouped."""
    return words.number(value)


@register.filter
def to(value: int | Decimal | None, places: int) -> str:
    """A number to so many places."""
    return words.number(value, places)


@register.filter
def fitted(text: str, columns: int) -> str:
    """As much of a name as there is room for."""
    return words.fitted(text, columns)


@register.filter
def year(label: str) -> str:
    """An assessment year in words: 2013, 2013-14."""
    return words.year(label)


@register.filter
def day(value: date | None) -> str:
    """A day in words."""
    return words.day(value)


@register.filter
def written_day(value: str) -> str:
    """A day that a rulebook file writes as 2013-01-31, in words; anything else as it is written."""
    try:
        return words.day(date.fromisoformat(value))
    except ValueError:
        return value


@register.filter
def article(value: str) -> str:
    """Where in its text a rule stands: an article by its number, any other place by its name."""
    if not value:
        return ""
    if value[:1].isdecimal():
        return _(", article %(article)s") % {"article": value}
    return f" · {value}"


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in words."""
    return words.moment(value)


@register.filter
def span(value: Period | str) -> str:
    """A period in words."""
    return words.period(value)


@register.filter
def bytesize(value: int) -> str:
    """A number of bytes in words."""
    return words.size(value)


@register.filter
def get(table: Any, key: Any) -> Any:
    """One entry of a mapping; None where there is none."""
    return table.get(key)


@register.simple_tag
def graded(grade: str, word: Text | str | None) -> SafeString:
    """A grade with letter, word and colour: parts/grade.html without a template, for tables of many."""
    if not grade:
        return format_html('<span class="grade"><span class="seal seal-none" aria-hidden="true">–</span>'
                           "<span>{}</span></span>", _("no grade"))
    return format_html('<span class="grade"><span class="seal seal-{}" aria-hidden="true">{}</span>'
                       '<span><span class="aside">{} </span>{}</span></span>', grade.lower(), grade, grade, say(word))


@register.simple_tag
def attribution() -> str:
    """Where this home's records come from; empty in an office's own home."""
    held = world.here()
    return "" if held is None else words.say(held.attribution)


@register.simple_tag
def constructed() -> str:
    """What every page says first in a home whose records are constructed; empty in any other."""
    held = world.here()
    return words.say(held.label) if held is not None and held.constructed else ""


@register.filter
def dot(value: float | None) -> str:
    """A coordinate: always with a point, whatever the page's language."""
    return "" if value is None else f"{value:g}"


@register.filter
def plus(value: float, more: float) -> str:
    """The sum of two coordinates."""
    return f"{value + more:g}"


@register.filter
def lift(value: float) -> str:
    """A coordinate a little higher: where a label stands above its point."""
    return f"{value - 7:g}"


@register.filter
def sink(value: float) -> str:
    """A coordinate a little lower: where a label's baseline stands."""
    return f"{value + 4:g}"


@register.inclusion_tag("plumbline/parts/as_of.html", takes_context=True)
def as_of(context: Any, cut: Cut, indicator: Indicator | None = None, *, result: object = None,
          dated: bool = True, offered: bool = True) -> dict[str, Any]:
    """Of when the numbers of a page are (if it does not say so itself), and how many records wait to be counted: those
    that ``indicator`` rests on, or every kind the reader may know of; with a form that freezes them for who may, unless
    the page has its own and it is not ``offered``. Beside a ``result`` the cut is the one that was
    graded. The journal names no region, so kinds that are not public are counted for those who may see every region."""
    request = context["request"]
    viewer = Viewer.of(request)
    everywhere = may_freeze(viewer.user)
    open_kinds = {kind.name for kind in viewer.kinds() if kind.public or everywhere}
    count = waiting(cut, open_kinds & kinds_of(indicator) if indicator else open_kinds)
    latest = reading.latest_cut()
    newest = latest is None or latest.id == cut.id
    return {"cut": cut, "count": count, "newest": newest, "result": result, "request": request, "dated": dated,
            "may_freeze": count and newest and not result and offered and everywhere,
            "gap": "" if words.chinese() else " ", "csrf_token": context.get("csrf_token")}


@register.simple_tag(takes_context=True)
def card(context: Any, shown: showing.Shown, first: bool = False) -> str:
    """One card, within the page around it; where its template fails, what is told of that in its place."""
    if shown.kept:
        return shown.kept
    engine = context.template.engine
    if shown.fault is None:
        try:
            with context.push(**shown.values, card=shown.card, first=first):
                html = engine.get_template(shown.card.template).render(context)
            kept_cards.keep(shown.key, html)
            return str(html)
        except Exception as error:  # noqa: BLE001 - a card that fails is told of in its place, and logged
            known = Viewer.of(context["request"]).user is not None
            shown = showing.Shown(shown.card, {}, showing.fault_of(shown.card, error, known=known))
    with context.push(card=shown.card, fault=shown.fault, first=first):
        return str(engine.get_template("plumbline/cards/fault.html").render(context))


@register.simple_tag
def alert_name(notice: Any) -> str:
    """A notice of a dangerous product by its source and its number there."""
    return words.say(Text(f"{vocabularies.title('alert-source', notice.source).en} {notice.number}",
                          f"{vocabularies.title('alert-source', notice.source).zh} {notice.number}"))
