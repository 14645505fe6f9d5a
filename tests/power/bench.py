# SPDX-License-Identifier: Apache-2.0
"""Plays scenarios on the block bench of the power block, with agents around it and the scoreboard always on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import Event as Signal
from cocotb.triggers import ReadOnly, Timer

from models.power import Power
from models.power_params import PowerParams
from tb.agents.follower import Follower
from tb.agents.rails import RailAgent
from tb.agents.switches import ClockAgent, SwitchAgent
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard
from tests.power.rules import check_rules
from tests.power.world import FOLLOWS, Event, Plant, Sample, World

TICK_NS = 30_518
RESET_TICKS = 3


def answer_ns(ticks: int | None) -> float | None:
    """Delay in nanoseconds with which an agent answers *ticks* edges after the edge that asked."""
    return None if ticks is None else (ticks - 1) * TICK_NS + TICK_NS / 4


class Recorder:
    """Notes all outputs and inputs of the RTL at every tick at which an output changes."""

    def __init__(self, dut: HierarchyObject, model: Power) -> None:
        self._dut = dut
        self._inputs = {port: getattr(dut, port) for port in model.INPUTS}
        self._outputs = {port: getattr(dut, port) for port in model.OUTPUTS}
        self._changed = Signal()
        self.samples: list[Sample] = []

    def start(self) -> None:
        """Begin to record. What happens in reset is left out."""
        for handle in self._outputs.values():
            cocotb.start_soon(self._watch(handle.value_change))
        cocotb.start_soon(self._record())

    async def _watch(self, change: object) -> None:
        while True:
            await change
            self._changed.set()

    async def _record(self) -> None:
        while True:
            self._changed.clear()
            await self._changed.wait()
            await ReadOnly()
            tick = self._dut.now.value
            if self._dut.rst_ni.value == 1 and tick.is_resolvable and int(tick):
                out = {port: int(handle.value) for port, handle in self._outputs.items()}
                inp = {port: int(handle.value) for port, handle in self._inputs.items()}
                self.samples.append(Sample(int(tick), out, inp, ""))


class PowerBench:
    """The core with its clock, agents, recorder and scoreboard: `start()`, any number of `play()`, `finish()`."""

    def __init__(self, dut: HierarchyObject, params: PowerParams) -> None:
        self.dut, self.params = dut, params
        self.clock = AonClock(dut.clk, dut.now)
        self.scoreboard = BlockScoreboard(dut, lambda: Power(params), self.clock, reset=dut.rst_ni)
        self.recorder = Recorder(dut, self.scoreboard.model)
        delays = {"clock": self.clock}
        self.rails = RailAgent(dut.rail_en_o, dut.pg_i, **delays)
        self.switches = SwitchAgent(dut.dom_sw_en_o, dut.ack_i, **delays)
        self.clock_agent = ClockAgent(dut.clk_req_o, dut.clk_valid_i, **delays)
        self.agents: dict[str, Follower] = {"pg_i": self.rails, "ack_i": self.switches, "clk_valid_i": self.clock_agent}
        self._levels = {port: 0 for port in self.scoreboard.model.INPUTS if port not in FOLLOWS}

    async def start(self) -> None:
        """Into reset, with all inputs 0 and everything watching."""
        self.dut.rst_ni.value = 0
        self._quiet()
        await self.clock.start()
        for agent in self.agents.values():
            agent.start()
        self.scoreboard.start()
        self.recorder.start()

    async def finish(self) -> None:
        """Last comparison; AssertionError if nothing ever changed."""
        await self.scoreboard.finish()
        assert self.scoreboard.changes > 0, "no output ever changed"

    async def por(self, plant: Plant | None = None) -> None:
        """Power-on reset, with inputs 0 and the lines of *plant* at rest; ends with the release."""
        self.dut.rst_ni.value = 0
        self._quiet()
        await Timer(RESET_TICKS * self.clock.period, "step")
        self.set_plant(plant or Plant.normal(self.params))
        for agent in self.agents.values():
            agent.settle()
        self.recorder.samples.clear()
        self.clock.base = None
        self.dut.rst_ni.value = 1

    def set_plant(self, plant: Plant) -> None:
        """Delays of all lines from now on."""
        for port, agent in self.agents.items():
            for number, line in enumerate(agent.lines):
                line.rise_ns, line.fall_ns = answer_ns(plant.up[port][number]), answer_ns(plant.down[port][number])

    async def play(self, events: Iterable[Event], until: int, plant: Plant | None = None) -> list[Sample]:
        """One run from POR to tick *until*: what the RTL did, checked against the page's rules.

        The scoreboard compares it with the model meanwhile. Events at tick 1 are inputs that stand since reset.
        """
        script = sorted(events, key=lambda event: event.tick)
        await self.por(plant)
        for event in script:
            if event.tick == 1:
                self.drive(event)
        await self.clock.counting()
        for event in script:
            if 1 < event.tick <= until:
                await self.clock.before(event.tick)
                self.drive(event)
        await self.clock.before(until + 1)
        samples = list(self.recorder.samples)
        check_rules(self.params, samples)
        return samples

    async def compare(self, events: Sequence[Event], until: int, plant: Plant | None = None) -> list[Sample]:
        """`play()`, and the RTL's run must be, sample by sample, the one of the model with ideal parts around it."""
        samples = await self.play(events, until, plant)
        expected = World(self.params, events, plant).run(until).samples
        seen, wanted = [(s.tick, s.out) for s in samples], [(s.tick, s.out) for s in expected]
        assert seen == wanted, f"the agents behave unlike their twins in the model world: {_first(seen, wanted)}"
        return samples

    def drive(self, event: Event) -> None:
        """Carry out *event* now."""
        if event.line is not None:
            self.agents[event.port].force(event.line, event.value)
        else:
            self._levels[event.port] = event.value
            getattr(self.dut, event.port).value = event.value

    async def until(self, what: Callable[[], bool], limit_ticks: int, why: str) -> int:
        """Wait, tick by tick, until *what()* is true; returns the tick. AssertionError after *limit_ticks*."""
        for _ in range(limit_ticks):
            if what():
                return self.clock.tick
            await self.clock.ticks(1)
        raise AssertionError(f"not within {limit_ticks} ticks: {why}; {self.scoreboard.waits_for()}")

    def _quiet(self) -> None:
        for port in self._levels:
            self._levels[port] = 0
            getattr(self.dut, port).value = 0


