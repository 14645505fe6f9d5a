# SPDX-License-Identifier: Apache-2.0
"""Monitor and charger inside the model of a whole PMU: their blocks, the front end, flops and synchronizers, their pins."""

from __future__ import annotations

from models.block import Block, Values
from models.front_end import FrontEnd
from models.network import Network
from models.regmap import PwrState

SYNC_TICKS = 3  # from the change of a flop, through a synchronizer, to the edge that samples it
FLOP_TICKS = 2  # the same through one flop
_AWAKE = frozenset({PwrState.POWER_UP, PwrState.ACTIVE, PwrState.SLEEP_ENTRY, PwrState.SLEEP_EXIT, PwrState.POWER_DOWN})
_OFF = frozenset({PwrState.OFF, PwrState.POWER_DOWN, PwrState.FAULT})
_OVER, _UNDER, _DIE_CRIT = 0, 1, 5  # trips that protect
_CHARGER_PINS = ("vbus_det", "vbus_ovp", "loop_cv", "loop_iin", "loop_vin")


class Battery:
    """The logic and the pins around the monitor and the charger of *net*, as far as the platform has them."""

    def __init__(self, net: Network, values: Values) -> None:
        self._net, self._values = net, values
        self._attached = False
        if values["HAS_MONITOR"]:
            self._monitor()

    @staticmethod
    def blocks(values: Values) -> dict[str, Block]:
        """What stands outside of the PMU: the analogue front end."""
        return {"front_end": FrontEnd(values["SAMPLE_TICKS"])} if values["HAS_MONITOR"] else {}

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
        net.watch("power.state_o", lambda tick, state: self._state(tick + FLOP_TICKS))
        self._state(FLOP_TICKS)
        self._tripped(0, net.output("monitor.trip_o"))

    def _tripped(self, tick: int, trips: int) -> None:
        """Protection acts one tick after a trip, refusal of power-up a flop later."""
        protect = trips >> _OVER & 1 | (trips >> _UNDER & 1) << 1 | (trips >> _DIE_CRIT & 1) << 2
        self._later("power.protect_i", protect, tick + 1)
        self._later("power.block_i", int(protect != 0), tick + FLOP_TICKS if tick else 1)

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
