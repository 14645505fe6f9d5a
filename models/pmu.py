# SPDX-License-Identifier: Apache-2.0
"""The whole PMU as a model: registers behind a two-method port, pins, and time that jumps from event to event.

    pmu = Pmu(load("ameba"))
    pmu.run(ms=5)                                # powers up
    pmu.write32("SLP_CORE1_WAKELOCK_CLR", 1, requester=1)
    pmu.wfi("ap", 1)
    pmu.run(ms=1)

The AON blocks are the same models that the scoreboards use, tick for tick. The crossings between the clocks take here
what they take in hardware when nothing is metastable: a bus clock has no place in this model, so everything on the bus
side happens between two ticks.
"""

from __future__ import annotations

from collections.abc import Callable

from models.battery import Battery
from models.blocks import BLOCKS, on_platform, part_of
from models.board import Board, BoardDelays
from models.bus_side import BusSide
from models.network import Network
from models.registers import connect
from models.regmap import REGISTERS, PwrState
from profiles import Profile
from profiles.parameters import plain

AON_HZ = 32_768
_STATES = tuple(PwrState)  # their values are 0, 1, 2, …: looked at after every event, so by index
# Inputs of the list's wires that take something else here: registers' models do it, or `Battery`
_OTHERWISE = frozenset({
    "rtc.ticks_i", "rtc.requester_i", "rtc.boot_i", "sleep.dom_boot_i", "monitor.state_i", "monitor.vbus_i", "power.protect_i",
    "power.block_i",
})  # fmt: skip
PIN_TICKS = 3  # two synchronizer flops, then the edge that samples the second


class BusError(PermissionError):
    """An access that the PMU refuses (PSLVERR)."""


