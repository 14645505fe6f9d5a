# SPDX-License-Identifier: Apache-2.0
"""Golden model of wake_core: pending wake sources, routing to cores, causes (page "Wake controller and power key").

Sources arrive synchronised and debounced. A core that nothing changes is at rest after a few edges, so the
model carries out edges one by one until nothing moves and then jumps.
"""

from __future__ import annotations

from typing import NamedTuple

from models.block import Block, Values
from models.regmap import WakeCause
from models.sticky_events import AGED_TICKS, written_after

NO_CAUSE = WakeCause.NO_CAUSE
N_EXTRA = 4  # causes from elsewhere (internal_causes_i), above those of the sources
MAX_SOURCES = WakeCause.MAX_SLEEP
_TICK_MASK = (1 << 32) - 1


_OUTPUTS = ("pend_o", "event_o", "wake_o", "any_o", "cause_first_o", "cause_all_o", "cause_tick_o")


class _State(NamedTuple):
    """All flops of the core."""

    previous: int | None = None  # src_i at the last edge; None: no edge yet
    enable: int = 0
    invert: int = 0
    edge: int = 0
    both: int = 0
    routes: tuple[int, ...] = ()  # per core, with sources that no core has given to core 0
    pending: int = 0
    event: int = 0  # sources that became active on the last edge
    began: tuple[int, ...] = ()  # per source the tick on which it last became active
    cleared: int = -AGED_TICKS  # tick of the last clear
    wake: int = 0
    any: int = 0
    open: int = 0
    first: int = NO_CAUSE
    all: int = 0
    tick: int = 0

    def seen(self) -> tuple[int, ...]:
        """What the outputs show of it."""
        return self.pending, self.event, self.wake, self.any, self.first, self.all, self.tick

    def outputs(self) -> dict[str, int]:
        """The outputs by name."""
        return dict(zip(_OUTPUTS, self.seen(), strict=True))


