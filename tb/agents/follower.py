# SPDX-License-Identifier: Apache-2.0
"""Lines that follow other lines after a delay: what regulators, power switches and clock generators have in common.

Page "Power: rails, domains, resets, DVFS". The agents wake on changes of the control lines and when a delay is over,
never on clock edges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cocotb
from cocotb.handle import LogicArrayObject, LogicObject
from cocotb.simtime import convert, get_sim_time
from cocotb.task import Task
from cocotb.triggers import Timer

from tb.aon import AonClock


@dataclass
class Line:
    """How one response line follows its control line. Changes apply from the next change of the control line on.

    rise_ns, fall_ns: delay from the change of the control line, in nanoseconds; None means that it never follows.
    """

    rise_ns: float | None
    fall_ns: float | None
    level: int = 0
    """What the line would show by itself."""
    forced: int | None = None
    """What it shows instead, as long as that is not None."""
    age: int = 0
    """Counts changes of the control line: a delay that belongs to an older one comes to nothing."""


class Follower:
    """Drives the vector (or single line) *response* so that it follows *control*, bit by bit.

    *rise_ns* and *fall_ns* (nanoseconds, None for never) hold for all lines; `lines[n]` can be set one by one. A
    control line that changes back before its delay is over is not followed, as a capacitor would smooth it away.

    With *clock* every response moves at the falling edge of the AON clock at or after its time, so that inputs
    without a synchronizer behind them are never moved on a sampling edge. Without it they move at any time.
    """

    def __init__(
        self,
        control: LogicObject | LogicArrayObject,
        response: LogicObject | LogicArrayObject,
        *,
        rise_ns: float | None,
        fall_ns: float | None,
        clock: AonClock | None = None,
    ) -> None:
        self._control, self._response, self._clock = control, response, clock
        self._wanted = 0
        self._task: Task[None] | None = None
        self.lines = [Line(rise_ns, fall_ns) for _ in range(1 if isinstance(control, LogicObject) else len(control))]

    def start(self) -> None:
        """Drive the present levels and begin to follow."""
        self._drive()
        self._task = cocotb.start_soon(self._follow())

    def stop(self) -> None:
        """Leave the lines as they are. RuntimeError if the agent was not started."""
        if self._task is None:
            raise RuntimeError(f"{type(self).__name__}: stop() before start()")
        self._task.cancel()
        self._task = None

    def configure(self, rise_ns: float | None, fall_ns: float | None, lines: Iterable[int] | None = None) -> None:
        """New delays (nanoseconds, None for never) for *lines*, or for all."""
        for number in range(len(self.lines)) if lines is None else lines:
            self.lines[number].rise_ns, self.lines[number].fall_ns = rise_ns, fall_ns

    def force(self, line: int, level: int | None) -> None:
        """*line* shows *level* from now on whatever its control line says; None ends that."""
        if level not in (0, 1, None):
            raise ValueError(f"{type(self).__name__}: force line {line} to {level!r}: must be 0, 1 or None")
        self.lines[line].forced = level
        self._drive()

    async def pulse(self, line: int, level: int, length_ns: float) -> None:
        """Force *line* to *level* for *length_ns* nanoseconds."""
        self.force(line, level)
        await self._wait(length_ns)
        self.force(line, None)

    def settle(self) -> None:
        """Drop all forces and pending delays; every line follows its control line at once."""
        self._wanted = self._read()
        for number, line in enumerate(self.lines):
            line.forced, line.level, line.age = None, self._wanted >> number & 1, line.age + 1
        self._drive()

    @property
    def value(self) -> int:
        """What is driven now, line 0 in bit 0."""
        return sum((line.level if line.forced is None else line.forced) << n for n, line in enumerate(self.lines))

    def _drive(self) -> None:
        self._response.value = self.value

    def _read(self) -> int:
        """Control lines; before the first reset they are unknown, and nothing follows them."""
        value = self._control.value
        return int(value) if value.is_resolvable else self._wanted

    async def _follow(self) -> None:
        while True:
            self._pass_on(self._read())
            await self._control.value_change

    def _pass_on(self, wanted: int) -> None:
        changed, self._wanted = self._wanted ^ wanted, wanted
        for number, line in enumerate(self.lines):
            if changed >> number & 1:
                level = wanted >> number & 1
                line.age += 1
                delay = line.rise_ns if level else line.fall_ns
                if delay is not None and line.level != level:
                    cocotb.start_soon(self._later(line, level, delay, line.age))

    async def _later(self, line: Line, level: int, delay_ns: float, age: int) -> None:
        await self._wait(delay_ns)
        if line.age == age:
            line.level = level
            self._drive()

    async def _wait(self, delay_ns: float) -> None:
        steps = convert(delay_ns, "ns", to="step", round_mode="round")
        if self._clock is not None and self._clock.base is not None:
            behind = (get_sim_time("step") + steps - self._clock.base - self._clock.period // 2) % self._clock.period
            steps += -behind % self._clock.period
        if steps:
            await Timer(steps, "step")
