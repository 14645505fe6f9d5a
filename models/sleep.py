# SPDX-License-Identifier: Apache-2.0
"""Golden model of sleep_core: cores, entry and exit, timers, statistics (page "Sleep: locks, cores, modes").

An edge that changes nothing is followed by edges that change nothing, until an input changes or a deadline comes. So
the model carries out edges as long as something moves, and then jumps to the next deadline, however far it is.
"""

from __future__ import annotations

from models.block import Block, Values
from models.core_ctrl import DOWN, GATED, POWER_GATED, RUN, SETTLE, WAKING, Core, Sight
from models.regmap import PwrState, SleepOutcome
from models.sleep_params import DRAM_SETTLE_TICKS, SleepParams
from models.sleep_timers import ActiveTime, OneShot
from models.sticky_events import StickyEvents

POWER_UP, ACTIVE, ASLEEP = PwrState.POWER_UP, PwrState.ACTIVE, PwrState.ASLEEP
LOST_STATES = frozenset({PwrState.OFF, PwrState.POWER_DOWN, PwrState.FAULT})
NO_OUTCOME, SLEPT, ABORTED, FELL_THROUGH = SleepOutcome
"""Codes of outcome_o; bit n - 1 of event_o is outcome n."""
EVENT_DRAM_ERR = 1 << 3
EXTRA_MAX_SLEEP, EXTRA_SLEEP_TIMER, EXTRA_CORE_WAKE, EXTRA_CORE_RESUME = (1 << bit for bit in range(4))
LEAVE_TICKS = 2  # power has seen slp_enter_o by then
ACT_W, MAX_W, TMR_W = 38, 38, 32
ENTRIES_W, COUNT_W, LATENCY_W = 16, 8, 16

# Steps of the PMU as a whole, under the names of the timing contract.
S_RUN, S_DRAM, S_ENTER, S_ASLEEP, S_LEAVE, S_DRAM_UP, S_GO = (
    "RUN", "DRAM", "ENTER", "ASLEEP", "LEAVE", "DRAM_UP", "GO",
)  # fmt: skip
_WAKEABLE = frozenset({S_DRAM, S_ENTER, S_ASLEEP})
_MASKED = _WAKEABLE | {S_LEAVE}
_LETS_RUN = frozenset({S_RUN, S_GO})


def _saturated(value: int, width: int) -> int:
    return min(value, (1 << width) - 1)


