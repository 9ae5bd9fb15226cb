"""The two public extracts of RASFF as somebody would hand them over, with the reference hidden, and made-up ones."""

from __future__ import annotations

import csv
import gzip
import random
from pathlib import Path

PORTAL, DATABASE = "rasff_portal_2020_2024.csv.gz", "rasff_database_2024_2025.csv.gz"
LEFT = ["id", "Date of Case", "Notification From", "Country Origin", "Product", "Product Category", "Hazard Substance"]
RIGHT = ["id", "category", "subject", "date", "notifying_country", "origin", "hazards"]
COUNTRIES = ("Italy", "Spain", "France", "Germany", "Poland", "Austria")
PRODUCTS = ("Dried figs", "Walnut kernels", "Chicken breast", "Oysters", "Paprika powder", "Rice", "Sesame seeds",
            "Peanuts", "Basil", "Salami", "Tuna loins", "Green tea")
HAZARDS = ("Aflatoxin B1", "Salmonella spp.", "Lead", "Norovirus", "Cadmium", "Ochratoxin A")
Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def whole(reference: str) -> str:
    """A reference that was read as a number, as it was."""
    return f"{float(reference):.4f}"


def hide(folder: Path, left: list[Row], right: list[Row], shuffle: int | None = None) -> tuple[Path, Path, Path]:
    """Both tables with a number of the row in place of the reference, and the pairs that are true."""
    left, right = list(left), list(right)
    if shuffle is not None:
        random.Random(shuffle).shuffle(left)
        random.Random(shuffle + 1).shuffle(right)
    at = {row["Reference"]: f"L{place}" for place, row in enumerate(left)}
    true = [(at[whole(row["reference"])], f"R{place}") for place, row in enumerate(right)
            if whole(row["reference"]) in at]
    found = []
    for name, table, hidden in (("left", left, "Reference"), ("right", right, "reference")):
        heads = [head for head in table[0] if head != hidden]
        body = [[f"{name[0].upper()}{place}", *(row[head] for head in heads)] for place, row in enumerate(table)]
        found.append(write(folder / f"{name}.csv", [["id", *heads], *body]))
    return found[0], found[1], write(folder / "truth.csv", [["left", "right"], *map(list, true)])


def write(path: Path, table: list[list[str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(table)
    return path


def made_up(many: int = 40, seed: int = 3) -> tuple[list[list[str]], list[list[str]]]:
    """Rows of either layout, the same notices in the same order."""
    chance = random.Random(seed)
    left, right = [LEFT], [RIGHT]
    for place in range(many):
        product, hazard, origin = chance.choice(PRODUCTS), chance.choice(HAZARDS), chance.choice(COUNTRIES)
        notifier, day = chance.choice(COUNTRIES), 1 + place % 28
        left.append([f"L{place}", f"Mar {day}, 2024", notifier, origin, product, "Food", f"{hazard} - group"])
        right.append([f"R{place}", "food", f"{hazard} in {product} from {origin}", f"2024-03-{day:02} 10:{place:02}:00",
                      notifier, origin, hazard.lower()])
    return left, right
