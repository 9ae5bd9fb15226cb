"""Freezing: aside, synced, renamed; a kill, a full disk or a second freeze leaves nothing half-done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plumbline.errors import CutError
from plumbline.figures.cuts.cut import cut_ids, list_cuts, open_cut
from plumbline.figures.cuts.freezing import write_cut
from plumbline.figures.cuts.sorting import ROW_GROUP
from plumbline.figures.engine.schema import arrow_schema, schema_of_kinds
from plumbline.home import Home
from tests.figures.tables import AS_OF, Tables, cut_of, region
from tests.needs import ROOT

ROWS = {"region": [region("city")], "organisation": [{"code": "a", "name": "A", "region": "city"}]}
LATER = AS_OF + timedelta(days=1)


def inode(cut, kind):
    return cut.path(kind).stat().st_ino


def leftovers(home: Home):
    return sorted(path.name for path in home.cuts.iterdir() if path.name.endswith(".partial"))


def test_the_same_records_at_the_same_moment_are_one_cut(home: Home):
    assert cut_of(home, ROWS) == cut_of(home, ROWS)
    assert len(list_cuts(home)) == 1


def test_unchanged_kinds_share_their_file(home: Home):
    first = cut_of(home, ROWS)
    changed = {**ROWS, "organisation": [{"code": "a", "name": "B", "region": "city"}]}
    second = cut_of(home, changed, as_of=LATER)
    assert inode(first, "region") == inode(second, "region")
    assert inode(first, "organisation") != inode(second, "organisation")
    third = cut_of(home, ROWS, as_of=LATER + timedelta(days=1))
    assert inode(first, "organisation") == inode(third, "organisation")
    third.check()


def test_a_damaged_file_is_not_shared(home: Home):
    first = cut_of(home, ROWS)
    (first.folder / "region.parquet").write_bytes(b"PAR1")
    (first.folder / "organisation.parquet").unlink()
    second = cut_of(home, ROWS, as_of=LATER)
    second.check()
    assert second.rows("region") == 1


def test_a_file_is_copied_where_there_can_be_no_link(home: Home):
    memory = Path("/dev/shm")
    if not memory.is_dir() or memory.stat().st_dev == home.path.stat().st_dev:
        pytest.skip("needs a second file system")
    first = cut_of(home, ROWS)
    with tempfile.TemporaryDirectory(dir=memory) as other_disk:
        moved = Path(shutil.move(first.folder, other_disk))
        first.folder.symlink_to(moved, target_is_directory=True)
        second = cut_of(home, ROWS, as_of=LATER)
        assert inode(first, "region") != inode(second, "region")
        assert first.path("region").read_bytes() == second.path("region").read_bytes()


def test_rows_come_in_groups_of_one_size_whatever_the_batches(home: Home):
    shape = schema_of_kinds()["region"]
    one = pa.RecordBatch.from_pylist([{**region("city"), "leaf": bytes(32)}], schema=arrow_schema(shape))
    many = pa.Table.from_batches([one] * 70_000).combine_chunks().to_batches()[0]

    class Long(Tables):
        def rows(self, kind, as_of):
            yield from [one, many, many, many, one] if kind == "region" else []

    seen = []
    cut = write_cut(home, Long({}), as_of=AS_OF, made_at=AS_OF, progress=lambda kind, rows: seen.append((kind, rows)))
    file = pq.ParquetFile(cut.path("region"))
    groups = [file.metadata.row_group(at).num_rows for at in range(file.num_row_groups)]
    assert groups == [ROW_GROUP, 210_002 - ROW_GROUP]
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    assert [rows for kind, rows in seen if kind == "region"] == [ROW_GROUP, 210_002]


@dataclass
class Moving(Tables):
    """Records that change while they are read, ``times`` over."""

    times: int = 1
    heads: list[int] = field(default_factory=list)

    def head(self, as_of):
        # Every attempt asks twice: before and after.
        self.heads.append(1)
        attempt = (len(self.heads) + 1) // 2
        last = len(self.heads) % 2 == 0
        return {"number": attempt + (1 if last and attempt <= self.times else 0), "hash": ""}


def test_records_that_changed_meanwhile_are_frozen_anew(home: Home):
    source = Moving(ROWS)
    cut = write_cut(home, source, as_of=AS_OF, made_at=AS_OF)
    assert len(source.heads) == 4
    cut.check()
    assert leftovers(home) == []


def test_records_that_keep_changing_are_given_up(home: Home):
    with pytest.raises(CutError, match="kept changing while they were frozen") as caught:
        write_cut(home, Moving(ROWS, times=9), as_of=AS_OF, made_at=AS_OF)
    assert caught.value.code == "cut.records_changing"
    assert cut_ids(home) == leftovers(home) == []


def test_two_freezes_do_not_meet(home: Home):
    started, go_on = threading.Event(), threading.Event()

    class Slow(Tables):
        def rows(self, kind, as_of):
            started.set()
            go_on.wait(10)
            yield from super().rows(kind, as_of)

    done = []
    worker = threading.Thread(target=lambda: done.append(write_cut(home, Slow(ROWS), as_of=AS_OF, made_at=AS_OF)))
    worker.start()
    started.wait(10)
    try:
        with pytest.raises(CutError, match="another freeze is running") as caught:
            write_cut(home, Tables(ROWS), as_of=LATER, made_at=AS_OF, patience=0.05)
        assert caught.value.code == "cut.freeze_running"
    finally:
        go_on.set()
        worker.join()
    assert [cut.id for cut in list_cuts(home)] == [done[0].id]


FREEZER = """
import sys, time
import django
django.setup()
from datetime import datetime, UTC
from pathlib import Path
from plumbline.figures.cuts.freezing import write_cut
from plumbline.figures.cuts.sorting import ROW_GROUP
from plumbline.home import Home
from tests.figures.tables import Tables, region

