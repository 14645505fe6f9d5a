# SPDX-License-Identifier: Apache-2.0
"""Golden model of charger_core: qualification, charge, protection, status (page "Charger FSM").

Inputs arrive synchronised, the charger's presence debounced, voltages as results of the monitor. The parts
(`charger_view`, `charger_fsm`, `charger_timers`) know one rule each; here they are asked in the order of an edge.
An hour of charging costs an edge a minute: nothing counts, everything that lasts knows when it will be over.
"""

from __future__ import annotations

from models.block import Block, Values
from models.charger_fsm import LOST, TIMER, Fsm
from models.charger_settings import CAP_W, CTRL_W, LIMIT_W, TEMP_W, TIMER_W, Caps, Ctrl, Limits, Temps, Timers
from models.charger_source import Change, Source, Worn, lowered
from models.charger_timers import FULL_STEP, HALF_STEP, Duty, Fold, HostWatchdog, SafetyTimer, Zones
from models.charger_view import (
    CC, CHARGING, COLD, COOL, DONE, FAST, FAULT, HOT, NONE, OFF, PRECHARGE, QUALIFY, SENSOR_NTC, SLOW, SUSPEND,
    TRICKLE, UPD_CURRENT, WARM, View,
)  # fmt: skip
from models.regmap import ChargeHealth, ChargeStatus, ChargeType, PwrState
from models.sticky_events import StickyEvents

EVENTS_W = 12
CLR_W = EVENTS_W + 2
(
    EV_STATE, EV_INSERTED, EV_REMOVED, EV_DONE, EV_SUSPEND, EV_FAULT, EV_ZONE, EV_WATCHDOG, EV_LIMIT, EV_POOR_SOURCE,
    EV_BATTERY_WORN, EV_STALE,
) = (1 << bit for bit in range(EVENTS_W))  # fmt: skip
ALL_EVENTS = (1 << EVENTS_W) - 1
CLEAR_FAULT, KICK = 1 << EVENTS_W, 1 << EVENTS_W + 1
"""Bits of clr_i above the events."""

FOLD_PARTS = 8
BLINK_BIT, BLINK_FAST_BIT = 14, 12  # of the timebase
BOOTED = range(PwrState.POWER_UP, PwrState.SLEEP_EXIT + 1)  # main power states in which the system is up, or coming up
_EVENT_OF = {DONE: EV_DONE, SUSPEND: EV_SUSPEND, FAULT: EV_FAULT}
_TYPE_OF = {TRICKLE: ChargeType.TRICKLE, PRECHARGE: ChargeType.STANDARD} | dict.fromkeys(FAST, ChargeType.FAST)
_UNKNOWN = -1  # no tick
_VALIDS = ("ctrl_valid_i", "limit_valid_i", "temp_valid_i", "timer_valid_i", "clr_valid_i")
"""Writes that keep the host watchdog quiet."""


