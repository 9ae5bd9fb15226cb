"""Merkle trees against Certificate Transparency's published vectors and RFC 6962's recursive definition."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plumbline.errors import MethodError
from plumbline.methods.shared.trust.merkle import (
    BLOCK,
    EMPTY_ROOT,
    RootBuilder,
    inclusion_proof,
    node,
    root,
    verify_inclusion,
)

# google/certificate-transparency, merkletree tests: the inputs, and the roots of the first 1..8 of them.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [sha256(b"\x00" + bytes.fromhex(each)).digest() for each in INPUTS]


def some_leaves(count: int) -> list[bytes]:
    return [sha256(number.to_bytes(4, "big")).digest() for number in range(count)]


def recursive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node(recursive_root(leaves[:split]), recursive_root(leaves[split:]))


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert root([]) == EMPTY_ROOT == bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    assert RootBuilder().root() == EMPTY_ROOT


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_of_certificate_transparency(size: int) -> None:
    assert root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_a_published_inclusion_proof() -> None:
    # The same source: the path of leaf 6 (1-based) in the tree of 8.
    assert [each.hex() for each in inclusion_proof(LEAVES, 5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(st.integers(0, 80))
def test_the_root_is_the_recursive_definition(count: int) -> None:
    leaves = some_leaves(count)
    assert root(leaves) == recursive_root(leaves)


@pytest.mark.parametrize("count", [1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 5 * BLOCK + 7])
def test_a_builder_gives_the_same_root_however_it_is_fed(count: int) -> None:
    leaves = some_leaves(count)
    one_by_one, by_batch, packed = RootBuilder(), RootBuilder(), RootBuilder()
    for leaf in leaves:
        one_by_one.add(leaf)
    by_batch.extend(leaves[:5])
    by_batch.extend(iter(leaves[5:]))
    packed.extend_packed(memoryview(b"".join(leaves[:5])))
    packed.extend_packed(b"".join(leaves[5:]))
    assert one_by_one.root() == by_batch.root() == packed.root() == root(leaves)
    assert len(one_by_one) == len(by_batch) == len(packed) == count


def test_a_builder_goes_on_after_its_root_was_asked() -> None:
    leaves = some_leaves(BLOCK + 3)
    builder = RootBuilder()
    for count, leaf in enumerate(leaves, start=1):
        builder.add(leaf)
        if count % 501 == 0:
            assert builder.root() == root(leaves[:count])
    assert builder.root() == root(leaves)


def test_packed_hashes_must_be_whole() -> None:
    with pytest.raises(MethodError, match="33 bytes are not a whole number of 32-byte hashes") as caught:
        RootBuilder().extend_packed(b"x" * 33)
    assert caught.value.code == "proof.hashes_cut_short"


@given(st.integers(1, 70), st.data())
def test_every_leaf_can_be_proved_and_nothing_else(count: int, data: st.DataObject) -> None:
    leaves = some_leaves(count)
    top = root(leaves)
    index = data.draw(st.integers(0, count - 1))
    proof = inclusion_proof(leaves, index)
    assert verify_inclusion(leaves[index], index, count, proof, top)
    assert not verify_inclusion(sha256(leaves[index]).digest(), index, count, proof, top)
    assert not verify_inclusion(leaves[index], index, count, [*proof, top], top)
    assert not verify_inclusion(leaves[index], count, count, proof, top)
    assert not verify_inclusion(leaves[index], -1, count, proof, top)
    if proof:
        assert not verify_inclusion(leaves[index], index, count, proof[:-1], top)
        assert not verify_inclusion(leaves[index], index, count, proof, proof[0])


def test_there_is_no_proof_of_a_leaf_that_is_not_there() -> None:
    with pytest.raises(MethodError, match="there is no leaf 3 in a tree of 3") as caught:
        inclusion_proof(some_leaves(3), 3)
    assert caught.value.code == "proof.no_leaf"
