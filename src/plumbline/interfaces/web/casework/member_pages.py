"""Many members of a case by one table: added, or a part of each given to somebody. What was read is shown first, with
all that is wrong; then all of it is done, or nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plumbline import home as homes
from plumbline.errors import PlumblineError
from plumbline.interfaces.shared import words
from plumbline.interfaces.web.casework.case_view import Room, missing_act, room_of, status_of
from plumbline.interfaces.web.core import whole_numbers
from plumbline.procedures.casework import perform
from plumbline.procedures.casework.common_acts import given_part, must_lead
from plumbline.procedures.casework.members import adding, given
from plumbline.procedures.common.archive import plain_errors
from plumbline.records.core.fields import PERSONAL
from plumbline.text import Text

SHOWN = 50
"""Rows that are shown before they are taken, and faults that are told."""
MOST_PASTED, MOST_BYTES = 1_000_000, 8 << 20
PART = Text("Part", "职责")


@dataclass(frozen=True)
class Sort:
    """What is done by a table: its ``columns``, of which some are ``wanted``; ``titles`` and which of them are
    personal, for who looks; ``check`` finds what is wrong with its rows, ``do`` does all of it and counts."""

    title: str
    button: str
    columns: Mapping[str, given.Names]
    wanted: list[str]
    titles: Mapping[str, str]
    personal: frozenset[str]
    check: Callable[[Sequence[given.Row]], Mapping[int, PlumblineError]]
    do: Callable[[given.Given, int | None], int]
    done: Callable[[int], str]


@login_required
def add(request: HttpRequest, name: str, number: str, act: str) -> HttpResponse:
    """Add many members by an act that adds one; posted, the preview of a table, and then its rows."""
    room = room_of(request, name, number)
    found = room.case.procedure.by_name.get(act)
    if found is None or not found.adds or not any(room.case.holds(room.user, part) for part in found.by):
        raise missing_act(act)
    of, home, specs = (name, number, act), homes.current(), given.shown_columns(found)
    columns = given.of_act(found)
    return _page(room, Sort(
        words.say(found.title), _("Add them"), {spec.name: columns[spec.name] for spec in specs}, given.needed(found),
        {spec.name: words.say(spec.title) for spec in specs},
        frozenset(spec.name for spec in specs if spec.exposure is PERSONAL),
        lambda rows: adding.unfit(home, room.user, *of, rows, at=timezone.now()),
        lambda table, seen: len(given.add(home, room.user, *of, table.rows, table.places, seen=seen,
                                          organisation=request.POST.get("for", ""), at=timezone.now())),
        lambda count: ngettext("%(n)s was added. It stands in the journal.",
                               "%(n)s were added. They stand in the journal.", count) % {"n": count}),
        perform.refusal(room.case, room.user, found))


@login_required
def give(request: HttpRequest, name: str, number: str, part: str) -> HttpResponse:
    """Give a part of many members, each to a person; posted, the preview of a table, and then its rows."""
    room = room_of(request, name, number)
    procedure, home = room.case.procedure, homes.current()
    if procedure.members is None:
        raise missing_act(part)
    try:
        must_lead(room.case, room.user)
        of = given_part(procedure, part)
    except PlumblineError as error:
        raise missing_act(part) from error
    return _page(room, Sort(
        f"{words.say(PART)} · {words.say(of.title)}", _("Give the part"), given.of_gifts(procedure),
        [given.MEMBER, given.PERSON],
        {given.MEMBER: words.say(procedure.members.title), given.PERSON: _("Person (the name they sign in with)")},
        frozenset(),
        lambda rows: adding.ungivable(home, room.user, name, number, part, given.gifts(rows), at=timezone.now()),
        lambda table, seen: len(given.give(home, room.user, name, number, part, table.rows, table.places,
                                           at=timezone.now())),
        lambda count: ngettext("%(n)s was given the part. It stands in the journal.",
                               "%(n)s were given the part. It stands in the journal.", count) % {"n": count}))


def _page(room: Room, sort: Sort, refused: PlumblineError | None = None) -> HttpResponse:
    request, post = room.request, room.request.POST
    problem, status, table = refused, 200, None
    faults: Mapping[int, PlumblineError] = {}
    if request.method == "POST" and refused is None:
        try:
            table = _read(request, sort)
            if post.get("sure"):
                count = sort.do(table, whole_numbers.whole_number(post.get("seen", ""), None))
                messages.success(request, sort.done(count))
                return HttpResponseRedirect(f"{room.base}#members")
            faults = sort.check(table.rows)
        except PlumblineError as error:
            problem, status = error, status_of(error)
            faults = getattr(error, "faults", {}) if table is not None else {}
        status = 422 if faults and status == 200 else status
    case = room.case
    sure = table is not None and not faults and problem is None
    answer = render(request, "plumbline/cases/members.html", {
        "case": case, "procedure": case.procedure, "sort": sort, "back": room.base, "problem": problem, "sure": sure,
        "most": given.MOST, "refused": refused is not None, "seen": post.get("seen") or case.board.case.last,
        "columns": [(sort.titles[name], name, name in sort.wanted) for name in sort.columns],
        "pasted": post.get("rows", "")[:MOST_PASTED] if table is None or "file" not in request.FILES else "",
        "rows": given.as_text(sort.columns, table.rows) if table is not None and sure else "",
        "count": len(table.rows) if table is not None else 0,
        "passed_over": words.listed(table.passed_over) if table is not None else "",
        "notes": [words.say(Text(each["text"]["en"], each["text"]["zh"])) for each in table.notes] if table else [],
        "heads": [sort.titles[name] for name in _used(sort, table)],
        "shown": [[row.get(name, "") for name in _used(sort, table)] for row in table.rows[:SHOWN]] if table else [],
        "faults": [(words.say(given.place_of(table.places, place)), error)
                   for place, error in sorted(faults.items())[:SHOWN]] if table is not None else [],
        "fault_count": len(faults)}, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _used(sort: Sort, table: given.Given | None) -> list[str]:
    """The columns of a table that hold something."""
    return [name for name in sort.columns if table is not None and any(row.get(name) for row in table.rows)]


def _read(request: HttpRequest, sort: Sort) -> given.Given:
    """What was sent: a file, else what was pasted, or is sent again once it was looked at."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return given.read(request.POST.get("rows", ""), sort.columns, sort.wanted)
    if (file.size or 0) > MOST_BYTES:
        raise given.too_long(Text(f"The file is larger than {MOST_BYTES >> 20} MB", f"文件超过{MOST_BYTES >> 20} MB"),
                             file.name or "")
    with plain_errors(Text("the upload", "上传的文件")), tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / f"table{Path(file.name or '').suffix[:8]}"
        with kept.open("wb") as stream:
            for piece in file.chunks():
                stream.write(piece)
        return given.read(kept, sort.columns, sort.wanted, called=file.name or kept.name)
