# SPDX-License-Identifier: Apache-2.0
"""The quectel platform as a whole, with a battery, a thermistor and a charger that are numbers a test sets.

    rig = QuectelRig(dut)
    await rig.power_on()                # the supply comes: OFF, healthy battery, nothing plugged in
    await rig.boot_by_key()
    rig.volts(vbat_mv=3295)
    await rig.state_is(PwrState.OFF, limit=TRIP_LIMIT)
"""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import First, Timer

from models.regmap import REGISTERS, ChargerState, PwrState
from profiles.scaling import die_code, ntc_code
from tb.board import WATCHED
from tb.runner import Bench
from tests.system.rig import SLOW_HALF_NS, Rig

BENCH = Bench(top="tb/tb_top.sv", profile="quectel", verilator_public=WATCHED)
JITTER = Bench(top="tb/tb_top.sv", profile="quectel", verilator_public=WATCHED, plusargs=("+cdc_jitter={seed}",))

KEY, PSM_INT, RTC, T3412, VBUS, BATTERY_LOW1, DIE_WARNING, CHARGER, BATTERY_LOW2 = range(9)
"""Numbers of the wake sources."""
SLEEP, PSM = 1, 2
NTC_OPEN, NTC_SHORTED = float("-inf"), float("inf")
"""Temperatures that a broken thermistor tells."""
SHUTDOWN_KEY = 0x0FF0_C0DE
OS = 1 << 0

AWAKE_TICKS, ASLEEP_TICKS, SAMPLES = 512, 4096, 3
SCAN_TICKS = 80
"""Five channels, 16 ticks each."""
FAST_AWAKE_TICKS, FAST_ASLEEP_TICKS = 128, 512
FIRST_VERDICT_TICKS = 8 * (SCAN_TICKS + 2)
"""Behind POR eight scans run back to back."""
ZONE_TICKS = 2 * AWAKE_TICKS
"""The first temperature zone is taken 25 ms behind the first results."""
HOLD_TICKS = 819
"""25 ms: most conditions of the charger have to hold that long."""
START_TICKS = AWAKE_TICKS + SCAN_TICKS + 983 + 100
"""From a charger plugged in to charging: a result of VBUS, 30 ms of QUALIFY."""
CHARGER_TICKS = 12
"""VBUS comparator to its debounced level: synchronizer and 8 ticks, and the edge that samples it."""
PRESS_TICKS = 8
OFF_TICKS = 300
"""From the decision to OFF: domains, clock, three rails."""

HEALTHY = {"vbat_mv": 3800, "vbus_mv": 0, "ntc_c": 25, "die_c": 40, "current_ma": 0}
_VBAT_MV, _VBUS_MV, _CURRENT_MA = 1.25, 2.5, 0.25  # a code
_FRACTION = 256  # of a code, in the front end's variables
_HALF = _FRACTION // 2  # a voltage in the middle of its code


