"""Behind a web server with a certificate, as docs/running.md says: an officer's whole work, by forms, over real TLS."""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from http.client import HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.interfaces.web.browser import serving, small_office, tls
from tests.interfaces.web.browser.desks import follow
from tests.interfaces.web.browser.province import PASSWORD
from tests.interfaces.web.browser.small_office import NUMBER

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HOST = "quality.localhost"
INSPECTIONS = """number,region,inspected_on,purpose,result,risk_class,critical_count
1,north,2013-03-04,canvass,pass,high,0
2,north,2013-03-05,canvass,fail,high,1
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The public address, over TLS, of an office that is served in the clear behind it."""
    folder, port = tmp_path_factory.mktemp("tls"), tls.free_port()
    host = f"{HOST}:{port}"
    with (serving.served(serving.make(small_office.__name__, folder, host), folder) as inner,
          tls.before(int(inner.rpartition(":")[2]), port, folder, HOST)):
        yield f"https://{host}"


class Office:
    """One browser for each person."""

    def __init__(self, place: str, open_window: Any) -> None:
        self.place, self.open_window, self.windows = place, open_window, dict[str, Any]()

    def go(self, name: str, path: str) -> Any:
        """Somebody opens a page, having signed in."""
        if name not in self.windows:
            window = self.windows[name] = self.open_window(ignore_https_errors=True)
            window.goto(f"{self.place}/sign-in")
            window.fill("#id_username", name)
            window.fill("#id_password", PASSWORD)
            follow(window, window.locator("main form button"))
            assert window.url == f"{self.place}/"
        self.windows[name].goto(self.place + path)
        return self.windows[name]

    def press(self, name: str, button: str) -> str:
        """Somebody presses a button; returns what the next page says happened."""
        window = self.windows[name]
        follow(window, window.get_by_role("button", name=button, exact=True))
        assert window.locator("main .notice-error").count() == 0, window.locator("main .notice-error").inner_text()
        return str(window.locator("main .notice").first.inner_text())


def test_an_officer_imports_freezes_evaluates_and_publishes(place: str, desk: Any, tmp_path: Path) -> None:
    at = Office(place, desk)
    window = at.go("lead", "/")
    cookies = {one["name"]: one["secure"] for one in window.context.cookies()}
    assert cookies == {"__Host-plumb_session": True, "__Host-plumb_csrf": True, "plumb_known": True}
    assert window.goto(place).headers["strict-transport-security"] == "max-age=31536000"
    _switches_language(window)
    _imports(at, tmp_path)
    _opens(at)
    window = at.go("market", f"/years/{NUMBER}/north/items/1.1")
    window.locator("input[name=answer][value=yes]").check()
    at.press("market", "Keep this answer")
    at.go("lead", f"/years/{NUMBER}/")
    assert "It waits for 2 approvals." in at.press("lead", "Evaluate the year")
    assert at.go("lead", "/cuts/").locator("main tbody tr").count() == 1  # evaluating froze what was imported
    window.goto(f"{place}/figures/inspection.pass_rate/north/2013")
    assert "50.00" in window.locator("main").inner_text()
    for who in ("chief", "deputy"):
        at.go(who, f"/years/{NUMBER}/")
        assert "You have approved the evaluation." in at.press(who, "Approve the evaluation")
    at.go("lead", f"/years/{NUMBER}/")
    assert "Published." in at.press("lead", "Publish the result")
    public = desk(ignore_https_errors=True)
    public.goto(f"{place}/results/province/2013/ranking")
    assert "North City" in public.locator("main table").inner_text()


def _switches_language(window: Any) -> None:
    follow(window, window.get_by_role("button", name="中文"))
    assert window.locator("html").get_attribute("lang") == "zh-hans"
    follow(window, window.get_by_role("button", name="English"))
    assert window.locator("html").get_attribute("lang") == "en"


def _imports(at: Office, folder: Path) -> None:
    file = folder / "visits.csv"
    file.write_text(INSPECTIONS, "utf-8")
    window = at.go("lead", "/imports/new")
    window.get_by_label("File", exact=True).set_input_files(str(file))
    window.get_by_role("button", name="Take it in").click()
    window.wait_for_url(re.compile(r"/imports/\d+/$"), timeout=60_000)
    assert "Taken in: 2 (Inspections)." in window.locator("main").inner_text()


def _opens(at: Office) -> None:
    window = at.go("lead", "/years/")
    window.select_option("#scheme", "province")
    window.fill("#year", "2013")
    window.select_option("#region", "prov")
    assert "The year is open, and you lead it." in at.press("lead", "Open the year")
    for person, part in (("market", "department"), ("chief", "approver"), ("deputy", "approver")):
        window.fill("#person", person)
        window.locator(f"#assign input[name=part][value={part}]").check()
        window.select_option("#owner", "Market" if part == "department" else "")
        assert f"{person} now has the part" in at.press("lead", "Give the part")


def test_what_a_stranger_sends_along_is_not_believed(place: str) -> None:
    """A form of another origin, a host of another name: refused, and nothing leads there."""
    host = place.removeprefix("https://")

    def ask(method: str, path: str, form: dict[str, str] | None = None, **more: str) -> HTTPResponse:
        line = HTTPSConnection("127.0.0.1", int(host.rpartition(":")[2]), context=ssl._create_unverified_context())
        headers = {"Host": host, "Content-Type": "application/x-www-form-urlencoded"}
        line.request(method, path, urlencode(form) if form else None,
                     headers | {name.replace("_", "-"): value for name, value in more.items()})
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer

    cookie = str(ask("GET", "/sign-in").headers["Set-Cookie"]).strip().partition(";")[0]
    assert cookie.startswith("__Host-plumb_csrf=")
    form = {"csrfmiddlewaretoken": cookie.partition("=")[2], "username": "lead", "password": PASSWORD}
    for origin, status in (("null", 403), ("https://evil.example", 403), (f"http://{host}", 403), (place, 302)):
        assert (origin, ask("POST", "/sign-in", form, Origin=origin, Cookie=cookie).status) == (origin, status)
    assert ask("GET", "/", Host="evil.example").status == 400
    sent = ask("GET", "/me/", X_Forwarded_Host="evil.example")
    assert (sent.status, "evil" in str(sent.headers)) == (302, False)
