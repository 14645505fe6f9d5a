# SPDX-License-Identifier: Apache-2.0
"""What is around sleep_core: main power, the cores' domains, the memory, the bus clock with cores that execute WFI.

A rough stand-in for each, with settable delays, for one purpose: that sleep_core meets every order of events. It
moves inputs at falling AON edges only. It has flops as the real neighbours have: what it sees after edge k changes
its own outputs on edge k + 1 (through a synchronizer: on edge k + 2), which sleep_core samples one edge later.
It steps while anything moves and then sleeps until an output of the block changes or a scheduled act is due.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.simtime import get_sim_time
from cocotb.task import Task
from cocotb.triggers import Event, Timer

from models.regmap import DomainTarget, PwrState
from models.sleep import Sleep
from models.sleep_params import SleepParams
from tb.aon import AonClock
from tb.scoreboard import BlockScoreboard

OFF, POWER_UP, ACTIVE, SLEEP_ENTRY, ASLEEP, SLEEP_EXIT, POWER_DOWN, FAULT = PwrState
D_ON, D_GATED, D_OFF, _ = DomainTarget  # of a domain, and of what it is asked for
OFFER_GAP_TICKS = 3  # sleep_ok stays low for at least this long
_CHANGING = ("core_tgt_o", "slp_enter_o", "dram_req_o", "dram_state_o", "power_gated_o", "run_o")
_VALIDS = ("type_valid_i", "act_valid_i", "max_valid_i", "tmr_valid_i", "kick_valid_i", "clr_valid_i")


class World:
    """The core with its clock, its scoreboard and its surroundings. `await start()` first, `await finish()` last."""

    def __init__(self, dut: HierarchyObject, params: SleepParams) -> None:
        self.dut, self.params = dut, params
        self.cores = range(params.N_CORES)
        self.clock = AonClock(dut.clk, dut.now)
        self.scoreboard = BlockScoreboard(dut, lambda: Sleep(params), self.clock, reset=dut.rst_ni)
        # what tests may turn, in ticks
        self.entry_ticks = 3
        """From the start of a sleep entry to the point of no return."""
        self.tail_ticks = 2
        """From the point of no return to ASLEEP."""
        self.exit_ticks = 3
        self.domain_ticks = 1
        """Of each step of a domain: on, gated, off."""
        self.memory_ticks: int | None = 2
        """That the memory takes for another state; None: it never does."""
        self.clock_stops = True
        """The bus clock stops in sleep, and with it idle_i and ok_i."""
        self.reboots = False
        self.sync_ticks = 2
        """That run_o and power_gated_o take to come back as idle_i."""
        # what the bus side wants
        self.wfi = [False for _ in self.cores]
        self.offer: int | None = None
        """The mode that mode selection offers."""
        self.power = OFF
        self._inputs = dict.fromkeys(self.scoreboard.model.INPUTS, 0)
        self._driven: dict[str, int] = {}
        self._acts: defaultdict[int, list[Callable[[], None]]] = defaultdict(list)
        self._event = Event()
        self._alarm_at = 0
        self._left = 0
        self._ponr = self._boot_go = False
        self._in_domains = False  # the last step of a power-up or exit: domains follow the cores' wishes
        self._domains = [D_OFF for _ in self.cores]
        self._domain_left = [0 for _ in self.cores]
        self._memory, self._memory_left, self._acks = 0, 0, [1, 1]
        self._seen: list[tuple[int, int]] = []  # (power_gated_o, run_o) on their way through the synchronizers
        self._was_running = 0
        self._offer_low = OFFER_GAP_TICKS
        self._tasks: list[Task] = []

    # -- for tests ---------------------------------------------------------------------------------------------------
    async def start(self, boot: bool = True) -> None:
        """Through reset; with *boot* until power is ACTIVE and the cores that start by themselves run."""
        self.dut.rst_ni.value = 0
        for name, value in self._inputs.items():
            getattr(self.dut, name).value = value
        self._driven = dict(self._inputs)
        await self.clock.start()
        self.scoreboard.start()
        self.dut.rst_ni.value = 1
        await self.clock.counting()
        self._tasks = [cocotb.start_soon(self._watch(name)) for name in _CHANGING]
        self._tasks.append(cocotb.start_soon(self._live()))
        if boot:
            self.power_up()
            booting = [c for c in self.cores if self.params.CORE_AUTOSTART[c]]
            await self.until(lambda: self.power == ACTIVE and all(self.state(c) == 2 for c in booting), "boot")

    async def finish(self) -> None:
        """Last comparison; the world stops."""
        await self.scoreboard.finish()
        for task in self._tasks:
            task.cancel()

    @property
    def soon(self) -> int:
        """The first tick that can still be prepared."""
        return self.clock.tick + 2

    def at(self, tick: int, act: Callable[[], None]) -> None:
        """Do *act* so that inputs it changes are inputs at *tick* (at least `soon`)."""
        if tick < self.soon:
            raise ValueError(f"act for tick {tick}: must be at least {self.soon}")
        self._acts[tick].append(act)
        self._event.set()

    def drive(self, tick: int, **inputs: int) -> None:
        """Inputs of the block from *tick* on; those that are valid for one tick fall again after it."""
        self.at(tick, lambda: self._put(inputs))
        pulses = {name: 0 for name in inputs if name in _VALIDS}
        if pulses:
            self.at(tick + 1, lambda: self._put(pulses))

    def sleep(self, tick: int, mode: int, cores: int | None = None) -> None:
        """From *tick* on *cores* (mask; None: all) are in WFI, and mode selection offers *mode*."""

        def act() -> None:
            self.offer = mode
            self._wait_for_interrupt(cores)

        self.at(tick, act)

    def wait_for_interrupt(self, tick: int, cores: int) -> None:
        """*cores* execute WFI so that idle_i is 1 at *tick*."""
        self.at(tick, lambda: self._wait_for_interrupt(cores))

    def resume(self, tick: int, cores: int) -> None:
        """WFI of *cores* (mask) ends so that idle_i is 0 at *tick*."""
        self.at(tick, lambda: self._resume(cores))

    def wake(self, tick: int, cores: int) -> None:
        """The wake controller reports a source that is routed to *cores*, from *tick* on until cleared."""
        self.drive(tick, wake_i=cores, any_i=int(cores != 0))

    def power_up(self) -> None:
        """Main power leaves OFF or FAULT."""
        self.at(self.soon, self._power_up)

    def lose_power(self, tick: int, state: int = POWER_DOWN) -> None:
        """state_i at *tick* is *state*; power stays away until `power_up`."""
        self.at(tick, lambda: self._lose_power(state))

    def state(self, core: int) -> int:
        """Code of the core's state as it is now."""
        return int(self.dut.core_state_o.value) >> 3 * core & 7

    def count(self, name: str, mode: int) -> int:
        """entries, aborts or falls of *mode*."""
        width = 16 if name == "entries" else 8
        return int(getattr(self.dut, f"{name}_o").value) >> mode * width & (1 << width) - 1

    def out(self, name: str) -> int:
        """An output as it is now."""
        return int(getattr(self.dut, name).value)

    async def until(self, condition: Callable[[], bool], what: str, ticks: int = 200) -> None:
        """Wait in mid-tick until *condition*; AssertionError with *what* after *ticks* ticks."""
        for _ in range(ticks):
            if condition():
                return
            await self.clock.ticks(1)
        states = [self.state(core) for core in self.cores]
        inputs = " ".join(f"{name}={value:x}" for name, value in self._inputs.items() if value)
        raise AssertionError(
            f"{what}: not within {ticks} ticks; now {self.clock.tick}, power {self.power}, cores {states}; inputs {inputs}"
        )

    async def awake(self, ticks: int = 200) -> None:
        """Wait until the PMU is back in RUN with power ACTIVE."""
        await self.until(lambda: self.power == ACTIVE and not self.out("cause_capture_en_o"), "awake", ticks)

    # -- how it lives -----------------------------------------------------------------------------------------------
    def _put(self, inputs: dict[str, int]) -> None:
        self._inputs.update(inputs)

    def _wait_for_interrupt(self, cores: int | None) -> None:
        for core in self.cores:
            if cores is None or cores >> core & 1:
                self.wfi[core] = True

    def _resume(self, cores: int) -> None:
        for core in self.cores:
            if cores >> core & 1:
                self.wfi[core] = False

    async def _watch(self, name: str) -> None:
        change = getattr(self.dut, name).value_change
        while True:
            await change
            self._event.set()

    async def _live(self) -> None:
        while True:
            tick = self._next_tick()
            await self.clock.before(tick)
            self._event.clear()
            if self._step(tick):
                continue
            if self._acts and min(self._acts) != self._alarm_at:
                self._alarm_at = min(self._acts)
                cocotb.start_soon(self._alarm(self._alarm_at))
            await self._event.wait()

    async def _alarm(self, tick: int) -> None:
        """Wake the world for an act at *tick*, half a tick before its inputs are driven."""
        ahead = self.clock.base + (tick - 1) * self.clock.period - get_sim_time("step")
        if ahead > 0:
            await Timer(ahead, "step")
        self._event.set()

    def _next_tick(self) -> int:
        """The tick whose inputs can be prepared at the next falling edge."""
        second_half = (get_sim_time("step") - self.clock.base) % self.clock.period >= self.clock.period // 2
        return self.clock.tick + (2 if second_half else 1)

    def _step(self, tick: int) -> bool:
        """Drive the inputs of *tick*, then all flops of the world see edge *tick*; whether anything still moves."""
        for act in self._acts.pop(tick, ()):
            act()
        parked, run = self.out("power_gated_o"), self.out("run_o")
        for core in self.cores:
            if run & ~self._was_running & 1 << core:  # a core that starts, or is told to go on, is not in WFI
                self.wfi[core] = False
        self._was_running = run
        moving = self._bus(parked, run)
        self._inputs |= {
            "state_i": self.power,
            "ponr_i": int(self._ponr),
            "boot_go_i": int(self._boot_go),
            "dom_on_i": sum((self._domains[c] == D_ON) << c for c in self.cores),
            "dom_gated_i": sum((self._domains[c] == D_GATED) << c for c in self.cores),
            "dram_ack_i": self._acks[0],
        }
        for name, value in self._inputs.items():
            if self._driven[name] != value:
                getattr(self.dut, name).value = self._driven[name] = value
        # the edge
        moving |= self._step_memory()
        before = (self.power, self._left, self._ponr, self._boot_go, self._in_domains)
        targets = [self._domain_target(c) for c in self.cores]
        settled = targets == self._domains
        self._step_power(bool(self.out("slp_enter_o")), settled)
        for core, target in enumerate(targets):
            self._step_domain(core, target)
        return moving or not settled or before != (self.power, self._left, self._ponr, self._boot_go, self._in_domains)

    def _bus(self, parked: int, run: int) -> bool:
        """Idle and offer as they arrive at this tick; whether anything of it is still on its way."""
        self._seen = (self._seen or [(parked, run)] * (self.sync_ticks + 1))[-self.sync_ticks - 1 :] + [(parked, run)]
        del self._seen[: -self.sync_ticks - 1]
        moving = any(seen != self._seen[0] for seen in self._seen)
        stopped = self.power in (OFF, FAULT) or self.clock_stops and self.power in (SLEEP_ENTRY, ASLEEP, SLEEP_EXIT)
        if stopped and not self._in_domains:
            return moving
        parked, run = self._seen[0]
        # behind a closed isolation WFI is 1
        wfi = sum((value or self._domains[core] == D_OFF) << core for core, value in enumerate(self.wfi))
        idle = (parked | run) & wfi
        self._inputs["idle_i"] = idle
        ok, mode = self._inputs["ok_i"], self._inputs["ok_mode_i"]
        offered = self.offer is not None and idle == (1 << len(self.cores)) - 1 and (not ok or mode == self.offer)
        if not offered:
            self._offer_low = 1 if ok else self._offer_low + 1
            self._inputs["ok_i"] = 0
        elif ok or self._offer_low >= OFFER_GAP_TICKS:
            self._inputs |= {"ok_i": 1, "ok_mode_i": self.offer}
        else:
            self._offer_low += 1
        return moving or not self._inputs["ok_i"] and (offered or self._offer_low < OFFER_GAP_TICKS)

    def _step_memory(self) -> bool:
        wanted = self.out("dram_state_o")
        self._acks = [self._acks[1], int(self._memory == wanted)]
        if self._memory == wanted:
            self._memory_left = self.memory_ticks or 0
        elif self.out("dram_req_o") and self.memory_ticks is not None:
            self._memory_left -= 1
            if self._memory_left <= 0:
                self._memory = wanted
            return True
        return len({*self._acks, self._inputs["dram_ack_i"]}) > 1

    def _domain_target(self, core: int) -> int:
        off = self.out("slp_off_o") >> self.params.CORE_DOMAIN[core] & 1
        if self.power in (OFF, FAULT, POWER_DOWN) or self.power == POWER_UP and not self._in_domains:
            return D_OFF
        if off and self._ponr and not self._in_domains:
            return D_OFF
        return self.out("core_tgt_o") >> 2 * core & 3

    def _step_domain(self, core: int, target: int) -> None:
        state = self._domains[core]
        self._domain_left[core] = self._domain_left[core] - 1 if state != target else self.domain_ticks
        if state != target and self._domain_left[core] <= 0:
            self._domains[core] = state + (1 if target > state else -1)
            self._domain_left[core] = self.domain_ticks

    def _step_power(self, enter: bool, settled: bool) -> None:
        state, self._boot_go = self.power, False
        if state == POWER_DOWN:
            self._left -= 1
            self.power = POWER_DOWN if self._left > 0 else OFF
        elif state == ACTIVE and enter:
            self.power, self._left = SLEEP_ENTRY, self.entry_ticks
        elif state == SLEEP_ENTRY:
            self._step_entry(enter)
        elif state == ASLEEP and not enter:
            self.power, self._left = SLEEP_EXIT, self.exit_ticks
        elif state in (POWER_UP, SLEEP_EXIT):
            self._step_up(settled)

    def _step_entry(self, enter: bool) -> None:
        if not enter and not self._ponr:
            self.power, self._left = SLEEP_EXIT, self.exit_ticks
        elif self._left > 0:
            self._left -= 1
        elif not self._ponr and self.out("slp_off_o"):
            self._ponr, self._left = True, self.tail_ticks
        else:
            self.power = ASLEEP

    def _step_up(self, settled: bool) -> None:
        """The end of a power-up and of an exit: boot if the cores are to, then wait for the domains."""
        if not self._in_domains:
            self._left -= 1
            if self._left <= 0:
                self._in_domains, self._left = True, 2
                self._boot_go = self.power == POWER_UP or self.reboots and self._ponr
        elif self._left > 1:
            self._left -= 1
        elif settled:
            self.power, self._in_domains, self._ponr = ACTIVE, False, False

    def _power_up(self) -> None:
        self.power, self._left, self._in_domains, self._ponr = POWER_UP, 3, False, False
        self._memory = 0

    def _lose_power(self, state: int) -> None:
        self.power, self._left, self._in_domains, self._ponr, self._boot_go = state, 4, False, False, False
