# SPDX-License-Identifier: Apache-2.0
"""How often power-ups have failed, how long nothing starts after each failure, and when that is forgotten.

Page "Power: rails, domains, resets, DVFS", timing contract of power_main ("Back-off").
"""

from __future__ import annotations

from models.power_codes import (
    REASON_CLOCK_FAULT, REASON_COMMAND, REASON_DOMAIN_FAULT, REASON_LONG_KEY, REASON_RAIL_FAULT, REASON_UPSET,
    REASON_WATCHDOG,
)  # fmt: skip
from models.power_params import PowerParams

MAX_RETRIES = 2
MAX_ENDS = 15
FAULTS = REASON_RAIL_FAULT | REASON_DOMAIN_FAULT | REASON_CLOCK_FAULT | REASON_UPSET
_WANTED = REASON_COMMAND | REASON_LONG_KEY
"""Somebody wanted these: they are no failures."""


class Retry:
    """Failures since the last minute of good running, and the pause after the last one.

    `ends` counts power-downs that nobody wanted, `faults` the retries used, `plan` is where the present power-down ends
    ("OFF", "COMMAND": OFF as commanded, "PAUSE" or "FAULT").
    """

    def __init__(self, params: PowerParams) -> None:
        first, factor = params.RETRY_TICKS, params.RETRY_FACTOR
        self._pauses = (first, first * factor, first * factor**2)
        self._slow, self._good = params.SLOW_RETRY_TICKS or params.GOOD_RUN_TICKS, params.GOOD_RUN_TICKS
        self.ends = self.faults = 0
        self.plan = "OFF"
        self._failed = False  # the present power-down counts
        self.quiet_until: int | None = None
        self._is_slow = self._was_cut = False
        self.over = False
        """The pause is over, and nothing has started since."""
        self._forget_at: int | None = None

    def state(self) -> tuple[object, ...]:
        """All that it remembers."""
        return tuple(vars(self).values())

    def deadlines(self) -> list[int]:
        """Ticks on which time alone changes something."""
        return [tick for tick in (self.quiet_until, self._forget_at) if tick is not None]

    def pass_time(self, tick: int) -> None:
        """What the edge *tick* brings by itself."""
        if self._forget_at is not None and tick >= self._forget_at:
            self.ends = self.faults = 0
            self._was_cut, self._forget_at = False, None
        if self.quiet_until is not None and tick >= self.quiet_until:
            self.quiet_until, self.over = None, True
            self._was_cut = self._was_cut and not self._is_slow

    @property
    def quiet(self) -> bool:
        """Nothing but a person may start."""
        return self.quiet_until is not None

    @property
    def person_may_cut(self) -> bool:
        """A person may start now: a slow pause is cut short once, until another has passed in full."""
        return not (self.quiet and self._is_slow and self._was_cut)

    def goes_down(self, reasons: int) -> None:
        """A power-down begins, for *reasons*."""
        self._failed = not reasons & _WANTED
        if reasons & FAULTS:
            self.plan = "PAUSE" if self.faults < MAX_RETRIES else "FAULT"
            self.faults += self.plan == "PAUSE"
        else:
            self.plan = "PAUSE" if reasons & REASON_WATCHDOG else "COMMAND" if reasons & REASON_COMMAND else "OFF"
        if self._failed:
            self.ends = min(self.ends + 1, MAX_ENDS)
            self._forget_at = None

    def rests(self, tick: int) -> None:
        """Everything is off: the pause begins, if there is one."""
        if not self._failed:
            return
        self._is_slow = self.plan == "FAULT" or self.ends > len(self._pauses)
        if self.plan == "FAULT":
            length = self._slow
        else:
            length = self._good if self._is_slow else self._pauses[self.ends - 1]
        self.quiet_until, self.over = tick + length, False

    def starts(self, *, out_of_fault_by_person: bool) -> None:
        """A power-up begins."""
        if self.quiet and self._is_slow:
            self._was_cut = True
        self.quiet_until, self.over = None, False
        if out_of_fault_by_person:
            self.faults = 0

    def runs(self, tick: int) -> None:
        """A power-up has reached ACTIVE."""
        if self.ends or self.faults:
            self._forget_at = tick + self._good
