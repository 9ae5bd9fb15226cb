"""What refusals of an assessment say of its scheme: whom it assesses, how it counts years."""

from __future__ import annotations

from datetime import date

from plumbline.rulebook.core import vocabularies
from plumbline.rulebook.schemes.schemes import Scheme
from plumbline.text import Text, written_day


def whom(scheme: Scheme) -> Text:
    """The regions that a scheme assesses, inside a sentence."""
    level = vocabularies.title("region-level", scheme.level).zh
    within = f"“{scheme.within}”范围内" if scheme.within else ""
    return Text(f"{scheme.where}", f"{within}层级为“{level}”的地区")


def none_there(scheme: Scheme, day: date) -> Text:
    """There are no such regions on a day."""
    whose = whom(scheme)
    return Text(f"there is no region {whose.en} on {written_day(day, 'en')}",
                f"{written_day(day, 'zh')}没有{whose.zh}")


def other_years() -> Text:
    """Two schemes whose years do not begin on the same day."""
    return Text("the two schemes count years from different days", "两个方案的考核年度起始日不同")
