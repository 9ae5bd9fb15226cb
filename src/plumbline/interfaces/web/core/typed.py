"""What a person typed into a form and left for another page, such as to attach evidence: kept with their session until
they come back. A refusal shows the form again by itself; this is for what is not sent to be done yet."""

from __future__ import annotations

from django.http import HttpRequest, QueryDict

KEY = "typed"
MOST_FORMS, MOST_CHARACTERS = 20, 20_000
NEVER = ("csrfmiddlewaretoken", "act")


def keep(request: HttpRequest, sent: QueryDict) -> bool:
    """Keep what was ``sent`` from the page of ``request``. False where it is too long to be kept."""
    copy = sent.copy()
    for name in NEVER:
        copy.pop(name, None)
    text = copy.urlencode()
    if len(text) > MOST_CHARACTERS:
        return False
    held: dict[str, str] = request.session.get(KEY, {})
    held.pop(request.path, None)
    request.session[KEY] = dict([*held.items(), (request.path, text)][-MOST_FORMS:])
    return True


def kept(request: HttpRequest) -> QueryDict:
    """What was kept of this page; empty where nothing was."""
    return QueryDict(request.session.get(KEY, {}).get(request.path, ""))


def forget(request: HttpRequest) -> None:
    """Let go of what was kept of this page: it was done."""
    held: dict[str, str] = request.session.get(KEY, {})
    if held.pop(request.path, None) is not None:
        request.session[KEY] = held
