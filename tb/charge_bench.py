# SPDX-License-Identifier: Apache-2.0
"""Monitor and charger in a closed loop: the bench tb/blocks/tb_charge.sv, its plant, and the scoreboards of both cores.

All settings are a profile's, so thresholds, currents and times are those of the product.
"""

from __future__ import annotations

from collections.abc import Sequence

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import Event, FallingEdge, Timer, with_timeout

from models import charger, monitor
from models.regmap import ChargerState
from profiles import Profile
from profiles.parameters import parameters, plain
from tb.agents.battery import BatteryAgent
from tb.aon import AonClock
from tb.plant import BatteryPlant, LiIonCell, LinearCharger, Ntc, Source
from tb.runner import Bench
from tb.scoreboard import BlockScoreboard

SPEED = 1000.0
"""What the cells of the closed-loop runs are faster than real ones: seconds instead of hours, with real thresholds."""
MINUTE = round(2 * 60 * 32_768 / SPEED)
"""Half ticks in a minute of the safety timers, which time the cell: they are as much faster as it is. All other times of the
charger (deglitch, qualification, battery test, steps of thermal regulation) are the product's."""
DEFINES = {"CHARGER_MINUTE": MINUTE}
TIMES = {"minute": MINUTE}
"""The same for compiling the RTL and for the model."""
_PARAMETERS = (
    "SAMPLE_TICKS", "VBUS_DEBOUNCE", "MON_NEEDED", "MON_CFG_RST", "CHG_CAP", "CHG_CTRL_RST", "CHG_LIMIT_RST", "CHG_TEMP_RST", "CHG_TIMER_RST",
)  # fmt: skip
_INPUTS = (
    "mon_cfg_i", "mon_cfg_wr_i", "chg_ctrl_i", "chg_ctrl_wr_i", "chg_limit_i", "chg_limit_wr_i", "chg_clr_fault_i",
    "chg_clr_wr_i", "state_i", "run_i",
)  # fmt: skip
_MS_NS = 1_000_000
_SETTLE_US = 1


def bench_for(profile: Profile) -> Bench:
    """What to compile for the settings of *profile*. ValueError if it has no charger."""
    values = parameters(profile)
    if not values["HAS_CHARGER"].values[0]:
        raise ValueError(f"profile {profile.name} has no charger")
    return Bench(
        top="tb/blocks/tb_charge.sv",
        params={name: values[name].literal for name in _PARAMETERS},
        defines=DEFINES,
        verilator_public="top tb_afe charger_core charger_timer monitor_core",
    )


def plant_for(profile: Profile, cell: LiIonCell | None = None, **more: object) -> BatteryPlant:
    """A plant with the thermistor and the die sensor of *profile*, by default around a fast 500 mAh cell, unplugged."""
    ntc, monitor = profile["ntc"], profile["monitor"]
    return BatteryPlant(
        cell or LiIonCell(500.0, 0.5, speed=SPEED),
        more.pop("charger", None) or LinearCharger(),
        more.pop("source", None) or Source(connected=False),
        Ntc(float(ntc["r25_ohm"]), float(ntc["beta_k"]), float(ntc["pullup_ohm"])),
        die_code_at_0c=float(monitor["die_code_at_0c"]),
        die_codes_per_c=float(monitor["die_codes_per_c"]),
        **more,
    )


