# SPDX-License-Identifier: Apache-2.0
"""Co-simulation and replay of a scenario, in Icarus and in Verilator, and the processor time that each takes.

The scenarios are those of `make sim`. Times are processor times of the simulator's process, so that other work on the machine
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
from scenarios import ameba, quectel
from tb.process import TIMED_OUT, run_logged, tail
from tb.runner import ROOT, Bench, build, run
from tb.simulators import TIMESCALE, make_simulator, verilator_env

MODULE = "bench.sim_timed"
TIME_VARIABLE = "DORMOUSE_BENCH_TIMES"
AON_HZ = 32_768
_RUN_LIMIT_S = 300
_BUILD_LIMIT_S = 900
Say = Callable[[str], None]


class BenchError(Exception):
    """A run that a measure needs did not work; the message says which and what it said."""


class Scenario(NamedTuple):
    """What `make sim` tells of one platform, as a test that measures itself."""

    profile: str
    bench: Bench
    test: str

    @property
    def out(self) -> Path:
        """Where everything that belongs to it goes."""
        return ROOT / "build" / "bench" / self.profile

    @property
    def memory(self) -> Path:
        """The memory file of what was driven."""
        return self.out / "stimulus.hex"

    @property
    def plant_memory(self) -> Path:
        """The memory file of what the plant drove."""
        return self.out / "plant.hex"


SLEEP = Scenario("ameba", ameba.BENCH, "sleep_and_wake_timed")
CHARGE = Scenario("quectel", quectel.BENCH, "charge_and_sleep_timed")


def record(story: Scenario, say: Say) -> stimulus.Recording:
    """Run the scenario in co-simulation, all signals of the top recorded, and read them back. Builds the replay benches."""
    story.out.mkdir(parents=True, exist_ok=True)
    say(f"recording the scenario of {story.profile}")
    _cosimulate(story, "icarus", waves=True, plusargs=("+vcd_pins",))
    recording = stimulus.read(story.out / "run-icarus" / "tb_top.vcd", "tb_top")
    for top, memory, driven in (
        ("replay_top.sv", story.memory, stimulus.DRIVEN),
        ("plant_top.sv", story.plant_memory, stimulus.PLANT),
    ):
        words = stimulus.words(recording, driven)
        width = stimulus.write_top(story.out / top, recording, len(words), driven)
        stimulus.write_memory(memory, words, width)
    return recording


def check_replay(story: Scenario, recording: stimulus.Recording, say: Say) -> int:
    """Number of changes of the top's signals that the replay in Icarus repeats. Unfaithful if it does not."""
    say("checking the replay")
    vcd = story.out / "replay.vcd"
    replay(story, "icarus", f"+vcd={vcd}", "+vcd_pins")
    return stimulus.compare(recording, stimulus.read(vcd, "replay_top.u_tb"))


class Times(NamedTuple):
    """Processor seconds, best of some runs."""

    replay: float
    """The replay, without its start-up."""
    cosimulation: float
    """The co-simulation, all scoreboards on."""
    without_plant: float | None
    """The same with a recording in the place of the plant; None for a scenario without one."""


def times(story: Scenario, sim: str, repeats: int, say: Say) -> Times:
    """All in turns: what else the machine does changes with the hour, and must not favour one of them."""
    starts, replays, cosimulations, without = [], [], [], []
    for number in range(repeats):
        say(f"co-simulation and replay of {story.profile} in {sim}, {number + 1} of {repeats}")
        cosimulations.append(_cosimulate(story, sim))
        if story is CHARGE and sim == "icarus":
            without.append(_cosimulate(_without_plant(story), sim, plusargs=("+go_on", f"+stimulus={story.plant_memory}")))
        starts.append(replay(story, sim, "+start_only"))
        replays.append(replay(story, sim))
    return Times(min(replays) - min(starts), min(cosimulations), min(without, default=None))


def _without_plant(story: Scenario) -> Scenario:
    bench = Bench(top=_path(story, "plant_top.sv"), profile="selected")
    return story._replace(bench=bench, test="charge_and_sleep_recorded")


def _cosimulate(story: Scenario, sim: str, waves: bool = False, plusargs: Sequence[str] = ()) -> float:
    times = story.out / f"times-{sim}.json"
    times.unlink(missing_ok=True)
    result = run(
        story.bench, MODULE, story.test, sim=sim, profile=story.profile, waves=waves, plusargs=plusargs,
        timeout_s=_RUN_LIMIT_S, extra_env={TIME_VARIABLE: str(times)}, run_dir=story.out / f"run-{sim}",
    )  # fmt: skip
    if not result.passed:
        raise BenchError(f"{story.test} in {sim}: {result.message}\nlog: {result.log.relative_to(ROOT)}")
    return json.loads(times.read_text())["cpu_s"]


def replay(story: Scenario, sim: str, *plusargs: str) -> float:
    """Play the recording back once; processor seconds of the whole process."""
    program = _icarus_program(story) if sim == "icarus" else _verilator_program(story)
    log = story.out / f"replay-{sim}.log"
    with log.open("w") as out:
        child = subprocess.Popen(
            [*program, f"+stimulus={story.memory}", *plusargs], cwd=story.out, stdin=subprocess.DEVNULL, stdout=out,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    said = log.read_text(errors="replace")
    if child.returncode or "rror" in said or "FATAL" in said:
        raise BenchError(f"replay in {sim}: exit code {child.returncode}\n{tail(log)}")
    return usage.ru_utime + usage.ru_stime


def _path(story: Scenario, top: str) -> str:
    return str((story.out / top).relative_to(ROOT))


def _replay_bench(story: Scenario) -> Bench:
    return Bench(top=_path(story, "replay_top.sv"), profile="selected")


def _icarus_program(story: Scenario) -> list[str]:
    directory = build(_replay_bench(story), "icarus", story.profile)
    return ["vvp", "-n", str(directory / "sim.vvp")]


def _verilator_program(story: Scenario) -> list[str]:
    """A program of its own, without cocotb and its interface; built anew only if a source is newer."""
    directory = story.out / "verilator"
    simulator = make_simulator(_replay_bench(story), "verilator", story.profile, False, directory)
    program = directory / "replay"
    sources = [*simulator.inputs(), ROOT / "tb" / "simulators.py"]
    if program.is_file() and all(path.stat().st_mtime < program.stat().st_mtime for path in sources):
        return [str(program)]
    command = [
        "verilator", "--binary", "--top-module", "replay_top", "-Mdir", str(directory), "-o", program.name, "-j", "2",
        "-DSIMULATION=1", f"-DPMU_WRAPPER=pmu_{story.profile}", "--timescale", "/".join(TIMESCALE), "-Wno-fatal",
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
