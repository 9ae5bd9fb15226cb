"""Every address of the pages with what to ask of it. A test fails where an address is missing here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from plumbline.procedures.search import following, searching
from plumbline.procedures.surveillance.open_data import SETS
from plumbline.records.core.cases import CaseEvent
from plumbline.records.core.fields import PUBLIC, Spec
from plumbline.records.core.journal import Entry
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.export.table import CSV, MEDIA
from tests.interfaces.web.world import EACH, ROOT, SIGN, WARDS, World
from tests.procedures.casework.procedures import COMPLAINT
from tests.procedures.casework.recalls import NAME

FIGURES = ("local.pass_rate", "local.group_share", "inspection.pass_rate")
PARTS = ("numerator", "denominator", "excluded")
PLACES = (ROOT, *WARDS)


@dataclass(frozen=True)
class Ask:
    """One request. ``among``: the family of asks it is one of, where it is not those of its path;
    ``ward``: the one it asks of, where it is one (tests/interfaces/dealing.py)."""

    path: str
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    among: str = ""
    ward: str = ""

    @property
    def family(self) -> str:
        """What it has in common with those that go one way through the pages."""
        return self.among or f"{self.method} {self.path.partition('?')[0]}"


def get(name: str, *args: Any, **query: Any) -> Ask:
    """A GET of the address called ``name``."""
    text = urlencode(query, doseq=True)
    return Ask(reverse(name, args=args) + (f"?{text}" if text else ""))


def post(name: str, *args: Any, **data: Any) -> Ask:
    """A POST to the address called ``name``."""
    return Ask(reverse(name, args=args), "post", data)


def _events(number: str) -> list[int]:
    return [*CaseEvent.objects.filter(case__procedure=NAME, case__number=number).values_list("pk", flat=True)[:3], 9999]


def _home(world: World) -> Iterator[Ask]:
    yield from (get("home"), get("home", year="2012"), get("home", year="2013"), get("home", year="nonsense"))


def _region(world: World) -> Iterator[Ask]:
    for place in PLACES:
        yield from (get("region", place), get("region", place, year="2012"))


def _figure(name: str) -> Callable[[World], Iterator[Ask]]:
    def asks(world: World) -> Iterator[Ask]:
        for figure in FIGURES:
            for place in PLACES:
                yield get(name, figure, place, "2013")
                if name == "figure-json":
                    yield from (get(name, figure, place, "2013", records=50, of=part) for part in PARTS)
                if name == "figure-records":
                    yield from (get(name, figure, place, "2013", of=part) for part in PARTS)
                    yield from (get(name, figure, place, "2013", sort=sign + spec.name)
                                for spec in telling(KINDS["inspection"]) for sign in ("", "-"))

    return asks


def _lists(name: str, *form: str) -> Callable[[World], Iterator[Ask]]:
    def asks(world: World) -> Iterator[Ask]:
        for kind in KINDS.values():
            every = [spec.name for spec in kind.fields]
            yield get(name, kind.name, *form, column=every, totals=1)
            for place in PLACES:
                yield get(name, kind.name, *form, region=place, column=every)
            yield get(name, kind.name, *form, column=every)
            for spec in telling(kind):
                yield get(name, kind.name, *form, column=every, sort=spec.name)
                yield get(name, kind.name, *form, column=every, sort="-" + spec.name)
                yield get(name, kind.name, *form, column=every, where=spec.name, **{"is": "1"})

    return asks


def telling(kind: Kind) -> list[Spec]:
    """Every field that is not public, and one that is: by these an address narrows and orders."""
    closed = [spec for spec in kind.fields if spec.exposure is not PUBLIC]
    return [*closed, *[spec for spec in kind.fields if spec.exposure is PUBLIC][:1]]


def _record(world: World) -> Iterator[Ask]:
    for kind in KINDS.values():
        if kind.public:
            for values in world.records.get(kind.name, ()):
                ward = values[kind.region]
                yield Ask(record_path(kind, values), among=f"{kind.name} of {ward}", ward=ward)
    yield Ask(record_path(KINDS["region"], {"code": ROOT, "valid_from": "1837-03-04"}))


def record_path(kind: Kind, values: dict[str, Any]) -> str:
    """The address of a record's page."""
    return reverse("record", args=(kind.name, tuple(values[name] for name in kind.key)))


