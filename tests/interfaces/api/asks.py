"""Every address of the API with what to ask of it. A test fails where an operation is missing here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from plumbline.procedures.search import following, searching
from plumbline.records.core import kinds, store
from plumbline.records.core.kinds import KINDS, Kind
from plumbline.records.core.memberships import Membership
from tests.interfaces.api.programs import BASE, Program, key_of, telling
from tests.interfaces.web.addresses import FIGURES, PARTS, PLACES
from tests.interfaces.web.world import REGION_ROWS, SIGN, World
from tests.procedures.casework.procedures import COMPLAINT
from tests.procedures.casework.recalls import NAME


@dataclass(frozen=True)
class Ask:
    """One request to one address. ``among``: the family of asks it is one of, where it is not those of its path;
    ``ward``: the one it asks of, where it is one (tests/interfaces/dealing.py)."""

    path: str
    method: str = "GET"
    body: Any = None
    seen: int | None = None
    among: str = ""
    ward: str = ""

    @property
    def family(self) -> str:
        """What it has in common with those that go one way through the API."""
        return self.among or f"{self.method} {self.path.partition('?')[0]}"

    def send(self, program: Program) -> Any:
        """The response that ``program`` gets."""
        if self.method == "GET":
            return program.get(self.path)
        return program.send(self.method, self.path, self.body, seen=self.seen)


def get(path: str, **query: Any) -> Ask:
    """A GET, with a query."""
    text = urlencode(query, doseq=True)
    return Ask(path + (f"?{text}" if text else ""))


def _list(kind: Kind) -> Iterator[Ask]:
    path = f"/records/{kind.name}"
    yield from (get(path, limit=2), get(path, limit=2, count="true"), get(path, q="ꙮ"))
    for place in PLACES:
        yield get(path, region=place, limit=2)
    for spec in telling(kind):
        yield from (get(path, sort=sign + spec.name, limit=2) for sign in ("", "-"))
        yield get(path, **{spec.name: "empty:no"}, limit=2)


def records_of(kind: Kind, world: World) -> list[dict[str, Any]]:
    """The records there are of ``kind``, by field."""
    return REGION_ROWS if kind.name == "region" else world.records[kind.name]


def _one(kind: Kind, world: World) -> Iterator[Ask]:
    for values in records_of(kind, world):
        ward = values[kind.region]
        yield Ask(f"/records/{kind.name}/{quote(key_of(kind, values), safe='/~')}", among=f"{kind.name} of {ward}",
                  ward=ward)
    yield get(f"/records/{kind.name}/nothing")


def _write(method: str, kind: Kind, world: World) -> Iterator[Ask]:
    for values in records_of(kind, world)[::3]:
        row = store.current(kind).get(**{name: values[name] for name in kind.key})
        path = f"/records/{kind.name}/{quote(key_of(kind, values), safe='/~')}"
        if method == "POST":
            body = {name: _json(kind, name, value) for name, value in values.items()}
            yield Ask(f"/records/{kind.name}", method, body)
        else:
            # A version that is not the newest, so that nothing is changed whoever asks.
            yield Ask(path, method, {} if method == "PATCH" else None, seen=row.pk + 1_000_000, among=kind.name)


def _erase(kind: Kind, world: World) -> Iterator[Ask]:
    # Each test undoes what whoever may erase has erased.
    for key in (*(key_of(kind, values) for values in records_of(kind, world)), "nothing"):
        yield Ask(f"/records/{kind.name}/{quote(key, safe='/~')}/erasure", "POST", among=kind.name)


def _json(kind: Kind, name: str, value: Any) -> Any:
    as_it_is = value is None or (isinstance(value, int | str) and kind.by_name[name].type != "decimal")
    return value if as_it_is else str(value)


def _figure(tail: str = "", **query: Any) -> Callable[[World], Iterator[Ask]]:
    def asks(world: World) -> Iterator[Ask]:
        for figure in FIGURES:
            for place in PLACES:
                yield get(f"/figures/{figure}/{place}/2013{tail}", **query)

    return asks


def _behind(world: World) -> Iterator[Ask]:
    for part in PARTS:
        yield from _figure("/records", of=part, limit=2)(world)
    for spec in telling(kinds.get("inspection")):
        yield from _figure("/records", sort=spec.name)(world)


def _cases(tail: str) -> Callable[[World], Iterator[Ask]]:
    return lambda world: iter([
        *(get(f"/cases/{NAME}/{number}{tail}") for number in (*world.cases.values(), "2014-9999")),
        *(get(f"/cases/{COMPLAINT}/{number}{tail}") for number in world.complaints.values())])


def _firms(world: World) -> list[str]:
    return [world.firm("1"), world.firm("2"), "none"]


def _people(world: World) -> list[tuple[str, int]]:
    """Each organisation with each of its memberships, and each with one of another."""
    held = list(Membership.objects.order_by("pk").values_list("organisation", "pk"))
    return [(each, number) for each in _firms(world) for _of, number in held]


def _always(*paths: str) -> Callable[[World], Iterator[Ask]]:
    return lambda world: (get(path) for path in paths)


def _evidence(world: World) -> list[str]:
    return [*world.evidence.values(), *world.open.values(), *world.sent.values(), "0" * 24]


def _acting(tail: str) -> Callable[[World], Iterator[Ask]]:
    path = f"/years/local-2013{tail}".replace("{objection}", "1")
    return lambda world: iter([Ask(path, "POST", {"region": "2", "reason": "x"})])


def _drafting(tail: str) -> Callable[[World], Iterator[Ask]]:
    return lambda world: iter([Ask(f"/drafts/1{tail}", "POST", {"reason": " ", "text": "x", "seen": 999_999})])


def _search(world: World) -> Iterator[Ask]:
    following.follow(world.home, on=world.clock.now.date())
    yield from (get("/search"), get("/search", q="x", **{"in": "nothing"}))
    for asked in (*(f"{SIGN}{ward}" for ward in "1234"), "Ward 1", "Ward 2", "1"):
        yield get("/search", q=asked)
        yield from (replace(get("/search", q=asked, limit=2, **{"in": group}), among=group)
                    for group in searching.titles())
    for asked in ("A" * 1_500, "*:(^"):  # what is typed is read before it is known of what it is asked
        yield from (get("/search", q=asked), get("/search", q=asked, limit=2, **{"in": "organisation"}))


PLAIN: dict[tuple[str, str], Callable[[World], Iterator[Ask]]] = {
    ("GET", "/"): _always("/"),
    ("GET", "/me"): _always("/me"),
    ("GET", "/errors"): _always("/errors"),
    ("GET", "/errors/{code}"): _always("/errors/cut.unknown", "/errors/no.such"),
    ("GET", "/kinds"): _always("/kinds"),
    ("GET", "/kinds/{kind}"): _always(*(f"/kinds/{name}" for name in KINDS)),
    ("GET", "/indicators"): _always("/indicators"),
    ("GET", "/indicators/{indicator}"): _always(*(f"/indicators/{name}" for name in FIGURES)),
    ("GET", "/schemes"): _always("/schemes"),
    ("GET", "/schemes/{scheme}"): _always("/schemes/local", "/schemes/nothing"),
    ("GET", "/regions"): _always("/regions", "/regions?on=2013-12-31"),
    ("GET", "/regions/{region}"): _always(*(f"/regions/{place}" for place in PLACES)),
    ("GET", "/regions/{region}/overview"): _always(*(f"/regions/{place}/overview" for place in PLACES)),
    ("GET", "/assessments"): _always("/assessments", "/assessments?scheme=local&limit=1"),
    ("GET", "/assessments/{scheme}/{year}"): _always("/assessments/local/2012", "/assessments/local/2013"),
    ("GET", "/assessments/{scheme}/{year}/regions"): _always("/assessments/local/2013/regions?limit=1"),
    ("GET", "/assessments/{scheme}/{year}/regions/{region}"): _always(
        "/assessments/local/2013/regions/1", "/assessments/local/2013/regions/2"),
    ("POST", "/exports"): lambda world: (Ask("/exports", "POST", {"kind": name, "query": "sort=entered"})
                                         for name in KINDS),
    ("GET", "/exports/{job}"): _always(f"/exports/{'0' * 32}"),
    ("GET", "/exports/{job}/file"): _always(f"/exports/{'0' * 32}/file"),
    ("GET", "/cuts"): _always("/cuts"),
    ("GET", "/cuts/{cut}"): lambda world: iter([get(f"/cuts/{world.cut.id if world.cut else 'none'}")]),
    ("GET", "/figures/{indicator}/{period}"): _always(*(f"/figures/{name}/2013" for name in FIGURES)),
    ("GET", "/figures/{indicator}/{region}/{period}"): lambda world: iter(
        [*_figure()(world), *(ask for part in PARTS for ask in _figure(records=50, of=part)(world))]),
    ("GET", "/figures/{indicator}/{region}/{period}/records"): _behind,
    ("GET", "/figures/{indicator}/{region}/{period}/root"): _figure("/root"),
    ("GET", "/figures/{indicator}/{region}/{period}/proof"): _figure("/proof", leaf="0" * 64),
    ("GET", "/evidence"): lambda world: iter([
        *(get("/evidence", kind="inspection", key=values["number"]) for values in world.records["inspection"]),
        *(get("/evidence", kind="case", key=f"{COMPLAINT}/{number}") for number in world.complaints.values())]),
    ("POST", "/evidence"): lambda world: iter([Ask("/evidence", "POST", b"")]),
    ("GET", "/evidence/{number}"): lambda world: (get(f"/evidence/{each}") for each in _evidence(world)),
    ("GET", "/evidence/{number}/file"): lambda world: (get(f"/evidence/{each}/file") for each in _evidence(world)),
    # Without a reason, and of what counts already: nothing is changed whoever asks.
    ("POST", "/evidence/{number}/withdrawal"): lambda world: (
        Ask(f"/evidence/{each}/withdrawal", "POST", {"reason": " "}) for each in _evidence(world)),
    ("DELETE", "/evidence/{number}/withdrawal"): lambda world: (
        Ask(f"/evidence/{each}/withdrawal", "DELETE") for each in _evidence(world)),
    ("GET", "/search"): _search,
    ("GET", "/standards/show"): lambda world: iter([
        *(get("/standards/show", designation=each["code"]) for each in world.records["standard"]),
        get("/standards/show", designation="ISO 77"), get("/standards/show")]),
    ("GET", "/standards/search"): lambda world: iter([
        get("/standards/search"), get("/standards/search", q="GB"),
        get("/standards/search", q="GB", level="national")]),
    ("GET", "/standards/missing"): _always("/standards/missing", "/standards/missing?type=adopts&limit=2"),
    ("GET", "/standards/health/{list}"): _always(*(f"/standards/health/{name}" for name in (
        "low", "soft", "chaotic", "none"))),
    ("GET", "/standards/adoption/rate"): _always(
        "/standards/adoption/rate?basket=example-toys-and-luminaires", "/standards/adoption/rate?basket=none"),
    ("GET", "/standards/adoption/candidates"): _always("/standards/adoption/candidates"),
    ("GET", "/standards/committees"): _always("/standards/committees", "/standards/committees?q=TC&limit=1"),
    ("GET", "/standards/committee"): lambda world: iter([
        *(get("/standards/committee", code=each["code"]) for each in world.records["committee"]),
        get("/standards/committee", code="none")]),
    ("GET", "/standards/feed"): _always("/standards/feed", "/standards/feed?level=national&limit=1",
                                        "/standards/feed?what=sold"),
    ("GET", "/standards/parts"): lambda world: iter([
        get("/standards/parts"), *(get("/standards/parts", region=place) for place in PLACES),
        *(get("/standards/parts", organisation=each["code"]) for each in world.records["organisation"]),
        get("/standards/parts", region="nowhere"), get("/standards/parts", organisation="none")]),
    ("GET", "/topics"): lambda world: iter([get("/topics"), get("/topics", on="2013-06-01")]),
    ("GET", "/topics/show"): lambda world: iter([
        get("/topics/show", topic="none"), *(get("/topics/show", topic=each["code"], **asked)
                                             for each in world.records["topic"]
                                             for on in [each["valid_from"].isoformat()]
                                             for asked in ({"on": on}, {"on": on, "countries": "CN,BR"}))]),
    ("GET", "/topics/documents"): lambda world: (get("/topics/documents", topic=each["code"],
                                                     on=each["valid_from"].isoformat())
                                                 for each in world.records["topic"]),
    ("GET", "/topics/access"): lambda world: iter([
        get("/topics/access", product="none", **{"from": "CN"}, to="BR"),
        *(get("/topics/access", product=each["product"], **{"from": each["country_from"]}, to=each["country_to"],
              on=each["valid_from"].isoformat())
          for each in world.records["access_route"])]),
    ("GET", "/cases"): _always("/cases"),
    ("GET", "/today/cases"): _always("/today/cases"),
    ("GET", "/cases/{procedure}"): lambda world: iter([
        get(f"/cases/{NAME}"), get(f"/cases/{NAME}", state="notified"), get(f"/cases/{NAME}", limit=1),
        get(f"/cases/{NAME}", which="mine"), get(f"/cases/{NAME}", which="open", region="2"),
        get(f"/cases/{NAME}", after="none"), get("/cases/nothing"),
        *(get(f"/cases/{each}") for each in ("spot-check", "sample", "recall-check"))]),
    ("GET", "/cases/{procedure}/{number}"): _cases(""),
    ("GET", "/cases/{procedure}/{number}/events"): _cases("/events"),
    ("GET", "/cases/{procedure}/{number}/thread"): _cases("/thread"),
    ("GET", "/followed/{kind}/{key}"): lambda world: iter([
        *(replace(ask, path=ask.path.replace("/records/", "/followed/", 1)) for kind in KINDS.values()
          for ask in _one(kind, world)),
        get("/followed/nothing/1")]),
    # None of these is done: a region is missing, a reason is.
    ("POST", "/cases/{procedure}"): lambda world: iter([
        Ask(f"/cases/{NAME}", "POST", {"values": {"product": "x"}})]),
    ("POST", "/cases/{procedure}/acts/{act}"): lambda world: iter([
        Ask(f"/cases/{NAME}/acts/notify", "POST", {"targets": [{"number": number} for number in world.cases.values()],
                                                   "values": {"reason": "x", "due": "2014-05-01"}})]),
    ("POST", "/cases/{procedure}/{number}/acts/{act}"): lambda world: (
        Ask(f"/cases/{NAME}/{number}/acts/{act}", "POST", {"values": {}})
        for number in (*world.cases.values(), "2014-9999") for act in ("notify", "comment", "withdraw", "nothing")),
    ("GET", "/cases/{procedure}/{number}/links"): _cases("/links"),
    ("POST", "/cases/{procedure}/{number}/members/{act}"): lambda world: (
        Ask(f"/cases/{NAME}/{number}/members/{act}", "POST", {"rows": [{}]})
        for number in (*world.cases.values(), "2014-9999") for act in ("add-lot", "notify", "nothing")),
    ("POST", "/cases/{procedure}/{number}/parts/{part}"): lambda world: (
        Ask(f"/cases/{NAME}/{number}/parts/{part}", "POST", {"rows": [{"member": "L1", "person": "none"}]})
        for number in (*world.cases.values(), "2014-9999") for part in ("officer", "nothing")),
    # The first is handed out by who may; each test undoes it.
    ("POST", "/cases/{procedure}/{number}/links"): lambda world: iter([
        *(Ask(f"/cases/{COMPLAINT}/{number}/links", "POST", {"part": "complainant"})
          for number in (*world.complaints.values(), "2014-9999")),
        *(Ask(f"/cases/{NAME}/{number}/links", "POST", {"part": "producer"}) for number in world.cases.values())]),
    ("DELETE", "/cases/{procedure}/{number}/links/{link}"): lambda world: (
        Ask(f"/cases/{COMPLAINT}/{number}/links/1", "DELETE") for number in world.complaints.values()),
    ("GET", "/claims"): _always("/claims"),
    ("GET", "/organisations/{organisation}/people"): lambda world: (
        get(f"/organisations/{each}/people") for each in _firms(world)),
    ("POST", "/organisations/{organisation}/invitations"): lambda world: (
        Ask(f"/organisations/{each}/invitations", "POST", {}) for each in _firms(world)),
    ("DELETE", "/organisations/{organisation}/invitations/{number}"): lambda world: (
        Ask(f"/organisations/{each}/invitations/1", "DELETE") for each in _firms(world)),
    ("POST", "/organisations/{organisation}/claims"): lambda world: (
        Ask(f"/organisations/{each}/claims", "POST", {"proof": "Ring me"}) for each in _firms(world)),
    ("POST", "/organisations/{organisation}/people/{number}/settlement"): lambda world: (
        Ask(f"/organisations/{each}/people/{number}/settlement", "POST", {"confirmed": False})
        for each, number in _people(world)),
    ("PUT", "/organisations/{organisation}/people/{number}/managing"): lambda world: (
        Ask(f"/organisations/{each}/people/{number}/managing", "PUT", {"manages": True})
        for each, number in _people(world)),
    ("DELETE", "/organisations/{organisation}/people/{number}"): lambda world: (
        Ask(f"/organisations/{each}/people/{number}", "DELETE") for each, number in _people(world)),
    # No year is open in the city: what a year tells is in views/test_years.py.
    # What a project tells is in standards/test_projects.py.
    ("GET", "/projects/{number}/comments"): _always("/projects/2026-0001/comments"),
    ("POST", "/projects/{number}/comments"): lambda world: iter([
        Ask("/projects/2026-0001/comments", "POST", {"rows": [{"text": "Too loud"}]})]),
    ("POST", "/projects/{number}/decisions"): lambda world: iter([
        Ask("/projects/2026-0001/decisions", "POST", {"rows": [{"comment": "1", "decision": "adopted"}]})]),
    ("GET", "/today"): _always("/today"),
    ("GET", "/years"): _always("/years"),
    ("POST", "/years"): lambda world: iter([
        Ask("/years", "POST", {"scheme": "local", "year": "2013", "region": "2"})]),
    **{("GET", f"/years/{{number}}{tail}"): _always(f"/years/local-2013{tail}")
       for tail in ("", "/events", "/parts", "/result")},
    **{("POST", f"/years/{{number}}{tail}"): _acting(tail) for tail in (
        "/parts", "/parts/release", "/conflicts", "/late", "/going-on", "/cancellation", "/statements", "/panels/close",
        "/panels/agree", "/evaluation", "/approval", "/publication", "/objections",
        "/objections/{objection}/answer", "/orders", "/orders/{order}/judgement", "/comments")},
    ("GET", "/drafts"): _always("/drafts", "/drafts?ended=true"),
    ("POST", "/drafts"): lambda world: iter([
        Ask("/drafts", "POST", {"what": "scheme", "target": "nothing"}), Ask("/drafts", "POST", {"what": "nothing"})]),
    ("GET", "/drafts/{number}"): _always("/drafts/1", "/drafts/999999"),
    **{("POST", f"/drafts/{{number}}{tail}"): _drafting(tail) for tail in (
        "/text", "/proposal", "/approval", "/enforcement", "/rejection", "/withdrawal", "/rebase")},
    ("POST", "/imports"): lambda world: iter([Ask("/imports", "POST", b"")]),
    ("GET", "/imports/{job}"): _always(f"/imports/{'0' * 24}"),
}


def of(method: str, path: str, world: World) -> list[Ask]:
    """What is asked of the operation ``method`` at ``path``, as the OpenAPI document writes it."""
    path = path.removeprefix(BASE)
    if (method, path) in PLAIN:
        return list(PLAIN[method, path](world))
    parts = path.strip("/").split("/")
    assert parts[0] == "records", path
    kind = kinds.get(parts[1])
    if parts[-1] == "erasure":
        return list(_erase(kind, world))
    if method != "GET":
        return list(_write(method, kind, world))
    return list(_one(kind, world) if len(parts) > 2 else _list(kind))
