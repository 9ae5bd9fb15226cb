"""Whatever is killed, nothing is left behind and no job is stuck: the worker, the server, either amid a job."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from plumbline.home import Home
from plumbline.interfaces.shared import import_jobs
from plumbline.interfaces.shared.import_jobs import Job
from tests import offices

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")]
PATIENCE_SECONDS = 120
ROWS = 30_000
BEGIN = ("import sys, django; django.setup(); from django.core.files.uploadedfile import SimpleUploadedFile as File; "
         "from pathlib import Path; from plumbline import home; "
         "from plumbline.interfaces.shared import import_jobs as jobs; "
         "jobs.begin(home.current(), File('rows.csv', Path(sys.argv[1]).read_bytes()), kind='inspection', "
         "mapping='', actor=None)")


def until(told: Callable[[], Any]) -> Any:
    """Wait for something to become true; what it is then."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (found := told()):
        assert time.monotonic() < end
        time.sleep(0.02)
    return found


class Office:
    """A home with its server, which may be started and killed."""

    def __init__(self, path: Path) -> None:
        self.home = Home(path)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.server: subprocess.Popen[bytes] | None = None
        self.rows = 1000
        self.asking: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Serve, and wait until all is well."""
        self.server = subprocess.Popen([sys.executable, "-m", "plumbline", "serve", "--port", str(self.port), "--json",
                                        "--home", str(self.home.path)], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
        until(self.well)

    def well(self) -> bool:
        """Whether the health page says so."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def workers(self) -> list[int]:
        """The worker processes of this home that live."""
        said = subprocess.run(["ps", "-A", "-ww", "-o", "pid=,stat=,args="], capture_output=True, text=True,
                              check=True).stdout
        found = [line.split(None, 2) for line in said.splitlines()]
        return [int(pid) for pid, state, args in found
                if "worker --attached" in args and str(self.home.path) in args and "Z" not in state]

    def job(self, folder: Path) -> str:
        """Ask for an import that takes some seconds, and wait until it is under way."""
        file = folder / "rows.csv"
        file.write_text(offices.inspections(ROWS, self.rows), encoding="utf-8")
        self.rows += ROWS
        before = set(self.home.inbox.iterdir())
        asking = subprocess.Popen([sys.executable, "-c", BEGIN, str(file)],
                                  env={**os.environ, "PLUMBLINE_HOME": str(self.home.path)})
        folder = until(lambda: set(self.home.inbox.iterdir()) - before).pop()
        until(lambda: (found := import_jobs.find(self.home, folder.name)) and found.state != import_jobs.WAITING)
        assert self.state(folder.name).state == import_jobs.RUNNING
        self.asking.append(asking)
        return str(folder.name)

    def state(self, token: str) -> Job:
        """The job as it stands."""
        found = import_jobs.find(self.home, token)
        assert found is not None
        return found

    def finished(self, token: str) -> Job:
        """The job once it is over."""
        return until(lambda: self.state(token).over and self.state(token))  # type: ignore[no-any-return]

    def kill(self, number: int) -> None:
        """End the server by this signal."""
        assert self.server is not None
        self.server.send_signal(number)
        self.server.wait(timeout=PATIENCE_SECONDS)


@pytest.fixture(scope="module")
def office(made_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office of its own, for all tests of this module in turn."""
    found = Office(shutil.copytree(made_office, tmp_path_factory.mktemp("ends") / "home"))
    yield found
    for asking in found.asking:
        asking.wait(timeout=PATIENCE_SECONDS)
    if found.server is not None and found.server.poll() is None:
        found.kill(signal.SIGTERM)


def test_a_worker_killed_amid_a_job_is_started_again_and_does_it(office: Office, tmp_path: Path) -> None:
    office.start()
    token, worker = office.job(tmp_path), office.workers()
    os.kill(worker[0], signal.SIGKILL)
    job = office.finished(token)
    assert (job.state, job.rows) == (import_jobs.DONE, ROWS)
    assert office.workers() != worker
    until(office.well)


def test_a_server_killed_amid_a_job_leaves_no_process_and_no_port(office: Office, tmp_path: Path) -> None:
    token = office.job(tmp_path)
    office.kill(signal.SIGKILL)
    until(lambda: office.workers() == [])
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", office.port))
    office.start()
    job = office.finished(token)
    assert (job.state, job.rows) == (import_jobs.DONE, ROWS)


def test_asked_to_end_amid_a_job_it_gives_the_worker_its_time(office: Office, tmp_path: Path) -> None:
    token = office.job(tmp_path)
    office.kill(signal.SIGTERM)
    job = office.state(token)
    assert (office.server and office.server.returncode, office.workers()) == (0, [])
    assert (job.state, job.rows, office.home.heartbeat.exists()) == (import_jobs.DONE, ROWS, False)
