"""The schemes of the units below that a scheme rolls up."""

from __future__ import annotations

from plumbline.errors import RulebookError
from plumbline.methods.shared.suggesting import suggest
from plumbline.procedures.assessment.scoring.refusals import other_years
from plumbline.rulebook.schemes.schemes import Item, Scheme, Schemes, scheme_for
from plumbline.text import Text


def lower_schemes(scheme: Scheme, schemes: Schemes, label: str, above: tuple[str, ...] = ()) -> dict[str, Scheme]:
    """The version of each scheme whose scores ``scheme`` rolls up in a year, and of those that these roll up, by id.
    :raises RulebookError: for one that is not there, counts years otherwise or leads back here."""
    way, found = (*above, scheme.id), dict[str, Scheme]()
    for item in scheme.items:
        if item.rolled_up:
            lower = lower_of(scheme, item, schemes, label, way)
            found |= {lower.id: lower} | lower_schemes(lower, schemes, label, way)
    return found


def pinned(scheme: Scheme, schemes: Schemes, label: str) -> str:
    """The hashes of the schemes that are rolled up, each after a space: a change of one of them is then seen. One that
    cannot be used is told as its reason."""
    try:
        return "".join(f" {each.sha256}" for _, each in sorted(lower_schemes(scheme, schemes, label).items()))
    except RulebookError as error:
        return f" {error.what}"


def lower_of(scheme: Scheme, item: Item, schemes: Schemes, label: str, way: tuple[str, ...]) -> Scheme:
    assert item.rolled_up is not None
    id, where = item.rolled_up.scheme, f"{scheme.file}: item {item.id}: rolled_up.scheme"
    if id not in schemes:
        raise RulebookError("scheme.unknown", Text(f"there is no scheme '{id}'", f"没有方案“{id}”"), where=where,
                            next_step=suggest(id, sorted(schemes)))
    if id in way:
        circle = " -> ".join((*way, id))
        raise RulebookError("assess.circle", Text(f"the schemes are rolled up in a circle: {circle}",
                                                  f"方案之间循环汇总：{circle}"), where=where,
                            next_step=Text("Roll up a scheme of a lower level", "请汇总下级方案"))
    lower = scheme_for(schemes, id, label)
    if lower.year != scheme.year:
        raise RulebookError("assess.other_years", other_years(), where=where,
                            next_step=Text("Roll up a scheme with the same year", "请汇总考核年度相同的方案"))
    return lower
