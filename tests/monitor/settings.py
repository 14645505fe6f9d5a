# SPDX-License-Identifier: Apache-2.0
"""Settings for the tests of the monitor, directed and random."""

from __future__ import annotations

import random

from models.monitor_cfg import (
    DIE_CRIT, DIE_WARN, FULL_SCALE, N_CHANNELS, N_TRIPS, VBAT_LOW1, VBAT_LOW2, VBAT_OVER, VBAT_UNDER, MonitorCfg, Threshold
)  # fmt: skip

THRESHOLDS = {
    VBAT_OVER: Threshold(3500, 40), VBAT_UNDER: Threshold(2000, 100), VBAT_LOW1: Threshold(2600, 60),
    VBAT_LOW2: Threshold(2400, 60), DIE_WARN: Threshold(3000, 100), DIE_CRIT: Threshold(3300, 200),
}  # fmt: skip
INSIDE = 2900  # neither VBAT nor die temperature trips or warns, and everything clears, when all channels read this
ALL_SCANNED = 0b11111
EVERY_CHANNEL = (1 << N_CHANNELS) - 1


def settings(
    *, awake: int = 500, asleep: int = 2_000, enable: int = ALL_SCANNED, average: dict[int, int] | None = None,
    count: int = 3, thresholds: dict[int, tuple[int, int]] | None = None,
) -> MonitorCfg:  # fmt: skip
    """Usual settings, with what the arguments change. Averages and thresholds by number of channel and monitor."""
    every = THRESHOLDS | {number: Threshold(*pair) for number, pair in (thresholds or {}).items()}
    averages = tuple((average or {}).get(channel, 0) for channel in range(N_CHANNELS))
    return MonitorCfg(tuple(every[n] for n in range(N_TRIPS)), awake, asleep, enable, averages, count)


CFG_RST = settings().pack()


def random_settings(rng: random.Random, periods: tuple[int, ...] = (0, 1, 20, 80, 300, 700)) -> MonitorCfg:
    """Limits that the values of `random_value` meet, short periods, anything else."""
    center = rng.choice((0, 8, 2048, FULL_SCALE - 8, FULL_SCALE))
    thresholds = tuple(
        Threshold(min(max(center + rng.randrange(-12, 13), 0), FULL_SCALE), rng.choice((0, 0, 1, 2, 5, 255)))
        for _ in range(N_TRIPS)
    )
    averages = tuple(rng.choice((0, 0, 0, 1, 2, 3)) for _ in range(N_CHANNELS))
    enable = rng.choice((ALL_SCANNED, ALL_SCANNED, rng.getrandbits(5), 0b00001, 0b01001, 0))
    return MonitorCfg(thresholds, rng.choice(periods), rng.choice(periods), enable, averages, rng.randrange(8))


def random_value(rng: random.Random, cfg: MonitorCfg) -> int:
    """A code that is likely to matter: at a border of a monitor, or one of the two stuck ones."""
    kind = rng.random()
    if kind < 0.2:
        return rng.choice((0, FULL_SCALE))
    if kind < 0.9:
        limit, hyst = rng.choice(cfg.thresholds)
        return min(max(limit + rng.choice((-hyst, 0, hyst)) + rng.choice((-1, 0, 1)), 0), FULL_SCALE)
    return rng.getrandbits(12)
