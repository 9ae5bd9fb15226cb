"""The values that a region's own is compared with: those of the regions assessed with it, or of its group."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

from plumbline.methods.assessment.scoring.declared_rules import Rule
from plumbline.methods.assessment.scoring.peers import PARENT, Peers, alone
from plumbline.methods.assessment.scoring.scored import Measured
from plumbline.methods.shared.region_tree import TreeAt
from plumbline.text import Text

Value: TypeAlias = Callable[[str], Decimal | None]
"""The value of a region; None where it has none."""


class PeerValues:
    """The peers of each of ``regions`` in ``tree`` (None: no regions above are known), and their values."""

    def __init__(self, regions: Iterable[str], tree: TreeAt | None) -> None:
        self.regions, self.tree = tuple(regions), tree
        self._groups: dict[tuple[str, str | tuple[tuple[str, ...], ...]], tuple[str, ...]] = {}

    def beside(self, rule: Rule | None, measured: Measured, region: str, value: Value) -> tuple[Measured | None, Text]:
        """``measured`` with the values of its peers, where ``rule`` compares; None, and why, where there are none."""
        if not isinstance(rule, Peers):
            return measured, Text()
        found = [value(code) for code in self.group(rule, region) if code != region]
        peers = tuple(each for each in found if each is not None)
        if not peers:
            return None, alone()
        return replace(measured, peers=peers, silent=len(found) - len(peers)), Text()

    def group(self, rule: Peers, region: str) -> tuple[str, ...]:
        """The regions that ``region`` is compared with, itself among them; none where it stands in no group."""
        above = self._above(region) if rule.among == PARENT else region
        key = (above, rule.among)
        if key not in self._groups:
            self._groups[key] = self._named(rule, region, above)
        return self._groups[key]

    def _named(self, rule: Peers, region: str, above: str) -> tuple[str, ...]:
        if not rule.among:
            return self.regions
        if rule.among == PARENT:
            return tuple(code for code in self.regions if self._above(code) == above)
        here = set(self.regions)
        named = next((group for group in rule.among if region in group), ())
        return tuple(code for code in named if code in here)

    def _above(self, region: str) -> str:
        above = self.tree.ancestors(region) if self.tree is not None else ()
        return above[0] if above else ""
