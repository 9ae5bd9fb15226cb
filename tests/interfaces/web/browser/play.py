"""People who play a procedure by the forms of its pages alone, on phones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.interfaces.web.browser.desks import Desk, fill, fits, follow, said

PHONE = 360


class Play:
    """What each of ``people`` does on a phone, in Chinese if among ``chinese``, told by the names of procedures, acts
    and fields; and what shoppers read, one in each language."""

    def __init__(self, place: str, open_window: Any, password: str, people: Iterable[str], chinese: Iterable[str],
                 ) -> None:
        self.at = Desk(place, open_window, password, dict.fromkeys(people, PHONE), dict.fromkeys(chinese, "zh"))
        self.place = place
        self.shoppers = {language: open_window(width=PHONE, language=language) for language in ("en", "zh")}

    def open(self, name: str, procedure: str, act: str, **values: str) -> str:
        """Somebody opens a case; its number."""
        window = self.at.go(name, f"/cases/{procedure}/new?act={act}")
        self._send(window, values)
        return str(window.url.rstrip("/").rpartition("/")[2])

    def do(self, name: str, procedure: str, number: str, act: str, member: str = "", **values: str) -> None:
        """Somebody finds an act on the page of a case, and does it."""
        window = self.at.go(name, f"/cases/{procedure}/{number}/")
        fits(window)
        about = f"?member={member.replace('/', '%2F')}" if member else ""
        follow(window, window.locator(f'main a[href^="/cases/{procedure}/{number}/{act}{about}"]').first)
        self._send(window, values)

    def _send(self, window: Any, values: dict[str, str]) -> None:
        fits(window)
        fill(window, **values)
        follow(window, window.locator("main form.form .acts button.button").first)
        if window.locator("main input[name=sure]").count():
            fits(window)
            follow(window, window.locator("main form.form .acts button.button").first)
        assert said(window)

    def status(self, name: str, path: str) -> int:
        """What somebody is answered at an address."""
        return int(self.at.of(name).goto(f"{self.place}{path}").status)

    def reads(self, path: str, language: str = "zh") -> str:
        """What a shopper reads at an address."""
        shopper = self.shoppers[language]
        shopper.goto(f"{self.place}{path}")
        fits(shopper)
        return str(shopper.locator("main").inner_text())
