# SPDX-License-Identifier: Apache-2.0
"""Runs a scenario for somebody who watches: says what is being done, prints the notes of the run as they come.

What `make sim` and `make charge` have in common. The scenario is a cocotb test that notes what happens (tb/record.py).
"""

from __future__ import annotations

import json
import shutil
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tb.record import PROGRESS_VARIABLE, RECORD_VARIABLE
from tb.runner import ROOT, RUN_TIMEOUT_S, Bench, BuildError, RunResult, Settings, build, run

_POLL_S = 0.1


@dataclass(frozen=True)
class Watched:
    """What a watched run left. `wall_s` is all the time it took, the build included."""

    result: RunResult
    record: Path
    wall_s: float


def watch(
    bench: Bench, module: str, test: str, chosen: Settings, profile: str, out: Path,
    sentence: Callable[[Mapping[str, object]], str], extra_env: Mapping[str, str] | None = None,
    timeout_s: float = RUN_TIMEOUT_S,
) -> Watched | None:  # fmt: skip
    """Build *bench* and run *test* of *module* with waves, in the folder *out*, which is emptied before.

    *sentence* makes a line for the terminal of a note. JUnit XML is left as `junit.xml`. None if something failed, which
    has been printed then.
    """
    started = time.monotonic()
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    record = out / "record.json"
    print("building the RTL …", flush=True)
    try:
        build(bench, chosen.sim, profile, waves=True)
    except BuildError as error:
        print(error, file=sys.stderr)
        return None
    print(f"simulating (built after {time.monotonic() - started:.1f} s) …\n", flush=True)
    progress = out / "progress.jsonl"
    progress.touch()

    def work() -> RunResult:
        return run(
            bench, module, test, seed=chosen.seed, sim=chosen.sim, profile=profile, waves=True, run_dir=out / "run",
            timeout_s=timeout_s,
            extra_env={PROGRESS_VARIABLE: str(progress), RECORD_VARIABLE: str(record), **(extra_env or {})},
        )

    result = _with_progress(work, progress, sentence)
    if result.results_xml.is_file():
        shutil.copy(result.results_xml, out / "junit.xml")
    if not result.passed:
        print(f"\nFAILED: {result.message}\nlog: {short(result.log)}", file=sys.stderr)
        return None
    return Watched(result, record, time.monotonic() - started)


def short(path: Path) -> str:
    """A path as a reader can paste it, from the repository root."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def _with_progress(
    work: Callable[[], RunResult], progress: Path, sentence: Callable[[Mapping[str, object]], str]
) -> RunResult:
    """Do *work* in a thread and print the notes in *progress* as they come."""
    results: list[RunResult | BaseException] = []

    def thread_body() -> None:
        try:
            results.append(work())
        except BaseException as error:  # handed to the caller below
            results.append(error)

    thread = threading.Thread(target=thread_body, daemon=True)
    thread.start()
    with progress.open(encoding="utf-8") as stream:
        while True:
            alive = thread.is_alive()
            for line in stream.read().splitlines():
                note = json.loads(line)
                print(f"  {note['time_ns'] / 1e9:10.6f} s  {sentence(note)}", flush=True)
            if not alive:
                break
            thread.join(_POLL_S)
    if isinstance(results[0], BaseException):
        raise results[0]
    return results[0]
