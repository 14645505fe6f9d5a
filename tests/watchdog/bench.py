# SPDX-License-Identifier: Apache-2.0
"""Drives the block bench of the watchdog: settings, kicks and what stops it, with the scoreboard always on."""

from __future__ import annotations

from collections.abc import Mapping

from cocotb.handle import HierarchyObject
from cocotb.triggers import Timer

from models.regmap import PwrState
from models.watchdog import CFG_W, Settings, Watchdog
from tb.aon import AonClock
from tb.runner import Bench
from tb.scoreboard import BlockScoreboard

START_TICKS = 90
RUNS_IN = (1, 0)  # modes
AT_RESET = Settings(enable=1, bark=40, bite=60, window=0)
_COMMANDS = ("kick_i", "bitten_clr_i", "event_clr_i")


def watchdog_bench(cfg_rst: Settings = AT_RESET, start_ticks: int = START_TICKS) -> Bench:
    """The core with these settings after reset, and this time for the first kick."""
    word = f"{CFG_W}'h{cfg_rst.word:0{-(-CFG_W // 4)}x}"
    params = {"WDT_CFG_RST": word, "WDT_START_TICKS": start_ticks, "N_MODES": len(RUNS_IN), "MODE_WDT_RUN": 0b01}
    return Bench(top="rtl/watchdog/watchdog_core.sv", params=params)


class WatchdogBench:
    """The core with its clock, its scoreboard and a way to drive. `await start()` first, `await finish()` last."""

    def __init__(self, dut: HierarchyObject, cfg_rst: Settings = AT_RESET, start_ticks: int = START_TICKS) -> None:
        self.dut = dut
        self.clock = AonClock(dut.clk, dut.now)
        self.scoreboard = BlockScoreboard(
            dut, lambda: Watchdog(cfg_rst.word, start_ticks, RUNS_IN), self.clock, reset=dut.rst_ni
        )  # fmt: skip

    async def start(self, **inputs: int) -> None:
        """Through reset, with *inputs* standing (others 0, ACTIVE), to the first tick."""
        self.dut.rst_ni.value = 0
        for name in self.scoreboard.model.INPUTS:
            getattr(self.dut, name).value = inputs.get(name, PwrState.ACTIVE if name == "state_i" else 0)
        await self.clock.start()
        self.scoreboard.start()
        self.dut.rst_ni.value = 1
        await self.clock.counting()

    async def por(self) -> None:
        """POR for three ticks in the middle of a run; ends after the first tick."""
        self.dut.rst_ni.value = 0
        await Timer(3 * self.clock.period, "step")
        self.dut.rst_ni.value = 1
        self.clock.base = None
        await self.clock.counting()

    async def finish(self) -> None:
        """Nothing is left over: the last comparison."""
        await self.scoreboard.finish()

    async def play(self, script: Mapping[int, Mapping[str, int | Settings]]) -> None:
        """Drive inputs by tick: `{tick: {input: value}}`; a command, and `cfg=Settings(…)`, with the pulse that they need."""
        fall: dict[str, int] = {}
        for tick in sorted({*script, *(tick + 1 for tick in script)}):
            await self.clock.before(tick)
            drive, fall = fall, {}
            for name, value in script.get(tick, {}).items():
                if name == "cfg":
                    drive |= {"cfg_i": value.word, "cfg_wr_i": 1}
                    fall["cfg_wr_i"] = 0
                    continue
                drive[name] = value
                if name in _COMMANDS:
                    drive["cmd_wr_i"] = 1
                    fall |= {"cmd_wr_i": 0, name: 0}
            for name, value in drive.items():
                getattr(self.dut, name).value = value

    async def do(self, **inputs: int | Settings) -> int:
        """Drive *inputs* (as in `play`) as soon as possible; returns the tick, after whose edge it ends."""
        tick = self.clock.tick + 2
        await self.play({tick: inputs})
        return tick

    async def kick(self) -> int:
        """A kick as soon as possible: the tick on which it comes, after which the count is 0."""
        return await self.do(kick_i=1)

    def seen(self, port: str) -> int:
        """Value of an output, as it is now."""
        return int(getattr(self.dut, port).value)

    async def at(self, tick: int, **outputs: int) -> None:
        """After edge *tick*, which must not lie behind, these outputs have these values."""
        assert self.clock.tick <= tick, f"the test looks at tick {tick} too late, at tick {self.clock.tick}"
        await self.clock.after(tick)
        seen = {port: self.seen(port) for port in outputs}
        assert seen == outputs, f"tick {tick}"
