"""Baskets of standards whose adoption is measured, as dated files of ``rulebook/baskets``: what counts as a major good
is a decision, and stands in its source."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.home import Home
from plumbline.rulebook.core import dated_files
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.text import Text

FOLDER = "baskets"
BASKET_KEYS = ("standard",)
STANDARD_KEYS = ("designation", "adopts", "degree", "goods")


@dataclass(frozen=True, slots=True)
class BasketFile:
    """A basket: the designations in it, each with what the file says of its adoption."""

    dated: Dated
    standards: tuple[tuple[str, str, str], ...]


@kept(FOLDER)
def load_baskets(home: Home | None) -> Loaded[BasketFile]:
    """Every basket by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_basket)


def basket_named(home: Home | None, name: str) -> BasketFile:
    """The basket called ``name``. :raises RulebookError: if its file is faulty, or there is none."""
    return dated_files.chosen(load_baskets(home), name, "adoption.no_basket", Text("basket", "篮子"))


@kept_by_text
def parse_basket(file: str, text: str) -> BasketFile:
    """The basket in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, BASKET_KEYS)
    return BasketFile(dated, tuple(_standard(each) for each in table.parts("standard")))


def _standard(part: SchemeTable) -> tuple[str, str, str]:
    part.only(STANDARD_KEYS)
    return (part.text("designation"), part.text("adopts") if "adopts" in part else "",
            part.text("degree") if "degree" in part else "")
