# SPDX-License-Identifier: Apache-2.0
"""Parameter sets for the tests of the power block, from the smallest PMU to the largest, and random ones."""

from __future__ import annotations

import random

from models.power_params import PowerParams
from tb.runner import Bench

MINI = PowerParams(
    N_CORES=1, N_MODES=2, N_WAKE=1, N_DOMAINS=1, N_RAILS=1, N_RAM=1,
    MODE_RAIL_ON=[1, 0], MODE_RAIL_LP=[0, 0], MODE_DOM_ON=[1, 0], MODE_CLK_ON=[1, 0], MODE_RAM_ON=[1, 1],
    MODE_REBOOT=[0, 0], OFF_WAKE_MASK=1, RTC_MASK=1, CORE_DOMAIN=[0], CORE_AUTOSTART=[1],
    RAIL_UP_SLOT=[5], RAIL_DOWN_SLOT=[0], RAIL_PG_TIMEOUT=[6], DOM_RETAIN=[1], DOM_STEP_TICKS=[1], DOM_RST_TICKS=[1],
    DOM_ACK_TIMEOUT=[5], BACKDRIVE_TIMEOUT=9, CLK_TIMEOUT=7, RETRY_TICKS=11,
    RAIL_PG_DEGLITCH=[0], RETRY_FACTOR=1, SLOW_RETRY_TICKS=150, GOOD_RUN_TICKS=300,
)  # fmt: skip
"""One core, one rail, one domain, every wait as short as can be."""

M_LIGHT, M_DEEP, M_REBOOT, M_CLOCKED, M_LOW = 1, 2, 3, 4, 5
BASE = PowerParams(
    N_CORES=2, N_MODES=6, N_WAKE=6, N_DOMAINS=4, N_RAILS=4, N_RAM=3,
    # modes: RUN, LIGHT (domains only), DEEP (rails off), REBOOT, CLOCKED (bus clock stays), LOW (rails at retention)
    MODE_RAIL_ON=[0b1111, 0b1111, 0b0011, 0b0001, 0b1111, 0b1011],
    MODE_RAIL_LP=[0, 0, 0b0010, 0, 0, 0b1011],
    MODE_DOM_ON=[0b0111, 0b0100, 0, 0, 0b0110, 0],
    MODE_CLK_ON=[1, 0, 0, 0, 1, 0],
    MODE_RAM_ON=[0b111, 0b111, 0b101, 0b010, 0b111, 0b001],
    MODE_REBOOT=[0, 0, 0, 1, 0, 0],
    OFF_WAKE_MASK=0b011011, RTC_MASK=0b000010, CORE_DOMAIN=[1, 0], CORE_AUTOSTART=[1, 0],
    RAIL_UP_SLOT=[0, 2, 2, 7], RAIL_DOWN_SLOT=[15, 3, 4, 3], RAIL_PG_TIMEOUT=[9, 8, 12, 7],
    SLOT_UP_DELAY=[5, 1, 4] + [2] * 13, SLOT_DOWN_DELAY=[3, 3, 3, 4, 2] + [6] * 11, CPU_RAIL=1,
    DOM_RETAIN=[1, 1, 0, 0], DOM_STEP_TICKS=[2, 1, 1, 3], DOM_RST_TICKS=[3, 2, 1, 1], DOM_ACK_TIMEOUT=[9, 8, 10, 7],
    BACKDRIVE_TIMEOUT=17, CLK_TIMEOUT=13, RETRY_TICKS=23,
    RAIL_PG_DEGLITCH=[1, 0, 1, 1], DOM_RAIL=[1, 0, 2, 3], RETRY_FACTOR=3, GOOD_RUN_TICKS=900,
)  # fmt: skip
"""What the directed tests run on: two cores (domains 1 and 0), rails that share slots, all kinds of modes."""


def random_params(rng: random.Random, cores: int, rails: int, domains: int, modes: int) -> PowerParams:
    """A PMU of the given size; everything else is drawn, with waits that are short but not all minimal."""
    rail_on = [(1 << rails) - 1] + [rng.getrandbits(rails) for _ in range(modes - 1)]
    core_domains = rng.sample(range(domains), cores)
    return PowerParams(
        N_CORES=cores, N_MODES=modes, N_WAKE=rng.choice([1, 5, 32]), N_DOMAINS=domains, N_RAILS=rails,
        N_RAM=rng.choice([1, 4, 8]),
        MODE_RAIL_ON=rail_on, MODE_RAIL_LP=[0] + [on & rng.getrandbits(rails) for on in rail_on[1:]],
        MODE_DOM_ON=[rng.getrandbits(domains) for _ in range(modes)],
        MODE_CLK_ON=[1] + [rng.getrandbits(1) for _ in range(modes - 1)],
        MODE_RAM_ON=[rng.getrandbits(1) for _ in range(modes)],
        MODE_REBOOT=[0] + [rng.getrandbits(1) for _ in range(modes - 1)], OFF_WAKE_MASK=1, RTC_MASK=rng.getrandbits(1),
        CORE_DOMAIN=core_domains, CORE_AUTOSTART=[rng.getrandbits(1) for _ in range(cores)],
        RAIL_UP_SLOT=[rng.choice([0, 3, 9, 15]) for _ in range(rails)],
        RAIL_DOWN_SLOT=[rng.choice([0, 1, 14, 15]) for _ in range(rails)],
        RAIL_PG_TIMEOUT=[rng.randint(4, 12) for _ in range(rails)],
        SLOT_UP_DELAY=[rng.randint(0, 6) for _ in range(16)], SLOT_DOWN_DELAY=[rng.randint(0, 6) for _ in range(16)],
        CPU_RAIL=rng.randrange(rails), DOM_RETAIN=[rng.getrandbits(1) for _ in range(domains)],
        DOM_STEP_TICKS=[rng.choice([1, 1, 2, 3]) for _ in range(domains)],
        DOM_RST_TICKS=[rng.choice([1, 2, 4]) for _ in range(domains)],
        DOM_ACK_TIMEOUT=[rng.randint(4, 10) for _ in range(domains)],
        BACKDRIVE_TIMEOUT=rng.randint(5, 12), CLK_TIMEOUT=rng.randint(5, 12), RETRY_TICKS=rng.randint(5, 20),
        AUTO_START=rng.getrandbits(1),
        RAIL_PG_DEGLITCH=[rng.choice([0, 1, 2, 3, 6]) for _ in range(rails)],
        RAIL_LOSS_LOG=[int(rng.random() < 0.2) for _ in range(rails)], DOM_RAIL=[rng.randrange(rails) for _ in range(domains)],
        RETRY_FACTOR=rng.choice([1, 2, 4]), SLOW_RETRY_TICKS=rng.choice([0, 100]), GOOD_RUN_TICKS=rng.choice([60, 200, 700]),
    )  # fmt: skip


def bench_for(params: PowerParams) -> Bench:
    """The block bench with these parameters."""
    values = {name: f"{width}'h{value:x}" if width else value for name, (value, width) in params.packed().items()}
    return Bench(top="rtl/power/power_core.sv", params=values)
