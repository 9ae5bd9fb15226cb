"""What a demonstration has under way: acts that the people of its world do when it is made, so that whoever looks
around as one of them finds something to do."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from importlib import resources
from typing import Any

from django.utils import timezone

from plumbline.documents import toml_of
from plumbline.home import Home
from plumbline.procedures.casework import perform
from plumbline.records.core.cases import Case
from plumbline.records.core.people import User

FILE = "open_cases.toml"
DAY = re.compile(r"\{today(?:\+([0-9]{1,3}))?\}")


def begin(home: Home, world: str, *, at: datetime) -> int:
    """Do what the world's :data:`FILE` says, unless cases are here already; how many acts that were.

    :raises PlumblineError: for an act that cannot be done, which a test holds not to happen."""
    file = resources.files("plumbline.worlds").joinpath(world, FILE)
    if Case.objects.exists() or not file.is_file():
        return 0
    acts: list[dict[str, Any]] = toml_of(file.read_text(encoding="utf-8"))["act"]
    opened: dict[str, tuple[str, str]] = {}
    for each in acts:
        user = User.objects.get(username=each["as"])
        values = {name: _on(text, timezone.localdate(at)) for name, text in each["with"].items()}
        if "procedure" in each:
            event = perform.open_case(home, user, each["procedure"], each["act"], values, at=at)
            opened[each["case"]] = each["procedure"], event.case.number
        else:
            perform.act(home, user, *opened[each["case"]], each["act"], values, member=each.get("member", ""), at=at)
    return len(acts)


def _on(text: str, today: date) -> str:
    return DAY.sub(lambda found: (today + timedelta(days=int(found[1] or 0))).isoformat(), text)
