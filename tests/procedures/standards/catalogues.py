"""A small catalogue, for the tests of the register."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

ISO = [
    {"id": "ISO 9001:2000", "title": {"en": "Quality management systems - Requirements"}, "stage": "95",
     "substage": "99", "date": {"published": "2000-12"}, "rel": [["updates", "ISO 9001:2008"]], "doctype": "standard"},
    {"id": "ISO 9001:2008", "title": {"en": "Quality management systems - Requirements"}, "stage": "95",
     "substage": "99", "date": {"published": "2008-11"},
     "rel": [["obsoletes", "ISO 9001:2000"], ["updates", "ISO 9001:2008/Cor 1:2009"]]},
    {"id": "ISO 9001:2015", "alt": [["10.1/x", "DOI"]], "stage": "90", "substage": "93", "edition": "5",
     "title": {"en": "Quality management systems - Requirements", "fr": "Systèmes de management de la qualité"},
     "date": {"published": "2015-09", "updated": "2024-02"}, "tc": ["ISO/TC 176/SC 2"],
     "ics": ["03.120.10", "03.100.70"],
     "rel": [["obsoletes", "ISO 9001:2008"], ["obsoletes", "ISO/CD 9001.9"]], "lang": ["en", "fr"], "n_abs": 1},
    {"id": "ISO/CD 9001", "title": {"en": "Quality management systems"}, "stage": "30", "substage": "60", "date": {}},
    {"id": "Metrologia 41 1 1", "title": {"en": "A report"}, "stage": "60", "substage": "60", "date": {}},
]


def lines(path: Path, entries: list[Any]) -> Path:
    text = "".join(each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) + "\n" for each in entries)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path
