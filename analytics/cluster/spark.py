"""The engine: the three stages as one job on a Spark cluster, of which a worker may die at any time."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from analytics.cluster import tasks
from analytics.cluster.sources import Engine, Source, Told
from analytics.core.errors import Problem

REQUIREMENTS = "analytics/cluster/requirements.txt"
ROOT = Path(__file__).parents[2]
_BYTES_A_PARTITION = 128 << 20


def on_spark(master: str, partitions: int | None = None) -> Engine:
    """The engine of a master; rows meet in so many partitions, else in as many as their size needs. Raises Problem."""
    if not master.startswith(("spark://", "local", "yarn", "k8s://")):
        raise Problem(
            f'"{master}" is no master', where="--master", hint="Give it as spark://HOST:PORT"
        )

    def run(sources: list[Source], address: str, place: str) -> list[Told]:
        with _session(master) as spark:
            return _run(spark, sources, address, place, partitions)

    return run


def _run(
    spark: Any, sources: list[Source], address: str, place: str, partitions: int | None
) -> list[Told]:
    from pyspark.sql.pandas.types import from_arrow_schema

    size = sum(Path(source.path).stat().st_size for source in sources)
    count = partitions or max(2, spark.sparkContext.defaultParallelism, size // _BYTES_A_PARTITION)
    form = from_arrow_schema(tasks.SCHEMA)
    files = spark.range(1, len(sources) + 1, 1, len(sources))
    rows = (
        files.mapInArrow(partial(tasks.import_files, sources), form)
        .repartition(count, "key")
        .mapInArrow(partial(tasks.meet_by_video, address, place), form)
        .repartition(count, "key")
        .mapInArrow(partial(tasks.meet_by_task, address, place), form)
    )
    return [tuple(row) for row in rows.select("sheet", "file_no", "payload").collect()]


@contextmanager
def _session(master: str) -> Iterator[Any]:
    """A session of the cluster. Raises Problem without the library or Java, and where the master does not answer."""
    # What Spark says of libraries and stages is no sentence for a person.
    warnings.filterwarnings("ignore", category=FutureWarning, module="pyspark")
    try:
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ModuleNotFoundError as fault:
        raise Problem(
            "Spark is not installed, which `cluster load` alone needs",
            hint=f"Run: pip install -r {REQUIREMENTS}, and install Java 17",
        ) from fault
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    try:
        spark = (
            SparkSession.builder.master(master)
            .appName("recordings")
            .config("spark.driver.bindAddress", os.environ["SPARK_LOCAL_IP"])
            .config("spark.driver.host", os.environ["SPARK_LOCAL_IP"])
            .config("spark.executorEnv.PYTHONPATH", str(ROOT))
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "20000")
            .config("spark.sql.adaptive.enabled", "false")
            .config("spark.sql.shuffle.partitions", "8")
            .getOrCreate()
        )
    except (PySparkException, Py4JError, RuntimeError) as fault:
        raise Problem(
            "no session of the cluster could be begun",
            where=master,
            hint="Check that Java 17 is installed and that the master runs (make cluster-up)",
        ) from fault
    spark.sparkContext.setLogLevel("OFF")
    try:
        yield spark
    except (PySparkException, Py4JError) as fault:
        raise Problem(
            "the cluster could not do the load, after several tries of a part; the lake is as it was",
            where=master,
            hint="The logs of its workers say why; then load the same files again",
        ) from fault
    finally:
        spark.stop()
