"""A catalogue of made standards, in Relaton's form, JSON Lines: designations of every level, most of them of
enterprises as in a whole country's register, with Chinese and English titles, classes, days, states, relations. All
constructed."""

from __future__ import annotations

import sys
from pathlib import Path

SEED = 12
WORDS: dict[str, str] = {
    "material": """
        铝合金=aluminium-alloy 不锈钢=stainless-steel 聚乙烯=polyethylene 聚丙烯=polypropylene
        硅橡胶=silicone-rubber 玻璃纤维=glass-fibre 碳纤维=carbon-fibre 竹木=bamboo 陶瓷=ceramic
        铜合金=copper-alloy 镀锌=galvanized 钛合金=titanium-alloy 再生塑料=recycled-plastic 羊毛=wool 棉=cotton
        涤纶=polyester 环氧树脂=epoxy 水性=water-based 石墨=graphite 高强度=high-strength 低温=low-temperature
        耐腐蚀=corrosion-resistant 阻燃=flame-retardant 防爆=explosion-proof 便携式=portable 智能=smart
        全自动=automatic 家用=household 商用=commercial 工业用=industrial 医用=medical 船用=marine 矿用=mining
        农用=agricultural 车用=vehicle 航空=aviation 消防=fire-fighting 建筑=building 儿童=children's 户外=outdoor
    """,
    "product": """
        水泵=pumps 阀门=valves 轴承=bearings 蓄电池=batteries 电动机=motors 变压器=transformers 电缆=cables
        照明灯具=luminaires 传感器=sensors 压力容器=pressure-vessels 管材=pipes 紧固件=fasteners 齿轮=gears
        液压缸=hydraulic-cylinders 过滤器=filters 换热器=heat-exchangers 空气净化器=air-cleaners
        净水机=water-purifiers 洗衣机=washing-machines 热水器=water-heaters 自行车=bicycles 轮胎=tyres 玻璃=glass
        涂料=coatings 胶粘剂=adhesives 地板=floorings 门窗=doors-and-windows 家具=furniture 玩具=toys
        纺织品=textiles 服装=garments 鞋类=footwear 食品接触材料=food-contact-materials
        包装容器=packaging-containers 肥料=fertilizers 饲料=feeds 茶叶=tea 大米=rice 乳制品=dairy-products
        植物油=vegetable-oils 调味品=condiments 饮料=beverages 白酒=liquor 化妆品=cosmetics 洗涤剂=detergents
        消毒剂=disinfectants 口罩=masks 手套=gloves 注射器=syringes 血压计=sphygmomanometers 机器人=robots
        无人机=unmanned-aircraft 充电桩=charging-piles 光伏组件=photovoltaic-modules 风力发电机组=wind-turbines
        起重机=cranes 电梯=lifts 叉车=forklifts 挖掘机=excavators 收割机=harvesters 混凝土=concrete 水泥=cement
        砖=bricks 石材=stone 防水卷材=waterproof-sheets 保温材料=insulation 钢丝绳=wire-ropes 焊条=welding-rods
        模具=moulds 刀具=cutters
    """,
    "aspect": """
        技术要求=specifications 通用技术条件=general-requirements 试验方法=test-methods
        安全要求=safety-requirements 术语=vocabulary 分类与代码=classification 检验规则=inspection-rules
        包装、标志、运输和贮存=packaging-and-marking 性能评定=performance-evaluation 可靠性试验=reliability-tests
        安装规范=installation 验收规程=acceptance 使用与维护=use-and-maintenance 能效限定值=energy-efficiency
        环境条件=environmental-conditions 电磁兼容=electromagnetic-compatibility 抽样检验=sampling
        尺寸和公差=dimensions-and-tolerances 有害物质限量=limits-of-harmful-substances 微生物测定=microbial-counts
        重金属测定=heavy-metals 绿色评价=green-assessment 质量管理=quality-management 服务规范=service
        设计规范=design 数据接口=data-interfaces 通信协议=communication-protocols 风险评估=risk-assessment
        追溯要求=traceability 碳足迹=carbon-footprint
    """,
    "place": """
        生产用=for-production 出口=for-export 高原地区=for-plateau-areas 沿海地区=for-coastal-areas
        轨道交通=for-rail-transit 电力系统=for-power-systems 石油化工=for-petrochemicals 冷链物流=for-cold-chains
        公共场所=for-public-places 学校=for-schools 医院=for-hospitals 养老机构=for-elderly-care 港口=for-ports
        数据中心=for-data-centres 隧道=for-tunnels 桥梁=for-bridges 温室=for-greenhouses 水产养殖=for-aquaculture
        畜禽养殖=for-livestock 烘焙=for-bakeries
    """,
}
"""Chinese and English words, by sort; a dash is a space."""
_LETTER = "chr((65 + {issuer} // %s %% 26)::INTEGER)"
_TWO = f"{_LETTER % 1} || {_LETTER % 26}"
_SECTORS = ("NY", "JB", "YY", "HG", "SN", "LY", "DL", "QB")
_PROVINCES = (11, 12, 13, 31, 32, 33, 34, 35, 37, 41, 42, 43, 44, 50, 51)
SHAPES = (
    ("Q", 700, f"'Q/' || {_TWO} || {_LETTER % 676} || ' '", "-"), ("T", 50, f"'T/' || {_TWO} || 'A '", "-"),
    ("DB", 90, f"'DB' || {list(_PROVINCES)}[1 + {{issuer}} % {len(_PROVINCES)}] || '/T '", "-"),
    ("sector", 60, f"{list(_SECTORS)}[1 + {{issuer}} % {len(_SECTORS)}] || '/T '", "-"),
    ("GB/T", 30, "'GB/T '", "-"), ("GB", 5, "'GB '", "-"), ("ISO", 35, "'ISO '", ":"), ("IEC", 10, "'IEC '", ":"),
    ("EN", 10, "'EN '", ":"), ("JIS", 10, "'JIS ' || chr((65 + first // 9000 % 26)::INTEGER) || ' '", ":"),
)
"""Families: name, how many of a thousand, how the prefix is made, what stands before the year."""


