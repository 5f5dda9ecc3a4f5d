"""A cluster on the loopback of this machine: a standalone master and workers as processes of their own, to try `cluster load` on.

`python -m analytics.cluster.daemons up [--workers 2]`, and `down`.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import click

from analytics.core.errors import Problem

HOST = "127.0.0.1"
PORT = 7077
_PATIENCE_S = 60
_BEGUN = {"master": "Starting Spark master at", "worker": "Successfully registered with master"}


class Daemons:
    """The processes, known by files in a folder: `<name>.pid` and `<name>.log`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    def up(self, workers: int = 2, port: int = PORT, memory: str = "1g") -> str:
        """Begin a master and workers of one core each; the address of the master. Raises Problem where one does not begin."""
        if self.pids():
            raise Problem("it runs already", where=str(self.folder), hint="End it first: make cluster-down")  # fmt: skip
        self.folder.mkdir(parents=True, exist_ok=True)
        self._start("master", "deploy.master.Master", "--host", HOST, "--port", str(port), "--webui-port", "0")  # fmt: skip
        found = re.search(r"spark://[\w.]+:\d+", self._await("master", "master"))
        address = found[0] if found else f"spark://{HOST}:{port}"
        for number in range(1, workers + 1):
            name = f"worker-{number}"
            self._start(
                name, "deploy.worker.Worker", "--host", HOST, "--cores", "1", "--memory", memory, "--webui-port", "0",
                "--work-dir", str(self.folder / name), address,
            )  # fmt: skip
            self._await(name, "worker")
        return address

    def down(self) -> int:
        """End what runs; how many processes that were."""
        pids = self.pids()
        for path, pid in pids.items():
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGTERM)
            path.unlink()
        return len(pids)

    def pids(self) -> dict[Path, int]:
        """{its file: the process}, of those that run."""
        pids = {path: int(path.read_text()) for path in sorted(self.folder.glob("*.pid"))}
        return {path: pid for path, pid in pids.items() if _runs(pid)}

    def _start(self, name: str, kind: str, *words: str) -> None:
        try:
            import pyspark
        except ModuleNotFoundError as fault:
            raise Problem(
                "Spark is not installed",
                hint="Run: pip install -r analytics/cluster/requirements.txt, and install Java 17",
            ) from fault
        home = Path(pyspark.__file__).parent
        environment = {
            **os.environ,
            "SPARK_HOME": str(home),
            "SPARK_SCALA_VERSION": "2.13",
            "SPARK_LOCAL_IP": HOST,
            "PYSPARK_PYTHON": sys.executable,
        }
        with (self.folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [str(home / "bin/spark-class"), f"org.apache.spark.{kind}", *words],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        (self.folder / f"{name}.pid").write_text(str(process.pid))

    def _await(self, name: str, kind: str) -> str:
        log, pid = self.folder / f"{name}.log", int((self.folder / f"{name}.pid").read_text())
        give_up = time.monotonic() + _PATIENCE_S
        while time.monotonic() < give_up and _runs(pid):
            text = log.read_text(errors="replace")
            if _BEGUN[kind] in text:
                return text
            time.sleep(0.1)
        self.down()
        raise Problem(f"the {kind} did not begin", where=str(log), hint="Its log says why; check that Java 17 is installed")  # fmt: skip


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A child of this process that has ended and was not waited for is there still.
    with suppress(ChildProcessError):
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    return True


@click.command()
@click.argument("what", type=click.Choice(["up", "down"]))
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--folder", default=".cluster", show_default=True)
def main(what: str, workers: int, folder: str) -> None:
    """Begin or end a cluster on this machine's loopback."""
    daemons = Daemons(Path(folder))
    try:
        if what == "up":
            click.echo(
                f"{daemons.up(workers)} with {workers} workers; end it with: make cluster-down"
            )
        else:
            click.echo(f"{daemons.down()} processes ended")
    except Problem as problem:
        click.echo(str(problem), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
