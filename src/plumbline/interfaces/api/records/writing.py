"""Creating, correcting and withdrawing single records, and erasing what is personal in them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja.params.functions import Body

from plumbline.errors import Code
from plumbline.interfaces.api.core.declare import JSON, MERGE_PATCH, Group, caller_of, give, given_as
from plumbline.interfaces.api.core.faults import Fault
from plumbline.interfaces.api.core.problems import Problem, unfit
from plumbline.interfaces.api.records.kind_documents import Documents, Erased
from plumbline.interfaces.api.records.showing import address, etag, record, versions_at
from plumbline.interfaces.shared.places import Keys
from plumbline.procedures.records import permitted_writing
from plumbline.records.core.kinds import Kind
from plumbline.text import Text

IF_MATCH = {
    "name": "If-Match", "in": "header", "required": True, "schema": {"type": "string", "pattern": '^"[0-9]{1,18}"$'},
    "description": "The ETag of the version you saw. If another came since, nothing is changed and the answer is 409.",
    "x-zh": "您所见版本的ETag。若此后已有新版本，则不作任何修改并返回409。",
}
VERSION = re.compile(r'(?:W/)?"?([0-9]{1,18})"?')


def declare(kind: Kind, group: Group, documents: Documents) -> None:
    """The writing operations of one kind."""
    one, path = kind.title.en.lower(), f"/records/{kind.name}/{{path:key}}"

    def create(request: HttpRequest, body: Any) -> HttpResponse:
        user = caller_of(request).user
        row = permitted_writing.create(user, kind.name, body.model_dump(exclude_unset=True), at=datetime.now(UTC))
        return _now(kind, row, user, 201, Location=address(kind, row))

    def correct(request: HttpRequest, key: str, body: Any) -> HttpResponse:
        user, seen = caller_of(request).user, _seen(request)
        versions_at(kind, key, user)
        changes = body.model_dump(exclude_unset=True)
        row = permitted_writing.correct(user, kind.name, Keys().to_python(key), changes, seen=seen,
                                        at=datetime.now(UTC))
        return _now(kind, row, user)

    def withdraw(request: HttpRequest, key: str) -> HttpResponse:
        user, seen = caller_of(request).user, _seen(request)
        versions_at(kind, key, user)
        row = permitted_writing.withdraw(user, kind.name, Keys().to_python(key), seen=seen, at=datetime.now(UTC))
        return _now(kind, row, user)

    create.__annotations__["body"] = given_as(documents.new, Body)
    correct.__annotations__["body"] = given_as(documents.change, Body)
    group.operation(
        "POST", f"/records/{kind.name}", f"create_{kind.name}",
        Text(f"Create one {one}", f"新建一条{kind.title.zh}记录"), documents.record,
        status=201, also=(409,), writes=True, takes=(JSON,),
        about="The values pass the checks that files pass; every fault is named by its field.",
    )(create)
    group.operation(
        "PATCH", path, f"correct_{kind.name}", Text(f"Correct one {one}", f"更正一条{kind.title.zh}记录"),
        documents.record, also=(404, 409, 428), writes=True, takes=(JSON, MERGE_PATCH), header=IF_MATCH,
        about="Only the fields named are changed; null empties one. The version before it is kept.",
    )(correct)
    group.operation(
        "DELETE", path, f"withdraw_{kind.name}", Text(f"Withdraw one {one}", f"撤回一条{kind.title.zh}记录"),
        documents.record, also=(404, 409, 428), writes=True, header=IF_MATCH,
        about="It no longer counts. Its versions stay, and cuts that hold it keep it.",
    )(withdraw)


def declare_erasing(kind: Kind, group: Group) -> None:
    """The operation that erases personal data, of a kind that holds any. It is declared before the others of a record:
    its address would be one of theirs too."""
    if kind.personal is None:
        return

    def erase(request: HttpRequest, key: str) -> HttpResponse:
        user = caller_of(request).user
        versions_at(kind, key, user)
        erased = permitted_writing.erase_personal(user, kind.name, Keys().to_python(key), at=datetime.now(UTC))
        return give({"kind": kind.name, "key": key, "erased": erased})

    one = kind.title.en.lower()
    group.operation(
        "POST", f"/records/{kind.name}/{{path:key}}/erasure", f"erase_{kind.name}",
        Text(f"Erase the personal data of one {one}", f"清除一条{kind.title.zh}记录的个人信息"), Erased,
        also=(404,), writes=True,
        about="For good: nobody can undo it, and nothing of it stays in the journal. The record stays as it is.",
    )(erase)


def _now(kind: Kind, row: Any, user: Any, status: int = 200, **headers: str) -> HttpResponse:
    found = versions_at(kind, Keys().to_url(tuple(getattr(row, name) for name in kind.key)), user)
    return give(record(kind, found, user), status, ETag=etag(found[0].row), **headers)


def _seen(request: HttpRequest) -> int:
    given = request.headers.get("If-Match", "").strip()
    if not given:
        raise Problem(428, "request.version_missing", Text("say which version you saw", "请说明您所见的版本"),
                      where="If-Match", next_step=Text("Read the record and send its ETag as If-Match",
                                                       "请读取该记录，并将其ETag作为If-Match发送"))
    found = VERSION.fullmatch(given)
    if found is None:
        raise unfit(Fault("header", "If-Match", Code("request.not_version"),
                          Text("this is not a version of a record", "这不是记录的版本"),
                          Text("Send the ETag of the record as it was given", "请原样发送该记录的ETag")))
    return int(found[1])
