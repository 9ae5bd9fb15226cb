"""What the doctor looks for in the records themselves: what older programs took in, and this one would not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from plumbline.errors import MethodError
from plumbline.methods.shared import identifiers, period_spellings
from plumbline.procedures.operations.doctor import OK, WARN, Finding, Visit
from plumbline.records.core import references as pointing
from plumbline.records.core import store
from plumbline.records.core.kinds import KINDS, get
from plumbline.records.query.index_paths import is_small

CHECK = "periods"
NAMED = 5


def periods(visit: Visit) -> Iterator[Finding]:
    """Every period is kept under its one name. Once it was kept as it was written, and a number that was sent in under
    two names, 2013 and 2013年, counts twice."""
    wrong = False
    for kind in KINDS.values():
        for field in (each for each in kind.fields if each.reads):
            held = store.current(kind).order_by(field.name).values_list(field.name, flat=True).distinct()
            others = [text for text in held if not _is_named(text, field.reads)]
            if others:
                wrong = True
                yield Finding(
                    CHECK, WARN, f"{kind.plural.en} have periods that are not written as 2013, 2013-Q1 or 2013-07",
                    f"{kind.name}.{field.name}", f"{', '.join(others[:NAMED])}{', …' if len(others) > NAMED else ''}; "
                    "a number that is there under the usual name too counts twice",
                    f"Export them with plumb export {kind.name}, withdraw them with plumb withdraw {kind.name}, and "
                    "import the file again: what means no period is then set aside")
    if not wrong:
        yield Finding(CHECK, OK, "each period is kept under one name")


def references(visit: Visit) -> Iterator[Finding]:
    """References point to what is known. Files arrive in any order, so none is refused for it; what is still missing is
    told here."""
    skipped, lost = [], False
    for kind in KINDS.values():
        for field in pointing.fields(kind):
            if not (visit.deep or is_small(kind)):
                skipped.append(f"{kind.name}.{field.name}")
                continue
            if found := pointing.counted(kind, field):
                lost = True
                rows = sum(number for _, number in found)
                yield Finding(
                    "references", WARN, f"{kind.plural.en}: {rows:,} name "
                    f"{get(field.refers).plural.en.lower()} that are not known ({len(found):,} different)",
                    f"{kind.name}.{field.name}", _values(found),
                    f"Import what is missing; list the records at /records/{kind.name}/?nowhere={field.name}")
    if not lost:
        yield Finding("references", OK, "each reference that was looked at points to a record")
    if skipped:
        yield Finding("references", OK, f"not looked at, being long: {', '.join(skipped)}",
                      next_step="Look at them too with: plumb doctor --deep")


def check_digits(visit: Visit) -> Iterator[Finding]:
    """Check digits fit. A wrong one is taken in as it is written, and told."""
    wrong = False
    for kind in KINDS.values():
        for field in (each for each in kind.kept if each.identifier):
            if not (visit.deep or is_small(kind)):
                continue
            held = store.current(kind).order_by().exclude(**{field.name: None}).values_list(field.name, flat=True)
            odd = [text for text in held.iterator(chunk_size=20_000)
                   if identifiers.wrong(field.identifier, text) is not None]
            if odd:
                wrong = True
                told = identifiers.KINDS[field.identifier]
                yield Finding(
                    "check digits", WARN, f"{kind.plural.en}: the check digits of {len(odd):,} do not fit "
                    f"({told.standard})",
                    f"{kind.name}.{field.name}", _values(Counter(odd).most_common()),
                    "Correct them at their source, and import them again")
    if not wrong:
        yield Finding("check digits", OK, "the check digits of identifiers fit")


def _values(found: list[tuple[str, int]]) -> str:
    named = ", ".join(f"{value} ({number:,})" for value, number in found[:NAMED])
    return f"{named}{', …' if len(found) > NAMED else ''}"


def _is_named(text: str, reads: str) -> bool:
    try:
        year = period_spellings.YEARS.get(reads)
        return (year(text) if year else period_spellings.read(text).text) == text
    except MethodError:
        return False
