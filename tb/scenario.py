# SPDX-License-Identifier: Apache-2.0
"""The story that `make sim` tells: two cores boot, sleep, are woken by the RTC alarm, sleep deeper, and boot again.

Runs on the RTL with the scoreboards of all blocks on. Time is real: a second is 32,768 ticks.
"""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import Event, with_timeout

from models.regmap import REGISTERS, BootReason, SleepOutcome, WakeCause
from tb.agents.core import Core
from tb.board import Board
from tb.observer import Observer
from tb.record import Recorder
from tb.runner import Bench
from tb.system_checks import SystemChecks

# In Verilator: the pins, and the blocks that have scoreboards.
_WATCHED = "top pmu_timebase rtc_core wake_core sleep_core power_core"
BENCH = Bench(top="tb/tb_top.sv", profile="selected", verilator_public=_WATCHED)

# Lock bits of the platform (PMU_DEVICE of the API)
OS, AP_RUN = 1 << 0, 1 << 3
RTC_ALARM_SOURCE = 1 << 0
GO_DEEP = 1 << 0  # message of NP to AP, in a scratch word: release the deepwakelock too
START = {"year": 26, "month": 11, "day": 20, "hour": 23, "minute": 59, "second": 57}
ACTIVE_MS = 20
LONGEST_SLEEP_MS = 500
STORY_TIMEOUT_S = 20


