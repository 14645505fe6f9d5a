# SPDX-License-Identifier: Apache-2.0
"""Measures speed and size, and prints one table: what, how much, the goal, and the limit where there is one.

    python bench/run.py [--only cosim verilator model toggles ice40 sim] [--repeats 3]

Ratios come from one run on one machine. Nothing passes or fails here; a measure that cannot be taken says why.
"""

from __future__ import annotations

import argparse
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # started as a script, Python would look for our packages in bench/

from bench import day, simulation, toggles  # noqa: E402
from bench.simulation import AON_HZ, CHARGE, SLEEP, BenchError, Scenario  # noqa: E402
from bench.stimulus import Recording, Unfaithful  # noqa: E402
from syn import ice40  # noqa: E402
from syn.yosys import ToolError  # noqa: E402
from tb.runner import BuildError  # noqa: E402

_SIM_LIMIT_S = 600


class Row(NamedTuple):
    """One line of the table."""

    what: str
    measured: str
    goal: str = ""
    limit: str = ""


class Bench:
    """The measures; what several of them need (the recording, times of Icarus) is made once."""

    def __init__(self, repeats: int, say: Callable[[str], None]) -> None:
        self.repeats, self.say = repeats, say
        self.notes: list[str] = []
        self._recordings: dict[str, Recording] = {}
        self._times: dict[tuple[str, str], simulation.Times] = {}

    def cosim(self) -> list[Row]:
        """Co-simulation against replay, both in Icarus."""
        rows = []
        for story, what in ((SLEEP, "co-simulation"), (CHARGE, "charger scenario")):
            took, ticks = self._times_in(story, "icarus"), self._ticks(story)
            quickest = took.cosimulation if took.without_plant is None else took.without_plant
            rows.append(Row(f"{what}, all scoreboards ÷ replay in vvp, ticks/s", f"{took.replay / quickest:.2f}", "≥ 0.9", "1"))
            if took.without_plant is not None:
                rows.append(Row("   the same with the plant of the battery", f"{took.replay / took.cosimulation:.2f}"))
            rows += [
                Row("   co-simulation, ticks/s", f"{ticks / took.cosimulation:,.0f}"),
                Row("   replay, ticks/s", f"{ticks / took.replay:,.0f}"),
            ]
        return rows

    def verilator(self) -> list[Row]:
        """Verilator against Icarus."""
        icarus, verilator = self._times_in(SLEEP, "icarus"), self._times_in(SLEEP, "verilator")
        return [
            Row("Verilator ÷ Icarus, replay", f"{icarus.replay / verilator.replay:.0f}", "≥ 20"),
            Row(
                "Verilator ÷ Icarus, co-simulation, all scoreboards",
                f"{icarus.cosimulation / verilator.cosimulation:.1f}",
            ),
        ]

    def model(self) -> list[Row]:
        """The model alone."""
        self.say("model alone")
        seconds, _ = day.measure(5 * self.repeats)
        what = f"model alone: a day, {day.CYCLES} sleep/wake cycles by alarm"
        return [Row(what, f"{seconds * 1000:.0f} ms", "≤ 50 ms")]

    def toggles(self) -> list[Row]:
        """Flop activity of each sleep mode."""
        rows = []
        for story, mode, name in (
            (SLEEP, 2, "DEEP_SLEEP"), (SLEEP, 1, "SLEEP"), (CHARGE, 1, "SLEEP, charger idle, monitor scanning"),
        ):  # fmt: skip
            activity = toggles.measure(story, self._record(story), mode, self.say)
            what = f"flop toggles per AON tick in {name}, whole PMU"
            rows.append(Row(what, f"{activity.per_tick:.2f}", "≤ 2.5", "2 (a binary counter)"))
            watched = f"{activity.watched} of {activity.flops} flop bits watched for {activity.ticks} ticks"
            self.notes.append(f"{story.profile}, {name}: {watched}")
            if activity.per_tick > toggles.GOAL_PER_TICK:
                self.notes += ["toggles per tick:", *toggles.offenders(activity)]
        return rows

    def ice40(self) -> list[Row]:
        """Size and clock rates on an FPGA."""
        self.say("synthesis, place and route (minutes)")
        rows = []
        for profile, module in ((SLEEP.profile, None), (CHARGE.profile, ice40.BATTERY)):
            fit = ice40.implement(profile, module)
            name = f"pmu_{profile}" if module is None else f"monitor + charger of {profile}"
            rows += [
                Row(f"iCE40 UP5K, {name}: LUT4 / flops", f"{fit.luts} / {fit.flops}", f"{ice40.GOAL.cells} logic cells"),
                Row("   logic cells, test harness included", f"{fit.cells}"),
            ]
            rows += [Row(f"   Fmax of {clock} on {fit.device}", f"{rate / 1e6:.1f} MHz") for clock, rate in fit.fmax_hz.items()]
            if not fit.fits:
                rates = f"the rates are of the {fit.device}, about three times as fast" if fit.fmax_hz else "so it has no rates"
                self.notes.append(f"{name} does not fit the UP5K; {rates} (python -m syn.ice40 --blocks)")
        return rows

    def sim(self) -> list[Row]:
        """What a user waits for."""
        self.say("make sim from scratch (without set-up)")
        for stamp in (ROOT / "build" / "icarus" / "tb_top").glob("*/built"):
            stamp.unlink()
        start, cpu = time.monotonic(), _children_s()
        done = subprocess.run(
            [sys.executable, "-m", "tb.sim"], cwd=ROOT, capture_output=True, text=True, timeout=_SIM_LIMIT_S, check=False
        )
        wall, cpu = time.monotonic() - start, _children_s() - cpu
        if done.returncode:
            raise BenchError(f"make sim: exit code {done.returncode}\n{done.stdout[-1000:]}{done.stderr[-1000:]}")
        size = re.search(r"\(([\d.]+) MB\)", done.stdout)
        return [
            Row("make sim after set-up, compile included: wall time", f"{wall:.1f} s", "≤ 15 s"),
            Row("   processor time", f"{cpu:.1f} s"),
            Row("   waves (VCD)", f"{size[1]} MB" if size else "not found", "< 20 MB"),
        ]

    def _record(self, story: Scenario) -> Recording:
        if story.profile not in self._recordings:
            recording = self._recordings[story.profile] = simulation.record(story, self.say)
            changes = simulation.check_replay(story, recording, self.say)
            self.notes.append(
                f"scenario: make sim PROFILE={story.profile}, {recording.end_ps / 1e12:.3f} s of the platform's time; the "
                f"replay repeats all {changes:,} changes of the pins"
            )
        return self._recordings[story.profile]

    def _times_in(self, story: Scenario, sim: str) -> simulation.Times:
        key = story.profile, sim
        if key not in self._times:
            self._record(story)
            self._times[key] = simulation.times(story, sim, self.repeats, self.say)
        return self._times[key]

    def _ticks(self, story: Scenario) -> float:
        return self._record(story).end_ps * AON_HZ / 1e12


