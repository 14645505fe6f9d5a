# SPDX-License-Identifier: Apache-2.0
"""The bus-clock side of the PMU as a model: what registers do, which core counts as idle, what is on its way to the AON side."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from models.csr import Csr
from models.locks import Locks
from models.network import Network
from models.regmap import BOUNDS, FEATURES, REGISTERS, RESET_PARAMS
from models.select import Choice, choose
from models.sleep_params import SleepParams

ARRIVE_TICKS = 3  # from a write to the edge that takes it
BUSY_TICKS = 5  # from a write to the sample that shows its effect
GUARD_TICKS = 3  # sleep_ok stays down at least this long
_CHOICES_KEPT = 64


# Outputs of the AON blocks that decide who counts as idle and what is offered.
_LOOKED_AT = (
    "board.clk_valid_o", "power.dom_boot_o", "power.dom_iso_o", "sleep.power_gated_o", "sleep.run_o", "sleep.active_o", "sleep.max_armed_o",
    "sleep.tmr_armed_o", "wake.pend_o",
)  # fmt: skip


class _Settings(NamedTuple):
    """What firmware has set and the bus-clock side looks at; changes only when one of its registers is written."""

    allow: int
    types: int
    enabled: int
    hint: int
    limit: int
    routes: tuple[int, ...]
    """Per core the wake sources that make it run; those that are routed nowhere are core 0's."""


class Posted:
    """One group of settings that crosses to the AON side: the last write wins, whole.

    *start* is called when a crossing begins: what it takes then is what *send* gives to the AON side at the tick that it is
    called with. *touched* is called when `busy` has changed, with 1 or -1.
    """

    def __init__(
        self, net: Network, send: Callable[[int], None], touched: Callable[[int], None], start: Callable[[], None]
    ) -> None:
        self._net, self._send, self._touched, self._start = net, send, touched, start
        self.busy = False
        self._pending = False

    def post(self) -> None:
        """A new value stands in the registers."""
        if self.busy:
            self._pending = True
            return
        self.busy = True
        self._start()
        self._touched(1)
        arrival = self._net.now + ARRIVE_TICKS
        self._net.at(arrival, lambda: self._send(arrival))
        self._net.at(self._net.now + BUSY_TICKS, self._done)

    def _done(self) -> None:
        self.busy = False
        self._touched(-1)
        if self._pending:
            self._pending = False
            self.post()


