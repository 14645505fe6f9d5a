# SPDX-License-Identifier: Apache-2.0
"""Drives the bench of the whole monitor: levels at the front end, registers like a register block writes them."""

from __future__ import annotations

import itertools

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.simtime import get_sim_time
from cocotb.triggers import FallingEdge, ReadOnly, RisingEdge, Timer, with_timeout

from models.monitor import Monitor
from models.monitor_cfg import CODE_W, N_CHANNELS, MonitorCfg
from models.monitor_sar import MonitorSar
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard
from tests.monitor.settings import CFG_RST, INSIDE

SAMPLE_TICKS = 2
CONVERSION_TICKS = SAMPLE_TICKS + 14  # from result to result
SCAN_TICKS = 5 * CONVERSION_TICKS + 2
LEVEL_STEPS = 8  # levels are in eighths of a code
S_OFF, S_ACTIVE, S_ASLEEP = 0, 2, 4
BUSY_CFG, BUSY_REQ, BUSY_CLR, BUSY_INTR = 1, 2, 4, 8
POST_TICKS = 3
BUS_PERIOD_PS = 1_000_000
_SAMPLED = {"stat_result_o": "result_o", "stat_tick_o": "tick_o", "stat_trip_o": "trip_o", "stat_sensor_o": "sensor_o",
            "stat_ready_o": "ready_o", "stat_defaults_o": "defaults_o", "stat_fresh_o": "fresh_o", "event_o": "event_o"}  # fmt: skip
_LATE = ("stat_fresh_o", "event_o")
_ZERO = (
    "noise_i", "cfg_wr_i", "req_i", "req_wr_i", "clr_fresh_i", "clr_event_i", "clr_wr_i", "intr_i", "intr_wr_i", "vbus_i",
)  # fmt: skip
_TIMEOUT_TICKS = 100_000