class Story:
    """Firmware of both cores, and what they leave to each other."""

    def __init__(self, board: Board, recorder: Recorder) -> None:
        self.board, self.note = board, recorder.note
        self.recorder = recorder
        self.boots: list[tuple[str, str]] = []
        self.resumes: list[str] = []
        self.done = Event()

    async def ap(self, core: Core) -> None:
        """The application processor: releases its locks and waits; its deepwakelock when NP says so."""
        await core.write("SLP_CORE1_WAKELOCK_CLR", OS)
        self.note("ap releases its locks, WFI")
        # WFI may end without a reason of the firmware's own; what counts is the message.
        while not await core.read("SYS_SCRATCH0") & GO_DEEP:
            await core.wfi()
        await core.write("SLP_CORE1_DEEPLOCK_CLR", OS)
        self.note("ap releases its deepwakelock, WFI")
        while True:
            await core.wfi()

    async def np(self, core: Core) -> None:
        """The network processor: the part of the story depends on how often it has booted."""
        await self.exit_is_complete(core)
        reason = BootReason(await core.read("PWR_BOOT_REASON"))
        cause = await self.wake_cause(core)
        self.boots.append((reason.name, cause))
        parts = [self.first_boot, self.second_boot, self.third_boot]
        await parts[core.boots - 1](core)

    async def first_boot(self, core: Core) -> None:
        """Set the clock, sleep until the RTC alarm, stay awake for a while, sleep again, then go deep."""
        assert self.boots[0][0] == "POWER_ON"
        await self.set_clock(core)
        await core.write("WAKE_EDGE", RTC_ALARM_SOURCE)
        await core.write("WAKE_ENABLE", RTC_ALARM_SOURCE)
        await self.ap_is_down(core)
        await self.alarm(core, 2)
        await core.write("SLP_CORE0_WAKELOCK_CLR", OS | AP_RUN)
        await self.expect_next_mode(core, "SLEEP")
        self.note("np releases its locks, WFI")
        await core.wfi()
        await self.awake(core, "rtc")
        # Active time holds the system up although no lock is held.
        await self.alarm(core, 1)
        await core.write("SLP_CORE0_ACTIVE_TIME", ACTIVE_MS)
        asked = self.board.clock.tick
        self.note(f"np asks for {ACTIVE_MS} ms of active time, WFI")
        await core.wfi()
        await self.awake(core, "rtc")
        assert self.last_decision - asked >= ACTIVE_MS * 32.768, "active time did not hold the system up"
        # Deep-Sleep needs the AP's deepwakelock released: bring the AP back for that.
        self.note("np wakes ap")
        await core.write("SYS_SCRATCH0", GO_DEEP)
        await core.write("SLP_CORE_WAKE", 0b10)
        await self.ap_is_down(core, first_up=True)
        await core.write("WAKE_ENABLE", 0)
        await core.write("SLP_MAX_SLEEP", LONGEST_SLEEP_MS)
        await self.settled(core)
        await self.expect_next_mode(core, "DEEP_SLEEP")
        self.note(f"np sets longest sleep to {LONGEST_SLEEP_MS} ms, WFI")
        await core.wfi()
        raise AssertionError("np went on behind its WFI, but Deep-Sleep reboots")

    async def second_boot(self, core: Core) -> None:
        """Woken by the longest sleep; go deep again, until the RTC alarm."""
        assert self.boots[1] == ("WAKE_REBOOT", "MAX_SLEEP"), f"second boot: {self.boots[1]}"
        assert await core.read("SLP_CORE0_WAKELOCK") == OS | AP_RUN, "a reboot brings the locks of a reset back"
        await self.ap_is_down(core)
        await core.write("WAKE_ENABLE", RTC_ALARM_SOURCE)
        await self.alarm(core, 1)
        await core.write("SLP_CORE0_WAKELOCK_CLR", OS | AP_RUN)
        await self.expect_next_mode(core, "DEEP_SLEEP")
        self.note("np releases its locks, WFI")
        await core.wfi()
        raise AssertionError("np went on behind its WFI, but Deep-Sleep reboots")

    async def third_boot(self, core: Core) -> None:
        """Woken by the alarm: read what happened, and end the story."""
        assert self.boots[2] == ("WAKE_REBOOT", "rtc"), f"third boot: {self.boots[2]}"
        counts = {}
        for index, mode in enumerate(self.board.profile.names("mode")):
            if index:
                counts[mode] = REGISTERS["SLP_COUNT0"].unpack(await core.read(f"SLP_COUNT{index}"))
        assert counts["SLEEP"] == {"ENTRIES": 2, "ABORTS": 0, "FALLS": 0}, counts
        assert counts["DEEP_SLEEP"] == {"ENTRIES": 2, "ABORTS": 0, "FALLS": 0}, counts
        date = REGISTERS["RTC_DATE"].unpack(await core.read("RTC_DATE"))
        assert (date["YEAR"], date["MONTH"], date["DAY"]) == (26, 11, 21), f"a day later: {date}"
        self.note("np reads statistics and time: end of the story")
        self.done.set()

    # Steps

    async def set_clock(self, core: Core) -> None:
        """Set date and time."""
        await core.write("RTC_SET_DATE", REGISTERS["RTC_SET_DATE"].pack(**{k.upper(): START[k] for k in ("year", "month", "day")}))
        await core.write("RTC_SET_TIME", REGISTERS["RTC_SET_TIME"].pack(**{k.upper(): START[k] for k in ("hour", "minute", "second")}))
        await core.write("RTC_COMMIT", 1)
        await self.settled(core)
        assert await core.read("RTC_ERROR") == 0
        self.note("np sets the clock to 2026-11-20 23:59:57")

    async def alarm(self, core: Core, seconds: int) -> None:
        """Arm the alarm *seconds* seconds from now, by second and minute."""
        time = REGISTERS["RTC_TIME"].unpack(await core.read("RTC_TIME"))
        total = time["MINUTE"] * 60 + time["SECOND"] + seconds
        fields = {"MINUTE": total // 60 % 60, "SECOND": total % 60}
        await core.write("RTC_ALARM0_TIME", REGISTERS["RTC_ALARM0_TIME"].pack(**fields))
        await core.write("RTC_ALARM0_CTRL", REGISTERS["RTC_ALARM0_CTRL"].pack(SECOND=1, MINUTE=1, ARM=1))
        await self.settled(core)
        self.note(f"np sets the alarm to hh:{fields['MINUTE']:02}:{fields['SECOND']:02}")

    async def settled(self, core: Core) -> None:
        """Poll until no posted write is on its way."""
        for _ in range(1000):
            if await core.read("SYS_BUSY") == 0:
                return
        raise AssertionError("SYS_BUSY does not become 0")

    async def exit_is_complete(self, core: Core) -> None:
        """Poll until the PMU is in RUN again: the core runs a few ticks before cause and outcome are final."""
        for _ in range(1000):
            if REGISTERS["SLP_STATUS"]["MODE"].get(await core.read("SLP_STATUS")) == 0:
                return
        raise AssertionError("the PMU does not come back to RUN")

    async def ap_is_down(self, core: Core, *, first_up: bool = False) -> None:
        """Poll the AP's state until it is powered down (after it has been up, if *first_up*)."""
        states = [2, 0] if first_up else [0]
        for state in states:
            for _ in range(20_000):
                if await core.read("SLP_CORE1_STATUS") & 7 == state:
                    break
            else:
                raise AssertionError(f"ap does not reach state {state}")

    async def expect_next_mode(self, core: Core, name: str) -> None:
        """The PMU would choose mode *name* now."""
        await self.settled(core)
        word = REGISTERS["SLP_MODE_NEXT"].unpack(await core.read("SLP_MODE_NEXT"))
        assert word["VALID"] and self.board.profile.names("mode")[word["MODE"]] == name, f"next mode: {word}"

    async def wake_cause(self, core: Core) -> str:
        """Name of the first cause of the last wake."""
        code = await core.read("WAKE_CAUSE_FIRST")
        names = self.board.profile.names("wake")
        return names[code] if code < len(names) else WakeCause(code).name

    async def awake(self, core: Core, cause: str) -> None:
        """After a sleep that resumes: it is what was asked for; clear what woke."""
        await self.exit_is_complete(core)
        seen = await self.wake_cause(core)
        assert seen == cause, f"woken by {seen}, not by {cause}"
        outcome = SleepOutcome(REGISTERS["SLP_STATUS"]["OUTCOME"].get(await core.read("SLP_STATUS")))
        assert outcome == SleepOutcome.SLEPT, outcome.name
        self.resumes.append(seen)
        await core.write("WAKE_PENDING", 0xFFFF_FFFF)
        await core.write("RTC_INTR_STATE", 0x7F)
        await self.settled(core)
        self.note("np clears the wake")

    @property
    def last_decision(self) -> float:
        """Tick of the last decision to sleep."""
        times = [note["time_ns"] for note in self.recorder.notes if note["event"] == "goes to sleep"]
        return times[-1] * 32_768 / 1e9


@cocotb.test()
async def sleep_and_wake(dut: HierarchyObject) -> None:
    """Boot, Sleep, RTC alarm, active time, Deep-Sleep, longest sleep, Deep-Sleep, RTC alarm."""
    board = Board(dut)
    pmu = dut.u_dut.u_dut.u_pmu
    recorder = Recorder(
        {
            "pwr_state": dut.pwr_state, "mode": dut.mode, "rail_en": dut.rail_en, "rail_lp": dut.rail_lp,
            "dom_sw_en": dut.dom_sw_en, "dom_iso": dut.dom_iso, "core_state": pmu.u_sleep.u_core.core_state_o,
        }
    )  # fmt: skip
    await board.start()
    checks = SystemChecks(board)
    checks.start()
    recorder.start()
    observer = Observer(board, recorder)
    observer.start()
    story = Story(board, recorder)
    board.core("np").run(story.np)
    board.core("ap").run(story.ap)
    await board.power_on()
    await with_timeout(story.done.wait(), STORY_TIMEOUT_S, "sec")
    assert observer.entered == ["SLEEP", "SLEEP", "DEEP_SLEEP", "DEEP_SLEEP"], observer.entered
    recorder.facts["scoreboards"] = await board.finish()
    recorder.facts["checks"] = checks.finish()
    recorder.save()
