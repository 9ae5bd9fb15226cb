"""People at their browsers: one window for each, in which they are signed in, and what they do by the pages alone."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


class Desk:
    """One browser for each person, opened when they first have something to do; ``widths`` says whose is not 1280, and
    ``languages`` whose is not English."""

    def __init__(self, place: str, open_window: Any, password: str, widths: dict[str, int],
                 languages: Mapping[str, str] = MappingProxyType({})) -> None:
        self.place, self.password, self.widths, self.languages = place, password, widths, languages
        self.open_window, self.windows = open_window, dict[str, Any]()

    def of(self, name: str) -> Any:
        """The window in which somebody is signed in."""
        if name not in self.windows:
            window = self.windows[name] = self.open_window(width=self.widths.get(name, 1280),
                                                               language=self.languages.get(name, "en"))
            window.goto(f"{self.place}/sign-in")
            window.fill("#id_username", name)
            window.fill("#id_password", self.password)
            follow(window, window.locator("main form button"))
        return self.windows[name]

    def go(self, name: str, path: str) -> Any:
        """Somebody opens a page."""
        window = self.of(name)
        window.goto(f"{self.place}{path}")
        return window

    def press(self, name: str, button: str) -> str:
        """Somebody presses a button; returns what the next page says happened."""
        window = self.of(name)
        follow(window, window.get_by_role("button", name=button, exact=True))
        return said(window)


def follow(window: Any, button: Any) -> None:
    """Press what leads to another page, or puts the answer in this one's place, and wait until that is there: a click
    alone comes back before, and what is asked next would be asked of the page that is going, or of none."""
    window.locator("main").evaluate("main => main.setAttribute('data-left', '')")
    button.click()
    window.locator("main:not([data-left])").wait_for()
    window.wait_for_load_state()


def said(window: Any) -> str:
    """What a page says happened. :raises AssertionError: where it says that something is wrong."""
    assert window.locator("main .notice-error").count() == 0, window.locator("main .notice-error").first.inner_text()
    return str(window.locator("main .notice").first.inner_text())


def fill(window: Any, **values: str) -> None:
    """Fill the fields of the form by their names, whatever each is."""
    for name, value in values.items():
        field = window.locator(f"main [name={name}]:not([type=hidden])").first
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def fits_here(window: Any) -> None:
    """Nothing of the page lies beyond the screen: of one that has no other language at hand, as without a network."""
    wide, screen = window.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= screen, (window.url, wide, screen)


def fits(window: Any) -> None:
    """Nothing of the page lies beyond the screen, nor of the same page in the other language.

    Its body is asked for in that language, measured in the place of the one that is there, and put away: what the
    window shows is as it was. A page that asks whether one is sure is the answer to a form, which is sent once more
    without that word; what is confirmed is done only with it.
    """
    other = "en" if window.locator("html").get_attribute("lang").startswith("zh") else "zh-Hans"
    seen = window.evaluate(_BOTH, other)
    assert seen["lang"].lower().startswith(other[:2]), (window.url, other, seen)
    for wide in seen["wide"]:
        assert wide <= seen["screen"], (window.url, seen)
    assert seen["same"], (window.url, seen)


_BOTH = """async other => {
    const page = document.documentElement, own = document.body, lang = page.lang, sure = document.querySelector(
        "main input[name=sure]");
    const form = sure && sure.form, sent = form && new URLSearchParams(new FormData(form));
    if (sent) sent.delete("sure");
    const answer = await fetch(sent ? form.action : location.href,
        {headers: {"Accept-Language": other}, method: sent ? "POST" : "GET", body: sent});
    const told = new DOMParser().parseFromString(await answer.text(), "text/html");
    const wide = [page.scrollWidth];
    page.replaceChild(told.body, own);
    page.lang = told.documentElement.lang;
    wide.push(page.scrollWidth);
    const found = {wide, lang: page.lang, status: answer.status, screen: window.innerWidth,
                   same: Boolean(document.querySelector("main input[name=sure]")) === Boolean(sure)};
    page.replaceChild(own, document.body);
    page.lang = lang;
    return found;
}"""
