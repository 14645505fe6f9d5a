# SPDX-License-Identifier: Apache-2.0
"""Golden model of monitor_core: scan, requests, averages, thresholds, sensor faults (page "ADC and monitors").

What changes something is a conversion that ends, a write, and the tick at which the next scan is due; between those the
model jumps. Scans of nothing leave their tick behind and are worked out when somebody needs it.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.block import Block, Values
from models.monitor_age import Ages
from models.monitor_cfg import (
    CFG_W,
    CODE_W,
    DIE,
    DIE_CRIT,
    DIE_WARN,
    FULL_SCALE,
    N_CHANNELS,
    N_SCANNED,
    N_TRIPS,
    NTC,
    TICK_W,
    TRIP_CHANNEL,
    UNDER_TRIPS,
    VBAT,
    VBAT_LOW1,
    VBAT_LOW2,
    VBAT_OVER,
    VBAT_UNDER,
    MonitorCfg,
    Threshold,
)
from models.sticky_events import StickyEvents

N_EVENTS = 8
EVENT_OF_TRIP = (3, 4, 0, 1, 2, 5)
EVENT_SENSOR, EVENT_CONVERTED = 6, 7
BOOT_SCANS = 8
WARNINGS = (VBAT_LOW1, VBAT_LOW2, DIE_WARN)
"""Monitors whose levels wake, each for itself, if their interrupt is enabled: the bits of wake_o."""
PROTECTIVE = frozenset((VBAT_OVER, VBAT_UNDER, DIE_CRIT))  # tripped until the value has been seen inside
ZERO_IS_STUCK = frozenset((VBAT, NTC, DIE))  # no VBUS and no charge current are truly 0
CONVERSION_LIMIT_TICKS = 255
"""A conversion that has not ended so many ticks after its start is given up."""
_TICK_MASK = (1 << TICK_W) - 1
_ALL_CHANNELS = (1 << N_CHANNELS) - 1


@dataclass
class _Latch:
    """A bit that turns over after a number of results in a row that ask for it."""

    on: bool = False
    run: int = 0

    def judge(self, sets: bool, clears: bool, count: int) -> bool:
        """A result that *sets* or *clears* the bit came. Whether the bit rose by it."""
        self.run = self.run + 1 if (clears if self.on else sets) else 0
        if self.run < max(count, 1):
            return False
        self.on, self.run = not self.on, 0
        return self.on


@dataclass
class _Burst:
    """The conversions that make one result."""

    channel: int
    requested: bool
    log2: int
    left: int
    started: int
    """Edge of the last start."""
    total: int = 0

    def result(self) -> int:
        """Their average, rounded half up."""
        return (self.total + (1 << self.log2 >> 1)) >> self.log2


class Monitor(Block):
    """monitor_core whose settings after reset are *cfg_rst* (a word as `MonitorCfg.pack` makes it).

    *needed*: mask of the channels that are always scanned, and stale if that brings nothing.
    """

    INPUTS = {
        "sar_done_i": 1, "sar_value_i": CODE_W, "fast_i": 1, "off_i": 1, "cfg_valid_i": 1, "cfg_i": CFG_W, "req_valid_i": 1,
        "req_i": N_CHANNELS, "clr_valid_i": 1, "clr_i": N_EVENTS + N_CHANNELS,
        "intr_valid_i": 1, "intr_i": N_EVENTS,
    }  # fmt: skip
    OUTPUTS = {
        "sar_start_o": 1, "sar_chan_o": 3, "result_o": CODE_W * N_CHANNELS, "tick_o": TICK_W * N_CHANNELS,
        "fresh_o": N_CHANNELS, "upd_o": N_CHANNELS, "ready_o": 1, "trip_o": N_TRIPS, "sensor_o": N_SCANNED, "stale_o": N_SCANNED,
        "defaults_o": 1, "wake_o": len(WARNINGS), "event_o": N_EVENTS,
    }  # fmt: skip
    STICKY = {"event_o": N_CHANNELS}
    GATED_INPUTS = {"sar_value_i": "sar_done_i"}  # every bit of a conversion moves it

    def __init__(self, cfg_rst: int, needed: int = 0) -> None:
        super().__init__()
        self._cfg_rst, self._needed, self._ages = cfg_rst, needed, Ages(needed)
        self._written = self._defaults = False
        self._set_up(cfg_rst)
        self._scan = self._requests = 0  # channels that still have to be picked
        self._last_scan, self._boot = 0, BOOT_SCANS
        self._last_requested, self._request_before = N_CHANNELS - 1, False
        self._burst: _Burst | None = None
        self._start = self._chan = 0
        self._results = self._ticks = self._upd = 0
        self.sticky = StickyEvents(N_CHANNELS + N_EVENTS)  # as clr_i: fresh flags, then events
        self._seen, self._ready = 0, False
        self._trips = [_Latch(number in PROTECTIVE) for number in range(N_TRIPS)]
        self._sensors = [_Latch() for _ in range(N_SCANNED)]
        self._wake = self._mask = 0
        self._shown: dict[str, int] | None = None

    @property
    def cfg(self) -> MonitorCfg:
        """The settings in force at the next edge."""
        return self._cfg

    def outputs(self) -> dict[str, int]:
        """Value of every output after edge `now`."""
        if self._shown is None:
            self._shown = {
                "sar_start_o": self._start, "sar_chan_o": self._chan, "result_o": self._results, "tick_o": self._ticks,
                "fresh_o": self.sticky.word & _ALL_CHANNELS, "upd_o": self._upd, "ready_o": int(self._ready), "trip_o": _mask(self._trips),
                "sensor_o": _mask(self._sensors) | self._ages.stale, "stale_o": self._ages.stale,
                "defaults_o": int(self._defaults), "wake_o": self._wake, "event_o": self.sticky.word >> N_CHANNELS,
            }  # fmt: skip
        return self._shown

    def next_event(self) -> int | None:
        """Tick of the next edge that may change an output with the inputs as they are; None if there is none."""
        if self._restless():
            return self._now + 1
        given_up = self._give_up_edge()
        if self._scanning and (self._scan or self._requests):
            shown = given_up  # the next pick
        elif not self._enable:
            shown = given_up if self._requests else None
        else:
            begin = self._scan_edge(given_up if self._scanning else self._now)
            shown = begin if self._ages.scan_tells else max(begin + 1, given_up or 0)
            if given_up and self._requests:
                shown = min(shown, given_up)
        return _earlier(shown, self._ages.window_deadline())

    def _advance(self, tick: int) -> None:
        while (edge := self._next_edge()) is not None and edge <= tick:
            self._step(edge)
            self._now = edge
        if self._now < tick and not self._scanning and not self._enable:
            self._skip_empty_scans(tick)

    def _next_edge(self) -> int | None:
        """The next edge on which any flop changes with the inputs as they are, scans of nothing left aside."""
        if self._restless():
            return self._now + 1
        begin = self._scan_edge(self._now) if self._enable and not self._scanning else None
        return _earlier(_earlier(self._give_up_edge(), begin), self._ages.window_deadline())

    def _restless(self) -> bool:
        """Whether the next edge changes any flop for another reason than that a scan is due."""
        inputs = self._inputs
        if self._start or self._upd or self._wake != self._asked_warnings:
            return True
        if self._burst:
            if inputs["sar_done_i"]:
                return True
        elif self._scan or self._requests:
            return True
        return bool(
            (inputs["cfg_valid_i"] and (inputs["cfg_i"] != self._cfg_word or self._defaults or not self._written))
            or (self._reloads and self._written)
            or (inputs["req_valid_i"] and inputs["req_i"] & ~self._requests)
            or inputs["clr_valid_i"]
            or (inputs["intr_valid_i"] and inputs["intr_i"] != self._mask)
            or (not self._ready and not self._enable & ~self._seen)
        )

    # -- one edge ----------------------------------------------------------------------------------------------------
    def _step(self, edge: int) -> None:
        """Edge *edge*. What it needs of the time before it is read before it is changed."""
        inputs = self._inputs
        self._shown = None
        self._wake = self._asked_warnings
        if inputs["clr_valid_i"]:
            self.sticky.clear(edge, inputs["clr_i"])
        scanning, reloads = self._scanning, self._reloads
        self._start = self._upd = 0
        if edge == self._give_up_edge():
            self._burst = None  # a conversion that an upset has broken off must not hold up protection
        elif self._burst and inputs["sar_done_i"]:
            self._take_conversion(edge, inputs["sar_value_i"])
        if not self._burst:
            self._pick(edge)
        begins = not scanning and self._maybe_scan(edge)
        if self._ages.edge(edge, begins):
            self._happens(edge, EVENT_SENSOR)
        self._ready = self._ready or not self._enable & ~self._seen
        if inputs["req_valid_i"]:
            self._requests |= inputs["req_i"]
        if inputs["intr_valid_i"]:
            self._mask = inputs["intr_i"]
        self._settings(bool(inputs["cfg_valid_i"]), reloads)

    def _settings(self, written: bool, reloads: bool) -> None:
        """The settings for the next edge, and whether they are what was written last."""
        if reloads:
            self._defaults |= self._written or written
            self._written = False
            self._set_up(self._cfg_rst)
        elif written:
            self._written, self._defaults = True, False
            self._set_up(self._inputs["cfg_i"])

    def _set_up(self, word: int) -> None:
        self._cfg_word, self._cfg = word, MonitorCfg.unpack(word)
        self._enable = self._cfg.enable | self._needed

    @property
    def _reloads(self) -> bool:
        """Nobody runs, and a trip keeps it so: the settings go back to those after reset."""
        return bool(self._inputs["off_i"]) and any(self._trips[number].on for number in PROTECTIVE)

    def _take_conversion(self, edge: int, value: int) -> None:
        """A conversion ended: the next one of the burst, or the result."""
        burst = self._burst
        burst.total += value
        burst.left -= 1
        if burst.left:
            self._start, burst.started = 1, edge
            return
        self._burst = None
        result = burst.result()
        self._publish(burst.channel, result, edge)
        if burst.requested:
            self._happens(edge, EVENT_CONVERTED)
        else:
            self._judge(burst.channel, result, edge)
            self._ages.scanned(edge, burst.channel)

    def _publish(self, channel: int, result: int, edge: int) -> None:
        self._results = _replace(self._results, channel, CODE_W, result)
        self._ticks = _replace(self._ticks, channel, TICK_W, edge & _TICK_MASK)
        self._upd = 1 << channel
        self.sticky.happen(edge, self._upd)
        self._seen |= self._upd

    def _happens(self, edge: int, event: int) -> None:
        self.sticky.happen(edge, 1 << N_CHANNELS + event)

    def _judge(self, channel: int, result: int, edge: int) -> None:
        """What the result of a scan means for the monitors and the sensor fault of its channel."""
        count = self._cfg.count
        for number, trip in enumerate(self._trips):
            if TRIP_CHANNEL[number] == channel:
                if trip.judge(*_compare(result, self._cfg.thresholds[number], number in UNDER_TRIPS), count):
                    self._happens(edge, EVENT_OF_TRIP[number])
        stuck = result == FULL_SCALE or result == 0 and channel in ZERO_IS_STUCK
        if self._sensors[channel].judge(stuck, not stuck, count):
            self._happens(edge, EVENT_SENSOR)

    @property
    def _asked_warnings(self) -> int:
        """The warnings that stand and whose interrupt is enabled, in the order of WARNINGS: what wakes from the next edge on."""
        return sum(
            int(self._trips[trip].on and bool(self._mask >> EVENT_OF_TRIP[trip] & 1)) << place
            for place, trip in enumerate(WARNINGS)
        )

    # -- what to convert next ----------------------------------------------------------------------------------------
    @property
    def _scanning(self) -> bool:
        """Whether a scan has results to come."""
        return bool(self._scan) or self._burst is not None and not self._burst.requested

    def _pick(self, edge: int) -> None:
        """Begin the next burst on *edge*, if anything waits."""
        if self._requests and not (self._scan and self._request_before):
            above = self._requests & _ALL_CHANNELS << self._last_requested + 1
            channel = _lowest(above or self._requests)
            self._requests &= ~(1 << channel)
            self._last_requested, self._request_before = channel, True
        elif self._scan:
            channel = _lowest(self._scan)
            self._scan &= ~(1 << channel)
            self._request_before = False
        else:
            return
        log2 = self._cfg.average_log2(channel)
        self._burst = _Burst(channel, self._request_before, log2, 1 << log2, edge)
        self._start, self._chan = 1, channel

    def _period(self) -> int:
        return self._cfg.awake if self._inputs["fast_i"] else self._cfg.asleep

    def _scan_edge(self, after: int) -> int:
        """The first edge behind *after* on which a scan begins if none is active."""
        if self._boot:
            return after + 1
        return after + 1 + max(0, self._period() - self._age(after + 1))

    def _age(self, edge: int) -> int:
        """Ticks since the last scan began, as its stamp of 16 bits tells them on *edge*."""
        return edge - self._last_scan & _TICK_MASK

    def _give_up_edge(self) -> int | None:
        """The edge that gives up the conversion under way, if that has not ended before; None if there is none."""
        return self._burst.started + CONVERSION_LIMIT_TICKS if self._burst else None

    def _maybe_scan(self, edge: int) -> bool:
        """No scan was active before *edge*. True if one begins, of anything."""
        if not self._enable:
            self._skip_empty_scans(edge)
        elif self._scan_edge(edge - 1) == edge:
            self._scan, self._last_scan = self._enable, edge
            self._boot = max(self._boot - 1, 0)
            return True
        return False

    def _skip_empty_scans(self, upto: int) -> None:
        """The scans of nothing that begin from the next edge to *upto*: each leaves its tick behind, that is all."""
        at_boot = min(self._boot, upto - self._now)
        after = self._now + at_boot
        if at_boot:
            self._boot -= at_boot
            self._last_scan = after
        first = self._scan_edge(after)
        if not self._boot and first <= upto:
            self._last_scan = upto - (upto - first) % max(self._period(), 1)


def _compare(value: int, threshold: Threshold, under: bool) -> tuple[bool, bool]:
    """Whether *value* trips, and whether it clears."""
    limit, hyst = threshold
    if under:
        return value < limit, value >= limit + hyst
    return value > limit, value + hyst <= limit


def _earlier(a: int | None, b: int | None) -> int | None:
    return b if a is None else a if b is None else min(a, b)


def _mask(latches: list[_Latch]) -> int:
    return sum(latch.on << number for number, latch in enumerate(latches))


def _lowest(channels: int) -> int:
    return (channels & -channels).bit_length() - 1


def _replace(word: int, element: int, width: int, value: int) -> int:
    """*word* with one of its elements of *width* bits replaced."""
    shift = element * width
    return word & ~((1 << width) - 1 << shift) | value << shift


def make(values: Values) -> Monitor:
    """The monitor of a platform, from its parameters by name."""
    return Monitor(values["MON_CFG_RST"], values["MON_NEEDED"])