def power_bench(params: PowerParams) -> Callable[[HierarchyObject], PowerBench]:
    """How `block_test` makes the bench of a block with these parameters."""
    return lambda dut: PowerBench(dut, params)


def _first(seen: Sequence[tuple[int, dict[str, int]]], wanted: Sequence[tuple[int, dict[str, int]]]) -> str:
    for (tick, out), (due, expected) in zip(seen, wanted, strict=False):
        if (tick, out) != (due, expected):
            ports = [port for port in out if out[port] != expected[port]]
            return f"tick {tick}, expected {due}: {ports}"
    return f"{len(seen)} samples, expected {len(wanted)}"


def value_at(samples: Sequence[Sample], tick: int, port: str) -> int:
    """Value of output *port* after edge *tick*; its reset value is unknown here, so there must be an earlier sample."""
    before = [sample for sample in samples if sample.tick <= tick]
    assert before, f"no output has changed by tick {tick}"
    return before[-1].out[port]


def changes(samples: Sequence[Sample], port: str, start: int = 0) -> list[tuple[int, int]]:
    """(tick, value) of every change of output *port* from *start* (its reset value) on."""
    result, last = [], start
    for sample in samples:
        if sample.out[port] != last:
            last = sample.out[port]
            result.append((sample.tick, last))
    return result


def tick_of(samples: Sequence[Sample], port: str, value: int, after: int = 0) -> int:
    """First tick from *after* on at which output *port* has *value*. AssertionError if it never has."""
    with suppress(StopIteration):
        return next(sample.tick for sample in samples if sample.tick >= after and sample.out[port] == value)
    raise AssertionError(f"{port} is never {value:#x} from tick {after} on: {changes(samples, port)}")
