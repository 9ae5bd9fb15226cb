"""The page on which people read what the API offers: made on this server from the OpenAPI document, with nothing from
elsewhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plumbline.interfaces.api.app import api
from plumbline.interfaces.api.core.declare import SAID
from plumbline.interfaces.api.core.problems import TITLES
from plumbline.interfaces.shared.words import chinese, say
from plumbline.text import Text

HEADING = Text("For programs", "供程序使用")
LEAD = Text(
    "The same records, figures and assessments as on the pages, as JSON documents. Everything public is open to all. "
    "Internal fields, and writing, need a token: send it as Authorization: Bearer plumb_…",
    "与页面相同的记录、数据和考核结果，以JSON文档提供。公开内容任何人均可读取；内部字段和写入操作需要令牌，"
    "请以 Authorization: Bearer plumb_… 发送。",
)
WORDS = {
    "document": Text("The OpenAPI document, for tools that make clients", "OpenAPI文档，供生成客户端的工具使用"),
    "errors": Text("When something cannot be done", "无法完成时"),
    "errors_lead": Text("The answer is a problem document (RFC 9457): what is wrong, where, why, and what to do.",
                        "回答为问题文档（RFC 9457），说明错误、位置、原因和处理办法。"),
    "parameters": Text("Parameters", "参数"), "answers": Text("Answers", "回答"), "required": Text("required", "必填"),
}


def operations(request: HttpRequest) -> HttpResponse:
    """Every operation, group by group."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in api.described["paths"].items():
        for method, operation in methods.items():
            said = SAID[operation["operationId"]]
            groups.setdefault(say(said.group), []).append({
                "method": method.upper(), "path": path, "summary": say(said.summary),
                "id": operation["operationId"], "about": operation.get("description", ""),
                "parameters": [_parameter(each) for each in operation["parameters"]],
                "answers": ", ".join(str(status) for status in operation["responses"]),
            })
    return render(request, "plumbline/api.html", {
        "groups": groups.items(), "heading": HEADING, "lead": LEAD, "words": WORDS,
        "problems": TITLES.items(),
    })


def _parameter(given: dict[str, Any]) -> dict[str, Any]:
    schema = given["schema"]
    own = schema.get("x-zh") or given.get("x-zh") or ""
    about = given.get("description", "")
    return {"name": given["name"], "in": given["in"], "required": given["required"],
            "about": own if chinese() and own else about}
