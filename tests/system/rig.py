# SPDX-License-Identifier: Apache-2.0
"""A whole PMU with everything on, and cores that do what the test says: for races that need exact moments.

    rig = await Rig.boot(dut)
    await rig.sleep()
    rig.board.wake_pin("aon_timer", 1)
    await rig.awake()

Moments are simulation times in steps (ps); `rig.period` is one AON tick. The bus clock runs near its lower
limit and is no multiple of the AON clock, so that the phase between them drifts from position to position.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterator

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.queue import Queue
from cocotb.simtime import get_sim_time
from cocotb.task import Task
from cocotb.triggers import Event, FallingEdge, Timer, with_timeout

from models.regmap import REGISTERS, PwrState, SleepOutcome
from tb.agents.core import Core
from tb.board import WATCHED, Board
from tb.runner import Bench
from tb.system_checks import SystemChecks
from tests.system.entries import EntryLog

BENCH = Bench(top="tb/tb_top.sv", profile="selected", verilator_public=WATCHED)
JITTER = Bench(top="tb/tb_top.sv", profile="selected", verilator_public=WATCHED, plusargs=("+cdc_jitter={seed}",))

# Lock bits of the platform at reset
OS, AP_RUN = 1 << 0, 1 << 3
NP_LOCKS, AP_LOCKS = OS | AP_RUN, OS
NP, AP = 0, 1
ACTIVE, SLEEP, DEEP_SLEEP = 0, 1, 2
RTC_SOURCE, RTC1_SOURCE, AON_PIN, AON_TIMER, WLAN, GPIO = (1 << n for n in (0, 1, 2, 3, 4, 7))
NO_CAUSE, MAX_SLEEP_CAUSE, SLEEP_TIMER_CAUSE, CORE_WAKE_CAUSE, CORE_RESUME_CAUSE = 63, 32, 33, 34, 35
CORE_POWER_GATED, CORE_RUN, CORE_GATED = 0, 2, 4

SLOW_HALF_NS = 481.3  # 1.04 MHz, just above the slowest bus clock; no multiple of the AON clock
FAST_HALF_NS = 61.7
LIMIT_TICKS = 600
"""No entry, exit or crossing of this platform takes longer; a power-up with three rails included."""
STALL_US = 100_000
"""An access may be caught by the stopping bus clock, and ends when it runs again."""


class Operator:
    """Firmware of one core that carries out what the test hands it, in order; a restart of the core forgets it."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._jobs: Queue[tuple[Callable[[], Awaitable[None]], Event]] = Queue()
        self.idle = True
        core.run(self._firmware)

    def start(self, job: Callable[[], Awaitable[None]]) -> Event:
        """Let the core do *job*; the event says that it is done. It is never set if the core restarts before."""
        done = Event()
        self.idle = False
        self._jobs.put_nowait((job, done))
        return done

    async def _firmware(self, core: Core) -> None:
        while not self._jobs.empty():
            self._jobs.get_nowait()
        self.idle = True
        while True:
            job, done = await self._jobs.get()
            await job()
            self.idle = True
            done.set()


