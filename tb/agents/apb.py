# SPDX-License-Identifier: Apache-2.0
"""APB4 on the bench: a driver that firmware-like code awaits, and a monitor that checks the protocol.

    apb = ApbDriver(dut, dut.clk_sys)
    await apb.write("SYS_SCRATCH0", 0x1234)
    word = (await apb.read("RTC_TIME")).data
    await apb.write("SLP_MODE_ALLOW", 0, secure=False, expect_error=True)

Signals are `psel`, `penable`, ... and `preq_id` of *entity*, after `<name>_` if the bus has a name. The driver drives
on the falling edge of the clock, so what it drives is stable around the rising edge in any simulator, and it looks at
nothing while no transfer is under way.
"""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

from cocotb.handle import HierarchyObject, LogicObject
from cocotb.simtime import get_sim_time
from cocotb.task import Task
from cocotb.triggers import Event, FallingEdge, ReadOnly, RisingEdge, with_timeout
from cocotb.types import Logic
from cocotb_bus.drivers import BusDriver
from cocotb_bus.monitors import BusMonitor

from models.regmap import BY_ADDR, REGISTERS, Requester

MAX_WAIT_STATES = 1
"""What the page promises for every access."""
_TIMEOUT_US = 1_000
_INSECURE = 0b010  # PPROT[1]
_SIGNALS = ("psel", "penable", "pwrite", "paddr", "pwdata", "pstrb", "pprot", "preq_id", "prdata", "pready", "pslverr")
_DRIVEN = _SIGNALS[:8]
_HELD = ("pwrite", "paddr", "pwdata", "pstrb", "pprot", "preq_id")  # from the setup cycle to the end
_HIGH = Logic(1)  # made once: this file looks at more values than all others together


class ApbError(AssertionError):
    """An access was answered in another way than expected, or not at all."""


class Command(NamedTuple):
    """One access. `data` and `strb` are 0 for a read."""

    addr: int
    write: bool
    data: int = 0
    strb: int = 0
    requester: Requester = Requester.CORE0
    secure: bool = True

    def __str__(self) -> str:
        what = f"write 0x{self.data:08X}, strobes 0b{self.strb:04b}, to" if self.write else "read of"
        mode = "secure" if self.secure else "non-secure"
        return f"{what} {register_name(self.addr)} by {self.requester.name}, {mode}"


class Response(NamedTuple):
    """How an access ended. `data` is 0 for a write; `error` is PSLVERR."""

    data: int
    error: bool
    wait_states: int


class Transaction(NamedTuple):
    """What the monitor saw; `time` is the simulation time in steps at which PREADY was seen."""

    command: Command
    response: Response
    time: int


def address(register: str | int) -> int:
    """Byte address of a register by name, or the number itself. KeyError suggests similar names."""
    if isinstance(register, int):
        return register
    try:
        return REGISTERS[register].addr
    except KeyError:
        block = register.partition("_")[0]
        near = [name for name in REGISTERS if name.startswith(f"{block}_")] or list(REGISTERS)
        raise KeyError(f"no register {register!r}; there are {', '.join(near)}") from None


def register_name(addr: int) -> str:
    """Name and address, for messages."""
    reg = BY_ADDR.get(addr)
    return f"{reg.name} (0x{addr:03X})" if reg else f"0x{addr:03X} (no register)"


class ApbDriver(BusDriver):
    """Requester of an APB4 bus.

    *timeout_us* of simulation time without an answer raises ApbError: usually the bus clock is stopped (the PMU is
    asleep).
    """

    _signals = list(_SIGNALS)

    def __init__(
        self, entity: HierarchyObject, clock: LogicObject, name: str | None = None, timeout_us: float = _TIMEOUT_US
    ) -> None:
        self.timeout_us = timeout_us
        self._posted: deque[tuple[Command, bool | None, Event, list[Response | Exception]]] = deque()
        self._ended_at = -1
        super().__init__(entity, name, clock, case_insensitive=False)
        for driven in _DRIVEN:
            getattr(self.bus, driven).value = 0

    # ---- awaiting

    async def write(
        self, register: str | int, data: int, *, strb: int = 0xF, requester: int = Requester.CORE0,
        secure: bool = True, expect_error: bool | None = False,
    ) -> Response:  # fmt: skip
        """Write 32-bit *data*; ApbError if PSLVERR is not as expected (*expect_error* None: either is fine)."""
        command = Command(address(register), True, data, strb, Requester(requester), secure)
        return await self._finish(*self._queue(command, expect_error))

    async def read(
        self, register: str | int, *, requester: int = Requester.CORE0, secure: bool = True,
        expect_error: bool | None = False,
    ) -> Response:  # fmt: skip
        """Read a word; ApbError if PSLVERR is not as expected (*expect_error* None: either is fine)."""
        command = Command(address(register), False, requester=Requester(requester), secure=secure)
        return await self._finish(*self._queue(command, expect_error))

    async def get(self, register: str, field: str, **options: object) -> int:
        """Read one field of a register."""
        return REGISTERS[register][field].get((await self.read(register, **options)).data)

    # ---- without waiting

    def post(self, command: Command, expect_error: bool | None = False) -> None:
        """Queue an access; it starts right after those queued before. `flush()` says how it went."""
        self._posted.append((command, *self._queue(command, expect_error)[1:]))

    async def flush(self) -> list[Response]:
        """Wait for everything posted; the responses in order. ApbError for the first that was not as expected."""
        responses = []
        while self._posted:
            responses.append(await self._finish(*self._posted.popleft()))
        return responses

    def _queue(
        self, command: Command, expect_error: bool | None
    ) -> tuple[Command, bool | None, Event, list[Response | Exception]]:
        done, result = Event(), []
        self.append(command, event=done, result=result)
        return command, expect_error, done, result

    @staticmethod
    async def _finish(
        command: Command, expect_error: bool | None, done: Event, result: list[Response | Exception]
    ) -> Response:
        await done.wait()
        (response,) = result
        if isinstance(response, Exception):
            raise response
        if expect_error is not None and response.error != expect_error:
            raise ApbError(f"{command}: {'refused' if response.error else 'accepted, but should have been refused'}")
        return response

    # ---- on the wires

    async def _driver_send(
        self, transaction: Command, sync: bool = True, result: list[Response | Exception] | None = None
    ) -> None:
        try:
            outcome: Response | Exception = await with_timeout(self._transfer(transaction), self.timeout_us, "us")
        except TimeoutError:
            outcome = ApbError(f"{transaction}: no answer within {self.timeout_us} µs; is the bus clock stopped?")
        except ApbError as error:
            outcome = error
        self._idle()
        self._ended_at = get_sim_time("step")
        if result is not None:
            result.append(outcome)

    async def _transfer(self, command: Command) -> Response:
        clock_low, settled = FallingEdge(self.clock), ReadOnly()
        if get_sim_time("step") != self._ended_at:
            await clock_low
        bus = self.bus
        bus.paddr.value = command.addr
        bus.pwrite.value = int(command.write)
        bus.pwdata.value = command.data
        bus.pstrb.value = command.strb
        bus.pprot.value = 0 if command.secure else _INSECURE
        bus.preq_id.value = int(command.requester)
        bus.psel.value = 1
        await clock_low
        bus.penable.value = 1
        for waited in range(MAX_WAIT_STATES + 1):
            await settled
            response = None
            if bus.pready.value == _HIGH:
                response = Response(0 if command.write else int(bus.prdata.value), bus.pslverr.value == _HIGH, waited)
            await clock_low  # past the rising edge that samples what was just seen
            if response:
                return response
        raise ApbError(f"{command}: no PREADY after {MAX_WAIT_STATES} wait states")

    def _idle(self) -> None:
        self.bus.psel.value = 0
        self.bus.penable.value = 0


