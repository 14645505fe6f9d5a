# SPDX-License-Identifier: Apache-2.0
"""Drives the bench of the sleep block's bus-clock part: registers and WFI on one side, the AON flops on the other.

Bus inputs move at falling edges of the bus clock, AON inputs right after rising edges of the AON clock, as flops do.
`Watch` looks at every bus clock and fails as soon as a promise of the contract is broken.
"""

from __future__ import annotations

from collections import deque

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.task import Task
from cocotb.triggers import FallingEdge, RisingEdge, Timer

from models.locks import Locks
from models.sleep_params import SleepParams
from tests.sleep.params import TWO

ACT_W, LOCK_W = 38, 32
OFFER_GAP_STROBES = 4
IDLE_GAP_STROBES = 3
_SETTLE_NS = 100  # after a falling edge: what the test drives there stands, the rising edge is still to come
_ZERO = (
    "wfi_i", "lock_set_i", "lock_set_wr_i", "lock_clr_i", "lock_clr_wr_i", "deep_set_i", "deep_set_wr_i", "deep_clr_i",
    "deep_clr_wr_i", "cfg_type_i", "type_wr_i", "act_ms_i", "act_wr_i", "cfg_max_ms_i", "max_wr_i", "cfg_tmr_ticks_i",
    "tmr_wr_i", "kick_i", "kick_wr_i", "clr_i", "clr_wr_i", "cfg_allow_i", "cfg_hint_i", "cfg_limit_i", "wake_en_i",
    "wake_route_i", "wake_pend_i", "busy_other_i", "aon_boot_i", "aon_parked_i", "aon_run_i", "aon_active_i",
    "aon_armed_i", "aon_event_i", "dram_ack_i",
)  # fmt: skip


class BusBench:
    """tb_sleep_bus. `await start()` first; `await finish()` last."""

    def __init__(self, dut: HierarchyObject, params: SleepParams) -> None:
        self.dut, self.params = dut, params
        self.cores = range(params.N_CORES)
        self.all_cores = (1 << params.N_CORES) - 1
        self.tick = 0
        self.arrived: list[tuple[int, int, int]] = []
        """Active time that reached the AON side: (tick, core, ticks)."""
        self.until = [0 for _ in self.cores]
        """The tick at which each core's active time ends, as the AON side keeps it."""
        self.active = 0
        self.aon: dict[str, int] = {}
        """AON status to be driven after the next AON edge."""
        self.watch: Watch | None = None
        self._tasks: list[Task] = []

    async def start(self, run: int | None = None) -> None:
        """Through reset; cores of *run* (None: all) are let run with WFI low, no lock held, everything allowed."""
        dut = self.dut
        for name in _ZERO:
            getattr(dut, name).value = 0
        dut.rst_ni.value, dut.bus_run_i.value, dut.strobe_en_i.value = 0, 1, 1
        dut.cfg_allow_i.value = (1 << self.params.N_MODES) - 1
        dut.cfg_hint_i.value = dut.cfg_limit_i.value = 0xFFFF_FFFF
        await Timer(100, "us")
        await FallingEdge(dut.clk_bus)
        dut.rst_ni.value = 1
        self._tasks = [cocotb.start_soon(self._aon_side())]
        self.aon = {"aon_run_i": self.all_cores if run is None else run}
        await self.ticks(4)
        if run is None:
            for bank in ("lock", "deep"):
                await self.clocks(1, **{f"{bank}_clr_wr_i": self.all_cores, f"{bank}_clr_i": self.every_core(0xFFFF_FFFF)})
                getattr(dut, f"{bank}_clr_wr_i").value = 0
        await self.clocks(4)

    async def finish(self) -> None:
        """The AON side stops; raises what has been watched."""
        for task in self._tasks:
            task.cancel()
        if self.watch:
            self.watch.stop()

    def every_core(self, word: int) -> int:
        """The same 32-bit word for every core."""
        return sum(word << LOCK_W * core for core in self.cores)

    async def clocks(self, count: int = 1, **inputs: int) -> None:
        """*inputs* from now on, then *count* bus clocks, to the next falling edge."""
        for name, value in inputs.items():
            getattr(self.dut, name).value = value
        for _ in range(count):
            await FallingEdge(self.dut.clk_bus)

    async def pulse(self, **inputs: int) -> None:
        """*inputs* for one bus clock; those that end in _wr_i are 0 again after it."""
        await self.clocks(1, **inputs)
        for name in inputs:
            if name.endswith("_wr_i"):
                getattr(self.dut, name).value = 0

    async def ticks(self, count: int) -> None:
        """*count* AON ticks, to the next falling edge of the bus clock."""
        for _ in range(count):
            await RisingEdge(self.dut.clk_aon)
        await FallingEdge(self.dut.clk_bus)

    def out(self, name: str) -> int:
        return int(getattr(self.dut, name).value)

    async def settled(self, ticks: int = 20) -> None:
        """Wait until no write is on its way; AssertionError after *ticks* AON ticks."""
        for _ in range(ticks):
            if not self.out("busy_o"):
                return
            await self.ticks(1)
        raise AssertionError(f"busy_o = {self.out('busy_o'):#b} still after {ticks} ticks")

    async def _aon_side(self) -> None:
        """The AON flops: active time as sleep_core keeps it, everything else as the test asks."""
        dut = self.dut
        while True:
            await RisingEdge(dut.clk_aon)
            self.tick += 1
            valid, ticks = self.out("aon_act_valid_o"), self.out("aon_act_ticks_o")
            for core in self.cores:
                if valid >> core & 1:
                    value = ticks >> ACT_W * core & (1 << ACT_W) - 1
                    self.arrived.append((self.tick, core, value))
                    self.until[core] = max(self.until[core], self.tick + value if value else 0)
            self.active = sum((self.until[core] > self.tick) << core for core in self.cores)
            await Timer(1, "ns")
            dut.aon_active_i.value = self.active
            for name, value in self.aon.items():
                getattr(dut, name).value = value


