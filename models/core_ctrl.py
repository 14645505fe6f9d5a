# SPDX-License-Identifier: Apache-2.0
"""Control of one core: running, gated, power-gated with its power off (page "Sleep: locks, cores, modes")."""

from __future__ import annotations

from typing import NamedTuple

from models.regmap import CoreState, DomainTarget

POWER_GATED, WAKING, RUN, SETTLE, GATED = CoreState
"""Codes in core_state_o."""
TGT_RUN, TGT_GATED, TGT_OFF, _ = DomainTarget
"""Codes in core_tgt_o."""
SETTLE_TICKS = 4  # from the stop of the core's clock until the core counts as down
DOWN = frozenset({POWER_GATED, GATED})


class Sight(NamedTuple):
    """What a core's control sees on an edge: inputs as sampled, everything else as it was before the edge."""

    lost: bool
    """Main power is off, going off, or in fault."""
    active: bool
    """Main power is ACTIVE."""
    restart: bool
    boot: bool
    """Cores that start by themselves start now (boot_go)."""
    idle: bool
    was_idle: bool
    """idle on the edge before."""
    wakeme: bool
    kicked: bool
    """Part of wakeme that is gone after this edge."""
    promised: bool
    """Active time is left."""
    dom_on: bool
    dom_gated: bool
    cut: bool
    """A sleep that is past the point of no return switches this core's domain off."""
    go: bool
    """Power and memory are up: cores may have their clock."""
    may_part: bool
    """Type PG, the PMU is in RUN and another core runs: this one alone may be powered down."""


class Core:
    """State of one core's control."""

    def __init__(self, autostart: bool) -> None:
        self._autostart = autostart
        self.state = POWER_GATED
        self.since = 0

    def edge(self, tick: int, see: Sight) -> None:
        """One AON edge."""
        state = POWER_GATED if see.lost else self._next(tick, see)
        if state != self.state:
            self.state, self.since = state, tick

    def due(self) -> int | None:
        """Tick from which on time alone may let it move; None if it only waits for inputs."""
        return self.since + SETTLE_TICKS if self.state == SETTLE else None

    def target(self, go: bool) -> int:
        """What its domain is asked for, when the PMU lets cores run (*go*) or not."""
        if self.state in (WAKING, RUN):
            return TGT_RUN if go else TGT_GATED
        return TGT_OFF if self.state == POWER_GATED else TGT_GATED

    def _next(self, tick: int, see: Sight) -> int:
        if self.state == POWER_GATED:
            # WFI that ended in the last moment arrives only now: a fall of idle is a wake, a plain 0 says nothing
            resumed = see.was_idle and not see.idle
            begins = self._autostart and (see.boot or see.restart)
            return WAKING if see.wakeme or resumed or begins else POWER_GATED
        if self.state == WAKING:
            return RUN if see.dom_on and not see.idle else WAKING
        if see.kicked:  # a pulse: whoever is in WFI or just about to be must get a new start out of it
            return WAKING
        if self.state == RUN:
            if see.cut:  # it has lost its power after all
                return WAKING
            stays = not see.idle or see.wakeme or see.promised or see.restart or not see.active
            return RUN if stays else SETTLE
        if self.state == SETTLE:
            return self._settled(tick, see)
        if not see.idle:
            return RUN if see.go else WAKING
        if see.wakeme or see.restart:
            return WAKING
        return POWER_GATED if see.cut or see.may_part else GATED

    def _settled(self, tick: int, see: Sight) -> int:
        if not see.idle:
            return RUN
        if see.wakeme or see.restart:
            return WAKING
        return GATED if tick >= self.since + SETTLE_TICKS and see.dom_gated else SETTLE
