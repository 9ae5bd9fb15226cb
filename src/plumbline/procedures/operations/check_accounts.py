"""Whether accounts, roles, tokens and their flags are what the journal last sealed: the doctor's check, in words."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS

from plumbline.procedures.operations.doctor import FAULT, OK, Finding, Visit
from plumbline.records.accounts import account_leaves
from plumbline.records.accounts.account_leaves import ACCOUNT, Altered

CHECK = "accounts"
WHY = "It was put in, changed or removed outside Plumbline"


def findings(using: str = DEFAULT_DB_ALIAS) -> Iterator[Finding]:
    """What is not as it was sealed in the store ``using``: one finding each, by number, for names are nobody's matter
    in a report; and one that all is well where it is."""
    found = account_leaves.altered(using)
    for each in found:
        yield Finding(CHECK, FAULT, said(each), f"account {each.account}", WHY, _next_step(each))
    if not found:
        numbers = ", ".join(f"{kind.model._base_manager.using(using).count()} {kind.kind}s"
                            for kind in account_leaves.kept_in(using)) if account_leaves.seals(using) else "none sealed"
        yield Finding(CHECK, OK, f"{numbers}, each as the journal sealed it")


def check(_visit: Visit) -> Iterator[Finding]:
    """Each account, role, token and membership is what the journal last sealed."""
    return findings()


def said(each: Altered) -> str:
    """What does not fit, as a clause."""
    thing = f"account {each.number}" if each.kind == ACCOUNT else f"{each.kind} {each.number} of account {each.account}"
    if each.fault == "differs":
        if each.fields == ("salt",):
            return f"{thing} is not what the journal last sealed: its salt was changed"
        verb = "is" if len(each.fields) == 1 else "are"
        return f"{thing} is not what the journal last sealed: {', '.join(each.fields)} {verb} different"
    return thing + {
        "unknown": " is there, and no entry of the journal made it",
        "gone": " is gone, and no entry of the journal ended it",
        "left": " is there, although the journal says that it was ended",
        "late": " was adopted as found after others had been sealed",
        "foreign": " holds a right of a kind that Plumbline never gives",
    }[each.fault]


def _next_step(each: Altered) -> str:
    return ("Find out who did it, and compare with a backup. Until then: "
            f"plumb user close {each.account}. If it may stay so: plumb user accept {each.account}")
