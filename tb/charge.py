# SPDX-License-Identifier: Apache-2.0
"""`make charge`: a battery is charged by the RTL of the PMU, from empty to full and once more, while you watch.

Reads PROFILE, SIM, SEED, CELL (mAh) and MODEL (of the cell) from the environment, as the Makefile gives them. Leaves under build/charge/ the
charge curve as PNG, the waves as VCD with a GTKWave save file, and JUnit XML.
"""

from __future__ import annotations

import os
import shutil
import sys

from profiles import Profile, ProfileError, load
from profiles.profile import available
from tb import waves
from tb.live import Watched, short, watch
from tb.plant.pybamm_cell import MODELS, PybammMissing, load_pybamm
from tb.report import load_record
from tb.runner import ROOT, Settings, settings

_MODULE, _TEST = "tests.charger_loop.sim_full_charge", "full_charge"
_OUT = ROOT / "build" / "charge"
_LIMIT_S = 3_600.0  # of wall-clock time: a cell of PyBaMM costs ten times as much, and one sees how far it is
# A smaller one moves too much within the deglitch times, a larger one takes minutes of simulation.
_SMALLEST_MAH, _LARGEST_MAH = 300.0, 4_000.0


def main() -> int:
    """Run, show, and return the exit code of the command."""
    try:
        chosen = settings()
        profile = load(chosen.profile)
        capacity_mah = cell_mah(os.environ.get("CELL") or "")
        model = cell_model(os.environ.get("MODEL") or "")
        if not profile["charger"]:
            able = [name for name in available() if load(name)["charger"]]
            raise ValueError(f"PROFILE={profile.name}: has no charger; choose from: {', '.join(able)}")
    except (ProfileError, ValueError, PybammMissing) as error:
        print(error, file=sys.stderr)
        return 2
    return charge(profile, chosen, capacity_mah, model)


def cell_model(text: str) -> str:
    """Which model of a cell; ValueError with the choices, PybammMissing if it is one of PyBaMM's and that is not installed."""
    from tb.charge_scenario import OWN_MODEL

    if text in ("", OWN_MODEL):
        return OWN_MODEL
    if text not in MODELS:
        raise ValueError(f"MODEL={text}: no such model of a cell; choose from: {', '.join((OWN_MODEL, *MODELS))}")
    load_pybamm()
    return text


def cell_mah(text: str) -> float:
    """Capacity of the cell in mAh; ValueError with what would be right."""
    from tb.charge_scenario import DEFAULT_CELL_MAH

    try:
        capacity_mah = float(text) if text else DEFAULT_CELL_MAH
    except ValueError:
        capacity_mah = 0.0
    if not _SMALLEST_MAH <= capacity_mah <= _LARGEST_MAH:
        raise ValueError(f"CELL={text}: must be a capacity in mAh, {_SMALLEST_MAH:.0f} to {_LARGEST_MAH:.0f}")
    return capacity_mah


def charge(profile: Profile, chosen: Settings, capacity_mah: float, model: str) -> int:
    """Build and run with progress on the terminal; write the reports. Returns the exit code."""
    from tb import charge_report
    from tb.charge_bench import SPEED
    from tb.charge_scenario import CELL_VARIABLE, MODEL_VARIABLE, OWN_MODEL, bench_for

    print(
        f"Dormouse: {profile['platform']['title']} ({chosen.sim}, seed {chosen.seed})\n"
        f"a {capacity_mah:g} mAh cell{'' if model == OWN_MODEL else f' ({model} of PyBaMM)'}, {SPEED:,.0f} times as fast as a real one, "
        "and so are the safety timers; thresholds, currents and resistances are real",
        flush=True,
    )
    extra = {CELL_VARIABLE: str(capacity_mah), MODEL_VARIABLE: model}
    watched = watch(bench_for(profile.name), _MODULE, _TEST, chosen, profile.name, _OUT, charge_report.sentence, extra, _LIMIT_S)
    if watched is None:
        return 1
    _reports(profile, watched)
    return 0


def _reports(profile: Profile, watched: Watched) -> None:
    """Table, counts, picture and wave files."""
    from tb import charge_report

    record, result = load_record(watched.record), watched.result
    files = waves.WaveFiles(_OUT / "waves.vcd", _OUT / "waves.gtkw", _OUT / "charge.png")
    shutil.move(result.vcd, files.vcd)
    waves.write_save_file(files, profile, first="battery", shown_s=result.sim_ns / 1e9)
    charge_report.picture(record, profile, files.picture)
    facts, seconds = record["facts"], result.sim_ns / 1e9
    print(f"\n{charge_report.states_table(record, profile)}\n")
    print("scoreboards, ticks compared:  " + ", ".join(f"{k} {v:,}" for k, v in facts["scoreboards"].items()))
    print("checks at the pins:           " + ", ".join(f"{k} {v:,}" for k, v in facts["checks"].items() if v))
    print(f"conversions:                  {facts['conversions']:,}; VBAT at most {facts['highest_v']:.4f} V")
    if not facts["full"]:
        print("the charge ended in FAULT, as the product's would: see the last line of the story")
    print(
        f"PASSED: {seconds:.3f} s ({seconds * 32_768:,.0f} AON ticks) simulated in {result.wall_s:.1f} s; "
        f"{watched.wall_s:.1f} s in all\n"
    )
    print(f"  picture   {short(files.picture)}")
    print(f"  waves     {short(files.vcd)} ({files.vcd.stat().st_size / 1e6:.1f} MB); gtkwave {short(files.save)}")
    print(f"  JUnit     {short(_OUT / 'junit.xml')}")


if __name__ == "__main__":
    sys.exit(main())
