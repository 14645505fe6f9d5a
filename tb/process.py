# SPDX-License-Identifier: Apache-2.0
"""Child processes that always end, and file locks that are never waited for without a limit."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_LOCK_POLL_S = 0.05
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
TIMED_OUT = -1000
"""Exit code reported for a process that was ended because its wall-clock limit was reached."""


def run_logged(
    cmd: Sequence[str], cwd: Path, env: Mapping[str, str], log: Path, timeout_s: float, append: bool = False
) -> int:
    """Run *cmd* with output in *log*; return its exit code, or `TIMED_OUT` after *timeout_s* seconds.

    The command gets a process group of its own, which is ended as a whole: make and the compilers below it, or a
    simulator and what it started, must not outlive the test that asked for them.
    """
    with log.open("a" if append else "w") as out:
        child = subprocess.Popen(
            cmd, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
            start_new_session=True, preexec_fn=die_with_parent,
        )  # fmt: skip
        try:
            return child.wait(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            return TIMED_OUT
        finally:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def die_with_parent() -> None:
    """A free-running clock never ends by itself: a simulation must not survive the run that started it."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@contextmanager
def locked(path: Path, timeout_s: float) -> Iterator[None]:
    """Hold an exclusive lock on *path*; raise TimeoutError naming it after *timeout_s* seconds.

    The kernel drops the lock when its holder dies, so a killed run never blocks the next one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + timeout_s
    with path.open("w") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise TimeoutError(
                        f"{path}: still locked after {timeout_s:.0f} s by another run; wait for it or end it"
                    ) from None
                time.sleep(_LOCK_POLL_S)
        yield


def tail(path: Path, lines: int = 20) -> str:
    """The last *lines* lines of a log, or a remark that it is not there or empty."""
    if not path.is_file():
        return f"({path.name} was not written)"
    text = path.read_text(errors="replace").splitlines()
    return "\n".join(text[-lines:]) or f"({path.name} is empty)"
