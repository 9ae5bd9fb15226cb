"""What is sold in the constructed county: classes of goods, and what laboratories test of each.

The standards of methods exist. The limits are of a likely size and no statement of any standard.
"""

from __future__ import annotations

from dataclasses import dataclass

NOT_DETECTED, DETECTED = "未检出 (not detected)", "检出 (detected)"
MOST, LEAST, ABSENT = "most", "least", "absent"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that is tested. ``bound`` is the ``most`` or the ``least`` that is allowed; none where it must be
    absent. ``hazard`` is a code of the vocabulary, for what it does to people."""

    zh: str
    en: str
    bound: str
    unit: str
    method: str
    hazard: str
    sense: str = MOST

    @property
    def name(self) -> str:
        """As records have it."""
        return f"{self.zh} {self.en}"

    @property
    def limit(self) -> str:
        """As a report writes it."""
        return "不得检出 (absent)" if self.sense == ABSENT else f"{'≤' if self.sense == MOST else '≥'}{self.bound}"

    def value(self, part: float, passes: bool) -> str:
        """A value that passes or fails, the farther from the bound the larger ``part`` (0 to 1)."""
        if self.sense == ABSENT:
            return NOT_DETECTED if passes else DETECTED
        places = len(self.bound.partition(".")[2]) + 1
        inside = passes == (self.sense == MOST)
        factor = 0.9 - 0.7 * part if inside else 1.2 + 1.2 * part
        return f"{float(self.bound) * factor:.{places}f}"


@dataclass(frozen=True, slots=True)
class ProductClass:
    """One class of goods: ``subject`` of samplings, ``goods`` of recalls, ``word`` by which a notice may name it."""

    key: str
    zh: str
    en: str
    subject: str
    goods: str
    parameters: tuple[Parameter, ...]
    focus: str = ""
    word: str = ""

    @property
    def name(self) -> str:
        """What a product of the class is called."""
        return f"{self.zh} {self.en}"


P = Parameter
LEAD = P("铅", "lead", "0.5", "mg/kg", "GB 5009.12-2023", "chemical")
PLATE = P("菌落总数", "total plate count", "10000", "CFU/g", "GB 4789.2-2022", "microbiology")
BENZOATE = P("苯甲酸", "benzoic acid", "1.0", "g/kg", "GB 5009.28-2016", "chemical")
SULPHUR = P("二氧化硫残留量", "sulphur dioxide", "0.1", "g/kg", "GB 5009.34-2022", "chemical")
PEROXIDE = P("过氧化值", "peroxide value", "0.25", "g/100g", "GB 5009.227-2023", "chemical")
LISTERIA = P("单核细胞增生李斯特氏菌", "Listeria monocytogenes", "", "/25g", "GB 4789.30-2016", "microbiology", ABSENT)
CRONOBACTER = P("克罗诺杆菌属", "Cronobacter", "", "/100g", "GB 4789.40-2016", "microbiology", ABSENT)
PSEUDOMONAS = P("铜绿假单胞菌", "Pseudomonas aeruginosa", "", "/250mL", "GB 8538-2022", "microbiology", ABSENT)
BROMATE = P("溴酸盐", "bromate", "0.01", "mg/L", "GB 8538-2022", "chemical")
NITRITE = P("亚硝酸盐", "nitrite", "30", "mg/kg", "GB 5009.33-2016", "chemical")
ACID = P("酸价", "acid value", "3", "mg/g", "GB 5009.229-2016", "chemical")
BENZOPYRENE = P("苯并[a]芘", "benzo[a]pyrene", "10", "μg/kg", "GB 5009.27-2016", "chemical")
PESTICIDE = P("毒死蜱", "chlorpyrifos", "0.02", "mg/kg", "GB 23200.113-2018", "chemical")
DRUG = P("恩诺沙星", "enrofloxacin", "100", "μg/kg", "GB 31656.3-2021", "chemical")
EARTH = P("接地电阻", "earth resistance", "0.1", "Ω", "GB 4706.1-2005", "electric")
LEAKAGE = P("泄漏电流", "leakage current", "0.75", "mA", "GB 4706.1-2005", "electric")
HEAT = P("外壳温度", "surface temperature", "70", "°C", "GB 4943.1-2022", "fire")
PHTHALATE = P("邻苯二甲酸酯", "phthalates", "0.1", "%", "GB/T 22048-2022", "chemical")
PARTS = P("小零件", "small parts", "", "", "GB 6675.2-2014", "choking", ABSENT)
FORMALDEHYDE = P("甲醛", "formaldehyde", "20", "mg/kg", "GB/T 2912.1-2009", "chemical")
CORDS = P("绳带外露长度", "length of cords", "75", "mm", "GB 31701-2015", "choking")
LOAD = P("静载荷", "static load", "1000", "N", "GB/T 19545.4-2020", "injury", LEAST)
FLEX = P("耐燃气性", "resistance to gas", "10", "%", "GB 29993-2013", "fire")
IMPACT = P("吸收碰撞能量", "impact acceleration", "300", "g", "GB 811-2022", "injury")

CLASSES = (
    ProductClass("rice-noodles", "米粉", "Rice noodles", "food", "food", (SULPHUR, LEAD)),
    ProductClass("pastry", "糕点", "Pastry", "food", "food", (PEROXIDE, PLATE), word="pastry"),
    ProductClass("water", "包装饮用水", "Bottled water", "food", "food", (PSEUDOMONAS, BROMATE), word="bottled water"),
    ProductClass("cinnamon", "肉桂粉", "Cinnamon powder", "food", "food", (LEAD, SULPHUR), word="cinnamon"),
    ProductClass("infant-formula", "婴幼儿配方乳粉", "Infant formula", "food", "food", (CRONOBACTER, LEAD), "infants",
                 "infant formula"),
    ProductClass("pickles", "酱腌菜", "Pickles", "food", "food", (BENZOATE, SULPHUR), word="pickle"),
    ProductClass("oil", "食用植物油", "Cooking oil", "food", "food", (ACID, BENZOPYRENE)),
    ProductClass("cooked-meat", "熟肉制品", "Cooked meat", "food", "food", (NITRITE, LISTERIA), word="sausage"),
    ProductClass("leek", "韭菜", "Chinese chives", "farm-produce", "food", (PESTICIDE, LEAD)),
    ProductClass("fish", "淡水鱼", "Freshwater fish", "farm-produce", "food", (DRUG, LEAD)),
    ProductClass("eggs", "鸡蛋", "Eggs", "farm-produce", "food", (DRUG,), word="eggs"),
    ProductClass("kettle", "电水壶", "Electric kettle", "goods", "consumer", (EARTH, LEAKAGE)),
    ProductClass("power-bank", "移动电源", "Power bank", "goods", "consumer", (HEAT,), word="battery"),
    ProductClass("blanket", "电热毯", "Electric blanket", "goods", "consumer", (LEAKAGE, HEAT), "aged", "blanket"),
    ProductClass("toy", "儿童玩具", "Toy", "goods", "consumer", (PHTHALATE, PARTS), "infants", "toy"),
    ProductClass("pencil-case", "文具盒", "Pencil case", "goods", "consumer", (PHTHALATE,), "pupils"),
    ProductClass("clothing", "儿童服装", "Children’s clothing", "goods", "consumer", (FORMALDEHYDE, CORDS), "infants",
                 "pajama"),
    ProductClass("walking-stick", "手杖", "Walking stick", "goods", "consumer", (LOAD,), "aged"),
    ProductClass("gas-hose", "燃气软管", "Gas hose", "goods", "consumer", (FLEX,)),
    ProductClass("helmet", "电动自行车头盔", "Cycle helmet", "goods", "consumer", (IMPACT,), word="helmet"),
)
BY_KEY = {each.key: each for each in CLASSES}
