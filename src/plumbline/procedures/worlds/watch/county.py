"""The constructed county: its regions, firms, places of business, laboratories, products, lots and credit classes.

The county's code belongs to no place (GB/T 2260 gives no code that begins with 99), and so no real firm can have a
register code made of it. The product codes begin with 952, which GS1 keeps for demonstrations.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from stdnum import ean
from stdnum.cn import uscc

from plumbline.procedures.common.row_files import Row
from plumbline.procedures.worlds.watch.catalogue import CLASSES, ProductClass
from plumbline.procedures.worlds.watch.chance import one, share, weighed, whole

CITY, COUNTY = "990100", "990123"
TOWNSHIPS = tuple(f"{COUNTY}{number:03d}" for number in range(1, 9))
FIRMS, PRODUCTS = 300, 2000
FIRST, LAST = date(2024, 9, 1), date(2026, 8, 31)
"""The two years of samples."""
MARK = "（构造 constructed）"
"""Stands in what every constructed record says of itself, unless a number in it begins with CONSTRUCTED."""
NUMBER = "CONSTRUCTED"
TYPES = {"maker": 90, "importer": 15, "laboratory": 2, "marketplace": 3, "online": 30, "wholesale": 20, "shop": 140}
"""How many firms there are of each type, in the order of their numbers."""
WORDS = {
    "maker": "制造厂 Works", "importer": "进口公司 Imports", "laboratory": "检验中心 Test Centre",
    "marketplace": "电商平台 Marketplace", "online": "网店 Online Shop", "wholesale": "批发部 Wholesale",
    "shop": "超市 Shop",
}
MARKETS = {"rural": 30, "school": 20, "food-market": 30, "": 60}
LOTS, BETWEEN, KEEPS = 3, 240, 365
"""How many lots of each product there are, and about how many days from one to the next; how many days food keeps."""
CREDIT_FROM = (date(2023, 1, 1), date(2024, 7, 1), date(2025, 7, 1), date(2026, 7, 1))
CREDIT = {"A": 60.0, "B": 28.0, "C": 8.0, "D": 4.0}
_BASE = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Firm:
    """One organisation and what it does."""

    number: int
    code: str
    name: str
    type: str
    region: str


@dataclass(frozen=True, slots=True)
class Product:
    """One product, its class and its maker."""

    code: str
    gtin: str
    name: str
    brand: str
    model: str
    of: ProductClass
    maker: Firm


@dataclass(frozen=True, slots=True)
class Outlet:
    """One place of business that sells."""

    code: str
    name: str
    firm: Firm
    market: str


def credit_code(number: int) -> str:
    """The unified social credit code of constructed firm ``number``: of an enterprise, registered in no place."""
    body = f"{10_000_000 + number * 7919 % 90_000_000:08d}"
    left = 11 - sum(int(digit) * weight for digit, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    code = f"91{COUNTY}{body}{'X' if left == 10 else left % 11}"
    return code + str(uscc.calc_check_digit(f"{code}0"))


@lru_cache(maxsize=1)
def firms() -> tuple[Firm, ...]:
    """All firms, by number."""
    types = [type_ for type_, count in TYPES.items() for _ in range(count)]
    return tuple(Firm(number, credit_code(number), f"{WORDS[type_]} {number:03d}{MARK}", type_,
                      one(TOWNSHIPS, "seat", number))
                 for number, type_ in enumerate(types, start=1))


@lru_cache(maxsize=16)
def of_type(*types: str) -> tuple[Firm, ...]:
    """The firms of some types."""
    return tuple(firm for firm in firms() if firm.type in types)


@lru_cache(maxsize=1)
def products() -> tuple[Product, ...]:
    """All products, by number: of each class as many."""
    makers = of_type("maker", "importer")
    found: list[Product] = []
    for number in range(1, PRODUCTS + 1):
        place = (number - 1) % len(CLASSES)
        of = CLASSES[place]
        own = [maker for at, maker in enumerate(makers) if place in (at % len(CLASSES), (at + 7) % len(CLASSES))]
        maker = one(own, "maker", number)
        body = f"952{makers.index(maker) + 1:04d}{number:05d}"
        gtin = body + ean.calc_check_digit(body) if number % 23 else ""
        code = gtin.zfill(14) if gtin else f"{NUMBER}-P-{number:05d}"
        found.append(Product(code, gtin, f"{of.name} {number:04d}{MARK}", f"构造牌 Brand {maker.number:03d}",
                             f"GZ-{of.key[:3].upper()}-{number:04d}", of, maker))
    return tuple(found)


@lru_cache(maxsize=32)
def of_class(key: str) -> tuple[Product, ...]:
    """The products of a class."""
    return tuple(product for product in products() if product.of.key == key)


@lru_cache(maxsize=1)
def outlets() -> tuple[Outlet, ...]:
    """Where goods are sold: one place a firm, and a second one of every fifth shop."""
    found: list[Outlet] = []
    for firm in of_type("shop", "wholesale", "online"):
        for copy in range(2 if firm.type == "shop" and firm.number % 5 == 0 else 1):
            market = {"wholesale": "wholesale", "online": "online"}.get(firm.type) or weighed(
                {key: float(weight) for key, weight in MARKETS.items()}, "market", firm.code, copy)
            found.append(Outlet(f"{NUMBER}-LIC-{len(found) + 1:04d}", f"{firm.name} {copy + 1}", firm, market))
    return tuple(found)


def laboratory(number: int) -> str:
    """The number of one of the two laboratories."""
    return f"{NUMBER}-LAB-{1 + number % 2}"


def lot_number(made: date) -> str:
    """The number of a lot made on a day."""
    return f"{NUMBER}-{made:%y%m%d}"


def lot_made(product: Product, copy: int) -> date:
    """When lot ``copy`` of a product was made: from 0, before the two years, on."""
    return FIRST + timedelta(BETWEEN * copy - whole(5, BETWEEN - 10, "made", product.code, copy))


def lot_code(product: Product, made: date) -> str:
    """The code of a lot."""
    return f"{product.code}/{lot_number(made)}"


def credit_class(firm: Firm, since: int) -> str:
    """The class of a firm from one of the days of :data:`CREDIT_FROM` on: mostly as before."""
    if since and share("credit moves", firm.code, since) < 0.85:
        return credit_class(firm, since - 1)
    return weighed(CREDIT, "credit", firm.code, since)


def organisations() -> Iterator[Row]:
    """The register of firms."""
    for number, firm in enumerate(firms(), start=1):
        yield {"code": firm.code, "name": firm.name, "region": firm.region,
               "registered_on": f"{2000 + number % 22}-{1 + number % 12:02d}-{1 + number % 28:02d}"}


def establishments() -> Iterator[Row]:
    """Works and shops."""
    risks = ("low", "medium", "high")
    for number, firm in enumerate(of_type("maker"), start=1):
        yield {"code": f"{NUMBER}-WORKS-{number:03d}", "name": firm.name, "organisation": firm.code,
               "region": firm.region, "facility_type": "工厂 works", "market_type": "", "risk_class": risks[number % 3],
               "address": f"构造工业路{number}号"}
    for number, outlet in enumerate(outlets(), start=1):
        yield {"code": outlet.code, "name": outlet.name, "organisation": outlet.firm.code, "region": outlet.firm.region,
               "facility_type": WORDS[outlet.firm.type], "market_type": outlet.market, "risk_class": risks[number % 3],
               "address": f"构造大街{number}号"}


def laboratories() -> Iterator[Row]:
    """The two that test."""
    for number, firm in enumerate(of_type("laboratory")):
        yield {"code": laboratory(number), "name": firm.name, "organisation": firm.code,
               "address": f"构造科技路{number + 1}号", "region": firm.region}


def product_rows() -> Iterator[Row]:
    """The register of products."""
    for each in products():
        yield {"code": each.code, "gtin": each.gtin, "name": each.name, "brand": each.brand, "model": each.model,
               "product_class": each.of.name, "maker": each.maker.code, "focus": each.of.focus,
               "region": each.maker.region}


def lots() -> Iterator[Row]:
    """Those of each product."""
    for product in products():
        for copy in range(LOTS):
            yield lot(product, lot_made(product, copy))


def lot(product: Product, made: date) -> Row:
    """One lot."""
    return {"code": lot_code(product, made), "product": product.code, "number": lot_number(made),
            "made_on": made.isoformat(),
            "expires_on": (made + timedelta(KEEPS)).isoformat() if product.of.subject == "food" else "",
            "maker": product.maker.code, "region": product.maker.region}


def credit() -> Iterator[Row]:
    """The class of each firm, each time firms were classed."""
    for firm in firms():
        for place, since in enumerate(CREDIT_FROM):
            until = CREDIT_FROM[place + 1] - timedelta(1) if place + 1 < len(CREDIT_FROM) else None
            yield {"organisation": firm.code, "credit_class": credit_class(firm, place),
                   "valid_from": since.isoformat(), "valid_to": until.isoformat() if until else "",
                   "basis": f"通用型分类结果{MARK}", "region": firm.region}
