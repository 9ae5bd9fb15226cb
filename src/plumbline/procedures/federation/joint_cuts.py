"""``plumb cut``: this instance's own records, and the latest that each trusted instance handed up."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from plumbline.errors import CutError
from plumbline.figures.cuts.cut import Cut, Progress
from plumbline.figures.cuts.freezing import write_cut
from plumbline.figures.cuts.store_source import StoreSource
from plumbline.figures.joint import received
from plumbline.figures.joint.joining import joined_with
from plumbline.figures.joint.received import Received
from plumbline.home import Home
from plumbline.procedures.federation import trusting


def freeze(
    home: Home, *, at: datetime, as_of: datetime | None = None, own: bool = False, without: Collection[str] = (),
    progress: Progress | None = None,
) -> Cut:
    """Freeze a cut of everything this instance knew at ``as_of`` (None: now, ``at``): its own records and, unless
    ``own``, the latest that it had received from each instance it trusts, but for those ``without``.

    :raises CutError: where instances conflict; nothing is frozen then.
    """
    moment = as_of or at
    taken = [] if own else _received(home, moment, without)
    return write_cut(home, StoreSource(), as_of=moment, made_at=at, progress=progress, joined=joined_with(taken))


def _received(home: Home, until: datetime, without: Collection[str]) -> list[Received]:
    known = trusting.known(home)
    for name in without:
        if name not in known:
            raise CutError.of(trusting.not_trusted(name))
    found = (received.latest(home, name, until) for name in known if name not in without)
    return [each for each in found if each is not None]
