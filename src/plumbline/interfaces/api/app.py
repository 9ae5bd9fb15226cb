"""The API put together: every operation, how errors are answered, and the OpenAPI document."""

from __future__ import annotations

from functools import cached_property
from typing import Any, cast

import ninja.errors
from django.conf import settings
from django.http import Http404
from ninja import NinjaAPI

import plumbline
from plumbline.interfaces.api.assessment import assessments, drafts, year_acts
from plumbline.interfaces.api.casework import case_links, case_members, cases, declared_acts, threads
from plumbline.interfaces.api.core import entrance, errors, memberships, problems
from plumbline.interfaces.api.core.bodies import Bodies
from plumbline.interfaces.api.figures import cuts, figures, rulebook
from plumbline.interfaces.api.records import evidence, exports, imports, kinds, records, regions, search
from plumbline.interfaces.api.standards import projects, register, topics

ABOUT = (
    "Records, figures and assessments as documents. Everything public is open to all; internal fields need a token of "
    "somebody with a role over the region: `Authorization: Bearer plumb_…`. Errors are problem documents (RFC 9457). "
    "Lists go on by the token `next`, given as `after`."
)
SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token of a person: plumb token add NAME."},
    "session": {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME,
                "description": "Somebody signed in on the pages; for writing also the header X-CSRFToken."},
}
PLACE = "/api/v1"
BYTES = {"schema": {"type": "string", "format": "binary"}}
assert case_links.group is case_members.group is threads.group is cases.group  # all of cases
GROUPS = (entrance.group, search.group, *records.groups(), *(each.group for each in (
    figures, assessments, rulebook, regions, cuts, kinds, imports, exports, evidence, year_acts, drafts, cases,
    projects, register, topics, memberships, errors)))


class Api(NinjaAPI):
    """Our operations, and their description."""

    @cached_property
    def described(self) -> dict[str, Any]:
        """The OpenAPI document; it follows from the declarations, so it is made once."""
        document: dict[str, Any] = super().get_openapi_schema()
        document["components"]["securitySchemes"] = SECURITY
        for methods in document["paths"].values():
            for operation in methods.values():
                for type in operation.pop("x-gives", ()):
                    operation["responses"][200].setdefault("content", {})[type] = BYTES
                for status, answer in operation["responses"].items():
                    if int(status) >= 400:
                        answer["content"] = {problems.MEDIA_TYPE: answer["content"].pop("application/json")}
                        answer["description"] = problems.TITLES[int(status)].en
        return document

    def get_openapi_schema(self, **_: Any) -> Any:
        """See :attr:`described`; with an operation for each act of each procedure of this data directory."""
        return declared_acts.described(self.described, PLACE)


api = Api(title="Plumbline", version=plumbline.__version__, description=ABOUT, urls_namespace="api", docs_url=None,
          openapi_url="/openapi.json", parser=Bodies())
for error in (Exception, Http404, ninja.errors.HttpError, ninja.errors.ValidationError):
    api.add_exception_handler(error, cast("Any", problems.explain))
for group in GROUPS:
    api.add_router("", group.router)
