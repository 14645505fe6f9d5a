# SPDX-License-Identifier: Apache-2.0
"""Wakelocks, and milliseconds in AON ticks (page "Sleep: locks, cores, modes")."""

from __future__ import annotations

from models.sleep_params import SleepParams

WORD = (1 << 32) - 1
MS_BITS = 32
_TICKS_NUMERATOR, _TICKS_DENOMINATOR = 4096, 125  # 32.768 ticks a ms, exactly


class NotYours(PermissionError):
    """A core wrote to the lock words of another one; nothing has changed."""


class LockWord:
    """One 32-bit lock word: a bit is one device's lock. Written by SET and CLR, which never read before they write."""

    def __init__(self, reset: int = 0) -> None:
        self._reset = self._known(reset)
        self.value = reset
        """Locks held; read through the state address."""

    def set(self, bits: int) -> None:
        """Acquire the locks whose bit is 1 (again: no effect). ValueError for more than 32 bits."""
        self.value |= self._known(bits)

    def clr(self, bits: int) -> None:
        """Release the locks whose bit is 1 (again: no effect). ValueError for more than 32 bits."""
        self.value &= ~self._known(bits)

    def boot(self) -> None:
        """The core restarts from reset: back to what the profile says it holds."""
        self.value = self._reset

    @staticmethod
    def _known(bits: int) -> int:
        if not 0 <= bits <= WORD:
            raise ValueError(f"lock bits {bits:#x}: must fit 32 bits")
        return bits


class Locks:
    """The lock words of all cores: `wake[c]` blocks Sleep and deeper, `deep[c]` modes that are marked deep."""

    def __init__(self, params: SleepParams) -> None:
        self.wake = [LockWord(word) for word in params.WAKELOCK_RST]
        self.deep = [LockWord(word) for word in params.DEEPLOCK_RST]

    def write(self, requester: int, core: int, *, deep: bool, acquire: bool, bits: int) -> None:
        """*requester* (id) writes SET (*acquire*) or CLR of *core*'s word. NotYours if that is another core's."""
        word = (self.deep if deep else self.wake)[core]
        if requester != core:
            raise NotYours(f"lock words of core {core}: written by requester {requester}; only core {core} may")
        (word.set if acquire else word.clr)(bits)

    def boot(self, core: int) -> None:
        """Domain of *core* starts to boot (rising edge of its dom_boot): both words take their reset value."""
        self.wake[core].boot()
        self.deep[core].boot()

    @property
    def deeplock(self) -> bool:
        """Whether any core holds a deepwakelock."""
        return any(word.value for word in self.deep)


def ms_to_ticks(ms: int) -> int:
    """AON ticks of *ms* milliseconds (32 bits) of 32.768 kHz, rounded up: never shorter than asked; at most 38 bits."""
    if not 0 <= ms < 1 << MS_BITS:
        raise ValueError(f"{ms} ms: must be 0 to {(1 << MS_BITS) - 1}")
    return -(-ms * _TICKS_NUMERATOR // _TICKS_DENOMINATOR)
