"""The Spark of a test process: one, small, on this machine."""

from __future__ import annotations

import importlib.util
import os
import shutil

from plumbline.figures.engine.spark import SparkEngine
from plumbline.figures.engine.spark_start import SparkSettings
from tests.needs import require

# Tests ask many questions of few rows: what pays with many rows only is left out, which takes a third of the time. The
# tests on local-cluster and of the commands leave everything as it is.
OPTIONS = {
    "spark.sql.shuffle.partitions": "1", "spark.default.parallelism": "1", "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "spark.executor.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


def require_spark() -> None:
    """Go on where Spark can run."""
    require(importlib.util.find_spec("pyspark"), "needs pyspark: pip install 'plumbline[spark]'")
    require(shutil.which("java") or os.environ.get("JAVA_HOME"), "needs Java 17")


def spark() -> SparkEngine:
    """The engine; its Spark starts when it is first asked, and ends with the process."""
    require_spark()
    return SparkEngine(SparkSettings(master="local[2]", options=OPTIONS))
