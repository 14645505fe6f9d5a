# SPDX-License-Identifier: Apache-2.0
"""Golden model of the watchdog (page "Watchdog"): counts the owner core's silence, barks, bites.

It knows the count at one edge and whether it has moved since, and so the edge of the next bark or bite; between these and what
it is told nothing happens.
"""

from __future__ import annotations

from typing import NamedTuple

from models.block import Block, Values
from models.regmap import PwrState
from models.sticky_events import StickyEvents

_TIME_BITS = 24
_MASK = (1 << _TIME_BITS) - 1
CFG_W = 1 + 3 * _TIME_BITS
TIMEOUT, START, EARLY = (1 << bit for bit in range(3))
"""Why it has bitten: bits of bitten_o."""
_POWERED = frozenset({PwrState.ACTIVE, PwrState.SLEEP_ENTRY, PwrState.ASLEEP, PwrState.SLEEP_EXIT})
_BARK = 1  # the one event; the reasons of a bite lie above it


class Settings(NamedTuple):
    """cfg_i: times in AON ticks, 0 for no bark and no window."""

    enable: int
    bark: int
    bite: int
    window: int

    @classmethod
    def of(cls, word: int) -> Settings:
        """Settings from the word of cfg_i."""
        return cls(word & 1, *(word >> 1 + part * _TIME_BITS & _MASK for part in range(3)))

    @property
    def word(self) -> int:
        """The word of cfg_i."""
        return self.enable | self.bark << 1 | self.bite << 1 + _TIME_BITS | self.window << 1 + 2 * _TIME_BITS


