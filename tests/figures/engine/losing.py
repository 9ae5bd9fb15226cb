"""Run by test_losing.py in a process of its own, since a process has one Spark: what is told without workers.

``python -m tests.figures.engine.losing FOLDER``: a master of Spark's own kind, first without a worker, then with one
that is killed before it is asked. Prints what was told, one line each.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
import sqlglot

from plumbline.errors import FigureError
from plumbline.figures.engine.spark import SparkEngine
from plumbline.figures.engine.spark_start import SparkSettings, running

PROGRAM = Path(pyspark.__file__).parent / "bin" / "spark-class"
QUERY = sqlglot.parse_one('SELECT COUNT(*) AS "n" FROM "rows"')
# The programs begin sooner where nothing of them is compiled a second time.
HERE = {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.executor.memory": "512m",
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1",
        "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1"}


def start(*words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([str(PROGRAM), *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            start_new_session=True,
                            env=os.environ | {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1"})


def ask(settings: SparkSettings, path: Path) -> str:
    try:
        return str(SparkEngine(settings).session("one", lambda kind: path).table(QUERY).to_pylist())
    except FigureError as error:
        return error.what.en


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def main(folder: Path) -> None:
    path = folder / "rows.parquet"
    pq.write_table(pa.table({"a": [1, 2, 3]}), path)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"spark://127.0.0.1:{port}"
    started = [start("org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(port),
                     "--webui-port", "0")]
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.2)
        say(ask(SparkSettings(address, HERE, patience=5), path))
        started.append(start("org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory",
                             "1g", "--webui-port", "0", "--work-dir", str(folder / "work"), address))
        patient = SparkSettings(address, {**HERE, "spark.app.name": "second"}, patience=120)
        say(ask(patient, path))
        found = running(patient)
        found.settings = SparkSettings(address, HERE, patience=5)
        os.killpg(started[1].pid, signal.SIGKILL)  # its executors are in its session
        while found.workers:
            time.sleep(0.2)
        say(ask(found.settings, path))
    finally:
        for each in started:
            os.killpg(each.pid, signal.SIGKILL)
            each.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
