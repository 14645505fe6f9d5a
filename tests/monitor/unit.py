# SPDX-License-Identifier: Apache-2.0
"""Drives the whole monitor: levels at the front end, registers as a register block writes them."""

from __future__ import annotations

import itertools

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import RisingEdge, Timer, with_timeout

from models.monitor import Monitor
from models.monitor_cfg import CODE_W, N_CHANNELS, MonitorCfg
from models.monitor_sar import MonitorSar
from tb.block_bench import BlockBench
from tests.monitor.settings import CFG_RST, INSIDE

SAMPLE_TICKS = 2
CONVERSION_TICKS = SAMPLE_TICKS + 14  # from result to result
SCAN_TICKS = 5 * CONVERSION_TICKS + 2
LEVEL_STEPS = 8  # levels are in eighths of a code
S_OFF, S_ACTIVE, S_ASLEEP = 0, 2, 4
_TIMEOUT_TICKS = 100_000


class UnitBench(BlockBench):
    """pmu_monitor with an analogue front end, and scoreboards of its core and of its converter's control."""

    def __init__(self, dut: HierarchyObject) -> None:
        super().__init__(dut, lambda: Monitor(CFG_RST), dut.u_core.u_core)
        self.compare(dut.u_core.u_sar, lambda: MonitorSar(SAMPLE_TICKS))
        self._levels = [INSIDE * LEVEL_STEPS] * N_CHANNELS
        self.conversions: list[tuple[int, int]] = []
        """Tick and channel of each conversion's start, oldest first."""
        self._task = None

    async def start(self, *, state: int = S_ACTIVE) -> None:
        """Through reset, with every channel inside, to the first tick."""
        self._task = cocotb.start_soon(self._record())
        await super().start(state_i=state, level_i=self.level(), post_mon_cfg_i=CFG_RST)

    async def settled(self, cfg: MonitorCfg) -> None:
        """As `start`, behind the eight scans after reset, with *cfg* in force and nothing pending."""
        await self.start()
        await self.clock.before(8 * SCAN_TICKS + 4)
        await self.write(cfg)
        await self.clock.ticks(SCAN_TICKS)
        await self.clear(0x7F, 0xFF)
        self.conversions.clear()
        assert (self.seen("trip_o"), self.seen("block_o"), self.stat("mon_event")[0]) == (0, 0, 0)

    async def finish(self) -> None:
        """Nothing is left over: the last comparisons."""
        await super().finish()
        self._task.cancel()

    def level(self, chan: int | None = None, code: float = INSIDE) -> int:
        """The input of *chan* (None: every one) stands half a step above *code*; returns level_i."""
        eighths = int(code * LEVEL_STEPS + LEVEL_STEPS // 2)
        self._levels = [eighths if chan in (None, c) else old for c, old in enumerate(self._levels)]
        word = sum(level << 16 * c for c, level in enumerate(self._levels))
        self.drive(level_i=word)
        return word

    async def write(self, cfg: MonitorCfg) -> None:
        """Post settings and wait until they are in effect."""
        await self.post("mon_cfg", mon_cfg=cfg.pack())
        await self.idle()

    async def request(self, channels: int) -> None:
        """Post a request, and do not wait."""
        await self.post("mon_convert", mon_convert=channels)

    async def clear(self, fresh: int, event: int) -> None:
        """Post a clear and wait until it is in effect."""
        await self.post("mon_clear", mon_fresh_clr=fresh, mon_event_clr=event)
        await self.idle()

    async def published(self, chan: int) -> int:
        """Wait for the next result of *chan*; returns its tick, a quarter tick behind whose edge it ends."""
        change = self.dut.upd_o.value_change
        while True:
            await with_timeout(change, _TIMEOUT_TICKS * self.clock.period, "step")
            await self.clock.after(self.clock.tick)
            if self.seen("upd_o") >> chan & 1:
                return self.clock.tick

    async def gap(self, chan: int) -> int:
        """Ticks between the next two starts of *chan* in scans."""
        await self.published(chan)
        await self.published(chan)
        starts = [tick for tick, started in self.conversions if started == chan]
        return [b - a for a, b in itertools.pairwise(starts)][-1]

    def status(self, chan: int) -> int:
        """Result of *chan* as firmware reads it."""
        return self.stat("mon_result_value")[0] >> CODE_W * chan & (1 << CODE_W) - 1

    async def _record(self) -> None:
        while True:
            await RisingEdge(self.core.sar_start_o)
            await Timer(self.clock.period // 4, "step")
            self.conversions.append((self.clock.tick, int(self.core.sar_chan_o.value)))