def _writing(name: str) -> Callable[[World], Iterator[Ask]]:
    def asks(world: World) -> Iterator[Ask]:
        for kind in (each for each in KINDS.values() if each.public):
            for values in world.records.get(kind.name, ())[::EACH]:
                key = tuple(values[part] for part in kind.key)
                # A version that is none of its own, so that nobody writes.
                ask = post(name, kind.name, key, seen=0) if name != "record-correct" else get(name, kind.name, key)
                yield replace(ask, among=kind.name)

    return asks


def _evidence_about(world: World) -> Iterator[Ask]:
    for kind in KINDS.values():
        for values in world.records.get(kind.name, ())[::3]:
            yield replace(get("evidence-about", kind.name, tuple(values[name] for name in kind.key)), among=kind.name)
    yield post("evidence-about", "inspection", (world.records["inspection"][-1]["number"],), note="no file")


def _evidence(name: str, *args: str, method: str = "get") -> Callable[[World], Iterator[Ask]]:
    def asks(world: World) -> Iterator[Ask]:
        for number in (*world.evidence.values(), *world.open.values(), *world.sent.values(), "0" * 24):
            yield Ask(reverse(name, args=(number, *args)), method)

    return asks


def _imports(name: str, *args: str) -> Callable[[World], Iterator[Ask]]:
    def asks(world: World) -> Iterator[Ask]:
        for entry in [*Entry.objects.filter(act="import").values_list("pk", flat=True), 999_999]:
            yield get(name, entry, *args)

    return asks


def _one(name: str, *args: Any) -> Callable[[World], Iterator[Ask]]:
    return lambda world: iter([get(name, *args)])


def _search(world: World) -> Iterator[Ask]:
    following.follow(world.home, on=world.clock.now.date())
    yield get("search")
    begun = [f"{SIGN}{ward}" for ward in "1234"]
    for asked in (*begun, "Ward 1", "Ward 2", "Chicago", "1", "x", "pass", "local", "2014", "A" * 3_000, "*:(^"):
        yield get("search", q=asked)
    for group in searching.titles():
        for asked in (*begun, "Ward 1", "Ward 2", "1", "2"):
            yield replace(get("search", q=asked, **{"in": group}), among=group)
        # What comes after something was among what the first page shows: less of the same.
        yield replace(get("search", q="1", **{"in": group}, after=99), among=group)
    yield get("search", q="x", **{"in": "nothing"})


def _exports(world: World) -> Iterator[Ask]:
    yield from _lists("records-export", CSV)(world)
    for kind in KINDS.values():
        for form in MEDIA:
            yield replace(get("records-export", kind.name, form), among=get("records-export", kind.name, CSV).family)


