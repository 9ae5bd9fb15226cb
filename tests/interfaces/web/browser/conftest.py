"""A demonstration home of its own, served as ``plumb demo`` serves it, and a Chromium to look at it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import once
from tests.interfaces.web import shoot
from tests.interfaces.web.browser import serving


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once a run, by the command a newcomer types; under xdist the workers share it."""
    return once.made(tmp_path_factory, "demo",
                     lambda folder: serving.plumb(folder / "home", "demo", "--no-serve")) / "home"


@pytest.fixture(scope="session")
def address(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the demonstration home is served."""
    with serving.served(demo_home, tmp_path_factory.mktemp("serve")) as found:
        yield found


@pytest.fixture(scope="module")
def chrome(chromium: str) -> Iterator[Any]:
    """One Chromium a module: while it is open its event loop runs, and Django's store refuses to work beside one."""
    with shoot.browser(chromium) as opened:
        yield opened


@pytest.fixture
def desk(chrome: Any) -> Iterator[Any]:
    """Opens windows: ``desk(width=360, language="zh", appearance="dark")``; closes them all at the end."""
    contexts = []

    def window(*, width: int = 1280, language: str = "en", appearance: str = "light", **options: Any) -> Any:
        context = chrome.new_context(viewport={"width": width, "height": shoot.HEIGHT}, color_scheme=appearance,
                                     locale=shoot.LANGUAGES[language], **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield window
    for context in contexts:
        context.close()
