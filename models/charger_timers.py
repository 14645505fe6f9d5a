# SPDX-License-Identifier: Apache-2.0
"""Everything of the charger that lasts: safety timers, zones, fold back, duty, host watchdog (page "Charger FSM").

Nothing counts: each knows what it was on the last edge that was carried out and how it moves from there, so that any
number of edges on which nothing else happens can be skipped.
"""

from __future__ import annotations

from models.charger_settings import Temps
from models.charger_view import COLD, COOL, HOT, NONE, NORMAL, WARM

FULL_STEP, HALF_STEP = 2, 1  # half ticks a tick
MAX_FOLD = 7
PERIOD = 100  # ticks of the duty cycle, so that a percent is a tick


class SafetyTimer:
    """Time spent charging, in half ticks, against a limit of *minutes*; *minute* is half ticks in a minute."""

    def __init__(self, minute: int, minutes: int) -> None:
        self._minute = minute
        self.minutes = minutes
        self._elapsed, self._step, self._at = 0, 0, 0

    def elapsed(self, tick: int) -> int:
        """Half ticks after edge *tick*."""
        return self._elapsed + self._step * (tick - self._at)

    def whole_minutes(self, tick: int) -> int:
        """Minutes after edge *tick*, rounded down."""
        return self.elapsed(tick) // self._minute

    def edge(self, tick: int, step: int, clear: bool, minutes: int | None) -> bool:
        """One edge that adds *step*, or begins again (*clear*). *minutes*: a new limit. True if it expires."""
        elapsed = self.elapsed(tick - 1) + step
        changed = minutes is not None and minutes != self.minutes
        runs = bool(self.minutes) and not clear and not changed
        expired = runs and bool(step) and elapsed >= self.minutes * self._minute
        self._elapsed, self._step, self._at = (elapsed, step, tick) if runs else (0, 0, tick)
        if minutes is not None:
            self.minutes = minutes
        return expired

    def deadline(self) -> int | None:
        """Next tick at which it reaches a whole minute (it can expire only then); None if it stands still."""
        if not self._step:
            return None
        missing = self._minute - self._elapsed % self._minute
        return self._at - -missing // self._step


class Zones:
    """The temperature zone: hysteresis on every border, a border must be passed for *dg* ticks."""

    def __init__(self, dg: int) -> None:
        self._dg = dg
        self.zone = NONE
        self._target, self._since = NONE, 0

    def target(self, temps: Temps, code: int, known: bool) -> int:
        """The zone that *code* belongs to, seen from the present one."""
        if not known:
            return NONE
        here = self.zone
        if code > temps.cold - (temps.cold_hyst if here == COLD else 0):
            return COLD
        if code < temps.hot + (temps.hot_hyst if here == HOT else 0):
            return HOT
        if code > temps.cool - (temps.cool_hyst if here in (COOL, COLD) else 0):
            return COOL
        if code < temps.warm + (temps.warm_hyst if here in (WARM, HOT) else 0):
            return WARM
        return NORMAL

    def edge(self, tick: int, temps: Temps, code: int, known: bool) -> None:
        """One edge with *code* of the NTC, if it is *known*."""
        target = self.target(temps, code, known)
        if target != self._target:
            self._target, self._since = target, tick
        if target == NONE or tick - self._since >= self._dg:
            self.zone = target

    def deadline(self) -> int | None:
        """Tick at which the zone changes if the code stays; None if it does not."""
        return None if self._target == self.zone else self._since + self._dg


class Fold:
    """Thermal regulation: a step down as long as the die warns, a step up when it does not, *ticks* apart."""

    def __init__(self, ticks: int) -> None:
        self._ticks = ticks
        self.fold = 0
        self._free = 0  # first edge of the next step

    def _step(self, warns: int) -> int:
        if warns:
            return int(self.fold < MAX_FOLD)
        return -int(self.fold > 0)

    def edge(self, tick: int, active: bool, warns: int) -> None:
        """One edge; *active*: in a state in which it works."""
        if not active:
            self.fold, self._free = 0, 0
        elif tick >= self._free and self._step(warns):
            self.fold += self._step(warns)
            self._free = tick + self._ticks

    def deadline(self, active: bool, warns: int) -> int | None:
        """Tick of the next step; None if none comes."""
        return self._free if active and self._step(warns) else None


class Duty:
    """Phase of the duty cycle in CC."""

    def __init__(self) -> None:
        self._phase, self._at, self._runs = 0, 0, False

    def edge(self, tick: int, duty: int, inside: bool) -> bool:
        """One edge; *inside*: the state is CC before and after it. True if current may flow behind it."""
        phase = (self._phase + (tick - self._at if self._runs else 1)) % PERIOD
        self._runs = inside and 0 < duty < PERIOD
        self._phase, self._at = phase if self._runs else 0, tick
        return duty >= PERIOD or self._phase < duty

    def deadline(self, duty: int) -> int | None:
        """Tick at which current begins or ends to flow; None if it does neither."""
        if not self._runs:
            return None
        return self._at + (duty if self._phase < duty else PERIOD) - self._phase


class HostWatchdog:
    """Expires if nobody writes for *unit* · 2^(wd − 1) ticks; wd = 0: never. Then it rests until somebody does.

    `expired` tells of it until the settings that it takes back are written anew.
    """

    def __init__(self, unit: int) -> None:
        self._unit = unit
        self._last: int | None = 0  # edge of the last write; None: expired since
        self.expired = 0

    def deadline(self, wd: int) -> int | None:
        """Tick at which it expires; None if it is not armed."""
        return self._last + (self._unit << wd - 1) if wd and self._last is not None else None

    def edge(self, tick: int, wd: int, written: bool, renewed: bool) -> bool:
        """One edge; *written*: any write, *renewed*: of its settings. True if it expires on it."""
        if written:
            self._last = tick
            self.expired &= not renewed
            return False
        due = self.deadline(wd)
        if due is None or tick < due:
            return False
        self._last, self.expired = None, 1
        return True