def _draw(of: str, what: int, below: int) -> str:
    return f"(hash({of}, {what}, {SEED}) % {below})::BIGINT"


def _list(words: list[str]) -> str:
    return "[" + ", ".join("'" + each.replace("'", "''") + "'" for each in words) + "]"


def _word(sort: str, english: bool) -> str:
    words = [each.split("=")[english].replace("-", " ") for each in WORDS[sort].split()]
    return f"{_list(words)}[1 + {_draw('first', 20 + list(WORDS).index(sort), len(words))}]"


def _designation(of: str) -> str:
    """The designation of the standard of that number; the year rises when it is the later edition of the one before."""
    branches = []
    below = 0
    for _, share, prefix, mark in SHAPES:
        below += share
        made = prefix.format(issuer=_draw("first", 3, 17_576))
        number = "(1000 + first % 9000) || '-' || (1 + first // 234000)" if "JIS" in prefix else "(first + 1)"
        branches.append(f"WHEN bucket < {below} THEN {made} || {number} || '{mark}' || year")
    first = f"({of} // 8 * 8 + least({of} % 8, 6))"
    return (f"(SELECT CASE {' '.join(branches)} END FROM (SELECT {first} AS first, {_draw(first, 1, 1000)} AS bucket, "
            f"2000 + {_draw(first, 2, 20)} + CASE WHEN {of} % 8 = 7 THEN 5 ELSE 0 END AS year))")


