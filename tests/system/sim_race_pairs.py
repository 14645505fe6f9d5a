# SPDX-License-Identifier: Apache-2.0
"""Pairs of events within three ticks of each other, at random phases of both clocks, anywhere in a sleep.

Page "How it is verified and measured", system: every pair of {wake, lock, WFI edge, RESET pin, alarm, rail loss, watchdog bite,
CORE_WAKE}. All checks of blocks and pins are on; here is checked that nothing is lost and that the system comes back.
"""

import itertools
import random

import cocotb
from cocotb.triggers import Timer

from models.regmap import PwrState
from tb.covers import covers
from tb.runner import EVERY, Variant
from tests.system.clocks import BEFORE_MIDNIGHT, MIDNIGHT, RtcRig, date_word, time_word
from tests.system.rig import ACTIVE, AON_TIMER, AP, BENCH, CORE_POWER_GATED, DEEP_SLEEP, JITTER, NP, OS, RTC_SOURCE, SLEEP, Rig
from tests.system.sim_race_rtc import FULL_DATE

__all__ = ["BENCH"]
# Once more with synchronizers that are late at random, as metastability is: as long again
VARIANTS = {"jitter": Variant(JITTER, tests=(), regress=EVERY)}

WINDOW_TICKS = 3
SPAN_TICKS = 70  # from before WFI to well into sleep, or from asleep to well behind the exit
RESET_TICKS = 14
REST_TICKS = 25
LIMIT_TICKS = 1_500
IO = 0


