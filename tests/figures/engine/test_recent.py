"""What is lately worked out is held within a bound."""

from __future__ import annotations

from plumbline.figures.engine.recent import Recent


def test_the_oldest_is_forgotten_by_weight():
    recent: Recent[str, list[int]] = Recent(5, weigh=len)
    recent.put("a", [1, 2])
    recent.put("b", [1, 2, 3])
    assert recent.get("a") == [1, 2]
    recent.put("c", [1])
    assert (recent.get("b"), recent.get("a"), recent.get("c")) == (None, [1, 2], [1])
    recent.put("a", [1])
    recent.put("d", [1, 2, 3])
    assert recent.get("c") == [1]
    recent.put("e", [0] * 9)
    assert [recent.get(key) for key in "acd"] == [None] * 3
    assert recent.get("e") == [0] * 9  # the newest stays, whatever it weighs