class UnitBench:
    """tb_pmu_monitor with clock, scoreboards of both blocks and a check of the status. `start()` first, `finish()` last."""

    def __init__(self, dut: HierarchyObject) -> None:
        self.dut = dut
        self.clock = AonClock(dut.clk, dut.now)
        self.core = dut.u_monitor.u_core
        self.scoreboard = BlockScoreboard(self.core, lambda: Monitor(CFG_RST), self.clock, reset=dut.rst_ni)
        self._sar = BlockScoreboard(
            dut.u_monitor.u_sar, lambda: MonitorSar(SAMPLE_TICKS), self.clock, reset=dut.rst_ni
        )  # fmt: skip
        self._levels = [INSIDE * LEVEL_STEPS] * N_CHANNELS
        self.conversions: list[tuple[int, int]] = []
        """Tick and channel of each conversion's start, oldest first."""
        self.taken: list[MonitorCfg] = []
        """Settings that have arrived at the core."""
        self.samples = 0
        """Changes of the status that were held against the core."""
        self._tasks: list = []
        self._sampled = (dict.fromkeys(_LATE, 0), dict.fromkeys(_LATE, 0))

    async def start(self, *, state: int = S_ACTIVE, code: int = INSIDE, run: int = 1) -> None:
        """Through reset, with every channel at *code*, to the first tick."""
        dut = self.dut
        dut.rst_ni.value = 0
        dut.run_i.value, dut.state_i.value = run, state
        dut.cfg_i.value = CFG_RST
        for name in _ZERO:
            getattr(dut, name).value = 0
        self.level(code=code)
        await self.clock.start()
        self.scoreboard.start()
        self._sar.start()
        self._tasks = [cocotb.start_soon(self._record()), cocotb.start_soon(self._record_settings())]
        self._tasks += [cocotb.start_soon(self._sample()), *(cocotb.start_soon(self._check_sample(port)) for port in _SAMPLED)]
        dut.rst_ni.value = 1
        await self.clock.counting()

    async def settled(self, cfg: MonitorCfg) -> None:
        """As `start`, behind the eight scans after reset, with *cfg* in force and nothing pending."""
        await self.start()
        await self.clock.before(8 * SCAN_TICKS + 4)
        await self.write(cfg)
        await self.clock.ticks(SCAN_TICKS)
        await self.clear(0x7F, 0xFF)
        self.conversions.clear()
        assert (self.seen("trip_o"), self.seen("block_o"), self.seen("event_o")) == (0, 0, 0)

    async def restart(self) -> None:
        """POR for three ticks in the middle of a run; ends after the first tick."""
        self.dut.rst_ni.value = 0
        await Timer(3 * self.clock.period, "step")
        self.dut.rst_ni.value = 1
        self.clock.base = None
        await self.clock.counting()

    async def finish(self) -> None:
        """Nothing is left over: the last comparisons; the status was looked at, too."""
        await self.scoreboard.finish()
        await self._sar.finish()
        for task in self._tasks:
            task.cancel()
        assert self.samples, "no change of the status was ever looked at"

    def level(self, chan: int | None = None, code: float = INSIDE) -> None:
        """The input of *chan* (None: every one) stands half a step above *code*."""
        eighths = int(code * LEVEL_STEPS + LEVEL_STEPS // 2)
        self._levels = [eighths if chan in (None, c) else old for c, old in enumerate(self._levels)]
        self.dut.level_i.value = sum(level << 16 * c for c, level in enumerate(self._levels))

    async def strike(self, name: str, **data: int) -> None:
        """Write *data* and pulse *name* for one bus clock; ends at the falling edge after it."""
        await FallingEdge(self.dut.clk_sys)
        for port, word in data.items():
            getattr(self.dut, port).value = word
        getattr(self.dut, name).value = 1
        await FallingEdge(self.dut.clk_sys)
        getattr(self.dut, name).value = 0

    async def write(self, cfg: MonitorCfg) -> None:
        """Post settings and wait until they are in effect."""
        await self.strike("cfg_wr_i", cfg_i=cfg.pack())
        await self.idle()

    async def request(self, channels: int) -> None:
        """Post a request, and do not wait."""
        await self.strike("req_wr_i", req_i=channels)

    async def clear(self, fresh: int, event: int) -> None:
        """Post a clear and wait until it is in effect."""
        await self.strike("clr_wr_i", clr_fresh_i=fresh, clr_event_i=event)
        await self.idle()

    async def idle(self, limit_ticks: int = 30) -> None:
        """Wait until nothing is busy; AssertionError if that takes longer than *limit_ticks*."""
        for _ in range(limit_ticks * 8):
            await Timer(self.clock.period // 8, "step")
            if not self.seen("busy_o"):
                return
        raise AssertionError(f"busy_o is still {self.seen('busy_o'):#x} after {limit_ticks} ticks")

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

    def seen(self, port: str) -> int:
        """Value of an output, as it is now."""
        return int(getattr(self.dut, port).value)

    def status(self, chan: int) -> int:
        """Result of *chan* as firmware reads it."""
        return self.seen("stat_result_o") >> CODE_W * chan & (1 << CODE_W) - 1

    async def _record(self) -> None:
        while True:
            await RisingEdge(self.core.sar_start_o)
            await Timer(self.clock.period // 4, "step")
            self.conversions.append((self.clock.tick, int(self.core.sar_chan_o.value)))

    async def _record_settings(self) -> None:
        while True:
            await RisingEdge(self.core.cfg_valid_i)
            await ReadOnly()
            self.taken.append(MonitorCfg.unpack(int(self.core.cfg_i.value)))

    async def _sample(self) -> None:
        """What the core has at the last two strobes."""
        while True:
            await RisingEdge(self.dut.strobe)
            live = self.dut.rst_ni.value == 1
            values = {name: int(getattr(self.core, _SAMPLED[name]).value) if live else 0 for name in _LATE}
            self._sampled = (self._sampled[1], values)

    async def _check_sample(self, port: str) -> None:
        """Whenever a part of the status changes at a strobe, all of it is what the core has at that moment."""
        change = getattr(self.dut, port).value_change
        while True:
            await change
            if self.dut.rst_ni.value == 0:
                continue
            if port not in _LATE and self.clock.base is not None:  # these also hide what is cleared
                behind = (get_sim_time("step") - self.clock.base) % self.clock.period
                assert behind >= BUS_PERIOD_PS, f"{port} was copied {behind} ps behind the edge, before it has settled"
            await RisingEdge(self.dut.clk_sys)  # bits of a clear that has just arrived are hidden for one clock longer
            await FallingEdge(self.dut.clk_sys)
            if self.dut.rst_ni.value == 0 or self.seen("busy_o") & BUSY_CLR:
                continue  # reset has come meanwhile, or cleared bits are hidden
            self.samples += 1
            status = {name: self.seen(name) for name in _SAMPLED}
            now = {name: int(getattr(self.core, source).value) for name, source in _SAMPLED.items()}
            for name in _LATE:  # seen once they have been sampled twice
                now[name] &= self._sampled[0][name]
            assert status == now, f"torn or stale status at tick {self.clock.tick}: {status}, the core has {now}"
