# SPDX-License-Identifier: Apache-2.0
"""`make sim`: one platform boots, sleeps and wakes on the RTL, while you watch; then what happened, in words and pictures.

Reads PROFILE, SIM, SEED and WAVES from the environment, as the Makefile gives them. Leaves under build/sim/<profile>/:
the waves as VCD with a GTKWave save file, a PNG of the power states over time, and JUnit XML.
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from profiles import Profile, ProfileError, load
from tb import report, waves
from tb.live import Watched, short, watch
from tb.runner import ROOT, Settings, settings

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
    module, told = f"scenarios.{profile.name}", sorted(path.stem for path in (ROOT / "scenarios").glob("[!_]*.py"))
    if profile.name not in told:
        print(
            f"profile {profile.name}: scenarios/{profile.name}.py tells its story, and is not there; there is one for {', '.join(told)}",
            file=sys.stderr,
        )
        return 2
    bench = importlib.import_module(module).BENCH  # costs time that a typo should not wait for
    print(f"Dormouse: {profile['platform']['title']} ({chosen.sim}, seed {chosen.seed})", flush=True)
    watched = watch(bench, module, "story", chosen, profile.name, out, _sentence)
    if watched is None:
        return 1
    _reports(profile, watched, out)
    return 0


def _sentence(note: Mapping[str, object]) -> str:
    parts = [str(note["event"])]
    if note["mode"]:
        parts.append(str(note["mode"]))
    if note["cause"]:
        parts.append(f"by {note['cause']}")
    if note["latency_ticks"] is not None:
        parts.append(f"({report.latency(note['latency_ticks'])})")
    return " ".join(parts)


def _reports(profile: Profile, watched: Watched, out: Path) -> None:
    """Timeline, counts, picture and wave files."""
    record, result = report.load_record(watched.record), watched.result
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
        f"{result.wall_s:.1f} s; {watched.wall_s:.1f} s in all\n"
    )
    print(f"  picture   {short(files.picture)}")
    print(f"  waves     {short(files.vcd)} ({files.vcd.stat().st_size / 1e6:.1f} MB); make waves shows them")
    print(f"  JUnit     {short(out / 'junit.xml')}")


def show(files: waves.WaveFiles) -> int:
    """Open GTKWave on the last run's waves."""
    if not shutil.which("gtkwave"):
        print("GTKWave is not installed: sudo apt-get install gtkwave", file=sys.stderr)
        return 1
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        print(f"no display to show GTKWave on; where there is one: gtkwave {short(files.save)}", file=sys.stderr)
        return 1
    print(f"gtkwave {short(files.save)}")
    return subprocess.run(["gtkwave", str(files.save)], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
