"""What the parts, phases and acts of an assessment year are called, and what refuses one, in the page's language."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plumbline.errors import MethodError, NotAllowed, PlumblineError, RecordError, RulebookError
from plumbline.interfaces.web import words

PARTS: dict[str, Promise] = {
    "assessed": gettext_lazy("assessed government"), "department": gettext_lazy("department"),
    "visitor": gettext_lazy("visitor"), "expert": gettext_lazy("expert"), "lead": gettext_lazy("lead"),
    "approver": gettext_lazy("approver"),
}
PHASES: dict[str, Promise] = {
    "running": gettext_lazy("under way"), "evaluated": gettext_lazy("evaluated, awaiting approval"),
    "approved": gettext_lazy("approved, awaiting publication"), "published": gettext_lazy("published"),
    "correcting": gettext_lazy("being corrected after an upheld objection"),
}
ACTS: dict[str, Promise] = {
    "open": gettext_lazy("opened the year"), "assign": gettext_lazy("gave a part"),
    "release": gettext_lazy("took a part back"), "allow": gettext_lazy("allowed what comes late"),
    "declare": gettext_lazy("declared a conflict of interest"),
    "go on": gettext_lazy("decided to go on with the changed text"), "state": gettext_lazy("stated"),
    "consensus": gettext_lazy("recorded what the panel agreed on"), "close": gettext_lazy("closed the panel"),
    "evaluate": gettext_lazy("evaluated"), "approve": gettext_lazy("approved the evaluation"),
    "publish": gettext_lazy("published"), "object": gettext_lazy("objected"),
    "rule": gettext_lazy("answered the objection"), "order": gettext_lazy("ordered to rectify"),
}
REFUSABLE = (RecordError, NotAllowed, RulebookError, MethodError)
"""Errors that a form of a year answers with what to do."""
REFUSALS: tuple[tuple[str, Promise], ...] = (
    (r"there is nobody called '(?P<name>.*)' here", gettext_lazy(
        "Nobody here signs in as “%(name)s”. Check the spelling, or have an account made.")),
    (r"nobody assesses and is assessed in one year", gettext_lazy(
        "Nobody assesses and is assessed in one year. Choose somebody else.")),
    (r"who is assessed acts for a region", gettext_lazy("Who is assessed acts for a region: choose it.")),
    (r"a department scores its own items", gettext_lazy(
        "A department scores its own items: choose them, or the department they belong to.")),
    (r"'(?P<name>.*)' holds no role over '.*'", gettext_lazy(
        "“%(name)s” holds no role over that region. Have one given first.")),
    (r"nobody would lead this year any more", gettext_lazy(
        "Nobody would lead this year any more. Let somebody else lead it first.")),
    (r"'(?P<name>.*)' is not '(?P<part>.*)' here", gettext_lazy("“%(name)s” does not hold this part: %(part)s.")),
    (r"only who assesses declares a conflict of interest", gettext_lazy(
        "Only who assesses declares a conflict of interest.")),
    (r"this person declared a conflict of interest", gettext_lazy(
        "You declared a conflict of interest here, so nothing of this region is open to you.")),
    (r"this person does not act as '(?P<part>.*)' here", gettext_lazy(
        "This needs the part “%(part)s”, which you do not hold here. Whoever leads the year gives it.")),
    (r"this person may not open an assessment year in '.*'", gettext_lazy(
        "You may not open a year in this region: that needs an officer’s role over it.")),
    (r"this year is open already", gettext_lazy("This year is open already. Find it in the list.")),
    (r"the scheme assesses regions outside this one", gettext_lazy(
        "The scheme assesses regions outside this one. Choose a region above them.")),
    (r"there is no region .* on .*", gettext_lazy(
        "There is no region of the level that the scheme assesses. Import the regions first.")),
    (r"'(?P<name>.*)' is not an assessment year of this scheme", gettext_lazy(
        "“%(name)s” is not a year of this scheme. Write 2013, or 2013-14 where the year lies in two.")),
    (r"the scheme does not apply to (?P<name>.*)", gettext_lazy("The scheme does not apply to %(name)s.")),
    (r"the scheme or its flow changed during the year", gettext_lazy(
        "The scheme or its flow was changed since the year was opened. Nothing can be done until the text is back, or "
        "whoever leads the year decides to go on.")),
    (r"neither the scheme nor its flow changed", gettext_lazy("Neither the scheme nor its flow was changed.")),
    (r"it is not the turn of this: the year is (?P<phase>.*)", gettext_lazy(
        "It is not the turn of this now: the year is %(phase)s.")),
    (r"the stage '(?P<stage>.*)' is not open yet", gettext_lazy("This stage is not open yet.")),
    (r"this is late: the stage '.*' ended on (?P<day>.*)", gettext_lazy(
        "The last day was %(day)s. Ask whoever leads the year to allow it: it is then kept, and said to be late.")),
    (r"nobody is refused for being late in the stage '.*'", gettext_lazy(
        "Nobody is refused for being late in this stage.")),
    (r"nobody ordered this region to rectify anything", gettext_lazy(
        "Nobody ordered this region to rectify anything.")),
    (r"this stage wants evidence, and none is attached", gettext_lazy(
        "This stage wants evidence, and none is attached yet. Attach some first.")),
    (r"the scores of this panel lie open: .*", gettext_lazy(
        "The scores of this panel lie open: nobody scores independently any more.")),
    (r"the scores lie open already", gettext_lazy("The scores lie open already.")),
    (r"not all experts have scored.*", gettext_lazy(
        "Not all experts have scored yet. Wait for them, or close the panel.")),
    (r"\d+ of (?P<least>\d+) experts gave a score", gettext_lazy(
        "Fewer than %(least)s experts gave a score. Wait for the others, or record what the panel agreed on.")),
    (r"the experts are (?P<apart>[\d.]+) apart, and (?P<spread>[\d.]+) is allowed", gettext_lazy(
        "The experts are %(apart)s apart, and %(spread)s is allowed. They confer, and what they agree on is "
        "recorded.")),
    (r"the evidence changed after the answer of the stage '(?P<stage>.*)'", gettext_lazy(
        "The evidence changed after the answer that counts. Whoever gave it gives it again.")),
    (r"regions that have become one gave different answers in the stage '(?P<stage>.*)'", gettext_lazy(
        "Regions that have become one gave different answers. A new answer settles it.")),
    (r"this person approved it already", gettext_lazy("You have approved it already. Another approver is needed.")),
    (r"who made the evaluation does not approve it", gettext_lazy(
        "Who made the evaluation does not approve it. Another approver is needed.")),
    (r"something was stated while the year was evaluated", gettext_lazy(
        "Something was stated while the year was evaluated. Evaluate it again.")),
    (r"\d+ things stand against an evaluation: .*", gettext_lazy(
        "Something stands against an evaluation. It is listed on this page.")),
    (r"a determination was kept beside the year", gettext_lazy(
        "A determination was kept beside the year, and nobody stated it in a stage. Withdraw it, or let it be "
        "stated.")),
    (r"there is no such objection, or it is answered", gettext_lazy(
        "There is no such objection, or it is answered already.")),
    (r"an upheld objection corrects one item", gettext_lazy("An upheld objection corrects one item: choose it.")),
    (r"an upheld objection states the right answer", gettext_lazy(
        "An upheld objection states the right answer: give it.")),
    (r"nothing is said here|nothing was determined", gettext_lazy("Something is missing here. Write it in words.")),
    (r"this holds characters that cannot be shown", gettext_lazy(
        "This holds characters that cannot be shown. Write it anew.")),
    (r"this (?:answer )?is longer than (?P<most>\d+) characters", gettext_lazy(
        "This is longer than %(most)s characters. Shorten it.")),
    (r"'(?P<name>.*)' is not a number.*", gettext_lazy(
        "“%(name)s” is not a number. Write digits, as in 7.5, without a unit.")),
    (r"(?P<value>[\d.-]+) is outside 0 to (?P<most>[\d.]+)", gettext_lazy(
        "%(value)s is outside 0 to %(most)s. Correct the score.")),
    (r"'\w+' counts things, and (?P<value>.*) is no count", gettext_lazy(
        "%(value)s is no count. Write 0, 1, 2 and so on.")),
    (r"'\w+' is missing", gettext_lazy("A number is missing. Fill in every field.")),
    (r"this item always applies", gettext_lazy("This item always applies.")),
    (r"this item is not answered in the stage '.*'", gettext_lazy("This item is not answered in this stage.")),
    (r"no panel scores this", gettext_lazy("No panel scores this.")),
)
"""What an error of the procedure says, and how a page says it. ``part``, ``phase`` and ``day`` are put into words."""


def part(name: str) -> str:
    """A part in words."""
    return str(PARTS.get(name, name))


def phase(name: str) -> str:
    """A phase in words."""
    return str(PHASES.get(name, name))


def verdict(upheld: bool) -> str:
    """What came of an objection, in words."""
    return _("upheld") if upheld else _("dismissed")


def refused(what: str) -> str:
    """What an error says, in the page's language; empty where it is an error that no page is made for."""
    for pattern, said in REFUSALS:
        found = re.fullmatch(pattern, what)
        if found:
            return str(said) % {name: _value(name, text) for name, text in found.groupdict().items()}
    return ""


def problem(error: PlumblineError) -> dict[str, str]:
    """An error for a form: ``said`` in the page's language, or ``detail``, its own words, which are English."""
    said = refused(error.what)
    return {"said": said, "detail": "" if said else str(error)}


def days_left(days: int | None) -> str:
    """How far a last day is, in words."""
    if days is None:
        return ""
    if days == 0:
        return _("today")
    if days < 0:
        return _("1 day ago") if days == -1 else _("%(n)s days ago") % {"n": words.number(-days)}
    return _("1 day left") if days == 1 else _("%(n)s days left") % {"n": words.number(days)}


def _value(name: str, text: str | None) -> Any:
    if name == "part":
        return part(text or "")
    if name == "phase":
        return phase(text or "")
    if name == "day":
        try:
            return words.day(date.fromisoformat(text or ""))
        except ValueError:
            return text
    return text
