"""Made-up notices and a made-up register of products, with what belongs together."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

HEAD = ("id", "code", "name", "brand", "model", "maker")
KINDS, BRANDS, MAKERS, PLACES = 400, 3_000, 8_000, 26
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "ma", "ne", "pi", "ro", "su", "ta", "vo", "we", "xa", "yo",
             "zu", "bri", "cra", "dro", "fle", "gri", "kla", "pre", "sta", "tri")
ADDED = ("set", "pro", "mini", "home", "portable", "electric", "steel", "kids", "garden", "travel", "new", "classic")


def words(random: Any, many: int, parts: int) -> list[str]:
    """Made-up words."""
    drawn = random.integers(0, len(SYLLABLES), (many, parts))
    return ["".join(SYLLABLES[each] for each in row) for row in drawn]


def register(random: Any, rows: int) -> list[tuple[str, ...]]:
    """A register of products: 13-digit codes, names of a kind and words, brands, models, makers."""
    kinds, brands, makers = words(random, KINDS, 3), words(random, BRANDS, 3), words(random, MAKERS, 4)
    kind, brand = random.integers(0, KINDS, rows), random.integers(0, BRANDS, rows)
    maker, added = (brand * 7) % MAKERS, random.integers(0, len(ADDED), (rows, 2))
    codes = 6_900_000_000_000 + random.permutation(rows * 3)[:rows]
    numbers, letters = random.integers(100, 99_999, rows), random.integers(0, PLACES, (rows, 2))
    return [(f"P{place}", str(codes[place]),
             f"{ADDED[added[place, 0]]} {kinds[kind[place]]} {ADDED[added[place, 1]]} {brands[brand[place]]}",
             brands[brand[place]].title(),
             f"{chr(65 + letters[place, 0])}{chr(65 + letters[place, 1])}-{numbers[place]}",
             f"{makers[maker[place]].title()} Co., Ltd.") for place in range(rows)]


def notices(random: Any, products: list[tuple[str, ...]], rows: int) -> tuple[list[Any], list[Any]]:
    """Notices of products of the register, and of a tenth that are in none: a third say no code, a third no model,
    names are worded anew and misspelt. With them the pairs that are true."""
    chosen = random.choice(len(products), rows, replace=False)
    chance = random.random((rows, 4))
    other = register(random, rows // 10)
    found, true = [], []
    for place, at in enumerate(chosen):
        known = place % 10 > 0
        _, code, name, brand, model, maker = products[at] if known else other[place // 10]
        said = name.split()
        said = said[1:] + said[:1] if chance[place, 2] < 0.5 else said
        if chance[place, 3] < 0.3:
            said[0] = said[0][:-1] or said[0]
        found.append((f"N{place}", code if chance[place, 0] < 0.67 else "", " ".join(said), brand.upper(),
                      model.replace("-", " ") if chance[place, 1] < 0.67 else "", maker.replace(" Co., Ltd.", "")))
        if known:
            true.append((f"N{place}", products[at][0]))
    return found, true


def write(path: Path, rows: list[tuple[str, ...]], head: tuple[str, ...] = HEAD) -> Path:
    """``rows`` as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(head)
        out.writerows(rows)
    return path
