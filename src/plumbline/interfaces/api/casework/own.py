"""Operations of acts that a procedure with a store of its own declares (``procedures/common/own_acts.py``)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Body
from pydantic import BaseModel, Field, create_model

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.interfaces.api.core.declare import JSON, Group, caller_of, given_as
from plumbline.interfaces.api.core.problems import Problem
from plumbline.procedures.common.own_acts import DAY, FILE, PYTHON, SEVERAL, TEXT, WHOLE, OwnAct, Value

ALSO = (404, 409)


class Sent(BaseModel):
    """What an act is sent: nothing but what is named, of the type that is named."""

    model_config = {"extra": "forbid", "strict": True}


def offer(group: Group, acts: Iterable[OwnAct], base: str, number: Any, enter: Callable[[Any, Any], Any],
          answer: Any, give_back: Callable[[Any, Any, Any], HttpResponse],
          faults: type[PlumblineError] | tuple[()] = ()) -> None:
    """Declare a POST for each of ``acts`` below ``base``, where ``{number}`` of the type ``number`` says in what it is
    acted. ``enter`` refuses whoever may not know of it; ``give_back`` makes the ``answer`` from who acted, the number
    and what the act returned. ``faults`` are errors that tell of what was sent, and of no file of the server."""
    models: dict[str, Any] = {}
    for act in acts:
        sent = tuple(value for value in act.values if not value.address)
        if act.body and act.body not in models:
            models[act.body] = create_model(act.body, __base__=Sent, __doc__=act.help,
                                            **{value.name: _field(value) for value in sent})
        body = models.get(act.body)
        declare = group.operation("POST", f"{base}/{{number}}{act.path}", act.operation, act.title, answer, status=201,
                                  also=ALSO, writes=True, takes=(JSON,) if body is not None else (), about=act.about)
        declare(_view(act, number, body, enter, give_back, faults))


def _view(act: OwnAct, number: Any, body: Any, enter: Callable[[Any, Any], Any],
          give_back: Callable[[Any, Any, Any], HttpResponse], faults: type[PlumblineError] | tuple[()],
          ) -> Callable[..., HttpResponse]:
    def view(request: HttpRequest, **given: Any) -> HttpResponse:
        user, here, sent = caller_of(request).user, given.pop("number"), given.pop("body", None)
        enter(user, here)
        values: Mapping[str, Any] = {**given, **(sent.model_dump() if sent is not None else {})}
        try:
            made = act.do(homes.current(), user, here, values, timezone.now())
        except faults as error:
            raise Problem.of(422, error) from error
        return give_back(user, here, made)

    def parameter(name: str, kind: Any) -> inspect.Parameter:
        return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=kind)

    parameters = [parameter("request", HttpRequest), parameter("number", number)]
    parameters += [parameter(value.name, PYTHON[value.type]) for value in act.values if value.address]
    parameters += [parameter("body", given_as(body, Body))] if body is not None else []
    made: Any = view
    made.__name__, made.__doc__, made.__signature__ = act.operation, act.help, inspect.Signature(parameters)
    made.__annotations__ = {each.name: each.annotation for each in parameters}
    return view


def _field(value: Value) -> Any:
    more: dict[str, Any] = {"description": value.help.en, "json_schema_extra": {"x-zh": value.help.zh}}
    kind: Any = PYTHON[value.type]
    if value.choices:
        literal: Any = Literal
        kind = literal[value.choices]
    elif value.type in (TEXT, FILE):
        more |= {"min_length": value.least, "max_length": value.most or None}
    elif value.type == SEVERAL:
        more |= {"max_length": value.most or None}
    elif value.type == DAY:
        kind = kind if value.required else kind | None
        more |= {"pattern": r"^\d{4}-\d{2}-\d{2}$"}
    elif value.type == WHOLE:
        more |= {"ge": value.least or None, "le": value.most or None}
        kind = kind if value.required else kind | None
    default = ... if value.required else list(value.default) if value.type == SEVERAL else value.default
    return kind, Field(default, **more)
