# SPDX-License-Identifier: Apache-2.0
"""Which sleep mode would be chosen now, and why not a deeper one (page "Sleep: locks, cores, modes", Modes)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from models.regmap import SleepRule
from models.sleep_params import SleepParams

PASSES, NOT_ALLOWED, CORE_STATE, WAKE_MASK, NO_WAKE, RESIDENCY, LATENCY, DEEPLOCK = SleepRule
"""Codes of the rules, in the order in which they are asked."""


class Choice(NamedTuple):
    """What the mode preview shows."""

    next: int
    """Deepest mode that passes all rules; 0 if none does."""
    valid: bool
    """Whether one does."""
    blocked_mode: int
    """Deepest mode that software allows; 0 if it allows none."""
    rule: int
    """First rule that stops that mode; PASSES if none does, NOT_ALLOWED if software allows no mode."""


class _Asked(NamedTuple):
    allow: int
    types: int
    enabled: int
    armed: bool
    hint: int
    limit: int
    deeplock: bool


# Each rule says whether it stops mode m.
_RULES: dict[int, Callable[[SleepParams, _Asked, int], bool]] = {
    NOT_ALLOWED: lambda p, a, m: not a.allow >> m & 1,
    CORE_STATE: lambda p, a, m: any(1 + (a.types >> c & 1) < p.core_min(m, c) for c in range(p.N_CORES)),
    WAKE_MASK: lambda p, a, m: bool(a.enabled & ~p.MODE_WAKE_MASK[m]),
    NO_WAKE: lambda p, a, m: not (a.enabled & p.MODE_WAKE_MASK[m] or a.armed),
    RESIDENCY: lambda p, a, m: a.hint < p.MODE_MIN_RES[m],
    LATENCY: lambda p, a, m: a.limit < p.MODE_EXIT_LAT[m],
    DEEPLOCK: lambda p, a, m: bool(p.MODE_DEEP[m]) and a.deeplock,
}


def choose(
    params: SleepParams, allow: int, types: int, enabled: int, armed: bool, hint: int, limit: int, deeplock: bool
) -> Choice:
    """The mode that would be taken now.

    *allow*: MODE_ALLOW, bit m is mode m (bit 0 means nothing). *types*: bit c is 1 if core c sleeps power gated.
    *enabled*: wake sources. *armed*: MAX_SLEEP or SLEEP_TIMER is. *hint*, *limit*: SLEEP_HINT and LATENCY_LIMIT in
    ticks. *deeplock*: some core holds a deepwakelock.
    """
    asked = _Asked(allow, types, enabled, bool(armed), hint, limit, bool(deeplock))
    stopped = {m: first_rule(params, asked, m) for m in range(1, params.N_MODES)}
    passing = [m for m, rule in stopped.items() if rule == PASSES]
    allowed = [m for m, rule in stopped.items() if rule != NOT_ALLOWED]
    blocked = max(allowed, default=0)
    return Choice(max(passing, default=0), bool(passing), blocked, stopped.get(blocked, NOT_ALLOWED))


def first_rule(params: SleepParams, asked: _Asked, mode: int) -> int:
    """Code of the first rule that stops *mode*, PASSES if none does."""
    return next((rule for rule, stops in _RULES.items() if stops(params, asked, mode)), PASSES)