class Pmu:
    """One platform's PMU on a *board* that answers by itself (default: one on which nothing fails)."""

    def __init__(self, profile: Profile, board: Board | None = None) -> None:
        self.profile = profile
        values = self.values = plain(profile)
        self.board = board or Board(values["N_RAILS"], values["N_DOMAINS"], BoardDelays())
        models = {entry.name: entry.model(values) for entry in on_platform(values)}
        self.rtc = models["rtc"]
        self.net = Network({**models, "board": self.board, **Battery.blocks(values)}, {"rtc": self._rtc_event})
        self._seconds_heard = False
        self._pins = 0
        self._levels = 0
        self._wire()
        self.battery = Battery(self.net, values)
        self.bus = connect(BusSide(self.net, values))
        self.bus.csr.on_write("RTC_INTR_ENABLE", self._hear_seconds)

    # Time

    @property
    def tick(self) -> int:
        """AON ticks since power-on reset."""
        return self.net.now

    def run(self, ticks: int = 0, *, ms: float = 0, s: float = 0) -> None:
        """Let *ticks* AON ticks, *ms* milliseconds and *s* seconds pass."""
        self.run_to(self.tick + ticks + round((ms / 1000 + s) * AON_HZ))

    def run_to(self, tick: int) -> None:
        """Let time pass up to and including *tick*."""
        while self.net.step(tick):
            self.bus.look()

    def run_until(self, condition: Callable[[], bool], *, within: int) -> int:
        """Let time pass until *condition* holds after an event; returns the tick. TimeoutError after *within* ticks."""
        end = self.tick + within
        while not condition():
            due = self.tick + 1 if self.net.news() else self.next_event()
            if due is None or due > end:
                raise TimeoutError(f"not reached within {within} ticks, by tick {end}")
            self.run_to(due)
        return self.tick

    def next_event(self) -> int | None:
        """Tick at which something happens next by itself."""
        return self.net.next_event()

    # Registers

    def read32(self, register: str | int, *, requester: int = 0, secure: bool = True) -> int:
        """Read a register by name or byte address. BusError if it is refused."""
        data, allowed = self.bus.csr.read(_address(register), requester, secure)
        if not allowed:
            raise BusError(f"read of {register} is refused")
        return data

    def write32(self, register: str | int, data: int, *, requester: int = 0, secure: bool = True, strb: int = 0xF) -> None:
        """Write a register by name or byte address. BusError if it is refused, and nothing has changed."""
        if not self.bus.csr.write(_address(register), data, strb, requester, secure):
            raise BusError(f"write of {data:#x} to {register} is refused")
        self.bus.touch()
        self.bus.look()

    # Pins

    def wfi(self, core: str | int, level: int) -> None:
        """Core *core* (name or number) stands in WFI (1) or has left it (0)."""
        self.bus.wfi(core if isinstance(core, int) else self.profile.names("core").index(core), level)

    def wake_pin(self, name: str, level: int) -> None:
        """Level of the pin of wake source *name*; its effect comes through the synchronizer (and debouncer)."""
        index = self.profile.names("wake").index(name)
        if self.values["WAKE_INTERNAL"][index]:
            raise ValueError(f"wake source {name} comes from inside the PMU, it has no pin")
        old = self._pins
        self._pins = old & ~(1 << index) | level << index
        if old != self._pins:
            delay = PIN_TICKS + self.values["WAKE_DEBOUNCE"][index]
            self.net.at(self.tick + delay, lambda: self._source(1 << index, level))

    def stage_pin(self, name: str, level: int) -> None:
        """Level of a pin of the power stage ("vbus_det", "vbus_ovp", "loop_cv", "loop_iin", "loop_vin")."""
        self.battery.pin(name, level)

    def voltage(self, channel: int, code: int) -> None:
        """Voltage at channel *channel* of the monitor's converter, as its code (0 to 4095)."""
        if not self.values["HAS_MONITOR"]:
            raise ValueError(f"profile {self.profile.name} has no monitor")
        self.net.blocks["front_end"].codes[channel] = code

    def signal(self, name: str, level: int) -> None:
        """Level of an input of the power block ("key", "vbus", "rst_pin", "wdt_bite", …), after its synchronizer."""
        self.net.at(self.tick + PIN_TICKS, lambda: self.net.set(f"power.{name}_i", level))

    # What it looks like from outside

    @property
    def state(self) -> PwrState:
        """The main power state."""
        return _STATES[self.net.output("power.state_o")]

    @property
    def mode(self) -> str:
        """Name of the present mode."""
        return self.profile.names("mode")[self.net.output("sleep.mode_o")]

    def _rtc_event(self) -> int | None:
        """Seconds of which nobody hears are no events; those of an enabled interrupt and matches are."""
        due = self.rtc.next_event()
        heard = due == self.rtc.now + 1 or self._seconds_heard
        return due if heard else self.rtc.next_match()

    def _hear_seconds(self, _: object) -> None:
        self._seconds_heard = bool(REGISTERS["RTC_INTR_ENABLE"]["SECOND"].get(self.bus.csr.word("RTC_INTR_ENABLE")))
        self.net.look_again("rtc")

    def _source(self, mask: int, level: int) -> None:
        self._levels = self._levels & ~mask | (mask if level else 0)
        self.net.set("wake.src_i", self._sources())

    def _sources(self, _: int = 0) -> int:
        """All wake sources: pins, and what comes from inside."""
        return self._levels | sum(bit << source for source, read in self._inside for bit in (read(),))

    def _wire(self) -> None:
        net, values = self.net, self.values
        domains = values["CORE_DOMAIN"]

        def of_cores(vector: int) -> int:
            return sum((vector >> domain & 1) << core for core, domain in enumerate(domains))

        net.connect(on_platform(values), {"sleep.dom_on_i": of_cores, "sleep.dom_gated_i": of_cores}, _OTHERWISE)
        inside = list(BLOCKS["wake"].inside.values())
        self._inside: list[tuple[int, Callable[[], int]]] = []
        for index, internal in enumerate(values["WAKE_INTERNAL"]):
            if internal:
                output, lsb, _ = part_of(inside[values["WAKE_FROM"][index]])
                self._inside.append((index, lambda output=output, lsb=lsb: net.latest(output) >> lsb & 1))
                net.wire(output, "wake.src_i", self._sources)
        wire = net.wire
        wire("power.rail_en_o", "board.rail_en_i")
        wire("power.dom_sw_en_o", "board.sw_en_i")
        wire("power.clk_req_o", "board.clk_req_i")
        wire("sleep.dram_req_o", "board.dram_req_i")
        wire("board.pg_o", "power.pg_i")
        wire("board.ack_o", "power.ack_i")
        wire("board.clk_valid_o", "power.clk_valid_i")
        wire("board.dram_ack_o", "sleep.dram_ack_i")


def _address(register: str | int) -> int:
    return register if isinstance(register, int) else REGISTERS[register].addr
