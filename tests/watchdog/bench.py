# SPDX-License-Identifier: Apache-2.0
"""Drives the block bench of the watchdog: settings, kicks and what stops it, with the scoreboard always on."""

from __future__ import annotations

from collections.abc import Mapping

from cocotb.handle import HierarchyObject

from models.regmap import PwrState
from models.watchdog import CFG_W, Settings, Watchdog
from tb.block_bench import BlockBench
from tb.runner import Bench

START_TICKS = 90
RUNS_IN = (1, 0)  # modes
AT_RESET = Settings(enable=1, bark=40, bite=60, window=0)
_COMMANDS = ("kick_i", "bitten_clr_i", "event_clr_i")


def watchdog_bench(cfg_rst: Settings = AT_RESET, start_ticks: int = START_TICKS) -> Bench:
    """The core with these settings after reset, and this time for the first kick."""
    word = f"{CFG_W}'h{cfg_rst.word:0{-(-CFG_W // 4)}x}"
    params = {"WDT_CFG_RST": word, "WDT_START_TICKS": start_ticks, "N_MODES": len(RUNS_IN), "MODE_WDT_RUN": 0b01}
    return Bench(top="rtl/watchdog/watchdog_core.sv", params=params)


class WatchdogBench(BlockBench):
    """A `BlockBench` that speaks of settings and commands."""

    def __init__(self, dut: HierarchyObject, cfg_rst: Settings = AT_RESET, start_ticks: int = START_TICKS) -> None:
        super().__init__(dut, lambda: Watchdog(cfg_rst.word, start_ticks, RUNS_IN))

    async def start(self, **inputs: int) -> None:
        """As `BlockBench.start`, with power."""
        await super().start(**{"state_i": PwrState.ACTIVE} | inputs)

    async def play(self, script: Mapping[int, Mapping[str, int | Settings]]) -> None:
        """As `BlockBench.play`; a command, and `cfg=Settings(…)`, come with their pulse."""
        await super().play({tick: _driven(inputs) for tick, inputs in script.items()})

    async def kick(self) -> int:
        """A kick as soon as possible: the tick on which it comes, after which the count is 0."""
        return await self.do(kick_i=1)

    async def at(self, tick: int, **outputs: int) -> None:
        """After edge *tick*, which must not lie behind, these outputs have these values."""
        seen = await self.seen_at(tick, *outputs)
        assert dict(zip(outputs, seen, strict=True)) == outputs, f"tick {tick}"


def _driven(inputs: Mapping[str, int | Settings]) -> dict[str, int]:
    """The ports of one tick: no command is left over from one before."""
    driven = {name: value for name, value in inputs.items() if name != "cfg"}
    if any(name in inputs for name in _COMMANDS):
        driven = dict.fromkeys(_COMMANDS, 0) | driven | {"cmd_wr_i": 1}
    return driven | ({"cfg_i": inputs["cfg"].word, "cfg_wr_i": 1} if "cfg" in inputs else {})
