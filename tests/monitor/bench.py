# SPDX-License-Identifier: Apache-2.0
"""Drives the block bench of the monitor's core: codes, settings and requests at chosen ticks, scoreboard always on."""

from __future__ import annotations

from typing import NamedTuple

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.task import Task
from cocotb.triggers import RisingEdge, Timer, with_timeout

from models.monitor import Monitor
from models.monitor_cfg import CODE_W, N_CHANNELS, TICK_W, MonitorCfg
from models.sticky_events import AGED_TICKS
from tb.block_bench import BlockBench
from tb.runner import Bench
from tests.monitor.settings import CFG_RST, INSIDE

SAR_DELAY = 15  # of the true converter with two ticks of sampling
SHORT_DELAY = 2
EVERY_BIT = (1 << 15) - 1
_RESULT_TIMEOUT_TICKS = 200_000


def core_bench(cfg_rst: int = CFG_RST, **params: object) -> Bench:
    """monitor_core with a converter that answers by itself."""
    params = {"CFG_RST": f"174'h{cfg_rst:044x}", **params}
    return Bench(top="rtl/monitor/monitor_core.sv", parts=("tb/blocks/quick_converter.sv",), params=params)


class Start(NamedTuple):
    """A conversion that the core began."""

    tick: int
    chan: int


class _StandingDone(Monitor):
    """The core with a done that may stand for some ticks (strays), each with another value."""

    GATED_INPUTS = {}


class MonitorBench(BlockBench):
    """The core with its converter, and words cfg, req, clr and intr."""

    def __init__(self, dut: HierarchyObject, cfg_rst: int = CFG_RST, needed: int = 0) -> None:
        super().__init__(dut, lambda: _StandingDone(cfg_rst, needed), dut.u_core, "Monitor")
        self.codes = [INSIDE] * N_CHANNELS
        self.starts: list[Start] = []
        """All conversions begun, oldest first."""
        self._watch: Task | None = None

    async def start(self, cfg: MonitorCfg | None = None, *, delay: int = SHORT_DELAY, fast: int = 1, code: int = INSIDE) -> None:
        """Through reset, with every channel at *code*, to the first tick; *cfg* arrives on edge 1."""
        self.codes = [code] * N_CHANNELS
        self._watch = cocotb.start_soon(self._record())
        first = {"cfg_i": cfg.pack(), "cfg_valid_i": 1} if cfg else {}
        await super().start(delay_i=delay, fast_i=fast, code_i=_packed(self.codes), **first)
        await self.clock.before(2)
        self.drive(cfg_valid_i=0)

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

    async def finish(self) -> None:
        """Nothing is left over: the last comparison."""
        await super().finish()
        self._watch.cancel()

    def set(self, chan: int | None = None, code: int = INSIDE) -> None:
        """What channel *chan* (None: every one) converts to from now on."""
        self.codes = [code if chan in (None, c) else old for c, old in enumerate(self.codes)]
        self.dut.code_i.value = _packed(self.codes)

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
