# SPDX-License-Identifier: Apache-2.0
"""Turns the record of a full charge into a table of states and the charge curve."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from profiles import Profile
from tb.battery_picture import BatteryTrace, charge_curve
from tb.charge_bench import SPEED

_HEADINGS = (
    "state", "from", "for", "of a real cell", "safety timer", "VBAT at entry", "at exit", "current at entry", "at exit", "charge",
)  # fmt: skip
# How long the other states take, the cell does not decide. The safety timer of each: count in the notes, limit in the profile.
_SLOW, _FAST = ("pre_min", "precharge_minutes"), ("fast_min", "fast_minutes")
_TIMERS = {"TRICKLE": _SLOW, "PRECHARGE": _SLOW, "CC": _FAST, "CV": _FAST, "RECHARGE": _FAST}
_LEFT = 1  # columns that are not aligned to the right


def sentence(note: Mapping[str, Any]) -> str:
    """A note of the run as a line for the terminal."""
    values = note["values"]
    measures = f"VBAT {values['vbat_v']:.3f} V  {values['battery_a'] * 1e3:+6.1f} mA  cell {values['soc']:6.1%}  die {values['die_c']:4.1f} °C"
    if note["mode"] in ("tick", "state"):
        return f"{note['event']:<10} {measures}"
    return f"{note['event']}"


def moves(record: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The notes of the state changes, with one for the start and one for the end of the run."""
    found = [note for note in record["notes"] if note["mode"] == "state"]
    nothing = record["facts"]["trace"][0]
    start = {"time_ns": 0.0, "event": "OFF", "values": {"vbat_v": nothing[1], "battery_a": nothing[4], "charge_as": 0.0}}
    last, final = found[-1], record["facts"]["trace"][-1]
    end = {
        "time_ns": record["end_ns"], "event": "end",
        "values": last["values"] | {"before_v": final[1], "before_a": final[4]},
    }  # fmt: skip
    return [start, *found, end]


def states_table(record: Mapping[str, Any], profile: Profile) -> str:
    """Every state with the time spent in it, how far its safety timer had come at the end, VBAT and battery current at entry and
    exit, and the charge that has flowed."""
    rows: list[Sequence[str]] = [_HEADINGS]
    story = moves(record)
    for here, after in zip(story, story[1:], strict=False):
        seconds = (after["time_ns"] - here["time_ns"]) / 1e9
        entered, left = here["values"], after["values"]
        charge_mas = 1e3 * (left["charge_as"] - entered["charge_as"])
        timed = _TIMERS.get(here["event"])
        rows.append((
            here["event"], f"{here['time_ns'] / 1e9:.3f} s", f"{seconds:.3f} s",
            f"{seconds * SPEED / 60:.1f} min" if timed else "",
            f"{left[timed[0]]} of {profile['charger'][timed[1]]} min" if timed else "",
            f"{entered['vbat_v']:.3f} V", f"{left['before_v']:.3f} V",
            f"{1e3 * entered['battery_a']:.1f} mA", f"{1e3 * left['before_a']:.1f} mA",
            f"{charge_mas:.1f} mAs",
        ))  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = []
    for number, row in enumerate(rows):
        cells = [cell.ljust(w) if column < _LEFT else cell.rjust(w) for column, (cell, w) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
        if number == 0:
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join(lines)


def battery_trace(record: Mapping[str, Any], profile: Profile) -> BatteryTrace:
    """What the picture shows."""
    charger = profile["charger"]
    trace, story = record["facts"]["trace"], moves(record)
    vreg, current = charger["voltage_mv"] / 1e3, charger["current_ma"] / 1e3
    full_ma = charger["current_ma"] // 10
    recharge = vreg - charger["recharge_below_mv"] / 1e3
    return BatteryTrace(
        time_s=[sample[0] for sample in trace],
        vbat_v=[sample[1] for sample in trace],
        battery_a=[sample[4] for sample in trace],
        states=[(a["time_ns"] / 1e9, b["time_ns"] / 1e9, a["event"]) for a, b in zip(story, story[1:], strict=False)],
        volt_levels={
            f"VREG {vreg:.2f} V": vreg,
            f"recharge {recharge:.2f} V": recharge,
            f"precharge {charger['precharge_below_mv'] / 1e3:.1f} V": charger["precharge_below_mv"] / 1e3,
            f"trickle {charger['trickle_below_mv'] / 1e3:.1f} V": charger["trickle_below_mv"] / 1e3,
        },
        amp_levels={f"ICHG {current * 1e3:.0f} mA": current, f"full below {full_ma} mA": full_ma / 1e3},
    )


def picture(record: Mapping[str, Any], profile: Profile, path: Path) -> None:
    """Write the charge curve."""
    capacity = record["facts"]["capacity_mah"]
    marks = [(n["time_ns"] / 1e9, re.split("[,;]", n["event"])[0]) for n in record["notes"] if n["mode"] == ""]
    charge_curve(
        path, f"Dormouse, {profile['platform']['title']}: one charge, RTL with the plant", battery_trace(record, profile),
        note=f"a {capacity:g} mAh cell {SPEED:,.0f} times as fast as a real one: 1 s stands for {SPEED / 60:.1f} min of it",
        marks=marks,
    )  # fmt: skip
