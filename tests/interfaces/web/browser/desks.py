"""People at their browsers: one window for each, in which they are signed in, and what they do by the pages alone."""

from __future__ import annotations

from typing import Any


class Desk:
    """One browser for each person, opened when they first have something to do; ``widths`` says whose is not 1280."""

    def __init__(self, place: str, open_window: Any, password: str, widths: dict[str, int],
                 language: str = "en") -> None:
        self.place, self.password, self.widths, self.language = place, password, widths, language
        self.open_window, self.windows = open_window, dict[str, Any]()

    def of(self, name: str) -> Any:
        """The window in which somebody is signed in."""
        if name not in self.windows:
            window = self.windows[name] = self.open_window(width=self.widths.get(name, 1280), language=self.language)
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


def fits(window: Any) -> None:
    """Nothing of the page lies beyond the screen."""
    wide, screen = window.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= screen, (window.url, wide, screen)
