"""The documents of each kind of record, made from its declaration: what a program reads, asks by, and sends."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt, StrictStr, create_model

from plumbline.records.core.fields import KEPT_DIGITS, PERSONAL, PUBLIC, Spec
from plumbline.records.core.kinds import Kind
from plumbline.records.core.origins import CONSTRUCTED
from plumbline.records.query.conditions import DECIMAL, INTEGER, codes, operators
from plumbline.records.query.listing import ENTERED

MOST_ROWS, USUAL_ROWS, MOST_TEXT = 500, 50, 500
MOST_NUMBER = 10**KEPT_DIGITS - 1
ABOUT_CONSTRUCTED = "Whether the record was constructed for a demonstration. Given in homes that hold such records."
DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
PATTERNS = {"integer": INTEGER.pattern, "decimal": DECIMAL.pattern, "date": DAY,
            "flag": "yes|no|true|false"}


# Models are made from declarations, so to the type checker these are no types.
_LIST: Any = list
_create: Any = create_model


def digits(value: Any) -> int:
    """A whole number as an address writes it: digits alone, without the spaces, signs and points that ``int`` takes."""
    if isinstance(value, int):
        return value
    if not isinstance(value, str) or not value.isascii() or not value.isdigit():
        raise ValueError("write a whole number in digits")
    return int(value[:9])


class Asking(BaseModel):
    """What every list takes."""

    region: str = Field("", max_length=120, description="A region's code: records of it and of all below it. "
                        "eq:CODE keeps to the region itself.",
                        json_schema_extra={"x-zh": "地区代码：该地区及其下辖全部地区的记录。eq:代码 只取该地区本身。"})
    period: str = Field("", max_length=40, description="2013, 2013-Q1, 2013-07, 2013-07..2014-06 or "
                        "2013-07-15..2014-06-30, by the day of the kind.",
                        json_schema_extra={"x-zh": "时期，按该类记录的日期。"})
    q: str = Field("", max_length=120, description="Looked for in every public text field.",
                   json_schema_extra={"x-zh": "在所有公开文本字段中查找。"})
    after: str = Field("", max_length=2000, description="The token 'next' of the page before.",
                       json_schema_extra={"x-zh": "上一页给出的next令牌。"})
    limit: Annotated[int, BeforeValidator(digits)] = Field(
        USUAL_ROWS, ge=1, le=MOST_ROWS, description="How many records a page holds.",
        json_schema_extra={"x-zh": "每页记录数。"})
    count: Literal["true", "false"] = Field("false", description="Count all records that fit, up to 100,000.",
                                            json_schema_extra={"x-zh": "统计符合条件的记录总数，最多数到100000。"})


@dataclass(frozen=True)
class Documents:
    """The models of one kind. ``filters`` says which parameter narrows by which field."""

    asking: Any
    page: Any
    record: Any
    new: Any
    change: Any
    filters: dict[str, Spec]


class Entered(BaseModel):
    """When a version came to be known: its number in the journal, the time, and the act."""

    journal: int
    at: str
    act: str


class Erased(BaseModel):
    """Whether anything was known of the person behind a record. Now nothing is."""

    kind: str
    key: str
    erased: bool


@cache
def documents(kind: Kind) -> Documents:
    """The models of ``kind``."""
    name = kind.name.title().replace("_", "")
    fields = _model(f"{name}Fields", f"The fields of one {kind.title.en.lower()} that are open to the caller.",
                    {each.name: (_given(each) | None, _said(each, None)) for each in kind.fields})
    listed = _model(f"{name}Listed", kind.meaning.en, {
        "kind": (Literal[kind.name], ...), "key": (str, ...), "version": (int, ...), "address": (str, ...),
        "fields": (fields, ...), CONSTRUCTED: (bool, Field(False, description=ABOUT_CONSTRUCTED)),
    })
    page = _model(f"{name}Page", f"Some of the {kind.plural.en.lower()}, and the token of the page that follows.", {
        "records": (_LIST[listed], ...), "next": (str | None, ...), "count": (int, 0), "count_is_all": (bool, True),
    })
    version = _model(f"{name}Version", "One version of a record.", {
        "version": (int, ...), "withdrawn": (bool, ...), "entered": (Entered, ...), "fields": (fields, ...),
    })
    record = _model(f"{name}Record", "One record, with what checks it: leaf = SHA-256(0x00, salt, canonical).", {
        **{each: (info.annotation, ... if info.is_required() else info)
           for each, info in listed.model_fields.items()},
        "withdrawn": (bool, ...), "entered": (Entered, ...), "withheld": (list[str], ...), "leaf": (str, ...),
        "salt": (str, ...), "canonical": (str, ...), "versions": (_LIST[version], ...),
    })
    new = _model(f"{name}New", f"A new {kind.title.en.lower()}.", {
        each.name: (_taken(each), _said(each, ...)) if each.required else (_taken(each) | None, _said(each, None))
        for each in kind.fields
    }, closed=True)
    change = _model(f"{name}Change", "The fields to change; the others stay.", {
        each.name: (_taken(each) if each.required else _taken(each) | None, _said(each, None)) for each in kind.fields
    }, closed=True)
    filters = {_parameter(each.name): each for each in kind.fields
               if each.exposure is not PERSONAL and each.name != "region"}
    return Documents(_asking(name, kind, filters), page, record, new, change, filters)


def _asking(name: str, kind: Kind, filters: dict[str, Spec]) -> Any:
    sortable = [ENTERED, *(each.name for each in kind.kept)]
    orders: Any = ["", *(f"{sign}{each}" for each in sortable for sign in ("", "-"))]
    model: Any = _create(
        f"{name}Asking", __base__=Asking,
        sort=(str, Field("", max_length=80, description="A field, or 'entered'; with '-' the other way round.",
                         json_schema_extra={"x-zh": "排序字段，或entered；前加-为降序。", "enum": orders})),
        **{parameter: (_LIST[_condition(spec)], Field(
            default_factory=list, description=_narrowing(spec),
            json_schema_extra={"x-zh": f"{spec.title.zh}：[运算符:]值，运算符有{'、'.join(operators(spec))}。"}))
           for parameter, spec in filters.items()},
    )
    return model


def _narrowing(spec: Spec) -> str:
    closed = "" if spec.exposure is PUBLIC else " Internal: narrows to your own regions."
    return f"{spec.title.en}: [OP:]VALUE, where OP is one of {', '.join(operators(spec))}.{closed}"


def _parameter(name: str) -> str:
    """The parameter that narrows by the field: its name, unless every list takes a parameter of that name."""
    return f"is_{name}" if name in {*Asking.model_fields, "sort"} else name


def _condition(spec: Spec) -> Any:
    """The schema of one condition; what it really means is settled by records/query/conditions.py."""
    if spec.type in ("text", "ref"):
        return Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]
    ops = "|".join(each for each in operators(spec) if each not in ("in", "empty"))
    value = PATTERNS.get(spec.type) or "|".join(codes(spec))
    many = f"|in:({value})(,({value}))*" if "in" in operators(spec) else ""
    pattern = rf"^((({ops}):)?({value}){many}|empty:(yes|no))$"
    return Annotated[str, Field(max_length=MOST_TEXT, json_schema_extra={"pattern": pattern})]


def _given(spec: Spec) -> Any:
    """A value as it is given out."""
    if spec.type == "date":
        return Annotated[str, Field(json_schema_extra={"format": "date"})]
    return {"integer": int, "flag": bool}.get(spec.type, str)


def _taken(spec: Spec) -> Any:
    """A value as it is taken in. Its type is settled here, all else by the checks that files pass."""
    extra: dict[str, Any] = {}
    if spec.type == "integer":
        extra = {"minimum": -MOST_NUMBER if spec.minimum is None else spec.minimum,
                 "maximum": MOST_NUMBER if spec.maximum is None else spec.maximum}
        return Annotated[StrictInt, Field(json_schema_extra=extra)]
    if spec.type == "flag":
        return StrictBool
    if spec.type == "date":
        return Annotated[StrictStr, Field(pattern=f"^{DAY}$", json_schema_extra={"format": "date"})]
    if spec.type == "decimal":
        return Annotated[StrictStr, Field(pattern=rf"^[+-]?[0-9]{{1,17}}([.][0-9]{{1,{spec.places}}})?$")]
    if spec.type == "choice":
        return Annotated[StrictStr, Field(json_schema_extra={"enum": list(codes(spec))})]
    extra = {"minLength": 1} if spec.required else {}
    return Annotated[StrictStr, Field(json_schema_extra={"maxLength": spec.max_length, **extra})]


def _said(spec: Spec, default: Any) -> Any:
    closed = "" if spec.exposure is PUBLIC else f" ({spec.exposure.value})"
    help_ = f" {spec.help.en}" if spec.help.en else ""
    return Field(default, description=f"{spec.title.en}{closed}.{help_}",
                 json_schema_extra={"x-zh": f"{spec.title.zh}。{spec.help.zh}"})


def _model(name: str, meaning: str, fields: dict[str, Any], *, closed: bool = False) -> Any:
    return _create(name, __config__=ConfigDict(extra="forbid" if closed else "ignore"), __doc__=meaning, **fields)
