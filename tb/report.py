# SPDX-License-Identifier: Apache-2.0
"""Turns the record of a run into what a person looks at: a timeline in the terminal, the picture, the GTKWave file."""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from pathlib import Path
from typing import Any

from vcd.gtkw import GTKWSave, make_translation_filter

from models import regmap
from profiles import Profile
from tb.battery_picture import BatteryTrace
from tb.picture import TICK_NS, Lane, draw, state_lane
from tb.plant import Sample

# GTKWave's zoom is minus log2 of the time steps (ps) in 200 pixels; of a window of 1600, this many are waves.
_WAVE_PIXELS = 1040
_HEADINGS = ("time", "tick", "event", "mode", "cause", "latency")


def load_record(path: Path) -> dict[str, Any]:
    """What `Recorder.save` wrote."""
    return json.loads(path.read_text(encoding="utf-8"))


def latency(ticks: int | None) -> str:
    """A latency in ticks and in microseconds; empty for None."""
    return "" if ticks is None else f"{ticks} ticks, {ticks * TICK_NS / 1e3:.0f} µs"


def timeline(record: dict[str, Any]) -> str:
    """The notes of the run as a table."""
    rows = [_HEADINGS]
    for note in record["notes"]:
        rows.append((
            f"{note['time_ns'] / 1e9:.6f} s", str(int(note["time_ns"] / TICK_NS)), note["event"], note["mode"],
            note["cause"], latency(note["latency_ticks"]),
        ))  # fmt: skip
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    lines = []
    for number, row in enumerate(rows):
        cells = [cell.rjust(width) if column in (0, 1) else cell.ljust(width) for column, (cell, width) in enumerate(zip(row, widths, strict=True))]
        lines.append("  ".join(cells).rstrip())
        if number == 0:
            lines.append("  ".join("-" * width for width in widths))
    return "\n".join(lines)


def lanes(record: dict[str, Any], profile: Profile) -> list[Lane]:
    """Rows of the picture: main power state, mode, charger, cores, rails, domains."""
    series, end = record["series"], record["end_ns"]
    power = {state.value: state.name for state in regmap.PwrState}
    cores = {state.value: state.name for state in regmap.CoreState}
    rows = [
        state_lane("power", series["pwr_state"], power, end),
        state_lane("mode", series["mode"], dict(enumerate(profile.names("mode"))), end),
    ]
    if "chg_state" in series:
        rows.append(state_lane("charger", series["chg_state"], {s.value: s.name for s in regmap.ChargerState}, end))
    for index, name in enumerate(profile.names("core")):
        rows.append(state_lane(f"core {name}", _bits(series["core_state"], 3 * index, 3), cores, end))
    for index, name in enumerate(profile.names("rail")):
        both = _merge(_bits(series["rail_en"], index, 1), _bits(series["rail_lp"], index, 1))
        rows.append(state_lane(f"rail {name}", both, {0: "off", 2: "off", 1: "on", 3: "low power"}, end))
    for index, name in enumerate(profile.names("domain")):
        both = _merge(_bits(series["dom_sw_en"], index, 1), _bits(series["dom_iso"], index, 1))
        rows.append(state_lane(f"domain {name}", both, {0: "off", 2: "off", 1: "on", 3: "isolated"}, end))
    return rows


def picture(record: dict[str, Any], profile: Profile, path: Path) -> None:
    """Write the PNG of the run."""
    marks = [(note["time_ns"], note["cause"]) for note in record["notes"] if note["event"].startswith("woken")]
    title = f"Dormouse, {profile['platform']['title']}: power states over time"
    draw(path, title, lanes(record, profile), marks, record["end_ns"], _battery(record))


def _battery(record: dict[str, Any]) -> BatteryTrace | None:
    """Voltage, current and the charger's states, if the run had a battery."""
    if "trace" not in record["facts"]:
        return None
    samples = [Sample(*values) for values in record["facts"]["trace"]]
    names = {state.value: state.name for state in regmap.ChargerState}
    spans = state_lane("charger", record["series"]["chg_state"], names, record["end_ns"]).spans
    return BatteryTrace(
        [sample.time_s for sample in samples], [sample.vbat_v for sample in samples], [sample.battery_a for sample in samples],
        [(start / 1e9, stop / 1e9, name) for start, stop, name in spans],
    )  # fmt: skip


def gtkwave_save(
    path: Path, vcd: Path, groups: dict[str, list[str]], states: dict[str, tuple[int, dict[int, str]]],
    analogue: Collection[str], shown_s: float,
) -> None:  # fmt: skip
    """Write a GTKWave save file beside the VCD.

    *groups* maps a heading to full signal names (with a bit range for vectors). *states* maps a signal name to its width
    and the names of its values; GTKWave shows those instead of numbers, from filter files written to the same folder.
    Signals in *analogue* are drawn as curves. The first *shown_s* seconds are on the screen.
    """
    with path.open("w", encoding="utf-8") as stream:
        save = GTKWSave(stream)
        save.dumpfile(str(vcd), abspath=True)
        save.savefile(str(path), abspath=True)
        save.size(1600, 900)
        save.signals_width(260)
        save.timestart(0)
        save.zoom_markers(-math.log2(shown_s * 1e12 * 200 / _WAVE_PIXELS))
        for heading, signals in groups.items():
            with save.group(heading):
                for signal in signals:
                    if signal in analogue:
                        save.trace(signal, datafmt="dec", extraflags=["analog_step", "analog_fullscale"])
                        for _ in range(3):
                            save.blank(analog_extend=True)
                        continue
                    if signal not in states:
                        save.trace(signal, datafmt="hex" if "[" in signal else "bin")
                        continue
                    width, names = states[signal]
                    filter_file = path.parent / f"{signal.rpartition('.')[2].partition('[')[0]}.gtkwave-filter"
                    filter_file.write_text(make_translation_filter(sorted(names.items()), "hex", width) + "\n")
                    save.trace(signal, datafmt="hex", translate_filter_file=str(filter_file))


def _bits(series: list[list[Any]], low: int, width: int) -> list[tuple[float, int | None]]:
    """One field of a recorded vector."""
    return _steps((time, None if value is None else value >> low & (1 << width) - 1) for time, value in series)


def _merge(first: list[tuple[float, int | None]], second: list[tuple[float, int | None]]) -> list[tuple[float, int | None]]:
    """Two one-bit series as one of two bits, *first* in bit 0."""
    times = sorted({time for time, _ in (*first, *second)})

    def at(series: list[tuple[float, int | None]], moment: float) -> int | None:
        before = [value for time, value in series if time <= moment]
        return before[-1] if before else None

    merged = []
    for moment in times:
        low, high = at(first, moment), at(second, moment)
        merged.append((moment, None if low is None or high is None else low | high << 1))
    return _steps(merged)


def _steps(points: Any) -> list[tuple[float, int | None]]:
    """Without the points that change nothing."""
    out: list[tuple[float, int | None]] = []
    for time, value in points:
        if not out or out[-1][1] != value:
            out.append((time, value))
    return out
