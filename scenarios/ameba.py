# SPDX-License-Identifier: Apache-2.0
"""The story that `make sim` tells: two cores boot, sleep, are woken by the RTC alarm, sleep deeper, and boot again.

Runs on the RTL with the scoreboards of all blocks on. Time is real: a second is 32,768 ticks.
"""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import with_timeout

from models.regmap import REGISTERS, BootReason
from tb.agents.core import Core
from tb.board import WATCHED
from tb.covers import covers
from tb.runner import Bench
from tb.story import STORY_TIMEOUT_S, Stage, Story

BENCH = Bench(top="tb/tb_top.sv", profile="selected", verilator_public=WATCHED)

# Lock bits of the platform (PMU_DEVICE of the API)
OS, AP_RUN = 1 << 0, 1 << 3
RTC_ALARM_SOURCE = 1 << 0
GO_DEEP = 1 << 0  # message of NP to AP, in a scratch word: release the deepwakelock too
ACTIVE_MS = 20
LONGEST_SLEEP_MS = 500


class AmebaStory(Story):
    """Firmware of both cores, and what they leave to each other."""

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

    async def ap_is_down(self, core: Core, *, first_up: bool = False) -> None:
        """Poll the AP's state until it is powered down (after it has been up, if *first_up*)."""
        states = [2, 0] if first_up else [0]
        for state in states:
            for _ in range(20_000):
                if await core.read("SLP_CORE1_STATUS") & 7 == state:
                    break
            else:
                raise AssertionError(f"ap does not reach state {state}")


@cocotb.test()
@covers(
    "SLP-LOCK-3", "SLP-TMR-1", "SLP-CORE-3", "SLP-CORE-8", "SLP-MODE-5", "REG-SCR-1", "PWR-DOM-3", "RTC-ALM-4", "RTC-ALM-7",
    "AMB-MODE-1", "AMB-FLOW-1", "AMB-FLOW-2", "AMB-FLOW-3", "AMB-FLOW-4",
)  # fmt: skip
async def story(dut: HierarchyObject) -> None:
    """Boot, Sleep, RTC alarm, active time, Deep-Sleep, longest sleep, Deep-Sleep, RTC alarm."""
    stage = Stage(dut)
    await stage.start()
    story = AmebaStory(stage.board, stage.recorder)
    stage.board.core("np").run(story.np)
    stage.board.core("ap").run(story.ap)
    await stage.board.power_on()
    await with_timeout(story.done.wait(), STORY_TIMEOUT_S, "sec")
    assert stage.observer.entered == ["SLEEP", "SLEEP", "DEEP_SLEEP", "DEEP_SLEEP"], stage.observer.entered
    await stage.finish()