MEASURES = ("cosim", "verilator", "model", "toggles", "ice40", "sim")


def table(rows: list[Row]) -> str:
    """The rows under their headings, in columns."""
    lines = [Row("what", "measured", "goal", "limit"), *rows]
    widths = [max(len(row[column]) for row in lines) for column in range(len(Row._fields))]
    texts = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in lines]
    return "\n".join([texts[0], "-" * max(map(len, texts)), *texts[1:]])


def _children_s() -> float:
    """Processor seconds of all child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main(arguments: list[str] | None = None) -> int:
    """Take the measures that were asked for; 1 if one of them could not be taken."""
    parser = argparse.ArgumentParser(
        prog="bench/run.py", description=__doc__.splitlines()[0],
        epilog="cosim: co-simulation ÷ replay; verilator: Verilator ÷ Icarus; model: the model alone; toggles: flop "
        "activity in sleep; ice40: size and clock rates on an FPGA; sim: time and disk that make sim takes.",
    )  # fmt: skip
    parser.add_argument("--only", nargs="+", choices=MEASURES, metavar="MEASURE", help=f"some of: {', '.join(MEASURES)}")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="runs of which the best counts (default 3)")
    options = parser.parse_args(arguments)
    started = time.monotonic()

    def say(what: str) -> None:
        print(f"[{time.monotonic() - started:6.1f} s] {what} …", file=sys.stderr, flush=True)

    bench, rows, failed = Bench(options.repeats, say), [], False
    for name in options.only or MEASURES:
        try:
            rows += getattr(bench, name)()
        except (BenchError, BuildError, ToolError, Unfaithful, LookupError, subprocess.TimeoutExpired) as error:
            failed = True
            rows.append(Row(name, "not measured"))
            bench.notes.append(f"{name}: {error}")
    print(f"\n{table(rows)}\n")
    print("\n".join(bench.notes))
    print(
        "Simulations and model: processor time of the best run, without start-up. 'limit' is what could at best be reached."
    )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
