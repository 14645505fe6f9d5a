# SPDX-License-Identifier: Apache-2.0
"""Settings of the charger and the words that carry them (page "Charger FSM"; widths in the timing contract).

Voltages in mV, currents in mA, temperatures in codes of the NTC channel (they fall as it gets warmer).
"""

from __future__ import annotations

from typing import NamedTuple

CTRL_W, LIMIT_W, TEMP_W, TIMER_W = 35, 68, 80, 18
CAP_W = 24


def _unpack(word: int, widths: tuple[int, ...]) -> list[int]:
    fields = []
    for width in widths:
        fields.append(word & (1 << width) - 1)
        word >>= width
    return fields


def _pack(values: tuple[int, ...], names: tuple[str, ...], widths: tuple[int, ...]) -> int:
    word, shift = 0, 0
    for value, name, width in zip(values, names, widths, strict=True):
        if not 0 <= value < 1 << width:
            raise ValueError(f"{name} = {value}: must be 0 to {(1 << width) - 1} ({width} bits)")
        word |= value << shift
        shift += width
    return word


_CTRL = (1, 10, 13, 7, 2, 1, 1)
_CAP = (10, 13, 1)
_LIMIT = (14, 14, 12, 12, 7, 9)
_TEMP = (12, 8) * 4
_TIMER = (8, 10)


class Ctrl(NamedTuple):
    """What software steers; the host watchdog puts it back."""

    enable: int = 1
    ichg: int = 500
    vreg: int = 4200
    duty: int = 100
    """Percent of the time that CC lets current flow; 100 and more: all of it."""
    wd: int = 0
    """Host watchdog: 0 off, 1, 2, 3: 40, 80, 160 s."""
    cool50: int = 0
    """In zone COOL half of ichg instead of a fifth."""
    boot: int = 1
    """A charger that is plugged in powers the system up."""

    @classmethod
    def unpack(cls, word: int) -> Ctrl:
        """From the word of ctrl_i."""
        return cls(*_unpack(word, _CTRL))

    def pack(self) -> int:
        """The word of ctrl_i; ValueError for a value that does not fit."""
        return _pack(self, self._fields, _CTRL)


class Caps(NamedTuple):
    """What the cell bears; no setting goes beyond it."""

    ichg: int = 1023
    vreg: int = 8191
    cool50: int = 1
    """Whether half of ichg may flow in zone COOL."""

    @classmethod
    def unpack(cls, word: int) -> Caps:
        """From the parameter CAP."""
        return cls(*_unpack(word, _CAP))

    def pack(self) -> int:
        """The parameter CAP; ValueError for a value that does not fit."""
        return _pack(self, self._fields, _CAP)

    def hold(self, ctrl: Ctrl) -> Ctrl:
        """*ctrl* as far as the cell bears it."""
        return ctrl._replace(**{name: min(getattr(ctrl, name), cap) for name, cap in self._asdict().items()})


class Limits(NamedTuple):
    """Windows and borders."""

    vbus_min: int = 4350
    vbus_max: int = 6500
    vtrickle: int = 2100
    vpre: int = 3000
    itrickle: int = 75
    rechg: int = 100
    """How far below the regulation voltage a full battery is charged again."""

    @classmethod
    def unpack(cls, word: int) -> Limits:
        """From the word of limit_i."""
        return cls(*_unpack(word, _LIMIT))

    def pack(self) -> int:
        """The word of limit_i; ValueError for a value that does not fit."""
        return _pack(self, self._fields, _LIMIT)


class Temps(NamedTuple):
    """Borders of the temperature zones: codes and hystereses."""

    cold: int
    cold_hyst: int
    cool: int
    cool_hyst: int
    warm: int
    warm_hyst: int
    hot: int
    hot_hyst: int

    @classmethod
    def unpack(cls, word: int) -> Temps:
        """From the word of temp_i."""
        return cls(*_unpack(word, _TEMP))

    def pack(self) -> int:
        """The word of temp_i; ValueError for a value that does not fit."""
        return _pack(self, self._fields, _TEMP)


class Timers(NamedTuple):
    """Safety timers in minutes, 0 = off."""

    pre: int = 30
    fast: int = 300

    @classmethod
    def unpack(cls, word: int) -> Timers:
        """From the word of timer_i."""
        return cls(*_unpack(word, _TIMER))

    def pack(self) -> int:
        """The word of timer_i; ValueError for a value that does not fit."""
        return _pack(self, self._fields, _TIMER)
