# SPDX-License-Identifier: Apache-2.0
"""Connects the plant (tb/plant) to the RTL: front end and comparator nets on one side, set points on the other.

Works on every HDL top that has the nets of `tb_top`. Python runs when a scan of the converter begins, when the PMU moves
a set point, when a test changes something, and when the charger's loops have followed; in between the plant integrates by itself.
"""

from __future__ import annotations

from collections.abc import Sequence

import cocotb
from cocotb.handle import HierarchyObject, LogicArrayObject, LogicObject
from cocotb.simtime import get_sim_time
from cocotb.triggers import ReadWrite, Timer

from tb.plant import BatteryPlant, NtcState

_FRACTION = 256  # of a code, in the front end's variables
_LEVEL_LIMIT = 8191 * _FRACTION
# A scan of five channels takes 80 ticks: within it the plant is looked at once more, so that what is sampled is 2 ms old at most.
_HOLD_OFF_US = 2_000
_SETTLED = 8  # time constants of the charger's loops until nothing moves any more that a converter could tell
_SET_POINTS = ("chg_en", "chg_iset", "chg_vset", "chg_sink")


class BatteryAgent:
    """Drives the front end and the comparators of *dut* from *plant*. `start()` in reset or out of it.

    The methods change the plant at this moment and show it to the pins at once; `set()` is for anything else. The
    front end's own knobs (noise, offset, gain, stuck, seed) are the variables of `afe`; see `noise_lsb()` and the others.
    """

    def __init__(self, dut: HierarchyObject, plant: BatteryPlant) -> None:
        self.dut, self.plant = dut, plant
        self.afe = dut.u_afe
        self._driven: dict[str, int] = {}
        self._set_points: tuple[int, ...] = (0, 0, 0, 0)
        self._settling = False
        self.refreshes = 0
        """How often the plant was looked at: a measure of the time spent in Python."""

    def start(self) -> None:
        """Show the plant to the pins, and follow the PMU from now on."""
        cocotb.start_soon(self._scans())
        for name in _SET_POINTS:
            cocotb.start_soon(self._follow(getattr(self.dut, name)))
        self.refresh()

    # -- what tests do ----------------------------------------------------------------------------------------------
    def set(self, **attributes: object) -> None:
        """Change attributes of the plant now: `set(load_a=0.2)`, or of a part of it: `set(source__voltage_v=4.4)`."""
        self._catch_up()
        self.plant.set(**attributes)
        self._show()

    def plug(self) -> None:
        """The charging cable is plugged in."""
        self.set(source__connected=True)

    def unplug(self) -> None:
        """The charging cable is pulled out."""
        self.set(source__connected=False)

    async def bounce(self, lengths_us: Sequence[float]) -> None:
        """The plug's contact turns over after each of *lengths_us*; an even number leaves it as it was."""
        for length_us in lengths_us:
            self.set(source__connected=not self.plant.source.connected)
            await Timer(round(length_us * 1e3), "ns")

    def pull_cell(self) -> None:
        """The battery is taken out."""
        self._catch_up()
        self.plant.pull_cell()
        self._show()

    def insert_cell(self) -> None:
        """The battery is put in."""
        self._catch_up()
        self.plant.insert_cell()
        self._show()

    def ntc(self, state: NtcState) -> None:
        """The thermistor breaks, is shorted, or is repaired."""
        self.set(ntc__state=state)

    def noise_lsb(self, peak: float) -> None:
        """Noise of each conversion, from -*peak* to +*peak* codes."""
        self.afe.noise.value = round(peak * _FRACTION)

    def offset_lsb(self, codes: float) -> None:
        """Offset of the converter in codes."""
        self.afe.offset.value = round(codes * _FRACTION) % (1 << 24)

    def refresh(self) -> None:
        """Bring the plant to this moment and show it to the pins."""
        self._catch_up()
        self._show()

    # -- how it is done -----------------------------------------------------------------------------------------------
    def _catch_up(self) -> None:
        self.plant.advance(get_sim_time("ns") / 1e9)

    def _show(self) -> None:
        self.refreshes += 1
        point = self.plant.point
        for name, level in self.plant.comparators(point).items():
            self._drive(self.dut, name, level)
        for name, code in self.plant.channels(point)._asdict().items():
            level = min(max(round(code * _FRACTION), 0), _LEVEL_LIMIT)
            self._drive(self.afe, name, level)

        if not self._settling and self.plant.settling:
            self._settling = True
            cocotb.start_soon(self._settle())

    async def _settle(self) -> None:
        """Look again once the loops have come to rest."""
        await Timer(round(_SETTLED * self.plant.charger.loop_s * 1e9), "ns")
        self._settling = False
        self.refresh()

    def _drive(self, scope: HierarchyObject, name: str, value: int) -> None:
        if self._driven.get(name) != value:
            self._driven[name] = value
            getattr(scope, name).value = value

    async def _scans(self) -> None:
        """At the begin of each scan, and again within a long one."""
        powered = self.dut.adc_en
        while True:
            await powered.value_change
            if powered.value == 1:
                self.refresh()
                await Timer(_HOLD_OFF_US, "us")

    async def _follow(self, handle: LogicObject | LogicArrayObject) -> None:
        """A set point moves: the plant goes on to this moment with the old ones first. All that move together count as one."""
        while True:
            await handle.value_change
            await ReadWrite()
            points = tuple(int(getattr(self.dut, name).value) for name in _SET_POINTS)
            if points != self._set_points:
                self._set_points = points
                self._catch_up()
                self.plant.drive(*points)
                self._show()