ADDRESSES: dict[str, Callable[[World], Iterator[Ask]]] = {
    "home": _home,
    "region": _region,
    "figure": _figure("figure"),
    "figure-json": _figure("figure-json"),
    "figure-records": _figure("figure-records"),
    "figure-proof": _figure("figure-proof"),
    "records": _one("records"),
    "record-list": _lists("record-list"),
    "records-export": _exports,
    "export": _one("export", "0" * 32),
    "export-file": _one("export-file", "0" * 32),
    "record-template": lambda world: (get("record-template", kind.name, records=records)
                                      for kind in KINDS.values() for records in ("1", "")),
    "record": _record,
    "record-new": lambda world: (get("record-new", kind.name) for kind in KINDS.values()),
    "record-correct": _writing("record-correct"),
    "record-withdraw": _writing("record-withdraw"),
    "record-restore": _writing("record-restore"),
    "record-erase": lambda world: (get("record-erase", kind.name, tuple(values[part] for part in kind.key))
                                   for kind in KINDS.values() if kind.personal for values in world.records[kind.name]),
    "evidence-about": _evidence_about,
    "evidence": _evidence("evidence"),
    "evidence-file": _evidence("evidence-file"),
    "evidence-picture": lambda world: iter([*_evidence("evidence-picture", "small")(world),
                                            *_evidence("evidence-picture", "1")(world)]),
    # Without a reason, and of what counts already: nothing is changed whoever asks.
    "evidence-withdraw": _evidence("evidence-withdraw", method="post"),
    "evidence-reinstate": _evidence("evidence-reinstate", method="post"),
    "records-many": lambda world: (post("records-many", kind.name, all=1, query="") for kind in KINDS.values()),
    "saved-new": lambda world: iter([
        Ask(reverse("saved-new", args=("inspection",)), "post", {"name": "mine", "query": "region=1"})]),
    "cards": lambda world: iter([get("cards"), post("cards", card="none", show="none"),
                                 post("cards", move="down:figures", card=["figures", "grades"])]),
    "office-cards": lambda world: (ask for place in (*PLACES, "none") for ask in (
        get("office-cards", place), post("office-cards", place, act="save", card="figures"))),
    "saved": _one("saved"),
    "saved-change": lambda world: (post("saved-change", 999_999, act) for act in ("rename", "delete", "restore")),
    "change": lambda world: (get("change", number) for number in (1, 2, 999_999)),
    "change-undo": lambda world: (post("change-undo", number) for number in (1, 2, 999_999)),
    "cases": _one("cases"),
    "case-list": lambda world: iter([get("case-list", NAME), get("case-list", NAME, state="notified"),
                                     *(get("case-list", NAME, which=which, region=place) for place in ("", *PLACES)
                                       for which in ("open", "due", "late", "mine", "nonsense")),
                                     get("case-list", NAME, after="none"),
                                     get("case-list", "no-such")]),
    "case-new": lambda world: iter([get("case-new", NAME), post("case-new", NAME, product="no region")]),
    "case": lambda world: iter([
        *(get("case", NAME, number) for number in (*world.cases.values(), "2014-9999")),
        *(get("case", COMPLAINT, number) for number in world.complaints.values())]),
    # No spot check is drawn in the city: what their pages tell is in surveillance/test_spot_check_pages.py.
    "spot-check": lambda world: iter([get("spot-check", "2014-9999"), post("spot-check", "2014-9999", object="x")]),
    "spot-check-commitment": _one("spot-check-commitment", "2014-9999"),
    "spot-check-files": _one("spot-check-files", "2014-9999"),
    "task-sheet": lambda world: iter([get("task-sheet"), post("task-sheet", number="2014-9999", object="x",
                                                              result="nothing")]),
    "task-answers": lambda world: iter([get("task-answers"), post("task-answers")]),
    "task-worker": _one("task-worker"),
    "case-take": lambda world: iter([get("case-take"), post("case-take")]),
    "case-send": lambda world: (post("case-send", NAME, number, instance="none", to="none", reason="x")
                                for number in world.cases.values()),
    "case-receipt": lambda world: (post("case-receipt", NAME, number) for number in world.cases.values()),
    "case-feed": _one("case-feed", NAME),
    "case-feed-json": _one("case-feed-json", NAME),
    "cases-export": lambda world: iter([
        *(get("cases-export", name, form) for name in (NAME, COMPLAINT) for form in MEDIA),
        get("cases-export", NAME, CSV, which="mine"), get("cases-export", NAME, CSV, which="due", region="2")]),
    "case-members-add": lambda world: (ask for number in (*world.cases.values(), "2014-9999") for ask in (
        get("case-members-add", NAME, number, "add-lot"), get("case-members-add", NAME, number, "notify"),
        post("case-members-add", NAME, number, "add-lot", rows="lot\n"))),
    "case-members-give": lambda world: (ask for number in world.cases.values() for ask in (
        get("case-members-give", NAME, number, "producer"), post("case-members-give", NAME, number, "none", rows="x"))),
    "case-members-export": lambda world: (ask for number in (*world.cases.values(), "2014-9999") for ask in (
        *(get("case-members-export", NAME, number, form) for form in MEDIA),
        get("case-members-export", NAME, number, CSV, q="L"))),
    "case-letter": lambda world: (get("case-letter", NAME, number, event, language) for number in world.cases.values()
                                  for event in _events(number) for language in ("zh", "en")),
    "case-many": lambda world: iter([get("case-many", NAME, "notify"), get("case-many", NAME, "report"),
                                     get("case-many", NAME, "account"), post("case-many", NAME, "account")]),
    # No link is handed out for a part that there is not, nor taken back that is none.
    "link-give": lambda world: (post("link-give", COMPLAINT, number, part="none", days=1)
                                for number in world.complaints.values()),
    "link-revoke": lambda world: (post("link-revoke", COMPLAINT, number, link=0)
                                  for number in world.complaints.values()),
    # Whoever has the address alone is asked for the code.
    "link": lambda world: (get("link", secret) for secret in (*world.links.values(), "none")),
    "witness": lambda world: (ask for secret in (*world.links.values(), "none") for ask in (
        get("witness", secret), post("witness", secret, witness="x", commitment="x"))),
    "link-act": lambda world: (get("link-act", secret, "tell") for secret in (*world.links.values(), "none")),
    **{name: lambda world, name=name: (get(name, secret, number) for secret in (*world.links.values(), "none")
                                       for number in (*world.sent.values(), *world.evidence.values()))
       for name in ("link-evidence-file", "link-evidence-picture")},
    "link-evidence": lambda world: (ask for secret in (*world.links.values(), "none") for ask in (
        get("link-evidence", secret), post("link-evidence", secret))),
    "link-evidence-withdraw": lambda world: (post("link-evidence-withdraw", secret, number, reason="x")
                                             for secret in world.links.values() for number in world.sent.values()),
    # None of these is done: in another state, without a reason, by nobody of this name.
    "case-act": lambda world: (ask for number in (*world.cases.values(), "2014-9999") for ask in (
        get("case-act", NAME, number, "notify"), post("case-act", NAME, number, "notify", reason="x"),
        post("case-act", NAME, number, "comment", text=""), post("case-act", NAME, number, "withdraw", reason=""),
        get("case-act", NAME, number, "account", member="L9"))),
    "news": _one("news"),
    "calendar": _one("calendar", "forged"),
    "calendar-address": lambda world: iter([post("calendar-address")]),
    "mail-address": lambda world: iter([post("mail-address", email="no address")]),
    "join": lambda world: iter([get("join"), post("join", code="none")]),
    "claim": lambda world: iter([get("claim"), post("claim", organisation="none", capacity="enterprise", proof="x")]),
    "organisations": lambda world: iter([get("organisations"), get("organisations", code="none")]),
    "organisation-people": lambda world: (get("organisation-people", (code,))
                                          for code in (*map(world.firm, WARDS), "none")),
    "organisation-act": lambda world: (post("organisation-act", (code,), act, number=999_999)
                                       for code in (*map(world.firm, WARDS), "none") for act in ("confirm", "end")),
    # No year is open in the city: what its pages tell is in test_years_leaks.py.
    "today": _one("today"),
    "watch": lambda world: (get("watch", of=source) for source in ("complaint", "alert", "sampling", "nothing")),
    "watch-signal": lambda world: iter([get("watch-signal", "2014-0001"),
                                        post("watch-signal", "2014-0001", act="dismiss", reason="Known")]),
    "watch-risk": lambda world: iter([get("watch-risk", "2014-0001"), post("watch-risk", "2014-0001", do="assess")]),
    "watch-risk-check": lambda world: iter([post("watch-risk-check", "2014-0001", scenario="1")]),
    "watch-risk-paper": lambda world: (get("watch-risk-paper", "2014-0001", language) for language in ("en", "zh")),
    "years": lambda world: iter([get("years"), post("years", scheme="local", year="2013", region="2")]),
    "year": _one("year", "local-2013"),
    "year-people": _one("year-people", "local-2013"),
    "year-events": _one("year-events", "local-2013"),
    "year-result": _one("year-result", "local-2013"),
    "year-region": _one("year-region", "local-2013", "2"),
    "year-item": _one("year-item", "local-2013", "2", "1.1"),
    "year-objection": _one("year-objection", "local-2013", "2", 1),
    "rules": _one("rules"),
    "indicator": lambda world: (get("indicator", name) for name in FIGURES),
    "scheme": _one("scheme", "local"),
    "drafts": lambda world: iter([get("drafts"), get("drafts", all=1)]),
    "draft-new": lambda world: iter([get("draft-new"), get("draft-new", what="indicator"),
                                     post("draft-new", what="scheme", target="no-such-scheme")]),
    "draft": lambda world: iter([get("draft", world.draft), get("draft", world.draft, part="grades"),
                                 get("draft", world.draft, part="block.1"),
                                 get("draft", world.draft, part="block.1.item.0"), get("draft", 999_999)]),
    "draft-check": lambda world: (post("draft-check", number, text="id = 1") for number in (world.draft, 999_999)),
    "draft-try": lambda world: iter([get("draft-try", world.draft), get("draft-try", world.draft, period="2013"),
                                     get("draft-try", 999_999, period="2013")]),
    "draft-act": lambda world: (post("draft-act", number, act) for number in (world.draft, 999_999)
                                for act in ("propose", "approve", "enforce")),
    "sheet": lambda world: iter([get("sheet", "yuzhong"), get("sheet", "haiyan")]),
    "published-grades": _one("published-grades"),
    "rescore": lambda world: iter([get("rescore", "local", "2013"), get("rescore", "local", "2012"),
                                   get("rescore", "local", "2013", by="schemes/local.toml")]),
    # No year has a procedure here: what a workbook may not tell is tested beside it (tests/procedures/papers).
    "year-letter": lambda world: (get("year-letter", "local-2013", "1", kind, "zh") for kind in ("result", "order")),
    "year-workbook": lambda world: iter([get("year-workbook", "local-2013", "self")]),
    "year-sheet": lambda world: iter([get("year-sheet", "local-2013", "self"),
                                       post("year-sheet", "local-2013", "self")]),
    "results-items": lambda world: (get("results-items", "local", "2013", form) for form in MEDIA),
    "sheet-export": lambda world: (get("sheet-export", name, form) for name in ("yuzhong", "haiyan") for form in MEDIA),
    "report": lambda world: (get("report", "local", year, language) for year in ("2012", "2013", "2014")
                             for language in ("en", "zh")),
    "region-report": lambda world: (get("region-report", "local", "2013", place, language) for place in PLACES
                                    for language in ("en", "zh")),
    "recalls": lambda world: iter([get("recalls"), get("recalls", state="closed"),
                                   *(get("recalls", product=each["product"], lot="1")
                                     for each in world.records["recall"])]),
    "recall": lambda world: (get("recall", (each["number"],)) for each in world.records["recall"]),
    "recall-notice": lambda world: (get("recall-notice", (each["number"],), "zh")
                                    for each in world.records["recall"][:1]),
    "recall-work": _one("recall-work"),
    "recall-work-one": lambda world: iter([get("recall-work-one", "2014-0001")]),
    "open": _one("open"),
    "open-data": lambda world: (get("open-data", name, form) for name in SETS for form in ("json", "csv", "atom")),
    "results": _one("results"),
    "results-small": lambda world: iter([get("results-small", "local"), get("results-small", "local", within=ROOT)]),
    "results-year": lambda world: (get("results-year", "local", year) for year in ("2012", "2013")),
    "results-ranking": lambda world: (get("results-ranking", "local", year, sort=sort) for year in ("2012", "2013")
                                      for sort in ("rank", "-name", "code", "change")),
    "results-export": lambda world: (get("results-export", "local", "2013", form) for form in MEDIA),
    "results-compare": lambda world: iter([get("results-compare", "local", "2013", a="1", b="2"),
                                           get("results-compare", "local", "2013", a="Ward", b="2")]),
    "results-region": lambda world: (get("results-region", "local", year, ward) for year in ("2012", "2013")
                                     for ward in WARDS),
    "complain": lambda world: iter([get("complain"), get("complain", region="1", about="Kettle"), post("complain")]),
    "complain-sent": _one("complain-sent"),
    "complain-follow": lambda world: iter([
        get("complain-follow"), post("complain-follow", number="C2026-0001", secret="A" * 16)]),
    "product": lambda world: (get("product", (each["code"],)) for each in world.records["product"]),
    "standards": lambda world: iter([
        get("standards"), get("standards", q="GB"), get("standards", q="质量", status="in-force"),
        get("standards", q="GB", level="national", issuer="x", rows="50")]),
    "front-runners": lambda world: iter([
        get("front-runners"), get("front-runners", product="led-lamp"),
        get("front-runners", product="nothing", on="someday")]),
    "reform-round": lambda world: iter([get("reform-round", "2014-9999"), post("reform-round", "2014-9999", on="x")]),
    "reform-outcome": _one("reform-outcome", "2014-9999", "csv"),
    "standards-health": lambda world: iter([
        *(get("standards-health", list=name) for name in ("chaotic", "low", "soft", "none")),
        get("standards-health", list="low", level="national", catalogue="x", rows="50"),
        post("standards-health", list="low")]),
    "standard-say": lambda world: iter([
        get("standard-say"), *(get("standard-say", standard=each["code"], region="1")
                               for each in world.records["standard"][:1]), post("standard-say")]),
    "standard-said": _one("standard-said"),
    "standard-say-follow": lambda world: iter([
        get("standard-say-follow"), post("standard-say-follow", number="2026-0001", secret="A" * 16)]),
    "standard": lambda world: (get("standard", (each["code"],), **on) for each in world.records["standard"]
                               for on in ({}, {"on": "2005-06-01"}, {"on": "someday"})),
    "standards-services": lambda world: iter([
        get("standards-services"), *(get("standards-services", region=place, sector="tourism") for place in PLACES)]),
    "agreements": lambda world: iter([
        get("agreements", type="memorandum", on="2018-09-05"), *(get("agreements", region=place) for place in PLACES)]),
    "agreement": lambda world: (get("agreement", (each["number"],), **on) for each in world.records["agreement"]
                                for on in ({}, {"on": "2018-09-05"}, {"on": "someday"})),
    "projects": _one("projects"),
    "project-form": lambda world: (get("project-form", form) for form in ("xlsx", "docx", "pdf")),
    # What a project shows to whom is in standards/test_project_pages.py.
    "project": lambda world: iter([get("project", "2026-0001"), get("project", "2026-0001", q="x", state="decided")]),
    "project-comment": lambda world: iter([get("project-comment", "2026-0001"), post("project-comment", "2026-0001")]),
    "project-comment-sent": lambda world: iter([get("project-comment-sent", "2026-0001")]),
    "project-file": lambda world: (get("project-file", "2026-0001", form) for form in ("xlsx", "docx")),
    "project-table": lambda world: iter([get("project-table", "2026-0001", "comments"),
                                         post("project-table", "2026-0001", "decisions")]),
    "standards-adoption": lambda world: iter([
        get("standards-adoption"), get("standards-adoption", list="GB/T 1", on="someday"),
        get("standards-adoption", basket="none")]),
    "standards-adoption-confirm": lambda world: iter([post("standards-adoption-confirm", standard="none",
                                                           target="ISO 1", degree="IDT", evidence="x")]),
    "standard-committees": lambda world: iter([get("standard-committees"), get("standard-committees", q="TC")]),
    "standard-committee": lambda world: (get("standard-committee", (each["code"],))
                                         for each in world.records["committee"]),
    "standards-feed-page": lambda world: iter([
        get("standards-feed-page"), get("standards-feed-page", level="national"),
        get("standards-feed-page", ics="03"), get("standards-feed-page", what="sold")]),
    "standards-feed-atom": _one("standards-feed-atom"),
    "standards-feed-json": _one("standards-feed-json"),
    "standards-parts": lambda world: iter([
        get("standards-parts"), *(get("standards-parts", region=place) for place in PLACES),
        *(get("standards-parts", organisation=each["code"]) for each in world.records["organisation"])]),
    "standard-watch": lambda world: iter([
        Ask(reverse("standard-watch"), "post", {"sort": "document", "name": "none"}),
        Ask(reverse("standard-watch"), "post", {"stop": "document:none"})]),
    "standards-watched": _one("standards-watched"),
    "topics": lambda world: iter([get("topics"), get("topics", on="2005-06-01"), get("topics", on="someday")]),
    "topic": lambda world: (get("topic", (each["code"],), **query) for each in world.records["topic"]
                            for on in [each["valid_from"].isoformat()]  # the one day on which all of it holds
                            for query in ({"on": on}, {"on": on, "country": ["CN", each["base"]], "base": "BR"},
                                          {"on": on, "country": "XX"}, {})),
    "topic-matrix": lambda world: (get("topic-matrix", (each["code"],), form, on=each["valid_from"].isoformat())
                                   for each in world.records["topic"] for form in MEDIA),
    "access": lambda world: iter([get("access"), get("access", product="x", **{"from": "CN"}, to="BR"), *(
        get("access", product=each["product"], **{"from": each["country_from"]}, to=each["country_to"],
            on=each["valid_from"].isoformat())
        for each in world.records["access_route"])]),
    "alerts": _one("alerts"),
    "alert-new": lambda world: iter([get("alert-new"), post("alert-new")]),
    "alert-score": lambda world: iter([post("alert-score", product_name="Kettle")]),
    "alert": lambda world: iter([get("alert", "2026-0001"), post("alert", "2026-0001")]),
    "alert-matches": _one("alert-matches"),
    # Of a version that there is not: nothing is decided whoever asks.
    "alert-decide": lambda world: (post("alert-decide", decision="same", match="\x1f".join(
        (str(each["source"]), str(each["number"]), str(each["product"]), "0")))
        for each in world.records["alert_match"]),
    "cuts": _one("cuts"),
    "cut-new": lambda world: iter([get("cut-new"), post("cut-new", back="//elsewhere.example/")]),
    "cut-job": _one("cut-job", "0" * 24),
    "cut": lambda world: iter([get("cut", world.cut.id if world.cut else "none")]),
    "imports": _one("imports"),
    "import-new": lambda world: iter([get("import-new"), post("import-new", kind="inspection")]),
    "import-job": _one("import-job", "0" * 24),
    "import-draft": _one("import-draft", "0" * 24),
    "import": _imports("import"),
    "import-reasons": _imports("import-reasons"),
    "import-download": lambda world: iter([*_imports("import-download", "reasons")(world),
                                           *_imports("import-download", "rows")(world)]),
    "sign-in": lambda world: iter([get("sign-in"), post("sign-in", username="city", password="wrong")]),
    "password": lambda world: iter([get("password"), post("password", old="x", new="y", same="y")]),
    "sign-out": lambda world: iter([Ask(reverse("sign-out"))]),
    "me": _one("me"),
    "set-language": lambda world: iter([post("set-language", language="zh-hans", next="/")]),
    "appearance": lambda world: iter([post("appearance", appearance="dark", next="/")]),
    "persona": lambda world: iter([post("persona", persona="city", next="/")]),
    "samples": _one("samples"),
    "sample": lambda world: iter([get("sample", "2026-0001")]),
    "sample-portion": lambda world: iter([get("sample-portion", "2026-0001", "A"),
                                          post("sample-portion", "2026-0001", "A", act="receive")]),
    "about": _one("about"),
    "search": _search,
    "errors": lambda world: iter([get("errors"), get("errors", q="request token"), get("errors", q="令牌")]),
    "error": lambda world: iter([get("error", "cut.unknown"), get("error", "no.such")]),
    "health": _one("health"),
}

