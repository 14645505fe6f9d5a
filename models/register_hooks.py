# SPDX-License-Identifier: Apache-2.0
"""Forms in which registers meet the AON blocks: fields read from outputs, writes of ones that collect, settings in a vector."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from models.bus_side import BusSide
from models.csr import Csr, Written
from models.regmap import REGISTERS

Place = Callable[[int], int]
"""Where in an input the bits of a written word belong."""


def as_written(data: int) -> int:
    """The input has the bits of the register."""
    return data


def read_fields(bus: BusSide, name: str, **fields: Callable[[], int]) -> None:
    """Fields of register *name* come from these functions; a field that the platform lacks reads 0."""
    register = REGISTERS[name]
    bus.csr.on_read(name, lambda: register.pack(**{field: int(get()) for field, get in fields.items()}))


def collect(bus: BusSide, group: str, valid: str, ports: Mapping[str, tuple[str, Place]]) -> None:
    """Commands and write-1-to-clear registers that share posted group *group*: their bits add up until they are sent.

    *ports* says for each register which input of the block its bits go to, and where in it; *valid* is raised with them.
    """
    waiting = dict.fromkeys((port for port, _ in ports.values()), 0)
    crossing = dict(waiting)

    def start() -> None:
        crossing.update(waiting)
        waiting.update(dict.fromkeys(waiting, 0))

    posted = bus.post(group, lambda tick: bus.pulse(tick, valid, **crossing), start)
    for register, (port, place) in ports.items():

        def add(written: Written, port: str = port, place: Place = place) -> None:
            commands = sum(field.mask for field in written.register.fields.values() if field.access in ("w1c", "wo"))
            waiting[port] |= place(written.data & commands)
            posted.post()

        bus.csr.on_write(register, add)


def settings(csr: Csr, vector: str) -> int:
    """The settings whose reset values come from parameter *vector*, packed as it is: so the subsystem takes them too."""
    return sum(
        csr.field(register.name, name) << field.reset_lsb
        for register in REGISTERS.values()
        for name, field in register.fields.items()
        if field.reset_param == vector
    )


def post_word(bus: BusSide, group: str, name: str, valid: str, port: str) -> None:
    """Register *name*, alone in posted group *group*, is sent as it is to input *port* of the block."""
    crossing = {port: 0}
    posted = bus.post(
        group, lambda tick: bus.pulse(tick, valid, **crossing), lambda: crossing.update({port: bus.csr.word(name)})
    )
    bus.csr.on_write(name, lambda _: posted.post())


def post_settings(bus: BusSide, group: str, vector: str, valid: str, port: str) -> None:
    """Registers of posted group *group* are sent together, packed like *vector*, to input *port* of the block."""
    crossing = {port: 0}
    posted = bus.post(
        group, lambda tick: bus.pulse(tick, valid, **crossing), lambda: crossing.update({port: settings(bus.csr, vector)})
    )
    for register in REGISTERS.values():
        if register.posted == group:
            bus.csr.on_write(register.name, lambda _: posted.post())
