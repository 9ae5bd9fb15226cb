"""Pictures of every page: three widths, both languages, light and dark.

``python -m tests.interfaces.web.shoot FOLDER ADDRESS`` shoots a demonstration home that is being served at ADDRESS,
such as http://127.0.0.1:8000. Whoever changes how pages look, looks at them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

from tests.needs import chromium_path

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
             "--disable-default-apps", "--disable-sync", "--no-first-run", "--hide-scrollbars"]
WIDTHS = (360, 768, 1280)
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}
APPEARANCES = ("light", "dark")
HEIGHT = 900
PAGES = {
    "home": "/",
    "home-2011": "/?year=2011",
    "region": "/regions/chicago/",
    "ward": "/regions/27/",
    "ward-withheld": "/regions/24/?year=2012",
    "figure": "/figures/inspection.pass_rate/27/2013",
    "figure-city": "/figures/inspection.pass_rate/chicago/2013",
    "figure-count": "/figures/inspection.count/chicago/2013",
    "behind": "/figures/inspection.pass_rate/27/2013/records?of=numerator",
    "left-out": "/figures/inspection.high_risk_pass_rate/27/2013/records?of=excluded",
    "proof": "/figures/inspection.pass_rate/27/2013/proof",
    "kinds": "/records/",
    "list": "/records/inspection/?region=27&period=2013&result=fail&totals=1",
    "list-none": "/records/inspection/?region=27&period=1999",
    "record": "/records/establishment/30790/",
    "today": "/today/",
    "years": "/years/",
    "rules": "/rules/",
    "indicator": "/rules/figures/inspection.pass_rate/",
    "scheme": "/rules/schemes/chicago-canvass/",
    "results": "/results/",
    "result-year": "/results/chicago-canvass/2013/",
    "result-ranking": "/results/chicago-canvass/2013/ranking",
    "result-region": "/results/chicago-canvass/2013/27/",
    "result-compare": "/results/chicago-canvass/2013/compare?a=27&b=6",
    "result-small": "/results/chicago-canvass/small",
    "cuts": "/cuts/",
    "imports": "/imports/",
    "import": "/imports/new",
    "import-done": "/imports/2/",
    "me": "/me/",
    "about": "/about/",
    "errors": "/errors/",
    "error": "/errors/cut.unknown",
    "sign-in": "/sign-in",
    "not-found": "/nothing-here",
}


@contextmanager
def browser(path: str) -> Iterator[Any]:
    """A headless Chromium that calls nobody."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield opened
        finally:
            opened.close()


def shoot(opened: Any, address: str, folder: Path, pages: Iterable[str] = PAGES) -> list[Path]:
    """Shoot ``pages`` of the home at ``address`` into ``folder``; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for width, language, appearance in product(WIDTHS, LANGUAGES, APPEARANCES):
        context = opened.new_context(viewport={"width": width, "height": HEIGHT}, locale=LANGUAGES[language],
                                     color_scheme=appearance)
        page = context.new_page()
        for name in pages:
            page.goto(address + PAGES[name])
            made.append(folder / f"{name}-{width}-{language}-{appearance}.png")
            page.screenshot(path=str(made[-1]), full_page=True)
        context.close()
    return made


if __name__ == "__main__":
    found = chromium_path()
    if found is None or len(sys.argv) < 3:
        raise SystemExit(__doc__)
    with browser(found) as opened_browser:
        shoot(opened_browser, sys.argv[2].rstrip("/"), Path(sys.argv[1]), sys.argv[3:] or PAGES)
