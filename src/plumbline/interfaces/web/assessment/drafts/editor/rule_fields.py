"""The fields of the rules that turn a value into points, made from their grammar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from plumbline.interfaces.web.assessment.drafts.editor.fields import CHOICE, LIST, NUMBER, WORDS, Field
from plumbline.methods.assessment.scoring import rule_grammar as grammar
from plumbline.methods.assessment.scoring.rule_grammar import FORMS, Begun, Key

NAMES = {name: form.title for name, form in FORMS.items()}
KINDS = {grammar.SIGNED: NUMBER, grammar.POINTS: NUMBER, grammar.BESIDE: NUMBER, grammar.COUNT: NUMBER,
         grammar.SCALE: NUMBER, grammar.GRADE: CHOICE, grammar.NAME: WORDS, grammar.ANSWERS: LIST}
"""What an officer fills in for what a key takes; the rest is called alike."""


def _field(key: Key, *above: str) -> Field:
    return Field((*above, key.name), KINDS.get(key.takes, key.takes), key.title, key.help,
                 options="grades" if key.takes == grammar.GRADE else key.options or "",
                 columns=tuple(map(_field, key.keys)))


def name_of(item: Mapping[str, Any]) -> str:
    """The rule of an item; empty where it has none that is known."""
    rule = item.get("rule")
    name = next(iter(rule), "") if isinstance(rule, Mapping) and len(rule) == 1 else ""
    return name if name in NAMES else ""


def fields_of(item: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of an item's rule. ``binary`` has a threshold where a number is scored."""
    name = name_of(item)
    if not name or (name == "binary" and not (_scores_number(item) or item["rule"]["binary"])):
        return ()
    above = ("rule",) if FORMS[name].is_list else ("rule", name)
    return tuple(_field(key, *above) for key in FORMS[name].keys)


def begins(name: str, item: Mapping[str, Any], grades: list[str]) -> dict[str, Any]:
    """The content of a rule that is chosen anew for ``item``, sound but for the numbers that only its author knows."""
    begun = Begun(item.get("points", 0), _scores_number(item), grades[-1] if grades else "D")
    return {name: FORMS[name].begins(begun)}


def _scores_number(item: Mapping[str, Any]) -> bool:
    return "figure" in item or "number" in item
