"""What is found without an index, since there is little of it: rules, figures, sheets, years and error codes.
Each is looked through as it is now, by the words it has for this reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

from plumbline.errors import PlumblineError
from plumbline.figures.indicators import catalogue
from plumbline.home import Home
from plumbline.procedures.assessment.scoring.reading import published
from plumbline.procedures.assessment.scoring.schemes import schemes_of
from plumbline.procedures.assessment.year import reading as years
from plumbline.procedures.figures.reading import open_figure
from plumbline.procedures.search.hits import Hit, Place
from plumbline.procedures.search.shelf import Shelf, Thing
from plumbline.records.assessment.determinations import Assessment
from plumbline.records.core.visibility import roles_of
from plumbline.records.search.asking import Wanted
from plumbline.records.search.marking import places
from plumbline.rulebook.core.error_codes import explanations
from plumbline.rulebook.indicators.indicator import Indicator
from plumbline.rulebook.schemes.schemes import Scheme
from plumbline.text import Text

MEANING, ITEM, CITED, LINE = (
    Text("Meaning", "含义"), Text("Item", "考核项目"), Text("Source", "依据"), Text("Published figure", "已公布的数据"))


_kept: dict[str, tuple[tuple[Any, ...], Shelf]] = {}
"""The shelf of each source that is made of files, with what was read from them: made anew once those are."""


def _shelf(name: str, of: tuple[Any, ...], make: Callable[[], Iterable[Thing]]) -> Shelf:
    held = _kept.get(name)
    if held is None or len(held[0]) != len(of) or any(one is not other for one, other in zip(held[0], of, strict=True)):
        held = _kept[name] = (of, Shelf(make()))
    return held[1]


def _figures(home: Home, user: Any) -> Shelf:
    known = catalogue.catalogue(home)
    return _shelf(FIGURES, tuple(known.values()), lambda: map(_figure, known.values()))


def _figure(of: Indicator) -> Thing:
    return Thing(("figure", of.id), of.title, of.id, (Place(MEANING, of.meaning), _cited(of.cites)),
                 of if of.internal else None)


def _rules(home: Home, user: Any) -> Shelf:
    schemes, sheets = [versions[-1] for versions in schemes_of(home).values()], catalogue.sheets(home)

    def things() -> Iterator[Thing]:
        yield from map(_scheme, schemes)
        for name, sheet in sheets.items():
            yield Thing(("sheet", name), sheet.title, name, tuple(Place(LINE, line.title) for line in sheet.lines))

    return _shelf(RULES, (*schemes, *sheets.values()), things)


def _scheme(of: Scheme) -> Thing:
    return Thing(("scheme", of.id), of.title, of.id, (_cited(of.cites), *(
        Place(ITEM, _beside(item.id, item.title, item.clause)) for block in of.blocks for item in block.items)))


def _cited(cites: Any) -> Place:
    said = f"{cites.text} {cites.article}".strip()
    return Place(CITED, Text(said, said))


def _beside(code: str, title: Text, clause: str) -> Text:
    end = f" ({clause})" if clause and clause != code else ""
    return Text(f"{code} {title.en}{end}", f"{code} {title.zh or title.en}{end}")


def _results(home: Home, user: Any) -> Shelf:
    if not Assessment.objects.exists():
        return Shelf(())
    years_ = published().order_by("scheme", "year").values_list("scheme", "year").distinct()
    return Shelf(_of_year(("result", scheme, year), home, scheme, year) for scheme, year in years_)


def _years(home: Home, user: Any) -> Shelf:
    return Shelf(_of_year(("year", row.number), home, row.scheme, row.year) for row in years.years(user))


def _of_year(target: tuple[str, ...], home: Home, scheme: str, year: str) -> Thing:
    known = schemes_of(home)
    title = known[scheme][-1].title if known.get(scheme) else Text(scheme, scheme)
    return Thing(target, Text(f"{title.en}, {year}", f"{title.zh or title.en}（{year}）"), f"{scheme} {year}")


@cache
def _codes(home: Home, user: None) -> Shelf:
    return Shelf(Thing(("error", each.code), Text(each.code, each.code), "", (Place(MEANING, each.meaning),))
                 for each in explanations().values())


FIGURES, RULES, CODES = "figures", "rules", "errors"
SOURCES: dict[str, tuple[Text, Callable[[Home, Any], Shelf]]] = {
    FIGURES: (Text("Figures", "指标"), _figures),
    RULES: (Text("Rules", "规则"), _rules),
    "results": (Text("Published results", "已公布的考核结果"), _results),
    "years": (Text("Assessment years", "年度考核"), _years),
    CODES: (Text("Error codes", "错误代码"), lambda home, user: _codes(home, None)),
}


def found(home: Home, user: Any, name: str, wanted: Wanted) -> list[Hit]:
    """What of the source ``name`` fits, best first."""
    regions = sorted({region for _, region, _ in roles_of(user)})
    marks = wanted.marks
    return [_hit(each, marks, place) for place, each in enumerate(SOURCES[name][1](home, user).fitting(wanted))
            if _open(home, user, each, regions)]


def _hit(thing: Thing, marks: tuple[str, ...], place: int) -> Hit:
    shown = [text for text in thing.texts if any(places(said, marks) for said in {text.value.en, text.value.zh})]
    return Hit(thing.target, thing.title, thing.key, found=tuple(shown[:2]), serial=place + 1)


def _open(home: Home, user: Any, thing: Thing, regions: list[str]) -> bool:
    if thing.of is not None:
        return any(open_figure(user, thing.of, region) for region in regions)
    if thing.target[0] == "year":
        try:
            years.open_to(home, thing.target[1], user)
        except PlumblineError:
            return False  # a part that was taken back; or rules that cannot be read, as its page says
    return True
