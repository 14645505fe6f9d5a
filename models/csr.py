# SPDX-License-Identifier: Apache-2.0
"""Golden model of the register file: who may access what, what is stored here, and whom a write is passed on to.

Settings (rw) and locks (w1s) are stored here. State that a subsystem holds is read from its model, and commands and
write-1-to-clear masks are passed on to it, through hooks:

    csr.on_write("RTC_COMMIT", lambda written: rtc.commit(...))
    csr.on_read("RTC_STATUS", lambda: REGISTERS["RTC_STATUS"].pack(VALID=rtc.valid))

Interrupts are this model's own business: INTR_STATE is the subsystem's events or the test bits, INTR_RAW the events
alone, and `irq(block)` the level of the output. The subsystem gives its events with `on_events` and is told by
`on_write("<BLOCK>_INTR_STATE", ...)` what to clear.

So are ERROR.RANGE of blocks whose settings have ranges, and SYS_FEATURES: blocks that the platform does not have refuse
every access.

Rules: page "Registers" (docs/registers.md). No time passes here: the bus completes a transfer in a fixed number of
cycles, and what takes ticks to arrive is the subsystem's part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from models.regmap import BOUNDS, BY_ADDR, FEATURES, MAP_BYTES, REGISTERS, RESET_PARAMS, Field, Register, Requester

_STROBES = 4
_FULL_STROBE = (1 << _STROBES) - 1
_WORD = 0xFFFF_FFFF
BUSY_WORDS = [name for name in REGISTERS if name.startswith("SYS_BUSY")]
"""SYS_BUSY, and the words that its MORE speaks of."""


class Written(NamedTuple):
    """An accepted write that a subsystem is told of."""

    register: Register
    data: int
    """What was written, 0 in bytes without a strobe."""
    requester: Requester

    def field(self, name: str) -> int:
        """A field of the data; ValueError names the register if it has no such field."""
        return self.register[name].get(self.data)


class Csr:
    """The register file after POR.

    *profile* gives the reset values that a profile decides and its bounds of settings (names and widths:
    `regmap.RESET_PARAMS`, `regmap.BOUNDS`); those not given are 0, as in the RTL. *present* names the optional blocks that the platform has, by their parameters
    (`regmap.FEATURES`). ValueError for an unknown name or a value that does not fit.
    """

    def __init__(self, profile: Mapping[str, int] | None = None, present: Iterable[str] = ()) -> None:
        given, known = dict(profile or {}), RESET_PARAMS | BOUNDS
        for name, value in given.items():
            if name not in known:
                raise ValueError(f"reset value {name}: no such parameter; there are {', '.join(known)}")
            if not 0 <= value < 1 << known[name]:
                raise ValueError(f"reset value {name} = {value}: must fit {known[name]} bits")
        self._resets = given
        self._bounds = {name: given.get(name, 0) for name in BOUNDS}
        self._present = frozenset(present)
        if unknown := self._present - set(FEATURES):
            raise ValueError(f"{', '.join(sorted(unknown))}: no such optional block; there are {', '.join(FEATURES)}")
        self._stored: dict[str, int] = {}
        self._test: dict[str, int] = {}
        self._range_errors: set[str] = set()  # ERROR registers whose RANGE is 1
        self._readers: dict[str, Callable[[], int]] = {}
        self._events: dict[str, Callable[[], int]] = {}
        self._listeners: dict[str, list[Callable[[Written], None]]] = {}
        self.reset()

    def reset(self) -> None:
        """POR: settings to their reset values, locks open, no test bits, no range errors. Hooks stay."""
        self._stored = {reg.name: sum(self._reset_of(f) for f in reg.fields.values()) for reg in BY_ADDR.values()}
        self._test = {}
        self._range_errors = set()

    # ---- hooks of the subsystems

    def on_write(self, name: str, listener: Callable[[Written], None]) -> None:
        """Call *listener* for every accepted write to register *name* that writes at least one byte.

        Settings are stored before. KeyError names an unknown register, ValueError one that cannot be written.
        """
        if not _named(name).writable:
            raise ValueError(f"{name} is read-only: nobody can be told of writes")
        self._listeners.setdefault(name, []).append(listener)

    def on_read(self, name: str, reader: Callable[[], int]) -> None:
        """*reader* gives the word of register *name*; only the fields that a subsystem holds are taken from it."""
        if not any(f.held for f in _named(name).fields.values()):
            raise ValueError(f"{name}: no field of it is held by a subsystem")
        if _interrupt_of(name) or name == "SYS_IRQ_STATUS":
            raise ValueError(f"{name}: comes from the interrupt logic; give the events with on_events")
        if REGISTERS[name].range_error or name == "SYS_FEATURES":
            raise ValueError(f"{name}: is the register file's own")
        self._readers[name] = reader

    def on_events(self, block: str, reader: Callable[[], int]) -> None:
        """*reader* gives the sticky events of subsystem *block* ("RTC", ...), bit n = field n of its INTR_STATE."""
        _named(f"{block}_INTR_STATE")
        self._events[block] = reader

    # ---- the bus

    def write(
        self, addr: int, data: int, strb: int = _FULL_STROBE, requester: int = Requester.CORE0, secure: bool = True
    ) -> bool:
        """A write of 32-bit *data* to byte address *addr*; False if it was refused.

        Then nothing has changed, but for ERROR.RANGE of the block if nothing was wrong with the write except a field out of
        its range.
        """
        _check_operands(addr, data, strb)
        mask = sum(0xFF << 8 * lane for lane in range(_STROBES) if strb >> lane & 1)
        reg = self._register_at(addr)
        if reg is None or not self._may_write(reg, data & mask, strb, requester, secure):
            return False
        if not reg.allows(data & mask, self._bounds):
            self._range_errors.add(f"{reg.block}_ERROR")
            return False
        if mask:
            self._carry_out(Written(reg, data & mask, Requester(requester)), mask)
        return True

    def read(self, addr: int, requester: int = Requester.CORE0, secure: bool = True) -> tuple[int, bool]:
        """The word at byte address *addr*, and whether the read was allowed (0 if not). Everybody may read."""
        _check_operands(addr, 0, 0)
        Requester(requester)
        reg = self._register_at(addr)
        return (0, False) if reg is None else (self.word(reg.name), True)

    # ---- what models and tests look at

    def word(self, name: str) -> int:
        """The value that a read of register *name* gives."""
        reg = _named(name)
        held = sum(f.mask for f in reg.fields.values() if f.held)
        word = self._stored[name] & ~held & ~sum(f.mask for f in reg.fields.values() if f.access == "wo")
        return word | (self._held_word(name) & held)

    def field(self, name: str, field: str) -> int:
        """A field of the value that a read of register *name* gives."""
        return _named(name)[field].get(self.word(name))

    def irq(self, block: str) -> bool:
        """Level of the interrupt output of subsystem *block*."""
        return bool(self.word(f"{block}_INTR_STATE") & self.word(f"{block}_INTR_ENABLE"))

    # ---- inside

    def _register_at(self, addr: int) -> Register | None:
        """The register at a byte address, if this platform has it."""
        reg = BY_ADDR.get(addr)
        return reg if reg is None or reg.present is None or reg.present in self._present else None

    def _reset_of(self, field: Field) -> int:
        if field.held or field.access == "wo":
            return 0
        if field.reset_param:
            given = self._resets.get(field.reset_param, 0) >> field.reset_lsb
            return field.put(given & (1 << field.width) - 1)
        return field.put(field.reset)

    def _may_write(self, reg: Register, data: int, strb: int, requester: int, secure: bool) -> bool:
        allowed = reg.writable
        if reg.lock is not None:
            lock_register, lock = reg.lock
            allowed = allowed and not self.field(lock_register, lock)
        if reg.secure:
            allowed = allowed and secure
        if reg.owner is not None:
            allowed = allowed and Requester(requester) == reg.owner
        if reg.whole:
            allowed = allowed and strb == _FULL_STROBE
        return allowed

    def _carry_out(self, written: Written, mask: int) -> None:
        reg, data = written.register, written.data
        word = self._stored[reg.name]
        for field in reg.fields.values():
            if field.access == "rw":
                word = (word & ~(field.mask & mask)) | (data & field.mask)
            elif field.access == "w1s":
                word |= data & field.mask
        self._stored[reg.name] = word
        interrupt = _interrupt_of(reg.name)
        if interrupt and reg.name.endswith("_TEST"):
            self._test[interrupt] = self._test.get(interrupt, 0) | (data & _bits(reg))
        elif interrupt and reg.name.endswith("_STATE"):
            self._test[interrupt] = self._test.get(interrupt, 0) & ~data
        if reg.range_error and reg["RANGE"].get(data):
            self._range_errors.discard(reg.name)
        for listener in self._listeners.get(reg.name, ()):
            listener(written)

    def _held_word(self, name: str) -> int:
        block = _interrupt_of(name)
        if block:
            events = self._events.get(block, lambda: 0)()
            return events if name.endswith("_RAW") else events | self._test.get(block, 0)
        if name == "SYS_IRQ_STATUS":
            return sum(field.put(self.irq(block)) for block, field in REGISTERS[name].fields.items())
        if name == "SYS_FEATURES":
            return sum(field.put(f"HAS_{block}" in self._present) for block, field in REGISTERS[name].fields.items())
        if name == "SYS_BUSY":
            more = any(self.word(further) for further in BUSY_WORDS[1:])
            return self._readers.get(name, lambda: 0)() | REGISTERS[name].pack(MORE=int(more))
        if REGISTERS[name].range_error:
            return REGISTERS[name].pack(RANGE=name in self._range_errors)
        return self._readers.get(name, lambda: 0)()


def _named(name: str) -> Register:
    try:
        return REGISTERS[name]
    except KeyError:
        raise KeyError(f"no register {name!r}") from None


def _bits(reg: Register) -> int:
    return sum(field.mask for field in reg.fields.values())


def _interrupt_of(name: str) -> str | None:
    """The subsystem whose interrupt a register belongs to."""
    block, found, _ = name.partition("_INTR_")
    return block if found else None


def _check_operands(addr: int, data: int, strb: int) -> None:
    if not 0 <= addr < MAP_BYTES:
        raise ValueError(f"address 0x{addr:X}: must be below 0x{MAP_BYTES:X}")
    if not 0 <= data <= _WORD:
        raise ValueError(f"data 0x{data:X}: must fit 32 bits")
    if not 0 <= strb <= _FULL_STROBE:
        raise ValueError(f"strobes {strb}: must be 0 to {_FULL_STROBE}")
