# SPDX-License-Identifier: Apache-2.0
"""Drives the block bench of the monitor's core: codes, settings and requests at chosen ticks, scoreboard always on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import RisingEdge, Timer, with_timeout

from models.monitor import Monitor
from models.monitor_cfg import CODE_W, N_CHANNELS, TICK_W, MonitorCfg
from models.sticky_events import AGED_TICKS
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard
from tests.monitor.settings import CFG_RST, INSIDE

SAR_DELAY = 15  # of the true converter with two ticks of sampling
SHORT_DELAY = 2
EVERY_BIT = (1 << 15) - 1
_STRUCK = ("cfg", "req", "clr", "intr")
_RESULT_TIMEOUT_TICKS = 200_000


class Start(NamedTuple):
    """A conversion that the core began."""

    tick: int
    chan: int


class _StandingDone(Monitor):
    """The core with a done that may stand for some ticks (strays), each with another value."""

    GATED_INPUTS = {}


class MonitorBench:
    """tb_monitor with its clock, its scoreboard and ways to drive. `await start()` first, `await finish()` last."""

    def __init__(self, dut: HierarchyObject, cfg_rst: int = CFG_RST, needed: int = 0) -> None:
        self.dut = dut
        self.clock = AonClock(dut.clk, dut.now)
        self.scoreboard = BlockScoreboard(
            dut.u_core, lambda: _StandingDone(cfg_rst, needed), self.clock, reset=dut.rst_ni, name="Monitor"
        )  # fmt: skip
        self.codes = [INSIDE] * N_CHANNELS
        self.starts: list[Start] = []
        """All conversions begun, oldest first."""
        self._watch = None

    async def start(self, cfg: MonitorCfg | None = None, *, delay: int = SHORT_DELAY, fast: int = 1, code: int = INSIDE) -> None:
        """Through reset, with every channel at *code*, to the first tick; *cfg* arrives on edge 1."""
        self.codes = [code] * N_CHANNELS
        self.dut.rst_ni.value = 0
        for name in (
            "noise_i", "stray_i", "off_i", "cfg_i", "req_valid_i", "req_i", "clr_valid_i", "clr_i", "intr_valid_i", "intr_i",
        ):  # fmt: skip
            getattr(self.dut, name).value = 0
        self.dut.delay_i.value, self.dut.fast_i.value = delay, fast
        self.dut.code_i.value = _packed(self.codes)
        self.dut.cfg_valid_i.value = int(cfg is not None)
        if cfg is not None:
            self.dut.cfg_i.value = cfg.pack()
        await self.clock.start()
        self.scoreboard.start()
        self._watch = cocotb.start_soon(self._record())
        self.dut.rst_ni.value = 1
        await self.clock.counting()
        await self.clock.before(2)
        self.dut.cfg_valid_i.value = 0

    async def settled(self, cfg: MonitorCfg, *, delay: int = SHORT_DELAY, code: int = INSIDE) -> None:
        """As `start`, and until the scans after reset are over and no conversion runs; nothing is tripped or pends.

        *cfg* comes then, and the first scan by it begins some ticks later at the earliest.
        """
        await self.start(delay=SHORT_DELAY)
        await self.clock.before(260)
        self.dut.delay_i.value = delay
        await self.quiet()
        self.set(code=code)
        await self.do(cfg=cfg.pack())
        assert (self.seen("trip_o"), self.seen("sensor_o"), self.seen("ready_o")) == (0, 0, 1)

    async def quiet(self) -> None:
        """Nothing is scanned any more, nothing under way, all sticky bits clear."""
        await self.quiet_now()
        await self.clear()

    async def quiet_now(self) -> None:
        """As `quiet`, but sticky bits stay."""
        await self.do(cfg=self.scoreboard.model.cfg._replace(enable=0).pack())
        await self.clock.ticks(80)

    async def restart_with(self, cfg: MonitorCfg, *, delay: int = SHORT_DELAY) -> None:
        """POR, and *cfg* on edge 1, as `start` does it."""
        self.dut.delay_i.value = delay
        self.dut.cfg_i.value, self.dut.cfg_valid_i.value = cfg.pack(), 1
        await self.restart()
        await self.clock.before(2)
        self.dut.cfg_valid_i.value = 0

    async def restart(self) -> None:
        """POR for three ticks in the middle of a run; ends after the first tick."""
        self.dut.rst_ni.value = 0
        await Timer(3 * self.clock.period, "step")
        self.dut.rst_ni.value = 1
        self.clock.base = None
        await self.clock.counting()

    async def finish(self) -> None:
        """Nothing is left over: the last comparison."""
        await self.scoreboard.finish()
        self._watch.cancel()

    def set(self, chan: int | None = None, code: int = INSIDE) -> None:
        """What channel *chan* (None: every one) converts to from now on."""
        self.codes = [code if chan in (None, c) else old for c, old in enumerate(self.codes)]
        self.dut.code_i.value = _packed(self.codes)

    async def play(self, script: Mapping[int, Mapping[str, int]]) -> None:
        """Drive inputs by tick: `{tick: {input: value}}`. cfg, req, clr and intr set the data and strike the valid for a tick.

        Ends at the falling edge after the last tick.
        """
        falls: set[str] = set()
        for tick in sorted({*script, *(tick + 1 for tick in script)}):
            await self.clock.before(tick)
            drive = dict.fromkeys(falls, 0)
            falls = set()
            for name, value in script.get(tick, {}).items():
                if name in _STRUCK:
                    drive |= {f"{name}_i": value, f"{name}_valid_i": 1}
                    falls.add(f"{name}_valid_i")
                else:
                    drive[name] = value
            for name, value in drive.items():
                getattr(self.dut, name).value = value

    async def do(self, **inputs: int) -> int:
        """Drive *inputs* (as in `play`) as soon as possible; returns the tick, after whose edge it ends."""
        tick = self.clock.tick + 2
        await self.play({tick: inputs})
        return tick

    async def clear(self, bits: int = EVERY_BIT) -> int:
        """Clear sticky bits, once all that are set are so old that the clear takes them; returns the tick."""
        tick = self.clock.tick + AGED_TICKS + 1
        await self.play({tick: {"clr": bits}})
        return tick

    async def published(self, chan: int) -> int:
        """Wait for the next result of *chan*; returns its tick, a quarter tick behind whose edge it ends."""
        change = self.dut.upd_o.value_change
        while True:
            await with_timeout(change, _RESULT_TIMEOUT_TICKS * self.clock.period, "step")
            await self.clock.after(self.clock.tick)
            if self.bit("upd_o", chan):
                return self.clock.tick

    async def feed(self, chan: int, code: int) -> int:
        """The next result of *chan*, which must not be under way already, is made of *code*; returns its tick."""
        self.set(chan, code)
        tick = await self.published(chan)
        assert self.result(chan) == code
        return tick

    def seen(self, port: str) -> int:
        """Value of an output, as it is now."""
        return int(getattr(self.dut, port).value)

    async def seen_at(self, tick: int, port: str) -> int:
        """Value of an output after edge *tick*, which must not lie behind."""
        assert self.clock.tick <= tick, f"the test looks at tick {tick} too late, at tick {self.clock.tick}"
        await self.clock.after(tick)
        return self.seen(port)

    def result(self, chan: int) -> int:
        """Last result of *chan*."""
        return self.seen("result_o") >> CODE_W * chan & (1 << CODE_W) - 1

    def tick_of(self, chan: int) -> int:
        """Low bits of the tick of that result."""
        return self.seen("tick_o") >> TICK_W * chan & (1 << TICK_W) - 1

    def bit(self, port: str, number: int) -> int:
        """One bit of an output."""
        return self.seen(port) >> number & 1

    async def _record(self) -> None:
        while True:
            await RisingEdge(self.dut.sar_start_o)
            await Timer(self.clock.period // 4, "step")  # behind the first edge of all the scoreboard counts, too
            self.starts.append(Start(self.clock.tick, int(self.dut.sar_chan_o.value)))


def _packed(codes: list[int]) -> int:
    return sum(code << CODE_W * chan for chan, code in enumerate(codes))
