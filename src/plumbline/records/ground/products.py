"""Products and their lots: what surveillance tests and recalls, and traceability follows."""

from __future__ import annotations

from plumbline.records.core import fields
from plumbline.records.core.base import Record, by_past, by_region, found_by, one_current
from plumbline.records.core.kinds import kind
from plumbline.text import Citation, Text

CODE = Text("The GTIN, which is kept in 14 digits; of a product without one, a number of the office's own with a "
            "letter in it, such as the maker's code and the model.",
            "商品条码（GTIN），按14位保存；无条码的，填写本机关的编号（须含字母），例如生产者代码加规格型号。")
GTIN = Text("The number under the bar code as it is printed: 8, 12, 13 or 14 digits, with its zeros in front.",
            "商品条码下方的数字，按印制内容填写：8、12、13或14位，保留开头的0。")
CLASS = Text("As the authority classes products, such as by GB/T 7635.1 or by GS1's brick codes.",
             "按主管部门采用的产品分类填写，如GB/T 7635.1或GS1全球产品分类代码。")
FOCUS = Text("Of goods made for those who are to be protected first. Else empty.",
             "供重点人群使用的产品填写，其他产品留空。")
HERE = Text("Where the maker is; of goods from elsewhere, the region whose authority keeps the record.",
            "生产者所在地区；来自外地的产品，填写登记本条记录的主管部门所在地区。")
LOT_CODE = Text("The product's code, a slash and the lot number: 06901234567892/L240101.",
                "产品代码、斜线加批号，如06901234567892/L240101。")
NUMBER = Text("As it is printed; of goods that carry only the day on which they were made, that day.",
              "按印制内容填写；只标注生产日期的，填写该日期。")


@kind(
    "product",
    title=Text("Product", "产品"),
    plural=Text("Products", "产品"),
    meaning=Text("One product as shoppers know it: brand, model and who makes it.",
                 "消费者所见的一种产品：商标、规格型号及生产者。"),
    key=("code",),
    region="region",
    column="ground",
    cites=Citation("中华人民共和国产品质量法", article="2", status="unverified"),
    listed=("code", "name", "brand", "model", "product_class", "maker", "focus", "region"),
    settable=("product_class", "focus"),
)
class Product(Record):
    """One product, under its trade item number (GS1 General Specifications) where it has one."""

    code = fields.identifier("Product code", "产品代码", "product", required=True, max_length=80, indexed=True,
                             help=CODE)
    gtin = fields.identifier("Number under the bar code (GTIN)", "商品条码（GTIN）", "gtin", help=GTIN)
    name = fields.text("Name", "产品名称", required=True)
    brand = fields.text("Brand", "商标", max_length=120)
    model = fields.text("Model", "规格型号", max_length=120)
    product_class = fields.text("Class", "产品类别", max_length=40, help=CLASS)
    maker = fields.ref("Maker", "生产者", "organisation")
    focus = fields.choice("For whom", "重点人群", "product-focus", help=FOCUS)
    region = fields.ref("Region", "地区", "region", required=True, help=HERE)

    class Meta:
        constraints = [one_current("product", "code")]
        indexes = [by_region("product"), found_by("product", "maker"), by_past("product", "code")]


@kind(
    "lot",
    title=Text("Lot", "批次"),
    plural=Text("Lots", "批次"),
    meaning=Text("One lot of one product: what was made together, and is recalled together.",
                 "一种产品的一个生产批次：同批生产，召回时一并处理。"),
    key=("code",),
    region="region",
    column="ground",
    cites=Citation("GB/T 38155-2019", status="unverified"),
    listed=("code", "product", "number", "made_on", "expires_on", "maker", "region"),
)
class Lot(Record):
    """One lot, under its product's code and its own number, which is unique only together."""

    code = fields.text("Lot code", "批次代码", required=True, max_length=160, indexed=True, help=LOT_CODE)
    product = fields.ref("Product", "产品", "product", required=True)
    number = fields.text("Lot number", "批号", required=True, max_length=80, help=NUMBER)
    made_on = fields.day("Made on", "生产日期")
    expires_on = fields.day("Expires on", "失效日期")
    maker = fields.ref("Maker", "生产者", "organisation")
    region = fields.ref("Region", "地区", "region", required=True, help=HERE)

    class Meta:
        constraints = [one_current("lot", "code")]
        indexes = [by_region("lot"), found_by("lot", "product"), by_past("lot", "code")]
