"""Which pairs are compared: rows that share a key of a block. Of a large table, only rows that share one go further."""

from __future__ import annotations

from typing import Any

from plumbline.methods.surveillance.linking.fields import Block, LinkField
from plumbline.procedures.surveillance.linking import cleaning
from plumbline.procedures.surveillance.linking.tables import Table
from plumbline.rulebook.surveillance.link_files import LinkMapping

SIDES = ("left", "right")
MIDDLING = 100
"""Words that up to so many times more rows have than a rare word are looked at two together."""


def load(db: Any, tables: dict[str, Table], mapping: LinkMapping) -> None:
    """Give the tables to ``db``: raw_SIDE as they are, clean_SIDE cleaned, each row's ``unique_id`` itself."""
    for side, table in tables.items():
        db.register(f"raw_{side}", table.rows)
        db.execute(f"CREATE TABLE clean_{side} AS {cleaning.select(mapping.fields, table.fields, f'raw_{side}')}")


def narrow(db: Any, mapping: LinkMapping, sample: int) -> None:
    """Make whole_SIDE (one row a notice), some_SIDE (a sample of it) and link_SIDE (what shares a key)."""
    for side in SIDES:
        db.execute(f"CREATE VIEW whole_{side} AS SELECT * EXCLUDE (_node) FROM clean_{side} WHERE unique_id = _node")
        db.execute(f"""CREATE TABLE some_{side} AS SELECT * FROM whole_{side}
            ORDER BY hash(unique_id + {mapping.seed}), unique_id LIMIT {sample}""")
    rare = {each.rare: each.most for each in (*mapping.blocks, *mapping.estimates) if each.rare}
    for field, most in rare.items():
        _rare_words(db, field, most)
    for side, other in (("right", "whole_left"), ("left", "link_right")):
        kept = " UNION ".join(_sharing(each, side, other)
                              for each in mapping.blocks)
        added = "".join(f", rare_{side}_{field}.words AS {field}_rare" for field in rare)
        joined = "".join(f" LEFT JOIN rare_{side}_{field} USING (unique_id)" for field in rare)
        db.execute(f"""CREATE TABLE link_{side} AS SELECT w.*{added} FROM whole_{side} AS w{joined}
            WHERE unique_id IN ({kept}) ORDER BY unique_id""")


def unread_days(db: Any, tables: dict[str, Table], mapping: LinkMapping) -> dict[tuple[str, str], int]:
    """Of each side and field of days how many values say something that was not read as a day, where there are any."""
    found: dict[tuple[str, str], int] = {}
    for side, table in tables.items():
        for each in mapping.fields:
            if each.clean == "day" and each.id in table.fields:
                many = db.execute(f"""SELECT count(*) FROM raw_{side} AS raw JOIN clean_{side} AS c USING (_node)
                    WHERE raw.{each.id} IS NOT NULL AND c.{each.id} IS NULL""").fetchall()[0][0]
                found |= {(side, each.id): many} if many else {}
    return found


def rule(block: Block) -> Any:
    """The block as Splink takes it for finding pairs."""
    from splink import block_on

    if block.near:
        return plain_rule(block)
    shared = [f"{block.rare}_rare"] if block.rare else [block.any] if block.any else []
    return block_on(*block.same, *shared, arrays_to_explode=shared or None)


def plain_rule(block: Block) -> str:
    """The block as Splink takes it for estimating chances: a set of terms has to be the same as a whole."""
    parts = [f"l.{each} = r.{each}" for each in (*block.same, *([block.any] if block.any else []))]
    if block.near:
        parts.append(f"abs(l.{block.near} - r.{block.near}) <= {block.days}")
    return " AND ".join(parts)


def pairs_in(db: Any, block: Block) -> int:
    """How many pairs of the narrowed tables a block brings together for estimating."""
    return int(db.execute(f"SELECT count(*) FROM link_left AS l JOIN link_right AS r ON {plain_rule(block)}"
                          ).fetchall()[0][0])