def _titles() -> tuple[str, str]:
    """The Chinese and the English title: the place, the material, the product, the aspect, perhaps the part."""
    place, part = f"{_draw('i', 9, 3)} = 0", f"{_draw('first', 10, 4)} = 0"
    number = f"(1 + {_draw('first', 11, 9)})"
    # Every third enterprise names its model, as many do.
    model = (f"CASE WHEN bucket < 700 AND {_draw('first', 30, 3)} = 0 THEN "
             f"chr((65 + {_draw('first', 31, 26)})::INTEGER) || chr((65 + {_draw('first', 32, 26)})::INTEGER) || "
             f"{_draw('first', 33, 900)} || '型' ELSE '' END")
    material, made_of = _word("material", False), _word("material", True)
    chinese = (f"CASE WHEN {place} THEN {_word('place', False)} ELSE '' END || {model} || {material} || "
               f"{_word('product', False)} || ' ' || {_word('aspect', False)} || "
               f"CASE WHEN {part} THEN ' 第' || {number} || '部分' ELSE '' END")
    english = (f"upper({made_of}[1]) || {made_of}[2:] || ' ' || {_word('product', True)}"
               f" || CASE WHEN {place} THEN ' ' || {_word('place', True)} ELSE '' END || ' - ' || "
               f"{_word('aspect', True)} || CASE WHEN {part} THEN ' - Part ' || {number} ELSE '' END")
    return chinese, english


def query(standards: int) -> str:
    """The standards as objects, one a row. Every eighth is a later edition of the one before."""
    chinese, english = _titles()
    field = f"lpad((1 + {_draw(_word('product', False), 17, 97)})::VARCHAR, 2, '0')"
    group = f"lpad((10 * (1 + {_draw('first', 18, 24)}))::VARCHAR, 3, '0')"
    relations = f"""list_filter([
        CASE WHEN i % 8 = 7 THEN ['obsoletes', before] END,
        CASE WHEN {_draw('i', 12, 10)} < 2 THEN ['cites', cited] END,
        CASE WHEN bucket >= 840 AND bucket < 935 AND {_draw('i', 14, 3)} = 0 THEN
            ['identical', 'ISO ' || (1 + {_draw('i', 15, standards)}) || ':' || (2000 + {_draw('i', 16, 20)})] END
        ], lambda each: each IS NOT NULL)"""
    return f"""SELECT designation AS id,
        {{'zh': CASE WHEN bucket < 935 THEN {chinese} END, 'en': CASE WHEN bucket >= 900 THEN {english} END}} AS title,
        CASE WHEN i % 8 = 6 OR {_draw('i', 5, 20)} = 0 THEN 'withdrawn' WHEN {_draw('i', 6, 50)} = 0 THEN 'draft'
            ELSE 'valid' END AS stage,
        CASE WHEN i % 8 = 6 AND {_draw('i', 7, 2)} = 0
            THEN json_object('published', day, 'obsoleted', (day + 2000)::DATE)
            ELSE json_object('published', day) END AS date,
        {relations} AS rel, [{field} || '.' || {group}] AS ics, 'standard' AS doctype
        FROM (SELECT i, (i // 8 * 8 + least(i % 8, 6)) AS first, {_draw('(i // 8 * 8 + least(i % 8, 6))', 1, 1000)} AS
            bucket, {_designation('i')} AS designation, {_designation('(i - 1)')} AS before,
            {_designation(_draw('i', 13, standards))} AS cited, make_date((2000 + {
            _draw('(i // 8 * 8 + least(i % 8, 6))', 2, 20)} + CASE WHEN i % 8 = 7 THEN 5 ELSE 0 END)::INTEGER,
            (1 + {_draw('i', 4, 12)})::INTEGER, (1 + {_draw('i', 8, 28)})::INTEGER) AS day
            FROM range({standards}) t(i)) q"""


def write(path: Path, standards: int) -> Path:
    """A catalogue of so many at ``path``."""
    import duckdb

    with duckdb.connect(config={"memory_limit": "1GB", "threads": 1}) as engine:
        engine.execute(f"COPY ({query(standards)}) TO '{path}' (FORMAT json)")
    return path


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