class QuectelRig(Rig):
    """Rig of the one core and its battery. The front end is `dut.u_afe`."""

    def __init__(self, dut: HierarchyObject) -> None:
        super().__init__(dut)
        self.events: list[tuple[int, PwrState]] = []
        """Every change of the main power state, with its simulation time."""
        self.awake_ticks, self.asleep_ticks = AWAKE_TICKS, ASLEEP_TICKS
        """Periods of the scan, as set."""

    async def power_on(self, **volts: float) -> None:
        """First supply, with a healthy battery or *volts*; then whatever happens."""
        await Timer(1, "ns")  # the front end's own initial values come first
        self.volts(**{**HEALTHY, **volts})
        self.dut.sys_half_ns.value = SLOW_HALF_NS
        await super().power_on()
        cocotb.start_soon(self._states())

    # ---- battery, temperatures, charger

    def volts(
        self, *, vbat_mv: float | None = None, vbus_mv: float | None = None, ntc_c: float | None = None,
        die_c: int | None = None, current_ma: float | None = None,
    ) -> None:  # fmt: skip
        """What stands in front of the converter from now on; None leaves it."""
        monitor, afe = self.board.profile["monitor"], self.dut.u_afe
        if vbat_mv is not None:
            afe.vbat.value = _level(vbat_mv / _VBAT_MV)
        if vbus_mv is not None:
            afe.vbus.value = _level(vbus_mv / _VBUS_MV)
        if current_ma is not None:
            afe.ichg.value = _level(current_ma / _CURRENT_MA)
        if die_c is not None:
            afe.die.value = _level(die_code(monitor, die_c))
        if ntc_c is not None:
            broken = {NTC_SHORTED: 0, NTC_OPEN: 4095}
            afe.ntc.value = _level(broken[ntc_c] if ntc_c in broken else ntc_code(self.board.profile["ntc"], ntc_c))

    @property
    def trip_ticks(self) -> int:
        """A monitor has tripped or cleared by then, awake or with a charger attached."""
        return SAMPLES * self.awake_ticks + SCAN_TICKS

    @property
    def asleep_trip_ticks(self) -> int:
        """The same otherwise."""
        return SAMPLES * self.asleep_ticks + SCAN_TICKS

    async def scan_fast(self) -> None:
        """Firmware sets the shortest periods: verdicts, and tests, take a fraction of the time."""
        self.awake_ticks, self.asleep_ticks = FAST_AWAKE_TICKS, FAST_ASLEEP_TICKS
        await self.write("MON_PERIOD", self.word("MON_PERIOD", AWAKE=self.awake_ticks, ASLEEP=self.asleep_ticks))
        await self.settled()

    async def off_by_protection(self, limit: float) -> None:
        """Wait for OFF after a trip: the monitor has the profile's settings again, periods among them."""
        await self.state_is(PwrState.OFF, limit)
        self.awake_ticks, self.asleep_ticks = AWAKE_TICKS, ASLEEP_TICKS

    def plug(self, vbus_mv: int = 5000) -> None:
        """A charger is plugged in."""
        self.volts(vbus_mv=vbus_mv)
        self.dut.vbus_det.value = 1

    def unplug(self) -> None:
        """The charger is pulled out."""
        self.dut.vbus_det.value = 0
        self.volts(vbus_mv=0)

    @property
    def charger_state(self) -> int:
        """State of the charger, also where nobody can read it."""
        return int(self.dut.u_dut.fsm_charger.value)

    async def charging(self) -> None:
        """Wait until a charger that was plugged in charges with constant current."""
        await self.until(lambda: self.charger_state == ChargerState.CC, "constant current", START_TICKS)
        await self.ticks(2)

    # ---- power

    async def press_key(self) -> None:
        """A debounced press."""
        self.dut.key.value = 1
        await self.ticks(PRESS_TICKS)
        self.dut.key.value = 0

    async def boot_by_key(self) -> None:
        """The key powers up, and the core boots once more."""
        boots = self.cores[0].boots
        await self.press_key()
        await self.state_is(PwrState.ACTIVE)
        await self.until(lambda: self.cores[0].boots == boots + 1, "the core boots")
        await self.ticks(2)

    async def ready(self) -> None:
        """Wait until the verdict of the first scans allows power-up."""
        await self.ticks(FIRST_VERDICT_TICKS)

    async def shut_down(self) -> None:
        """Firmware powers the module off."""
        await self.write("PWR_SHUTDOWN", SHUTDOWN_KEY)
        await self.state_is(PwrState.OFF, OFF_TICKS)

    async def stays(self, state: PwrState, ticks: float) -> None:
        """The main power state does not leave *state* within *ticks*; AssertionError says where it went."""
        assert int(self.dut.pwr_state.value) == state, f"not {state.name} to begin with; {self.where()}"
        reached = len(self.events)
        await self.ticks(ticks)
        left = self.events[reached:]
        assert not left, f"left {state.name} for {left[0][1].name}; {self.where()}"

    async def causes(self) -> set[str]:
        """Names of the power-on causes."""
        return {name for name, value in (await self.fields("PWR_CAUSE")).items() if value}

    async def reasons(self) -> set[str]:
        """Names of the reasons of the last power-downs."""
        return {name for name, value in (await self.fields("PWR_REASON")).items() if value}

    async def forget(self) -> None:
        """Clear causes, reasons, and the events of monitor and charger."""
        for register in ("PWR_CAUSE", "PWR_REASON", "MON_INTR_STATE", "CHG_INTR_STATE", "WAKE_PENDING"):
            await self.write(register, 0xFFFF_FFFF)
        await self.settled()

    @staticmethod
    def word(register: str, **values: int) -> int:
        """A register's value with the named fields set and 0 elsewhere."""
        return REGISTERS[register].pack(**values)

    # ---- sleep

    async def sleep(self, *sources: int) -> None:
        """To SLEEP with *sources* as the only wake sources, and without locks."""
        await self.prepare(sources=sum(1 << source for source in sources))
        await self.write("CHG_INTR_STATE", 0xFFF)
        await self.settled()
        await self.write("WAKE_PENDING", 0xFFFF_FFFF)
        await self.settled()
        await self.allow(SLEEP)
        self.wfi()
        await self.state_is(PwrState.ASLEEP)

    async def _states(self) -> None:
        dut = self.dut
        while True:
            await First(dut.pwr_state.value_change)
            self.events.append((self.now, PwrState(int(dut.pwr_state.value))))


def _level(code: float) -> int:
    """The front end's variable for *code*: in the middle of it, and never beyond what a converter sees."""
    return min(max(round(code * _FRACTION) + _HALF, 0), 4096 * _FRACTION)
