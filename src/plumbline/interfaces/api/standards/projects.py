"""Comments on draft standards over HTTP: read, taken down many at once, decided many at once. What else is done in a
project are acts of its case (``cases.py``)."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from plumbline import home as homes
from plumbline.errors import RecordError
from plumbline.interfaces.api.core.declare import JSON, Group, caller_of, give
from plumbline.interfaces.api.core.problems import absent
from plumbline.interfaces.api.core.rows import each_told
from plumbline.procedures.standards.projects import comments, showing
from plumbline.text import Text

group = Group(Text("Projects of standards", "标准制修订项目"))
PLACE = "/projects/{number}"
MOST_TEXT, MOST_ROWS = 4000, 1000
"""So many rows go into one body; a file may have more."""
Word = Annotated[str, Field(max_length=MOST_TEXT)]
WRITES: dict[str, Any] = {"status": 201, "also": (404, 409), "writes": True, "takes": (JSON,)}


class Comment(BaseModel):
    """One comment, with what was decided on it. ``state``: to-decide or decided; ``type``: general, technical or
    editorial; ``decision``: adopted, partly or rejected. What is not said is null. Nothing personal is in it."""

    comment: str
    state: str
    body: str | None
    clause: str | None
    paragraph: str | None
    type: str | None
    text: str | None
    proposed: str | None
    decision: str | None
    reason: str | None


class Titles(BaseModel):
    """What the standard is to be called; English may be null."""

    en: str | None
    zh: str


class Comments(BaseModel):
    """The comments on a draft by clause: the document of plumb project comments --json."""

    number: str
    title: Titles
    stage: str
    total: int
    undecided: int
    comments: list[Comment]


class NewComment(BaseModel):
    """A comment to be taken down; who said it and how to reach them are personal, and read back nowhere here."""

    model_config = ConfigDict(extra="forbid")

    text: Word = Field(description="What is said.", json_schema_extra={"x-zh": "意见内容。"})
    body: Word = Field("", description="The organisation that says it.", json_schema_extra={"x-zh": "提出单位。"})
    clause: Word = Field("", description="The clause; empty: the draft as a whole.",
                         json_schema_extra={"x-zh": "章条编号；留空为对全文的意见。"})
    paragraph: Word = Field("", description="Paragraph, figure or table.", json_schema_extra={"x-zh": "段、图、表。"})
    type: Word = Field("", description="general, technical or editorial.", json_schema_extra={"x-zh": "意见类型。"})
    proposed: Word = Field("", description="The proposed change.", json_schema_extra={"x-zh": "修改建议。"})
    person: Word = Field("", description="Who said it (personal).", json_schema_extra={"x-zh": "联系人（个人信息）。"})
    contact: Word = Field("", description="How to reach them (personal).",
                          json_schema_extra={"x-zh": "联系方式（个人信息）。"})


class NewComments(BaseModel):
    """Comments that are taken down together."""

    model_config = ConfigDict(extra="forbid")

    rows: list[NewComment] = Field(min_length=1, max_length=MOST_ROWS, description="The comments.",
                                   json_schema_extra={"x-zh": "意见列表。"})


class NewDecision(BaseModel):
    """What is decided on a comment."""

    model_config = ConfigDict(extra="forbid")

    comment: Word = Field(description="The number of the comment.", json_schema_extra={"x-zh": "意见序号。"})
    decision: Word = Field(description="adopted, partly or rejected.", json_schema_extra={"x-zh": "处理意见。"})
    reason: Word = Field("", description="Needed where it is not adopted as it is.",
                         json_schema_extra={"x-zh": "处理理由；部分采纳和未采纳的须填写。"})


class NewDecisions(BaseModel):
    """Decisions that are taken together."""

    model_config = ConfigDict(extra="forbid")

    rows: list[NewDecision] = Field(min_length=1, max_length=MOST_ROWS, description="The decisions.",
                                    json_schema_extra={"x-zh": "处理意见列表。"})


class ProjectDone(BaseModel):
    """The comments on which it was done, and how many rows said what stood there ``before``."""

    done: list[str]
    before: int


@group.operation("GET", f"{PLACE}/comments", "listDraftComments", Text("The comments on a draft", "标准草案的意见"),
                 Comments, also=(403, 404))
def listing(request: HttpRequest, number: str) -> HttpResponse:
    """By clause. For who drafts and the officers; for everybody once the standard is approved."""
    user = caller_of(request).user
    _known(user, number)
    return give(showing.document(homes.current(), user, number, at=timezone.now()))


@group.operation("POST", f"{PLACE}/comments", "addDraftComments", Text("Take comments down", "登记意见"), ProjectDone,
                 **WRITES,
                 about="All of them, or none; what stands there already is left out. Every fault of every row is told "
                       "at once, as rows.NUMBER.FIELD, the first row being 0.")
def add(request: HttpRequest, number: str, body: NewComments) -> HttpResponse:
    """Answers with the numbers that the new comments were given."""
    user = caller_of(request).user
    _known(user, number)
    with each_told():
        done = comments.add(homes.current(), user, number, _rows(body.rows), at=timezone.now())
    return give({"done": list(done.numbers), "before": done.before}, 201)


@group.operation("POST", f"{PLACE}/decisions", "decideDraftComments", Text("Decide on many comments", "批量处理意见"),
                 ProjectDone,
                 **WRITES, about="All of it is done, or nothing.")
def decide(request: HttpRequest, number: str, body: NewDecisions) -> HttpResponse:
    """Answers with the numbers of the comments on which something new was decided."""
    user = caller_of(request).user
    _known(user, number)
    with each_told():
        done = comments.decide(homes.current(), user, number, _rows(body.rows), at=timezone.now())
    return give({"done": list(done.numbers), "before": done.before}, 201)


def _rows(given: list[Any]) -> list[dict[str, str]]:
    return [{name: text for name, text in each.model_dump().items() if text} for each in given]


def _known(user: Any, number: str) -> None:
    try:
        showing.find_project(homes.current(), user, number, at=timezone.now())
    except RecordError as error:
        raise absent(error.code, error.what, Text("Choose one from /api/v1/cases/standard-project",
                                                  "请从/api/v1/cases/standard-project中选择")) from error
