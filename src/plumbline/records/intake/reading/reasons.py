"""Why a row, or a record given by form or program, is not taken in: each reason's code and words to act on.

The codes belong to the area ``row`` of what errors carry, and are written without it.
"""

from __future__ import annotations

from plumbline.records.core.fields import KEPT_DIGITS, Spec
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.text import UNSAID, Text

AND = "\x1f"
"""Parts what a note tells: of rows that contradict each other the other row and each column that differs, of a row of
another width the number of its values and that of the headings, of an object the key and what it holds."""
UNTOLD = "…"
"""A note that stands for every other: the reason as it is counted."""
OBJECT, LIST = "object", "list"
HELD = {OBJECT: Text("an object", "对象"), LIST: Text("a list", "数组")}
# What stands in braces is put in for each field, or from the note.
OF_FIELD: dict[str, tuple[Text, Text]] = {
    "not_choice": (Text("{title} is not in the list", "{title}不在可选值内"),
                   Text("Write one of: {choices}", "可选值：{choices}")),
    "missing": (Text("{title} is missing", "缺少{title}"), Text("Fill it in", "请填写")),
    "neither": (Text("{title} is missing, and so is the name in the other language",
                     "缺少{title}，也没有另一语言的名称"),
                Text("Fill in one of the two", "请至少填写其中一个")),
    "not_year": (Text("{title} is not a year", "{title}不是有效的年度"),
                 Text("Write it as 2013, or as 2013-14 where it lies in two", "写成2013；跨年度的写成2013-14")),
    "not_graded_year": (Text("{title} is not a year", "{title}不是有效的年度"),
                        Text("Write it as 2013, as 2013-14 where it lies in two, or as 1 before 2013 where a text "
                             "only says how many assessments before a year it was",
                             "写成2013；跨年度的写成2013-14；只知在某年度之前第几次的，写成1 before 2013")),
    "too_long": (Text("{title} is longer than {most} characters", "{title}超过{most}个字符"),
                 Text("Shorten it", "请缩短")),
    "control": (Text("{title} holds a control character", "{title}含有控制字符"),
                Text("Type the value anew", "请重新录入该值")),
    "private": (Text("{title} holds a sign that every office may draw as it likes (private use)",
                     "{title}含有自造字（私用区字符）"),
                Text("Type the character that is meant, or spell the name out",
                     "请改为标准字符；造字请换成国家标准中的汉字")),
    "lost_digits": (Text("{title} was turned into a number, and its last digits are lost",
                         "{title}被表格软件变成了数字，末几位已丢失"),
                    Text("Take it from the source again, into a column formatted as text",
                         "请把该列设为文本格式，从原始资料重新录入")),
    "made_day": (Text("{title} was turned into a day or a time, and what was written is not known",
                      "{title}被表格软件变成了日期或时间，原值无法还原"),
                 Text("Format the column as text, and write it anew", "请把该列设为文本格式后重新填写")),
    "key_fraction": (Text("{title} was turned into a number, and zeros at its end may be lost",
                          "{title}被表格软件变成了小数，末尾的0可能丢失"),
                     Text("Format the column as text, and write it anew", "请把该列设为文本格式后重新填写")),
    "direction": (Text("{title} holds a sign that turns the order in which it is read",
                       "{title}含有改变显示方向的不可见字符"),
                  Text("Type the value anew; such signs come along when text is copied",
                       "请重新录入该值，此类字符常随复制带入")),
    "not_score": (Text("{title}: the score is not a number", "{title}：得分不是数字"),
                  Text("Write the score in digits, or leave it empty if there is none",
                       "得分只写数字；没有得分则留空")),
    "not_integer": (Text("{title} is not a whole number", "{title}不是整数"),
                    Text("Write digits only, such as 12", "只写数字，例如12")),
    "not_decimal": (Text("{title} is not a number", "{title}不是数字"),
                    Text("Write it like 12.50, without units or commas", "写成12.50，不带单位和逗号")),
    "too_many_digits": (Text("{title} has more digits than can be kept, which are {digits} before the point",
                             "{title}的整数位数超过可保存的{digits}位"),
                        Text("Correct the number, or write it in a larger unit", "请更正数值，或改用更大的计量单位")),
    "not_date": (Text("{title} is not a day of the calendar", "{title}不是有效日期"),
                 Text("Write an existing day as 2013-01-31", "按2013-01-31的格式写一个存在的日期")),
    "unclear_date": (Text("{title} does not begin with its year: day and month may be mistaken",
                          "{title}没有以年份开头，日与月可能混淆"),
                     Text("Write the year first, as 2013-01-31; or say in a mapping how days are written",
                          "请先写年份，如2013-01-31；或在映射文件中写明日期格式")),
    "short_year": (Text("{title} has a year of two digits: the century is not told", "{title}的年份只有两位，世纪不明"),
                   Text("Write the year in full, as 2013-01-31; or say in a mapping how days are written",
                        "请写四位年份，如2013-01-31；或在映射文件中写明日期格式")),
    "not_flag": (Text("{title} is neither yes nor no", "{title}不是“是”或“否”"),
                 Text("Write yes or no", "请写“是”或“否”")),
    "places": (Text("{title} has more than {places} decimal places", "{title}的小数位超过{places}位"),
               Text("Round it, or list the field under 'round' in the mapping",
                    "请先取舍，或在映射文件的round中列出该字段")),
    "too_small": (Text("{title} is below {minimum}", "{title}小于{minimum}"),
                  Text("Correct the number", "请更正数值")),
    "too_large": (Text("{title} is above {maximum}", "{title}大于{maximum}"),
                  Text("Correct the number", "请更正数值")),
    "far_date": (Text("{title} lies outside 1800 to 2200", "{title}不在1800年至2200年之间"),
                 Text("Correct the year", "请更正年份")),
    "not_period": (Text("{title} is not a period", "{title}不是有效的时期"),
                   Text("Write it as 2013, 2013-Q1 or 2013-07", "写成2013、2013-Q1或2013-07")),
    "not_span": (Text("{title} does not agree with the period", "{title}与时期不符"),
                 Text("Correct the one or the other: 2013 is a year, 2013-Q1 a quarter, 2013-07 a month",
                      "请更正其中之一：2013为年，2013-Q1为季，2013-07为月")),
    "not_end": (Text("{title} is not the last day of the period", "{title}不是该时期的最后一天"),
                Text("Correct the day, or the period", "请更正日期或时期")),
    "no_region": (Text("This region is not in the tree", "地区树中没有该地区"),
                  Text("Import the region first, or correct its code", "请先导入该地区，或更正代码")),
    "not_then": (Text("This region did not exist on that day", "该地区在当日不存在"),
                 Text("Use the region's code of that day, or correct the day", "请使用当日的地区代码，或更正日期")),
}
OF_ROW: dict[str, tuple[Text, Text]] = {
    "malformed": (Text("The row has {note} values where the header has {second}",
                       "该行有{note}个值，标题行有{second}列"),
                  Text("Look for a missing or extra comma or quotation mark", "请检查是否缺少或多出逗号、引号")),
    "unnamed": (Text("The row has a value under no heading", "该行在没有标题的列中有内容"),
                Text("Name the column, or empty it", "请填写该列标题，或清空该列")),
    "quotes": (Text("A quotation mark does not pair: {note}", "引号不成对：{note}"),
               Text("Write two marks for one within a value, or take it out", "值中的引号请写两次，或将其删除")),
    "not_json": (Text("The line is no JSON object: {note}", "该行不是JSON对象：{note}"),
                 Text("Write one whole object on the line", "请在该行写一个完整的对象")),
    "nested": (Text("The object is no plain row: '{note}' holds {held}", "该对象不是平面的一行：“{note}”的值为{held}"),
               Text("Give one number, text, day or truth value under each key",
                    "每个键下只写一个数字、文本、日期或是否值")),
    "surrogate": (Text("Half of a sign stands in {note}, which is no text",
                       "“{note}”中有不完整的字符（单个代理码）"),
                  Text("Type the value anew", "请重新录入该值")),
    "twice": (Text("The key '{note}' stands twice in the object", "对象中键“{note}”出现两次"),
              Text("Keep the one that is right", "请只保留正确的一个")),
    "merged": (Text("The cells {note} are merged", "单元格{note}已合并"),
               Text("Unmerge them and write each row's own value", "请取消合并，逐行填写各自的值")),
    "formula": (Text("The formula in {note} has no result yet", "{note}中的公式尚无计算结果"),
                Text("Open the workbook in a spreadsheet and save it again, or write the value itself",
                     "请用表格软件打开并重新保存，或直接填写数值")),
    "error_value": (Text("A formula of the row shows {note}", "该行有公式显示{note}"),
                    Text("Mend the formula, or write the value itself", "请更正公式，或直接填写数值")),
    "conflict": (Text("Another row of this file gives the same record with other content: row {note}{differing}",
                      "本文件另有一行给出同一记录但内容不同：第{note}行{differing}"),
                 Text("Keep the row that is right and import it alone", "保留正确的一行，单独导入")),
}
CODES = (*OF_FIELD, *OF_ROW)


def words(code: str, field: Spec | None, note: str = "") -> tuple[Text, Text]:
    """Reason and remedy for ``code`` at ``field``. ``note`` carries what only the moment knows."""
    if code in OF_ROW:
        first, *more = note.split(AND)
        reason, remedy = OF_ROW[code]
        differing = Text(f", in {', '.join(more)}", f"，{'、'.join(more)}") if more else UNSAID
        second = more[0] if more else UNTOLD
        return reason.filled(note=first, second=second, held=HELD.get(second, second), differing=differing), remedy
    assert field is not None
    reason, remedy = OF_FIELD[code]
    holes = {"title": field.title, "most": field.max_length, "places": field.places, "minimum": field.minimum,
             "maximum": field.maximum, "digits": KEPT_DIGITS - field.places}
    return reason.filled(**holes), remedy.filled(choices=_choices(field)) if code == "not_choice" else remedy


def _choices(field: Spec) -> Text:
    terms = vocabulary(field.vocabulary).values()
    return Text(", ".join(term.title.en for term in terms), "、".join(term.title.zh for term in terms))
