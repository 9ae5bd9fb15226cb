"""The fields of a sample's acts. The firm is named to the authority and to the firm: a laboratory tests blind."""

from __future__ import annotations

from typing import Any

from plumbline.records.core.fields import INTERNAL, choice, day, flag, ref, text
from plumbline.text import Text

WHY = text("Reason", "原因", required=True, exposure=INTERNAL, max_length=400)
SEAL = text("Seal", "封条编号", required=True, max_length=120)
EXTENT = text("Quantity", "样品数量", max_length=80)
HOLDER = text("In whose hands", "保管或送样人员", exposure=INTERNAL, max_length=200)
LABORATORY = ref("Laboratory", "检验机构", "organisation", required=True, help=Text(
    "The legal entity: its people sign in for it.", "填写机构所属法人代码，其人员登录后办理。"))
ORDER = text("Parameters to be tested", "检验项目", required=True, max_length=2000, help=Text(
    "Several by a semicolon.", "多个项目以分号隔开。"))


def keeping(*, required: bool = False) -> Any:
    """The last day on which a backup is kept."""
    return day("Backup kept until", "备样保存至", required=required)


ABOUT = {
    "region": ref("Region", "地区", "region", required=True),
    "subject": choice("Subject", "抽检类别", "sampling-subject", required=True),
    "design": choice("Design", "抽样方式", "sampling-design", required=True, help=Text(
        "How it came to be sampled: figures say of which design they are.",
        "该样品按何种方式抽取；合格率按抽样方式分别说明。")),
    "sampled_on": day("Taken on", "抽样日期", required=True),
    "organisation": ref("Firm sampled", "被抽样单位", "organisation", required=True, exposure=INTERNAL),
    "establishment": ref("Establishment", "经营场所", "establishment", max_length=160, exposure=INTERNAL),
    "place": text("Place", "抽样地点", exposure=INTERNAL),
    "product": ref("Product", "产品", "product"),
    "lot": ref("Lot", "批次", "lot", max_length=160),
    "layer": text("Layer of the plan", "抽样层", max_length=80, exposure=INTERNAL),
    "plan": text("Sampling plan", "抽样计划", max_length=80, exposure=INTERNAL),
    "sheet": text("Number of the sampling sheet", "抽样单编号", max_length=80, exposure=INTERNAL),
    # The last one that is public gives lists their title.
    "item": text("Item", "样品名称", required=True),
}
TAKING = {
    "quantity": EXTENT, "seal": SEAL,
    "backup": flag("A backup is set aside", "留有备样"),
    "backup_seal": text("Seal of the backup", "备样封条编号", max_length=120),
    "keep_until": keeping(), "kept_by": text("Who keeps the backup", "备样保管方", exposure=INTERNAL, max_length=200),
}
UNKNOWN = {
    "lot_unknown": flag("The register has no such lot", "批次未登记"),
    "product_unknown": flag("The register has no such product", "产品未登记"),
}
RESULT = {
    "parameter": text("Parameter", "检验项目", required=True, max_length=120),
    "method": text("Method", "检验方法", max_length=120),
    "limit": text("Limit", "标准限值", max_length=80),
    "value": text("Value", "实测值", max_length=80),
    "unit": text("Unit", "单位", max_length=40),
    "verdict": choice("Verdict", "单项判定", "test-verdict", required=True),
    "tested_on": day("Tested on", "检验日期", required=True),
}
DECISION = {
    "result": choice("Result", "检验结果", "sampling-result", required=True),
    "stands": text("Portion whose test stands", "作为依据的样品份", required=True, max_length=20, help=Text(
        "A is the first, B the backup.", "A为检验样品，B为备样。")),
    "rule": choice("By which rule", "依据的规则", "sample-decision", required=True),
    "cites": text("Where the rule is written", "规则出处", required=True, max_length=200),
    "reasons": text("Reasons", "理由", required=True, exposure=INTERNAL, max_length=2000),
}
