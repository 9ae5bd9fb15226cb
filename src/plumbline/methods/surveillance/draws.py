"""A draw that anybody can repeat: ranks from public randomness, and of each class its lowest.

The rank of an object is SHA-256(randomness || id), the randomness as 32 bytes and the id in UTF-8; each class takes its
lowest ceil(ratio x count), with the ratio as an exact fraction. Nobody who does not know the randomness can tell who is
drawn, and whoever knows it can tell for every object. Two equal ranks would need a collision of SHA-256; the lower id
is then first.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from plumbline.errors import MethodError
from plumbline.methods.surveillance.draw_frames import Frame, shown
from plumbline.text import Text

RANDOMNESS_BYTES = 32
DIGEST = "S32"
AS_RATIO = Text("Write 1/50, 2%, 0.02 or 1", "请写作1/50、2%、0.02或1")
_RATIO = re.compile(r"([0-9]{1,18})/([0-9]{1,18})|([0-9]{1,18}(?:\.[0-9]{1,18})?)(%?)")


@dataclass(frozen=True, slots=True)
class Drawn:
    """``by_class``: of each class the ids that were drawn, lowest rank first. ``order``: all of them, lowest first."""

    by_class: dict[str, tuple[str, ...]]
    order: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many were drawn of each class."""
        return {of: len(ids) for of, ids in self.by_class.items()}

    @property
    def total(self) -> int:
        """How many were drawn."""
        return len(self.order)


def ratio_of(text: str) -> Fraction:
    """The exact ratio that is written as ``1/50``, ``2%``, ``0.02`` or ``1``. :raises MethodError: for what is none,
    or lies outside 0 to 1."""
    found = _RATIO.fullmatch(text.strip())
    if found is None or (found[2] is not None and int(found[2]) == 0):
        raise MethodError("draw.no_ratio", Text(f"{shown(text)} is no ratio", f"{shown(text)}不是比例"),
                          next_step=AS_RATIO)
    value = Fraction(int(found[1]), int(found[2])) if found[1] else Fraction(found[3]) / (100 if found[4] else 1)
    if value > 1:
        raise MethodError("draw.ratio_above_one", Text(f"the ratio {text.strip()} is above 1",
                                                       f"比例{text.strip()}大于1"),
                          why=Text("No more than all objects of a class can be drawn", "抽取数不能超过该类全部对象"),
                          next_step=AS_RATIO)
    return value


def ratios_of(pairs: Iterable[str]) -> dict[str, Fraction]:
    """The ratios that are written as ``CLASS=RATIO``, each class once. :raises MethodError: where they are not."""
    found: dict[str, Fraction] = {}
    for pair in pairs:
        of, equals, written = pair.rpartition("=")
        if not equals or not of or of in found:
            raise MethodError("draw.not_pair", Text(
                f"the class {shown(of)} has two ratios" if of in found else f"{shown(pair)} is no class with its ratio",
                f"类别{shown(of)}有两个比例" if of in found else f"{shown(pair)}不是“类别=比例”的写法"),
                next_step=Text("Write each class once, as in A=1/50", "每个类别写一次，例如A=1/50"))
        found[of] = ratio_of(written)
    return found


def many(ratio: Fraction, count: int) -> int:
    """ceil(ratio x count)."""
    return -(-count * ratio.numerator // ratio.denominator)


def all_ruled(frame: Frame, ratios: Mapping[str, Fraction]) -> None:
    """:raises MethodError: if a class of ``frame`` has no ratio."""
    without = [of for of in frame.counts if of not in ratios]
    if without:
        named = ", ".join(shown(of) for of in without)
        raise MethodError("draw.class_without_ratio", Text(f"no ratio is given for the class {named}",
                                                           f"类别{named}没有比例"),
                          why=Text("How many of them are drawn must be settled before the draw",
                                   "各类抽取多少，须在抽取之前确定"),
                          next_step=Text("Give its ratio, also where it is 0; if the file begins with a heading, call "
                                         "its columns id and class",
                                         "请给出该类比例，不抽取的写0；文件首行若为表头，请将列名写作id和class"))


def draw(frame: Frame, ratios: Mapping[str, Fraction], randomness: bytes) -> Drawn:
    """Draw from ``frame``. A class that has a ratio and no object is there, with none drawn.

    :raises MethodError: if a class has no ratio, or the randomness is not 32 bytes.
    """
    if len(randomness) != RANDOMNESS_BYTES:
        raise MethodError("draw.bad_randomness", Text(
            f"the randomness has {len(randomness)} bytes instead of {RANDOMNESS_BYTES}",
            f"随机数为{len(randomness)}字节，应为{RANDOMNESS_BYTES}字节"))
    all_ruled(frame, ratios)
    ranks = _ranks(frame.ids, randomness)
    order = _ordered(ranks, frame.ids)
    names = sorted(ratios)
    place_of = {of: place for place, of in enumerate(names)}
    classes = np.fromiter((place_of[of] for of in frame.classes), np.intp, len(frame.classes))[order]
    chosen, by_class = np.zeros(len(order), bool), {}
    for place, of in enumerate(names):
        places = np.flatnonzero(classes == place)[:many(ratios[of], frame.counts.get(of, 0))]
        chosen[places] = True
        by_class[of] = tuple([frame.ids[each] for each in order[places].tolist()])
    return Drawn(by_class, tuple([frame.ids[each] for each in order[chosen].tolist()]))


def _ordered(ranks: np.ndarray[Any, np.dtype[np.bytes_]], ids: Sequence[str]) -> np.ndarray[Any, np.dtype[np.intp]]:
    """The places of ``ids`` by rank; of equal ranks the lower id is first."""
    # Eight bytes tell a million ranks apart, and are sorted twice as fast as all of them; where they do not, all tell.
    heads = ranks.view(">u8").reshape(len(ids), -1)[:, 0].astype(np.uint64)
    order = np.argsort(heads)
    if (heads[order[1:]] == heads[order[:-1]]).any():
        return np.array(sorted(range(len(ids)), key=lambda place: (ranks[place], ids[place])), np.intp)
    return order


def _ranks(ids: Sequence[str], randomness: bytes) -> np.ndarray[Any, np.dtype[np.bytes_]]:
    sha256 = hashlib.sha256
    return np.frombuffer(b"".join([sha256(randomness + id.encode()).digest() for id in ids]), DIGEST)
