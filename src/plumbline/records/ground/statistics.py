"""Numbers that others state: official statistics of a region, and what an organisation says of itself.

They are two kinds, for a statistics office may not publish what would show a single respondent; an organisation may
publish its own.
"""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

SERIES = Text("A short code that stays the same from period to period, such as new-product-output.",
              "各期保持不变的简短代码，如 new-product-output。")
PERIOD = Text("2021, 2021-Q1 or 2021-07; 2021年, 2021年第一季度 and 2021年7月 are the same.",
              "如 2021、2021-Q1 或 2021-07；也可写2021年、2021年第一季度、2021年7月、2021年上半年。")
VALUE = Text("With at most two decimal places; an amount of money in yuan, so that it is kept to the fen.",
             "最多两位小数；金额以元填写，精确到分。")
LAYER = Text("Where the value is the weight of a layer of a sampling plan, such as the output value of one industry in "
             "one region: the layer as the samples name it, 330000-C26. Else empty.",
             "该数值作为抽样层权数（如某地区某行业的产值）时，填写与样品一致的抽样层代码，如 330000-C26；否则留空。")
SAMPLED = Text("Where organisations were drawn as a sample: the layer that this one was drawn from, such as E. A "
               "statistic that tells how many the layer has names it in the same way. Else empty.",
               "以抽样方式调查单位时，填写该单位所属的抽样层，如 E；说明该层单位总数的统计数据使用同一代码。否则留空。")


@kind(
    "statistic",
    title=Text("Official statistic", "官方统计数据"),
    plural=Text("Official statistics", "官方统计数据"),
    meaning=Text("One published value of one statistical series in one region and period.",
                 "某一统计指标在某地区某时期的一个公布值。"),
    key=("series", "region", "period"),
    region="region",
    date="ends_on",
    column="ground",
    cites=Citation("中华人民共和国统计法", status="unverified"),
    listed=("series", "region", "period", "value", "unit", "source"),
)
class Statistic(Record):
    """One value of one series."""

    series = fields.text("Series", "指标代码", required=True, max_length=80, indexed=True, help=SERIES)
    region = fields.ref("Region", "地区", "region", required=True)
    period = fields.period("Period", "时期", span="span", ends_on="ends_on", help=PERIOD)
    span = fields.choice("Length of the period", "时期长度", "period-span", required=True)
    ends_on = fields.day("Last day of the period", "时期末日", required=True)
    value = fields.decimal("Value", "数值", 2, required=True, help=VALUE)
    unit = fields.choice("Unit", "计量单位", "statistic-unit", required=True)
    source = fields.text("Source", "资料来源", required=True)
    layer = fields.text("Layer it weighs", "所加权的抽样层", max_length=80, help=LAYER)

    class Meta:
        constraints = [one_current("statistic", "series", "region", "period")]
        indexes = [
            by_region("statistic", "ends_on"), by_day("statistic", "ends_on"),
            by_past("statistic", "series", "region", "period"),
        ]


@kind(
    "statement",
    title=Text("Organisation's own number", "单位自报数据"),
    plural=Text("Organisations' own numbers", "单位自报数据"),
    meaning=Text("One number that an organisation states of itself for a period, with where it said so.",
                 "一个单位就某时期自行公布的一项数据及其出处。"),
    key=("organisation", "series", "period"),
    region="region",
    date="ends_on",
    column="ground",
    cites=Citation("中华人民共和国统计法", status="unverified"),
    listed=("organisation", "series", "period", "value", "unit", "source"),
)
class Statement(Record):
    """One number an organisation states of itself."""

    organisation = fields.ref("Organisation", "单位", "organisation", required=True)
    series = fields.text("Series", "指标代码", required=True, max_length=80, indexed=True, help=SERIES)
    region = fields.ref("Region", "地区", "region", required=True)
    period = fields.period("Period", "时期", span="span", ends_on="ends_on", help=PERIOD)
    span = fields.choice("Length of the period", "时期长度", "period-span", required=True)
    ends_on = fields.day("Last day of the period", "时期末日", required=True)
    value = fields.decimal("Value", "数值", 2, required=True, help=VALUE)
    unit = fields.choice("Unit", "计量单位", "statistic-unit", required=True)
    source = fields.text("Source", "资料来源", required=True)
    layer = fields.text("Layer of the sample", "所属抽样层", max_length=80, help=SAMPLED)

    class Meta:
        constraints = [one_current("statement", "organisation", "series", "period")]
        indexes = [
            by_region("statement", "ends_on"), by_day("statement", "ends_on"),
            by_past("statement", "organisation", "series", "period"),
        ]
