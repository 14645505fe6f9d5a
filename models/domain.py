# SPDX-License-Identifier: Apache-2.0
"""One switched power domain: the order of clock, isolation, retention, reset and switch, down and up.

Page "Power: rails, domains, resets, DVFS", timing contract of domain_seq. The sequence is data here: a table says
what each state drives on entry, how long it stays and where it goes; one short routine plays the table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from models.block import Block
from models.regmap import DomainTarget

RUN, GATED, OFF, HOLD = DomainTarget
"""Targets of a domain: running; powered, clock stopped; off; stay where the way down has got to."""

TARGET_W = 2


class _State(NamedTuple):
    """What a state drives on entry (`drive`), its stay (`rst`: RST_TICKS instead of STEP_TICKS), and its exits."""

    drive: dict[str, int]
    exits: tuple[tuple[Callable[[Domain], bool], str], ...]
    rst: bool = False


def _always(_: Domain) -> bool:
    return True


def _wanted(domain: Domain) -> bool:
    return domain.tgt in (RUN, GATED)


def _run(domain: Domain) -> bool:
    return domain.tgt == RUN


def _off(domain: Domain) -> bool:
    return domain.tgt == OFF


def _gate(domain: Domain) -> bool:
    return domain.tgt in (GATED, OFF)


def _off_saving(domain: Domain) -> bool:
    return domain.tgt == OFF and domain.retain


def _closed(domain: Domain) -> bool:
    return bool(domain.ack)


def _open(domain: Domain) -> bool:
    return not domain.ack


def _late(domain: Domain) -> bool:
    return domain.tick >= domain.since + domain.ack_timeout


def _restart(domain: Domain) -> bool:
    return bool(domain.restart)


def _released(domain: Domain) -> bool:
    return not domain.restart


def _saved(domain: Domain) -> bool:
    return domain.saved


_TABLE = {
    "OFF": _State({"clk": 0, "iso": 1, "rst_n": 0, "sw": 0}, ((_wanted, "PWRUP"),)),
    "PWRUP": _State({"sw": 1}, ((_closed, "PULSE"), (_late, "CUT"))),
    "PULSE": _State({"clk": 1}, ((_always, "PSTOP"),), rst=True),
    "PSTOP": _State({"clk": 0}, ((_always, "REL"),)),
    "REL": _State({"rst_n": 1}, ((_saved, "RESTORE"), (_always, "GATED"))),
    "RESTORE": _State({"restore": 1}, ((_always, "GATED"),)),
    "GATED": _State({"iso": 0, "clk": 0}, ((_run, "ON"), (_off, "ISO"))),
    "ON": _State({"clk": 1, "boot": 0, "rst_n": 1}, ((_restart, "RHOLD"), (_gate, "GATED"))),
    "RHOLD": _State({"rst_n": 0, "boot": 1}, ((_released, "ON"),), rst=True),
    "ISO": _State({"iso": 1}, ((_wanted, "GATED"), (_off_saving, "SAVE"), (_off, "RST"))),
    "SAVE": _State({"save": 1}, ((_wanted, "GATED"), (_off, "RST"))),
    "RST": _State({"rst_n": 0}, ((_wanted, "PULSE"), (_off, "CUT"))),
    "CUT": _State({"sw": 0}, ((_open, "OFF"), (_late, "OFF"))),
}
STATES = tuple(_TABLE)


class Domain:
    """State of one domain; `edge()` is one AON edge.

    retain: the domain has retention cells. step_ticks: minimum ticks between two steps (≥ 1). rst_ticks: ticks of
    clock with reset held, and of a restart (≥ 1). ack_timeout: ticks that the switch has for its acknowledge.
    Raises ValueError for a tick count that is not positive.

    Attributes `clk, iso, save, restore, rst_n, sw, boot, fault` are the outputs (0 or 1) of the same name in
    the contract; `state` is its name of the state; `cut` is True if the last edge opened the switch, `stuck` if it gave
    up waiting for it to open.
    """

    def __init__(self, retain: bool, step_ticks: int, rst_ticks: int, ack_timeout: int) -> None:
        for name, value in (("step_ticks", step_ticks), ("rst_ticks", rst_ticks), ("ack_timeout", ack_timeout)):
            if value < 1:
                raise ValueError(f"Domain: {name} = {value}: must be 1 tick or more")
        self.retain = bool(retain)
        self.step_ticks, self.rst_ticks, self.ack_timeout = step_ticks, rst_ticks, ack_timeout
        self.state, self.since, self.saved = "OFF", 0, False
        self.clk = self.rst_n = self.sw = self.save = self.restore = self.boot = self.fault = 0
        self.iso = 1
        self.cut = self.stuck = False
        self.tick = 0
        self.tgt = self.reboot = self.restart = self.ack = 0

    def edge(self, tick: int, tgt: int, reboot: int, restart: int, ack: int) -> bool:
        """One edge with the inputs it samples. True if anything changed, so that the next edge must be played too."""
        self.tick, self.tgt, self.reboot, self.restart, self.ack = tick, tgt, reboot, restart, ack
        pulses = self.save or self.restore or self.fault or self.stuck
        self.save = self.restore = self.fault = 0
        cleared = self.stuck = False
        if (reboot or restart) and self.state == "OFF" and self.saved:
            # What was saved lost its rails or is from before a RESET: it is void, even if the domain stays off.
            self.saved = False
            cleared = True
        was_on, self.cut = self.sw, False
        moved = self._move()
        self.cut = bool(was_on and not self.sw)
        return bool(moved or pulses or cleared)

    def deadline(self) -> int | None:
        """Next tick at which time alone may change something, None if there is none."""
        stay = self._stay_ends()
        if self.tick < stay:
            return stay
        limit = self.since + self.ack_timeout
        return limit if self.state in ("PWRUP", "CUT") and self.tick < limit else None

    def _stay_ends(self) -> int:
        return self.since + (self.rst_ticks if _TABLE[self.state].rst else self.step_ticks)

    def _move(self) -> bool:
        if self.tick < self._stay_ends():
            return False
        for condition, target in _TABLE[self.state].exits:
            if condition(self):
                self._enter(target)
                return True
        return False

    def _enter(self, state: str) -> None:
        source, self.state, self.since = self.state, state, self.tick
        for output, value in _TABLE[state].drive.items():
            setattr(self, output, value)
        if state == "PWRUP" or (state, source) == ("PULSE", "RST"):
            self.boot = int(not self.saved)
        if state == "SAVE":
            self.saved = True
        elif state in ("RESTORE", "RHOLD") or (state, source) == ("GATED", "SAVE"):
            self.saved = False
        if (state, source) == ("CUT", "PWRUP"):
            self.fault = 1
        if (state, source) == ("OFF", "CUT") and self.ack:
            self.stuck = True


class DomainBlock(Block):
    """`domain_seq` by itself, at its own ports, for its unit bench."""

    INPUTS = {"tgt_i": TARGET_W, "reboot_i": 1, "restart_i": 1, "ack_i": 1}
    OUTPUTS = dict.fromkeys(
        ("clk_en_o", "iso_o", "save_o", "restore_o", "rst_no", "sw_en_o", "boot_o", "fault_o", "stuck_o")
        + ("on_o", "gated_o", "off_o", "in_reset_o"),
        1,
    )

    def __init__(self, retain: bool, step_ticks: int, rst_ticks: int, ack_timeout: int) -> None:
        """Parameters as of `Domain`."""
        super().__init__()
        self.domain = Domain(retain, step_ticks, rst_ticks, ack_timeout)
        self._awake = True

    def set(self, tick: int, name: str, value: int) -> None:
        super().set(tick, name, value)
        self._awake = True

    def outputs(self) -> dict[str, int]:
        d = self.domain
        return {
            "clk_en_o": d.clk,
            "iso_o": d.iso,
            "save_o": d.save,
            "restore_o": d.restore,
            "rst_no": d.rst_n,
            "sw_en_o": d.sw,
            "boot_o": d.boot,
            "fault_o": d.fault,
            "stuck_o": int(d.stuck),
            "on_o": int(d.state == "ON"),
            "gated_o": int(d.state == "GATED"),
            "off_o": int(d.state == "OFF"),
            "in_reset_o": int(d.state == "RHOLD"),
        }

    def next_event(self) -> int | None:
        return self.now + 1 if self._awake else self.domain.deadline()

    def _advance(self, tick: int) -> None:
        edge = self.next_event()
        while edge is not None and edge <= tick:
            self._now = edge
            self._awake = self.domain.edge(edge, *self._inputs.values())
            edge = self.next_event()
