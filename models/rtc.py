# SPDX-License-Identifier: Apache-2.0
"""Golden model of rtc_core: seconds, calendar, trim and alarms (page "RTC and alarm comparator").

Nothing counts here. The time is the second at the last edge that mattered; how many seconds passed since, at which
tick the next one comes and when an alarm matches next are computed in closed form, whatever the trim.
"""

from __future__ import annotations

from models.block import Block, Values
from models.rtc_calendar import (
    ALARM_W,
    TIME_W,
    Alarm,
    Time,
    check_alarm,
    check_time,
    index_of,
    matches,
    next_match,
    time_of,
    unpack_alarm,
    unpack_time,
)
from models.sticky_events import StickyEvents

__all__ = ["Alarm", "Rtc", "Time", "check_alarm", "check_time"]

SECOND_TICKS = 1 << 15
TRIM_STEPS = 32  # correction points in the 2^20 ticks that a trim LSB speaks of
TRIM_W = 10
EVENT_SECOND, EVENT_IN_PAST, EVENT_CONFLICT, EVENT_SKIPPED = 1 << 4, 1 << 5, 1 << 6, 1 << 7


class Rtc(Block):
    """rtc_core with *n_alarms* alarm sets (1..4).

    *alarm_shared*: sets 0 and 1 (the PSM timer) are one register, and arming one while the other is armed is refused;
    needs exactly two sets. The core sees legal times only: a commit of anything else raises ValueError.
    """

    FREE_RUNNING = frozenset({"presc_o"})

    def __init__(self, n_alarms: int = 2, alarm_shared: bool = False) -> None:
        if not 1 <= n_alarms <= 4:
            raise ValueError(f"Rtc: n_alarms = {n_alarms}: must be 1 to 4")
        if alarm_shared and n_alarms != 2:
            raise ValueError(f"Rtc: n_alarms = {n_alarms} with alarm_shared: must be 2")
        self.INPUTS = {
            "set_valid_i": 1, "set_time_i": TIME_W, "trim_valid_i": 1, "trim_i": TRIM_W,
            "alm_valid_i": n_alarms, "alm_i": n_alarms * ALARM_W, "clr_valid_i": 1, "clr_i": 8,
        }  # fmt: skip
        self.OUTPUTS = {
            "time_o": TIME_W, "presc_o": 15, "set_o": 1, "armed_o": n_alarms, "match_o": n_alarms, "event_o": 8,
        }  # fmt: skip
        super().__init__()
        self._shared = alarm_shared
        self._commit_tick = 0  # correction points are counted from here
        self._deadline = SECOND_TICKS  # tick of the next second if no correction comes before
        self._acc = 0  # what corrections left over, in 1/32 tick
        self._trim = 0  # LSB = 1 tick per 2^20
        self._index = 0  # second since 2000-01-01 00:00:00; counts on beyond 2399
        self._time_word = Time(0, 1, 1).pack()
        self._time_index = 0  # the second that _time_word is for
        self._set = 0
        self.sticky = StickyEvents(8)
        self._match = 0
        self._alarms: list[Alarm | None] = [None] * n_alarms  # None: not armed
        self._targets: list[int | None] = [None] * n_alarms  # second of the next match, None: never
        self._target: int | None = None  # the first of them

    # -- what the world sees -----------------------------------------------------------------------------------------
    def outputs(self) -> dict[str, int]:
        """Value of every output after edge `now`."""
        if self._time_index != self._index:
            self._time_index, self._time_word = self._index, time_of(self._index).pack()
        return {
            "time_o": self._time_word,
            "presc_o": max(0, SECOND_TICKS - (self._deadline - self._now)),
            "set_o": self._set,
            "armed_o": sum(1 << n for n, alarm in enumerate(self._alarms) if alarm),
            "match_o": self._match,
            "event_o": self.sticky.word,
        }

    def next_event(self) -> int | None:
        """Tick of the next second, or of the next edge if an input is acting or match_o is about to fall."""
        if self._match or self._acting():
            return self._now + 1
        return self._tick_of_second(1)

    def next_match(self) -> int | None:
        """Tick at which the next alarm will match if no input changes; None if none ever will.

        Computed, not searched second by second: to be used to sleep over days. Inputs that act at this very moment
        are not foreseen: let their edge happen first.
        """
        return None if self._target is None else self._tick_of_second(self._target - self._index)

    # -- the edges ---------------------------------------------------------------------------------------------------
    def _advance(self, tick: int) -> None:
        if not self._acting() and tick - self._now > 1:
            self._skip(tick - 1)
        while self._now < tick:
            self._edge()

    def _acting(self) -> bool:
        inputs = self._inputs
        return bool(inputs["set_valid_i"] or inputs["trim_valid_i"] or inputs["alm_valid_i"] or inputs["clr_valid_i"])

    def _skip(self, tick: int) -> None:
        """All edges up to *tick*, on which only seconds pass; there is at least one more edge before anybody looks."""
        before = self._now, self._deadline, self._acc
        seconds = self._run(tick)
        if seconds:
            after = self._deadline, self._acc
            self._now, self._deadline, self._acc = before
            last = self._tick_of_second(seconds)
            self._deadline, self._acc = after
            for n in self._due():
                # one whose second was an earlier one matched so long ago that no clear can be older
                matched = matches(self._alarms[n], self._index)
                self.sticky.happen(last if matched else last - SECOND_TICKS // 2, 1 << n)
            self.sticky.happen(last, EVENT_SECOND)
        self._now, self._match = tick, 0

    def _edge(self) -> None:
        """One edge, with all that can happen on it."""
        inputs = self._inputs
        tick, events, changed = self._now + 1, 0, True
        left: Time | None = None  # the time that a commit puts an end to
        if inputs["set_valid_i"]:
            left = time_of(self._index)
            self._commit(tick, inputs["set_time_i"])
        elif self._run(tick):
            events = EVENT_SECOND
        else:
            changed = False
        self._now, self._match = tick, 0
        if inputs["trim_valid_i"]:  # after the run: a correction on this edge still used the old one
            self._trim = inputs["trim_i"] - (inputs["trim_i"] >> TRIM_W - 1 << TRIM_W)
        new = 0
        if inputs["alm_valid_i"]:
            new, refused = self._take_alarms(inputs["alm_valid_i"], inputs["alm_i"])
            events |= EVENT_CONFLICT if refused else 0
        if changed:
            for n, alarm in enumerate(self._alarms):
                if alarm and (self._targets[n] == self._index if not new >> n & 1 else matches(alarm, self._index)):
                    self._match |= 1 << n
            self._due()
        if left is not None or new:
            events |= self._gone_by(left, new)
        self.sticky.happen(tick, events | self._match)
        if inputs["clr_valid_i"]:
            self.sticky.clear(tick, inputs["clr_i"])

    def _commit(self, tick: int, word: int) -> None:
        time, wday, seconds = unpack_time(word)
        legal = check_time(*time)
        if not legal.ok or (wday, seconds) != legal[1:]:
            raise ValueError(
                f"Rtc: set_time_i = {word:#x} at tick {tick}: {time}, weekday {wday}, {seconds} s: must be a legal "
                f"date and time of 2000 to 2399 with the weekday and the seconds that belong to it"
            )
        self._index = index_of(time)
        self._commit_tick, self._deadline, self._acc = tick, tick + SECOND_TICKS, 0
        self._set = 1
        for n, alarm in enumerate(self._alarms):
            if alarm:
                self._targets[n] = self._index if matches(alarm, self._index) else next_match(alarm, self._index)
        self._update_target()

    def _take_alarms(self, valid: int, words: int) -> tuple[int, bool]:
        """New settings, set 0 first: mask of the sets that took an armed one, and whether one was refused."""
        new, refused = 0, False
        for n in range(len(self._alarms)):
            if not valid >> n & 1:
                continue
            alarm = unpack_alarm(words >> n * ALARM_W & (1 << ALARM_W) - 1)
            if alarm.arm and self._shared and self._alarms[1 - n]:
                refused = True
                continue
            self._alarms[n] = alarm if alarm.arm else None
            self._targets[n] = next_match(alarm, self._index) if alarm.arm else None
            new |= alarm.arm << n
        self._update_target()
        return new, refused

    # -- alarms ------------------------------------------------------------------------------------------------------
    def _gone_by(self, left: Time | None, new: int) -> int:
        """Events of alarms that have no next time round; a commit that put an end to *left* makes what it skips match.

        *new* is the mask of the settings that have just arrived.
        """
        events, time = 0, time_of(self._index)
        for n, alarm in enumerate(self._alarms):
            last = alarm.last if alarm else None
            if last is None or last > time or self._match >> n & 1:
                continue
            if left is not None and left < last:  # it was still to come, and now it never will
                self._match |= 1 << n
                events |= EVENT_SKIPPED
            elif new >> n & 1:
                events |= EVENT_IN_PAST
        return events

    def _due(self) -> list[int]:
        """The alarms whose second has come or gone by; look for their next one."""
        due = []
        if self._target is not None and self._target <= self._index:
            for n, alarm in enumerate(self._alarms):
                target = self._targets[n]
                if alarm and target is not None and target <= self._index:
                    due.append(n)
                    self._targets[n] = next_match(alarm, self._index)
            self._update_target()
        return due

    def _update_target(self) -> None:
        self._target = min((target for target in self._targets if target is not None), default=None)

    # -- ticks and seconds -------------------------------------------------------------------------------------------
    # A second comes when tick + (corrections so far) reaches a multiple of 32,768 counted from the last one. Between
    # correction points that sum grows by 1 a tick. On a point it jumps by the correction, but a second that is due on
    # the very edge comes before that: so what counts on a point is the larger of the sums before and after it.

    def _run(self, tick: int) -> int:
        """Let time pass from `_now` to *tick* with the present trim; return how many seconds came."""
        last_point = tick - (tick - self._commit_tick) % SECOND_TICKS
        points = (tick - self._commit_tick) // SECOND_TICKS - (self._now - self._commit_tick) // SECOND_TICKS
        shift, acc = divmod(self._acc + points * self._trim, TRIM_STEPS)
        reached = tick + shift
        if points:
            reached = max(reached, last_point + (self._acc + (points - 1) * self._trim) // TRIM_STEPS)
        seconds = max(0, (reached - self._deadline) // SECOND_TICKS + 1)
        self._deadline += seconds * SECOND_TICKS - shift
        self._acc = acc
        self._index += seconds
        return seconds

    def _tick_of_second(self, number: int) -> int:
        """Tick of the *number*-th second from now (1 is the next), with the present trim."""
        goal = self._deadline + (number - 1) * SECOND_TICKS
        point = self._now - (self._now - self._commit_tick) % SECOND_TICKS  # the last one that has passed
        # After j more points the sum is tick + (acc + j * trim) // 32. Smallest j for which it reaches the goal not
        # later than on point j + 1, before that point's correction:
        rate = SECOND_TICKS * TRIM_STEPS + self._trim
        j = max(0, -((self._acc - TRIM_STEPS * (goal - point - SECOND_TICKS)) // rate))
        tick = goal - (self._acc + j * self._trim) // TRIM_STEPS
        return max(tick, point + j * SECOND_TICKS) if j else tick


def make(values: Values) -> Rtc:
    """The clock of a platform, from its parameters by name."""
    return Rtc(values["N_ALARMS"], bool(values["ALARM_SHARED"]))
