# SPDX-License-Identifier: Apache-2.0
"""Drives the block bench of the charger: inputs at chosen ticks, with the scoreboard always on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cocotb.handle import HierarchyObject

from models.charger import ALL_EVENTS, Charger
from models.charger_settings import Caps
from models.charger_view import (
    CC, CV, DONE, FAULT, NORMAL, OFF, PRECHARGE, QUALIFY, RECHARGE, SUSPEND, TRICKLE, UPD_CURRENT,
)  # fmt: skip
from models.sticky_events import AGED_TICKS
from tb.block_bench import BlockBench
from tb.runner import Bench
from tests.charger.params import CAPS, CTRL, GOOD, SHORT, TIMERS, WORDS, Times, current, resets, vbat

TOP = "rtl/charger/charger_core.sv"
FLAWLESS = dict.fromkeys(
    ("vbus_ovp_i", "loop_cv_i", "loop_iin_i", "loop_vin_i", "upd_i", "sensor_i", "die_warn_i", "die_crit_i", "vbat_over_i",
     "stale_i"), 0
)
WORDS_IN = ("ctrl", "limit", "temp", "timer", "clr", "intr")


def bench_of(times: Times = SHORT, words: Sequence[int] = WORDS, caps: Caps = CAPS) -> Bench:
    """The bench with these times, and with these settings after reset (ctrl, limit, temp, timer)."""
    return Bench(top=TOP, params={**resets(words, caps), **times.parameters()})


class ComparedCharger(Charger):
    """The model with every change of the LED looked at too: in a block bench there is no reason not to."""

    FREE_RUNNING = frozenset()

    def next_event(self) -> int | None:
        due = super().next_event()
        led = self.next_led_change()
        return led if due is None else due if led is None else min(due, led)

    def _advance(self, tick: int) -> None:
        edge = Charger.next_event(self)
        while edge is not None and edge <= tick:
            self._now = edge
            self._edge(edge)
            edge = Charger.next_event(self)


class ChargerBench(BlockBench):
    """The core, with words ctrl, limit, temp, timer, clr and intr, and ways into each state."""

    def __init__(
        self, dut: HierarchyObject, times: Times = SHORT, words: Sequence[int] = WORDS, caps: Caps = CAPS
    ) -> None:  # fmt: skip
        super().__init__(dut, lambda: ComparedCharger(*words, **times._asdict(), cap=caps.pack()), name="Charger")
        self.times = times
        self.tick = 0
        """Tick of the last input that was driven."""

    async def start(self, **inputs: int) -> None:
        """Through reset, with *inputs* standing (others 0), to the first tick."""
        await super().start(**inputs)
        self.tick = self.clock.tick

    async def restart(self) -> None:
        """POR for three ticks in the middle of a run; ends after the first tick."""
        await super().restart()
        self.tick = self.clock.tick

    async def play(self, script: Mapping[int, Mapping[str, int]]) -> None:
        """Drive inputs by tick."""
        await super().play(script)
        self.tick = max(script)

    async def clear(self, events: int = ALL_EVENTS) -> int:
        """Clear *events*, once all that are set are so old that the clear takes them; returns the tick."""
        tick = self.clock.tick + AGED_TICKS + 1
        await self.play({tick: {"clr": events}})
        return tick

    # -- ways into each state ----------------------------------------------------------------------------------------
    async def unplugged(self, **inputs: int) -> None:
        """OFF with no charger, everything else good, all events cleared."""
        await self.do(**{**FLAWLESS, **GOOD, "vbus_det_i": 0, "ctrl": CTRL.pack(), "timer": TIMERS.pack(), **inputs})
        await self.until("state_o", OFF)
        await self.ticks(5 * self.times.source_unit)  # else it would count as a source that has failed
        await self.until("zone_o", NORMAL, 4 * self.times.dg_ticks + 10)
        await self.do(clr=ALL_EVENTS)

    async def enter(self, state: int, **inputs: int) -> int:
        """From no charger into *state* the way it really goes there; returns the tick of the entry.

        *inputs* stand from before the plug is in, words among them are written there.
        """
        await self.unplugged(**inputs)
        if state == OFF:
            return self.clock.tick
        mv = {TRICKLE: 1500, PRECHARGE: 2500}.get(state, 3700)
        await self.do(vbus_det_i=1, vbat_i=vbat(mv))
        if state == QUALIFY:
            return self.tick
        if state in (TRICKLE, PRECHARGE):
            return await self.until("state_o", state)
        entered = await self.until("state_o", CC)
        if state == SUSPEND:
            await self.do(die_crit_i=1)
            await self.do(die_crit_i=0)
            return self.tick - 2
        if state == CC:
            return entered
        await self.do(vbat_i=vbat(4195), ichg_i=current(300))
        entered = await self.until("state_o", CV)
        if state == CV:
            return entered
        await self.do(ichg_i=0, upd_i=UPD_CURRENT)
        await self.do(upd_i=0)
        entered = await self.until("state_o", DONE)
        if state == DONE:
            return entered
        if state == FAULT:
            await self.do(vbat_i=0)
            return await self.until("state_o", FAULT, 2 * self.times.test_ticks)
        await self.until("sink_o", 0, 2 * self.times.test_ticks)
        await self.do(vbat_i=vbat(4050), ichg_i=current(300))
        return await self.until("state_o", RECHARGE, 2 * self.times.rechg_ticks + 10)

    async def held_in(self, state: int) -> None:
        """Two deglitch times later it is still this state."""
        await self.ticks(2 * self.times.dg_ticks + 3)
        assert self.seen("state_o") == state, f"tick {self.clock.tick}"
