# SPDX-License-Identifier: Apache-2.0
"""Every access on the bus against the model of the registers: who is refused, and what is read.

Settings have to read back as written. State that comes from the AON side may be as old as the crossing makes it: a value
passes if the block's model had it at some tick of the last few.
"""

from __future__ import annotations

from models.bus_side import BusSide
from models.csr import BUSY_WORDS
from models.registers import connect
from models.regmap import BY_ADDR, Register
from profiles.parameters import plain
from tb.agents.apb import Transaction
from tb.board import Board

CROSSING_TICKS = 3
_TICK_MS = 1000 / 32_768

# Registers whose value depends on where in a crossing, or within a bus clock, the read falls. They are checked by the tests
# of their blocks.
_LIVE = frozenset({
    *BUSY_WORDS, "SYS_TICKS", "WDT_STATUS", "SYS_IRQ_STATUS", "RTC_PRESC", "WAKE_RAW", "SLP_CORE0_STATUS", "SLP_CORE1_STATUS",
    "SLP_MODE_NEXT", "PWR_STATUS",
})  # fmt: skip
# Sticky bits read 0 while a clear of them is on its way.
_CLEARED_EARLY = frozenset({
    "SLP_INTR_STATE", "SLP_INTR_RAW", "RTC_INTR_STATE", "RTC_INTR_RAW", "WAKE_PENDING", "PWR_CAUSE", "PWR_REASON",
    "PWR_RESET_CAUSE", "PWR_FAULT", "PWR_RAIL_LOST", "PWR_INTR_STATE", "PWR_INTR_RAW", "MON_INTR_STATE", "MON_INTR_RAW", "MON_FRESH", "CHG_INTR_STATE", "CHG_INTR_RAW",
    "WDT_INTR_STATE", "WDT_INTR_RAW", "WDT_BITTEN",
})
_FRESH = 1 << 15  # of MON_RESULT: reads 0 early as well, but the value must be right  # fmt: skip


class _Past:
    """Stands in for the network of block models: outputs as they were at a tick, from the scoreboards."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self.tick: int | None = None

    @property
    def blocks(self) -> dict[str, object]:
        """The models of the blocks as they are now."""
        return {entry.name: entry.model for entry in self._board.scoreboards}

    @property
    def now(self) -> int:
        return self._board.clock.tick

    def output(self, source: str) -> int:
        """Value of `block.output` after edge `tick` (None: after the last one)."""
        block, _, port = source.partition(".")
        scoreboard = next(entry for entry in self._board.scoreboards if entry.name == block)
        values = scoreboard.model.outputs()
        if self.tick is not None:
            for tick, outputs in scoreboard.recent:
                if tick <= self.tick:
                    values = outputs
        return values[port]

    def late(self, source: str) -> int:
        """Sticky events; the sample before is among those that are looked at."""
        return self.output(source)

    def watch(self, source: str, call: object) -> None:
        """Nobody has to be told: every access looks for itself."""

    def at(self, tick: int, call: object) -> None:
        """Nothing is posted from here: the RTL does that."""

    def set(self, target: str, value: int, tick: int | None = None) -> None:
        """Nothing is driven from here."""


class RegisterMirror:
    """A model of the registers that sees every access of the bus."""

    def __init__(self, board: Board) -> None:
        self._board = board
        self._values = plain(board.profile)
        self._past = _Past(board)
        self.locked_at = 0
        """Tick of the last write that took a lock or promised active time."""
        self.reset()

    def reset(self) -> None:
        """Power-on reset: every register has its reset value."""
        self._bus = connect(BusSide(self._past, self._values))
        self._promises = [0] * self._values["N_CORES"]
        self.locked_at = 0

    def access(self, transaction: Transaction) -> None:
        """Check one finished access. AssertionError names register, seen and expected."""
        command, response = transaction.command, transaction.response
        self._past.tick = None
        if command.write:
            allowed = self._bus.csr.write(command.addr, command.data, command.strb, command.requester, command.secure)
            if allowed:
                self._promise(BY_ADDR[command.addr], command.data)
        else:
            _, allowed = self._bus.csr.read(command.addr, command.requester, command.secure)
        assert allowed != response.error, f"{command}: {'refused' if response.error else 'accepted'}, expected the opposite"
        if allowed and not command.write:
            self._compare(BY_ADDR[command.addr], response.data)

    def may_sleep(self, mode: int) -> None:
        """The PMU enters *mode*: no wakelock is held, no deepwakelock if it is deep, no active time was promised."""
        tick = self._board.clock.tick
        for core, name in enumerate(self._board.profile.names("core")):
            held = self._bus.locks.wake[core].value
            assert not held, f"the PMU sleeps at tick {tick} with wakelocks {held:#x} of core {name} held"
            deep = self._bus.locks.deep[core].value if self._values["MODE_DEEP"][mode] else 0
            assert not deep, f"the PMU enters a deep mode at tick {tick} with deepwakelocks {deep:#x} of core {name} held"
            left = self._promises[core] - tick
            assert left <= 0, f"the PMU sleeps at tick {tick}, {left} ticks before the active time of core {name} is over"

    def _promise(self, register: Register, data: int) -> None:
        """Remember until when active time holds the system up, at least, and when a lock was taken."""
        if register.name.endswith(("LOCK_SET", "_ACTIVE_TIME")):
            self.locked_at = self._board.clock.tick
        if register.name.endswith("_ACTIVE_TIME"):
            core = int(register.name.removeprefix("SLP_CORE")[0])
            self._promises[core] = max(self._promises[core], self._board.clock.tick + int(data / _TICK_MS))

    def boot(self, domains: int) -> None:
        """The cores of *domains* (bit mask) start from reset: they have the locks of a reset."""
        for core, domain in enumerate(self._values["CORE_DOMAIN"]):
            if domains >> domain & 1:
                self._bus.boot(core)

    def _compare(self, register: Register, seen: int) -> None:
        if register.name in _LIVE:
            return
        now = self._board.clock.tick
        candidates = set()
        for tick in range(now - CROSSING_TICKS, now + 1):
            self._past.tick = tick
            candidates.add(self._bus.csr.word(register.name))
        if register.name.startswith("MON_RESULT"):
            candidates |= {word & ~_FRESH for word in candidates}
        if register.name in _CLEARED_EARLY:
            ok = any(seen & ~word == 0 for word in candidates)
        else:
            ok = seen in candidates
        assert ok, (
            f"{register.name} reads {seen:#x}; expected "
            + " or ".join(f"{word:#x}" for word in sorted(candidates))
            + f", tick {now}"
        )
