# SPDX-License-Identifier: Apache-2.0
"""The steps of the main power state as a table, and what the main state sees of rails and domains.

Page "Power: rails, domains, resets, DVFS", timing contract of power_main.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from models.power_codes import (
    S_ACTIVE, S_ASLEEP, S_FAULT, S_OFF, S_POWER_DOWN, S_POWER_UP, S_SLEEP_ENTRY, S_SLEEP_EXIT,
)  # fmt: skip
from models.power_params import PowerParams

SETTLE_TICKS = 4  # from the stop of the bus clock to the first domain that goes down
DOMAIN_STEP_MIN_TICKS = 2  # boot_go must reach the core control and its targets must come back


class View(NamedTuple):
    """What the main state sees of the others on an edge: their flops before it. Sets of domains are masks."""

    en: int
    rails_done: bool
    rail_fault: int
    rail_fault_rail: int
    on: int
    gated: int
    off: int
    in_reset: int
    faults: int
    opened: int
    """Domains that open their switch on this very edge."""
    good: int
    """Rails that have been seen good."""
    lost: int
    """Good rails that have read bad for too long by this very edge."""
    under: bool
    """A rail is to go that a domain still needs."""
    stuck: bool
    """A domain gives up on its switch, which should have opened, on this very edge."""


class Stepped(Protocol):
    """What the table asks of the main state that it belongs to."""

    off_mask: int
    all_domains: int

    def settled(self, inputs: Mapping[str, int], view: View) -> bool:
        """Every core's domain is where it is to be."""


class Step(NamedTuple):
    state: int
    ends: Callable[[Stepped, Mapping[str, int], View], bool] | None = None
    then: str = ""
    limit: Callable[[PowerParams], int] | None = None
    at_limit: str = ""
    """Step entered at the limit, "RAIL" or "CLOCK" for a fault."""
    least: int = 1
    """Ticks from entry to the first edge on which the end condition counts."""


STEPS = {
    "OFF": Step(S_OFF),
    "PU_CHECK": Step(
        S_POWER_UP, lambda m, i, v: not i["pg_i"], "PU_RAILS", lambda p: p.BACKDRIVE_TIMEOUT, at_limit="RAIL"
    ),
    "PU_RAILS": Step(S_POWER_UP, lambda m, i, v: v.rails_done, "PU_CLK"),
    "PU_CLK": Step(
        S_POWER_UP, lambda m, i, v: bool(i["clk_valid_i"]), "PU_DOMS", lambda p: p.CLK_TIMEOUT, at_limit="CLOCK"
    ),
    "PU_DOMS": Step(S_POWER_UP, lambda m, i, v: m.settled(i, v), "ACTIVE", least=DOMAIN_STEP_MIN_TICKS),
    "ACTIVE": Step(S_ACTIVE, lambda m, i, v: bool(i["slp_enter_i"]), "SE"),
    "SE_CLK": Step(
        S_SLEEP_ENTRY, lambda m, i, v: not i["clk_valid_i"], "SE_SETTLE", lambda p: p.CLK_TIMEOUT, at_limit="SE_SETTLE"
    ),
    "SE_SETTLE": Step(S_SLEEP_ENTRY, None, "", lambda p: SETTLE_TICKS, at_limit="SE_DOMS"),
    "SE_DOMS": Step(S_SLEEP_ENTRY, lambda m, i, v: not m.off_mask & ~v.off, "SE_RAILS"),
    "SE_RAILS": Step(S_SLEEP_ENTRY, lambda m, i, v: v.rails_done, "ASLEEP"),
    "ASLEEP": Step(S_ASLEEP, lambda m, i, v: not i["slp_enter_i"], "SX_LP"),
    "SX_LP": Step(
        S_SLEEP_EXIT, lambda m, i, v: not v.en & ~i["pg_i"] & ~v.good, "SX_RAILS", lambda p: p.lp_timeout, at_limit="RAIL"
    ),
    "SX_RAILS": Step(S_SLEEP_EXIT, lambda m, i, v: v.rails_done, "SX_CLK"),
    "SX_CLK": Step(
        S_SLEEP_EXIT, lambda m, i, v: bool(i["clk_valid_i"]), "SX_DOMS", lambda p: p.CLK_TIMEOUT, at_limit="CLOCK"
    ),
    "SX_DOMS": Step(S_SLEEP_EXIT, lambda m, i, v: m.settled(i, v), "ACTIVE", least=DOMAIN_STEP_MIN_TICKS),
    "PD_DOMS": Step(S_POWER_DOWN, lambda m, i, v: v.off == m.all_domains, "PD_CLK"),
    "PD_CLK": Step(
        S_POWER_DOWN, lambda m, i, v: not i["clk_valid_i"], "PD_RAILS", lambda p: p.CLK_TIMEOUT, at_limit="PD_RAILS"
    ),
    "PD_RAILS": Step(S_POWER_DOWN, lambda m, i, v: v.rails_done, "PLAN"),
    "PAUSE": Step(S_POWER_DOWN),
    "FAULT": Step(S_FAULT),
}
AT_REST = {"OFF", "PAUSE", "FAULT"}
"""Everything is off, and somebody or time decides about what comes next."""
UNGUARDED = AT_REST | {"PD_DOMS", "PD_CLK", "PD_RAILS"}
ALL_OFF = UNGUARDED | {"PU_CHECK", "PU_RAILS", "PU_CLK"}
# Not SE_CLK: a clock that is asked for before it has stopped would still say that it is valid.
ABORTABLE = {"SE_SETTLE", "SE_DOMS", "SE_RAILS"}
KEPT_DOWN = {"SE_RAILS", "ASLEEP", "SX_LP", "SX_RAILS", "SX_CLK"}
EXIT = {"SX_LP", "SX_RAILS", "SX_CLK", "SX_DOMS"}
