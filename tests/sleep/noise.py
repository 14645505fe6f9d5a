# SPDX-License-Identifier: Apache-2.0
"""Inputs of sleep_core without any sense, biased so that every state is visited: the contract holds for all of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from models.sleep_params import SleepParams

_STATES = (0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 7)
_PULSES = frozenset(
    ("max_valid_i", "tmr_valid_i", "kick_valid_i", "type_valid_i", "clr_valid_i", "restart_i", "boot_go_i")
)
_SHORT = (0, 1, 1, 2, 3, 4, 5, 6, 9, 14, 30, 100)


class Noise:
    """Changes of inputs from tick to tick. What is valid for one tick may also stay for several: that is allowed.

    Chances drift: sometimes the PMU is let alone on its way into sleep, sometimes everything rattles.
    """

    def __init__(self, rng: random.Random, params: SleepParams) -> None:
        self._rng, self._params = rng, params
        cores = params.N_CORES
        self._widths = {"idle_i": cores, "type_pg_i": cores, "act_valid_i": cores, "kick_i": cores, "clr_i": 4,
                        "wake_i": cores, "dom_on_i": cores, "dom_gated_i": cores}  # fmt: skip
        self.values = dict.fromkeys(
            ("idle_i", "ok_i", "ok_mode_i", "type_valid_i", "type_pg_i", "act_valid_i", "act_ticks_i", "max_valid_i",
             "max_ticks_i", "tmr_valid_i", "tmr_ticks_i", "kick_valid_i", "kick_i", "clr_valid_i", "clr_i", "wake_i",
             "any_i", "state_i", "boot_go_i", "restart_i", "ponr_i", "dom_on_i", "dom_gated_i", "dram_ack_i"), 0,
        )  # fmt: skip

    def ticks(self, count: int) -> Iterator[dict[str, int]]:
        """For each of *count* ticks the inputs that change."""
        rng, phase = self._rng, ""
        while count > 0:
            after = {"sleepy": ("asleep", "asleep", "sleepy", "rattle"), "asleep": ("calm", "awake", "sleepy")}
            phase = rng.choice(after.get(phase, ("sleepy", "sleepy", "rattle", "calm", "awake")))
            for _ in range(min(count, rng.choice((1, 3, 8, 20, 40)))):
                count -= 1
                wanted = {name: self._next(name, phase) for name in self.values}
                changed = {name: value for name, value in wanted.items() if value != self.values[name]}
                self.values |= changed
                yield changed

    def _next(self, name: str, phase: str) -> int:
        """The value of *name* at the next tick; mostly what it is."""
        rng, old = self._rng, self.values[name]
        ones = (1 << self._widths.get(name, 1)) - 1
        rattle = phase == "rattle"
        if name in _PULSES:
            return int(rng.random() < (0.2 if rattle else 0.005))
        if name in ("idle_i", "ok_i") and phase == "awake":
            return (ones if name == "ok_i" else 0) if rng.random() < 0.9 else old
        if name == "act_valid_i":
            return rng.getrandbits(len(bin(ones)) - 2) if rng.random() < (0.1 if rattle else 0.01) else 0
        if name in ("kick_i", "type_pg_i", "clr_i"):
            return rng.randint(0, ones)
        if name == "act_ticks_i":
            return sum(rng.choice(_SHORT) << 38 * c for c in range(self._params.N_CORES))
        if name in ("max_ticks_i", "tmr_ticks_i"):
            return rng.choice(_SHORT)
        if name == "ok_mode_i":
            modes = self._params.N_MODES
            mode = rng.randrange(16) if rng.random() < 0.1 else rng.randrange(1, modes)
            return mode if not self.values["ok_i"] or rng.random() < 0.05 else old
        if name == "state_i":
            if phase == "sleepy":
                return 2 if rng.random() < 0.99 else rng.choice(_STATES)
            if phase == "asleep":
                return 4 if rng.random() < 0.9 else rng.choice(_STATES)
            if phase == "awake":
                return 2 if rng.random() < 0.9 else rng.choice(_STATES)
            return old if rng.random() < 0.9 else rng.choice(_STATES)
        likely = {"awake": {"dom_on_i": 1, "dram_ack_i": 1},
                  "sleepy": {"idle_i": 1, "ok_i": 1, "dom_gated_i": 1, "wake_i": 0, "any_i": 0, "dram_ack_i": 1},
                  "asleep": {"idle_i": 1, "ok_i": 1, "wake_i": 0, "any_i": 0}}.get(phase, {})  # fmt: skip
        if name in likely and rng.random() < 0.98:
            return ones * likely[name]
        return rng.randint(0, ones) if rng.random() < (0.5 if rattle else 0.1) else old
