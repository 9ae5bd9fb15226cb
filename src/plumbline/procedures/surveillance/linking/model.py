"""The model of Fellegi and Sunter as Splink reckons it on DuckDB: chances estimated from the two tables alone, pairs
scored. The same files give the same model: samples take a seed, and one thread counts them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from plumbline.methods.surveillance.linking.fields import Block, LinkField
from plumbline.procedures.surveillance.linking import blocking
from plumbline.rulebook.surveillance.link_files import LinkMapping

SAMPLE_ROWS = 20_000
"""Rows of each table among which it is counted how often values agree by chance."""
SAMPLE_PAIRS = 500_000
LEAST_PAIRS = 10_000
"""Fewer pairs than this of the two tables tell nothing of chance: the declared chances are used."""
LEAST_IN_BLOCK, MOST_IN_BLOCK = 500, 3_000_000
"""A block tells of links only with so many pairs in it; one with more is too coarse to be counted."""
LEAST_CHANCE = 1e-7
MOST_THREADS = 4
"""For cleaning and blocking, whose answers are the same however many do it."""
MEASURES = {"alike": "link_alike", "within": "link_within"}


@dataclass(frozen=True, slots=True)
class Model:
    """The chances of each field's levels, best first, with where each comes from: "estimated" or "declared". ``prior``:
    the chance that two rows taken at random are of one thing."""

    prior: float
    m: dict[str, tuple[float, ...]]
    u: dict[str, tuple[float, ...]]
    m_from: dict[str, str]
    u_from: dict[str, str]
    links_expected: int


@contextmanager
def database() -> Iterator[Any]:
    """A DuckDB in memory that can measure how alike two texts are. What it is given ends with it."""
    import duckdb
    from duckdb.func import ARROW

    db = duckdb.connect()
    try:
        for name, measure in (("link_alike", _alike), ("link_within", _within)):
            db.create_function(name, measure, ["VARCHAR", "VARCHAR"], "INTEGER", type=ARROW)
        db.execute(f"SET threads = {min(os.cpu_count() or 1, MOST_THREADS)}")
        yield db
    finally:
        for name in MEASURES.values():
            # After an error a result may be open still; what went wrong is then more than this.
            with suppress(duckdb.Error):
                db.remove_function(name)
        db.close()


def estimate(db: Any, mapping: LinkMapping, fields: tuple[LinkField, ...]) -> Model:
    """The model for the cleaned tables ``link_left`` and ``link_right``, whose samples are ``some_left`` and
    ``some_right``. Splink estimates what the tables are large enough for; the rest is as declared."""
    db.execute("SET threads = 1")
    rows = [db.execute(f"SELECT count(*) FROM whole_{side}").fetchall()[0][0] for side in blocking.SIDES]
    sure = blocking.sure_links(db, mapping)
    pairs = rows[0] * rows[1]
    expected = min(max(sure / mapping.sure_share, 1.0), *rows)
    prior = min(expected / pairs, 0.9)
    u, u_from = {each.id: each.u for each in fields}, dict.fromkeys((each.id for each in fields), "declared")
    m, m_from = {each.id: each.m for each in fields}, dict(u_from)
    with _quiet():
        if pairs >= LEAST_PAIRS:
            _estimate_u(db, mapping, fields, prior, u, u_from)
            _estimate_m(db, mapping, fields, prior, u, m, m_from)
    return Model(prior, m, u, m_from, u_from, round(expected))


def score(db: Any, mapping: LinkMapping, fields: tuple[LinkField, ...], model: Model) -> pa.Table:
    """The pairs of the blocks that are not certainly none: ``left``, ``right`` (nodes), ``weight`` (log2 of the odds),
    ``probability`` and the level of each field (``at_FIELD``, from 0, the best; null where a side says nothing)."""
    rules = [blocking.rule(each) for each in mapping.blocks]
    with _quiet():
        linker = _linker(db, "link", fields, model.prior, model.m, model.u, rules)
        found = linker.inference.predict(threshold_match_probability=mapping.undecided / 20, warning_mode="never")
    at = ", ".join(f"CASE WHEN gamma_{each.id} >= 0 THEN {len(each.levels) - 1} - gamma_{each.id} END AS at_{each.id}"
                   for each in fields)
    scored = db.sql(f"""SELECT unique_id_l AS left, unique_id_r AS right, match_weight AS weight,
        match_probability AS probability, {at} FROM {found.physical_name} ORDER BY unique_id_l, unique_id_r""")
    table: pa.Table = scored.to_arrow_table()
    return table


def _estimate_u(db: Any, mapping: LinkMapping, fields: tuple[LinkField, ...], prior: float,
                u: dict[str, tuple[float, ...]], u_from: dict[str, str]) -> None:
    counted = tuple(each for each in fields if not each.keep_u)
    if not counted:
        return
    linker = _linker(db, "some", counted, prior, {each.id: each.m for each in fields}, None,
                     [blocking.rule(mapping.blocks[0])])
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLE_PAIRS, seed=mapping.seed)
    for field, chances in _read(linker, counted, "u_probability"):
        # A level that no pair of the sample has is rare, and no rarer than one pair of it.
        filled = [max(one, 1 / SAMPLE_PAIRS) if one is not None else None for one in chances]
        if all(one is None for one in filled):
            continue
        u[field.id] = _whole([one if one is not None else min(declared, 1 / SAMPLE_PAIRS)
                              for one, declared in zip(filled, field.u, strict=True)])
        u_from[field.id] = "estimated"


def _estimate_m(db: Any, mapping: LinkMapping, fields: tuple[LinkField, ...], prior: float,
                u: dict[str, tuple[float, ...]], m: dict[str, tuple[float, ...]], m_from: dict[str, str]) -> None:
    told: dict[str, list[list[float]]] = {}
    for block in mapping.estimates:
        free = tuple(each for each in fields if not each.keep_m and not _held(each, block))
        if not free or not LEAST_IN_BLOCK <= blocking.pairs_in(db, block) <= MOST_IN_BLOCK:
            continue
        linker = _linker(db, "link", fields, prior, m, u, [blocking.rule(mapping.blocks[0])])
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                blocking.plain_rule(block), fix_u_probabilities=True)
        except Exception as error:  # Splink raises what it has for a block that tells nothing
            if type(error).__module__.partition(".")[0] != "splink":
                raise
            continue
        for field, chances in _read(linker, free, "m_probability"):
            if all(one is not None for one in chances):
                told.setdefault(field.id, []).append([one or 0.0 for one in chances])
    for field in fields:
        if field.id not in told:
            continue
        found = _whole([sum(each) / len(each) for each in zip(*told[field.id], strict=True)])
        # Estimation that turned round - links agreeing less than chance does - found something else than links.
        if found[0] > u[field.id][0] and found[-1] < u[field.id][-1]:
            m[field.id], m_from[field.id] = found, "estimated"


def _held(field: LinkField, block: Block) -> bool:
    """Whether the pairs of ``block`` are chosen by ``field``, so that they say nothing of it."""
    chosen = (*block.same, block.any, block.rare, block.near)
    return field.id in chosen or (field.unless != "" and field.unless in chosen)


def _whole(chances: list[float]) -> tuple[float, ...]:
    held = [max(one, LEAST_CHANCE) for one in chances]
    total = sum(held)
    return tuple(one / total for one in held)


def _read(linker: Any, fields: tuple[LinkField, ...], key: str) -> Iterator[tuple[LinkField, list[float | None]]]:
    said = {each["output_column_name"]: each["comparison_levels"]
            for each in linker.misc.save_model_to_json()["comparisons"]}
    for field in fields:
        yield field, [level.get(key) for level in said[field.id] if not level.get("is_null_level")]


def _linker(db: Any, tables: str, fields: tuple[LinkField, ...], prior: float, m: dict[str, tuple[float, ...]],
            u: dict[str, tuple[float, ...]] | None, rules: list[Any]) -> Any:
    from splink import DuckDBAPI, Linker, SettingsCreator

    names = [each.id for each in fields]
    settings = SettingsCreator(
        link_type="link_only", probability_two_random_records_match=prior,
        comparisons=[_comparison(each, m[each.id], u[each.id] if u else None, names) for each in fields],
        blocking_rules_to_generate_predictions=rules, retain_matching_columns=True,
        retain_intermediate_calculation_columns=False, linker_uid="plumbline")
    api = DuckDBAPI(db)
    sides = [api.register(f"{tables}_{side}", dataset_display_name=f"{tables}_{side}") for side in blocking.SIDES]
    return Linker(sides, settings, log_level=None, validate_settings=False)


def _comparison(field: LinkField, m: tuple[float, ...], u: tuple[float, ...] | None,
                names: list[str]) -> dict[str, Any]:
    one, other = f"{field.id}_l", f"{field.id}_r"
    unsaid = f"{one} IS NULL OR {other} IS NULL"
    if field.unless in names:
        unsaid += f" OR ({field.unless}_l IS NOT NULL AND {field.unless}_r IS NOT NULL)"
    levels: list[dict[str, Any]] = [{"sql_condition": unsaid, "label_for_charts": "unknown", "is_null_level": True}]
    for place, (condition, (code, _)) in enumerate(zip(_conditions(field, one, other), field.levels, strict=True)):
        level = {"sql_condition": condition, "label_for_charts": code, "m_probability": m[place]}
        levels.append(level | ({"u_probability": u[place]} if u else {}))
    return {"output_column_name": field.id, "comparison_levels": levels}


def _conditions(field: LinkField, one: str, other: str) -> list[str]:
    if field.compare == "same":
        return [f"{one} = {other}", "ELSE"]
    if field.compare == "days":
        return [*(f"abs({one} - {other}) <= {most}" for most in field.at), "ELSE"]
    if field.compare == "sets":
        return [f"{one} = {other}", f"len(list_intersect({one}, {other})) >= 2", f"list_has_any({one}, {other})",
                "ELSE"]
    return [*(f"{MEASURES[field.measure]}({one}, {other}) >= {least}" for least in field.at), "ELSE"]


def _alike(left: Any, right: Any) -> Any:
    """How alike two texts are, whatever the order of their words: 0 to 100."""
    from rapidfuzz import fuzz

    return _measured(left, right, fuzz.token_sort_ratio)


def _within(left: Any, right: Any) -> Any:
    """How much of the words of the one stands in the other: 0 to 100, the mean of its parts and of whole words."""
    from rapidfuzz import fuzz

    return _measured(left, right, fuzz.partial_token_set_ratio, fuzz.token_set_ratio)


def _measured(left: Any, right: Any, *measures: Any) -> Any:
    from rapidfuzz import process

    one, other = left.to_pylist(), right.to_pylist()
    found = np.mean([process.cpdist(one, other, scorer=each, dtype=np.float32, workers=1) for each in measures], axis=0)
    return pa.array(found.astype(np.int32), pa.int32())


@contextmanager
def _quiet() -> Iterator[None]:
    """Splink tells of its work as it goes; what matters of it is in the answer."""
    log = logging.getLogger("splink")
    before = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(before)
