# SPDX-License-Identifier: Apache-2.0
"""Parameters of the power block, under the names of its timing contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from models.rails import SLOTS

MAX_MODES, MAX_WAKE, MAX_DOMAINS, MAX_RAILS, MAX_CORES = 16, 32, 8, 8, 2


@dataclass
class PowerParams:
    """What a platform asks of power_core. A list has one entry per mode, rail, domain, core or slot.

    Masks: bit r, d, n or w is rail r, domain d, RAM block n or wake source w. Times are AON ticks. Mode 0 is RUN.
    Raises ValueError, with parameter, value and what would be right, for whatever the contract does not allow.
    """

    N_CORES: int
    N_MODES: int
    N_WAKE: int
    N_DOMAINS: int
    N_RAILS: int
    N_RAM: int
    MODE_RAIL_ON: list[int]
    """Rails that are on, per mode."""
    MODE_RAIL_LP: list[int]
    """Rails in low power (retention voltage) while asleep, per mode; part of those that are on."""
    MODE_DOM_ON: list[int]
    MODE_CLK_ON: list[int]
    """1: the bus clock keeps running in the mode."""
    MODE_RAM_ON: list[int]
    MODE_REBOOT: list[int]
    """1: cores restart from reset after the mode."""
    OFF_WAKE_MASK: int
    """Wake sources that power up from OFF."""
    RTC_MASK: int
    """Those that count as cause RTC."""
    CORE_DOMAIN: list[int]
    CORE_AUTOSTART: list[int]
    RAIL_UP_SLOT: list[int]
    RAIL_DOWN_SLOT: list[int]
    RAIL_PG_TIMEOUT: list[int]
    DOM_RETAIN: list[int]
    DOM_STEP_TICKS: list[int]
    DOM_RST_TICKS: list[int]
    DOM_ACK_TIMEOUT: list[int]
    RAIL_PG_DEGLITCH: list[int] = field(default_factory=list)
    """Ticks for which a good rail must read bad to be lost; 0 counts as 1. Default: 3 for every rail."""
    RAIL_LOSS_LOG: list[int] = field(default_factory=list)
    """1: the loss of the rail is told, and powers nothing down. Default: none."""
    DOM_RAIL: list[int] = field(default_factory=list)
    """Rail of each domain: it does not go before the domain is off. Default: rail 0."""
    CPU_RAIL: int = 0
    """Rail that VDD_EXT follows."""
    SLOT_UP_DELAY: list[int] = field(default_factory=lambda: [1] * SLOTS)
    SLOT_DOWN_DELAY: list[int] = field(default_factory=lambda: [1] * SLOTS)
    BACKDRIVE_TIMEOUT: int = 3277
    CLK_TIMEOUT: int = 328
    RETRY_TICKS: int = 3277
    """First pause after a power-down that nobody wanted."""
    RETRY_FACTOR: int = 10
    """Second and third are so many times as long as the one before."""
    SLOW_RETRY_TICKS: int = 0
    """From FAULT to the next try, 0: none comes by itself."""
    GOOD_RUN_TICKS: int = 1_966_080
    """Running for so long forgets; and the pause after more ends than three."""
    AUTO_START: int = 0

    @classmethod
    def of(cls, values: PowerParams | Mapping[str, object]) -> PowerParams:
        """From a mapping by parameter name, which may hold other blocks' parameters too."""
        if isinstance(values, cls):
            return values
        return cls(**{f.name: values[f.name] for f in fields(cls) if f.name in values})

    @property
    def lp_timeout(self) -> int:
        """Ticks that the rails have to come back from low power."""
        return max(self.RAIL_PG_TIMEOUT)

    def packed(self) -> dict[str, tuple[int, int]]:
        """Every parameter as the RTL takes it: name to (value, width); vectors with element 0 in the low bits.

        Width 0 is a plain `int` parameter.
        """
        result = {}
        for f in fields(self):
            value, (count, width, _) = getattr(self, f.name), self._shape(f.name)
            if isinstance(value, list):
                result[f.name] = (sum(v << i * width for i, v in enumerate(value)), count * width)
            else:
                result[f.name] = (value, width)
        return result

    def __post_init__(self) -> None:
        self.RAIL_PG_DEGLITCH = self.RAIL_PG_DEGLITCH or [3] * self.N_RAILS
        self.RAIL_LOSS_LOG = self.RAIL_LOSS_LOG or [0] * self.N_RAILS
        self.DOM_RAIL = self.DOM_RAIL or [0] * self.N_DOMAINS
        for name, limit in (("N_CORES", MAX_CORES), ("N_MODES", MAX_MODES), ("N_WAKE", MAX_WAKE),
                            ("N_DOMAINS", MAX_DOMAINS), ("N_RAILS", MAX_RAILS), ("N_RAM", 32)):  # fmt: skip
            if not 1 <= getattr(self, name) <= limit:
                raise ValueError(f"{name} = {getattr(self, name)}: must be 1 to {limit}")
        for f in fields(self):
            self._check(f.name)
        self._check_modes()
        if len(set(self.CORE_DOMAIN)) != self.N_CORES:
            raise ValueError(f"CORE_DOMAIN = {self.CORE_DOMAIN}: every core must have a domain of its own")

    def _shape(self, name: str) -> tuple[int, int, int]:
        """(entries or 0 for a single value, width in bits or 0 for an int, smallest value)."""
        modes, cores, domains, rails = self.N_MODES, self.N_CORES, self.N_DOMAINS, self.N_RAILS
        return {
            "MODE_RAIL_ON": (modes, rails, 0),
            "MODE_RAIL_LP": (modes, rails, 0),
            "MODE_DOM_ON": (modes, domains, 0),
            "MODE_CLK_ON": (modes, 1, 0),
            "MODE_RAM_ON": (modes, self.N_RAM, 0),
            "MODE_REBOOT": (modes, 1, 0),
            "OFF_WAKE_MASK": (0, self.N_WAKE, 0),
            "RTC_MASK": (0, self.N_WAKE, 0),
            "CORE_DOMAIN": (cores, 3, 0),
            "CORE_AUTOSTART": (cores, 1, 0),
            "RAIL_UP_SLOT": (rails, 4, 0),
            "RAIL_DOWN_SLOT": (rails, 4, 0),
            "RAIL_PG_TIMEOUT": (rails, 16, 1),
            "RAIL_PG_DEGLITCH": (rails, 8, 0),
            "RAIL_LOSS_LOG": (rails, 1, 0),
            "DOM_RAIL": (domains, 3, 0),
            "RETRY_FACTOR": (0, 0, 1),
            "SLOW_RETRY_TICKS": (0, 0, 0),
            "SLOT_UP_DELAY": (SLOTS, 16, 0),
            "SLOT_DOWN_DELAY": (SLOTS, 16, 0),
            "DOM_RETAIN": (domains, 1, 0),
            "DOM_STEP_TICKS": (domains, 8, 1),
            "DOM_RST_TICKS": (domains, 8, 1),
            "DOM_ACK_TIMEOUT": (domains, 16, 1),
        }.get(name, (0, 0, 1 if name.endswith(("_TIMEOUT", "_TICKS")) else 0))

    def _check(self, name: str) -> None:
        value, (count, width, least) = getattr(self, name), self._shape(name)
        if count and len(value) != count:
            raise ValueError(f"{name} has {len(value)} entries; must have {count}")
        most = (1 << (width or 31)) - 1
        for entry in value if count else [value]:
            if not least <= entry <= most:
                raise ValueError(f"{name}: {entry}: must be {least} to {most}")

    def _check_modes(self) -> None:
        for mode, (on, lp) in enumerate(zip(self.MODE_RAIL_ON, self.MODE_RAIL_LP, strict=True)):
            if on & ~self.MODE_RAIL_ON[0]:
                raise ValueError(f"MODE_RAIL_ON[{mode}] = {on:#b}: must be part of mode 0's, {self.MODE_RAIL_ON[0]:#b}")
            if lp & ~on:
                raise ValueError(f"MODE_RAIL_LP[{mode}] = {lp:#b}: must be part of the mode's rails, {on:#b}")
        if self.MODE_RAIL_LP[0]:
            raise ValueError(f"MODE_RAIL_LP[0] = {self.MODE_RAIL_LP[0]:#b}: must be 0, mode 0 is RUN")
        for core, domain in enumerate(self.CORE_DOMAIN):
            if domain >= self.N_DOMAINS:
                raise ValueError(f"CORE_DOMAIN[{core}] = {domain}: must be below N_DOMAINS, {self.N_DOMAINS}")
        for domain, rail in enumerate(self.DOM_RAIL):
            if rail >= self.N_RAILS:
                raise ValueError(f"DOM_RAIL[{domain}] = {rail}: must be below N_RAILS, {self.N_RAILS}")
        if self.CPU_RAIL >= self.N_RAILS:
            raise ValueError(f"CPU_RAIL = {self.CPU_RAIL}: must be below N_RAILS, {self.N_RAILS}")
