"""Whether the cuts of a home are what its store held when they were frozen."""

from __future__ import annotations

from collections.abc import Iterator

from plumbline import unfinished
from plumbline.errors import CutError
from plumbline.figures.cuts.cut import Cut, cut_ids, open_cut
from plumbline.figures.cuts.refreezing import Refreezing
from plumbline.figures.joint import received
from plumbline.home import Home
from plumbline.procedures.operations.doctor import FAULT, OK, Finding, Visit

MENDING = "Compare it with a backup, or with whoever was given the cut; freeze the records again with: plumb cut"
WHY = "The cut, its name and its manifest were written anew together, or the store was"


def frozen(visit: Visit) -> Iterator[Finding]:
    """Each cut holds what the store held when it was frozen, and what other instances signed. A cut that is not even
    the bytes that were frozen is told by the check of the cuts."""
    count, wrong = 0, False
    visit.home.cache.mkdir(parents=True, exist_ok=True)
    with unfinished.aside("doctor", visit.home.cache / "refrozen", home=visit.home) as aside:
        aside.mkdir()
        again = Refreezing(aside)
        for id in cut_ids(visit.home):
            try:
                cut = open_cut(visit.home, id)
                found = list(_wrong(visit.home, cut, again))
            except CutError:
                continue
            count += 1
            for said, where in found:
                wrong = True
                yield Finding("frozen", FAULT, f"a cut is not what the store held: {said}", where, WHY, MENDING)
    if count and not wrong:
        yield Finding("frozen", OK, f"{count} cuts, each what the store held when it was frozen")


def _wrong(home: Home, cut: Cut, again: Refreezing) -> Iterator[tuple[str, str]]:
    cut.check()
    if said := again.entry_wrong(cut):
        yield said, cut.id
        return
    for name in cut.held.kinds:
        if said := again.differs(cut, name):
            yield said, f"{cut.id}/{cut.held.kinds[name].own[0].file}"
    for instance in cut.held.received:
        if said := _unsigned(home, cut, instance):
            yield said, f"{cut.id}, {instance}"


def _unsigned(home: Home, cut: Cut, instance: str) -> str:
    """Whether a part that another instance handed up is one that it signed; nothing is said of what is here no more."""
    named = cut.held.received[instance]
    given = [each for each in received.of_instance(home, instance) if each.sha256 == named.get("package")]
    if not given:
        return ""
    signed = {part.sha256 for part in given[0].package.parts}
    parts = {part.sha256 for held in cut.held.kinds.values() for part in held.files
             if part.instance.partition("~")[0] == instance}
    if not parts <= signed:
        return "it holds a file that this instance did not sign"
    differing = [name for name, value in given[0].provenance().items() if named.get(name) != value]
    return f"its manifest says otherwise than what was received: {', '.join(differing)}" if differing else ""
