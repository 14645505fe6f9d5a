# SPDX-License-Identifier: Apache-2.0
"""Parameters of the sleep block, under the names of its timing contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

MAX_MODES, MAX_WAKE, MAX_DOMAINS, MAX_CORES = 16, 32, 8, 2
DRAM_STATES = 3  # refresh, self-refresh, off
DRAM_SETTLE_TICKS = 4
"""An acknowledge of the memory that is seen earlier may still be the one of the state before."""


@dataclass
class SleepParams:
    """What a platform asks of the sleep block. A list has one entry per mode or core, MODE_CORE_MIN per mode and core.

    Masks: bit d or n is domain d or wake source n; bit n of a lock word is device n. Times are AON ticks. Mode 0 is
    RUN. Raises ValueError, with parameter, value and what would be right, for whatever the contract does not allow.
    """

    N_CORES: int
    N_MODES: int
    N_WAKE: int
    N_DOMAINS: int
    CORE_DOMAIN: list[int]
    """The domain that each core is in."""
    CORE_AUTOSTART: list[int]
    """1: the core starts at power-up, at a reboot and at a restart; 0: only when it is woken."""
    TYPE_RST: list[int]
    """Sleep type of each core after reset: 0 clock gated (CG), 1 power gated (PG)."""
    MODE_DOM_ON: list[int]
    """Domains that stay up, per mode."""
    MODE_DRAM: list[int]
    """0 refresh, 1 self-refresh, 2 off, per mode."""
    MODE_WAKE_MASK: list[int]
    """Sources that can wake, per mode."""
    MODE_MIN_RES: list[int]
    """Least expected sleep that makes the mode worth it, per mode."""
    MODE_EXIT_LAT: list[int]
    MODE_DEEP: list[int]
    """1: a deepwakelock of any core rules the mode out."""
    MODE_CORE_MIN: list[int]
    """What each core's sleep must at least be (0 anything, 1 CG, 2 PG), at index mode * N_CORES + core."""
    WAKELOCK_RST: list[int]
    """Wakelocks that each core holds when it boots."""
    DEEPLOCK_RST: list[int]
    OFF_WAKE_MASK: int
    """Sources that can power up from OFF."""
    DRAM_TIMEOUT: int = 64

    @classmethod
    def of(cls, values: SleepParams | Mapping[str, object]) -> SleepParams:
        """From a mapping by parameter name, which may hold other blocks' parameters too; a 1-entry list is a number."""
        if isinstance(values, cls):
            return values
        chosen = {f.name: values[f.name] for f in fields(cls) if f.name in values}
        mask = chosen.get("OFF_WAKE_MASK")
        return cls(**{**chosen, **({"OFF_WAKE_MASK": mask[0]} if isinstance(mask, list) else {})})

    def core_min(self, mode: int, core: int) -> int:
        """What mode *mode* asks of core *core*: 0 nothing, 1 CG, 2 PG."""
        return self.MODE_CORE_MIN[mode * self.N_CORES + core]

    def packed(self) -> dict[str, tuple[int, int]]:
        """Every parameter as the RTL takes it: name to (value, width); vectors with element 0 in the low bits.

        Width 0 is a plain `int` parameter.
        """
        result = {}
        for f in fields(self):
            value, (count, width, _, _) = getattr(self, f.name), self._shape(f.name)
            packed = sum(entry << index * width for index, entry in enumerate(value)) if count else value
            result[f.name] = (packed, (count or 1) * width)
        return result

    def __post_init__(self) -> None:
        for name, limit in (("N_CORES", MAX_CORES), ("N_MODES", MAX_MODES), ("N_WAKE", MAX_WAKE),
                            ("N_DOMAINS", MAX_DOMAINS)):  # fmt: skip
            if not 1 <= getattr(self, name) <= limit:
                raise ValueError(f"{name} = {getattr(self, name)}: must be 1 to {limit}")
        for f in fields(self):
            self._check(f.name)
        if self.MODE_DRAM[0]:
            raise ValueError(f"MODE_DRAM[0] = {self.MODE_DRAM[0]}: must be 0 (refresh), mode 0 is RUN")
        if len(set(self.CORE_DOMAIN)) != self.N_CORES:
            raise ValueError(f"CORE_DOMAIN = {self.CORE_DOMAIN}: every core must have a domain of its own")

    def _shape(self, name: str) -> tuple[int, int, int, int]:
        """(entries or 0 for a single value, width in bits or 0 for an int, smallest and largest value)."""
        modes, cores, word = self.N_MODES, self.N_CORES, (1 << 32) - 1
        wakes, domains = (1 << self.N_WAKE) - 1, (1 << self.N_DOMAINS) - 1
        return {
            "CORE_DOMAIN": (cores, 3, 0, self.N_DOMAINS - 1),
            "CORE_AUTOSTART": (cores, 1, 0, 1),
            "TYPE_RST": (cores, 1, 0, 1),
            "MODE_DOM_ON": (modes, self.N_DOMAINS, 0, domains),
            "MODE_DRAM": (modes, 2, 0, DRAM_STATES - 1),
            "MODE_WAKE_MASK": (modes, self.N_WAKE, 0, wakes),
            "MODE_MIN_RES": (modes, 32, 0, word),
            "MODE_EXIT_LAT": (modes, 32, 0, word),
            "MODE_DEEP": (modes, 1, 0, 1),
            "MODE_CORE_MIN": (modes * cores, 2, 0, 2),
            "WAKELOCK_RST": (cores, 32, 0, word),
            "DEEPLOCK_RST": (cores, 32, 0, word),
            "OFF_WAKE_MASK": (0, self.N_WAKE, 0, wakes),
            "DRAM_TIMEOUT": (0, 0, DRAM_SETTLE_TICKS, (1 << 31) - 1),
        }.get(name, (0, 0, 1, (1 << 31) - 1))

    def _check(self, name: str) -> None:
        value, (count, _, least, most) = getattr(self, name), self._shape(name)
        if count and len(value) != count:
            raise ValueError(f"{name} has {len(value)} entries; must have {count}")
        for entry in value if count else [value]:
            if not least <= entry <= most:
                raise ValueError(f"{name}: {entry}: must be {least} to {most}")
