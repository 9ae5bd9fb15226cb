"""Pages of the public are kept while nothing changed, shown to nobody else, and told to be unchanged."""

from __future__ import annotations

import gzip
import io
import re
import threading
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plumbline.figures.cuts.freezing import freeze
from plumbline.interfaces.shared import demo
from plumbline.interfaces.web import urls
from plumbline.interfaces.web.core import public_pages
from plumbline.interfaces.web.overview import overview_page
from plumbline.interfaces.wsgi import application
from plumbline.procedures.accounts import card_choices
from plumbline.procedures.accounts.card_choices import Choice
from plumbline.procedures.casework import perform, registry
from plumbline.procedures.evidence import attaching
from plumbline.procedures.records.save import erase_personal
from plumbline.records.core import changes
from plumbline.records.core.kinds import KINDS
from plumbline.records.core.people import Role
from tests.interfaces.web.rules import INDICATORS
from tests.interfaces.web.world import CITY, ROOT, WARD_1, World, looking_as, take_in, values_of
from tests.procedures.casework.procedures import TENDER, tender

pytestmark = pytest.mark.store("sqlite")
LIST = "/records/inspection/"


@pytest.fixture(autouse=True)
def looked_at_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the home's folders tell is told at once."""
    monkeypatch.setattr(public_pages, "LOOKS_SECONDS", -1.0)


