# SPDX-License-Identifier: Apache-2.0
"""Watches a whole PMU and tells its story as it happens: rails, modes, wakes with cause and latency."""

from __future__ import annotations

import cocotb
from cocotb.triggers import First, ReadOnly

from models.regmap import BootReason, PwrState, WakeCause
from tb.board import Board
from tb.record import Recorder

_STEADY = (PwrState.OFF, PwrState.ACTIVE, PwrState.ASLEEP, PwrState.FAULT)


class Observer:
    """Adds a line to *recorder* for every rail of a power-up, every entry into and exit from a mode, every boot."""

    def __init__(self, board: Board, recorder: Recorder) -> None:
        self._board, self._recorder = board, recorder
        self._modes = board.profile.names("mode")
        self._pmu = board.dut.u_dut.u_dut.u_pmu
        self._since = 0
        self._mode = 0
        self.entered: list[str] = []
        """Names of the modes that were reached, in order."""

    def start(self) -> None:
        """Watch from now on."""
        cocotb.start_soon(self._rails())
        cocotb.start_soon(self._modes_entered())
        cocotb.start_soon(self._states())
        for core in self._board.cores:
            cocotb.start_soon(self._core(core.index, core.name))

    async def _rails(self) -> None:
        """Each rail while power comes up, in order."""
        dut, before = self._board.dut, 0
        while True:
            await dut.rail_en.value_change
            await ReadOnly()
            now = int(dut.rail_en.value)
            for index, name in enumerate(self._board.profile.names("rail")):
                if (now ^ before) >> index & 1:
                    self._recorder.note(f"rail {name} {'on' if now >> index & 1 else 'off'}")
            before = now

    async def _modes_entered(self) -> None:
        """When the decision to sleep falls."""
        dut = self._board.dut
        while True:
            await dut.mode.value_change
            await ReadOnly()
            mode = int(dut.mode.value)
            if mode and not self._mode:
                self._since = self._board.clock.tick
                self._recorder.note("goes to sleep", mode=self._modes[mode])
            self._mode = mode or self._mode

    async def _states(self) -> None:
        dut, clock, note = self._board.dut, self._board.clock, self._recorder.note
        before = PwrState.OFF
        begun = 0
        while True:
            await dut.pwr_state.value_change
            await ReadOnly()
            state = PwrState(int(dut.pwr_state.value))
            tick, mode = clock.tick, self._modes[self._mode]
            if state == PwrState.POWER_UP:
                note("power-up begins")
            elif state == PwrState.ASLEEP:
                self.entered.append(mode)
                note("asleep", mode=mode, latency_ticks=tick - self._since)
            elif state == PwrState.SLEEP_EXIT:
                begun = tick
                await clock.after(tick + 1)
                note("woken" if before == PwrState.ASLEEP else "entry aborted", mode=mode, cause=self._cause())
            elif state == PwrState.ACTIVE:
                if before == PwrState.SLEEP_EXIT:
                    note("power is back", mode=mode, latency_ticks=tick - begun)
                    self._mode = 0
                else:
                    note("power is up", mode=self._modes[0], latency_ticks=tick - begun)
            elif state in (PwrState.POWER_DOWN, PwrState.OFF, PwrState.FAULT):
                note(state.name)
            if state == PwrState.POWER_UP:
                begun = tick
            before = state

    async def _core(self, index: int, name: str) -> None:
        """Each start of a core from reset, and each time it is put down or comes back."""
        sleep, shift = self._pmu.u_sleep.u_core.core_state_o, 3 * index
        domain = 1 << self._board.cores[index].domain
        boot = self._board.dut.dom_rst_n
        state, lost = 0, True
        while True:
            await First(sleep.value_change, boot.value_change)
            await ReadOnly()
            now = int(sleep.value) >> shift & 7
            lost = lost or bool(int(self._pmu.u_power.u_core.dom_boot_o.value) & domain)
            if now != state and now == 2:
                if lost:
                    self._recorder.note(f"{name} boots", cause=BootReason(int(self._pmu.u_power.u_core.boot_reason_o.value)).name)
                    lost = False
                elif state == 1:
                    self._recorder.note(f"{name} resumes")
            elif now != state and now == 0:
                self._recorder.note(f"{name} is powered down")
            state = now

    def _cause(self) -> str:
        code = int(self._pmu.u_wake.u_core.cause_first_o.value)
        wakes = self._board.profile.names("wake")
        return wakes[code] if code < len(wakes) else WakeCause(code).name if code in iter(WakeCause) else f"cause {code}"
