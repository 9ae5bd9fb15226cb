"""Fills a home's store with inspections of places with Chinese names, and asks it questions: each a process of its own
(``fill ROWS`` or ``ask TIMES SEED``), on the home that is named first."""

from __future__ import annotations

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks import _lists_store

PLACES = "海盐 武原 沈荡 百步 于城 澉浦 通元 秦山 西塘桥 望海 嘉善 桐乡 平湖 海宁 秀洲 南湖 余杭 临平 萧山 富阳".split()  # noqa: SIM905
NAMES = "鑫 瑞 丰 惠 聚 福 顺 康 和 源 安 泰 隆 佳 美 盛 恒 宏 祥 润 华 兴 旺 达 永 诚 信 德 仁 礼".split()  # noqa: SIM905
TRADES = "食品 餐饮管理 水产 粮油 乳业 茶叶 烘焙 冷链物流 农产品 饮用水 调味品 肉类加工 豆制品".split()  # noqa: SIM905
FORMS = "有限公司 有限责任公司 股份有限公司 经营部 商行 加工厂 专业合作社 门店".split()  # noqa: SIM905
STREETS = "朝阳 人民 解放 勤俭 新桥 枣园 盐平塘 城西 百尺 海丰 长安 秦山大道 滨海 绮园 出海".split()  # noqa: SIM905
GROUPS = 12
COUNTY = "p1-c1"
NAME = "officer"


def _list(words: list[str], draw: int) -> str:
    quoted = ", ".join(f"'{word}'" for word in words)
    return f"[{quoted}][1 + {_lists_store._uniform(draw, len(words))}]"


def query(rows: int) -> str:
    """The inspections of ``_lists_store``, of places that are called as places are."""
    name = "||".join([_list(PLACES, 11), _list(NAMES, 12), _list(NAMES, 13), _list(TRADES, 14), _list(FORMS, 15)])
    uniform = _lists_store._uniform
    return f"""SELECT * EXCLUDE (i) REPLACE ({name} AS establishment_name,
        {_list(STREETS, 16)} || '路' || {uniform(17, 999)} || '号' AS address),
        '第' || {uniform(18, GROUPS)} || '检查组' AS inspector_group,
        {_list(TRADES, 14)} AS facility_type FROM
        (SELECT *, split_part(number, '-', 2)::BIGINT AS i FROM ({_lists_store.query(rows)}) q) t"""


def people() -> None:
    """An officer of one county, and somebody who acts for an organisation."""
    from plumbline.records.core.memberships import Membership
    from plumbline.records.core.people import Role, User

    officer = User.objects.create_user(NAME)
    Role.objects.create(user=officer, name=Role.OFFICER, region=COUNTY)
    colleague = User.objects.create_user("colleague")
    Membership.objects.create(user=colleague, organisation="91330424MA28A00017", capacity="enterprise",
                              since=date(2020, 1, 1), made_at=datetime.now(UTC))


def questions(draw: random.Random, known: list[tuple[str, str, str]]) -> dict[str, Callable[[], str]]:
    """What is asked, by sort. ``known`` are number, name and address of some records."""
    def of(part: int) -> str:
        return draw.choice(known)[part]

    return {
        "number": lambda: of(0),
        "beginning of a number": lambda: of(0)[:draw.randrange(3, 7)],
        "whole name": lambda: of(1),
        "two characters": lambda: draw.choice(["食品", "有限", "公司", "餐饮", "海盐", "超市", "水产"]),
        "one character": lambda: draw.choice("食公鑫盐路"),
        "trade and place": lambda: f"{draw.choice(TRADES)} {draw.choice(PLACES)}",
        "trade, result and year": lambda: f"{draw.choice(TRADES)} 不合格 {draw.randrange(2014, 2024)}",
        "county and trade": lambda: f"p{draw.randrange(30)}-c{draw.randrange(100)} {draw.choice(TRADES)}",
        "street and house": lambda: of(2),
        "a phrase": lambda: f"“{of(1)[:8]}”",
        "an internal word": lambda: f"第{draw.randrange(GROUPS)}检查组 食品",
        "found in nothing": lambda: draw.choice(["qqzz", "火箭发动机", "999999999999"]),
    }


