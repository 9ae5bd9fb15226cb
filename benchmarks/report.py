"""The report of a year as PDF: 50 regions and 25 items, which is some two hundred pages, in both languages.

The reference is the same typesetter on as many pages with one line each: what it costs to start and to write pages.
"""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pypdfium2
import typst

from benchmarks import _measure, scoring
from plumbline.home import Home
from plumbline.interfaces.cli.core import boot
from plumbline.methods.shared.region_tree import RegionTree, RegionVersion
from plumbline.procedures.assessment.papers import fonts, typesetting
from plumbline.procedures.assessment.scoring.document import document_of
from plumbline.procedures.assessment.scoring.scoring import score_all
from plumbline.text import Text

DAY = date(2014, 8, 20)


def run(regions: int = 50, items: int = 25) -> dict[str, Any]:
    """Seconds from a published result, at hand, to the PDF; the fonts are looked into once before, as by a server.

    The typesetter remembers what it laid out, so only the first run counts; the second is told beside it.
    """
    with TemporaryDirectory() as folder:
        boot.set_up(Home(Path(folder)).create())
        return _run(regions, items)


def _run(regions: int, items: int) -> dict[str, Any]:
    from plumbline.procedures.assessment.papers.report_data import year_data
    from plumbline.procedures.assessment.papers.reports import LANGUAGES, TEMPLATE

    year, basis = result(regions, items)
    told: dict[str, Any] = {}
    for language in LANGUAGES:
        fonts.choose(language, ["a", "质"])
        seconds = []
        for _ in range(2):
            began = time.perf_counter()
            made = typesetting.pdf(TEMPLATE, year_data(year, basis, language), language, on=DAY)
            seconds.append(time.perf_counter() - began)
        pages = len(pypdfium2.PdfDocument(made))
        told[language] = {"pages": pages, "bytes": len(made), "seconds": round(seconds[0], 3),
                          "again_seconds": round(seconds[1], 3),
                          "reference_seconds": _plain(pages)}
    return {"name": "report", "regions": regions, "items": items, "target_seconds_of_200_pages": 20, **told,
            "reference": "the same typesetter, as many pages with one line each", "machine": _measure.machine()}


def result(regions: int, items: int) -> tuple[Any, Any]:
    """A result that was scored and explained as any other is, and what its report says beside it."""
    from plumbline.procedures.assessment.papers.report_data import Basis, Year
    from plumbline.records.assessment.results import totals

    scheme, indicator = scoring._scheme(items), scoring._indicator()
    codes = [f"r{place:05d}" for place in range(regions)]
    year, determined = scoring._year(indicator, codes), scoring._determined(scheme, codes)
    begin = date(1900, 1, 1)
    tree = RegionTree([RegionVersion("p", Text("Province", "某省"), "province", None, begin),
                       *(RegionVersion(code, Text(f"County {code}", f"第{code}县"), "county", "p", begin)
                         for code in codes)]).at(year.period.last)
    document = document_of(scheme, "2013", year, "cut", tree, score_all(scheme, year, determined, codes).values())
    told = document["regions"]
    return (Year(document, told, totals(told), told),
            Basis(tree.name("p"), DAY, "0" * 64, 1, sum(one["rank"] is not None for one in told)))


def _plain(pages: int) -> float:
    source = "\n".join(["#set page(paper: \"a4\")", *("one line\n#pagebreak()" for _ in range(pages - 1)), "one line"])
    began = time.perf_counter()
    typst.compile(source.encode(), font_paths=fonts.installed(), ignore_system_fonts=True)
    return round(time.perf_counter() - began, 4)
