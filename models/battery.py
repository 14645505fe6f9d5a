# SPDX-License-Identifier: Apache-2.0
"""Monitor and charger inside the model of a whole PMU: their blocks, the flops and synchronizers between them, their pins."""

from __future__ import annotations

from collections.abc import Callable

from models.block import Block
from models.charger import Charger
from models.front_end import FrontEnd
from models.monitor import WARNINGS, Monitor
from models.network import Network
from models.regmap import PwrState

SYNC_TICKS = 3  # from the change of a flop, through a synchronizer, to the edge that samples it
FLOP_TICKS = 2  # the same through one flop
_AWAKE = frozenset({PwrState.POWER_UP, PwrState.ACTIVE, PwrState.SLEEP_ENTRY, PwrState.SLEEP_EXIT, PwrState.POWER_DOWN})
_OFF = frozenset({PwrState.OFF, PwrState.POWER_DOWN, PwrState.FAULT})
# Bits of `wake_o`, in the order of the wake sources' codes behind the alarms
WAKE_VBUS, WAKE_WARNINGS, WAKE_CHARGER = 0, 1, 4
_OVER, _UNDER, _DIE_WARN, _DIE_CRIT = 0, 1, 4, 5  # monitors
_CHARGER_PINS = ("vbus_det", "vbus_ovp", "loop_cv", "loop_iin", "loop_vin")


def charger(values: dict[str, int | list[int]], **times: int) -> Charger:
    """The charger with the settings that the profile gives it; *times* as in `Charger`, where they are not the product's."""
    words = (values[f"CHG_{group}_RST"] for group in ("CTRL", "LIMIT", "TEMP", "TIMER"))
    return Charger(*words, cap=values["CHG_CAP"], **times)


def monitor(values: dict[str, int | list[int]]) -> Monitor:
    """The monitor with the settings that the profile gives it."""
    return Monitor(values["MON_CFG_RST"], values["MON_NEEDED"])


def blocks(values: dict[str, int | list[int]]) -> dict[str, Block]:
    """The blocks that the platform has, by name."""
    found: dict[str, Block] = {}
    if values["HAS_MONITOR"]:
        found["monitor"] = monitor(values)
        found["front_end"] = FrontEnd(values["SAMPLE_TICKS"])
    if values["HAS_CHARGER"]:
        found["charger"] = charger(values)
    return found


class Battery:
    """Wires the monitor and the charger of *net*. *woken* is called when `wakes`, the levels of their wake sources, has changed."""

    def __init__(self, net: Network, values: dict[str, int | list[int]], woken: Callable[[], None]) -> None:
        self._net, self._values, self._woken = net, values, woken
        self.wakes = 0
        self._attached = False
        if values["HAS_MONITOR"]:
            self._monitor()
        if values["HAS_CHARGER"]:
            self._charger()

    def pin(self, name: str, level: int) -> None:
        """Level of a pin of the charger (vbus_det, vbus_ovp, loop_cv, loop_iin, loop_vin), before its synchronizer."""
        if not self._values["HAS_CHARGER"] or name not in _CHARGER_PINS:
            raise ValueError(f"no charger pin {name!r}; there are: {', '.join(_CHARGER_PINS)}, on platforms with a charger")
        delay = SYNC_TICKS + (self._values["VBUS_DEBOUNCE"] if name == "vbus_det" else 0)
        self._net.at(self._net.now + delay, lambda: self._charger_pin(name, level))

    def _monitor(self) -> None:
        net = self._net
        net.wire("monitor.sar_start_o", "front_end.start_i")
        net.wire("monitor.sar_chan_o", "front_end.chan_i")
        net.wire("front_end.done_o", "monitor.sar_done_i")
        net.wire("front_end.value_o", "monitor.sar_value_i")
        net.watch("monitor.trip_o", self._tripped)
        net.watch("monitor.wake_o", self._warned)
        net.watch("power.state_o", lambda tick, state: self._state(tick + FLOP_TICKS))
        self._state(FLOP_TICKS)
        self._tripped(0, net.output("monitor.trip_o"))

    def _charger(self) -> None:
        net = self._net
        for port, channel in (("vbat_i", 0), ("vbus_i", 1), ("ntc_i", 2), ("ichg_i", 4)):
            net.wire("monitor.result_o", f"charger.{port}", lambda results, c=channel: results >> 12 * c & 0xFFF)
        for port in ("upd", "ready", "sensor", "stale"):
            net.wire(f"monitor.{port}_o", f"charger.{port}_i")
        net.wire("monitor.trip_o", "charger.die_warn_i", lambda trips: trips >> _DIE_WARN & 1)
        net.wire("monitor.trip_o", "charger.die_crit_i", lambda trips: trips >> _DIE_CRIT & 1)
        net.wire("monitor.trip_o", "charger.vbat_over_i", lambda trips: trips >> _OVER & 1)
        net.wire("power.state_o", "charger.state_i")
        net.wire("charger.vbus_boot_o", "power.vbus_i")
        net.watch("charger.det_o", lambda tick, level: self._wake(WAKE_VBUS, level, tick))
        net.watch("charger.wake_o", lambda tick, level: self._wake(WAKE_CHARGER, level, tick))

    def _tripped(self, tick: int, trips: int) -> None:
        """Protection acts one tick after a trip, refusal of power-up a flop later."""
        protect = trips >> _OVER & 1 | (trips >> _UNDER & 1) << 1 | (trips >> _DIE_CRIT & 1) << 2
        self._later("power.protect_i", protect, tick + 1)
        self._later("power.block_i", int(protect != 0), tick + FLOP_TICKS if tick else 1)

    def _warned(self, tick: int, warnings: int) -> None:
        """Each warning is a wake source of its own."""
        for place in range(len(WARNINGS)):
            self._wake(WAKE_WARNINGS + place, warnings >> place & 1, tick)

    def _charger_pin(self, name: str, level: int) -> None:
        net = self._net
        net.set(f"charger.{name}_i", level)
        if name == "vbus_det":
            self._attached = bool(level)
            self._fast(net.now + FLOP_TICKS)

    def _state(self, tick: int) -> None:
        """The monitor is told of the main power state."""
        self._later("monitor.off_i", int(PwrState(self._net.output("power.state_o")) in _OFF), tick)
        self._fast(tick)

    def _fast(self, tick: int) -> None:
        """The monitor scans fast while somebody is awake or a charger is attached."""
        level = int(self._attached or PwrState(self._net.output("power.state_o")) in _AWAKE)
        self._later("monitor.fast_i", level, tick)

    def _later(self, target: str, value: int, tick: int) -> None:
        self._net.at(tick, lambda: self._net.set(target, value))

    def _wake(self, bit: int, level: int, tick: int) -> None:
        """A wake source is an AON flop: what changes at *tick* is sampled by the edge after it."""
        self.wakes = self.wakes & ~(1 << bit) | level << bit
        self._net.at(tick + 1, self._woken)
