"""Starting Spark: what it needs from the machine, what its answers rest on, and how it ends.

A process has one Spark. Its Java machine is a child of the process and ends with it; what it says goes to a file.
"""

from __future__ import annotations

import atexit
import importlib.metadata
import importlib.util
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from plumbline import unfinished
from plumbline.errors import FigureError, quoted, reported
from plumbline.text import UNSAID, Text

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LEAST_PYSPARK = 4
LEAST_JAVA = 17
ONE = Text("A process can have one", "一个进程只能有一个Spark")
KNOCK = 5.0  # seconds for the master's port to answer
LOG = "spark.log"
ADDRESS = re.compile(r"spark://([^/]+)")
# What answers rest on: an overflow is an error, a missing or broken file too, text and days mean what was frozen, and
# nothing of a query's text is replaced. Where two decimals come to one type, digits behind the point stay: since its
# version 4, Spark would rather round 2.5 to 3 before it compares a sum with it. They cannot be set.
FIXED = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "false",
    "spark.sql.caseSensitive": "false",
    "spark.sql.decimalOperations.allowPrecisionLoss": "false",
    "spark.sql.files.ignoreCorruptFiles": "false",
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.legacy.decimal.retainFractionDigitsOnTruncate": "true",
    "spark.sql.parquet.datetimeRebaseModeInRead": "CORRECTED",
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.parser.quotedRegexColumnNames": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.variable.substitute": "false",
}
USUAL = {
    "spark.app.name": "plumbline",
    "spark.driver.memory": "1g",
    "spark.sql.catalogImplementation": "in-memory",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


@dataclass(frozen=True)
class SparkSettings:
    """``master`` as Spark writes it: ``local[2]``, ``spark://host:7077``. ``options`` are Spark's own settings by their
    names. ``scratch`` is the folder for what does not fit into memory (None: the system's temporary folder), and
    ``patience`` how many seconds a cluster may be without a worker for us before we give up."""

    master: str = "local[*]"
    options: Mapping[str, str] = field(default_factory=dict)
    scratch: Path | None = None
    patience: float = 60.0

    @property
    def here(self) -> bool:
        """Whether all of it runs on this machine, in this user's processes."""
        return self.master.startswith("local")

    @property
    def spread(self) -> bool:
        """Whether the work is done in processes other than the one that asks."""
        return not self.here or self.master.startswith("local-cluster")


@dataclass
class Running:
    """The Spark of this process."""

    settings: SparkSettings
    session: SparkSession
    gateway: Any
    folder: Path

    @property
    def workers(self) -> int:
        """How many executors there are now, besides the driver."""
        return len(self.session.sparkContext._jsc.sc().statusTracker().getExecutorInfos()) - 1

    @property
    def alive(self) -> bool:
        """Whether its Java machine runs, and its context was not stopped from elsewhere."""
        context = self.session.sparkContext
        return self.gateway.proc.poll() is None and context._jsc is not None and not context._jsc.sc().isStopped()


_lock = Lock()
_running: Running | None = None


def running(settings: SparkSettings) -> Running:
    """The Spark of this process, started if it is not there or has ended. :raises FigureError: if a part is missing,
    the master cannot be reached, no worker comes, or one with other settings runs already."""
    global _running  # noqa: PLW0603  (Spark allows one context a process)
    with _lock:
        if _running is not None and not _running.alive:
            _end(_running)
            _running = None
        if _running is None:
            _running = _start(settings)
            atexit.register(stop)
        elif _running.settings != settings:
            raise FigureError("engine.runs_already", Text(
                f"Spark runs in this process already, on {_running.settings.master}",
                f"本进程已在{_running.settings.master}上运行Spark"), why=ONE,
                next_step=Text("Use another process for another master", "请在另一进程中使用其他master"))
        return _running


def stop() -> None:
    """End the Spark of this process, if there is one."""
    global _running  # noqa: PLW0603
    with _lock:
        if _running is not None:
            atexit.unregister(stop)
            _end(_running)
            _running = None


def _start(settings: SparkSettings) -> Running:
    check_options(settings.options)
    check_parts()
    knock(settings.master)
    from py4j.protocol import Py4JError
    from pyspark import SparkConf, SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.logger import PySparkLogger
    from pyspark.sql import SparkSession

    # It writes each failure to standard error with Java's whole stack; we tell of it ourselves.
    PySparkLogger.getLogger("SQLQueryContextLogger").disabled = True
    if SparkContext._gateway is not None:
        raise FigureError("engine.runs_already", Text("Spark was started in this process by another program",
                                                      "本进程中的Spark由其他程序启动"), why=ONE,
                          next_step=Text("Use another process", "请改用其他进程"))
    base = settings.scratch or Path(tempfile.gettempdir())
    base.mkdir(parents=True, exist_ok=True)
    folder = unfinished.hold(Path(tempfile.mkdtemp(prefix=f"{unfinished.SCRATCH}spark-", dir=base)))
    folder.joinpath("tmp").mkdir()
    conf = SparkConf(loadDefaults=False)
    conf.setMaster(settings.master).setAll(sorted(_options(settings, folder).items()))
    gateway = None
    try:
        with folder.joinpath(LOG).open("wb") as log, _environment(settings, folder):
            gateway = launch_gateway(conf, {"stdout": log, "stderr": log})  # type: ignore[no-untyped-call]
            context = SparkContext(conf=conf, gateway=gateway)
        found = Running(settings, SparkSession(context), gateway, folder)
        _await_workers(found)
    except (PySparkException, Py4JError, OSError) as error:
        said = quoted(last_words(folder)) or reported(error)
        _end_gateway(gateway, folder)
        version = importlib.metadata.version("pyspark")
        raise FigureError("engine.not_started", Text("Spark could not be started", "Spark无法启动"),
                          where=settings.master, why=said, next_step=Text(
                              "Check the master's address, and that it runs the Spark release of this machine's "
                              f"pyspark, {version}",
                              f"请检查master的地址，并确认其Spark版本与本机的pyspark {version}一致")) from error
    except FigureError:
        _end(found)
        raise
    return found


def check_parts() -> None:
    """:raises FigureError: where pyspark or Java is missing or too old; it says what to install."""
    install = Text("Install it with: pip install 'plumbline[spark]'", "请安装：pip install 'plumbline[spark]'")
    if importlib.util.find_spec("pyspark") is None:
        raise FigureError("engine.no_pyspark", Text(
            "the engine 'spark' needs the package pyspark, which is not installed",
            "引擎“spark”需要pyspark，尚未安装"), next_step=install)
    version = importlib.metadata.version("pyspark")
    if int(version.partition(".")[0]) < LEAST_PYSPARK:
        raise FigureError("engine.no_pyspark", Text(
            f"pyspark {version} is too old: the engine 'spark' needs {LEAST_PYSPARK}.0 or newer",
            f"pyspark {version}版本过低：引擎“spark”需要{LEAST_PYSPARK}.0以上版本"), next_step=install)
    folder = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(folder) / "bin")) if folder else shutil.which("java")
    debian = "apt-get install openjdk-17-jre-headless"
    install = Text(f"Install Java {LEAST_JAVA} or newer, on Debian: {debian}",
                   f"请安装Java {LEAST_JAVA}以上版本；在Debian上：{debian}")
    if java is None:
        raise FigureError("engine.no_java", Text("Spark needs Java, which is not installed", "Spark需要Java，尚未安装"),
                          where=folder or "", next_step=install)
    release = java_version(java)
    if release is None:
        raise FigureError("engine.no_java", Text("this is not a Java that tells its version", "该程序未报出Java版本"),
                          where=java, next_step=install)
    if release < LEAST_JAVA:
        raise FigureError("engine.no_java", Text(f"Java {release} is too old: Spark needs {LEAST_JAVA} or newer",
                                                 f"Java {release}版本过低：Spark需要{LEAST_JAVA}以上版本"), where=java,
                          next_step=Text(f"{install.en}; or point JAVA_HOME to a newer one",
                                         f"{install.zh}；或将JAVA_HOME指向较新版本"))