def ask(home: Any, times: int, seed: int) -> dict[str, Any]:
    """Each sort ``times`` times, as three readers: milliseconds on the wall and of the processor."""
    from plumbline.procedures.search import searching
    from plumbline.records.core import kinds
    from plumbline.records.core.people import User

    draw = random.Random(seed)
    model = kinds.get("inspection").model
    last = model.objects.order_by("-pk").first().pk
    known = list(model.objects.filter(pk__in=[draw.randrange(1, last) for _ in range(400)]).values_list(
        "number", "establishment_name", "address"))
    readers = {"public": None, "officer of one county": User.objects.get(username=NAME),
               "for an organisation": User.objects.get(username="colleague")}
    on = datetime.now(UTC).date()
    sorts = questions(draw, known)
    for make in sorts.values():  # what a server has read once
        searching.search(home, None, make(), on=on)
    told: dict[str, Any] = {}
    for reader, user in readers.items():
        wall: dict[str, list[float]] = {}
        spent: list[float] = []
        for name, make in sorts.items():
            for _ in range(times):
                text = make()
                for kept in ("_plumbline_roles", "_plumbline_reach", "_plumbline_organisations"):
                    getattr(user, "__dict__", {}).pop(kept, None)
                began, busy = time.perf_counter(), time.process_time()
                searching.search(home, user, text, on=on)
                wall.setdefault(name, []).append((time.perf_counter() - began) * 1000)
                spent.append((time.process_time() - busy) * 1000)
        every = [one for each in wall.values() for one in each]
        told[reader] = {"questions": len(every), "wall_ms": _said(every), "processor_ms": _said(spent),
                        "by_sort_wall_ms": {name: _said(each) for name, each in wall.items()}}
    deep, after = [], 0
    for _ in range(40):
        began = time.perf_counter()
        answer = searching.page(home, None, "食品", "inspection", on=on, after=after)
        deep.append((time.perf_counter() - began) * 1000)
        after = answer.groups[0].after
    return {"readers": told, "pages_1_to_40_of_one_sort_ms": _said(deep), "fortieth_page_ms": round(deep[-1], 1)}


def reference(home: Any, times: int, seed: int) -> dict[str, Any]:
    """The same rows in SQLite's own full-text search, by trigrams, and looked through by LIKE."""
    import sqlite3

    draw, place = random.Random(seed), Path(home.path) / "fts.sqlite3"
    place.unlink(missing_ok=True)
    connection = sqlite3.connect(place)
    connection.execute("ATTACH ? AS held", [str(home.database)])
    began, worked = time.perf_counter(), time.process_time()
    connection.execute("CREATE VIRTUAL TABLE found USING fts5(number, establishment_name, address, facility_type, "
                       "result, tokenize='trigram')")
    connection.execute("INSERT INTO found(rowid, number, establishment_name, address, facility_type, result) SELECT "
                       "id, number, establishment_name, address, facility_type, result FROM held.records_inspection")
    connection.commit()
    made, made_busy = time.perf_counter() - began, time.process_time() - worked
    known = connection.execute("SELECT number, establishment_name, address FROM held.records_inspection "
                               "WHERE id % 2503 = 1").fetchall()
    took: dict[str, list[float]] = {"trigrams": [], "busy": [], "LIKE": []}
    for _, make in questions(draw, known).items():
        for count in range(max(2, times // 4)):
            words = [word.strip("“”") for word in make().split()]
            began, worked = time.perf_counter(), time.process_time()
            match = " AND ".join(f'"{word}"' for word in words if len(word) >= 3)
            if match:  # shorter words it does not find
                connection.execute("SELECT rowid FROM found WHERE found MATCH ? ORDER BY rank LIMIT 11",
                                   [match]).fetchall()
                took["trigrams"].append((time.perf_counter() - began) * 1000)
                took["busy"].append((time.process_time() - worked) * 1000)
            if count == 0:
                where = " AND ".join("(number || establishment_name || address || result LIKE ?)" for _ in words)
                began = time.perf_counter()
                connection.execute(f"SELECT id FROM held.records_inspection WHERE {where} LIMIT 11",
                                   [f"%{word}%" for word in words]).fetchall()
                took["LIKE"].append((time.perf_counter() - began) * 1000)
    size = place.stat().st_size
    connection.close()
    place.unlink()
    return {"what": "SQLite FTS5 with trigrams, without rights, on the same rows", "made_seconds": round(made, 1),
            "made_processor_seconds": round(made_busy, 3), "size_mb": round(size / 1e6, 1),
            "trigrams_ms": _said(took["trigrams"]), "trigrams_processor_ms": _said(took["busy"]),
            "like_ms": _said(took["LIKE"])}


def _said(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"p50": round(statistics.median(ordered), 3), "p99": round(ordered[min(len(ordered) - 1, int(
        len(ordered) * 0.99))], 3), "slowest": round(ordered[-1], 3)}


if __name__ == "__main__":
    from plumbline.interfaces.cli.core import boot

    place = boot.start(Path(sys.argv[1]))
    if sys.argv[2] == "fill":
        filled = _lists_store.fill(int(sys.argv[3]), query)
        people()
        print(json.dumps(filled))
    else:
        act = {"ask": ask, "reference": reference}[sys.argv[2]]
        print(json.dumps(act(place, int(sys.argv[3]), int(sys.argv[4]))))