class Rig:
    """Board, checks and operators; NP runs with its reset locks, AP is powered down, after `boot()`."""

    def __init__(self, dut: HierarchyObject) -> None:
        self.dut = dut
        self.board = Board(dut)
        self.checks = SystemChecks(self.board)
        self.entries = EntryLog(self.board)
        self.cores = list(self.board.cores)
        self.operators: list[Operator] = []
        self.board.apb.timeout_us = STALL_US

    @classmethod
    async def boot(cls, dut: HierarchyObject, *, half_ns: float = SLOW_HALF_NS, park_ap: bool = True) -> Rig:
        """Power on, wait for both cores; with *park_ap* AP gives up all its locks and is powered down."""
        rig = cls(dut)
        dut.sys_half_ns.value = half_ns
        await rig.power_on()
        await rig.until(lambda: all(core.boots == 1 for core in rig.cores), "both cores boot")
        await rig.state_is(PwrState.ACTIVE)
        if park_ap:
            await rig.park_ap()
        return rig

    async def power_on(self) -> None:
        """First supply, with all checks on; what happens then is the test's business."""
        await self.board.start()
        self.checks.start()
        self.entries.start()
        self.operators = [Operator(core) for core in self.cores]
        await self.board.power_on()

    async def park_ap(self) -> None:
        """AP gives up its locks and waits; with NP running that powers it down."""
        await self.poll("SLP_CORE1_STATUS", "STATE", CORE_RUN)
        await self.write("SLP_CORE1_WAKELOCK_CLR", AP_LOCKS, AP)
        await self.write("SLP_CORE1_DEEPLOCK_CLR", AP_LOCKS, AP)
        self.wfi(AP)
        await self.poll("SLP_CORE1_STATUS", "STATE", CORE_POWER_GATED)

    async def finish(self) -> None:
        """End of the test: no scoreboard disagreed, and all of them looked at something."""
        counts = await self.board.finish()
        assert all(counts.values()), counts
        self.checks.finish()

    async def minute_over(self) -> None:
        """The minute is over that the power block waits for: of good running, after a power cycle, or of a slow pause.

        Moves the deadline in the power block and in its model alike, between two edges: real minutes would cost a test its time.
        """
        await self.at(self.next_tick() + 3 * self.period // 4)
        tick = self.board.clock.tick
        flops = self.board.inside("u_power").u_core.u_main.u_retry
        scoreboard = next(entry for entry in self.board.scoreboards if entry.name == "power")
        retry = scoreboard.model.main.retry
        assert retry.deadlines(), "it does not wait for anything"
        flops.end_q.value = tick + 2 & (1 << len(flops.end_q)) - 1
        if retry.quiet:
            retry.quiet_until = tick + 3
        else:
            retry._forget_at = tick + 3
        scoreboard.model._awake = True
        scoreboard._wake.set()
        await self.ticks(4)

    # ---- time

    @property
    def period(self) -> int:
        """One AON tick in steps."""
        return self.board.clock.period

    @property
    def now(self) -> int:
        """Simulation time in steps."""
        return get_sim_time("step")

    async def at(self, moment: int) -> None:
        """Wait until *moment*; ValueError if that is past: the test took too long to get ready."""
        ahead = moment - self.now
        if ahead < 0:
            raise ValueError(f"moment {moment} is {-ahead / self.period:.2f} ticks in the past")
        if ahead:
            await Timer(ahead, "step")

    async def ticks(self, count: float) -> None:
        """Wait *count* ticks, or a fraction of one, or none."""
        await self.at(self.now + round(count * self.period))

    def next_tick(self, ahead: int = 1) -> int:
        """Moment of the AON edge that is the *ahead*-th from now."""
        clock = self.board.clock
        return clock.base + (clock.tick + ahead) * clock.period

    async def bus_edge(self) -> None:
        """The next falling edge of the bus clock, where a core changes its outputs; at once if the clock stands."""
        if self.dut.clk_sys_valid.value == 1:
            try:
                await with_timeout(FallingEdge(self.dut.clk_sys), 5, "us")
            except TimeoutError:
                return

    async def until(self, condition: Callable[[], bool], what: str, limit: float = LIMIT_TICKS) -> None:
        """Look at *condition* once a tick; AssertionError names *what* was waited for."""
        for _ in range(round(limit)):
            if condition():
                return
            await self.ticks(1)
        if condition():
            return
        waits = "\n".join(scoreboard.waits_for() for scoreboard in self.board.scoreboards)
        raise AssertionError(f"waited {limit} ticks in vain: {what}; {self.where()}\n{waits}")

    async def state_is(self, state: PwrState, limit: float = LIMIT_TICKS) -> None:
        """Wait for a main power state."""
        await self.until(lambda: int(self.dut.pwr_state.value) == state, f"main power state {state.name}", limit)

    def where(self) -> str:
        """Where everything stands, for messages."""
        dut = self.dut
        return (
            f"tick {self.board.clock.tick}, {PwrState(int(dut.pwr_state.value)).name}, mode {int(dut.mode.value)}, "
            f"rails {int(dut.rail_en.value):b}, switches {int(dut.dom_sw_en.value):b}, "
            f"wfi {int(dut.core_wfi_clamped.value):02b}"
        )

    @staticmethod
    def start(job: Coroutine[None, None, None]) -> Task[None]:
        """Run *job* beside the test."""
        return cocotb.start_soon(job)

    # ---- registers

    async def write(self, register: str, data: int, core: int = NP, **options: object) -> None:
        """Write as *core*."""
        await self.board.apb.write(register, data, requester=core, **options)

    async def read(self, register: str) -> int:
        """Read as NP."""
        return (await self.board.apb.read(register)).data

    async def fields(self, register: str) -> dict[str, int]:
        """All fields of a register."""
        return REGISTERS[register].unpack(await self.read(register))

    async def poll(self, register: str, field: str, value: int, limit: int = LIMIT_TICKS) -> None:
        """Read once a tick until *field* is *value*."""
        for _ in range(limit):
            seen = REGISTERS[register][field].get(await self.read(register))
            if seen == value:
                return
            await self.ticks(1)
        raise AssertionError(f"{register}.{field} is {seen}, not {value}, after {limit} ticks; {self.where()}")

    async def settled(self) -> None:
        """Until no posted write is on its way."""
        for _ in range(40):
            if not await self.read("SYS_BUSY"):
                return
            await self.ticks(0.5)
        raise AssertionError(f"SYS_BUSY stays {await self.read('SYS_BUSY'):#x}; {self.where()}")

    # ---- cores

    def wfi(self, core: int = NP) -> Event:
        """The core waits for interrupt from its next bus clock on; the event says that it went on."""
        return self.operators[core].start(self.cores[core].wfi)

    async def interrupt(self, core: int = NP) -> None:
        """An interrupt of the core's own ends its WFI."""
        await self.bus_edge()
        self.cores[core].interrupt()

    # ---- sleep and wake

    async def prepare(self, *, sources: int = AON_TIMER, locks: int = 0, deep: int = 0) -> None:
        """Firmware's preparation: edge wake *sources*, old wakes and outcomes cleared; NP holds *locks* and *deep*."""
        await self.write("WAKE_EDGE", sources)
        await self.write("WAKE_ENABLE", sources)
        await self.write("WAKE_PENDING", 0xFFFF_FFFF)
        await self.write("SLP_INTR_STATE", 0xF)
        await self.write("SLP_CORE0_WAKELOCK_CLR", ~locks & 0xFFFF_FFFF)
        await self.write("SLP_CORE0_WAKELOCK_SET", locks)
        await self.write("SLP_CORE0_DEEPLOCK_CLR", ~deep & 0xFFFF_FFFF)
        await self.write("SLP_CORE0_DEEPLOCK_SET", deep)
        await self.settled()

    async def allow(self, mode: int) -> None:
        """Only *mode* may be chosen."""
        await self.write("SLP_MODE_ALLOW", 1 << mode)

    async def awake(self, limit: float = LIMIT_TICKS) -> None:
        """NP runs, and the PMU is in RUN."""
        dut = self.dut

        def running() -> bool:
            in_run = int(dut.pwr_state.value) == PwrState.ACTIVE and int(dut.mode.value) == ACTIVE
            return in_run and self.operators[NP].idle and self.cores[NP].clocked

        await self.until(running, "NP runs again", limit)

    async def wake_pulse(self, name: str = "aon_timer", ticks: float = 2.5) -> None:
        """A high pulse on a wake pin."""
        self.board.wake_pin(name, 1)
        await self.ticks(ticks)
        self.board.wake_pin(name, 0)

    async def normal_sleep(self, mode: int) -> None:
        """A sleep as firmware wants it: to *mode*, reached, left by the wake pin, reported as SLEPT with its cause."""
        await self.prepare()
        before = await self.fields(f"SLP_COUNT{mode}")
        boots = self.cores[NP].boots
        self.wfi()
        await self.state_is(PwrState.ASLEEP)
        assert int(self.dut.mode.value) == mode, f"asleep in mode {int(self.dut.mode.value)}, not {mode}"
        await self.ticks(3)
        await self.wake_pulse()
        await self.awake()
        await self.ticks(2)
        after = await self.fields(f"SLP_COUNT{mode}")
        assert after == {**before, "ENTRIES": before["ENTRIES"] + 1}, (before, after)
        await self.outcome(SleepOutcome.SLEPT, AON_TIMER.bit_length() - 1)
        assert self.cores[NP].boots - boots == (mode == DEEP_SLEEP), "only Deep-Sleep reboots"

    async def outcome(self, outcome: SleepOutcome, cause: int) -> None:
        """Status, interrupt and cause registers agree on how the last entry ended."""
        await self.ticks(1)  # an event shows one sample later
        status = await self.fields("SLP_STATUS")
        seen = SleepOutcome(status["OUTCOME"])
        assert seen == outcome, f"{seen.name}, not {outcome.name}; {self.where()}"
        events = await self.fields("SLP_INTR_RAW")
        assert events[outcome.name], f"{outcome.name} is not in INTR_RAW: {events}"
        first = await self.read("WAKE_CAUSE_FIRST")
        assert first == cause, f"first cause {first}, not {cause}; {self.where()}"


def sweep(low: float = -3, high: float = 3, steps: int = 8) -> Iterator[float]:
    """Positions in ticks from *low* to *high*, *steps* to a tick, both ends included."""
    for number in range(round((high - low) * steps) + 1):
        yield low + number / steps
