# SPDX-License-Identifier: Apache-2.0
"""Records signals by their value changes, and what the scenario says about itself, for tables and pictures afterwards."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import cocotb
from cocotb.handle import LogicArrayObject, LogicObject
from cocotb.simtime import get_sim_time
from cocotb.task import Task
from cocotb.triggers import ReadOnly

PROGRESS_VARIABLE = "DORMOUSE_PROGRESS"
RECORD_VARIABLE = "DORMOUSE_RECORD"


class Recorder:
    """Keeps `(time in ns, value)` of each of *signals*; X is kept as None.

    `note()` adds a line of the story. Notes go to the file named by the environment at once, so that somebody who
    waits for a long run sees how far it is.
    """

    def __init__(self, signals: Mapping[str, LogicObject | LogicArrayObject]) -> None:
        self._signals = dict(signals)
        self.series: dict[str, list[tuple[float, int | None]]] = {name: [] for name in signals}
        self.notes: list[dict[str, object]] = []
        self.facts: dict[str, object] = {}
        """Whatever the scenario wants to hand to the reports: counts of scoreboards, names, measures."""
        self._progress = os.environ.get(PROGRESS_VARIABLE)
        self._tasks: list[Task] = []

    def start(self) -> None:
        """Record from now on."""
        self._tasks = [cocotb.start_soon(self._follow(name, handle)) for name, handle in self._signals.items()]

    def note(
        self, event: str, *, mode: str = "", cause: str = "", latency_ticks: int | None = None,
        values: Mapping[str, float] | None = None, time_ns: float | None = None,
    ) -> None:  # fmt: skip
        """Add a line to the timeline: what happened (now, or at *time_ns*), in which mode, why, how long it took, and what was
        measured then."""
        entry = {
            "time_ns": get_sim_time("ns") if time_ns is None else time_ns,
            "event": event,
            "mode": mode,
            "cause": cause,
            "latency_ticks": latency_ticks,
            "values": dict(values or {}),
        }
        self.notes.append(entry)
        if self._progress:
            with open(self._progress, "a", encoding="utf-8") as stream:
                stream.write(json.dumps(entry) + "\n")

    def save(self, path: str | Path | None = None) -> None:
        """Stop, and write everything as JSON to *path*, or where the environment says; without either nothing is written."""
        for task in self._tasks:
            task.cancel()
        target = path or os.environ.get(RECORD_VARIABLE)
        if target:
            Path(target).write_text(
                json.dumps(
                    {
                        "end_ns": get_sim_time("ns"),
                        "series": self.series,
                        "notes": self.notes,
                        "facts": self.facts,
                    }
                ),
                encoding="utf-8",
            )

    async def _follow(self, name: str, handle: LogicObject | LogicArrayObject) -> None:
        series = self.series[name]
        while True:
            await ReadOnly()
            value = handle.value
            seen = int(value) if value.is_resolvable else None
            if not series or series[-1][1] != seen:
                series.append((get_sim_time("ns"), seen))
            await handle.value_change
