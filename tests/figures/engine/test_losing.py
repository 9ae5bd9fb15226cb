"""A cluster without workers is told in bounded time, whether none came or all were lost."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.figures.sparks import require_spark
from tests.needs import ROOT


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="ends groups of processes")
def test_without_workers_nobody_waits_for_ever(tmp_path: Path) -> None:
    require_spark()
    done = subprocess.run([sys.executable, "-m", "tests.figures.engine.losing", str(tmp_path)], cwd=ROOT, text=True,
                          capture_output=True, timeout=500)
    assert done.stdout.splitlines() == [
        "the Spark cluster gives no worker", "[{'n': 3}]", "the Spark cluster has lost all its workers"], done.stderr
