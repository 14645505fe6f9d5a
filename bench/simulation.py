# SPDX-License-Identifier: Apache-2.0
"""Co-simulation and replay of one scenario, in Icarus and in Verilator, and the processor time that each takes.

The scenario is that of `make sim`. Times are processor times of the simulator's process, so that other work on the machine
does not count: what a co-simulation needs from the first line of the test to its end, and what a replay needs beyond
one that ends at its first word. The best of some runs counts.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from bench import stimulus
from tb.process import TIMED_OUT, run_logged, tail
from tb.runner import ROOT, Bench, build, run
from tb.scenario import BENCH
from tb.simulators import TIMESCALE, make_simulator, verilator_env

PROFILE = "ameba"
MODULE, TEST = "bench.sim_timed", "sleep_and_wake_timed"
TIME_VARIABLE = "DORMOUSE_BENCH_TIMES"
OUT = ROOT / "build" / "bench"
AON_HZ = 32_768
_RUN_LIMIT_S = 300
_BUILD_LIMIT_S = 900
Say = Callable[[str], None]


class BenchError(Exception):
    """A run that a measure needs did not work; the message says which and what it said."""


def record(say: Say) -> stimulus.Recording:
    """Run the scenario in co-simulation, all signals of the top recorded, and read them back. Builds the replay bench."""
    OUT.mkdir(parents=True, exist_ok=True)
    say("recording the scenario")
    _cosimulate("icarus", waves=True, plusargs=("+vcd_pins",))
    recording = stimulus.read(OUT / "run-icarus" / "tb_top.vcd", "tb_top")
    words = stimulus.words(recording)
    width = stimulus.write_top(OUT / "replay_top.sv", recording, len(words))
    stimulus.write_memory(memory(), words, width)
    return recording


def memory() -> Path:
    """The memory file of the recorded scenario."""
    return OUT / "stimulus.hex"


def check_replay(recording: stimulus.Recording, say: Say) -> int:
    """Number of changes of the top's signals that the replay in Icarus repeats. Unfaithful if it does not."""
    say("checking the replay")
    vcd = OUT / "replay.vcd"
    replay("icarus", f"+vcd={vcd}", "+vcd_pins")
    return stimulus.compare(recording, stimulus.read(vcd, "replay_top.u_tb"))


class Times(NamedTuple):
    """Processor seconds, best of some runs."""

    replay: float
    """The replay, without its start-up."""
    cosimulation: float
    """The co-simulation, all scoreboards on."""


def times(sim: str, repeats: int, say: Say) -> Times:
    """Both in turns: what else the machine does changes with the hour, and must not favour one of them."""
    starts, replays, cosimulations = [], [], []
    for number in range(repeats):
        say(f"co-simulation and replay in {sim}, {number + 1} of {repeats}")
        cosimulations.append(_cosimulate(sim))
        starts.append(replay(sim, "+start_only"))
        replays.append(replay(sim))
    return Times(min(replays) - min(starts), min(cosimulations))


def _cosimulate(sim: str, waves: bool = False, plusargs: Sequence[str] = ()) -> float:
    times = OUT / f"times-{sim}.json"
    times.unlink(missing_ok=True)
    result = run(
        BENCH, MODULE, TEST, sim=sim, profile=PROFILE, waves=waves, plusargs=plusargs, timeout_s=_RUN_LIMIT_S,
        extra_env={TIME_VARIABLE: str(times)}, run_dir=OUT / f"run-{sim}",
    )  # fmt: skip
    if not result.passed:
        raise BenchError(f"co-simulation in {sim}: {result.message}\nlog: {result.log.relative_to(ROOT)}")
    return json.loads(times.read_text())["cpu_s"]


def replay(sim: str, *plusargs: str) -> float:
    """Play the recording back once; processor seconds of the whole process."""
    program = _icarus_program() if sim == "icarus" else _verilator_program()
    log = OUT / f"replay-{sim}.log"
    with log.open("w") as out:
        child = subprocess.Popen(
            [*program, f"+stimulus={memory()}", *plusargs], cwd=OUT, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    said = log.read_text(errors="replace")
    if child.returncode or "rror" in said or "FATAL" in said:
        raise BenchError(f"replay in {sim}: exit code {child.returncode}\n{tail(log)}")
    return usage.ru_utime + usage.ru_stime


def _replay_bench() -> Bench:
    return Bench(top=str((OUT / "replay_top.sv").relative_to(ROOT)), profile="selected")


def _icarus_program() -> list[str]:
    directory = build(_replay_bench(), "icarus", PROFILE)
    return ["vvp", "-n", str(directory / "sim.vvp")]


def _verilator_program() -> list[str]:
    """A program of its own, without cocotb and its interface; built anew only if a source is newer."""
    directory = OUT / "verilator"
    simulator = make_simulator(_replay_bench(), "verilator", PROFILE, False, directory)
    program = directory / "replay"
    sources = [*simulator.inputs(), ROOT / "tb" / "simulators.py"]
    if program.is_file() and all(path.stat().st_mtime < program.stat().st_mtime for path in sources):
        return [str(program)]
    command = [
        "verilator", "--binary", "--top-module", "replay_top", "-Mdir", str(directory), "-o", program.name, "-j", "2",
        "-DSIMULATION=1", f"-DPMU_WRAPPER=pmu_{PROFILE}", "--timescale", "/".join(TIMESCALE), "-Wno-fatal",
        *simulator.compile_args(), *(f"-I{path}" for path in simulator.library_dirs()),
        "-MAKEFLAGS", "CFG_CXXFLAGS_PCH_I=-include", *(str(path) for path in simulator.explicit_sources()),
    ]  # fmt: skip
    directory.mkdir(parents=True, exist_ok=True)
    log = directory / "build.log"
    code = run_logged(command, ROOT, {**os.environ, **verilator_env()}, log, _BUILD_LIMIT_S)
    if code:
        why = "no end" if code == TIMED_OUT else f"exit code {code}"
        raise BenchError(f"replay bench in Verilator: {why}\n{tail(log)}")
    return [str(program)]
