# SPDX-License-Identifier: Apache-2.0
"""`make sim`: one platform boots, sleeps and wakes on the RTL, while you watch; then what happened, in words and pictures.

Reads PROFILE, SIM, SEED and WAVES from the environment, as the Makefile gives them. Leaves under build/sim/<profile>/:
the waves as VCD with a GTKWave save file, a PNG of the power states over time, and JUnit XML.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from profiles import Profile, ProfileError, load
from tb import report, waves
from tb.record import PROGRESS_VARIABLE, RECORD_VARIABLE
from tb.runner import ROOT, BuildError, RunResult, Settings, build, run, settings

_MODULE, _TEST = "tests.system.sim_sleep_and_wake", "sleep_and_wake"
_POLL_S = 0.1


def main(arguments: list[str] | None = None) -> int:
    """Run, show, and return the exit code of the command."""
    parser = argparse.ArgumentParser(prog="make sim", description=__doc__.splitlines()[0])
    parser.add_argument("--waves", action="store_true", help="show the waves in GTKWave (make waves)")
    options = parser.parse_args(arguments)
    try:
        chosen = settings()
        profile = load(chosen.profile)
    except (ProfileError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    out = ROOT / "build" / "sim" / profile.name
    files = waves.files(out)
    if not (options.waves and files.vcd.is_file() and files.save.is_file()):
        code = simulate(profile, chosen, out)
        if code:
            return code
    return show(files) if options.waves else 0


def simulate(profile: Profile, chosen: Settings, out: Path) -> int:
    """Build and run the scenario with progress on the terminal; write the reports. Returns the exit code."""
    from tb.scenario import BENCH  # imports cocotb's test decorator, which costs time that a typo should not wait for

    started = time.monotonic()
    print(f"Dormouse: {profile['platform']['title']} ({chosen.sim}, seed {chosen.seed})", flush=True)
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    progress, record_file = out / "progress.jsonl", out / "record.json"
    progress.touch()
    print("building the RTL …", flush=True)
    try:
        build(BENCH, chosen.sim, profile.name, waves=True)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"simulating (built after {time.monotonic() - started:.1f} s) …\n", flush=True)
    result = _run_with_progress(BENCH, chosen, profile, out, progress, record_file)
    shutil.copy(result.results_xml, out / "junit.xml") if result.results_xml.is_file() else None
    if not result.passed:
        print(f"\nFAILED: {result.message}\nlog: {_short(result.log)}", file=sys.stderr)
        return 1
    _reports(profile, result, out, record_file, time.monotonic() - started)
    return 0


def _run_with_progress(
    bench: object, chosen: Settings, profile: Profile, out: Path, progress: Path, record_file: Path
) -> RunResult:
    """Run the simulation in a thread and print its notes as they come."""
    results: list[RunResult | BaseException] = []

    def work() -> None:
        try:
            results.append(
                run(
                    bench, _MODULE, _TEST, seed=chosen.seed, sim=chosen.sim, profile=profile.name, waves=True,
                    extra_env={PROGRESS_VARIABLE: str(progress), RECORD_VARIABLE: str(record_file)},
                    run_dir=out / "run",
                )
            )  # fmt: skip
        except BaseException as error:  # handed to the caller below
            results.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    with progress.open(encoding="utf-8") as stream:
        while True:
            alive = thread.is_alive()
            for line in stream.read().splitlines():
                note = json.loads(line)
                print(f"  {note['time_ns'] / 1e9:10.6f} s  {_sentence(note)}", flush=True)
            if not alive:
                break
            thread.join(_POLL_S)
    if isinstance(results[0], BaseException):
        raise results[0]
    return results[0]


def _sentence(note: dict[str, object]) -> str:
    parts = [str(note["event"])]
    if note["mode"]:
        parts.append(str(note["mode"]))
    if note["cause"]:
        parts.append(f"by {note['cause']}")
    if note["latency_ticks"] is not None:
        parts.append(f"({report.latency(note['latency_ticks'])})")
    return " ".join(parts)


def _reports(profile: Profile, result: RunResult, out: Path, record_file: Path, wall_s: float) -> None:
    """Timeline, counts, picture and wave files."""
    record = report.load_record(record_file)
    files = waves.files(out)
    shutil.move(result.vcd, files.vcd)
    waves.write_save_file(files, profile)
    report.picture(record, profile, files.picture)
    print(f"\n{report.timeline(record)}\n")
    print("scoreboards, ticks compared:  " + ", ".join(f"{k} {v:,}" for k, v in record["facts"]["scoreboards"].items()))
    print("checks at the pins:           " + ", ".join(f"{k} {v:,}" for k, v in record["facts"]["checks"].items()))
    seconds = result.sim_ns / 1e9
    print(
        f"PASSED: {seconds:.3f} s of the platform's time ({seconds * 32_768:,.0f} AON ticks) simulated in "
        f"{result.wall_s:.1f} s; {wall_s:.1f} s in all\n"
    )
    print(f"  picture   {_short(files.picture)}")
    print(f"  waves     {_short(files.vcd)} ({files.vcd.stat().st_size / 1e6:.1f} MB); make waves shows them")
    print(f"  JUnit     {_short(out / 'junit.xml')}")


def show(files: waves.WaveFiles) -> int:
    """Open GTKWave on the last run's waves."""
    if not shutil.which("gtkwave"):
        print("GTKWave is not installed: sudo apt-get install gtkwave", file=sys.stderr)
        return 1
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        print(f"no display to show GTKWave on; where there is one: gtkwave {_short(files.save)}", file=sys.stderr)
        return 1
    print(f"gtkwave {_short(files.save)}")
    return subprocess.run(["gtkwave", str(files.save)], cwd=ROOT, check=False).returncode


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


if __name__ == "__main__":
    sys.exit(main())