class Wake(Block):
    """wake_core with *n_wake* sources (1..32) and *n_cores* cores; *route_rst* is route_i as it is after reset.

    Packed vectors as in the timing contract: cfg_i = {both, edge, invert, enable}, each *n_wake* bits wide; route_i
    and route_rst hold *n_wake* bits per core, core 0 lowest.
    """

    def __init__(self, n_wake: int, n_cores: int = 1, route_rst: int = 0) -> None:
        if not 1 <= n_wake <= MAX_SOURCES:
            raise ValueError(f"Wake: n_wake = {n_wake}: must be 1 to {MAX_SOURCES}")
        if n_cores < 1:
            raise ValueError(f"Wake: n_cores = {n_cores}: must be at least 1")
        if not 0 <= route_rst < 1 << n_cores * n_wake:
            raise ValueError(f"Wake: route_rst = {route_rst:#x}: must fit {n_cores} x {n_wake} bits")
        self.INPUTS = {
            "src_i": n_wake, "cfg_valid_i": 1, "cfg_i": 4 * n_wake, "route_valid_i": 1, "route_i": n_cores * n_wake,
            "clr_valid_i": 1, "clr_i": n_wake, "mask_i": n_wake, "cause_capture_en_i": 1, "internal_causes_i": N_EXTRA,
        }  # fmt: skip
        self.OUTPUTS = {
            "pend_o": n_wake, "event_o": n_wake, "wake_o": n_cores, "any_o": 1,
            "cause_first_o": 6, "cause_all_o": MAX_SOURCES + N_EXTRA, "cause_tick_o": 32,
        }  # fmt: skip
        super().__init__()
        self._n, self._cores = n_wake, n_cores
        self._ones = (1 << n_wake) - 1
        self._state = _State(routes=self._effective(route_rst), began=(-AGED_TICKS,) * n_wake)
        self._coming: dict[int, tuple[_State, _State]] = {}  # by tick: the state before the edge and the one after it
        self._shown_of: _State | None = None
        self._shown: dict[str, int] = {}  # outputs of that state

    def set(self, tick: int, name: str, value: int) -> None:
        super().set(tick, name, value)
        self._coming.clear()

    def outputs(self) -> dict[str, int]:
        """Value of every output after edge `now`."""
        if self._shown_of is not self._state:
            self._shown_of, self._shown = self._state, self._state.outputs()
        return self._shown

    def next_event(self) -> int | None:
        """Tick of the next edge that changes an output with the inputs as they are; None if it stays as it is."""
        state, seen = self._state, self._state.seen()
        tick = self._now
        while True:
            tick += 1
            after = self._after(state, tick)
            if after.seen() != seen:
                return tick
            # a clear that goes on has taken all that it can by then
            if after is state or tick > self._now + AGED_TICKS and after._replace(cleared=state.cleared) == state:
                return None
            state = after

    def _advance(self, tick: int) -> None:
        for edge in range(self._now + 1, tick + 1):
            after = self._after(self._state, edge)
            if after is self._state:
                return
            self._state = after

    def _after(self, state: _State, tick: int) -> _State:
        """The state after edge *tick*, *state* itself if nothing changes; with the inputs as they are, worked out once."""
        known = self._coming.get(tick)
        if known is None or known[0] is not state:
            after = self._step(state, tick)
            known = self._coming[tick] = (state, state if after == state else after)
        return known[1]

    def _effective(self, word: int) -> tuple[int, ...]:
        """Route of each core; a source routed to nobody wakes core 0, so that no wake is lost."""
        routes = [word >> core * self._n & self._ones for core in range(self._cores)]
        nowhere = self._ones
        for route in routes:
            nowhere &= ~route
        return (routes[0] | nowhere, *routes[1:])

    def _step(self, old: _State, tick: int) -> _State:
        """The state after edge *tick*."""
        inputs = self._inputs
        source = inputs["src_i"]
        pending = old.pending
        if inputs["clr_valid_i"]:  # it left the bus side before what has just begun could be seen there
            left = written_after(tick, old.cleared)
            late = sum(1 << source for source, began in enumerate(old.began) if began >= left)
            pending &= ~inputs["clr_i"] | late
        active = old.enable & self._active(old, source)
        pending |= active
        moved = 0 if old.previous is None else source ^ old.previous
        waking = old.pending & old.enable & inputs["mask_i"]
        new = old._replace(
            previous=source,
            pending=pending,
            # a level that stands has begun before
            event=active & moved,
            cleared=tick if inputs["clr_valid_i"] else old.cleared,
            wake=sum(1 << core for core, route in enumerate(old.routes) if waking & route),
            any=int(waking != 0),
            open=inputs["cause_capture_en_i"],
        )
        if inputs["cause_capture_en_i"]:
            new = self._note_causes(new, waking | inputs["internal_causes_i"] << MAX_SOURCES, not old.open, tick)
        if inputs["cfg_valid_i"]:
            both, edge, invert, enable = (inputs["cfg_i"] >> part * self._n & self._ones for part in (3, 2, 1, 0))
            # a source that is switched off drops what it had, also what it got on this very edge
            new = new._replace(enable=enable, invert=invert, edge=edge, both=both, pending=new.pending & enable)
            new = new._replace(event=new.event & enable)
        if new.event:
            new = new._replace(began=tuple(tick if new.event >> s & 1 else began for s, began in enumerate(old.began)))
        if inputs["route_valid_i"]:
            new = new._replace(routes=self._effective(inputs["route_i"]))
        return new

    @staticmethod
    def _active(old: _State, source: int) -> int:
        """Sources that set pending on this edge if they are enabled, by the configuration before it."""
        previous = source if old.previous is None else old.previous
        rising, falling = source & ~previous, previous & ~source
        edges = old.both & (rising | falling) | ~old.both & (~old.invert & rising | old.invert & falling)
        return old.edge & edges | ~old.edge & (source ^ old.invert)

    @staticmethod
    def _note_causes(new: _State, causes: int, opened: bool, tick: int) -> _State:
        first, known = (NO_CAUSE, 0) if opened else (new.first, new.all)
        added = causes & ~known
        if not added:
            return new._replace(first=first, all=known)
        if first == NO_CAUSE:
            lowest = (added & -added).bit_length() - 1
            return new._replace(first=lowest, all=known | added, tick=tick & _TICK_MASK)
        return new._replace(first=first, all=known | added)


def make(values: Values) -> Wake:
    """The wake controller of a platform, from its parameters by name."""
    wakes = values["N_WAKE"]
    return Wake(wakes, values["N_CORES"], sum(mask << core * wakes for core, mask in enumerate(values["ROUTE_RST"])))