def java_version(java: str) -> int | None:
    """The release of the Java at this path: 17, 21; None if it does not tell."""
    try:
        done = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r'version "(?:1\.)?(\d+)', done.stderr + done.stdout)
    return int(found[1]) if found else None


def check_options(options: Mapping[str, str]) -> None:
    """:raises FigureError: for a setting that answers rest on."""
    for name in options:
        if not name.startswith("spark."):
            raise FigureError("engine.setting_unknown", Text(f"Spark has no setting '{name}'",
                                                             f"Spark没有名为“{name}”的设置"),
                              why=Text("Their names begin with 'spark.'", "设置名以“spark.”开头"))
        if name == "spark.master":
            raise FigureError("engine.setting_fixed", _fixed(name), next_step=Text(
                "Name the master with --master, or with spark_master in plumbline.toml",
                "请用--master，或在plumbline.toml中用spark_master指明master"))
        if name in FIXED or name.startswith("spark.sql.legacy."):
            raise FigureError("engine.setting_fixed", _fixed(name),
                              why=Text("The same figures on every engine rest on it", "各引擎结果一致有赖于此项"),
                              next_step=Text("Take it out of the table [spark] of plumbline.toml",
                                             "请从plumbline.toml的[spark]中删去"))


def _fixed(name: str) -> Text:
    return Text(f"'{name}' cannot be set", f"不能设置“{name}”")


