"""Keeps the worker alive beside the server: starts it, starts it again when it dies, and gives it its time at the end.

The worker's standard input is a pipe that only this process holds. One byte in it asks the worker to end what it is at
and stop; when this process dies, however it dies, the system closes the pipe, and the worker stops at once. No signal
works alike on Linux, macOS and Windows.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from plumbline.home import Home

logger = logging.getLogger("plumbline.worker")
STOP = b"."
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
STEADY_SECONDS = 60.0
"""A worker that lived so long was well: the next pause begins small again."""
GRACE_SECONDS = 50.0
"""What a worker gets to end its job. Below the 60 seconds that deploy/ allows the whole."""


class Keeper:
    """The worker of one home."""

    def __init__(self, home: Home, *, command: Sequence[str] = (), first_pause: float = FIRST_PAUSE,
                 grace: float = GRACE_SECONDS) -> None:
        self.home, self.grace, self.first_pause = home, grace, first_pause
        self.command = list(command) or [sys.executable, "-m", "plumbline", "worker", "--attached",
                                         "--home", str(home.path)]
        self.child: subprocess.Popen[bytes] | None = None
        self.restarts = 0
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> None:
        """Start the worker, and a thread that looks after it."""
        self.home.worker_ends.unlink(missing_ok=True)
        self._spawn()
        self._thread.start()

    def stop(self) -> None:
        """Let the worker end its job, within its time; what it could not end, the next worker takes up again."""
        with self._lock:
            self._stop.set()
            child = self.child
        if child is not None:
            with suppress(OSError, ValueError):
                assert child.stdin is not None
                child.stdin.write(STOP)
                child.stdin.close()
            try:
                child.wait(timeout=self.grace)
            except subprocess.TimeoutExpired:
                logger.warning("the worker was stopped amid its job; the next one takes it up again")
                child.kill()
                child.wait()
        self._thread.join(timeout=5)
        self.home.heartbeat.unlink(missing_ok=True)

    def _keep(self) -> None:
        pause = self.first_pause
        while True:
            began = time.monotonic()
            assert self.child is not None
            status = self.child.wait()
            if self._stop.is_set():
                return
            # Without a sign of life the server is not well, until a worker gives one again.
            self.home.heartbeat.unlink(missing_ok=True)
            pause = self.first_pause if time.monotonic() - began >= STEADY_SECONDS else pause
            self._note(status, pause)
            if self._stop.wait(pause):
                return
            pause = min(pause * 2, LONGEST_PAUSE)
            if not self._spawn():
                return

    def _note(self, status: int, pause: float) -> None:
        self.restarts += 1
        fields = {"status": status, "restarts": self.restarts, "pause_seconds": pause}
        logger.error("the worker died, and is started again", extra={"fields": fields})
        document = {**fields, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        with suppress(OSError):  # a full disk is told by others
            self.home.worker_ends.write_text(json.dumps(document), encoding="utf-8")

    def _spawn(self) -> bool:
        with self._lock:
            if self._stop.is_set():
                return False
            if self.child is not None and self.child.stdin is not None:
                with suppress(OSError):
                    self.child.stdin.close()
            # A session of its own: Ctrl-C in a terminal reaches the server alone, which then asks the worker to end.
            self.child = subprocess.Popen(self.command, stdin=subprocess.PIPE, start_new_session=True,
                                          env=os.environ | {"PYTHONUTF8": "1"}, creationflags=_apart())
            return True


def _apart() -> int:
    return int(getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0))
