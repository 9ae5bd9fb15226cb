"""What a sample leads to: once it is published that one failed, the risk of its product is assessed."""

from __future__ import annotations

from plumbline.procedures.casework.consequences import Consequence, declare
from plumbline.procedures.surveillance.samples import names
from plumbline.text import Citation, Text

declare(Consequence(
    "risk-of-failed-sample", Text("The risk of a product that failed is assessed", "评估不合格产品的风险"),
    procedure=names.KIND, act=names.PUBLISH, opens="product-risk",
    fields={"region": "region", "title": "item", "product": "product"},
    rule=lambda happened: bool(happened.board.values["result"] == names.FAIL), cites=Citation("Plumbline", ours=True)))
