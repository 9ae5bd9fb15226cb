"""The year that a page is about: which assessment, which cut, which regions."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from django.http import HttpRequest

from plumbline import home as homes
from plumbline.errors import MethodError
from plumbline.figures.cuts import cut as cuts
from plumbline.figures.cuts.cut import Cut
from plumbline.interfaces.shared import reading, words
from plumbline.interfaces.web.assessment.results import grades
from plumbline.interfaces.web.core import world
from plumbline.methods.shared.periods import Period
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.procedures.assessment.results.reading import Version
from plumbline.rulebook.schemes.schemes import Scheme


@dataclass(frozen=True)
class Year:
    """The year a page is about, with the assessment of it and of the year before, and the cut they rest on."""

    label: str
    period: Period
    cut: Cut
    tree: TreeAt
    scheme: Scheme | None
    result: grades.Result | None
    before: grades.Result | None
    choices: tuple[str, ...]


def ground(held: Year) -> tuple[Hashable, ...]:
    """All that is read of a year: while it is equal, so is what pages make of it."""
    return (held.label, held.period.text, held.cut.id, held.scheme.id if held.scheme else "",
            held.scheme.sha256 if held.scheme else "", *((one.number, one.root) if one else ()
                                                         for one in (held.result, held.before)))


def label(held: Year) -> str:
    """How the grades are to be read, where they are nobody's law."""
    if held.scheme is not None and held.scheme.illustrative:
        return words.say(held.scheme.label)
    here = world.here()
    return words.say(here.label) if here else ""


def year_asked(request: HttpRequest) -> Year | None:
    """The year the address names, else the world's own, else the newest with grades, else the newest with records."""
    latest = reading.latest_cut()
    if latest is None:
        return None
    scheme_id = grades.scheme_here()
    assessed = grades.newest(scheme_id)
    with_records = list(reading.years(latest.id, str(latest.folder)))
    choices = tuple(sorted({*assessed, *with_records}, reverse=True))
    here = world.here()
    chosen = request.GET.get("year", "")
    if chosen not in choices:
        usual = [here.default_year] if here is not None and here.default_year in choices else []
        chosen = next(iter([*usual, *assessed, *with_records]), "")
    if not chosen:
        return None
    scheme = _scheme(scheme_id, chosen)
    period = scheme.year.period(chosen) if scheme is not None else reading.period_named(chosen)
    found = grades.of_version(assessed[chosen]) if chosen in assessed else None
    cut = reading.cut_named(found.cut) if found and found.cut in cuts.cut_ids(homes.current()) else latest
    return Year(chosen, period, cut, cut.tree().at(period.last), scheme, found, _before(scheme, assessed, chosen),
                choices)


def _scheme(name: str, year: str) -> Scheme | None:
    for version in reversed(reading.schemes().get(name, ())):
        try:
            if version.applies(version.year.period(year)):
                return version
        except MethodError:
            continue
    return None


def _before(scheme: Scheme | None, assessed: dict[str, Version], year: str) -> grades.Result | None:
    if scheme is None or not year[:4].isdecimal():
        return None
    try:
        found = assessed.get(scheme.year.label(f"{int(year[:4]) - 1:04d}"))
    except MethodError:
        return None
    return None if found is None else grades.of_version(found)
