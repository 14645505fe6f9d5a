# SPDX-License-Identifier: Apache-2.0
"""The story that `make sim PROFILE=quectel` tells: a charger powers a module up, which sleeps while its battery is charged.

Runs on the RTL with the scoreboards of all blocks on and the battery's plant in a closed loop. Time is real; the cell is a
thousand times as fast as one of a product.
"""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import Timer

from models.regmap import REGISTERS, ChargerState, PwrState
from tb.agents.battery import BatteryAgent
from tb.agents.core import Core
from tb.board import WATCHED
from tb.charge_bench import SPEED, plant_for
from tb.plant import LiIonCell, Trace
from tb.runner import Bench
from tb.story import STORY_TIMEOUT_S, Stage, Story

BENCH = Bench(top="tb/tb_top.sv", profile="selected", verilator_public=WATCHED)

OS = 1 << 0  # lock bit of the platform
RTC, BATTERY_LOW1, CHARGER = 1 << 2, 1 << 5, 1 << 7  # wake sources
SHUTDOWN = 0x0FF0_C0DE
CAPACITY_MAH, FIRST_SOC = 500.0, 0.86
PLUG_AFTER_MS, BOUNCE_US = 60, (200.0, 100.0, 300.0, 80.0, 150.0)
LOAD_A = 0.9  # of the radio, from the battery alone
MV_A_CODE = 1.25
_ALL = 0xFFFF_FFFF


class ModuleStory(Story):
    """Firmware of the module's core, and the hand at the charging cable."""

    def __init__(self, stage: Stage, battery: BatteryAgent) -> None:
        super().__init__(stage.board, stage.recorder)
        self.battery = battery
        self.charging: list[ChargerState] = []

    async def cpu(self, core: Core) -> None:
        """Boot by the charger, sleep while it charges, until full; then on the battery, until it is low."""
        await self.exit_is_complete(core)
        cause = REGISTERS["PWR_CAUSE"].unpack(await core.read("PWR_CAUSE"))
        assert cause["VBUS"] and sum(cause.values()) == 1, f"powered up by {cause}"
        self.note(f"cpu was powered up by the charger, VBAT {await self.vbat_mv(core):.0f} mV")
        await core.write("SLP_CORE0_WAKELOCK_CLR", OS)
        await self.sleep_until_full(core)
        await self.set_clock(core)
        await self.alarm(core, 1)
        await core.write("WAKE_EDGE", RTC)
        await self.sleep(core, RTC, "rtc")
        self.battery.unplug()
        self.battery.set(load_a=LOAD_A)
        self.note(f"charger is pulled out; the radio draws {LOAD_A * 1e3:.0f} mA")
        await self.sleep(core, BATTERY_LOW1, "battery_low1")
        word = REGISTERS["MON_STATUS"].unpack(await core.read("MON_STATUS"))
        low_mv = await self.vbat_mv(core)
        assert word["TRIP"] == 0b100 and low_mv < self.board.profile["monitor"]["vbat_low1_mv"], (word, low_mv)
        self.battery.set(load_a=0.0)
        self.note(f"cpu reads VBAT {low_mv:.0f} mV, shuts down")
        await self.listen(core, 0)  # the battery is still low: that would end the WFI
        await self.settled(core)
        await core.write("PWR_SHUTDOWN", SHUTDOWN)
        await core.wfi()
        raise AssertionError("cpu went on behind SHUTDOWN")

    async def sleep_until_full(self, core: Core) -> None:
        """Every change of the charger's state wakes; look what it was, until the battery is full."""
        state = None
        while state != ChargerState.DONE:
            await self.sleep(core, CHARGER, "charger")
            word = REGISTERS["CHG_STATUS"].unpack(await core.read("CHG_STATUS"))
            if word["STATE"] != state:
                state = ChargerState(word["STATE"])
                self.charging.append(state)
                self.note(f"cpu sees the charger in {state.name}, VBAT {await self.vbat_mv(core):.0f} mV")

    async def sleep(self, core: Core, sources: int, cause: str) -> None:
        """Clear what is over, and sleep until one of *sources* wakes."""
        await self.listen(core, sources)
        for register in ("CHG_INTR_STATE", "MON_INTR_STATE", "WAKE_PENDING"):
            await self.settled(core)
            await core.write(register, _ALL)
        await self.settled(core)
        await core.wfi()
        await self.awake(core, cause)

    async def listen(self, core: Core, sources: int) -> None:
        """Only *sources* are to wake: nothing else may end a WFI, neither as a wake nor as an interrupt."""
        await core.write("CHG_INTR_ENABLE", REGISTERS["CHG_INTR_ENABLE"].pack(STATE=bool(sources & CHARGER)))
        await core.write("MON_INTR_ENABLE", REGISTERS["MON_INTR_ENABLE"].pack(VBAT_LOW1=bool(sources & BATTERY_LOW1)))
        await core.write("WAKE_ENABLE", sources)

    async def vbat_mv(self, core: Core) -> float:
        """VBAT as the monitor has converted it last."""
        return REGISTERS["MON_RESULT0"]["VALUE"].get(await core.read("MON_RESULT0")) * MV_A_CODE

    async def plug(self) -> None:
        """The charging cable is plugged in, with its bounce."""
        await Timer(PLUG_AFTER_MS, "ms")
        self.note("charger is plugged in, its contact bounces")
        await self.battery.bounce(BOUNCE_US)


@cocotb.test()
async def story(dut: HierarchyObject) -> None:
    """OFF, charger, boot by VBUS, charged to the full asleep, RTC alarm, battery low, SHUTDOWN."""
    await tell(dut)


async def tell(dut: HierarchyObject, battery: BatteryAgent | None = None) -> None:
    """The story on *dut*, an instance of `tb_top`; *battery* instead of one with a plant of its own."""
    stage = Stage(dut)
    trace = Trace()
    cell = LiIonCell(CAPACITY_MAH, FIRST_SOC, speed=SPEED)
    battery = battery or BatteryAgent(dut, plant_for(stage.board.profile, cell, watch=trace.add))
    await stage.start()
    battery.start()
    story = ModuleStory(stage, battery)
    stage.board.core("cpu").run(story.cpu)
    await stage.board.power_on()
    cocotb.start_soon(story.plug())
    await stage.board.until("pwr_state", PwrState.ACTIVE, within_ns=300e6)
    await stage.board.until("pwr_state", PwrState.OFF, within_ns=STORY_TIMEOUT_S * 1e9)
    await Timer(50, "ms")
    battery.refresh()
    assert story.charging[-1] == ChargerState.DONE, story.charging
    assert stage.board.core("cpu").boots == 1, "the module boots once"
    stage.recorder.facts["trace"] = [list(sample) for sample in trace.samples]
    await stage.finish()
