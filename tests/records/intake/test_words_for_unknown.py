"""NA stands for unknown, but not where it is a word of its own."""

from __future__ import annotations

import pytest

from tests.records.samples import Office, current

REGULATION = {"code": "R1", "title_en": "Lamps", "title_zh": "灯具", "force": "adopted", "valid_from": "2020-01-01"}


@pytest.mark.parametrize(("written", "kept"), [("NA", "NA"), ("Namibia", "NA"), ("纳米比亚", "NA"), ("CN", "CN")])
def test_namibia_is_a_country(office: Office, written: str, kept: str) -> None:
    content = ",".join((*REGULATION, "country")) + "\n" + ",".join((*REGULATION.values(), written)) + "\n"
    assert office.take("technical_regulation", content).rows == 1
    assert current("technical_regulation", "country") == [(kept,)]


def test_elsewhere_it_stands_for_unknown(office: Office) -> None:
    content = ",".join((*REGULATION, "country", "notification")) + "\n" + ",".join(
        (*REGULATION.values(), "NA", "N/A")) + "\n"
    assert office.take("technical_regulation", content).rows == 1
    assert current("technical_regulation", "country", "notification") == [("NA", None)]
