"""How fields are cleaned, as SQL of DuckDB: small letters without accents and punctuation, sets, codes, days."""

from __future__ import annotations

from collections.abc import Iterable

from plumbline.methods.surveillance.linking.fields import LinkField

SHORTEST_CODE = 4
SHORTEST_WORD = 3
TYPES = {"day": "DATE", "word": "VARCHAR", "words": "VARCHAR", "terms": "VARCHAR[]", "codes": "VARCHAR[]"}


def quoted(text: str) -> str:
    """``text`` as a literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def folded(value: str) -> str:
    """Small letters and digits of any script, without accents, one space between words; NULL where none is left."""
    words = f"regexp_replace(lower(strip_accents({value})), '[^\\p{{L}}\\p{{M}}\\p{{N}}]+', ' ', 'g')"
    return f"nullif(trim({words}), '')"


def cleaned(field: LinkField, value: str) -> str:
    """``value``, a column of text, as it is compared."""
    if field.clean == "day":
        tried = f"try_strptime({value}, [{', '.join(map(quoted, field.days))}])::DATE" if field.days else "NULL"
        return f"coalesce(try_cast(substr({value}, 1, 10) AS DATE), {tried})"
    if field.clean == "terms":
        cut = f"regexp_replace(t, {quoted(field.cut)}, '')" if field.cut else "t"
        return _set(field, value, folded(cut), "t IS NOT NULL")
    if field.clean == "codes":
        # Noughts before a code are how an EAN, a UPC and a GTIN of the same thing differ.
        code = "ltrim(regexp_replace(upper(strip_accents(t)), '[^\\p{L}\\p{N}]+', '', 'g'), '0')"
        return _set(field, value, code, f"length(t) >= {SHORTEST_CODE}")
    return _alike(field, folded(value))


def words(value: str) -> str:
    """The different words of a folded text; of a script without spaces, pairs of signs that follow one another."""
    pairs = (f"flatten(list_transform(regexp_extract_all({value}, '[\\p{{Han}}]{{2,}}'), "
             "lambda run: list_transform(range(1, length(run)), lambda place: substr(run, place, 2))))")
    plain = (f"list_filter(string_split(regexp_replace({value}, '[\\p{{Han}}]+', ' ', 'g'), ' '), "
             f"lambda word: length(word) >= {SHORTEST_WORD})")
    return f"list_distinct(list_concat({plain}, {pairs}))"


def _set(field: LinkField, value: str, term: str, kept: str) -> str:
    split = f"string_split_regex({value}, {quoted(field.between)})"
    terms = f"list_transform({split}, lambda t: {_alike(field, term)})"
    return f"nullif(list_sort(list_distinct(list_filter({terms}, lambda t: t IS NOT NULL AND {kept}))), [])"


def _alike(field: LinkField, plain: str) -> str:
    if not field.alike:
        return plain
    cases = " ".join(f"WHEN {quoted(one)} THEN {quoted(other)}" for one, other in field.alike.items())
    return f"(CASE {plain} {cases} ELSE {plain} END)"


def select(fields: Iterable[LinkField], there: Iterable[str], table: str) -> str:
    """Every field of ``table`` cleaned; one that the file does not have says nothing."""
    having = set(there)
    columns = [f"{cleaned(each, each.id)} AS {each.id}" if each.id in having
               else f"NULL::{TYPES[each.clean]} AS {each.id}" for each in fields]
    return f"SELECT _node, _node AS unique_id, {', '.join(columns)} FROM {table}"