class ClosedLoop:
    """A charger (the core at *charger*) with its *plant*, and what it does.

    `states` is the story so far: every state of the charger in order, with the tick at which it was entered.
    """

    def __init__(self, dut: HierarchyObject, charger: HierarchyObject, profile: Profile, plant: BatteryPlant, clock: AonClock) -> None:
        self.dut, self.charger, self.profile, self.plant, self.clock = dut, charger, profile, plant, clock
        self.battery = BatteryAgent(dut, plant)
        self.states: list[tuple[ChargerState, int]] = [(ChargerState.OFF, 0)]
        self._moved = Event()

    def connect(self) -> None:
        """Connect the plant and follow the charger. Call it in reset, with the clock measured."""
        self.battery.start()
        cocotb.start_soon(self._follow_state())

    @property
    def state(self) -> ChargerState:
        """State of the charger now."""
        return self.states[-1][0]

    @property
    def names(self) -> list[str]:
        """Names of all states so far, in order, the OFF of reset first."""
        return [state.name for state, _ in self.states]

    async def until(self, state: ChargerState, within_ms: float) -> None:
        """Wait for *state* (not at all if it is there) and until plant and pins have followed. AssertionError with the story so
        far if it does not come."""
        await self.until_one_of((state,), within_ms)

    async def until_one_of(self, wanted: Sequence[ChargerState], within_ms: float) -> None:
        """The same for the first of several states."""

        async def reached() -> None:
            while self.state not in wanted:
                self._moved.clear()
                await self._moved.wait()

        try:
            await with_timeout(reached(), round(within_ms * _MS_NS), "ns")
        except TimeoutError:
            story = ", ".join(f"{entered.name} at tick {tick}" for entered, tick in self.states[-8:])
            missing = " or ".join(state.name for state in wanted)
            raise AssertionError(
                f"charger does not reach {missing} within {within_ms:g} ms; states: {story}; plant: {self.plant.sample()}"
            ) from None
        await Timer(_SETTLE_US, "us")

    async def stays(self, state: ChargerState, for_ms: float) -> None:
        """*state* is not left for *for_ms* milliseconds."""
        count = len(self.states)
        assert self.state == state, f"charger is in {self.state.name}, not in {state.name}"
        await Timer(round(for_ms * _MS_NS), "ns")
        assert len(self.states) == count, f"charger left {state.name}: {', '.join(self.names[count - 1:])}"

    async def ms(self, milliseconds: float) -> None:
        """Wait."""
        await Timer(round(milliseconds * _MS_NS), "ns")

    async def _follow_state(self) -> None:
        handle = self.charger.state_o
        while True:
            await handle.value_change  # of a flop: once an edge
            self.states.append((ChargerState(int(handle.value)), self.clock.tick))
            self._moved.set()


class ChargeBench(ClosedLoop):
    """tb_charge with its clock, its plant and its scoreboards. `await start()` first, `await finish()` last."""

    def __init__(self, dut: HierarchyObject, profile: Profile, plant: BatteryPlant) -> None:
        super().__init__(dut, dut.u_battery.gen_charger.u_charger.u_core, profile, plant, AonClock(dut.clk, dut.now))
        self.monitor = dut.u_battery.gen_monitor.u_monitor.u_core
        values = plain(profile)
        self.scoreboards = [
            BlockScoreboard(self.monitor, lambda: monitor.make(values), self.clock, reset=dut.rst_ni, name="monitor"),
            BlockScoreboard(self.charger, lambda: charger.make(values, **TIMES), self.clock, reset=dut.rst_ni, name="charger"),
        ]
        self._ctrl = values["CHG_CTRL_RST"]

    async def start(self, power_state: int = 0) -> None:
        """Through reset to the first tick, with the main power state *power_state* (0: OFF)."""
        self.dut.rst_ni.value = 0
        for name in _INPUTS:
            getattr(self.dut, name).value = 0
        self.dut.state_i.value = power_state
        await self.clock.start()
        for scoreboard in self.scoreboards:
            scoreboard.start()
        self.connect()
        self.dut.rst_ni.value = 1
        await self.clock.counting()

    async def finish(self) -> dict[str, int]:
        """Nothing is left over; returns the number of comparisons of each scoreboard."""
        for scoreboard in self.scoreboards:
            await scoreboard.finish()
        return {scoreboard.name: scoreboard.compared for scoreboard in self.scoreboards}

    # -- what firmware does ------------------------------------------------------------------------------------------
    async def ctrl(self, **fields: int) -> None:
        """Write settings of the charger, by the names of its contract: enable, ichg, vreg, duty, wd, cool50, boot_on_vbus."""
        low = 0
        for name, width in (("enable", 1), ("ichg", 10), ("vreg", 13), ("duty", 7), ("wd", 2), ("cool50", 1), ("boot_on_vbus", 1)):
            if name in fields:
                self._ctrl = self._ctrl & ~((1 << width) - 1 << low) | fields.pop(name) << low
            low += width
        if fields:
            raise ValueError(f"charger: no setting {', '.join(fields)}")
        await self._post("chg_ctrl_wr_i", chg_ctrl_i=self._ctrl)

    async def clear_fault(self) -> None:
        """Write CLEAR_FAULT."""
        await self._post("chg_clr_wr_i", chg_clr_fault_i=1)

    async def _post(self, strobe: str, **data: int) -> None:
        """A register write: the bus clock runs for as long as the setting is on its way."""
        dut = self.dut
        dut.run_i.value = 1
        await FallingEdge(dut.clk_sys)
        for name, value in data.items():
            getattr(dut, name).value = value
        getattr(dut, strobe).value = 1
        await FallingEdge(dut.clk_sys)
        getattr(dut, strobe).value = 0
        await with_timeout(self._idle(), 2 * _MS_NS, "ns")
        dut.run_i.value = 0

    async def _idle(self) -> None:
        await FallingEdge(self.dut.clk_sys)
        while int(self.dut.chg_busy.value):
            await self.dut.chg_busy.value_change
