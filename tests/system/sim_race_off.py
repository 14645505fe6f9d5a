# SPDX-License-Identifier: Apache-2.0
"""The RTC alarm and a wake pin around every decision of a shutdown: what comes once firmware cannot answer it powers up.

Page "Sleep: locks, cores, modes": SHUTDOWN does not come back by what was pending before it, and no wake is lost after it.
"""

import cocotb

from models.regmap import PwrState
from tb.covers import covers
from tests.system.clocks import MIDNIGHT, RtcRig, date_word, time_word
from tests.system.rig import AON_PIN, BENCH, NP, OS, RTC_SOURCE, sweep
from tests.system.sim_race_rtc import FULL_DATE

__all__ = ["BENCH"]

SHUTDOWN_KEY = 0x0FF0_C0DE
EVENT_TICKS = 2  # from a match to the tick on which the power block sees it: pending, then seen
AHEAD_TICKS = 40
QUIET_TICKS = 120


class _States:
    """When each main power state was entered last."""

    def __init__(self, rig: RtcRig) -> None:
        self.at: dict[int, int] = {}
        rig.start(self._follow(rig))

    async def _follow(self, rig: RtcRig) -> None:
        while True:
            await rig.dut.pwr_state.value_change
            if rig.dut.pwr_state.value.is_resolvable:
                self.at[int(rig.dut.pwr_state.value)] = rig.now


async def _shutdown(rig: RtcRig) -> None:
    await rig.write("PWR_SHUTDOWN", SHUTDOWN_KEY)
    await rig.state_is(PwrState.OFF)


async def _back(rig: RtcRig, boots: int) -> None:
    """ACTIVE again, with the core that boots by itself."""
    await rig.state_is(PwrState.ACTIVE)
    await rig.until(lambda: rig.cores[NP].boots == boots + 1, "NP boots")
    await rig.ticks(3)


@cocotb.test()
@cocotb.parametrize(moment=[PwrState.POWER_DOWN, PwrState.OFF])
@covers("SLP-OFF-2")
async def alarm_around_off(dut, moment):
    """A full-date alarm around the first tick of the power-down, and around the tick that enters OFF."""
    rig = await RtcRig.boot(dut)
    states = _States(rig)
    await rig.prepare(sources=RTC_SOURCE | AON_PIN, locks=OS)
    boots, begin = rig.cores[NP].boots, rig.now
    await _shutdown(rig)
    delay = states.at[moment] - begin
    await rig.wake_pulse("aon_pin", 0.2)
    await _back(rig, boots)
    await rig.write("RTC_ALARM0_DATE", date_word(MIDNIGHT))
    await rig.write("RTC_ALARM0_TIME", time_word(MIDNIGHT))
    outcomes = set()
    for position in sweep(-3.5, 3, steps=4):
        await rig.before_midnight()
        await rig.write("RTC_ALARM0_CTRL", FULL_DATE)
        await rig.write("WAKE_PENDING", 0xFF)
        await rig.write("PWR_CAUSE", 0x7F)
        await rig.settled()
        boots = rig.cores[NP].boots
        alarm = rig.next_tick(AHEAD_TICKS) + -(-delay // rig.period) * rig.period
        await rig.second_ends_at(alarm)
        await rig.at(alarm - delay - round(position * rig.period))
        await _shutdown(rig)
        down, off = states.at[PwrState.POWER_DOWN], states.at[PwrState.OFF]
        await rig.at(max(alarm, off) + QUIET_TICKS * rig.period)
        counts = alarm + EVENT_TICKS * rig.period >= down - rig.period // 2
        outcomes.add(counts)
        what = f"{position:+}: alarm {(alarm - down) / rig.period:+.1f} ticks from the power-down, OFF after {(off - down) / rig.period}"
        assert (int(dut.pwr_state.value) != PwrState.OFF) == counts, what
        if not counts:
            await rig.wake_pulse("aon_pin", 0.2)
        await _back(rig, boots)
        causes = [name for name, value in (await rig.fields("PWR_CAUSE")).items() if value]
        assert causes == ["RTC" if counts else "WAKE"], f"{what}: {causes}"
        await rig.write("RTC_ALARM0_CTRL", 0)
    assert moment == PwrState.OFF or outcomes == {False, True}, "the sweep misses the first tick of the power-down"
    await rig.finish()


@cocotb.test()
async def a_pending_pin_stays_off(dut):
    """A wake pin that has come and is not cleared: SHUTDOWN stays; its next pulse powers up, its pending bit set or not."""
    rig = await RtcRig.boot(dut)
    await rig.prepare(sources=AON_PIN, locks=OS)
    await rig.wake_pulse("aon_pin", 0.2)
    await rig.ticks(8)
    assert await rig.read("WAKE_PENDING") == AON_PIN
    boots = rig.cores[NP].boots
    await _shutdown(rig)
    await rig.ticks(3 * QUIET_TICKS)
    assert int(dut.pwr_state.value) == PwrState.OFF, "powers up by what was pending before"
    await rig.wake_pulse("aon_pin", 0.2)
    await _back(rig, boots)
    assert await rig.read("WAKE_PENDING") == AON_PIN and (await rig.fields("PWR_CAUSE"))["WAKE"] == 1
    await rig.finish()
