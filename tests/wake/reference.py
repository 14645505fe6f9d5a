# SPDX-License-Identifier: Apache-2.0
"""The rules of the wake controller's timing contract, word by word: one edge at a time, one source at a time."""

from __future__ import annotations

N_EXTRA = 4
NO_CAUSE = 63
CROSSING_TICKS = 4  # a clear may have been on its way for so long
WAITING_TICKS = 5  # one that waited for another arrives so long after it at the latest


class EdgeByEdge:
    """wake_core, edge by edge. Each call of `edge` is one rising edge of the AON clock."""

    def __init__(self, n_wake: int, n_cores: int, route_rst: int = 0) -> None:
        self.n, self.cores = n_wake, n_cores
        self.now = 0
        self.enable, self.invert, self.edge_mode, self.both = ([False] * n_wake for _ in range(4))
        self.route = route_rst
        self.stored: list[bool] | None = None
        self.pending = [False] * n_wake
        self.began = [-CROSSING_TICKS] * n_wake  # tick at which the source last became active
        self.cleared = -CROSSING_TICKS - WAITING_TICKS  # tick of the last clear
        self.events = [False] * n_wake
        self.wake = self.any = 0
        self.open = False
        self.first, self.all, self.tick = NO_CAUSE, set(), 0

    def edge(self, inputs: dict[str, int]) -> None:
        """One edge that samples *inputs* (all of them, packed as the ports)."""
        self.now += 1
        level = [bool(inputs["src_i"] >> s & 1) for s in range(self.n)]
        before = level if self.stored is None else self.stored
        waking = [s for s in range(self.n) if self.pending[s] and self.enable[s] and inputs["mask_i"] >> s & 1]

        self.any, self.wake = int(bool(waking)), 0
        for s in waking:
            cores = [c for c in range(self.cores) if self.route >> c * self.n + s & 1] or [0]
            for core in cores:
                self.wake |= 1 << core

        if inputs["open_i"]:
            if not self.open:
                self.first, self.all = NO_CAUSE, set()
            causes = waking + [32 + bit for bit in range(N_EXTRA) if inputs["extra_i"] >> bit & 1]
            if causes and self.first == NO_CAUSE:
                self.first, self.tick = min(causes), self.now % 2**32
            self.all |= set(causes)
        self.open = bool(inputs["open_i"])

        sent = self.cleared if self.now - self.cleared <= WAITING_TICKS else self.now  # when it was sent, plus its way
        for s in range(self.n):
            self.events[s] = False
            if not self.edge_mode[s]:
                active = level[s] != self.invert[s]
            elif self.both[s]:
                active = level[s] != before[s]
            else:
                active = level[s] != before[s] and level[s] != self.invert[s]
            if self.enable[s] and active:
                self.pending[s] = True
                self.events[s] = level[s] != before[s]
            elif inputs["clr_valid_i"] and inputs["clr_i"] >> s & 1 and sent - self.began[s] >= CROSSING_TICKS:
                self.pending[s] = False
        self.stored = level
        if inputs["clr_valid_i"]:
            self.cleared = self.now

        if inputs["cfg_valid_i"]:
            for s in range(self.n):
                bits = [bool(inputs["cfg_i"] >> part * self.n + s & 1) for part in range(4)]
                self.enable[s], self.invert[s], self.edge_mode[s], self.both[s] = bits
                self.pending[s] = self.pending[s] and self.enable[s]
                self.events[s] = self.events[s] and self.enable[s]
        self.began = [self.now if event else tick for event, tick in zip(self.events, self.began, strict=True)]
        if inputs["route_valid_i"]:
            self.route = inputs["route_i"]

    def outputs(self) -> dict[str, int]:
        """Value of every output after the last edge."""
        pending = sum(1 << s for s in range(self.n) if self.pending[s])
        return {
            "pend_o": pending, "event_o": sum(1 << s for s in range(self.n) if self.events[s]),
            "wake_o": self.wake, "any_o": self.any,
            "cause_first_o": self.first, "cause_all_o": sum(1 << code for code in self.all), "cause_tick_o": self.tick,
        }  # fmt: skip