class BusSide:
    """Registers, posted writes, idle cores and the offer to sleep: what stands between `Csr` and the AON blocks.

    What each register means is told by `registers.connect`. `look()` has to be called whenever time has passed: it is the bus clock of this model. It does nothing if nothing
    that it looks at has changed and the look before it changed nothing either.
    """

    def __init__(self, net: Network, values: dict[str, int | list[int]]) -> None:
        self.net, self.values = net, values
        self.params = SleepParams.of(values)
        self.locks = Locks(self.params)
        routes = [*values["ROUTE_RST"], 0]
        types = [*values["TYPE_RST"], 0]
        given = {name: values[name] for name in RESET_PARAMS | BOUNDS if name in values}
        self.csr = Csr(given | {
            "SLP_TYPE0_RST": types[0],
            "SLP_TYPE1_RST": types[1],
            "WAKE_ROUTE0_RST": routes[0],
            "WAKE_ROUTE1_RST": routes[1],
        }, [name for name in FEATURES if values.get(name)])  # fmt: skip
        cores = self.params.N_CORES
        self.wfi_levels = [0] * cores
        self.idle = [0] * cores
        self.hold = [False] * cores
        self._seen_low = [False] * cores
        self._boot = [1] * cores
        self._boot_listeners: list[Callable[[int], None]] = []
        self._ok, self._ok_mode, self._guard_until = 0, 0, 0
        self.posted: dict[str, Posted] = {}
        self.readers: dict[str, dict[str, Callable[[], int]]] = {}
        """By register what its fields are read from (`register_hooks.read_fields`)."""
        self._crossing = 0  # groups that are busy
        self._restless = True  # the next look may change something
        self._settings: _Settings | None = None  # None: to be read again
        self._choices: dict[tuple[_Settings, bool, bool], Choice] = {}
        for source in _LOOKED_AT:
            net.watch(source, lambda tick, value: self.touch())
        per_core = [name for core in range(cores) for name in (f"SLP_CORE{core}_CTRL", f"WAKE_ROUTE{core}")]
        for name in ("SLP_MODE_ALLOW", "SLP_SLEEP_HINT", "SLP_LATENCY_LIMIT", "WAKE_ENABLE", *per_core):
            self.csr.on_write(name, self._set_anew)

    # What registers and pins do

    def post(self, group: str, send: Callable[[int], None], start: Callable[[], None] = lambda: None) -> Posted:
        """Make posted group *group* (its name in SYS_BUSY or a further busy word).

        *send* is called at the tick at which the AON side takes it, *start* when it sets out.
        """
        self.posted[group] = Posted(self.net, send, self._crosses, start)
        return self.posted[group]

    def pulse(self, tick: int, valid: str, **data: int) -> None:
        """Give a block's inputs their data and its valid input (a bit mask, or 1) for one tick."""
        block, _, port = valid.partition(".")
        bits = data.pop("bits", 1)
        for name, value in data.items():
            self.net.set(f"{block}.{name}", value, tick)
        self.net.set(f"{block}.{port}", bits, tick)
        self.net.at(tick + 1, lambda: self.net.set(f"{block}.{port}", 0, tick + 1))

    def wfi(self, core: int, level: int) -> None:
        """Core *core* enters (1) or leaves (0) WFI."""
        self.look()
        self.wfi_levels[core] = level
        self.touch()
        self.look()

    def boot(self, core: int) -> None:
        """Core *core* starts from reset: what it held is held no longer."""
        self.locks.boot(core)
        for listener in self._boot_listeners:
            listener(core)

    def on_boot(self, listener: Callable[[int], None]) -> None:
        """Call *listener* with the number of a core that starts from reset."""
        self._boot_listeners.append(listener)

    def busy(self, word: str) -> int:
        """The busy bits of register *word*, SYS_BUSY or a further one."""
        register = REGISTERS[word]
        return register.pack(**{name: group.busy for name, group in self.posted.items() if name in register.fields})

    def choice(self) -> Choice:
        """The mode that would be chosen now."""
        armed = bool(self.net.output("sleep.max_armed_o") or self.net.output("sleep.tmr_armed_o"))
        asked = self._set, armed, self.locks.deeplock
        if asked not in self._choices:  # few are ever asked for: firmware goes through the same ones over and over
            if len(self._choices) >= _CHOICES_KEPT:
                self._choices.clear()
            s = self._set
            self._choices[asked] = choose(
                self.params, allow=s.allow, types=s.types, enabled=s.enabled, armed=armed, hint=s.hint, limit=s.limit,
                deeplock=self.locks.deeplock,
            )  # fmt: skip
        return self._choices[asked]

    @property
    def enabled(self) -> int:
        """Wake sources that are enabled, of those that the platform has."""
        return self._set.enabled

    @property
    def _set(self) -> _Settings:
        if self._settings is None:
            word, cores = self.csr.word, range(self.params.N_CORES)
            routes = [word(f"WAKE_ROUTE{core}") for core in cores]
            routes[0] |= ~routes[0] & ~(routes[1] if len(routes) > 1 else 0)
            self._settings = _Settings(
                allow=word("SLP_MODE_ALLOW"),
                types=sum(word(f"SLP_CORE{core}_CTRL") << core for core in cores),
                enabled=word("WAKE_ENABLE") & (1 << self.values["N_WAKE"]) - 1,
                hint=word("SLP_SLEEP_HINT"),
                limit=word("SLP_LATENCY_LIMIT"),
                routes=tuple(routes),
            )
        return self._settings

    def _set_anew(self, _: object) -> None:
        self._settings = None
        self.touch()

    # What the bus clock does

    def touch(self) -> None:
        """Something that `look()` looks at has changed."""
        self._restless = True

    def _crosses(self, more: int) -> None:
        self._crossing += more
        self.touch()

    def look(self) -> None:
        """Follow what has changed: idle cores and the offer to sleep. Stands still while the bus clock does."""
        if not self._restless or not self.net.output("board.clk_valid_o"):
            return
        before = self._state()
        busy = self._crossing > 0
        idle = self._idle_cores(busy)
        if idle != self.idle:
            self.idle = idle
            self._cross("sleep.idle_i", sum(level << core for core, level in enumerate(idle)))
        waits_for_guard = self._offer(all(idle) and not busy)
        self._restless = waits_for_guard or before != self._state()

    def _state(self) -> tuple[object, ...]:
        """Everything that a look may change and the next one looks at."""
        return (*self.idle, *self.hold, *self._seen_low, *self._boot, self._ok, self._ok_mode, self._guard_until)

    def _idle_cores(self, busy: bool) -> list[int]:
        """Which cores count as idle; also follows boots and the end of active time."""
        output = self.net.output
        boots, domains = output("power.dom_boot_o"), self.values["CORE_DOMAIN"]
        power_gated, run, active = output("sleep.power_gated_o"), output("sleep.run_o"), output("sleep.active_o")
        isolated, pending = output("power.dom_iso_o"), output("wake.pend_o") & self.enabled
        idle = list(self.idle)
        for core, route in enumerate(self._set.routes):
            boot = boots >> domains[core] & 1
            if boot and not self._boot[core]:
                self.boot(core)
            self._boot[core] = boot
            running = run >> core & 1
            self._seen_low[core] = bool(running) and (self._seen_low[core] or not self.wfi_levels[core])
            if self.hold[core] and not self.posted[f"SLP_ACTIVE{core}"].busy and not active >> core & 1:
                self.hold[core] = False
            quiet = (
                running and self._seen_low[core] and self.wfi_levels[core] and not self.locks.wake[core].value
                and not self.hold[core] and not pending & route and (self.idle[core] or not busy)
            )  # fmt: skip
            # Behind isolation WFI is clamped to 1.
            down = power_gated >> core & 1 and (self.wfi_levels[core] or isolated >> domains[core] & 1)
            idle[core] = int(bool(down or quiet))
        return idle

    def event(self, core: int) -> bool:
        """Level of `core_event_o`: the core was woken, or a wake waits for it, and it still stands in WFI."""
        waiting = self.net.output("wake.pend_o") & self.enabled & self._set.routes[core]
        runs = bool(self.net.output("sleep.run_o") >> core & 1)
        return runs and (not self._seen_low[core] or bool(waiting and self.wfi_levels[core]))

    def _offer(self, all_idle: bool) -> bool:
        """sleep_ok and its mode. True if it only waits until the guard time is over."""
        choice, waits = self.choice(), False
        if self._ok:
            ok = all_idle and choice.valid and choice.next == self._ok_mode
        else:
            ok = all_idle and choice.valid and self.net.now >= self._guard_until
            waits = all_idle and choice.valid and not ok
            if waits:
                self.net.at(self._guard_until + 1, lambda: None)  # look again when the guard is over
            if ok and choice.next != self._ok_mode:
                self._ok_mode = choice.next
                self._cross("sleep.ok_mode_i", choice.next)
        if ok != bool(self._ok):
            self._ok = int(ok)
            self._cross("sleep.ok_i", self._ok)
            if not ok:
                self._guard_until = self.net.now + GUARD_TICKS
        return waits

    def _cross(self, target: str, value: int) -> None:
        """A bit goes through a synchronizer: two flops, and the edge after them samples it."""
        tick = self.net.now + ARRIVE_TICKS
        self.net.at(tick, lambda: self.net.set(target, value, tick))
