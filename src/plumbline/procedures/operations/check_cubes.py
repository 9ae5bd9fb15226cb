"""Whether the cubes beside the cuts are what was written. None of them is worth more than the time it saves."""

from __future__ import annotations

from collections.abc import Iterator

from plumbline.figures.indicators.cubes.looking import drop_unusable, looked
from plumbline.procedures.operations.doctor import OK, WARN, Finding, Visit

CHECK = "cubes"
AGAIN = "It is made anew when it is next asked for; remove it with: plumb doctor --sweep"


def cubes(visit: Visit) -> Iterator[Finding]:
    """Each file of partial results and answers is what was written, of a cut that is there."""
    found = list(looked(visit.home))
    for each in found:
        if each.gone:
            yield Finding(CHECK, WARN, f"cubes of a cut that is no more, {each.bytes:,} bytes", each.cut,
                          next_step="Remove them with: plumb doctor --sweep")
        for name in () if each.gone else each.unusable:
            yield Finding(CHECK, WARN, "a cube is not what was written, or of another cut or release, and is not used",
                          f"{each.cut}/{each.engine}/{name}", next_step=AGAIN)
    if not any(each.gone or each.unusable for each in found):
        total = sum(each.bytes for each in found)
        yield Finding(CHECK, OK, f"{sum(each.files for each in found)} files of cubes, {total:,} bytes, each what was "
                                 "written")


def sweep(visit: Visit) -> Iterator[Finding]:
    """Remove what cannot be used."""
    for path in drop_unusable(visit.home, visit.at.timestamp()):
        yield Finding("sweep", OK, "a cube that cannot be used was removed", str(path))