def last_words(folder: Path) -> str:
    """The last line of what Spark wrote that tells of an error."""
    try:
        lines = folder.joinpath(LOG).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if " ERROR " in line or "Exception" in line), "")[:500]


def _options(settings: SparkSettings, folder: Path) -> dict[str, str]:
    own = {"spark.local.dir": str(folder), "spark.sql.warehouse.dir": str(folder / "warehouse")}
    if settings.here:
        # Two hundred pieces are for clusters: on one machine most would be empty.
        own |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
                "spark.sql.shuffle.partitions": "8"}
    java = f"-Djava.io.tmpdir={folder / 'tmp'} {settings.options.get('spark.driver.extraJavaOptions', '')}".strip()
    return {**USUAL, **own, **settings.options, "spark.driver.extraJavaOptions": java, **FIXED}


@contextmanager
def _environment(settings: SparkSettings, folder: Path) -> Iterator[None]:
    """While Java starts: this package's Spark and no other, its folders, and on one machine no address beyond it."""
    spec = importlib.util.find_spec("pyspark")
    assert spec is not None
    assert spec.origin is not None
    release = Path(spec.origin).parent
    if settings.here and settings.spread:
        release = _shadow(release, folder / "release")
    ours = {"SPARK_HOME": str(release)}
    if settings.here:
        ours |= {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_HOSTNAME": "localhost"}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _shadow(release: Path, folder: Path) -> Path:
    """A folder with all that is in ``release``: the workers of a cluster in one process write beside it."""
    folder.mkdir()
    for each in release.iterdir():
        if each.name != "work":
            folder.joinpath(each.name).symlink_to(each)
    return folder


def knock(master: str) -> None:
    """:raises FigureError: if no port of a standalone master answers. Spark itself would try for minutes."""
    found = ADDRESS.fullmatch(master)
    if found is None:
        return
    why = UNSAID
    for each in found[1].split(","):
        host, _, port = each.rpartition(":")
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=KNOCK):
                return
        except (OSError, ValueError, OverflowError) as error:
            why = reported(error)
    raise FigureError("engine.master_out_of_reach", Text("the Spark master cannot be reached", "无法连接Spark的master"),
                      where=master, why=why, next_step=Text(
                          "Check the address, that the master runs, and that no firewall stands between",
                          "请检查地址、master是否运行以及是否被防火墙阻隔"))


def _await_workers(found: Running) -> None:
    """:raises FigureError: if no worker takes us within the settings' patience."""
    if not found.settings.spread:
        return
    until = time.monotonic() + found.settings.patience
    while found.workers < 1:
        if time.monotonic() > until:
            raise FigureError("engine.no_worker", Text("the Spark cluster gives no worker",
                                                       "Spark集群没有分配工作节点"), where=found.settings.master,
                              why=Text(f"None came within {found.settings.patience:g} seconds",
                                       f"{found.settings.patience:g}秒内没有一个就绪"),
                              next_step=Text(
                                  "Look at the master's page: whether workers are there, free, and have the memory "
                                  "that spark.executor.memory asks for",
                                  "请查看master的页面：是否有空闲的工作节点，内存是否满足spark.executor.memory的要求"))
        time.sleep(0.1)


def _end(found: Running) -> None:
    from py4j.protocol import Py4JError

    try:
        if found.gateway.proc.poll() is None:
            found.session.stop()
    except (Py4JError, OSError):
        pass  # it has ended by itself
    _end_gateway(found.gateway, found.folder)


def _end_gateway(gateway: Any, folder: Path) -> None:
    from pyspark import SparkContext

    if gateway is not None:
        gateway.shutdown()
        gateway.proc.stdin.close()  # which ends the Java machine
        try:
            gateway.proc.wait(10)
        except subprocess.TimeoutExpired:
            gateway.proc.kill()
            gateway.proc.wait()
    SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
    unfinished.end(folder)