class Watchdog(Block):
    """watchdog_core with reset settings *cfg_rst* (a word of cfg_i) and *start_ticks* for the first kick (0: as for any).

    *runs_in* says for each mode whether it counts there; the owner core is in domain *domain* of *n_domains*.
    """

    OUTPUTS = {
        "bite_o": 1, "kick_o": 1, "wake_o": 1, "event_o": 1, "bitten_o": 3, "status_start_o": 1, "status_count_o": _TIME_BITS,
    }  # fmt: skip
    STICKY = {"bitten_o": 1}
    FREE_RUNNING = frozenset({"status_count_o"})
    GATED_INPUTS = {"cfg_i": "cfg_wr_i", "kick_i": "cmd_wr_i", "bitten_clr_i": "cmd_wr_i", "event_clr_i": "cmd_wr_i"}

    def __init__(
        self, cfg_rst: int = 0, start_ticks: int = 0, runs_in: tuple[int, ...] = (1,), domain: int = 0, n_domains: int = 1
    ) -> None:
        self.INPUTS = {
            "cfg_wr_i": 1, "cfg_i": CFG_W, "cmd_wr_i": 1, "kick_i": 1, "bitten_clr_i": 3, "event_clr_i": 1, "state_i": 4,
            "mode_i": 4, "debug_halt_i": 1, "dom_boot_i": n_domains,
        }  # fmt: skip
        super().__init__()
        self._runs_in, self._domain = runs_in, domain
        self._may_run = False  # by mode and state as they were on the last edge
        self._settings = Settings.of(cfg_rst)
        self._start_ticks = start_ticks
        self._starting = bool(start_ticks and self._settings.enable)
        self._count, self._counted_at = 0, 0  # the count after that edge; it has moved since if it goes
        self._barking = False
        self._told = ""  # output that is high for this one tick
        self.sticky = StickyEvents(4)
        """event_o, and bitten_o from bit 1 on."""

    def outputs(self) -> dict[str, int]:
        """Value of every output after edge `now`."""
        return {
            "bite_o": int(self._told == "bite"),
            "kick_o": int(self._told == "kick"),
            "wake_o": int(self._barking),
            "event_o": self.sticky.word & _BARK,
            "bitten_o": self.sticky.word >> 1,
            "status_start_o": int(self._starting),
            "status_count_o": self._count_after(self._now),
        }

    def next_event(self) -> int | None:
        """Tick of the next edge on which an output may change, the count apart; None if it stays as it is."""
        return self._next_edge(self._now)

    def _advance(self, tick: int) -> None:
        edge = self._next_edge(self._now)
        while edge is not None and edge <= tick:
            self._edge(edge)
            edge = self._next_edge(edge)
        self._count, self._counted_at = self._count_after(tick), tick

    @property
    def _boots(self) -> int:
        """The owner core is being started."""
        return self._inputs["dom_boot_i"] >> self._domain & 1

    @property
    def _will_run(self) -> bool:
        """Mode and power let it count, from the next edge on."""
        mode = self._inputs["mode_i"]
        return self._inputs["state_i"] in _POWERED and mode < len(self._runs_in) and bool(self._runs_in[mode])

    @property
    def _goes(self) -> bool:
        """It counts, with settings and inputs as they are."""
        given = self._inputs
        return bool(self._settings.enable and self._may_run and not given["debug_halt_i"] and not self._boots)

    @property
    def _limit(self) -> int:
        return self._start_ticks if self._starting else self._settings.bite

    def _count_after(self, edge: int) -> int:
        return self._count + (edge - self._counted_at if self._goes else 0)

    def _next_edge(self, last: int) -> int | None:
        """The first edge behind *last* on which more happens than counting."""
        given = self._inputs
        restarts = not self._settings.enable or self._boots
        if self._will_run != self._may_run or given["cfg_wr_i"] or given["cmd_wr_i"] or self._told or restarts and (self._count or self._starting or self._barking):
            return last + 1
        if self._boots and self._settings.enable and self._start_ticks and not self._starting:
            return last + 1
        if not self._goes:
            return None
        times = [self._limit]
        if self._settings.bark and not self._starting and not self._barking:
            times.append(self._settings.bark)
        return last + 1 + max(0, min(times) - self._count_after(last))

    def _edge(self, tick: int) -> None:
        given, count, goes = self._inputs, self._count_after(tick - 1), self._goes
        happens = self._verdict(count)
        reason = {"time-out": TIMEOUT, "start": START, "early": EARLY}.get(happens, 0)
        barked = self._barking
        self._barking &= not happens
        if not happens and goes and not self._starting and 0 < self._settings.bark <= count:
            self._barking = True
        if happens:
            again = happens == "boot" or bool(reason)
            self._starting = bool(again and self._start_ticks and self._settings.enable)
        self._told = "bite" if reason else "kick" if happens == "kick" or happens == "off" and self._kick else ""
        self.sticky.happen(tick, reason << 1 | (_BARK if self._barking and not barked else 0))
        if given["cmd_wr_i"]:
            self.sticky.clear(tick, given["bitten_clr_i"] << 1 | given["event_clr_i"])
        self._count, self._counted_at = (0 if happens else count + goes), tick
        self._may_run = self._will_run
        if given["cfg_wr_i"]:
            self._settings = Settings.of(given["cfg_i"])

    @property
    def _kick(self) -> bool:
        return bool(self._inputs["cmd_wr_i"] and self._inputs["kick_i"])

    def _verdict(self, count: int) -> str:
        """What restarts the count on this edge, before which it is *count*: "" for nothing."""
        if self._boots:
            return "boot"
        if not self._settings.enable:
            return "off"
        if self._goes and count >= self._limit:
            return "start" if self._starting else "time-out"
        if not self._kick:
            return ""
        return "early" if self._goes and not self._starting and count < self._settings.window else "kick"


def make(values: Values) -> Watchdog:
    """The watchdog of a platform, from its parameters by name."""
    return Watchdog(values["WDT_CFG_RST"], values["WDT_START_TICKS"], tuple(values["MODE_WDT_RUN"]), values["CORE_DOMAIN"][0], values["N_DOMAINS"])
