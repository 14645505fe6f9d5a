# SPDX-License-Identifier: Apache-2.0
"""Draws voltage and current of a battery over time with the charger's states, as data sheets of chargers do.

`charge_curve` is the whole picture of `make charge`; `panel` paints the same into one axes, beside other things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes

_COLOURS = {
    "OFF": "#cfd4da", "QUALIFY": "#e0d4ec", "TRICKLE": "#f4c7a8", "PRECHARGE": "#f7e0a3", "CC": "#bfe3c8",
    "CV": "#b5d6ec", "DONE": "#d7dce2", "RECHARGE": "#b8e2dd", "SUSPEND": "#f2b8c6", "FAULT": "#e58b8b",
}  # fmt: skip
_VOLTAGE, _CURRENT, _LEVEL = "#1f4e79", "#b3261e", "#606770"


@dataclass(frozen=True)
class BatteryTrace:
    """What is drawn. `states` are (start in s, end in s, name); `volt_levels` and `amp_levels` name thresholds.

    `battery_a` is positive into the battery. The points need not be equally spaced; they are joined by lines.
    """

    time_s: Sequence[float]
    vbat_v: Sequence[float]
    battery_a: Sequence[float]
    states: Sequence[tuple[float, float, str]]
    volt_levels: Mapping[str, float] = field(default_factory=dict)
    amp_levels: Mapping[str, float] = field(default_factory=dict)


def charge_curve(path: Path, title: str, trace: BatteryTrace, *, note: str = "", marks: Sequence[tuple[float, str]] = ()) -> None:
    """Write the PNG: states on top, voltage, current below. *note* stands under the time axis; *marks* are (s, label)."""
    figure, (strip, volts, amps) = plt.subplots(
        3, 1, sharex=True, figsize=(13, 8), height_ratios=(0.45, 4, 3), layout="constrained"
    )
    figure.suptitle(title, fontsize=13, fontweight="bold")
    figure.get_layout_engine().set(h_pad=0.02, hspace=0.02)
    end_s = trace.time_s[-1]
    _strip(strip, trace.states, end_s)
    for axes in (volts, amps):
        _bands(axes, trace.states)
        axes.set_xlim(0, end_s)
        axes.grid(axis="y", color="#00000014")
        _bare(axes)
    _voltage(volts, trace, end_s)
    _current(amps, trace, end_s)
    for moment, label in marks:
        for axes in (volts, amps):
            axes.axvline(moment, color="#404040", linewidth=0.8, linestyle=(0, (2, 2)))
        volts.annotate(  # low, where the curve is not
            label, (moment, 0.14), xycoords=("data", "axes fraction"), xytext=(3, 0), textcoords="offset points",
            rotation=90, va="bottom", fontsize=8, color="#404040",
        )  # fmt: skip
    amps.set_xlabel(f"time in s{'; ' if note else ''}{note}")
    figure.savefig(path, dpi=110)
    plt.close(figure)


def panel(axes: Axes, trace: BatteryTrace) -> None:
    """Voltage (left scale) and current (right scale) in one *axes* whose x axis is in seconds, with the states behind them."""
    _bands(axes, trace.states)
    left, right = axes.get_xlim()
    for start, stop, name in trace.states:
        start, stop = max(start, left), min(stop, right)
        if stop - start > (right - left) * 0.0065 * max(4, len(name)):
            axes.text((start + stop) / 2, 1.02, name, transform=axes.get_xaxis_transform(), ha="center", fontsize=7, color="#303030")
    axes.plot(trace.time_s, trace.vbat_v, color=_VOLTAGE, linewidth=1.4)
    axes.set_ylabel("VBAT in V", color=_VOLTAGE, fontsize=8)
    axes.tick_params(labelsize=8)
    twin = axes.twinx()
    twin.plot(trace.time_s, [1e3 * a for a in trace.battery_a], color=_CURRENT, linewidth=1.0)
    twin.set_ylabel("battery in mA", color=_CURRENT, fontsize=8)
    twin.tick_params(labelsize=8)
    axes.set_xlim(left, right)
    for side in ("top",):
        axes.spines[side].set_visible(False)
        twin.spines[side].set_visible(False)


def _strip(axes: Axes, states: Sequence[tuple[float, float, str]], end_s: float) -> None:
    """Names of the states, over their bands."""
    _bands(axes, states, alpha=1.0)
    for start, stop, name in ((start, min(stop, end_s), name) for start, stop, name in states):
        wide = (stop - start) / end_s > 0.0085 * max(3, len(name))
        if wide:
            axes.text((start + stop) / 2, 0.5, name, ha="center", va="center", fontsize=9, color="#202020")
        elif (stop - start) / end_s > 0.001:
            axes.annotate(
                name, ((start + stop) / 2, 1.0), xytext=(0, 3), textcoords="offset points", ha="center", va="bottom",
                rotation=90, fontsize=8, color="#202020", annotation_clip=False,
            )  # fmt: skip
    axes.set_ylim(0, 1)
    axes.axis("off")


def _bands(axes: Axes, states: Sequence[tuple[float, float, str]], alpha: float = 0.42) -> None:
    for start, stop, name in states:
        axes.axvspan(start, stop, color=_COLOURS.get(name, "#ffffff"), alpha=alpha, linewidth=0)


def _voltage(axes: Axes, trace: BatteryTrace, end_s: float) -> None:
    _levels(axes, trace.volt_levels, end_s)
    axes.plot(trace.time_s, trace.vbat_v, color=_VOLTAGE, linewidth=2.0)
    axes.set_ylabel("battery voltage in V", color=_VOLTAGE)
    low, high = min(trace.vbat_v), max(*trace.vbat_v, *trace.volt_levels.values())
    axes.set_ylim(low - 0.08 * (high - low), high + 0.09 * (high - low))


def _current(axes: Axes, trace: BatteryTrace, end_s: float) -> None:
    _levels(axes, {name: 1e3 * value for name, value in trace.amp_levels.items()}, end_s)
    axes.axhline(0, color="#000000", linewidth=0.8)
    milliamps = [1e3 * value for value in trace.battery_a]
    axes.fill_between(trace.time_s, milliamps, 0, color=_CURRENT, alpha=0.13, linewidth=0)
    axes.plot(trace.time_s, milliamps, color=_CURRENT, linewidth=1.8)
    axes.set_ylabel("into the battery, in mA", color=_CURRENT)
    low, high = min(0.0, *milliamps), max(milliamps)
    axes.set_ylim(low - 0.06 * (high - low), high + 0.12 * (high - low))


def _levels(axes: Axes, levels: Mapping[str, float], end_s: float) -> None:
    """Thresholds as dashed lines with their names at the right."""
    for name, value in levels.items():
        axes.axhline(value, color=_LEVEL, linewidth=0.9, linestyle=(0, (5, 3)))
        axes.annotate(
            name, (end_s, value), xytext=(4, 0), textcoords="offset points", va="center", fontsize=8, color=_LEVEL,
            annotation_clip=False,
        )  # fmt: skip


def _bare(axes: Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
