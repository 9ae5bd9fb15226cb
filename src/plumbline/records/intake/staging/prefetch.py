"""One step of work done ahead in a thread, so that parsing and hashing, or reading and writing, use both cores."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def ahead(source: Iterable[Item], depth: int = 1) -> Iterator[Item]:
    """The items of ``source``, made up to ``depth`` ahead in a thread of their own.

    An error in ``source`` is raised here, at its place. When the reader stops early, the thread stops too.
    """
    ready: queue.Queue[tuple[Item | None, BaseException | None, bool]] = queue.Queue(maxsize=depth)
    stopped = threading.Event()

    def put(item: Item | None, error: BaseException | None, last: bool) -> bool:
        while not stopped.is_set():
            try:
                ready.put((item, error, last), timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            for item in source:
                if not put(item, None, False):
                    return
        except BaseException as error:  # noqa: BLE001 - raised again where the items are read
            put(None, error, True)
        else:
            put(None, None, True)

    worker = threading.Thread(target=work, name="ahead", daemon=True)
    worker.start()
    try:
        while True:
            item, error, last = ready.get()
            if error is not None:
                raise error
            if last:
                return
            yield item  # type: ignore[misc]
    finally:
        stopped.set()
        worker.join()
