"""Made titles of standards, each with what it is about, and planted pairs that say the same in other words.

What a title is about is known (an object, a quality, what is done, a size), so a pair that was found can be judged: it
is right if both are about the same. Titles about one object with another quality, or the next size, are what must not
be found. Chinese and English titles alternate by a share."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

MADE_OF = ["不锈钢", "铝合金", "聚乙烯", "聚氯乙烯", "陶瓷", "玻璃", "竹制", "木质", "棉麻", "羊毛", "硅酮", "碳纤维",
           "镀锌钢", "铜基", "镍基", "钛合金", "橡胶", "石墨", "沥青", "水泥", "石膏", "纸质", "皮革", "尼龙", "环氧",
           "酚醛", "聚氨酯", "丙烯酸", "石英", "大理石", "珍珠岩", "岩棉", "硅藻土", "软木", "藤编", "丝绸", "亚麻",
           "涤纶", "氨纶", "锦纶"]
FOR = ["船舶", "汽车", "铁路", "航空", "矿山", "建筑", "农业", "林业", "渔业", "医用", "家用", "学校", "食品", "饮料",
       "烟草", "纺织", "造纸", "印刷", "化工", "石油", "天然气", "电力", "核电", "风电", "光伏", "水利", "市政", "消防",
       "军工", "港口", "物流", "仓储", "冷链", "邮政", "通信", "广播", "体育", "旅游", "殡葬", "养老"]
THING = ["水表", "阀门", "泵", "电缆", "管材", "轴承", "齿轮", "螺栓", "弹簧", "滤芯", "传感器", "控制器", "变压器",
         "开关", "插座", "灯具", "风机", "压缩机", "锅炉", "换热器", "储罐", "法兰", "垫片", "密封圈", "软管", "胶带",
         "涂料", "胶粘剂", "润滑油", "清洗剂", "包装袋", "托盘", "集装箱", "梯子", "手套", "头盔", "面罩", "鞋靴",
         "帐篷", "绳索", "起重机", "输送机", "破碎机", "搅拌机", "烘干机", "分选机", "切割机", "焊机", "机床", "刀具",
         "量具", "夹具", "模具", "门窗", "地板", "墙板", "吊顶", "屋面瓦", "防水卷材", "保温板", "混凝土", "砂浆",
         "砌块", "茶叶", "蜂蜜", "食用油", "面粉", "大米", "酱油", "食醋", "白酒", "黄酒", "啤酒", "果汁", "奶粉",
         "酸奶", "糖果", "饼干"]
QUALITY = ["铅含量", "镉含量", "汞含量", "砷含量", "水分", "灰分", "蛋白质", "脂肪酸", "黏度", "密度", "硬度",
           "抗拉强度", "抗压强度", "弯曲强度", "冲击韧性", "疲劳寿命", "耐腐蚀性", "耐磨性", "耐热性", "阻燃性",
           "绝缘电阻", "介电强度", "接地电阻", "泄漏电流", "噪声", "振动", "效率", "流量", "扬程", "气密性", "粗糙度",
           "圆度", "平面度", "涂层厚度", "附着力", "光泽度", "色差", "透光率", "甲醛释放量", "挥发物", "pH值", "电导率",
           "微生物", "农药残留", "兽药残留", "过氧化值", "酸价", "粒度", "白度", "熔点"]
DONE = (("测定方法", "检测方法", "试验方法"), ("分级规则", "等级划分规则"), ("安装施工规范", "安装施工技术规程"),
        ("安全要求", "安全技术规范"),
        ("设计导则", "设计规范"), ("验收规范", "验收规程"), ("维护保养指南", "维护保养规范"),
        ("产品质量等级划分要求", "产品质量等级划分通用要求"))
EN_MADE = ["stainless steel", "aluminium", "polyethylene", "ceramic", "glass", "bamboo", "wooden", "cotton", "woollen",
           "silicone", "carbon fibre", "galvanized", "copper", "nickel", "titanium", "rubber", "graphite", "bituminous",
           "cement", "gypsum", "paper", "leather", "polyamide", "epoxy", "phenolic", "acrylic", "quartz", "marble"]
EN_FOR = ["ships", "road vehicles", "railways", "aircraft", "mines", "buildings", "agriculture", "forestry",
          "fisheries", "hospitals", "households", "schools", "food plants", "breweries", "textile mills", "paper mills",
          "printing", "refineries", "power stations", "wind farms", "waterworks", "harbours", "warehouses",
          "post offices"]
EN_THING = ["water meters", "valves", "pumps", "cables", "pipes", "bearings", "gears", "bolts", "springs", "filters",
            "sensors", "controllers", "transformers", "switches", "sockets", "luminaires", "fans", "compressors",
            "boilers", "heat exchangers", "tanks", "flanges", "gaskets", "hoses", "belts", "paints", "adhesives",
            "lubricants", "pallets", "ladders", "gloves", "helmets", "masks", "tents", "ropes", "cranes", "conveyors",
            "crushers", "mixers", "dryers", "windows", "floors", "panels", "tiles", "mortars", "blocks"]
EN_QUALITY = ["lead content", "cadmium content", "mercury content", "moisture", "ash", "viscosity", "density",
              "hardness", "tensile strength", "compressive strength", "impact strength", "fatigue life",
              "corrosion resistance", "abrasion resistance", "flammability", "insulation resistance", "noise",
              "vibration", "efficiency", "flow rate", "tightness", "roughness", "roundness", "coating thickness",
              "adhesion", "gloss", "transmittance", "conductivity"]
EN_DONE = (("Determination of {q}", "Test method for {q}"), ("Requirements for {q}", "Specification for {q}"),
           ("Grading by {q}", "Grading by {q}"))
SYLLABLES = ["bar", "cor", "den", "fal", "gor", "hil", "jan", "kel", "lom", "mar", "nov", "pel", "rin", "sol", "tar",
             "vel", "wes", "yor", "zan"]
HAN = "瑞丰华泰恒信达安康盛源金玉龙凤祥云海天山河川岭松柏梅兰竹菊春夏秋冬东南西北明光辉煌宏远博雅文德仁义礼智"
SYNONYM = {"控制器": "调节器", "清洗剂": "洗涤剂", "包装袋": "包装用袋", "船舶": "船用", "家用": "家庭用",
           "安装施工": "施工安装", "维护保养": "保养维护"}


@dataclass
class Made:
    """Titles, the field of each, what each is about, and the planted pairs by how they differ."""

    titles: list[str] = field(default_factory=list)
    ics: list[str] = field(default_factory=list)
    about: list[tuple[str, ...]] = field(default_factory=list)
    planted: dict[tuple[int, int], str] = field(default_factory=dict)


def made(count: int, planted: int, seed: int = 7, english: float = 0.15) -> Made:
    """So many titles, among them ``planted`` pairs."""
    chance, found = random.Random(seed), Made()
    for _ in range(count - planted):
        chinese = chance.random() >= english
        about = _about(chance, chinese)
        found.titles.append(_chinese(about) if chinese else _english(about))
        found.ics.append("" if chance.random() < 0.02 else _ics(about))
        found.about.append(about)
    for number in chance.sample(range(count - planted), planted):
        about = found.about[number]
        how, title = _otherwise(chance, about, found.titles[number])
        found.planted[number, len(found.titles)] = how
        found.titles.append(title)
        found.ics.append("" if chance.random() < 0.02 else found.ics[number])
        found.about.append(about)
    return found


def _about(chance: random.Random, chinese: bool) -> tuple[str, ...]:
    made_of, used, thing, quality, done = ((MADE_OF, FOR, THING, QUALITY, DONE) if chinese else
                                           (EN_MADE, EN_FOR, EN_THING, EN_QUALITY, EN_DONE))
    # A name of its own, as most enterprise and many local standards have, makes millions of titles of few words.
    name = ("".join(chance.sample(HAN, 2)) if chinese else "".join(chance.sample(SYLLABLES, 3)))
    own = name if chance.random() < 0.7 else ""
    size = str(chance.randrange(2, 9) * 50) if chance.random() < 0.2 else ""
    return (own, chance.choice(made_of), chance.choice(used), chance.choice(thing), chance.choice(quality),
            str(chance.randrange(len(done))), size)


def _ics(about: tuple[str, ...]) -> str:
    place = (THING if about[3] in THING else EN_THING).index(about[3])
    used = (FOR if about[3] in THING else EN_FOR).index(about[2])
    return f"{10 + place // 10}.{(place % 10) * 20 + used // 8:03d}"


def _chinese(about: tuple[str, ...], done: int = 0, said: dict[str, str] | None = None) -> str:
    own, of, used, thing, quality, what, size = about
    words = [own, of, used, thing, f" {size}型" if size else "", " ", quality, DONE[int(what)][done]]
    return "".join((said or {}).get(each, each) for each in words).replace("  ", " ")


def _english(about: tuple[str, ...], done: int = 0, turned: bool = False) -> str:
    own, of, used, thing, quality, what, size = about
    body = f"{own.capitalize()} {of} {thing} for {used}".strip() + (f", type {size}" if size else "")
    act = EN_DONE[int(what)][done].format(q=quality)
    return f"{act} of {body}" if turned else f"{body} - {act}"


def _otherwise(chance: random.Random, about: tuple[str, ...], title: str) -> tuple[str, str]:
    """The same in other words, and how."""
    if about[3] in EN_THING:
        how = chance.choice(("writing", "ending", "order", "slip", "added"))
        if how == "writing":
            return how, title.upper().replace(" - ", " — ")
        if how == "ending":
            return how, f"{_english(about, 1)} - General requirements"
        if how == "order":
            return how, _english(about, chance.randrange(2), turned=True)
        if how == "added":
            return how, title.replace(" for ", " intended for use in ", 1)
        at = chance.randrange(3, len(title) - 3)
        return how, title[:at] + title[at + 1:]
    how = chance.choice(("writing", "ending", "synonym", "order", "slip", "added"))
    if how == "writing":
        return how, "".join(chr(ord(each) + 0xFEE0) if "0" <= each <= "z" else each for each in title).replace(" ",
                                                                                                               "　")
    if how == "ending":
        return how, _chinese(about, -1) + chance.choice(("技术规范", "通则", "导则", ""))
    if how == "synonym":
        return how, _chinese(about, chance.randrange(2), SYNONYM)
    if how == "order":
        own, of, used, thing, quality, what, size = about
        return how, f"{own}{used}{of}{thing}{f' {size}型' if size else ''} {quality}{DONE[int(what)][0]}"
    if how == "added":
        return how, title.replace(about[4], f"产品{about[4]}", 1)
    at = chance.randrange(len(title))
    return how, title[:at] + title[at + 1:] if not title[at].isdigit() else title
