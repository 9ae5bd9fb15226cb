"""Schemes as files state them: the shipped ones and an authority's own, read together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from plumbline.errors import RulebookError
from plumbline.home import Home
from plumbline.rulebook.core.faults import Faulty, Loaded, id_in
from plumbline.rulebook.core.files import own_files, shipped_files
from plumbline.rulebook.schemes.inheriting import Inheriting
from plumbline.rulebook.schemes.scheme_files import raw_of
from plumbline.rulebook.schemes.schemes import Scheme


def load_schemes(home: Home | None, figures: Collection[str]) -> Loaded[tuple[Scheme, ...]]:
    """Every scheme by id, its versions in order of validity: the shipped ones, replaced by those ``home`` has.

    ``figures`` are the ids of the indicators there are. A faulty file is told among the ``faults``; what it governs is
    governed by no other version, nor by a shipped one.
    """
    faults: list[Faulty] = []
    own = own_files(home, "schemes", faults)
    return read_schemes(shipped_files("schemes"), own, figures=figures, faults=faults)


def schemes_in(*layers: Iterable[tuple[str, str]], figures: Collection[str]) -> Loaded[tuple[Scheme, ...]]:
    """Every scheme in ``layers`` of files (name, text): a layer's files of an id replace those of the layers before.
    :raises RulebookError: naming file and key, for the first fault."""
    found = read_schemes(*layers, figures=figures)
    found.sound()
    return found


def read_schemes(*layers: Iterable[tuple[str, str]], figures: Collection[str], faults: Iterable[Faulty] = (),
                 ) -> Loaded[tuple[Scheme, ...]]:
    """As :func:`schemes_in`, with the faults told and not raised; ``faults`` are those of files that could not even be
    read."""
    found: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
    wrong = list(faults)
    for files in layers:
        here: dict[str, list[tuple[str, Mapping[str, Any]]]] = {}
        for name, text in files:
            try:
                raw = raw_of(name, text)
            except RulebookError as error:
                wrong.append(Faulty(name, error, (id_in(text) or name,)))
                continue
            here.setdefault(str(raw.get("id", name)), []).append((name, raw))
        found.update(here)
        for fault in wrong:
            found.update({id: here.get(id, []) for id in fault.ids})  # not the shipped ones in its place
    return Inheriting({id: files for id, files in found.items() if files or not _lost(id, wrong)}, figures, wrong).all()


def _lost(id: str, wrong: Iterable[Faulty]) -> bool:
    return any(id in fault.ids for fault in wrong)
