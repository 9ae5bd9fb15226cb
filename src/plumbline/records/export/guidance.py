"""What a template says to the person who fills it in: notes beside the headings, and a sheet of instructions."""

from __future__ import annotations

from typing import Any

from openpyxl.styles import Alignment, Font

from plumbline.records.core.fields import INTERNAL, PERSONAL, Spec
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.text import Text

YES, NO = Text("yes", "是"), Text("no", "否")
CHOOSE_TITLE = Text("Not in the list", "不在可选值内")
CHOOSE = Text("Choose one from the list of this cell.", "请从该单元格的下拉列表中选择。")
REQUIRED, OPTIONAL = Text("Required", "必填"), Text("Optional", "选填")
SHAPES = {
    "text": Text("Text of at most {} characters", "文本，最多{}个字符"),
    "choice": Text("One of the list", "从列表中选择"),
    "ref": Text("The key of a record of kind “{}”", "“{}”记录的编号"),
    "region": Text("A region: choose from the list, or write its code", "地区：从列表中选择，或填写代码"),
    "integer": Text("A whole number", "整数"),
    "decimal": Text("A number with at most {} decimal places", "数字，最多{}位小数"),
    "date": Text("A day, year first", "日期，年份在前"),
    "flag": Text("yes or no", "“是”或“否”"),
}
EXAMPLES = {"date": Text("2013-01-31", "2013-01-31"), "integer": Text("12", "12"), "decimal": Text("12.5", "12.5"),
            "flag": YES}
EXPOSED = {INTERNAL: Text("Internal: seen by officers of the region only.", "内部字段：仅本地区工作人员可见。"),
           PERSONAL: Text("Personal: never filled in here. Left empty, what is known stays.",
                          "个人信息：此处不预填。留空则保留已有内容。")}
HOW = (
    Text("Fill in the first sheet, one record a row, and send the workbook back as XLSX.",
         "请填写第一个工作表，每行一条记录，以XLSX格式交回。"),
    Text("Rows that are there already hold what is known. Change what is wrong; a row left as it is changes nothing.",
         "已有的行是现有内容。请更正有误之处；未改动的行不会产生任何变化。"),
    Text("Add new records below. Deleting a row here deletes no record.", "新记录写在下方。删除此处的行不会删除记录。"),
    Text("Columns may be moved, but keep their headings and delete none: an empty cell means that nothing is known.",
         "列可以移动，但请保留标题且不要删除列：空单元格表示“未知”。"),
    Text("Do not merge cells and put no title above the headings.", "请勿合并单元格，标题行上方不要加表头。"),
    Text("Write days with the year first: 2013-01-31, 2013/1/31 or 2013年1月31日.",
         "日期请先写年份：2013-01-31、2013/1/31或2013年1月31日。"),
    Text("A row that cannot be taken in comes back with the reason and the remedy; nothing else is held up by it.",
         "不能导入的行会连同原因和处理办法退回，不影响其他行。"),
)
HEADS = (Text("Column", "列"), Text("What to write", "填写内容"), Text("Needed", "是否必填"), Text("Example", "示例"),
         Text("Meaning", "说明"))


def shape(spec: Spec) -> Text:
    """What may stand in the field, in words."""
    if spec.refers == "region":
        return SHAPES["region"]
    text = SHAPES[spec.type]
    if spec.refers:
        other = KINDS[spec.refers].title
        return Text(text.en.format(other.en), text.zh.format(other.zh))
    told = spec.places if spec.type == "decimal" else spec.max_length
    return Text(text.en.format(told), text.zh.format(told))


def example(spec: Spec) -> Text:
    """A value that would do; empty where any would."""
    return EXAMPLES.get(spec.type, Text())


def meaning(spec: Spec) -> Text:
    """What the field means beyond its title, its limits, and who sees it."""
    parts = [spec.help, EXPOSED.get(spec.exposure, Text())]
    if spec.minimum is not None:
        parts.append(Text(f"At least {spec.minimum}.", f"不小于{spec.minimum}。"))
    if spec.maximum is not None:
        parts.append(Text(f"At most {spec.maximum}.", f"不大于{spec.maximum}。"))
    return Text(" ".join(part.en for part in parts if part.en), "".join(part.zh for part in parts if part.zh))


def note(spec: Spec, language: str) -> str:
    """The note beside a heading."""
    need = (REQUIRED if spec.required else OPTIONAL).say(language)
    lines = [spec.title.say(language), f"{need} · {shape(spec).say(language)}"]
    if said := example(spec).say(language):
        lines.append(Text("Example: ", "示例：").say(language) + said)
    if said := meaning(spec).say(language):
        lines.append(said)
    return "\n".join(lines)


def write(sheet: Any, kind: Kind) -> None:
    """The sheet of instructions, in both languages."""
    strong, wrap = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for letter, width in zip("ABCDEF", (30, 44, 12, 16, 60, 4), strict=True):
        sheet.column_dimensions[letter].width = width
    for language, title in (("zh", f"{kind.title.zh}：填写说明"), ("en", f"{kind.title.en}: how to fill this in")):
        sheet.append([title])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True, size=14)
        for line in (kind.meaning, *HOW):
            sheet.append([line.say(language)])
            sheet.merge_cells(start_row=sheet.max_row, start_column=1, end_row=sheet.max_row, end_column=5)
            sheet.cell(sheet.max_row, 1).alignment = wrap
            long = len(line.say(language)) > (60 if language == "zh" else 140)
            sheet.row_dimensions[sheet.max_row].height = 32 if long else 17
        sheet.append([head.say(language) for head in HEADS])
        for cell in sheet[sheet.max_row]:
            cell.font = strong
        for spec in kind.fields:
            sheet.append([spec.title.say(language), shape(spec).say(language),
                          (YES if spec.required else NO).say(language), example(spec).say(language),
                          meaning(spec).say(language)])
            for cell in sheet[sheet.max_row]:
                cell.alignment = wrap
        sheet.append([])
