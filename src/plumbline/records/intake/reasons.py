"""What a reason code means, in words an officer can act on."""

from __future__ import annotations

from plumbline.records.fields import Spec
from plumbline.rulebook.vocabularies import vocabulary
from plumbline.text import Text


def words(code: str, field: Spec | None, note: str = "") -> tuple[Text, Text]:
    """Reason and remedy for ``code`` at ``field``. ``note`` carries what only the moment knows."""
    if field is None or code in ("malformed", "conflict"):
        return _whole_row(code, note)
    title = field.title
    en, zh = title.en, title.zh
    if code == "not_choice":
        return Text(f"{en} is not in the list", f"{zh}不在可选值内"), _choices(field)
    table = {
        "missing": (Text(f"{en} is missing", f"缺少{zh}"), Text("Fill it in", "请填写")),
        "too_long": (Text(f"{en} is longer than {field.max_length} characters", f"{zh}超过{field.max_length}个字符"),
                     Text("Shorten it", "请缩短")),
        "control": (Text(f"{en} holds a control character", f"{zh}含有控制字符"),
                    Text("Type the value anew", "请重新录入该值")),
        "not_integer": (Text(f"{en} is not a whole number", f"{zh}不是整数"),
                        Text("Write digits only, such as 12", "只写数字，例如12")),
        "not_decimal": (Text(f"{en} is not a number", f"{zh}不是数字"),
                        Text("Write it like 12.50, without units or commas", "写成12.50，不带单位和逗号")),
        "not_date": (Text(f"{en} is not a day of the calendar", f"{zh}不是有效日期"),
                     Text("Write an existing day as 2013-01-31", "按2013-01-31的格式写一个存在的日期")),
        "unclear_date": (Text(f"{en} does not begin with its year: day and month may be mistaken",
                              f"{zh}没有以年份开头，日与月可能混淆"),
                         Text("Write the year first, as 2013-01-31; or say in a mapping how days are written",
                              "请先写年份，如2013-01-31；或在映射文件中写明日期格式")),
        "not_flag": (Text(f"{en} is neither yes nor no", f"{zh}不是“是”或“否”"),
                     Text("Write yes or no", "请写“是”或“否”")),
        "places": (Text(f"{en} has more than {field.places} decimal places", f"{zh}的小数位超过{field.places}位"),
                   Text("Round it, or list the field under 'round' in the mapping",
                        "请先取舍，或在映射文件的round中列出该字段")),
        "too_small": (Text(f"{en} is below {field.minimum}", f"{zh}小于{field.minimum}"),
                      Text("Correct the number", "请更正数值")),
        "too_large": (Text(f"{en} is above {field.maximum}", f"{zh}大于{field.maximum}"),
                      Text("Correct the number", "请更正数值")),
        "far_date": (Text(f"{en} lies outside 1800 to 2200", f"{zh}不在1800年至2200年之间"),
                     Text("Correct the year", "请更正年份")),
        "no_region": (Text("This region is not in the tree", "地区树中没有该地区"),
                      Text("Import the region first, or correct its code", "请先导入该地区，或更正代码")),
        "not_then": (Text("This region did not exist on that day", "该地区在当日不存在"),
                     Text("Use the region's code of that day, or correct the day", "请使用当日的地区代码，或更正日期")),
    }
    return table[code]


def _whole_row(code: str, note: str) -> tuple[Text, Text]:
    table = {
        "malformed": (Text(f"The row has {note}", f"该行列数不符：{note}"),
                      Text("Look for a missing or extra comma or quotation mark", "请检查是否缺少或多出逗号、引号")),
        "not_json": (Text(f"The line is no JSON object: {note}", f"该行不是JSON对象：{note}"),
                     Text("Write one whole object on the line", "请在该行写一个完整的对象")),
        "nested": (Text(f"The object is no plain row: {note}", f"该对象不是平面的一行：{note}"),
                   Text("Give one number, text, day or truth value under each key",
                        "每个键下只写一个数字、文本、日期或是否值")),
        "twice": (Text(f"The key '{note}' stands twice in the object", f"对象中键“{note}”出现两次"),
                  Text("Keep the one that is right", "请只保留正确的一个")),
        "merged": (Text(f"The cells {note} are merged", f"单元格{note}已合并"),
                   Text("Unmerge them and write each row's own value", "请取消合并，逐行填写各自的值")),
        "formula": (Text(f"The formula in {note} has no result yet", f"{note}中的公式尚无计算结果"),
                    Text("Open the workbook in a spreadsheet and save it again, or write the value itself",
                         "请用表格软件打开并重新保存，或直接填写数值")),
        "error_value": (Text(f"A formula of the row shows {note}", f"该行有公式显示{note}"),
                        Text("Mend the formula, or write the value itself", "请更正公式，或直接填写数值")),
        "conflict": (Text(f"Another row of this file gives the same record with other content: {note}",
                          f"本文件另有一行给出同一记录但内容不同：{note}"),
                     Text("Keep the row that is right and import it alone", "保留正确的一行，单独导入")),
    }
    return table[code]


def _choices(field: Spec) -> Text:
    terms = vocabulary(field.vocabulary).values()
    return Text("Write one of: " + ", ".join(term.title.en for term in terms),
                "可选值：" + "、".join(term.title.zh for term in terms))
