"""What each error code means."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from plumbline.errors import RulebookError
from plumbline.interfaces.api.core import documents
from plumbline.interfaces.api.core.declare import Group, give
from plumbline.interfaces.api.core.problems import Problem
from plumbline.rulebook.core.error_codes import explanation, explanations
from plumbline.text import Text

group = Group(Text("Error codes", "错误代码"))


@group.operation("GET", "/errors", "listErrors", Text("Every error code", "全部错误代码"), documents.Errors)
def index(request: HttpRequest) -> HttpResponse:
    """What each means, with an example of what brings it about and how it is put right."""
    return give({"errors": [each.as_dict() for each in explanations().values()]})


@group.operation("GET", "/errors/{code}", "readError", Text("One error code", "一个错误代码"), documents.Error,
                 also=(404,), about="The document of plumb explain --json.")
def one(request: HttpRequest, code: str) -> HttpResponse:
    """What it means."""
    try:
        return give(explanation(code).as_dict())
    except RulebookError as error:
        everything = Text("List them: /api/v1/errors", "全部错误代码列于/api/v1/errors")
        raise Problem.of(404, error, next_step=everything) from error
