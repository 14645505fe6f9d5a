# SPDX-License-Identifier: Apache-2.0
"""Starts a simulator once for many tests: each test is a fork of it, taken before time 0.

A simulation starts by reading the compiled design and importing cocotb, pytest and the models, which takes longer than many a
test. The tests of one file, on one design and with one seed, have all of that in common. So it is done once, by a simulator
that then waits (`serve`), and each test is a copy of that process: its own memory from the first moment on, its own log and
result file. Nothing of a test is left for the next one, and one that crashes or hangs takes nothing with it.

    code = run_forked(cmd, cwd, env, log, timeout_s, build)

`run_forked` is `tb.process.run_logged` by other means. It keeps one waiting simulator: the next test mostly wants the same.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tb.process import TIMED_OUT, die_with_parent

_SOCKET = "DORMOUSE_FORKS"
_USERS = "cocotb.logging:_configure,cocotb._init:init_package_from_simulation,tb.forks:serve"
# What may differ between two tests that share a simulator
_OF_A_TEST = ("COCOTB_TEST_FILTER", "COCOTB_RESULTS_FILE", "COCOTB_RESULTS_ATTACHMENTS")
_GRACE_S = 60  # for the start, which the limit of a test does not count
_MESSAGE_BYTES = 1 << 16


class _Server:
    """A simulator that waits, seen from outside."""

    def __init__(self, key: object, cmd: Sequence[str], cwd: Path, env: Mapping[str, str], log: Path) -> None:
        self.key, self.log = key, log
        self.link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with log.open("w") as out, theirs:
            self.process = subprocess.Popen(
                cmd, cwd=cwd, env={**env, _SOCKET: str(theirs.fileno()), "PYGPI_USERS": _USERS}, stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=die_with_parent,
                pass_fds=[theirs.fileno()],
            )  # fmt: skip

    def ask(self, request: Mapping[str, object], timeout_s: float) -> int | None:
        """Exit code of the test, `TIMED_OUT`, or None if the simulator itself has ended."""
        try:
            self.link.send(json.dumps(request).encode())
            self.link.settimeout(timeout_s)
            reply = self.link.recv(_MESSAGE_BYTES)
        except TimeoutError:
            return TIMED_OUT
        except OSError:
            return None
        return json.loads(reply) if reply else None

    def end(self) -> int:
        """End it, and with it what it runs; its exit code."""
        self.link.close()
        try:
            return self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            return self.process.wait()


_server: _Server | None = None


@atexit.register
def end_server() -> None:
    """End the waiting simulator, if there is one."""
    global _server
    if _server is not None:
        _server.end()
        _server = None


def run_forked(
    cmd: Sequence[str], cwd: Path, env: Mapping[str, str], log: Path, timeout_s: float, build: str
) -> int:  # fmt: skip
    """Run the test that *env* names, with output in *log*; its exit code, or `TIMED_OUT` after *timeout_s* seconds.

    *build* is a fingerprint of the compiled design: a simulator that has read another one is of no use.
    """
    global _server
    common = {name: value for name, value in env.items() if name not in _OF_A_TEST}
    key = (list(cmd), common, build)
    if _server is not None and (_server.key != key or _server.process.poll() is not None):
        end_server()
    if _server is None:
        _server = _Server(key, cmd, cwd, common, log.with_name("start.log"))
    own = {name: env[name] for name in _OF_A_TEST if name in env}
    request = {"env": own, "cwd": str(cwd), "log": str(log), "start": str(_server.log), "timeout_s": timeout_s}
    code = _server.ask(request, timeout_s + _GRACE_S)
    if code is None:  # it did not come up: its own words are all there is
        server, _server = _server, None
        code = server.end() or 1
        log.write_text(server.log.read_text(errors="replace"))
    elif code == TIMED_OUT:
        end_server()
    return code


# ---- in the simulator


def serve() -> None:
    """Entry point in the place of cocotb's own: import the tests, then fork for each request. Returns in the forks only."""
    from cocotb.regression import RegressionManager, _run_regression

    RegressionManager.setup_pytest_assertion_rewriting()
    RegressionManager.setup_pytest_assertion_rewriting = classmethod(lambda cls: None)  # it is done, and takes its time
    sys.path.insert(0, "")
    try:
        importlib.import_module(os.environ["COCOTB_TEST_MODULES"])
    except Exception:  # noqa: BLE001  the test imports it once more, and says what is wrong
        pass
    gc.collect()
    gc.freeze()  # a collection in a fork need not look at all this, nor copy its pages
    link = socket.socket(fileno=int(os.environ.pop(_SOCKET)))
    while message := link.recv(_MESSAGE_BYTES):
        request = json.loads(message)
        sys.stdout.flush()
        ctypes.CDLL(None).fflush(None)  # what the simulator has said so far is not the fork's to say again
        over, ours = os.pipe()
        child = os.fork()
        if not child:
            os.close(over)  # `ours` stays open until this process ends, which is how the server sees the end
            link.close()
            _become_the_test(request)
            _run_regression()
            return
        os.close(ours)
        code = _ended(child, over, link, request["timeout_s"])
        os.close(over)
        link.send(json.dumps(code).encode())
    os._exit(0)


def _become_the_test(request: Mapping[str, object]) -> None:
    os.setsid()
    die_with_parent()
    os.chdir(request["cwd"])
    os.environ.update(request["env"])
    log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o666)
    os.write(log, Path(request["start"]).read_bytes())
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


def _ended(child: int, over: int, link: socket.socket, timeout_s: float) -> int:
    """Wait for *child*; its exit code, or `TIMED_OUT`. Ends this process as well if nobody waits for the answer any more."""
    ready, _, _ = select.select([over, link], [], [], timeout_s)
    if over not in ready:
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if link in ready:
        os._exit(0)
    return os.waitstatus_to_exitcode(status) if ready else TIMED_OUT
