"""Several people who do something at the same moment, each on a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from plumbline.errors import ConflictError, PlumblineError


def at_once(*acts: Callable[[], Any], refused: type[PlumblineError] = ConflictError) -> list[Any]:
    """Do every act in a thread of its own, all beginning together: what each returned, or how it was ``refused``.
    Any other error is raised."""
    begin = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def do(number: int, act: Callable[[], Any]) -> None:
        begin.wait()
        try:
            outcomes[number] = act()
        except BaseException as error:  # noqa: BLE001 - looked at below
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=given) for given in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, refused):
            raise outcome
    return outcomes
