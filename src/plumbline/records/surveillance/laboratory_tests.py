"""Tests: one parameter of one sample, as often as it was tested."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_day, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

ATTEMPT = Text("1 is the first test; a confirming test of the backup sample is the next. Each stays as it was.",
               "初检为1，备样复检依次递增；各次结果均保留。")
VALUE = Text("As the laboratory states it, with its sign: 0.35, <0.01, not detected.",
             "按检验报告填写，含符号，如 0.35、<0.01、未检出。")


@kind(
    "test",
    title=Text("Test", "检验项目结果"),
    plural=Text("Tests", "检验项目结果"),
    meaning=Text("One parameter of one sample, tested once: its method, limit, value and verdict.",
                 "一个样品的一个检验项目的一次检验：方法、限值、实测值和单项判定。"),
    key=("sampling", "parameter", "attempt"),
    region="region",
    date="tested_on",
    column="surveillance",
    cites=Citation("产品质量监督抽查管理暂行办法", status="unverified"),
    listed=("sampling", "parameter", "attempt", "value", "unit", "limit", "verdict", "tested_on", "region"),
    settable=("unit",),
)
class Test(Record):
    """One test of one parameter. A confirming test is another record: it does not erase the first."""

    sampling = fields.ref("Sample", "样品", "sampling", required=True)
    parameter = fields.text("Parameter", "检验项目", required=True, max_length=120, indexed=True)
    attempt = fields.integer("Attempt", "检验次序", required=True, minimum=1, maximum=99, help=ATTEMPT)
    method = fields.text("Method", "检验方法", max_length=120,
                         help=Text("The standard, with its year.", "检验方法标准，含年代号。"))
    limit = fields.text("Limit", "标准限值", max_length=80, help=Text("As the standard states it: ≤0.5.",
                                                                        "按标准填写，如 ≤0.5。"))
    value = fields.text("Value", "实测值", max_length=80, help=VALUE)
    unit = fields.text("Unit", "单位", max_length=40)
    verdict = fields.choice("Verdict", "单项判定", "test-verdict", required=True)
    laboratory = fields.ref("Laboratory", "检验机构", "laboratory")
    tested_on = fields.day("Tested on", "检验日期", required=True)
    region = fields.ref("Region", "地区", "region", required=True)

    class Meta:
        constraints = [one_current("test", "sampling", "parameter", "attempt")]
        indexes = [by_region("test", "tested_on"), by_day("test", "tested_on"),
                   found_by("test", "laboratory", "tested_on"), found_by("test", "method"),
                   by_past("test", "sampling", "parameter", "attempt")]
