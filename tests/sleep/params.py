# SPDX-License-Identifier: Apache-2.0
"""Parameter sets for the tests of the sleep block, and the bench that is built with them."""

from __future__ import annotations

import random

from models.sleep_params import SleepParams
from tb.runner import Bench

LIGHT, MEMORY, DEEP = 1, 2, 3
TWO = SleepParams(
    N_CORES=2, N_MODES=4, N_WAKE=8, N_DOMAINS=3, CORE_DOMAIN=[1, 0], CORE_AUTOSTART=[1, 0], TYPE_RST=[0, 1],
    # RUN, LIGHT (memory stays as it is), MEMORY (self-refresh), DEEP (memory off, everything off)
    MODE_DOM_ON=[0b111, 0b111, 0b011, 0b000], MODE_DRAM=[0, 0, 1, 2],
    MODE_WAKE_MASK=[0xFF, 0xFF, 0x3F, 0x07], MODE_MIN_RES=[0, 16, 64, 1024], MODE_EXIT_LAT=[0, 8, 32, 256],
    MODE_DEEP=[0, 0, 0, 1], MODE_CORE_MIN=[0, 0, 1, 0, 1, 1, 1, 2],
    WAKELOCK_RST=[0b1001, 0b0001], DEEPLOCK_RST=[0, 1], OFF_WAKE_MASK=0x05, DRAM_TIMEOUT=20,
)  # fmt: skip
"""Two cores in swapped domains (core 0 boots, CG; core 1 is woken by core 0, PG), a peripheral domain, DRAM."""

ONE = SleepParams(
    N_CORES=1, N_MODES=2, N_WAKE=1, N_DOMAINS=1, CORE_DOMAIN=[0], CORE_AUTOSTART=[1], TYPE_RST=[1],
    MODE_DOM_ON=[1, 0], MODE_DRAM=[0, 0], MODE_WAKE_MASK=[1, 1], MODE_MIN_RES=[0, 1], MODE_EXIT_LAT=[0, 1],
    MODE_DEEP=[0, 1], MODE_CORE_MIN=[0, 2], WAKELOCK_RST=[1], DEEPLOCK_RST=[0],
    OFF_WAKE_MASK=1, DRAM_TIMEOUT=5,
)  # fmt: skip
"""The smallest PMU there can be: one core, one mode, one source, no DRAM state ever changes."""

PAIR = SleepParams(
    N_CORES=2, N_MODES=3, N_WAKE=4, N_DOMAINS=2, CORE_DOMAIN=[0, 1], CORE_AUTOSTART=[1, 1], TYPE_RST=[1, 1],
    MODE_DOM_ON=[3, 3, 0], MODE_DRAM=[0, 1, 2], MODE_WAKE_MASK=[15, 15, 3], MODE_MIN_RES=[0, 64, 1024],
    MODE_EXIT_LAT=[0, 64, 256], MODE_DEEP=[0, 0, 1], MODE_CORE_MIN=[0, 0, 1, 1, 1, 1],
    WAKELOCK_RST=[9, 1], DEEPLOCK_RST=[0, 1], OFF_WAKE_MASK=3, DRAM_TIMEOUT=8,
)  # fmt: skip
"""Two cores that both boot and are both power gated, as on Ameba."""

SETS = {"two": TWO, "one": ONE, "pair": PAIR}


def random_params(rng: random.Random, cores: int, modes: int, wakes: int) -> SleepParams:
    """A PMU of the given size; everything that mode selection looks at is drawn, small enough to be met often."""
    domains = rng.randint(cores, 8)

    def mask(bits: int) -> int:
        """Most bits are 1, so that several modes pass."""
        return rng.getrandbits(bits) | rng.getrandbits(bits) | rng.getrandbits(bits)

    return SleepParams(
        N_CORES=cores, N_MODES=modes, N_WAKE=wakes, N_DOMAINS=domains, CORE_DOMAIN=rng.sample(range(domains), cores),
        CORE_AUTOSTART=[1] + [rng.getrandbits(1) for _ in range(cores - 1)],
        TYPE_RST=[rng.getrandbits(1) for _ in range(cores)],
        MODE_DOM_ON=[mask(domains) for _ in range(modes)],
        MODE_DRAM=[0] + [rng.randrange(3) for _ in range(modes - 1)],
        MODE_WAKE_MASK=[mask(wakes) for _ in range(modes)],
        MODE_MIN_RES=[0] + [rng.choice((0, 1, 5, 100, 0xFFFF_FFFF)) for _ in range(modes - 1)],
        MODE_EXIT_LAT=[0] + [rng.choice((0, 1, 5, 100, 0xFFFF_FFFF)) for _ in range(modes - 1)],
        MODE_DEEP=[0] + [rng.getrandbits(1) for _ in range(modes - 1)],
        MODE_CORE_MIN=[0] * cores + [rng.randrange(3) for _ in range(cores * (modes - 1))],
        WAKELOCK_RST=[rng.getrandbits(32) for _ in range(cores)],
        DEEPLOCK_RST=[rng.getrandbits(32) for _ in range(cores)], OFF_WAKE_MASK=mask(wakes),
        DRAM_TIMEOUT=rng.randint(4, 20),
    )  # fmt: skip


_SIZES = frozenset(("N_CORES", "N_MODES", "N_WAKE"))
_AON_PARAMS = _SIZES | {
    "N_DOMAINS", "TYPE_RST", "CORE_AUTOSTART", "CORE_DOMAIN", "MODE_DOM_ON", "MODE_DRAM", "MODE_WAKE_MASK",
    "OFF_WAKE_MASK", "DRAM_TIMEOUT",
}  # fmt: skip
_BUS_PARAMS = _SIZES | {
    "MODE_WAKE_MASK", "MODE_MIN_RES", "MODE_EXIT_LAT", "MODE_DEEP", "MODE_CORE_MIN", "WAKELOCK_RST", "DEEPLOCK_RST",
}  # fmt: skip


def bench_for(params: SleepParams) -> Bench:
    """The block bench of the AON part with these parameters."""
    return _bench("rtl/sleep/sleep_core.sv", params, _AON_PARAMS)


def bus_bench_for(params: SleepParams) -> Bench:
    """The bench of the bus-clock part with these parameters."""
    return _bench("tb/blocks/tb_sleep_bus.sv", params, _BUS_PARAMS)


def _bench(top: str, params: SleepParams, names: frozenset[str]) -> Bench:
    packed = {name: value for name, value in params.packed().items() if name in names}
    return Bench(
        top=top, params={name: f"{width}'h{value:x}" if width else value for name, (value, width) in packed.items()}
    )
