"""Which column seems to be which field: by its title, by what others call it, by its spelling, by what stands in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from plumbline.records.core.kinds import Kind
from plumbline.records.intake.drafts import fitting, naming
from plumbline.records.intake.drafts.profile import Profile
from plumbline.records.intake.reading.headings import parted
from plumbline.rulebook.mappings import mappings
from plumbline.text import Text

CALLED = 0.65
"""From here on a heading speaks louder for a field than what stands below it: it is called so, not only nearly so."""
NEAR = 0.84
"""How much two headings must have in common to be thought the same word."""
ALL = 0.9
"""Which part of a column's values must fit, where nothing but them speaks for a field."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A column, the field that it seems to be (empty: none), how sure that is, from 0 to 1, and why."""

    column: str
    field: str
    sure: float
    why: Text


def guess(kind: Kind, columns: Sequence[Profile], known: Iterable[mappings.Mapping], places: Mapping[str, str],
          ) -> list[Guess]:
    """A guess for each column, in their order. ``known`` are mappings, whose columns were matched once; ``places``
    codes and names of regions. No field is guessed twice."""
    called = naming.called(kind, known)
    offers = [one for column in columns for one in _by_heading(kind, column, called, places)]
    chosen: dict[str, Guess] = {}
    filled: dict[str, str] = {}

    def choose(some: Iterable[Guess]) -> None:
        for one in sorted(some, key=lambda offer: -offer.sure):
            if one.column not in chosen and one.field not in filled and one.sure > 0:
                chosen[one.column], filled[one.field] = one, one.column

    choose(one for one in offers if one.sure >= CALLED)
    choose(_by_content(kind, [column for column in columns if column.heading not in chosen], filled, places))
    choose(offers)
    return [chosen.get(column.heading) or _none(column, offers, filled) for column in columns]


def _by_heading(kind: Kind, column: Profile, called: Mapping[str, list[tuple[str, float, Text]]],
                places: Mapping[str, str]) -> list[Guess]:
    heading = column.heading.replace("_", " ")
    offers: list[Guess] = []
    for word, less in ((column.heading, 0.0), (parted(heading)[0], 0.01)):
        offers += [Guess(column.heading, field, sure - less, why)
                   for field, sure, why in called.get(naming.bare(word), ())]
    if not offers:
        # Two signs of four make a Chinese title, and three of four in common is near.
        least = NEAR if heading.isascii() else 0.7
        for near in difflib.get_close_matches(naming.bare(heading), called, n=2, cutoff=least):
            ratio = difflib.SequenceMatcher(None, naming.bare(heading), near).ratio()
            offers += [Guess(column.heading, field, ratio * 0.6 * sure,
                             Text(f"its name is near to '{near}'", f"列名与“{near}”相近"))
                       for field, sure, _ in called[near]]
    return [replace(one, sure=fitting.weighed(kind.by_name[one.field], one.sure, column, places)) for one in offers]


def _by_content(kind: Kind, columns: Sequence[Profile], filled: Mapping[str, str], places: Mapping[str, str],
                ) -> list[Guess]:
    """Fields that nothing is called by, and of which exactly one column holds what they take, and nothing else does."""
    open_ = [spec for spec in kind.fields if spec.name not in filled
             and (spec.type in ("date", "choice") or spec.refers == "region")]
    takers = {spec.name: [column for column in columns if column.values
                           and fitting.fits(spec, column, places) >= ALL] for spec in open_}
    reasons = {"date": Text("every value is a day", "该列的值均为日期"),
               "choice": Text("its values are those of the field's list", "该列的值均在可选值内"),
               "ref": Text("its values are regions", "该列的值均为已知地区")}
    found = []
    for spec in open_:
        alone = [name for name, some in takers.items() if any(one in some for one in takers[spec.name])]
        if len(takers[spec.name]) == 1 and alone == [spec.name]:
            found.append(Guess(takers[spec.name][0].heading, spec.name, 0.4, reasons[spec.type]))
    return found


def _none(column: Profile, offers: Sequence[Guess], filled: Mapping[str, str]) -> Guess:
    near = next((one for one in offers if one.column == column.heading and one.field in filled and one.sure > 0), None)
    if near is not None:
        return Guess(column.heading, "", 0.0, Text(
            f"it may be '{near.field}' too, which '{filled[near.field]}' fills",
            f"也可能是“{near.field}”，但该字段已由“{filled[near.field]}”填写"))
    return Guess(column.heading, "", 0.0, Text("not understood", "未能识别"))
