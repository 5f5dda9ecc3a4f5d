"""A process that has read the child's modules and never a stranger's byte: each child is forked from it at once.

Started anew, a child takes a quarter of a second to read its modules. Linux only; elsewhere each child is started by itself.
Called as `python -m analytics.ingest.sandbox.fork_client` with a socket as its standard input. Each message there is the path of an
order, with a socket for the job: "forked" comes back on it, and in the end the child's exit status. Whoever closes the
socket ends the child; once the standard input is closed, all of them.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

# Nothing to do for so long, it ends, and is started again when needed.
IDLE_SECONDS = 600
# Nothing to do for so long, it reads what only some children need.
SOON_SECONDS = 30
FORKED = b"forked"
ERRORS = "errors.txt"
_LONGEST = 1 << 16
_START_SECONDS = 60
_WHOLE = Path("libraries")


class Template:
    """The process, as those see it who need children."""

    def __init__(self, environment: Callable[[Path], dict[str, str]]) -> None:
        self._environment = environment
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0

    def fork(self, order: Path) -> socket.socket:
        """Have a child do the order; the socket of its job. Raises OSError where no child can be had."""
        for is_last in (False, True):
            control = self._alive()
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            ours.settimeout(_START_SECONDS)
            try:
                with theirs:
                    socket.send_fds(control, [str(order).encode()], [theirs.fileno()])
                if ours.recv(_LONGEST) == FORKED:
                    return ours
                raise BrokenPipeError("no child was forked")
            except OSError:
                ours.close()
                self._drop(control)
                if is_last:
                    raise
        raise AssertionError

    def warm(self, *, whole: bool = False) -> None:
        """Start the process now, so that the first order does not wait for it; no matter if it cannot be had.

        `whole`: have it read what only some children need too, and wait for that.
        """
        if sys.platform != "linux":
            return
        with contextlib.suppress(OSError):
            if whole:
                self.fork(_WHOLE).close()
            self._alive()

    def close(self) -> None:
        """End the process and all of its children."""
        if self._control:
            self._drop(self._control)

    def _drop(self, control: socket.socket) -> None:
        with self._lock:
            if self._control is not control:
                return
            process, self._process, self._control = self._process, None, None
        control.close()
        if process and self._owner == os.getpid():
            process.wait()

    def _alive(self) -> socket.socket:
        with self._lock:
            if self._control and self._owner == os.getpid():
                return self._control
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "analytics.ingest.sandbox.fork_client"],
                    cwd=Path(__file__).parents[3],
                    env=self._environment(Path("/nonexistent")),
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            if not self._owner:
                atexit.register(self.close)
            self._owner = os.getpid()
            return self._control


class _NoPandas:
    """Finds nothing under the name of pandas."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name == "pandas":
            raise ImportError(name)


def without_pandas() -> None:
    """Keep pandas out of this process: pyarrow reads it where it can, which takes longer than all else, and no child needs it."""
    sys.meta_path.insert(0, _NoPandas())


def main() -> None:
    """Fork a child for each order, and tell how it ended."""
    from analytics.ingest.sandbox import ask as child

    without_pandas()
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    gc.collect()
    gc.freeze()
    _Forks(control, child.work).serve()


class _Forks:
    def __init__(self, control: socket.socket, work: Callable[[Path], None]) -> None:
        self._control = control
        self._work = work
        self._jobs: dict[int, socket.socket] = {}
        self._has_libraries = False
        self._ended, self._wake = os.pipe()
        for end in (self._ended, self._wake):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake)
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ)
        self._selector.register(self._ended, selectors.EVENT_READ)

    def serve(self) -> None:
        while True:
            ready = self._selector.select(IDLE_SECONDS if self._has_libraries else SOON_SECONDS)
            if not ready and not self._jobs:
                if self._has_libraries:
                    return
                self._read_libraries()
            for key, _ in ready:
                if key.fileobj is self._control:
                    if not self._take():
                        for child in self._jobs:
                            _kill(child)
                        return
                elif key.fileobj == self._ended:
                    with contextlib.suppress(BlockingIOError):
                        os.read(self._ended, _LONGEST)
                else:  # nobody waits for it any more
                    self._selector.unregister(key.fileobj)
                    _kill(key.data)
            self._bury()

    def _read_libraries(self) -> None:
        """What large files and Parquet need, which takes longer than all else."""
        from analytics.ingest.documents import bulk as quick

        del quick  # it brings pyarrow
        self._has_libraries = True
        gc.freeze()

    def _take(self) -> bool:
        """Begin a job; False where nobody can ask for one any more."""
        order, sockets, _, _ = socket.recv_fds(self._control, _LONGEST, 1)
        if not order or not sockets:
            return False
        with contextlib.suppress(OSError):  # without a child the socket is closed, which says so
            job = socket.socket(fileno=sockets[0])
            if order == bytes(_WHOLE):
                self._read_libraries()
                job.send(FORKED)
                return True
            if (child := os.fork()) == 0:
                self._be_child(Path(os.fsdecode(order)))
            self._jobs[child] = job
            self._selector.register(job, selectors.EVENT_READ, child)
            job.send(FORKED)
        return True

    def _be_child(self, order: Path) -> None:
        """Do the work and end; never returns."""
        status = 1
        try:
            os.setsid()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.closerange(3, 256)
            errors = os.open(order.parent / ERRORS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            os.dup2(errors, 2)
            os.environ["HOME"] = os.environ["TMPDIR"] = str(order.parent)
            self._work(order)
            status = 0
        except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
            traceback.print_exc()
        finally:
            os._exit(status)

    def _bury(self) -> None:
        """Tell of each child that has ended, when nothing that it started is left."""
        while found := _ended_child():
            _kill(found)
            _, status = os.waitpid(found, 0)
            job = self._jobs.pop(found)
            with contextlib.suppress(OSError, KeyError, ValueError):
                self._selector.unregister(job)
            with contextlib.suppress(OSError):
                job.send(str(os.waitstatus_to_exitcode(status)).encode())
            job.close()


def _ended_child() -> int:
    """A child that has ended and is not buried yet; 0 for none."""
    with contextlib.suppress(ChildProcessError):
        if found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return found.si_pid
    return 0


def _kill(child: int) -> None:
    """End a child, and all that it started."""
    with contextlib.suppress(OSError):
        os.killpg(child, signal.SIGKILL)
    with contextlib.suppress(OSError):
        os.kill(child, signal.SIGKILL)


if __name__ == "__main__":
    main()
