"""The report of a year as PDF: 50 regions and 25 items, which is some two hundred pages, in both languages.

The reference is the same typesetter on as many pages with one line each: what it costs to start and to write pages.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pypdfium2
import typst

from benchmarks import _measure, scoring
from benchmarks._lines import Growth, Line
from plumbline.methods.shared.region_tree import RegionTree, RegionVersion
from plumbline.procedures.assessment.scoring.scoring import score_all
from plumbline.procedures.assessment.scoring.written import written
from plumbline.procedures.common import fonts, typesetting
from plumbline.text import Text

DAY = date(2014, 8, 20)
QUICK = {"regions": 10, "items": 10}
SIZE = ("regions", "items")
_PLAIN = "as many pages with one line each"
LINES = (
    Line("a report in English", ("en", "processor_seconds"), _PLAIN, ("en", "reference_processor_seconds"), most=20,
         absolute=True, peak=("peak_mb",)),
    Line("a report in Chinese", ("zh", "processor_seconds"), _PLAIN, ("zh", "reference_processor_seconds"), most=20,
         absolute=True),
)
GROWTH = (Growth("regions", 5, lines=("a report in English",)),)


def run(regions: int = 50, items: int = 25) -> dict[str, Any]:
    """Seconds from a published result, at hand, to the PDF; the fonts are looked into once before, as by a server.

    The typesetter remembers what it laid out, so only the first run counts; the second is told beside it.
    """
    from plumbline.procedures.assessment.papers.report_data import year_data
    from plumbline.procedures.assessment.papers.reports import TEMPLATE
    from plumbline.procedures.assessment.papers.wording import LANGUAGES

    year, basis = result(regions, items)
    told: dict[str, Any] = {}
    for language in LANGUAGES:
        fonts.choose(language, ["a", "质"])
        took = []
        for _ in range(2):
            spent = _measure.Spent()
            made = typesetting.pdf(TEMPLATE, year_data(year, basis, language), language, on=DAY)
            took.append(spent.told())
        pages = len(pypdfium2.PdfDocument(made))
        told[language] = {"pages": pages, "bytes": len(made), **took[0],
                          "again_seconds": took[1]["seconds"],
                          **{f"reference_{name}": each for name, each in _plain(pages).items()}}
    return {"name": "report", "regions": regions, "items": items, "target_seconds_of_200_pages": 20, **told,
            "peak_mb": _measure.peak_mb(),
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
    document = written(scheme, "2013", year, "cut", tree,
                       score_all(scheme, year, determined, codes).values()).document()
    told = document["regions"]
    return (Year(document, told, totals(told), told),
            Basis(tree.name("p"), DAY, "0" * 64, 1, sum(one["rank"] is not None for one in told)))


def _plain(pages: int) -> dict[str, float]:
    source = "\n".join(["#set page(paper: \"a4\")", *("one line\n#pagebreak()" for _ in range(pages - 1)), "one line"])
    spent = _measure.Spent()
    typst.compile(source.encode(), font_paths=fonts.installed(), ignore_system_fonts=True)
    return spent.told()
