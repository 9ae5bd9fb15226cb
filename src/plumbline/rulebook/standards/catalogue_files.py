"""What the words of a catalogue of standards come to, as dated files of ``rulebook/catalogues``: one form a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from plumbline.home import Home
from plumbline.methods.shared.suggesting import suggest
from plumbline.rulebook.core import dated_files, vocabularies
from plumbline.rulebook.core.cache import kept, kept_by_text
from plumbline.rulebook.core.dated_files import Dated
from plumbline.rulebook.core.exact_tables import SchemeTable
from plumbline.rulebook.core.faults import Loaded
from plumbline.rulebook.standards.designation_files import LEVELS
from plumbline.text import Text

FOLDER = "catalogues"
STATUS, RELATION, DEGREE = "standard-status", "standard-relation", "adoption-degree"
COLUMNS = ("designation", "title_zh", "title_en", "stage", "published_on", "effective_on", "withdrawn_on",
           "confirmed_on", "committee", "issuer", "ics", "ccs", "doctype", "degree", "scope")
"""What a heading of a table may fill."""
CATALOGUE_KEYS = ("statuses", "relations", "degrees", "columns", "levels")


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """One form of catalogues: its words for states, relations and degrees, by ours; its headings by our fields."""

    dated: Dated
    statuses: Mapping[str, str]
    relations: Mapping[str, str]
    degrees: Mapping[str, str]
    columns: Mapping[str, str]
    levels: Mapping[str, str]
    begins: tuple[str, ...] = field(default=())

    def status(self, said: str) -> str:
        """Our status for the word of the source; the longest beginning that is known decides, empty where none is."""
        return self.statuses.get(said) or next((self.statuses[each] for each in self.begins if said.startswith(each)),
                                               "")

    def level(self, designation: str) -> str:
        """The level of what the rulebook of designations cannot read, by how it begins; that of "" for all others."""
        return next((level for begins, level in self.levels.items() if begins and designation.startswith(begins)),
                    self.levels.get("", "international"))


@kept(FOLDER)
def load_catalogues(home: Home | None) -> Loaded[CatalogueFile]:
    """Every form by id: the shipped ones, replaced by those ``home`` has."""
    return dated_files.load(home, FOLDER, parse_catalogue)


def catalogue(home: Home | None, name: str) -> CatalogueFile:
    """The form called ``name``. :raises RulebookError: if its file is faulty, or there is none."""
    return dated_files.chosen(load_catalogues(home), name, "catalogue.unknown",
                              Text("form of catalogues called", "名为以下的目录格式："))


@kept_by_text
def parse_catalogue(file: str, text: str) -> CatalogueFile:
    """The form in ``text``, the content of ``file``. :raises RulebookError: for the first fault found."""
    table, dated = dated_files.opened(file, text, CATALOGUE_KEYS)
    statuses = _words(table, "statuses", tuple(vocabularies.vocabulary(STATUS)))
    return CatalogueFile(dated, statuses, _words(table, "relations", tuple(vocabularies.vocabulary(RELATION))),
                         _words(table, "degrees", tuple(vocabularies.vocabulary(DEGREE))),
                         _words(table, "columns", COLUMNS), _words(table, "levels", LEVELS),
                         tuple(sorted(statuses, key=len, reverse=True)))


def _words(table: SchemeTable, key: str, known: tuple[str, ...]) -> dict[str, str]:
    if key not in table:
        return {}
    part = table.sub(key)
    found = {name: part.text(name) for name in part.raw}
    for name, ours in found.items():
        if ours not in known:
            raise part.wrong(name, "rule.unknown_choice", Text(f"'{ours}' is none of those known",
                                                               f"“{ours}”不在可选范围内"),
                             next_step=suggest(ours, known))
    return found
