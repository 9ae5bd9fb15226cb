"""Which of millions of titles may be near each other: weighed MinHash of their letters, by fields, and what of it
holds.

Each title is a set of pieces of its normal form (two characters of a Chinese title, four letters of another), each
piece weighed by how rare it is. The least of ``-ln(u)/w`` over the pieces, ``u`` a hash of a piece between 0 and 1 and
``w`` its weight, is the same of two sets with the probability of their weighed Jaccard likeness: the minimum of
exponential variables (Ioffe 2010, Improved Consistent Sampling, for weights that belong to the pieces). Bands of three
such minima, with the field, are what titles are grouped by; whoever meets in one of twenty is a candidate: at a
likeness of a half 93 of 100 meet, of a tenth 2.

Pure: numpy and rapidfuzz, hashes are fixed by constants.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plumbline.methods.standards.near_titles import HAN, Likeness, Reading, Weights, letters_alike, likeness, weights

BANDS, ROWS = 20, 3
STRICT_BANDS, STRICT_ROWS = 10, 6
"""For titles of which no field is known, which are held against all: they must be nearer to meet."""
PIECES = {True: 2, False: 4}
CHUNK = 100_000
MOST_TOGETHER = 64
"""So many that meet in one band are compared each with each; of more, each with the next in their order."""
NEIGHBOURS = 8
LEAST_AGREEING = 0.3
"""The share of minima that two candidates have in common, below which they are not looked at."""
SAMPLE = 400_000
"""Titles of which words are counted for their weights: of more, every so many."""
_COUNTED = 1 << 22
_U32 = np.uint32
U64 = NDArray[np.uint64]
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Near:
    """Two titles, by their places among those that were given, that are near each other."""

    left: int
    right: int
    like: Likeness


def near(forms: Sequence[str], blocks: Sequence[frozenset[str]], reading: Reading,
         progress: Progress = lambda share: None) -> Iterator[Near]:
    """The pairs of different ``forms`` (each given once) that are near each other, each pair once. ``blocks`` are the
    fields of each: two are compared if they share one, or if of one of them none is known. Forms that are equal are not
    looked for: who groups by form has them."""
    han = _is_han(forms)
    for number, chinese in enumerate((True, False)):
        places = np.flatnonzero(han == chinese).astype(np.int64)
        if len(places) < 2:
            continue
        own = [forms[at] for at in places.tolist()]
        by = weights(own[::max(1, len(own) // SAMPLE)])
        for one, other, like in _near_of(own, [blocks[at] for at in places.tolist()], by, reading, PIECES[chinese],
                                         _half(progress, number)):
            yield Near(int(places[one]), int(places[other]), like)
    progress(1.0)


def _half(progress: Progress, number: int) -> Progress:
    return lambda share: progress((number + share) / 2)


def _is_han(forms: Sequence[str]) -> NDArray[np.bool_]:
    search = re.compile(f"[{HAN}]").search
    return np.fromiter((search(form) is not None for form in forms), np.bool_, len(forms))


def _near_of(forms: list[str], blocks: list[frozenset[str]], by: Weights, reading: Reading, size: int,
             progress: Progress) -> Iterator[tuple[int, int, Likeness]]:
    minima = _minima(forms, size, BANDS * ROWS, lambda share: progress(share / 3))
    lengths = np.fromiter((len(form) for form in forms), np.int32, len(forms))
    rows, keys = _by_block(blocks)
    lone = np.fromiter((not each for each in blocks), np.bool_, len(forms))
    seen: set[int] = set()
    passes = BANDS + (STRICT_BANDS if lone.any() else 0)
    for band in range(passes):
        if band < BANDS:
            found = _met(_band(minima, band, ROWS)[rows] ^ keys, rows, forms)
            earlier = (_band(minima, before, ROWS) for before in range(band))
            left, right = _new(found, earlier)
        else:
            place = band - BANDS
            found = _met(_band(minima, place, STRICT_ROWS), np.arange(len(forms)), forms, lone)
            keep = lone[found[0]] | lone[found[1]]
            left, right = _new((found[0][keep], found[1][keep]),
                               (_band(minima, before, STRICT_ROWS) for before in range(place)))
        for at in range(0, len(left), CHUNK * 5):
            one, other = left[at:at + CHUNK * 5], right[at:at + CHUNK * 5]
            keep = _plausible(minima, lengths, one, other, reading.least_letters)
            one, other = one[keep], other[keep]
            fits = letters_alike([forms[each] for each in one], [forms[each] for each in other], reading.least_letters)
            for first, second in zip(one[fits].tolist(), other[fits].tolist(), strict=True):
                code = first * len(forms) + second
                if code in seen:
                    continue
                seen.add(code)
                like = likeness(forms[first], forms[second], by, reading)
                if like is not None:
                    yield first, second, like
        progress(1 / 3 + 2 / 3 * (band + 1) / passes)


def _by_block(blocks: list[frozenset[str]]) -> tuple[NDArray[np.int64], U64]:
    """The place of each form once for each field it is of, and the field as a number; none: a field of its own."""
    codes: dict[str, int] = defaultdict(lambda: len(codes) + 1)
    rows = [at for at, each in enumerate(blocks) for _ in (each or " ")]
    keys = [codes[one] if one else 0 for each in blocks for one in (sorted(each) or ("",))]
    return np.array(rows, np.int64), _mixed(np.array(keys, np.uint64))


def _mixed(values: U64) -> U64:
    """Splitmix64: whatever is near becomes far."""
    with np.errstate(over="ignore"):
        values = (values + np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xBF58476D1CE4E5B9)
        values ^= values >> np.uint64(27)
        values *= np.uint64(0x94D049BB133111EB)
        return values ^ (values >> np.uint64(31))


def _hashes(forms: list[str], size: int) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """The hash of each piece of all forms, one after another, and where each form begins."""
    # A form that is shorter than a piece is filled up; between two forms stands what no form has.
    text = "".join(form + "\x00" * max(0, size - len(form)) for form in forms)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter((max(len(form), size) for form in forms), np.int64, len(forms))
    counts = lengths - (size - 1)
    firsts = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    at = np.arange(int(counts.sum())) - np.repeat(starts, counts) + np.repeat(firsts, counts)
    found = np.zeros(len(at), np.uint32)
    for offset in range(size):
        found = (found ^ codes[at + offset]) * _U32(0x01000193)
        found ^= found >> _U32(15)
    return found, starts


def _minima(forms: list[str], size: int, many: int, progress: Progress) -> NDArray[np.uint32]:
    """So many weighed minima of each form, as the bits of floating numbers: equal where the same piece is the least."""
    counted = np.zeros(_COUNTED, np.int64)
    step = max(1, len(forms) // SAMPLE)
    sample = forms[::step]
    for at in range(0, len(sample), CHUNK):
        hashes, _ = _hashes(sample[at:at + CHUNK], size)
        counted += np.bincount(hashes & _U32(_COUNTED - 1), minlength=_COUNTED)
    weight = np.log1p(len(sample) / np.maximum(counted, 1)).astype(np.float32)
    found = np.empty((len(forms), many), np.uint32)
    for at in range(0, len(forms), CHUNK):
        hashes, starts = _hashes(forms[at:at + CHUNK], size)
        slower = np.float32(-1.0) / weight[hashes & _U32(_COUNTED - 1)]
        for each in range(many):
            mixed = hashes * _U32(0x85EBCA6B + 2 * each * 0x3243F6A9 & 0xFFFFFFFF)
            mixed ^= mixed >> _U32(13)
            mixed *= _U32(0xC2B2AE35)
            mixed ^= mixed >> _U32(16)
            # Between 0 and 1, neither of them: its logarithm is finite and below nothing.
            chance = (mixed >> _U32(8)).astype(np.float32)
            chance += np.float32(0.5)
            chance *= np.float32(2.0 ** -24)
            np.log(chance, out=chance)
            chance *= slower
            found[at:at + CHUNK, each] = np.minimum.reduceat(chance, starts).view(np.uint32)
        progress(min(1.0, (at + CHUNK) / len(forms)))
    return found


def _band(minima: NDArray[np.uint32], band: int, rows: int) -> U64:
    """One number for the minima of a band."""
    found = np.full(len(minima), band + 1, np.uint64)
    for each in range(band * rows, (band + 1) * rows):
        found = _mixed(found ^ minima[:, each % minima.shape[1]].astype(np.uint64))
    return found


Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


def _met(keys: U64, rows: NDArray[np.int64], forms: list[str], wanted: NDArray[np.bool_] | None = None) -> Pairs:
    """The pairs of rows with one key; of a group in which none is ``wanted``, none."""
    order = np.argsort(keys, kind="stable")
    kept = keys[order]
    edges = np.flatnonzero(np.concatenate(([True], kept[1:] != kept[:-1], [True])))
    sizes = np.diff(edges)
    left, right = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    starts = edges[:-1]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= MOST_TOGETHER)]).tolist():
        groups = rows[order[starts[sizes == size][:, None] + np.arange(size)]]
        groups = groups if wanted is None else groups[wanted[groups].any(axis=1)]
        first, second = np.triu_indices(size, 1)
        left.append(groups[:, first].ravel())
        right.append(groups[:, second].ravel())
    for start, size in zip(starts[sizes > MOST_TOGETHER].tolist(), sizes[sizes > MOST_TOGETHER].tolist(), strict=True):
        group = np.array(sorted(rows[order[start:start + size]].tolist(), key=forms.__getitem__), np.int64)
        if wanted is not None and not wanted[group].any():
            continue
        for away in range(1, NEIGHBOURS + 1):
            left.append(group[:-away])
            right.append(group[away:])
    one, other = np.concatenate(left), np.concatenate(right)
    apart = one != other
    return np.minimum(one, other)[apart], np.maximum(one, other)[apart]


def _new(pairs: Pairs, earlier: Iterator[U64]) -> Pairs:
    """Each pair once, without those that met in an earlier band."""
    left, right = pairs
    for keys in earlier:
        apart = keys[left] != keys[right]
        left, right = left[apart], right[apart]
    if not len(left):
        return left, right
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    first = np.concatenate(([True], (left[1:] != left[:-1]) | (right[1:] != right[:-1])))
    return left[first], right[first]


def _plausible(minima: NDArray[np.uint32], lengths: NDArray[np.int32], left: NDArray[np.int64],
               right: NDArray[np.int64], least: int) -> NDArray[np.bool_]:
    """Of each pair, whether their lengths allow it and enough of their minima agree."""
    one, other = lengths[left], lengths[right]
    keep = 2 * np.minimum(one, other) * 100 >= least * (one + other)
    agreeing = np.zeros(len(left), np.float32)
    places = np.flatnonzero(keep)
    agreeing[places] = (minima[left[places]] == minima[right[places]]).mean(axis=1)
    found: NDArray[np.bool_] = keep & (agreeing >= LEAST_AGREEING)
    return found
