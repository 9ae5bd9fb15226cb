"""What is wrong with a mapping that came with a file is said in both languages."""

from __future__ import annotations

import io

import pytest

from plumbline.interfaces.shared.import_requests import Unfit, own_mapping


@pytest.mark.parametrize(("text", "said"), [
    ('kind = "inspection"\nnonsense = 1\n', "没有名为“nonsense”的键"),
    ('kind = "inspection"\n[kinds.finding]\n', "键“kind”不能与kinds并列"),
])
def test_a_faulty_mapping_is_told_in_chinese(text: str, said: str) -> None:
    file = io.BytesIO(text.encode())
    file.name = "m.toml"
    found = own_mapping(file)
    assert isinstance(found, Unfit)
    assert said in found.reason.zh
    assert "Use:" not in found.reason.zh
    assert "Move it" not in found.reason.zh
