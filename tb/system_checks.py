# SPDX-License-Identifier: Apache-2.0
"""The top-level scoreboard: what a user of the whole PMU sees, checked at its pins and on its bus.

Order of rails and of the steps of each domain, latencies against the profile, no sleep with a lock held, and every
register that is read. The blocks inside have scoreboards of their own; this one knows nothing of them but their models.
"""

from __future__ import annotations

from collections import deque

import cocotb
from cocotb.simtime import get_sim_time
from cocotb.triggers import FallingEdge, First, ReadOnly

from models.regmap import PwrState
from profiles.parameters import plain
from tb.agents.apb import ApbMonitor
from tb.board import Board
from tb.register_mirror import RegisterMirror

# What AON logic decides later than this after a lock was taken, it decides knowing the lock. With synchronizer jitter.
_DECISION_TICKS = 5
_TURN_TICKS = 3  # an entry that finds a lock is asleep for less
_SEEN_TICKS = 5  # power-good that went away is known by then

_DOMAIN_SIGNALS = ("dom_clk_en", "dom_iso", "dom_save", "dom_restore", "dom_rst_n", "dom_sw_en")


class SystemChecks:
    """Starts with `start()`; `finish()` gives the number of checks of each kind. A violation fails the test at once."""

    def __init__(self, board: Board) -> None:
        self._board, self._dut = board, board.dut
        self._values = plain(board.profile)
        self.mirror = RegisterMirror(board)
        self._saved = 0
        self._lost_at: dict[int, int] = {}
        self.counts = {"rail order": 0, "domain order": 0, "latency": 0, "sleep entry": 0, "watchdog": 0, "register access": 0}

    def start(self) -> None:
        """Watch from now on. Call it in reset."""
        monitor = ApbMonitor(self._dut, self._dut.clk_sys)
        monitor.add_callback(self._access)
        self._monitor = monitor
        cocotb.start_soon(self._rails())
        cocotb.start_soon(self._states())
        cocotb.start_soon(self._boots())
        cocotb.start_soon(self._watchdog())
        cocotb.start_soon(self._power_on_resets())
        for signal in _DOMAIN_SIGNALS:
            cocotb.start_soon(self._domain_signal(signal))

    def finish(self) -> dict[str, int]:
        """Number of checks made. AssertionError if a kind of check never had anything to look at."""
        self._monitor.check()
        for kind in ("rail order", "domain order", "watchdog", "register access"):
            assert self.counts[kind], f"no {kind} was ever checked"
        return dict(self.counts)

    # Rails

    async def _rails(self) -> None:
        """Up by slot with earlier slots good, down by slot, and never under a domain that is still switched on."""
        dut, values = self._dut, self._values
        before = 0
        cocotb.start_soon(self._lost_power_good())
        while True:
            await dut.rail_en.value_change
            await ReadOnly()
            now, good = int(dut.rail_en.value), int(dut.rail_pg.value) | self._just_lost()
            for rail in range(values["N_RAILS"]):
                bit = 1 << rail
                if now & ~before & bit:
                    self._rail_up(rail, now, good)
                elif before & ~now & bit:
                    self._rail_down(rail, now)
            before = now

    async def _lost_power_good(self) -> None:
        """Remember when each rail was last good: the PMU sees its loss a synchronizer later."""
        pg, before = self._dut.rail_pg, 0
        while True:
            await pg.value_change
            await ReadOnly()
            now = int(pg.value)
            for rail in range(self._values["N_RAILS"]):
                if before & ~now & 1 << rail:
                    self._lost_at[rail] = get_sim_time("step")
            before = now

    def _just_lost(self) -> int:
        """Rails whose loss the PMU cannot know yet."""
        oldest = get_sim_time("step") - _SEEN_TICKS * self._board.clock.period
        return sum(1 << rail for rail, moment in self._lost_at.items() if moment >= oldest)

    def _rail_up(self, rail: int, enabled: int, good: int) -> None:
        slots = self._values["RAIL_UP_SLOT"]
        for other in range(self._values["N_RAILS"]):
            if slots[other] < slots[rail] and self._values["MODE_RAIL_ON"][0] >> other & 1:
                assert enabled & good & 1 << other, (
                    f"rail {self._name('rail', rail)} (slot {slots[rail]}) comes up before rail "
                    f"{self._name('rail', other)} (slot {slots[other]}) is good; tick {self._board.clock.tick}"
                )
        self.counts["rail order"] += 1

    def _rail_down(self, rail: int, enabled: int) -> None:
        slots = self._values["RAIL_DOWN_SLOT"]
        keep = self._values["MODE_RAIL_ON"][int(self._dut.mode.value)] if int(self._dut.mode.value) else 0
        for other in range(self._values["N_RAILS"]):
            if slots[other] < slots[rail] and not keep >> other & 1:
                assert not enabled >> other & 1, (
                    f"rail {self._name('rail', rail)} (down slot {slots[rail]}) goes before rail "
                    f"{self._name('rail', other)} (down slot {slots[other]}); tick {self._board.clock.tick}"
                )
        switched = int(self._dut.dom_sw_en.value)
        for index, domain in enumerate(self._board.profile["domain"]):
            if domain["rail"] == self._name("rail", rail):
                assert not switched >> index & 1, f"rail {domain['rail']} goes while domain {domain['name']} is on"
        self.counts["rail order"] += 1

    # Domains

    async def _domain_signal(self, signal: str) -> None:
        """The rule of each step, looked at when the step is made."""
        handle = getattr(self._dut, signal)
        before = int(handle.value) if handle.value.is_resolvable else 0
        while True:
            await handle.value_change
            await ReadOnly()
            if not handle.value.is_resolvable:
                continue
            now = int(handle.value)
            for index in range(self._values["N_DOMAINS"]):
                if (now ^ before) >> index & 1:
                    self._step(signal, index, now >> index & 1)
            before = now

    def _step(self, signal: str, domain: int, level: int) -> None:
        at = {name: int(getattr(self._dut, name).value) >> domain & 1 for name in _DOMAIN_SIGNALS}
        ack = int(self._dut.dom_ack.value) >> domain & 1
        rules = {
            ("dom_clk_en", 1): at["dom_sw_en"] and ack and (not at["dom_iso"] or not at["dom_rst_n"]),
            ("dom_iso", 1): not at["dom_clk_en"] and at["dom_sw_en"],
            ("dom_iso", 0): not at["dom_clk_en"] and at["dom_sw_en"] and ack and at["dom_rst_n"],
            ("dom_save", 1): at["dom_iso"] and at["dom_sw_en"] and at["dom_rst_n"] and not at["dom_clk_en"],
            ("dom_restore", 1): at["dom_iso"] and at["dom_sw_en"] and ack and at["dom_rst_n"] and self._saved >> domain & 1,
            ("dom_rst_n", 1): at["dom_sw_en"] and ack,
            ("dom_sw_en", 0): at["dom_iso"] and not at["dom_rst_n"] and not at["dom_clk_en"],
            ("dom_sw_en", 1): at["dom_iso"] and not at["dom_rst_n"] and not at["dom_clk_en"],
        }
        if signal == "dom_save" and level:
            self._saved |= 1 << domain
        assert rules.get((signal, level), True), (
            f"domain {self._name('domain', domain)}: {signal} became {level} at tick {self._board.clock.tick} with "
            + ", ".join(f"{name[4:]} {value}" for name, value in at.items())
            + f", acknowledge {ack}"
        )
        self.counts["domain order"] += 1

    # States

    async def _states(self) -> None:
        """No entry with a lock held or active time promised; exits no longer than the profile says.

        A lock that is taken just as an entry begins cannot prevent it any more: then the entry must not last.
        """
        dut, clock = self._dut, self._board.clock
        exit_tick, mode, late = 0, 0, False
        before = PwrState.OFF
        while True:
            await dut.pwr_state.value_change
            await ReadOnly()
            state = PwrState(int(dut.pwr_state.value))
            if state == PwrState.SLEEP_ENTRY:
                mode = int(dut.mode.value)
                late = clock.tick - self.mirror.locked_at <= _DECISION_TICKS
                if not late:
                    self.mirror.may_sleep(mode)
                self.counts["sleep entry"] += 1
            elif state == PwrState.ASLEEP and late:
                cocotb.start_soon(self._leaves(mode))
            elif state == PwrState.SLEEP_EXIT:
                exit_tick = clock.tick
            elif state == PwrState.ACTIVE and before == PwrState.SLEEP_EXIT:
                limit = self._values["MODE_EXIT_LAT"][mode]
                took = clock.tick - exit_tick
                assert took <= limit, f"exit from {self._name('mode', mode)} took {took} ticks; the profile promises {limit}"
                self.counts["latency"] += 1
            before = state

    async def _power_on_resets(self) -> None:
        """The supply fails: registers and saved states are gone."""
        while True:
            await FallingEdge(self._dut.por_n)
            self.mirror.reset()
            self._saved = 0

    async def _leaves(self, mode: int) -> None:
        """Sleep has just been reached with a lock that came late: it ends at once."""
        clock = self._board.clock
        await clock.after(clock.tick + _TURN_TICKS)
        if int(self._dut.pwr_state.value) == PwrState.ASLEEP:
            self.mirror.may_sleep(mode)

    async def _boots(self) -> None:
        """Cores that start from reset."""
        boot = self._dut.u_dut.u_dut.u_pmu.u_power.u_core.dom_boot_o
        before = 0
        while True:
            await boot.value_change
            await ReadOnly()
            now = int(boot.value)
            self.mirror.boot(now & ~before)
            before = now

    async def _watchdog(self) -> None:
        """The watchdog counts where the mode table lets it, and never without power: one tick behind mode and state."""
        dut, clock = self._dut, self._board.clock
        begin = (0, PwrState.OFF, 0)
        past = deque([begin], maxlen=4)
        while True:
            await First(dut.wdt_run.value_change, dut.pwr_state.value_change, dut.mode.value_change)
            if clock.base is None or not self._powered():
                past = deque([begin], maxlen=4)
                continue
            # What changes with an edge is read when all of it stands, in every simulator.
            tick = clock.tick
            await clock.after(tick)
            level = int(dut.wdt_run.value)
            state, mode = next((state, mode) for then, state, mode in reversed(past) if then < tick)
            allowed = self._values["MODE_WDT_RUN"][mode] and PwrState.ACTIVE <= state <= PwrState.SLEEP_EXIT
            assert level == allowed, f"wdt_run is {level} at tick {tick}, one tick after {state.name}, mode {self._name('mode', mode)}"
            if past[-1][0] == tick:
                past.pop()
            past.append((tick, PwrState(int(dut.pwr_state.value)), int(dut.mode.value)))
            self.counts["watchdog"] += 1

    def _powered(self) -> bool:
        """Out of power-on reset."""
        return self._dut.por_n.value == 1

    def _access(self, transaction: object) -> None:
        self.mirror.access(transaction)
        self.counts["register access"] += 1

    def _name(self, table: str, index: int) -> str:
        return self._board.profile.names(table)[index]
