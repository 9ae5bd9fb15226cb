"""Merkle trees as RFC 6962, section 2.1, defines them: root, inclusion proof, check.

Leaves come already hashed (:mod:`plumbline.methods.shared.trust.leaf`); a node is SHA-256(0x01 || left || right); the
root of nothing is SHA-256 of nothing. The RFC splits at the largest power of two below n; joining neighbours level by
level and carrying an odd last one up gives the same tree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import islice

from plumbline.errors import MethodError
from plumbline.methods.shared.trust.leaf import HASH_BYTES
from plumbline.text import Text

EMPTY_ROOT = sha256(b"").digest()
BLOCK_LEVEL = 10
BLOCK = 1 << BLOCK_LEVEL  # leaves folded at once by RootBuilder: large enough for speed, small enough to hold
BLOCK_BYTES = BLOCK * HASH_BYTES
PAIR = 2 * HASH_BYTES


def node(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def _above(level: Sequence[bytes]) -> list[bytes]:
    pairs = iter(level)
    joined = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]
    if len(level) % 2:
        joined.append(level[-1])
    return joined


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of a tree over ``leaves`` (32-byte hashes, in order). An empty sequence gives SHA-256 of nothing."""
    if not leaves:
        return EMPTY_ROOT
    level = leaves
    while len(level) > 1:
        level = _above(level)
    return bytes(level[0])


def _slices(hashes: bytes | memoryview) -> Iterator[bytes]:
    return (bytes(hashes[at:at + HASH_BYTES]) for at in range(0, len(hashes), HASH_BYTES))


def _packed_root(level: bytes) -> bytes:
    """The root of 2**n leaves that lie side by side: a level is one run of bytes, and so is the next."""
    while len(level) > HASH_BYTES:
        level = b"".join([sha256(b"\x01" + level[at:at + PAIR]).digest() for at in range(0, len(level), PAIR)])
    return level


class RootBuilder:
    """The root of leaves that arrive one by one, or batch by batch, in memory that grows with the logarithm of their
    number. ``root`` may be asked at any time, and adding may go on afterwards."""

    def __init__(self) -> None:
        self._count = 0
        self._waiting: list[bytes] = []
        # _peaks[k] is the root of a full subtree of 2**(BLOCK_LEVEL + k) leaves, or None: a binary counter.
        self._peaks: list[bytes | None] = []

    def __len__(self) -> int:
        return self._count

    def add(self, leaf: bytes) -> None:
        """Put one leaf hash at the end."""
        self._count += 1
        self._waiting.append(leaf)
        if len(self._waiting) == BLOCK:
            self._fold()

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Put many leaf hashes at the end, in order."""
        source = iter(leaves)
        while True:
            batch = list(islice(source, BLOCK - len(self._waiting)))
            if not batch:
                return
            self._count += len(batch)
            self._waiting += batch
            if len(self._waiting) == BLOCK:
                self._fold()

    def extend_packed(self, hashes: bytes | memoryview) -> None:
        """Put many leaf hashes at the end, given as one run of 32-byte hashes (a column's buffer).

        :raises MethodError: if the length is not a multiple of 32.
        """
        if len(hashes) % HASH_BYTES:
            raise MethodError("proof.hashes_cut_short", Text(
                f"{len(hashes)} bytes are not a whole number of {HASH_BYTES}-byte hashes",
                f"{len(hashes)}个字节不是{HASH_BYTES}字节哈希的整数倍"))
        start = min((BLOCK - len(self._waiting)) % BLOCK * HASH_BYTES, len(hashes))
        self.extend(_slices(hashes[:start]))
        while len(hashes) - start >= BLOCK_BYTES:
            self._count += BLOCK
            self._carry(_packed_root(bytes(hashes[start:start + BLOCK_BYTES])))
            start += BLOCK_BYTES
        self.extend(_slices(hashes[start:]))

    def _fold(self) -> None:
        full, self._waiting = self._waiting, []
        self._carry(root(full))

    def _carry(self, carried: bytes) -> None:
        for place, peak in enumerate(self._peaks):
            if peak is None:
                self._peaks[place] = carried
                return
            carried, self._peaks[place] = node(peak, carried), None
        self._peaks.append(carried)

    def root(self) -> bytes:
        """The root of everything put in so far."""
        result = root(self._waiting) if self._waiting else None
        for peak in self._peaks:
            if peak is not None:
                result = peak if result is None else node(peak, result)
        return EMPTY_ROOT if result is None else result


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The audit path of leaf ``index`` (0-based), nearest sibling first (RFC 6962, section 2.1.1).

    :raises MethodError: if there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise MethodError("proof.no_leaf", Text(f"there is no leaf {index} in a tree of {len(leaves)}",
                                                f"共{len(leaves)}个指纹，没有第{index}号"))
    path = []
    level = leaves
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(bytes(level[sibling]))
        level = _above(level)
        index >>= 1
    return path


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected_root: bytes) -> bool:
    """Whether ``proof`` leads from ``leaf``, at ``index`` of ``size`` leaves, to ``expected_root``.

    RFC 9162, section 2.1.3.2, the same check written out. Anything that does not fit is False, never an error: a proof
    comes from outside.
    """
    if not 0 <= index < size:
        return False
    at, last = index, size - 1
    current = leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            current = node(sibling, current)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            current = node(current, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and current == expected_root
