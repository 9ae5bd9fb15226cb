"""What a document's own model refuses, put into words: its type, its length, its form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plumbline.errors import Code
from plumbline.text import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not fit. ``place`` is query, path, header, body, form or file; ``field`` its name there."""

    place: str
    field: str
    code: Code | str
    reason: Text
    remedy: Text

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"in": self.place, "field": self.field, "code": self.code, "reason": self.reason.as_dict(),
                "remedy": self.remedy.as_dict()}


Said = tuple[Code, Text, Text]
OBJECT = (Code("request.not_object"), Text("the body is not a JSON object", "请求体不是JSON对象"),
          Text("Send one object of field names and values", "请发送由字段名和值组成的对象"))
FORM = (Code("request.wrong_form"), Text("this has another form", "格式不符"),
        Text("Read its form in /api/v1/openapi.json", "请在/api/v1/openapi.json查看其格式"))
UNFIT = Code("request.unfit")
READ = Text("Read what it takes in /api/v1/docs", "请在/api/v1/docs查看其要求")
EMPTY = Code("request.empty")
NOT_INTEGER, NOT_UNICODE = Code("request.not_integer"), Code("request.not_unicode")
OUT_OF_RANGE = Code("request.out_of_range")
CORRECT = Text("Correct the number", "请更正数值")
WORDS: dict[str, Said | Callable[[dict[str, Any]], Said]] = {
    "missing": (Code("request.missing_field"), Text("this is missing", "缺少此项"), Text("Fill it in", "请填写")),
    "extra_forbidden": (Code("request.unknown_field"), Text("there is no such field", "没有此字段"),
                        Text("Leave it out", "请删除")),
    "string_type": (Code("request.not_text"), Text("this is not a text", "不是文本"),
                    Text("Write it in quotation marks", "请写在引号内")),
    "string_unicode": (NOT_UNICODE, Text("this is not valid Unicode", "不是有效的Unicode文本"),
                       Text("Send the text in UTF-8", "请以UTF-8发送")),
    "int_type": (NOT_INTEGER, Text("this is not a whole number", "不是整数"),
                 Text("Write digits without quotation marks", "请写数字，不带引号")),
    "bool_type": (Code("request.not_boolean"), Text("this is neither true nor false", "不是true或false"),
                  Text("Write true or false", "请写true或false")),
    "string_too_long": lambda limits: (
        Code("request.too_long"),
        Text(f"this is longer than {limits['max_length']} characters", f"超过{limits['max_length']}个字符"),
        Text("Shorten it", "请缩短")),
    "string_too_short": (EMPTY, Text("this is empty", "此项为空"), Text("Fill it in, or leave it out", "请填写或删除")),
    "string_pattern_mismatch": FORM,
    "greater_than_equal": lambda limits: (
        OUT_OF_RANGE, Text(f"this is below {limits['ge']}", f"小于{limits['ge']}"), CORRECT),
    "less_than_equal": lambda limits: (
        OUT_OF_RANGE, Text(f"this is above {limits['le']}", f"大于{limits['le']}"), CORRECT),
    "literal_error": lambda limits: (
        Code("request.not_in_list"), Text("this is not in the list", "不在可选值内"),
        Text(f"Write {limits['expected']}", f"可选值：{limits['expected'].replace(' or ', '、')}")),
    "value_error": (NOT_INTEGER, Text("this is not a whole number", "不是整数"),
                    Text("Write it in digits", "请用数字书写")),
    "model_type": OBJECT, "model_attributes_type": OBJECT, "dict_type": OBJECT,
}


def fault(given: dict[str, Any]) -> Fault:
    """The fault that a model's error of pydantic tells."""
    place, *path = (str(part) for part in given["loc"])
    words = WORDS.get(str(given["type"]), (UNFIT, Text(str(given["msg"]), "不符合要求"), READ))
    said = words(given.get("ctx") or {}) if callable(words) else words
    if said == OBJECT or not path:
        return Fault(place, "", *OBJECT)
    # Of one item of a list the name is the list's.
    names = [part for part in path if not part.isdigit()]
    return Fault(place, names[-1] if names else path[-1], *said)
