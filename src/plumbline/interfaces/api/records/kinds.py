"""The kinds of record, as they are declared."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from plumbline.interfaces.api.core.declare import Group, caller_of, give
from plumbline.interfaces.api.core.documents import KindDeclared, KindsDeclared
from plumbline.interfaces.api.core.problems import absent
from plumbline.interfaces.shared.viewer import Viewer
from plumbline.methods.shared.suggesting import suggest
from plumbline.records.core.fields import Spec
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.rulebook.core.vocabularies import vocabulary
from plumbline.text import Text

group = Group(Text("Kinds of record", "记录类型"))


@group.operation("GET", "/kinds", "listKinds", Text("Every kind of record you may list", "可查阅的全部记录类型"),
                 KindsDeclared)
def index(request: HttpRequest) -> HttpResponse:
    """The declarations from which lists, forms, imports and checks are made."""
    return give({"kinds": [declaration(kind) for kind in Viewer(caller_of(request).user).listed()]})


@group.operation("GET", "/kinds/{kind}", "readKind", Text("One kind of record", "一种记录类型"), KindDeclared,
                 also=(404,))
def one(request: HttpRequest, kind: str) -> HttpResponse:
    """Its fields with types, limits, codes, and who may see each."""
    return give(declaration(kind_named(caller_of(request).user, kind)))


def kind_named(user: Any, name: str) -> Kind:
    """The kind called ``name``, if ``user`` may list it. :raises Problem: else."""
    known = {kind.name: kind for kind in Viewer(user).listed()}
    if name not in known:
        raise absent("request.no_kind", Text(f"there is no kind of record '{name[:60]}'",
                                              f"没有记录种类“{name[:60]}”"), suggest(name, sorted(known)))
    return KINDS[name]


def declaration(kind: Kind) -> dict[str, Any]:
    """``kind`` as a document."""
    return {
        "name": kind.name, "title": kind.title.as_dict(), "plural": kind.plural.as_dict(),
        "meaning": kind.meaning.as_dict(), "citation": kind.cites.as_dict(), "key": list(kind.key),
        "region": kind.region, "date": kind.date, "column": kind.column, "public": kind.public,
        "fields": [_field(each) for each in kind.fields],
    }


def _field(spec: Spec) -> dict[str, Any]:
    terms = vocabulary(spec.vocabulary) if spec.vocabulary else {}
    return {
        "name": spec.name, "type": spec.type, "title": spec.title.as_dict(), "help": spec.help.as_dict(),
        "exposure": spec.exposure.value, "required": spec.required, "max_length": spec.max_length,
        "vocabulary": spec.vocabulary, "codes": {code: term.title.as_dict() for code, term in terms.items()},
        "refers": spec.refers, "several": spec.several, "places": spec.places, "minimum": spec.minimum,
        "maximum": spec.maximum,
    }
