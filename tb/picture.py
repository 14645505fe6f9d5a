# SPDX-License-Identifier: Apache-2.0
"""Draws the power states of a recorded run over time: an overview, and the sequences on a scale on which they show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from tb.battery_picture import BatteryTrace, panel

TICK_NS = 1e9 / 32_768
Series = Sequence[tuple[float, int | None]]

_COLOURS = {
    "OFF": "#cfd4da", "POWER_UP": "#f2b134", "ACTIVE": "#4caf6d", "SLEEP_ENTRY": "#8fb8de", "ASLEEP": "#2f5d8c",
    "SLEEP_EXIT": "#f28c5a", "POWER_DOWN": "#b07cc6", "FAULT": "#d64545",
    "POWER_GATED": "#2f5d8c", "WAKING": "#f28c5a", "RUN": "#4caf6d", "SETTLE": "#b9d8c2", "GATED": "#8fb8de",
    "CC": "#4caf6d", "CV": "#8fb8de", "DONE": "#2f5d8c", "QUALIFY": "#f2b134", "RECHARGE": "#6fb7ad", "SUSPEND": "#f28c5a",
    "TRICKLE": "#f4c7a8", "PRECHARGE": "#f7e0a3",
    "on": "#4caf6d", "off": "#cfd4da", "low power": "#8fb8de", "isolated": "#f2b134",
}  # fmt: skip
_X_COLOUR = "#ffffff"
_ZOOM_MARGIN_TICKS = 6


@dataclass(frozen=True)
class Lane:
    """One row of the picture: `spans` are (start in ns, end in ns, what it is called)."""

    title: str
    spans: list[tuple[float, float, str]]


def state_lane(title: str, series: Series, names: Mapping[int, str], end_ns: float) -> Lane:
    """A row that shows the value of one signal by name; X and unknown codes are shown as "?"."""
    spans = []
    for (start, value), (stop, _) in zip(series, [*series[1:], (end_ns, None)], strict=True):
        spans.append((start, stop, "?" if value is None else names.get(value, f"? {value}")))
    return Lane(title, spans)


def draw(
    path: Path, title: str, lanes: Sequence[Lane], marks: Sequence[tuple[float, str]], end_ns: float,
    battery: BatteryTrace | None = None,
) -> None:  # fmt: skip
    """Write the PNG. *marks* are (time in ns, label) of wakes. The sequences to enlarge are found in the first lane.

    *battery* is shown below the overview, on the same time axis.
    """
    windows = _windows(lanes[0], end_ns)
    more = 1 if battery else 0
    rows = 1 + more + (len(windows) + 1) // 2
    figure = plt.figure(figsize=(15, 2.2 + 0.30 * len(lanes) * rows + 0.9 * rows), layout="constrained")
    figure.suptitle(title, fontsize=13, fontweight="bold")
    grid = figure.add_gridspec(rows, 2)
    overview = figure.add_subplot(grid[0, :])
    _paint(overview, lanes, 0.0, end_ns, 1e9, end_ns / 400)
    overview.set_xlabel("time in s")
    for moment, label in marks:
        overview.axvline(moment / 1e9, color="#d64545", linewidth=1.0, linestyle="--")
        overview.annotate(
            label, (moment / 1e9, -0.65), xytext=(3, 0), textcoords="offset points",
            annotation_clip=False, fontsize=8, color="#a02020", va="center",
        )  # fmt: skip
    if battery:
        axes = figure.add_subplot(grid[1, :], sharex=overview)
        panel(axes, battery)
        axes.set_xlabel("time in s")
    for index, (name, origin, start, stop) in enumerate(windows):
        axes = figure.add_subplot(grid[1 + more + index // 2, index % 2])
        _paint(axes, lanes, start, stop, TICK_NS, (stop - start) / 60, origin=origin)
        axes.set_title(f"{name}, from {origin / 1e9:.4f} s", fontsize=10, loc="left")
        axes.set_xlabel("AON ticks (30.5 µs)")
        axes.grid(axis="x", color="#00000018")
        axes.set_axisbelow(False)
    figure.savefig(path, dpi=110)
    plt.close(figure)


def _windows(lane: Lane, end_ns: float) -> list[tuple[str, float, float, float]]:
    """The first and last of each kind of sequence in the main power state: name, its start, and from where to where to show it, in ns."""
    margin = _ZOOM_MARGIN_TICKS * TICK_NS
    found: dict[str, tuple[float, float]] = {}
    for start, stop, name in lane.spans:
        if name in ("POWER_UP", "SLEEP_ENTRY", "SLEEP_EXIT", "POWER_DOWN") and stop < end_ns:
            found.setdefault(name, (start, stop))
            found["last " + name] = (start, stop)
    windows = []
    for name, label in (
        ("POWER_UP", "Power-up"), ("SLEEP_ENTRY", "First entry"), ("SLEEP_EXIT", "First exit"),
        ("last SLEEP_ENTRY", "Last entry"), ("last SLEEP_EXIT", "Last exit"), ("POWER_DOWN", "Power-down"),
    ):  # fmt: skip
        window = found.get(name)
        if window and (not name.startswith("last") or window != found[name.removeprefix("last ")]):
            windows.append((label, window[0], max(window[0] - margin, 0.0), min(window[1] + 2 * margin, end_ns)))
    return windows


def _paint(
    axes: Axes, lanes: Sequence[Lane], start: float, stop: float, unit: float, label_from: float, origin: float = 0.0
) -> None:
    """Paint what lies between *start* and *stop*; spans longer than *label_from* carry their name. Times in ns."""
    for row, lane in enumerate(lanes):
        for first, last, name in lane.spans:
            left, right = max(first, start), min(last, stop)
            if right <= left:
                continue
            axes.barh(
                row, (right - left) / unit, left=(left - origin) / unit, height=0.78,
                color=_colour(name), edgecolor="none",
            )  # fmt: skip
            if right - left > label_from * max(3.2, 0.9 * len(name)):
                axes.text(
                    ((left + right) / 2 - origin) / unit, row, name, ha="center", va="center", fontsize=7,
                    color="white" if _colour(name) in ("#2f5d8c", "#d64545", "#b07cc6") else "#202020",
                )  # fmt: skip
    axes.set_yticks(range(len(lanes)), [lane.title for lane in lanes], fontsize=8)
    axes.set_ylim(len(lanes) - 0.5, -1.0)
    axes.set_xlim((start - origin) / unit, (stop - origin) / unit)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _colour(name: str) -> str:
    if name.startswith("?"):
        return _X_COLOUR
    return _COLOURS.get(name, "#9fd0b0" if name.startswith("mode 0") else "#6f8fb5")
