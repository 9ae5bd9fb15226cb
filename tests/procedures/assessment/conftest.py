"""Every assessment that a test here makes is held against the document as releases before made it in memory."""

from __future__ import annotations

from typing import Any

import pytest

from plumbline.procedures.assessment.results import assess as assessing
from plumbline.procedures.assessment.scoring import assessment
from plumbline.procedures.assessment.year import approval
from plumbline.records.assessment.results import Packed
from tests.procedures.assessment import as_before


@pytest.fixture(autouse=True)
def held_against_releases_before(monkeypatch: pytest.MonkeyPatch) -> None:
    made: dict[int, dict[str, Any]] = {}
    writes, packs = assessment.written, assessment.pack

    def written(*given: Any) -> Any:
        found = writes(*given)
        made[id(found.head)] = as_before.document_of(*given)
        return found

    def pack(found: Any) -> Packed:
        packed = packs(found)
        before = made.pop(id(found.head))
        # What is added to the head once all is scored: the lower schemes, the procedure, the gaps.
        before |= {name: value for name, value in found.head.items() if name != "regions"}
        as_before.check(found, before, packed)
        return packed

    monkeypatch.setattr(assessment, "written", written)
    for module in (assessing, approval):
        monkeypatch.setattr(module, "pack", pack)