class ApbMonitor(BusMonitor):
    """Sees every transfer, and fails on a breach of the protocol.

    Transactions go to the callbacks, or into the queue of the base class. Breaches: the completer's (no PREADY in time,
    PSLVERR or data without PREADY) always; the requester's (a transfer dropped or changed before it completed) unless
    *strict* is False. Call `check()` at the end of a test; a breach also raises at once in the monitor's own task.
    """

    _signals = list(_SIGNALS)

    def __init__(
        self, entity: HierarchyObject, clock: LogicObject, name: str | None = None, strict: bool = True,
        callback: Callable[[Transaction], None] | None = None,
    ) -> None:  # fmt: skip
        self.strict = strict
        self.aborted = 0
        """Transfers that the requester dropped."""
        self.breach: str | None = None
        super().__init__(entity, name, clock, callback=callback, case_insensitive=False)

    @property
    def watching(self) -> Task[None]:
        """The monitor's task: ends with ApbError at the first breach."""
        return self._thread

    def check(self) -> None:
        """ApbError if the protocol was broken."""
        if self.breach:
            raise ApbError(self.breach)

    async def _monitor_recv(self) -> None:
        async for transaction in self._transfers():
            self._recv(transaction)

    async def _transfers(self) -> AsyncIterator[Transaction]:
        bus, selected, clock_low, settled = self.bus, RisingEdge(self.bus.psel), FallingEdge(self.clock), ReadOnly()
        held = [getattr(bus, name) for name in _HELD]
        setup: Command | None = None
        wires: list[str] = []
        waited = 0
        while True:
            # what holds in the second half of a cycle is what the next rising edge samples
            await (clock_low if bus.psel.value == _HIGH else selected)
            await settled
            if bus.psel.value != _HIGH:
                if setup is not None:
                    self._dropped(setup)
                setup = None
                continue
            if bus.penable.value == 0:
                setup, waited = self._command(), 0
                wires = [str(handle.value) for handle in held]
                continue
            if setup is None:
                self._requester_breach(f"{self._command()}: PENABLE without a setup cycle")
                continue
            # as text, which is quick; what has moved need not matter: a read has no data
            if [str(handle.value) for handle in held] != wires and self._command() != setup:
                self._requester_breach(f"{setup}: changed to {self._command()} before it completed")
            if bus.pready.value == _HIGH:
                data = 0 if setup.write else int(bus.prdata.value)
                error = bus.pslverr.value == _HIGH
                if error and int(bus.prdata.value) != 0:
                    self._breach(f"{setup}: refused, but PRDATA is 0x{int(bus.prdata.value):08X}, not 0")
                yield Transaction(setup, Response(data, error, waited), get_sim_time("step"))
                setup = None
                continue
            if bus.pslverr.value != 0:
                self._breach(f"{setup}: PSLVERR without PREADY")
            waited += 1
            if waited > MAX_WAIT_STATES:
                self._breach(f"{setup}: no PREADY after {MAX_WAIT_STATES} wait states")

    def _command(self) -> Command:
        bus = self.bus
        write = bus.pwrite.value == _HIGH
        return Command(
            int(bus.paddr.value), write, int(bus.pwdata.value) if write else 0, int(bus.pstrb.value) if write else 0,
            Requester(int(bus.preq_id.value)), not int(bus.pprot.value) & _INSECURE,
        )  # fmt: skip

    def _dropped(self, setup: Command) -> None:
        self.aborted += 1
        self._requester_breach(f"{setup}: PSEL dropped before it completed")

    def _requester_breach(self, message: str) -> None:
        if self.strict:
            self._breach(message)

    def _breach(self, message: str) -> None:
        self.breach = self.breach or message
        raise ApbError(message)