class Sleep(Block):
    """sleep_core of a platform. *params* as SleepParams, or as a mapping that holds at least its parameters.

    Packed vectors as in the timing contract: core, mode, domain or source 0 in the low bits.
    """

    def __init__(self, params: SleepParams | Values) -> None:
        self.params = p = SleepParams.of(params)
        cores, modes = p.N_CORES, p.N_MODES
        self.INPUTS = {
            "idle_i": cores, "ok_i": 1, "ok_mode_i": 4, "type_valid_i": 1, "type_pg_i": cores,
            "act_valid_i": cores, "act_ticks_i": cores * ACT_W, "max_valid_i": 1, "max_ticks_i": MAX_W,
            "tmr_valid_i": 1, "tmr_ticks_i": TMR_W, "kick_valid_i": 1, "kick_i": cores, "clr_valid_i": 1, "clr_i": 4,
            "wake_i": cores, "any_i": 1, "state_i": 4, "boot_go_i": 1, "restart_i": 1, "ponr_i": 1,
            "dom_on_i": cores, "dom_gated_i": cores, "dram_ack_i": 1,
        }  # fmt: skip
        self.OUTPUTS = {
            "core_tgt_o": 2 * cores, "slp_enter_o": 1, "slp_mode_o": 4, "slp_off_o": p.N_DOMAINS,
            "dram_req_o": 1, "dram_state_o": 2, "power_gated_o": cores, "run_o": cores, "active_o": cores,
            "max_armed_o": 1, "tmr_armed_o": 1, "cause_capture_en_o": 1, "mask_o": p.N_WAKE, "internal_causes_o": 4, "mode_o": 4,
            "core_state_o": 3 * cores, "event_o": 4, "outcome_o": 2, "last_mode_o": 4, "entries_o": ENTRIES_W * modes,
            "aborts_o": COUNT_W * modes, "falls_o": COUNT_W * modes, "asleep_ticks_o": 32,
            "entry_lat_o": LATENCY_W, "exit_lat_o": LATENCY_W,
        }  # fmt: skip
        super().__init__()
        self.cores = [Core(bool(auto)) for auto in p.CORE_AUTOSTART]
        self.step = S_RUN
        """Where the PMU is between RUN and sleep, a name of the timing contract."""
        self._types = sum(pg << core for core, pg in enumerate(p.TYPE_RST))
        self._active = [ActiveTime() for _ in self.cores]
        self._max, self._tmr = OneShot(), OneShot()
        self._since = 0  # tick on which the step was entered
        self._mode = self._started = self._asleep_at = self._woken_at = 0
        self._result = NO_OUTCOME  # of the entry under way
        self._slp_mode = self._slp_off = self._dram_state = 0
        self._open, self._mask, self._extra = 0, p.OFF_WAKE_MASK, 0
        self._was_idle = 0  # idle_i on the edge before
        self.sticky = StickyEvents(4)
        self._outcome, self._last_mode = NO_OUTCOME, 0
        self._entries, self._aborts, self._falls = ([0] * modes for _ in range(3))
        self._asleep_ticks = self._entry_lat = self._exit_lat = 0
        self._at_rest = False  # the last edge changed nothing, and the inputs are still the same
        self._held = self._key()  # what the last edge left
        self._shown: dict[str, int] | None = None  # outputs() as long as no edge changes anything

    # -- what the world sees -----------------------------------------------------------------------------------------
    def outputs(self) -> dict[str, int]:
        """Value of every output after edge `now`."""
        if self._shown is None:
            self._shown = self._show()
        return self._shown

    def _show(self) -> dict[str, int]:
        states = [core.state for core in self.cores]
        go = self.step in _LETS_RUN
        return {
            "core_tgt_o": _packed([core.target(go) for core in self.cores], 2),
            "slp_enter_o": int(self.step in (S_ENTER, S_ASLEEP)),
            "slp_mode_o": self._slp_mode,
            "slp_off_o": self._slp_off,
            "dram_req_o": int(self.step in (S_DRAM, S_DRAM_UP)),
            "dram_state_o": self._dram_state,
            "power_gated_o": _packed([state == POWER_GATED for state in states], 1),
            "run_o": _packed([state in (RUN, SETTLE, GATED) for state in states], 1),
            "active_o": _packed([promise.until is not None for promise in self._active], 1),
            "max_armed_o": int(self._max.armed),
            "tmr_armed_o": int(self._tmr.armed),
            "cause_capture_en_o": self._open,
            "mask_o": self._mask,
            "internal_causes_o": self._extra,
            "mode_o": 0 if self.step == S_RUN else self._mode,
            "core_state_o": _packed(states, 3),
            "event_o": self.sticky.word,
            "outcome_o": self._outcome,
            "last_mode_o": self._last_mode,
            "entries_o": _packed(self._entries, ENTRIES_W),
            "aborts_o": _packed(self._aborts, COUNT_W),
            "falls_o": _packed(self._falls, COUNT_W),
            "asleep_ticks_o": self._asleep_ticks,
            "entry_lat_o": self._entry_lat,
            "exit_lat_o": self._exit_lat,
        }

    def next_event(self) -> int | None:
        """Tick of the next edge if anything moves, else of the next deadline; None if there is none."""
        return self._deadline(self._now) if self._at_rest else self._now + 1

    def set(self, tick: int, name: str, value: int) -> None:
        super().set(tick, name, value)
        self._at_rest = False

    def _deadline(self, after: int) -> int | None:
        """First tick later than *after* on which time alone may change something."""
        due = [core.due() for core in self.cores] + [promise.until for promise in self._active]
        if self.step in _WAKEABLE:
            due += [timer.deadline for timer in (self._max, self._tmr) if timer.armed]
        if self.step in (S_DRAM, S_DRAM_UP):
            due += [self._since + DRAM_SETTLE_TICKS, self._since + self.params.DRAM_TIMEOUT]
        if self.step == S_LEAVE:
            due.append(self._since + LEAVE_TICKS)
        return min([tick for tick in due if tick is not None and tick > after], default=None)

    # -- the edges ---------------------------------------------------------------------------------------------------
    def _advance(self, tick: int) -> None:
        edge = self._now
        while edge < tick:
            edge += 1
            if self._at_rest:
                due = self._deadline(edge - 1)
                if due is None or due > tick:
                    return
                edge = due
            before = self._held
            self._edge(edge)
            self._held = self._key()
            moved = self._held != before
            if moved:
                self._shown = None
            # a clear that changes nothing now may take later what it leaves now, if it goes on
            self._at_rest = not moved and not self._inputs["clr_valid_i"]

    def _key(self) -> tuple:
        """Everything that an edge may change."""
        return (
            [(core.state, core.since) for core in self.cores], [promise.until for promise in self._active],
            self._max.key(), self._tmr.key(), self._was_idle, self.step, self._since, self._types, self._result,
            self._dram_state, self._open, self._mask, self._extra, self.sticky.word, self._exit_lat, self._asleep_ticks,
        )  # fmt: skip

    def _edge(self, tick: int) -> None:
        """One edge. Everybody sees the others as they were before it, so what is seen is gathered first."""
        i = self._inputs
        before, lost = self.step, i["state_i"] in LOST_STATES
        kicks = i["kick_i"] if i["kick_valid_i"] else 0
        fired = [timer.fires(tick) if before in _WAKEABLE else False for timer in (self._max, self._tmr)]
        wake = bool(i["any_i"] or any(fired) or kicks or i["restart_i"] or not i["ok_i"])
        down = all(core.state in DOWN for core in self.cores)
        waking = any(core.state == WAKING for core in self.cores)
        nobody = before == S_GO and down  # an exit that woke no core: the boot core has to look after the PMU
        sights = [self._sight(c, lost, kicks, any(fired) or nobody) for c in range(len(self.cores))]
        rest = down and not any(promise.until is not None for promise in self._active)

        events = self._power_lost(tick) if lost else self._progress(tick, wake, rest, busy=waking or down)
        self.sticky.happen(tick, events)
        if i["clr_valid_i"]:
            self.sticky.clear(tick, i["clr_i"])
        for core, sight in zip(self.cores, sights, strict=True):
            core.edge(tick, sight)

        for c, promise in enumerate(self._active):
            valid = i["act_valid_i"] >> c & 1
            promise.edge(tick, i["act_ticks_i"] >> c * ACT_W & (1 << ACT_W) - 1 if valid else 0)
        if i["type_valid_i"]:
            self._types = i["type_pg_i"]
        entry = before == S_RUN and self.step != S_RUN
        disarm = before in _WAKEABLE and self.step in (S_LEAVE, S_DRAM_UP)
        ticks = i["max_ticks_i"] if i["max_valid_i"] else None
        self._max.edge(tick, ticks, entry=entry, disarm=disarm, lost=lost)
        ticks = i["tmr_ticks_i"] if i["tmr_valid_i"] else None
        self._tmr.edge(tick, ticks, entry=entry, disarm=disarm, lost=lost)
        self._was_idle = i["idle_i"]
        self._tell_wake_controller(lost, before, fired, kicks)

    def _sight(self, core: int, lost: bool, kicks: int, called: bool) -> Sight:
        """What core *core* sees. *called*: core 0 is wanted, by a timer or because nobody else is there."""
        i, bit = self._inputs, 1 << core
        return Sight(
            lost=lost,
            active=i["state_i"] == ACTIVE,
            restart=bool(i["restart_i"]),
            boot=bool(i["boot_go_i"]),
            idle=bool(i["idle_i"] & bit),
            was_idle=bool(self._was_idle & bit),
            wakeme=bool((i["wake_i"] | kicks) & bit) or (called and core == 0),
            kicked=bool(kicks & bit),
            promised=self._active[core].until is not None,
            dom_on=bool(i["dom_on_i"] & bit),
            dom_gated=bool(i["dom_gated_i"] & bit),
            cut=self.step in (S_ENTER, S_ASLEEP, S_LEAVE)
            and bool(i["ponr_i"])
            and bool(self._slp_off >> self.params.CORE_DOMAIN[core] & 1),
            go=self.step in _LETS_RUN,
            may_part=bool(self._types & bit)
            and self.step == S_RUN
            and any(other.state == RUN for n, other in enumerate(self.cores) if n != core),
        )

    def _tell_wake_controller(self, lost: bool, before: str, fired: list[bool], kicks: int) -> None:
        i, p = self._inputs, self.params
        self._open = int(self.step != S_RUN or i["state_i"] != ACTIVE)
        if lost or i["state_i"] == POWER_UP:
            self._mask = p.OFF_WAKE_MASK
        else:
            self._mask = p.MODE_WAKE_MASK[self._mode] if self.step in _MASKED else (1 << p.N_WAKE) - 1
        self._extra = (
            EXTRA_MAX_SLEEP * fired[0]
            | EXTRA_SLEEP_TIMER * fired[1]
            | EXTRA_CORE_WAKE * (kicks != 0)
            | EXTRA_CORE_RESUME * (before in _WAKEABLE and not i["ok_i"])
        )

    # -- the PMU as a whole: each returns the events of the edge -------------------------------------------------------
    def _power_lost(self, tick: int) -> int:
        self._go_to(S_RUN, tick)
        self._dram_state = 0
        return 0

    def _progress(self, tick: int, wake: bool, rest: bool, busy: bool) -> int:
        """*rest*: all cores are down and none has promised to be active. *busy*: GO has to wait for a core."""
        i = self._inputs
        if self.step == S_RUN:
            offered = i["ok_i"] and 0 < i["ok_mode_i"] < self.params.N_MODES
            if i["state_i"] == ACTIVE and offered and rest and not wake:
                self._begin(tick, i["ok_mode_i"])
        elif self.step in _WAKEABLE and wake:
            self._turn_round(tick, S_DRAM_UP if self.step == S_DRAM else S_LEAVE)
        elif self.step in (S_DRAM, S_DRAM_UP):
            return self._memory(tick)
        elif self.step == S_ENTER and i["state_i"] == ASLEEP:
            self._entry_lat = _saturated(tick - self._started, LATENCY_W)
            self._asleep_at = tick
            self._go_to(S_ASLEEP, tick)
        elif self.step == S_LEAVE:
            if i["state_i"] == ASLEEP and self._result != SLEPT:
                self._result = FELL_THROUGH
            elif i["state_i"] == ACTIVE and tick >= self._since + LEAVE_TICKS:
                self._back(tick)
        elif self.step == S_GO and not busy:
            return self._finish(tick)
        return 0

    def _begin(self, tick: int, mode: int) -> None:
        self._mode, self._started, self._result = mode, tick, NO_OUTCOME
        self._entries[mode] = _saturated(self._entries[mode] + 1, ENTRIES_W)
        if self.params.MODE_DRAM[mode]:
            self._dram_state = self.params.MODE_DRAM[mode]
            self._go_to(S_DRAM, tick)
        else:
            self._enter(tick)

    def _enter(self, tick: int) -> None:
        p = self.params
        gone = sum(1 << p.CORE_DOMAIN[c] for c in range(p.N_CORES) if self._types >> c & 1)
        self._slp_mode = self._mode
        self._slp_off = ((1 << p.N_DOMAINS) - 1) & ~p.MODE_DOM_ON[self._mode] | gone
        self._go_to(S_ENTER, tick)

    def _memory(self, tick: int) -> int:
        """DRAM and DRAM_UP: wait for the memory, but not for ever."""
        waited = tick - self._since
        if waited < DRAM_SETTLE_TICKS:
            return 0
        failed = not self._inputs["dram_ack_i"]
        if failed and waited < self.params.DRAM_TIMEOUT:
            return 0
        if self.step == S_DRAM_UP:
            self._go_to(S_GO, tick)
        elif failed:
            self._turn_round(tick, S_DRAM_UP)
        else:
            self._enter(tick)
        return EVENT_DRAM_ERR if failed else 0

    def _turn_round(self, tick: int, step: str) -> None:
        if self.step == S_ASLEEP:
            self._result = SLEPT
            self._asleep_ticks = (self._asleep_ticks + tick - self._asleep_at) & 0xFFFF_FFFF
        else:
            self._result = ABORTED  # until power is seen to have gone through with it
        self._woken_at = tick
        if step == S_DRAM_UP:
            self._dram_state = 0
        self._go_to(step, tick)

    def _back(self, tick: int) -> None:
        if self.params.MODE_DRAM[self._mode]:
            self._dram_state = 0
            self._go_to(S_DRAM_UP, tick)
        else:
            self._go_to(S_GO, tick)

    def _finish(self, tick: int) -> int:
        counts = {ABORTED: self._aborts, FELL_THROUGH: self._falls}.get(self._result)
        if counts is not None:
            counts[self._mode] = _saturated(counts[self._mode] + 1, COUNT_W)
        self._outcome, self._last_mode = self._result, self._mode
        self._exit_lat = _saturated(tick - self._woken_at, LATENCY_W)
        self._go_to(S_RUN, tick)
        return 1 << self._result - 1

    def _go_to(self, step: str, tick: int) -> None:
        if step != self.step:
            self.step, self._since = step, tick


def _packed(values: list[int], width: int) -> int:
    word = 0
    for value in reversed(values):
        word = word << width | value
    return word


def make(values: Values) -> Sleep:
    """The sleep block of a platform, from its parameters by name."""
    return Sleep(values)