def sure_links(db: Any, mapping: LinkMapping) -> int:
    """How many links there are at least, by the blocks that are links for the most part: rows of the smaller side that
    have a partner."""
    chosen = [each for each in mapping.blocks if each.id in mapping.sure]
    if not chosen:
        return 0
    counts = [db.execute("SELECT count(*) FROM (" + " UNION ".join(
        _sharing(each, side, f"link_{other}", f"link_{side}") for each in chosen) + ")").fetchall()[0][0]
        for side, other in (SIDES, SIDES[::-1])]
    return int(min(counts))


def _sharing(block: Block, side: str, other: str, table: str = "") -> str:
    """A query for the rows of ``side`` that share a key of ``block`` with one of ``other``."""
    table = table or f"whole_{side}"
    if block.rare:
        return f"SELECT unique_id FROM rare_{side}_{block.rare}"
    if block.any:
        return f"""SELECT o.unique_id FROM (SELECT unique_id, unnest({block.any}) AS k{_list(block.same)} FROM {table})
            AS o SEMI JOIN (SELECT unnest({block.any}) AS k{_list(block.same)} FROM {other}) AS p
            ON {' AND '.join(['o.k = p.k', *(f'o.{each} = p.{each}' for each in block.same)])}"""
    on = " AND ".join(f"o.{each} = p.{each}" for each in block.same)
    if block.near:
        near = f"abs(o.{block.near} - p.{block.near}) <= {block.days}"
        return f"SELECT DISTINCT o.unique_id FROM {table} AS o JOIN {other} AS p ON {on} AND {near}"
    return f"SELECT o.unique_id FROM {table} AS o SEMI JOIN {other} AS p ON {on}"


def _list(fields: tuple[str, ...]) -> str:
    return "".join(f", {each}" for each in fields)


def _rare_words(db: Any, field: str, most: int) -> None:
    """Tables of the words of ``field``, and of two words together, that both sides have, and at most ``most`` rows of
    the right one."""
    for side in SIDES:
        known = "" if side == "left" else " WHERE word IN (SELECT word FROM words_left)"
        db.execute(f"""CREATE TEMP TABLE words_{side} AS SELECT * FROM (
            SELECT unique_id, unnest({cleaning.words(field)}) AS word FROM whole_{side}
            WHERE {field} IS NOT NULL){known}""")
    db.execute("CREATE TEMP TABLE counted AS SELECT word, count(*) AS rows FROM words_right GROUP BY word")
    # Of a large register few words are rare, but two together are: a kind of thing and its brand.
    db.execute(f"""CREATE TEMP TABLE middling AS SELECT word FROM counted
        WHERE rows > {most} AND rows <= {most * MIDDLING}""")
    for side in SIDES:
        known = "" if side == "left" else " WHERE word IN (SELECT word FROM twos_left)"
        db.execute(f"""CREATE TEMP TABLE twos_{side} AS SELECT * FROM (
            WITH held AS (SELECT * FROM words_{side} WHERE word IN (SELECT word FROM middling))
            SELECT a.unique_id, a.word || ' ' || b.word AS word FROM held AS a JOIN held AS b
            ON a.unique_id = b.unique_id AND a.word < b.word){known}""")
        db.execute(f"INSERT INTO words_{side} SELECT * FROM twos_{side}")
    db.execute(f"""CREATE TEMP TABLE rare AS SELECT word FROM counted WHERE rows <= {most}
        UNION ALL SELECT word FROM twos_right GROUP BY word HAVING count(*) <= {most}""")
    for side in SIDES:
        db.execute(f"""CREATE TABLE rare_{side}_{field} AS SELECT unique_id, list(word ORDER BY word) AS words
            FROM words_{side} WHERE word IN (SELECT word FROM rare) GROUP BY unique_id""")
    for each in ("words_left", "words_right", "twos_left", "twos_right", "counted", "middling", "rare"):
        db.execute(f"DROP TABLE {each}")


def fields_there(mapping: LinkMapping, tables: dict[str, Table]) -> tuple[LinkField, ...]:
    """The fields that both tables have: what only one says cannot be compared."""
    return tuple(each for each in mapping.fields if all(each.id in table.fields for table in tables.values()))
