# SPDX-License-Identifier: Apache-2.0
"""What the stories of `make sim` have in common: firmware that tells what it does, and the steps it does again and again."""

from __future__ import annotations

from cocotb.handle import HierarchyObject
from cocotb.triggers import Event, Timer

from models.regmap import REGISTERS, SleepOutcome, WakeCause
from tb.agents.core import Core
from tb.board import Board
from tb.observer import Observer
from tb.record import Recorder
from tb.system_checks import SystemChecks

START = {"year": 26, "month": 11, "day": 20, "hour": 23, "minute": 59, "second": 57}
STORY_TIMEOUT_S = 20
_POLLS, _POLL_US = 100, 25  # a tick takes 30 us: asking more often tells nothing new


class Stage:
    """What a story is told on: the board with scoreboards and checks, and the recorder that watches."""

    def __init__(self, dut: HierarchyObject) -> None:
        self.board = Board(dut)
        pmu = dut.u_dut.u_dut.u_pmu
        signals = {
            "pwr_state": dut.pwr_state, "mode": dut.mode, "rail_en": dut.rail_en, "rail_lp": dut.rail_lp,
            "dom_sw_en": dut.dom_sw_en, "dom_iso": dut.dom_iso, "core_state": pmu.u_sleep.u_core.core_state_o,
        }  # fmt: skip
        if self.board.profile["charger"] is not None:
            signals["chg_state"] = self.board.inside("charger").u_core.state_o
        self.recorder = Recorder(signals)
        self.checks = SystemChecks(self.board)
        self.observer = Observer(self.board, self.recorder)

    async def start(self) -> None:
        """Hold the power-on reset and watch."""
        await self.board.start()
        self.checks.start()
        self.recorder.start()
        self.observer.start()

    async def finish(self) -> None:
        """Ends scoreboards and checks, and saves what was recorded."""
        self.recorder.facts["scoreboards"] = await self.board.finish()
        self.recorder.facts["checks"] = self.checks.finish()
        self.recorder.save()


class Story:
    """Firmware on *board* whose notes go to *recorder*; `done` is set when it has come to its end."""

    def __init__(self, board: Board, recorder: Recorder) -> None:
        self.board, self.note = board, recorder.note
        self.recorder = recorder
        self.boots: list[tuple[str, str]] = []
        self.resumes: list[str] = []
        self.done = Event()

    async def set_clock(self, core: Core) -> None:
        """Set date and time."""
        await core.write("RTC_SET_DATE", REGISTERS["RTC_SET_DATE"].pack(**{k.upper(): START[k] for k in ("year", "month", "day")}))
        await core.write("RTC_SET_TIME", REGISTERS["RTC_SET_TIME"].pack(**{k.upper(): START[k] for k in ("hour", "minute", "second")}))
        await core.write("RTC_COMMIT", 1)
        await self.settled(core)
        assert await core.read("RTC_ERROR") == 0
        self.note(f"{core.name} sets the clock to 2026-11-20 23:59:57")

    async def alarm(self, core: Core, seconds: int) -> None:
        """Arm the alarm *seconds* seconds from now, by second and minute."""
        time = REGISTERS["RTC_TIME"].unpack(await core.read("RTC_TIME"))
        total = time["MINUTE"] * 60 + time["SECOND"] + seconds
        fields = {"MINUTE": total // 60 % 60, "SECOND": total % 60}
        await core.write("RTC_ALARM0_TIME", REGISTERS["RTC_ALARM0_TIME"].pack(**fields))
        await core.write("RTC_ALARM0_CTRL", REGISTERS["RTC_ALARM0_CTRL"].pack(SECOND=1, MINUTE=1, ARM=1))
        await self.settled(core)
        self.note(f"{core.name} sets the alarm to hh:{fields['MINUTE']:02}:{fields['SECOND']:02}")

    async def settled(self, core: Core) -> None:
        """Poll until no posted write is on its way."""
        for _ in range(_POLLS):
            if await core.read("SYS_BUSY") == 0:
                return
            await Timer(_POLL_US, "us")
        raise AssertionError("SYS_BUSY does not become 0")

    async def exit_is_complete(self, core: Core) -> None:
        """Poll until the PMU is in RUN again: the core runs a few ticks before cause and outcome are final."""
        for _ in range(_POLLS):
            if REGISTERS["SLP_STATUS"]["MODE"].get(await core.read("SLP_STATUS")) == 0:
                return
            await Timer(_POLL_US, "us")
        raise AssertionError("the PMU does not come back to RUN")

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
        await core.write("RTC_INTR_STATE", 0xFF)
        await self.settled(core)
        self.note(f"{core.name} clears the wake")

    @property
    def last_decision(self) -> float:
        """Tick of the last decision to sleep."""
        times = [note["time_ns"] for note in self.recorder.notes if note["event"] == "goes to sleep"]
        return times[-1] * 32_768 / 1e9