class Watch:
    """Looks at every bus clock: idle and the offer are up only when they may be, and fall so that AON sees it."""

    def __init__(self, bench: BusBench) -> None:
        self.bench, self.dut = bench, bench.dut
        self.locks = Locks(bench.params)
        self.idle_clocks = self.offers = 0
        self._recent: deque[str] = deque(maxlen=6)
        self._low = [True for _ in bench.cores]  # to be begun with WFI low and nothing ever offered
        self._shown = [0 for _ in bench.cores]
        self._closed = 0
        self._idle, self._ok, self._mode = (bench.out(name) for name in ("idle_o", "ok_o", "ok_mode_o"))
        self._task = cocotb.start_soon(self._watch())
        self._failed: AssertionError | None = None

    def stop(self) -> None:
        """End; raises what was found."""
        self._task.cancel()
        if self._failed:
            raise self._failed

    def check(self) -> None:
        """Raises what has been found so far."""
        if self._failed:
            raise self._failed

    async def _watch(self) -> None:
        dut, out = self.dut, self.bench.out
        await FallingEdge(dut.clk_bus)
        names = ("wfi_i", "lock_o", "wake_pend_i", "wake_en_i", "wake_route_i", "act_wr_i", "busy_o", "busy_other_i",
                 "next_valid_o", "next_mode_o")  # fmt: skip
        while True:
            await Timer(_SETTLE_NS, "ns")
            seen = {name: out(name) for name in names}
            seen |= {"parked": out("parked"), "run": out("run"), "strobe": out("strobe_o")}
            words = out("lock_set_i")
            taken = sum(bool(words >> LOCK_W * c & 0xFFFF_FFFF) << c for c in self.bench.cores)
            seen["locking"] = out("lock_set_wr_i") & taken
            await FallingEdge(dut.clk_bus)
            try:
                self._clock(seen)
            except AssertionError as error:
                self._failed = error
                return

    def _clock(self, seen: dict[str, int]) -> None:
        """One clock with inputs *seen* before its rising edge."""
        bench, out = self.bench, self.bench.out
        idle, ok, mode = out("idle_o"), out("ok_o"), out("ok_mode_o")
        for core in bench.cores:
            self._check_core(core, seen, idle >> core & 1)
        if ok:
            self.offers += not self._ok
            assert idle == bench.all_cores, f"sleep_ok with idle = {idle:#b}"
            assert seen["next_valid_o"] and seen["next_mode_o"] == mode, f"sleep_ok for {mode}: {seen}"
            assert not seen["busy_other_i"] and not seen["busy_o"], f"sleep_ok with a write on its way: {seen}"
        if ok and not self._ok:
            assert self._closed == 0, f"sleep_ok came back {self._closed} strobes too early"
        if mode != self._mode:
            assert not self._ok and self._closed == 0, f"ok_mode moved, sleep_ok was {self._ok}, {self._closed} strobes left"
        if self._ok and not ok:
            self._closed = OFFER_GAP_STROBES
        elif seen["strobe"] and self._closed:
            self._closed -= 1
        self._idle, self._ok, self._mode = idle, ok, mode

    def _check_core(self, core: int, seen: dict[str, int], idle: int) -> None:
        def bit(name: str) -> int:
            return seen[name] >> core & 1

        wakes = seen["wake_pend_i"] & seen["wake_en_i"]
        width = self.bench.params.N_WAKE
        routes = [seen["wake_route_i"] >> width * c & (1 << width) - 1 for c in self.bench.cores]
        nowhere = ~(routes[0] | routes[-1])
        mine = wakes & (routes[core] | (nowhere if core == 0 else 0))
        low, was = self._low[core], self._idle >> core & 1
        held = seen["lock_o"] >> LOCK_W * core & 0xFFFF_FFFF or bit("locking") or bit("act_wr_i")
        if idle:
            self.idle_clocks += 1
            assert bit("wfi_i"), f"core {core} idle without WFI"
            if not bit("parked"):
                assert bit("run") and low, f"core {core} idle, WFI not seen low since it runs: {seen}"
                assert not held, f"core {core} idle with a lock, or in the cycle that takes one: {seen}"
                assert not mine, f"core {core} idle with a wake of its own: {seen}"
                assert was or not (seen["busy_o"] or seen["busy_other_i"]), f"core {core} idle over a posted write: {seen}"
                assert not self.bench.active >> core & 1, f"core {core} idle in its active time"
        if idle and not was:
            assert self._shown[core] == 0, f"core {core}: idle came back {self._shown[core]} strobes too early"
        if was and not idle:
            self._shown[core] = IDLE_GAP_STROBES
        elif seen["strobe"] and self._shown[core]:
            self._shown[core] -= 1
        self._low[core] = bool(bit("run")) and (low or not bit("wfi_i"))


async def started(dut: HierarchyObject, params: SleepParams = TWO) -> BusBench:
    """Both cores run, WFI low, no locks; a wake source is enabled so that there is a mode to offer."""
    bench = BusBench(dut, params)
    await bench.start()
    bench.watch = Watch(bench)
    await bench.clocks(2, wake_en_i=1, wake_route_i=1, cfg_type_i=3)
    return bench
