"""Whom a command speaks for."""

from __future__ import annotations

from typing import Any

from plumbline.text import Text


def person(name: str) -> Any:
    """The user called ``name``; None, the public, for no name."""
    if not name:
        return None
    from plumbline.errors import NotAllowed
    from plumbline.records.core.people import User, may_act

    user = User.objects.filter(username=name).first()
    if user is None:
        raise NotAllowed("account.unknown", Text(f"there is nobody called '{name}' here", f"没有名为“{name}”的用户"),
                         next_step=Text("Add a person with: plumb user add NAME", "可用plumb user add添加用户"))
    if not may_act(user):
        raise NotAllowed("request.account_closed", Text(f"the account '{name}' is closed", f"账号“{name}”已停用"),
                         where=Text(f"account {user.pk}", f"账号{user.pk}"),
                         next_step=Text(f"Name somebody else, or open it again: plumb user open {name}",
                                        f"请指明他人，或重新启用：plumb user open {name}"))
    return user