class Charger(Block):
    """charger_core. The first four parameters are the settings after reset, packed as the words that carry them.

    *cap*: what the cell bears, packed (`Caps`).
    *minute*: half ticks in a minute of the safety timers. *wd_unit*: ticks of the shortest host watchdog. *fold_ticks*:
    between two steps of thermal regulation. *dg_ticks*: deglitch of analogue conditions. *qual_ticks*: how long a source
    is looked at before it is used. *rechg_ticks*: how long a full battery must be low. *test_ticks*: battery test.
    *source_unit*: first pause for a weak source. *worn_ticks*: a battery that is full for less is worn.
    *start_ticks*: after so long a start of the charge is forgotten.
    """

    INPUTS = {
        "vbus_det_i": 1, "vbus_ovp_i": 1, "loop_cv_i": 1, "loop_iin_i": 1, "loop_vin_i": 1, "vbat_i": 12, "vbus_i": 12,
        "ntc_i": 12, "ichg_i": 12, "upd_i": 7, "ready_i": 1, "sensor_i": 5, "die_warn_i": 1, "die_crit_i": 1,
        "vbat_over_i": 1, "stale_i": 5, "state_i": 4, "ctrl_valid_i": 1, "ctrl_i": CTRL_W, "limit_valid_i": 1, "limit_i": LIMIT_W, "temp_valid_i": 1,
        "temp_i": TEMP_W, "timer_valid_i": 1, "timer_i": TIMER_W, "clr_valid_i": 1, "clr_i": CLR_W,
        "intr_valid_i": 1, "intr_i": EVENTS_W,
    }  # fmt: skip
    OUTPUTS = {
        "state_o": 4, "en_o": 1, "iset_o": 10, "vset_o": 13, "sink_o": 1, "led_o": 1, "zone_o": 3, "fold_o": 3,
        "status_o": 3, "type_o": 3, "health_o": 4, "pre_min_o": 8, "fast_min_o": 10, "wd_expired_o": 1,
        "event_o": EVENTS_W, "limit_o": 1, "stale_o": 1, "det_o": 1, "vbus_boot_o": 1, "wake_o": 1,
        "poor_o": 1, "worn_o": 1,
    }  # fmt: skip
    FREE_RUNNING = frozenset({"led_o"})

    def __init__(
        self, ctrl_rst: int, limit_rst: int, temp_rst: int, timer_rst: int, *, minute: int = 3932160,
        wd_unit: int = 1310720, fold_ticks: int = 4096, dg_ticks: int = 819, qual_ticks: int = 983,
        rechg_ticks: int = 2048, test_ticks: int = 8192, source_unit: int = 65536, worn_ticks: int = 2097152,
        start_ticks: int = 1048576, cap: int = (1 << CAP_W) - 1,
    ) -> None:  # fmt: skip
        super().__init__()
        self._caps = Caps.unpack(cap)
        self._ctrl_rst = self._caps.hold(Ctrl.unpack(ctrl_rst))
        self._ctrl, self._limits = self._ctrl_rst, Limits.unpack(limit_rst)
        self._temps, timers = Temps.unpack(temp_rst), Timers.unpack(timer_rst)
        self._fsm = Fsm(dg_ticks, qual_ticks, rechg_ticks, test_ticks)
        self._zones = Zones(dg_ticks)
        self._fold = Fold(fold_ticks)
        self._duty = Duty()
        self._pre, self._fast = SafetyTimer(minute, timers.pre), SafetyTimer(minute, timers.fast)
        self._watchdog = HostWatchdog(wd_unit)
        self._source, self._worn = Source(source_unit, start_ticks), Worn(worn_ticks)
        self._kept = 0  # the boot that was asked for when presence was lost
        self._stale = self._det = self._mask = self._wake = self._limit = self._boot = 0
        self.sticky = StickyEvents(EVENTS_W)
        self._set_points = (0, 0, 0)  # en, mA, mV
        self._health = ChargeHealth.NO_BATTERY
        self._awake = True  # the next edge may change something
        self._due: int | None = _UNKNOWN  # else the next edge that does

    # -- what the world sees -----------------------------------------------------------------------------------------
    def set(self, tick: int, name: str, value: int) -> None:
        moved = self._inputs.get(name, 0) ^ value
        super().set(tick, name, value)
        # of the results that come, an edge asks only whether one of the current is among them
        self._awake = self._awake or bool(moved & UPD_CURRENT if name == "upd_i" else moved)

    def outputs(self) -> dict[str, int]:
        """Value of every output after edge `now`."""
        state = self._fsm.state
        en, iset, vset = self._set_points
        return {
            "state_o": state, "en_o": en, "iset_o": iset, "vset_o": vset, "sink_o": self._fsm.sink, "led_o": self._led(),
            "zone_o": self._zones.zone, "fold_o": self._fold.fold, "status_o": self._status(),
            "type_o": _TYPE_OF.get(state, ChargeType.NONE), "health_o": self._health,
            "pre_min_o": self._pre.whole_minutes(self._now), "fast_min_o": self._fast.whole_minutes(self._now),
            "wd_expired_o": self._watchdog.expired, "event_o": self.sticky.word, "limit_o": self._limit,
            "stale_o": self._stale, "det_o": self._det, "vbus_boot_o": self._boot, "wake_o": self._wake,
            "poor_o": int(self._source.shown and self._det), "worn_o": int(self._worn.worn),
        }  # fmt: skip

    def next_event(self) -> int | None:
        """Tick of the next edge that may change an output other than led_o; None if only inputs can."""
        if self._awake or self._inputs["intr_valid_i"] or any(self._inputs[name] for name in _VALIDS):
            return self._now + 1
        if self._due is _UNKNOWN:  # moves with an edge only, and is asked for several times between two
            active, warns = self._fsm.state in FAST, self._inputs["die_warn_i"]
            ticks = (
                self._fsm.deadline(self._now), self._zones.deadline(), self._fold.deadline(active, warns),
                self._duty.deadline(self._ctrl.duty), self._pre.deadline(), self._fast.deadline(),
                self._watchdog.deadline(self._ctrl.wd), self._source.deadline(self._now),
            )  # fmt: skip
            self._due = min((tick for tick in ticks if tick is not None), default=None)
        return self._due

    def next_led_change(self) -> int | None:
        """Tick of the next edge that may change led_o if nothing else happens; None if it does not blink."""
        bit = self._led_bit()
        return None if bit is None else ((self._now - 1 >> bit) + 1 << bit) + 1

    # -- the edges ---------------------------------------------------------------------------------------------------
    def _advance(self, tick: int) -> None:
        edge = self.next_event()
        while edge is not None and edge <= tick:
            self._now = edge
            self._edge(edge)
            edge = self.next_event()

    def _key(self) -> tuple[object, ...]:
        """All flops that an edge may look at, but for times."""
        return (
            self._fsm.key(), self._zones.zone, self._fold.fold, self._stale, self._det, self.sticky.word, self._mask,
            self._watchdog.expired,
            self._ctrl, self._limits, self._temps, self._pre.minutes, self._fast.minutes,
            self._source.key(), self._worn.worn, self._kept,
        )  # fmt: skip

    def _edge(self, tick: int) -> None:
        inputs, before, ctrl = self._inputs, self._key(), self._ctrl
        state, zone, fold, expired = self._fsm.state, self._zones.zone, self._fold.fold, self._watchdog.expired
        source, had_ma, pauses = self._source, self._set_points[1], self._source.pausing
        charged = self._fsm.charging
        view = View(inputs, ctrl, self._limits, zone, fold, source.rung, source.waits(tick))

        self._fsm.edge(tick, view, self._time(tick, view), self._worn.tired(tick), self._worn.worn)
        after = self._fsm.state
        self._fold.edge(tick, state in FAST, inputs["die_warn_i"])
        code_known = inputs["ready_i"] and not inputs["sensor_i"] & SENSOR_NTC
        self._zones.edge(tick, self._temps, inputs["ntc_i"], bool(code_known))
        flows = self._duty.edge(tick, ctrl.duty, state == after == CC)
        self._set_points = self._currents(view, ctrl, zone, fold, flows)
        self._health = self._judge(view, zone, expired, pauses and view.attached)

        events = _EVENT_OF.get(after, 0) | EV_STATE if after != state else 0
        events |= EV_ZONE if self._zones.zone != zone else 0
        events |= EV_BATTERY_WORN if self._worn.edge(tick, state, after, self._fsm.rests) else 0
        again = source.again
        if source.edge(
            tick, Change(self._det, view.attached), Change(charged, self._fsm.charging),
            Change(had_ma, self._set_points[1]), self._fsm.window, view.enabled and state in (OFF, SUSPEND),
        ):  # fmt: skip
            events |= EV_POOR_SOURCE
        events |= self._vbus(view.attached, again)
        events |= EV_WATCHDOG if self._take(tick) else 0
        limit = int(self._fsm.charging and view.limit)
        events |= EV_LIMIT if limit != self._limit else 0
        self._limit = limit
        events |= EV_STALE if view.stale and not self._stale else 0
        self._stale = int(view.stale)
        self._wake = int(self.sticky.word & self._mask != 0)
        if inputs["intr_valid_i"]:
            self._mask = inputs["intr_i"]
        self.sticky.happen(tick, events)
        if inputs["clr_valid_i"]:
            self.sticky.clear(tick, inputs["clr_i"] & ALL_EVENTS)
        self._awake, self._due = self._key() != before, _UNKNOWN

    def _time(self, tick: int, view: View) -> bool:
        """The safety timers' edge, by the state before it. True if one expires."""
        state, written = self._fsm.state, None
        if self._inputs["timer_valid_i"]:
            written = Timers.unpack(self._inputs["timer_i"])
        step, clear = HALF_STEP if view.slow else FULL_STEP, state in (OFF, QUALIFY, DONE)
        pre = self._pre.edge(tick, step if state in SLOW else 0, clear, written and written.pre)
        fast = self._fast.edge(tick, step if state in FAST else 0, clear, written and written.fast)
        return pre or fast

    def _take(self, tick: int) -> bool:
        """Settings for the next edge. True if the host watchdog puts them back."""
        inputs = self._inputs
        written = any(inputs[name] for name in _VALIDS)
        bites = self._watchdog.edge(tick, self._ctrl.wd, written, bool(inputs["ctrl_valid_i"]))
        if bites:
            self._ctrl = self._ctrl_rst._replace(wd=self._ctrl.wd)  # a host that is quiet is watched on
        if inputs["ctrl_valid_i"]:
            self._ctrl = self._caps.hold(Ctrl.unpack(inputs["ctrl_i"]))
        if inputs["limit_valid_i"]:
            self._limits = Limits.unpack(inputs["limit_i"])
        if inputs["temp_valid_i"]:
            self._temps = Temps.unpack(inputs["temp_i"])
        return bites

    def _vbus(self, attached: bool, again: bool) -> int:
        """The charger's coming and going, *again*: without having been unplugged; returns the events."""
        came, went = attached and not self._det, self._det and not attached
        self._det = int(attached)
        if went:
            self._kept = self._boot
        if came and (self._kept if again else self._ctrl.boot):
            self._boot = 1
        if self._inputs["state_i"] in BOOTED:
            self._boot = self._kept = 0
        if not attached:
            self._boot = 0
        return (EV_INSERTED if came else 0) | (EV_REMOVED if went else 0)

    def _currents(self, view: View, ctrl: Ctrl, zone: int, fold: int, flows: bool) -> tuple[int, int, int]:
        """en, iset in mA and vset in mV of the state that the edge led to."""
        state = self._fsm.state
        if state not in CHARGING:
            return 0, 0, 0
        if state == TRICKLE:
            current = min(self._limits.itrickle, ctrl.ichg)
        elif state == PRECHARGE:
            current = view.ipre
        else:
            current = ctrl.ichg
            if zone == COOL:
                current = current // 2 if ctrl.cool50 else current // 5
            current = current * (FOLD_PARTS - fold) // FOLD_PARTS
            if view.low:
                current = min(current, view.ipre)
        return int(state != CC or flows), lowered(current, self._source.rung), view.vreg_eff

    # -- status ------------------------------------------------------------------------------------------------------
    def _judge(self, view: View, zone: int, expired: int, pauses: bool) -> int:
        """Health by Linux' power_supply; the first that holds."""
        fault = self._fsm.cause if self._fsm.state == FAULT else ""
        reasons = (
            (fault == LOST, ChargeHealth.NO_BATTERY),
            (view.stale, ChargeHealth.UNSPEC_FAILURE),
            (zone == NONE, ChargeHealth.NO_BATTERY),
            (fault == TIMER, ChargeHealth.SAFETY_TIMER),
            (view.bad_bat or view.over_in and view.attached, ChargeHealth.OVERVOLTAGE),
            (view.bad_die, ChargeHealth.OVERHEAT),
            (zone == HOT, ChargeHealth.HOT),
            (zone == COLD, ChargeHealth.COLD),
            (expired, ChargeHealth.WATCHDOG),
            (pauses, ChargeHealth.UNSPEC_FAILURE),
            (zone == WARM, ChargeHealth.WARM),
            (zone == COOL, ChargeHealth.COOL),
        )
        return next((code for holds, code in reasons if holds), ChargeHealth.GOOD)

    def _status(self) -> int:
        if self._fsm.charging:
            return ChargeStatus.CHARGING
        if self._fsm.state == DONE:
            return ChargeStatus.FULL
        return ChargeStatus.NOT_CHARGING if self._det else ChargeStatus.DISCHARGING

    def _led_bit(self) -> int | None:
        if self._fsm.state in (OFF, DONE):
            return None
        return BLINK_FAST_BIT if self._fsm.state in (SUSPEND, FAULT) else BLINK_BIT

    def _led(self) -> int:
        bit = self._led_bit()
        return int(self._fsm.state == DONE) if bit is None else self._now - 1 >> bit & 1


def make(values: Values, **times: int) -> Charger:
    """The charger of a platform, from its parameters by name; *times* as in `Charger`, where they are not the product's."""
    words = (values[f"CHG_{group}_RST"] for group in ("CTRL", "LIMIT", "TEMP", "TIMER"))
    return Charger(*words, cap=values["CHG_CAP"], **times)