def anew(client: Client, path: str = "/", **headers: str) -> bool:
    """Whether a page was made anew: then it asked the store."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path, headers=headers).status_code in (200, 304)
    return bool(queries)


def told(answer: Any) -> tuple[int, dict[str, str], bytes]:
    """An answer without the number of its request."""
    return answer.status_code, {name: value for name, value in answer.items() if name != "X-Request-ID"}, answer.content


# -- it is kept -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/", "/regions/1/", LIST, "/figures/local.pass_rate/1/2013", "/rules/", "/results/",
                                  "/figures/local.pass_rate/1/2013.json", "/cuts/", "/about/"])
def test_a_page_is_made_once_and_then_the_same(live_city: World, path: str) -> None:
    first = told(Client().get(path))
    assert not anew(Client(), path)
    again = told(Client().get(path))
    assert (again, again[1]["Cache-Control"]) == (first, public_pages.SHARED)
    assert {"Cookie", "Accept-Language", "HX-Request"} <= set(again[1]["Vary"].split(", "))
    assert "Set-Cookie" not in again[1]
    assert again[1]["Content-Security-Policy"].startswith("default-src 'none'")


def test_head_has_the_headers_of_the_page_and_no_body(live_city: World) -> None:
    whole = Client().get("/")
    for _ in range(2):
        head = Client().head("/")
        assert (head.content, head["ETag"], head["Content-Length"]) == (b"", whole["ETag"], whole["Content-Length"])
    caches["pages"].clear()
    assert Client().head("/").status_code == 200
    assert anew(Client()), "what HEAD gave is not kept"


def test_served_head_is_whole_and_without_a_body(live_city: World) -> None:
    Client().get("/")
    begun: list[Any] = []
    environ = {"REQUEST_METHOD": "HEAD", "PATH_INFO": "/", "SERVER_NAME": "testserver", "SERVER_PORT": "80",
               "wsgi.url_scheme": "http", "REMOTE_ADDR": "127.0.0.1", "HTTP_ACCEPT_LANGUAGE": "en",
               "wsgi.input": io.BytesIO(), "SERVER_PROTOCOL": "HTTP/1.1"}
    assert b"".join(application(environ, lambda status, headers, *_: begun.append((status, dict(headers))))) == b""
    assert (begun[0][0], int(begun[0][1]["Content-Length"]) > 1000) == ("200 OK", True)


def test_who_has_it_is_told_that_it_is_unchanged(live_city: World) -> None:
    first = Client().get("/")
    for kept in (True, False):
        if not kept:
            caches["pages"].clear()
        same = Client().get("/", headers={"If-None-Match": f'"x", {first["ETag"]}'})
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
        assert (same["Cache-Control"], same["Vary"]) == (public_pages.SHARED, first["Vary"])
    assert Client().get("/", headers={"If-None-Match": '"x"'}).status_code == 200
    assert Client().get("/?year=2012", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(("header", "value"), [
    ("Accept-Language", "zh-CN,zh;q=0.9"), ("Cookie", "plumb_language=zh-hans"), ("Cookie", "plumb_appearance=dark"),
    ("Host", "localhost")])
def test_each_language_appearance_and_host_has_its_own(live_city: World, header: str, value: str) -> None:
    plain = Client().get("/").content
    other = Client(headers={header: value})
    assert anew(other)
    assert not anew(other)
    assert not anew(Client())
    assert Client().get("/").content == plain
    if header != "Host":
        assert other.get("/").content != plain


def test_another_language_asked_for_in_other_words_is_the_same_page(live_city: World) -> None:
    Client(headers={"Accept-Language": "zh-CN"}).get("/")
    assert not anew(Client(headers={"Accept-Language": "zh-Hans-CN;q=0.9, zh"}))
    assert anew(Client(headers={"Accept-Language": "fr"}))
    assert not anew(Client())


def test_a_host_that_is_not_ours_is_refused_as_ever(live_city: World) -> None:
    assert Client(headers={"Host": "elsewhere.example"}).get("/").status_code == 400


def test_it_is_sent_compressed_to_who_takes_it_so(live_city: World) -> None:
    plain = Client().get("/")
    for _ in range(2):
        small = Client().get("/", headers={"Accept-Encoding": "br, gzip"})
        assert (small["Content-Encoding"], small["ETag"]) == ("gzip", plain["ETag"])
        assert gzip.decompress(small.content) == plain.content
        assert (int(small["Content-Length"]), small["Vary"]) == (len(small.content), plain["Vary"])
        assert len(small.content) < len(plain.content) / 3
    assert "Accept-Encoding" in plain["Vary"]
    for encoding in ("", "br", "gzip;q=0", "identity, gzip; q=0.0"):
        same = Client().get("/", headers={"Accept-Encoding": encoding})
        assert ("Content-Encoding" in same, same.content) == (False, plain.content), encoding
    assert Client().get("/", headers={"Accept-Encoding": "gzip;q=0.5", "If-None-Match": plain["ETag"]}
                        ).status_code == 304


# -- it is nobody else's ----------------------------------------------------------------------------------------------
def test_who_is_known_or_could_be_has_a_page_of_their_own(live_city: World) -> None:
    officer = looking_as(CITY)
    public, own = Client().get("/"), officer.get("/")
    assert own.content != public.content
    assert (own["Cache-Control"], own.has_header("ETag")) == ("no-store", False)
    assert officer.get("/", headers={"If-None-Match": public["ETag"]}).status_code == 200
    assert Client().get("/").content == public.content
    assert not anew(Client())
    for cookies in ({settings.SESSION_COOKIE_NAME: "over"}, {"messages": "x"}):
        browser = Client()
        browser.cookies.load(cookies)
        assert anew(browser)
    for headers in ({"Authorization": "Bearer plumb_x"}, {"HX-Request": "true"}):
        assert anew(Client(), **headers)
    assert Client(headers={"HX-Request": "true"}).get("/")["Cache-Control"] == "private, no-cache"


def test_the_page_of_an_officer_who_came_first_is_not_kept(live_city: World) -> None:
    looking_as(WARD_1).get(LIST)
    assert anew(Client(), LIST)
    assert live_city.told("1", Client().get(LIST).content.decode()) == set()


def test_a_message_is_shown_once_and_to_who_it_is_for(live_city: World) -> None:
    public = Client().get("/").content
    officer = looking_as(CITY)
    officer.post(reverse("sign-out"))
    officer.cookies["messages"] = Client().cookies.get("messages", "") or "x"
    assert anew(officer)
    assert Client().get("/").content == public


def test_only_what_everybody_sees_alike_is_named() -> None:
    assert public_pages.NAMES <= {pattern.name for pattern in urls.urlpatterns}
    closed = {"search", "sign-in", "me", "today", "link", "calendar", "news", "export", "export-file", "health",
              "imports", "join", "claim", "year", "drafts", "organisations", "records-export", "evidence-file"}
    assert not closed & public_pages.NAMES


def test_no_page_of_everybody_holds_a_token_or_gives_a_cookie(live_city: World) -> None:
    for path in ("/", "/regions/1/", LIST, "/results/", "/rules/", "/cuts/", "/about/", "/errors/"):
        answer = Client().get(path)
        assert (public_pages.TOKEN in answer.content, dict(answer.cookies)) == (False, {}), path


def test_a_page_with_the_token_of_its_reader_is_that_reader_s(
        live_city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_pages, "NAMES", public_pages.NAMES | {"sign-in"})
    browser = Client()
    for _ in range(2):  # the second time the cookie is there already
        answer = browser.get("/sign-in")
        assert ("public" in answer["Cache-Control"], answer.has_header("ETag")) == (False, False)
    assert browser.get("/search?q=x")["Cache-Control"] == "private, no-cache"


def test_forms_on_pages_of_everybody_are_taken_from_here_alone(live_city: World) -> None:
    for path, sent in (("/language", {"language": "zh-hans"}), ("/appearance", {"appearance": "dark"})):
        for headers, status in (({}, 302), ({"Origin": "http://testserver"}, 302), ({"Origin": "null"}, 403),
                                ({"Origin": "https://elsewhere.example"}, 403), ({"Sec-Fetch-Site": "cross-site"}, 403),
                                ({"Sec-Fetch-Site": "same-site"}, 403), ({"Sec-Fetch-Site": "same-origin"}, 302)):
            answer = Client(enforce_csrf_checks=True).post(path, sent, headers=headers)
            assert (answer.status_code, bool(answer.cookies)) == (status, status == 302), (path, headers)
        with override_settings(CSRF_TRUSTED_ORIGINS=["https://quality.example"]):
            assert Client(enforce_csrf_checks=True).post(
                path, sent, headers={"Origin": "https://quality.example"}).status_code == 302
        assert Client().get(path).status_code == 405


# -- until something changed ------------------------------------------------------------------------------------------
def changed(world: World, path: str, act: Any) -> tuple[str, str]:
    """A page, kept, before and after an act."""
    before = Client().get(path).content.decode()
    assert not anew(Client(), path)
    act()
    return before, Client().get(path).content.decode()


def test_a_record_is_saved_and_withdrawn(live_city: World) -> None:
    new = values_of(live_city, KINDS["inspection"], "1", 3)
    new["number"] = "saved-now"
    before, after = changed(live_city, LIST, lambda: take_in(live_city, "inspection", [new]))
    assert ("saved-now" in before, "saved-now" in after) == (False, True)
    officer = looking_as(WARD_1)
    path = f"{LIST}saved-now/"
    assert Client().get(path).status_code == 200
    assert officer.post(f"{path}withdraw", {"reason": "twice", "seen": re.search(  # type: ignore[union-attr]
        r'name="seen" value="(\d+)"', officer.get(path).content.decode())[1]}).status_code == 302
    assert "saved-now" not in Client().get(LIST).content.decode()


def test_a_cut_is_made(live_city: World) -> None:
    cuts = []
    before, after = changed(live_city, "/cuts/", lambda: cuts.append(freeze(live_city.home)))
    assert (cuts[0].id in before, cuts[0].id in after) == (False, True)


def test_an_event_becomes_public(live_city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_declared", dict(registry._declared))
    registry.declare(tender())
    user = get_user_model().objects.get(username=WARD_1)

    def act(name: str, **values: str) -> None:
        perform.act(live_city.home, user, TENDER, number, name, values, at=live_city.clock())

    number = str(perform.open_case(live_city.home, user, TENDER, "open", {"region": "1", "name": "Best", "budget": "7"},
                                   at=live_city.clock()).case.number)
    act("enter", key="A", applicant=live_city.firm("1"))
    feed = reverse("case-feed-json", args=(TENDER,))
    before, after = changed(live_city, feed, lambda: act("decide", winner="A"))
    assert ("Best" in before, "Best" in after) == (False, True)


def test_what_is_erased_or_closed_is_gone_at_once(live_city: World) -> None:
    number = live_city.open["1"]
    path = reverse("evidence", args=(number,))
    user = get_user_model().objects.get(username=WARD_1)
    before, after = changed(live_city, path, lambda: attaching.withdraw(
        user, number, "another kitchen", at=live_city.clock()))
    assert ("ithdrawn" in before, "ithdrawn" in after) == (False, True)
    person = next(kind for kind in KINDS.values() if kind.personal and kind.public)
    address = reverse("record", args=(person.name, (str(live_city.records[person.name][0][person.key[0]]),)))
    assert not (Client().get(address), anew(Client(), address))[1]
    erase_personal(person.name, str(live_city.records[person.name][0][person.key[0]]), at=live_city.clock())
    assert anew(Client(), address)


def test_what_the_authority_shows_first_is_changed(live_city: World) -> None:
    user = get_user_model().objects.get(username=CITY)
    Role.objects.create(user=user, name=Role.ADMINISTRATOR, region=ROOT, column="*")
    before, after = changed(live_city, "/", lambda: card_choices.choose(
        user, Choice(hidden=frozenset({"grades"})), known=["grades"], seen=0, at=live_city.clock(), region=ROOT))
    assert ('id="grades"' in before, 'id="grades"' in after) == (True, False)


def test_a_rule_is_changed(live_city: World) -> None:
    file = live_city.home.rulebook / "indicators" / "local.toml"

    def write() -> None:
        aside = file.with_suffix(".aside")
        aside.write_text(INDICATORS.replace("Local pass rate", "Rate of passing"), "utf-8")
        aside.replace(file)

    for path in ("/rules/", "/figures/local.pass_rate/1/2013"):
        file.write_text(INDICATORS, "utf-8")
        before, after = changed(live_city, path, write)
        assert ("Rate of passing" in before, "Rate of passing" in after) == (False, True)


def test_a_role_is_given_and_taken(live_city: World) -> None:
    user = get_user_model().objects.create_user("new")
    browser = looking_as("new")
    assert live_city.told("1", browser.get(LIST).content.decode()) == set()
    role = Role.objects.create(user=user, name=Role.OFFICER, region="1", column="*")
    every = f"{LIST}?column=" + "&column=".join(spec.name for spec in KINDS["inspection"].fields)
    assert live_city.told("1", browser.get(every).content.decode())
    role.delete()
    assert live_city.told("1", browser.get(every).content.decode()) == set()


@pytest.mark.parametrize("card", ["/", "/regions/1/"])
def test_a_card_that_an_officer_sees_whole_is_not_the_public_s(live_city: World, card: str) -> None:
    readers = (CITY, "public", WARD_1, "public", CITY)
    pages = [looking_as(reader).get(card, {"year": "2013"}).content.decode() for reader in readers]
    caches["cards"].clear()
    fresh = [looking_as(reader).get(card, {"year": "2013"}).content.decode() for reader in reversed(readers)][::-1]
    assert [_plain(one) for one in pages] == [_plain(one) for one in fresh]
    if card != "/":
        assert ["whole" in page for page in pages] == [True, False, True, False, True]


def _plain(text: str) -> str:
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", text)


# -- and no longer than some seconds ----------------------------------------------------------------------------------
def test_the_clock_ends_it_too(live_city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(public_pages.time, "monotonic", lambda: now[0])
    Client().get("/")
    now[0] += 1.9
    assert not anew(Client())
    now[0] += 1.0
    with monkeypatch.context() as others:
        others.setattr(public_pages.Turns, "taken", lambda *_: True)
        assert not anew(Client()), "somebody makes it, and nobody waits for that"
        now[0] += 0.2
        assert anew(Client())
    now[0] += 2.1
    assert anew(Client()), "one reader renews it"
    assert not anew(Client())
    shared = int(re.search(r"s-maxage=(\d+)", public_pages.SHARED)[1])  # type: ignore[index]
    assert public_pages.LONGEST_SECONDS + shared < 5
    assert public_pages.LOOKS_SECONDS < 1
    assert {"max-age=0", "must-revalidate"} <= set(public_pages.SHARED.split(", "))


def test_the_day_ends_it(live_city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    Client().get("/")
    from datetime import date

    monkeypatch.setattr(public_pages.timezone, "localdate", lambda *_moment: date(2031, 1, 1))
    assert anew(Client())


def test_within_a_transaction_nothing_is_kept(live_city: World) -> None:
    with transaction.atomic():
        Client().get("/")
        assert anew(Client())
        assert changes.number() is None
    assert anew(Client())


def test_what_is_kept_is_bounded(live_city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_pages, "LARGEST", 100)
    Client().get("/")
    assert anew(Client())
    monkeypatch.undo()
    for year in range(300):
        Client().get(f"/about/?x={year}")
    assert len(caches["pages"]._cache) <= settings.CACHES["pages"]["OPTIONS"]["MAX_ENTRIES"] == 256
    assert public_pages.LARGEST * 256 == 64 << 20


def test_of_many_who_ask_at_once_one_makes_the_page(live_city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made, begun = [], threading.Event()
    view = overview_page.showing.page

    def slowly(*given: Any) -> Any:
        made.append(1)
        begun.wait(0.3)
        return view(*given)

    monkeypatch.setattr(overview_page.showing, "page", slowly)
    answers: list[bytes] = []

    def ask() -> None:
        answers.append(Client().get("/").content)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(set(answers)), len(answers)) == (1, 1, 6)


def test_turns_are_forgotten_and_handed_on_after_a_fault() -> None:
    turns = public_pages.Turns()
    with pytest.raises(ValueError, match="x"), turns.of("a"):
        raise ValueError("x")
    with turns.of("a"), turns.of("b"):
        assert set(turns._held) == {"a", "b"}
    assert turns._held == {}


def test_in_a_demonstration_only_who_looks_as_the_public(live_city: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with override_settings(DEMO=True):
        for chosen, kept in (("city", False), (demo.PUBLIC, True)):
            monkeypatch.setattr(demo, "chosen", lambda _request, chosen=chosen: chosen)
            first = Client().get("/")
            assert (first["Cache-Control"], anew(Client())) == ("private, no-cache", not kept)