class Endless(Tables):
    def rows(self, kind, as_of):
        for batch in super().rows(kind, as_of):
            yield batch
            print("writing", flush=True)
            while {forever}:
                yield batch
            time.sleep(60)

rows = {{"region": [region(str(at)) for at in range(2000)]}}
at = datetime(2026, 1, 1, tzinfo=UTC)
{before}
write_cut(Home(Path(sys.argv[1])), Endless(rows, batch=5000), as_of=at, made_at=at)
"""


def freezer(home: Home, environment, **parts):
    code = FREEZER.format(**{"forever": "False", "before": "", **parts})
    return subprocess.Popen([sys.executable, "-c", code, str(home.path)], cwd=ROOT, text=True,
                            env={**environment, "PYTHONPATH": f"src{os.pathsep}."},
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot kill -9")
def test_a_killed_freeze_leaves_nothing_that_could_be_taken_for_a_cut(home: Home, command_environment):
    kept = cut_of(home, ROWS)
    with freezer(home, command_environment) as process:
        assert process.stdout.readline() == "writing\n"
        time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert len(leftovers(home)) == 1
    assert [cut.id for cut in list_cuts(home)] == [kept.id]
    assert open_cut(home) == kept
    after = cut_of(home, ROWS, as_of=LATER)
    assert leftovers(home) == []
    assert [cut.id for cut in list_cuts(home)] == [after.id, kept.id]


AGAIN_AND_AGAIN = """
import sys
import django
django.setup()
from datetime import datetime, timedelta, UTC
from pathlib import Path
from plumbline.figures.cuts.freezing import write_cut
from plumbline.home import Home
from tests.figures.tables import Tables, region

at = datetime(2030, 1, 1, tzinfo=UTC)
print("writing", flush=True)
for day in range(100_000):
    rows = {"region": [region(f"{day}-{ward}") for ward in range(500)]}
    write_cut(Home(Path(sys.argv[1])), Tables(rows), as_of=at + timedelta(days=day), made_at=at)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows cannot kill -9")
@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.33])
def test_whenever_a_freeze_is_killed_what_is_there_is_whole(home: Home, command_environment, seconds):
    with subprocess.Popen([sys.executable, "-c", AGAIN_AND_AGAIN, str(home.path)], cwd=ROOT, text=True,
                          env={**command_environment, "PYTHONPATH": f"src{os.pathsep}."},
                          stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == "writing\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    for cut in list_cuts(home):
        cut.check()
    cut_of(home, ROWS).check()
    assert leftovers(home) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit on the size of a file")
def test_a_full_disk_is_told_and_leaves_nothing(home: Home, command_environment):
    kept = cut_of(home, ROWS)
    # A limit on the size of a file stands in for a disk that is full: the write fails in the same place.
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))"
    with freezer(home, command_environment, forever="True", before=limit) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 1, out
    assert "CutError" in err
    assert "the disk is full, and no cut was made" in err
    assert leftovers(home) == []
    assert [cut.id for cut in list_cuts(home)] == [kept.id]


def test_other_faults_of_the_disk_are_not_called_full(home: Home):
    class Broken(Tables):
        def rows(self, kind, as_of):
            raise OSError(5, "Input/output error")
            yield

    with pytest.raises(OSError, match="Input/output error"):
        write_cut(home, Broken(ROWS), as_of=AS_OF, made_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert leftovers(home) == []