class Events:
    """What can happen; each is a coroutine that begins at once."""

    def __init__(self, rig: RtcRig) -> None:
        self.rig = rig
        self.all = {
            name: getattr(self, name)
            for name in ("wake", "lock", "wfi_ends", "reset", "alarm", "rail", "bite", "kick")
        }

    async def wake(self) -> None:
        """A pulse on the wake pin."""
        await self.rig.wake_pulse()

    async def lock(self) -> None:
        """NP takes a wakelock; it gets through when the bus clock runs."""
        await self.rig.write("SLP_CORE0_WAKELOCK_SET", OS)

    async def wfi_ends(self) -> None:
        """An interrupt of NP's own."""
        await self.rig.interrupt()

    async def reset(self) -> None:
        """The RESET pin, for longer than its debounce."""
        self.rig.dut.reset_pin_n.value = 0
        await self.rig.ticks(RESET_TICKS)
        self.rig.dut.reset_pin_n.value = 1

    async def alarm(self) -> None:
        """The clock is set to the time of the alarm."""
        await self.rig.write("RTC_COMMIT", 1)

    async def rail(self) -> None:
        """The io rail breaks down for four ticks: three and a bit is no noise any more."""
        await self.rig.board.rails.pulse(IO, 0, 4 * 30518)

    async def bite(self) -> None:
        """The watchdog bites: two AON ticks, the shortest that a synchronizer cannot miss."""
        await self.rig.at(self.rig.next_tick() + self.rig.period // 2)
        self.rig.dut.wdt_bite.value = 1
        await self.rig.ticks(2)
        self.rig.dut.wdt_bite.value = 0

    async def kick(self) -> None:
        """AP, or the debugger, wakes both cores."""
        await self.rig.write("SLP_CORE_WAKE", 0b11)


async def _ready(rig: RtcRig, mode: int) -> None:
    """Everything as before the first sleep: AP down, no lock, alarm armed for a time that COMMIT will bring."""
    await rig.write("PWR_REASON", 0x7FF)
    if (await rig.fields("PWR_BACKOFF"))["ENDS"]:
        await rig.minute_over()
    await rig.write("PWR_RESET_CAUSE", 0x1F)
    await rig.write("SLP_MODE_ALLOW", 1 << mode)
    await rig.write("RTC_ALARM0_CTRL", 0)
    await rig.set_clock(BEFORE_MIDNIGHT)
    await rig.write("RTC_ALARM0_DATE", date_word(MIDNIGHT))
    await rig.write("RTC_ALARM0_TIME", time_word(MIDNIGHT))
    await rig.write("RTC_ALARM0_CTRL", FULL_DATE)
    await rig.write("RTC_SET_DATE", date_word(MIDNIGHT))
    await rig.write("RTC_SET_TIME", time_word(MIDNIGHT))
    await rig.write("RTC_INTR_STATE", 0xFF)
    await rig.settled()
    rig.dut.wdt_kick.value = 1
    await rig.ticks(2)
    rig.dut.wdt_kick.value = 0
    if rig.operators[AP].idle:
        await rig.park_ap()
    else:
        await rig.poll("SLP_CORE1_STATUS", "STATE", CORE_POWER_GATED)
    await rig.prepare(sources=AON_TIMER | RTC_SOURCE)


async def _recover(rig: Rig, what: str) -> None:
    """The system comes back to a running NP: by a wake if it sleeps, by an interrupt if NP stands in WFI."""
    dut, still = rig.dut, 0
    for _ in range(LIMIT_TICKS):
        state = PwrState(int(dut.pwr_state.value))
        still = still + 1 if state in (PwrState.ACTIVE, PwrState.ASLEEP) else 0
        if still > REST_TICKS:
            if state == PwrState.ASLEEP:
                await rig.wake_pulse()
            elif rig.operators[NP].idle and rig.cores[NP].clocked and int(dut.mode.value) == ACTIVE:
                return
            else:
                await rig.interrupt()
            still = 0
        await rig.ticks(1)
    raise AssertionError(f"{what}: does not come back; {rig.where()}")


async def _reported(rig: Rig, names: tuple[str, str], what: str, *, rail_on: bool, rebooted: bool) -> None:
    """The registers show what happened, however it ended; *rail_on*: the rail is on in the mode in question."""
    resets = await rig.fields("PWR_RESET_CAUSE")
    reason = await rig.fields("PWR_REASON")
    pending = await rig.read("WAKE_PENDING")
    if "rail" in names:
        assert reason["RAIL_FAULT"] or not rail_on, f"{what}: the rail's loss is not reported"
    else:
        assert not any(reason.values()), f"{what}: {reason}"
        # a power-down that the rail brings may end before the pin is debounced
        if "reset" in names:
            assert resets["RESET_PIN"], f"{what}: RESET pin is not reported"
        if "bite" in names:
            assert resets["WATCHDOG"], f"{what}: the watchdog is not reported"
    if "wake" in names:
        assert pending & AON_TIMER, f"{what}: the wake is lost"
    if "alarm" in names:
        assert (await rig.fields("RTC_INTR_RAW"))["ALARM0"] and pending & RTC_SOURCE, f"{what}: the alarm is lost"
    if "lock" in names and not {"rail", "reset", "bite"} & set(names):
        assert rebooted or await rig.read("SLP_CORE0_WAKELOCK") & OS, f"{what}: the lock is lost"


@cocotb.test()
@cocotb.parametrize(mode=[SLEEP, DEEP_SLEEP], part=[0, 1, 2])
@covers("SLP-ENT-5", "VER-RACE-1")
async def pairs(dut, mode, part):
    """Every pair, each at another place of the sleep; a normal sleep every now and then."""
    rig = await RtcRig.boot(dut)
    rng = random.Random(f"{cocotb.RANDOM_SEED} {mode} {part}")
    events = Events(rig)
    chosen = list(itertools.combinations(events.all, 2))[part::3]
    for number, names in enumerate(chosen):
        dut.sys_half_ns.value = rng.uniform(300.0, 490.0)
        dut.sys_start_ns.value = rng.randrange(5_000, 60_000)
        await _ready(rig, mode)
        boots = rig.cores[NP].boots
        exits = rng.random() < 0.4
        first = rng.uniform(0, SPAN_TICKS * rig.period)
        second = first + rng.uniform(0, WINDOW_TICKS * rig.period)
        order = rng.sample(names, 2)
        what = (
            f"{order[0]} at {'exit' if exits else 'entry'} + {first / rig.period:.2f} ticks, "
            f"{order[1]} {(second - first) / rig.period:.2f} ticks later"
        )
        rig.wfi()
        begin = rig.now
        if exits:
            await rig.state_is(PwrState.ASLEEP)
            begin = rig.next_tick(5)
            rig.start(events.wake())
        running = []
        for name, offset in zip(order, (first, second), strict=True):
            await rig.at(max(begin + round(offset), rig.now))
            running.append(rig.start(events.all[name]()))
        await Timer(round(RESET_TICKS * rig.period), "step")
        await _recover(rig, what)
        for task in running:
            await task
        await rig.settled()
        await rig.ticks(4)
        await _reported(rig, names, what, rail_on=mode == SLEEP, rebooted=rig.cores[NP].boots != boots)
        if number % 3 == 2:
            await _ready(rig, mode)
            await rig.normal_sleep(mode)
    await rig.finish()
