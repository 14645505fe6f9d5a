# SPDX-License-Identifier: Apache-2.0
"""What the pins of the PMU tell about each sleep entry: when it was decided, what went off, whether sleep was reached."""

from __future__ import annotations

from dataclasses import dataclass

import cocotb
from cocotb.simtime import get_sim_time
from cocotb.triggers import First, ReadOnly

from models.regmap import PwrState, SleepOutcome
from tb.board import Board

LONGEST_FALL_TICKS = 2
"""An entry that finds a wake waiting stays asleep for so long at most; a real sleep for one tick more."""


@dataclass
class Entry:
    """One entry. Times are in simulator steps; None: did not happen."""

    mode: int
    decided: int
    off: int | None = None
    """First switch or rail that went off: the point of no return."""
    asleep: int | None = None
    left: int | None = None
    ended: int | None = None


class EntryLog:
    """Follows mode, main power state, switches and rails of a board."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.entries: list[Entry] = []

    def start(self) -> None:
        """Watch from now on."""
        cocotb.start_soon(self._follow())

    def outcome(self, entry: Entry) -> SleepOutcome:
        """How *entry* ended, by what was seen at the pins, as the page on sleep defines it.

        In a mode that takes no power away there is no point of no return, so that a sleep is one that was reached and kept.
        """
        if entry.asleep is None:
            return SleepOutcome.ABORTED
        stay = round((entry.left - entry.asleep) / self._board.clock.period)
        return SleepOutcome.SLEPT if stay > LONGEST_FALL_TICKS else SleepOutcome.FELL_THROUGH

    async def _follow(self) -> None:
        dut = self._board.dut
        signals = (dut.mode, dut.pwr_state, dut.dom_sw_en, dut.rail_en)
        entry: Entry | None = None
        power, on = 0, 0
        while True:
            await First(*(signal.value_change for signal in signals))
            await ReadOnly()
            if not all(signal.value.is_resolvable for signal in signals):
                continue
            now, mode, state = get_sim_time("step"), int(dut.mode.value), int(dut.pwr_state.value)
            on_now = int(dut.dom_sw_en.value) << 8 | int(dut.rail_en.value)
            if mode and entry is None:
                entry = Entry(mode, now)
                self.entries.append(entry)
            if entry is not None:
                if on & ~on_now and entry.off is None and state == PwrState.SLEEP_ENTRY:
                    entry.off = now
                if state == PwrState.ASLEEP and power != PwrState.ASLEEP:
                    entry.asleep = now
                if state != PwrState.ASLEEP and power == PwrState.ASLEEP:
                    entry.left = now
                if not mode:
                    entry.ended, entry = now, None
            power, on = state, on_now
