"""What hangs together: components of pairs, and clusters of the rows of two tables."""

from __future__ import annotations

from collections.abc import Sequence


def components(left: Sequence[int], right: Sequence[int]) -> list[list[int]]:
    """The places of the pairs that hang together by a row of either table, in the order of their first pair."""
    parent: dict[tuple[int, int], tuple[int, int]] = {}

    def root(node: tuple[int, int]) -> tuple[int, int]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in zip(left, right, strict=True):
        first, second = root((0, one)), root((1, other))
        if first != second:
            parent[max(first, second)] = min(first, second)
    found: dict[tuple[int, int], list[int]] = {}
    for place, one in enumerate(left):
        found.setdefault(root((0, one)), []).append(place)
    return list(found.values())
