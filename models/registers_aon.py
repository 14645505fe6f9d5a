# SPDX-License-Identifier: Apache-2.0
"""What each register means to the AON blocks: writes that are posted to them, and state that is read from them."""

from __future__ import annotations

import itertools
from collections.abc import Callable

from models.bus_side import BusSide
from models.csr import Written
from models.locks import ms_to_ticks
from models.power_main import SHUTDOWN_CHECK
from models.register_hooks import as_written, collect, read_fields
from models.registers_battery import connect as connect_battery
from models.regmap import REGISTERS
from models.rtc_calendar import Alarm, Time, check_alarm, check_time, unpack_time

_WORD = 0xFFFF_FFFF
_MODES = 16
_CLEARS = {
    "PWR_CAUSE": ("clr_cause_i", as_written), "PWR_REASON": ("clr_reason_i", as_written),
    "PWR_RESET_CAUSE": ("clr_rst_i", as_written), "PWR_INTR_STATE": ("clr_event_i", as_written),
    "PWR_FAULT": ("clr_err_i", lambda word: word >> REGISTERS["PWR_FAULT"]["CLOCK_STUCK"].lsb),
}  # fmt: skip


def connect(bus: BusSide) -> BusSide:
    """*bus* with all its registers hooked."""
    _system(bus)
    _sleep(bus)
    _power(bus)
    _wake(bus)
    _Rtc(bus)
    connect_battery(bus)
    return bus


def _system(bus: BusSide) -> None:
    values = bus.values
    read_fields(
        bus, "SYS_CONFIG",
        CORES=lambda: values["N_CORES"], MODES=lambda: values["N_MODES"], ALARMS=lambda: values["N_ALARMS"],
        WAKE_SOURCES=lambda: values["N_WAKE"], DOMAINS=lambda: values["N_DOMAINS"], RAILS=lambda: values["N_RAILS"],
    )  # fmt: skip
    bus.csr.on_read("SYS_BUSY", lambda: bus.busy)
    read_fields(bus, "SYS_TICKS", VALUE=lambda: bus.net.now & _WORD)


def _sleep(bus: BusSide) -> None:
    out = bus.net.output
    cores = range(bus.params.N_CORES)
    word = bus.csr.word

    def types(tick: int) -> None:
        bus.pulse(tick, "sleep.type_valid_i", type_pg_i=sum(word(f"SLP_CORE{core}_CTRL") << core for core in cores))

    posted_type = bus.post("SLP_TYPE", types)
    for core in cores:
        name = f"SLP_CORE{core}"
        for word_name, deep in (("WAKELOCK", False), ("DEEPLOCK", True)):
            for command, acquire in (("SET", True), ("CLR", False)):

                def lock(written: Written, core: int = core, deep: bool = deep, acquire: bool = acquire) -> None:
                    bus.locks.write(written.requester, core, deep=deep, acquire=acquire, bits=written.data)

                bus.csr.on_write(f"{name}_{word_name}_{command}", lock)
            words = bus.locks.deep if deep else bus.locks.wake
            bus.csr.on_read(f"{name}_{word_name}", lambda words=words, core=core: words[core].value)
        bus.csr.on_write(f"{name}_CTRL", lambda _: posted_type.post())
        _active_time(bus, core)
        read_fields(
            bus, f"{name}_STATUS",
            STATE=lambda core=core: out("sleep.core_state_o") >> 3 * core & 7, IDLE=lambda core=core: bus.idle[core],
            ACTIVE=lambda core=core: out("sleep.active_o") >> core & 1, WFI=lambda core=core: bus.wfi_levels[core],
        )  # fmt: skip
    _sleep_timers(bus)
    collect(bus, "SLP_CLEAR", "sleep.clr_valid_i", {"SLP_INTR_STATE": ("clr_i", as_written)})
    bus.csr.on_events("SLP", lambda: bus.net.late("sleep.event_o"))
    read_fields(
        bus, "SLP_MODE_NEXT",
        MODE=lambda: bus.choice().next, VALID=lambda: bus.choice().valid,
        BLOCKED=lambda: bus.choice().blocked_mode, RULE=lambda: bus.choice().rule,
    )  # fmt: skip
    read_fields(
        bus, "SLP_STATUS",
        MODE=lambda: out("sleep.mode_o"), OUTCOME=lambda: out("sleep.outcome_o"),
        LAST_MODE=lambda: out("sleep.last_mode_o"), MAX_ARMED=lambda: out("sleep.max_armed_o"),
        TIMER_ARMED=lambda: out("sleep.tmr_armed_o"), DRAM=lambda: out("sleep.dram_state_o"),
    )  # fmt: skip
    read_fields(bus, "SLP_TICKS_ASLEEP", TICKS=lambda: out("sleep.asleep_ticks_o"))
    read_fields(bus, "SLP_LATENCY", ENTRY=lambda: out("sleep.entry_lat_o"), EXIT=lambda: out("sleep.exit_lat_o"))
    for mode in range(_MODES):
        if mode < bus.params.N_MODES:
            read_fields(
                bus, f"SLP_COUNT{mode}",
                ENTRIES=lambda mode=mode: out("sleep.entries_o") >> 16 * mode & 0xFFFF,
                ABORTS=lambda mode=mode: out("sleep.aborts_o") >> 8 * mode & 0xFF,
                FALLS=lambda mode=mode: out("sleep.falls_o") >> 8 * mode & 0xFF,
            )  # fmt: skip


def _active_time(bus: BusSide, core: int) -> None:
    """ACTIVE_TIME counts as a lock from the write on; what comes while one is on its way goes out after it, the larger first."""
    waiting = {"ms": 0}

    def send(tick: int) -> None:
        ticks, waiting["ms"] = ms_to_ticks(waiting["ms"]), 0
        bus.pulse(tick, "sleep.act_valid_i", bits=1 << core, act_ticks_i=ticks << 38 * core)

    posted = bus.post(f"SLP_ACTIVE{core}", send)

    def write(written: Written) -> None:
        bus.hold[core] = True
        waiting["ms"] = max(waiting["ms"], written.data)
        posted.post()

    bus.csr.on_write(f"SLP_CORE{core}_ACTIVE_TIME", write)


def _sleep_timers(bus: BusSide) -> None:
    word = bus.csr.word
    kicks = {"cores": 0}

    def kick(tick: int) -> None:
        cores, kicks["cores"] = kicks["cores"], 0
        bus.pulse(tick, "sleep.kick_valid_i", kick_i=cores & (1 << bus.params.N_CORES) - 1)

    for register, group, send in (
        ("SLP_MAX_SLEEP", "SLP_MAX",
         lambda tick: bus.pulse(tick, "sleep.max_valid_i", max_ticks_i=ms_to_ticks(word("SLP_MAX_SLEEP")))),
        ("SLP_SLEEP_TIMER", "SLP_TIMER",
         lambda tick: bus.pulse(tick, "sleep.tmr_valid_i", tmr_ticks_i=word("SLP_SLEEP_TIMER"))),
    ):  # fmt: skip
        posted = bus.post(group, send)
        bus.csr.on_write(register, lambda _, posted=posted: posted.post())
    posted_kick = bus.post("SLP_WAKE", kick)

    def wake(written: Written) -> None:
        kicks["cores"] |= written.data
        posted_kick.post()

    bus.csr.on_write("SLP_CORE_WAKE", wake)


def _power(bus: BusSide) -> None:
    out, word = bus.net.output, bus.csr.word
    read_fields(
        bus, "PWR_STATUS",
        STATE=lambda: out("power.state_o"), PONR=lambda: out("power.ponr_o"), RESTART=lambda: out("power.restart_o"),
        CLK_REQ=lambda: out("power.clk_req_o"), VDD_EXT=lambda: out("power.vdd_ext_o"),
        RAILS=lambda: out("power.rail_en_o"), DOMAINS_ON=lambda: out("power.dom_on_o"),
        DOMAINS_OFF=lambda: out("power.dom_off_o"),
    )  # fmt: skip
    for register, port in (("PWR_CAUSE", "cause_o"), ("PWR_REASON", "reason_o"), ("PWR_RESET_CAUSE", "rst_cause_o")):
        bus.csr.on_read(register, lambda port=port: out(f"power.{port}"))
    read_fields(bus, "PWR_BOOT_REASON", REASON=lambda: out("power.boot_reason_o"))
    read_fields(
        bus, "PWR_FAULT",
        RAIL=lambda: out("power.fault_rail_o"), DOMAIN=lambda: out("power.fault_domain_o"),
        CLOCK_STUCK=lambda: out("power.err_o") & 1, SWITCH_STUCK=lambda: out("power.err_o") >> 1,
    )  # fmt: skip
    read_fields(
        bus, "PWR_BACKOFF",
        ENDS=lambda: out("power.ends_o"), RETRIES=lambda: out("power.faults_o"), HELD=lambda: out("power.held_o"),
    )  # fmt: skip
    bus.csr.on_read("PWR_RAIL_LOST", lambda: out("power.lost_o"))
    bus.csr.on_events("PWR", lambda: bus.net.late("power.event_o"))
    rails, ram = (1 << bus.values["N_RAILS"]) - 1, (1 << bus.values["N_RAM"]) - 1
    lost = ("clr_lost_i", lambda word: word & rails)
    collect(bus, "PWR_CLEAR", "power.clr_valid_i", {**_CLEARS, "PWR_RAIL_LOST": lost})
    check = itertools.cycle((SHUTDOWN_CHECK, SHUTDOWN_CHECK ^ 0xFF))
    shutdown = bus.post(
        "PWR_SHUTDOWN",
        lambda tick: bus.pulse(
            tick, "power.off_valid_i", off_key_i=next(check), off_ticks_i=word("PWR_OFF_TICKS"),
            off_ram_i=word("PWR_OFF_RAM") & ram,
        ),
    )  # fmt: skip
    bus.csr.on_write("PWR_SHUTDOWN", lambda _: shutdown.post())
    config = bus.post("PWR_CFG", lambda tick: bus.net.set("power.vdd_keep_i", word("PWR_CFG"), tick))
    bus.csr.on_write("PWR_CFG", lambda _: config.post())


def _wake(bus: BusSide) -> None:
    out, word = bus.net.output, bus.csr.word
    n_wake = bus.values["N_WAKE"]
    ones = (1 << n_wake) - 1

    def config(tick: int) -> None:
        words = [word(f"WAKE_{name}") & ones for name in ("ENABLE", "INVERT", "EDGE", "BOTH")]
        bus.pulse(tick, "wake.cfg_valid_i", cfg_i=sum(part << n_wake * index for index, part in enumerate(words)))

    def route(tick: int) -> None:
        routes = [word(f"WAKE_ROUTE{core}") & ones for core in range(bus.params.N_CORES)]
        bus.pulse(tick, "wake.route_valid_i", route_i=sum(part << n_wake * core for core, part in enumerate(routes)))

    posted = bus.post("WAKE_CFG", config)
    for name in ("ENABLE", "EDGE", "INVERT", "BOTH"):
        bus.csr.on_write(f"WAKE_{name}", lambda _: posted.post())
    posted_route = bus.post("WAKE_ROUTE", route)
    for core in range(2):
        bus.csr.on_write(f"WAKE_ROUTE{core}", lambda _: posted_route.post())
    collect(bus, "WAKE_CLEAR", "wake.clr_valid_i", {"WAKE_PENDING": ("clr_i", lambda sources: sources & ones)})
    bus.csr.on_read("WAKE_RAW", lambda: bus.net.blocks["wake"].input("src_i"))
    bus.csr.on_read("WAKE_PENDING", lambda: out("wake.pend_o"))
    bus.csr.on_read("WAKE_CAUSE_FIRST", lambda: out("wake.cause_first_o"))
    bus.csr.on_read("WAKE_CAUSE_ALL_LO", lambda: out("wake.cause_all_o") & _WORD)
    bus.csr.on_read("WAKE_CAUSE_ALL_HI", lambda: out("wake.cause_all_o") >> 32)
    bus.csr.on_read("WAKE_CAUSE_TICK", lambda: out("wake.cause_tick_o"))


class _Rtc:
    """Time, trim, alarms; checks that refuse what is illegal, with a sticky error bit."""

    def __init__(self, bus: BusSide) -> None:
        self._bus, self._errors = bus, 0
        out, csr = bus.net.output, bus.csr
        self._send_time: int | None = None
        self._time = bus.post("RTC_TIME", self._commit)
        csr.on_write("RTC_COMMIT", self._check_commit)
        trim = bus.post("RTC_TRIM", lambda tick: bus.pulse(tick, "rtc.trim_valid_i", trim_i=csr.word("RTC_TRIM")))
        csr.on_write("RTC_TRIM", lambda _: trim.post())
        collect(bus, "RTC_CLEAR", "rtc.clr_valid_i", {"RTC_INTR_STATE": ("clr_i", as_written)})
        csr.on_events("RTC", lambda: bus.net.late("rtc.event_o"))
        for index in range(bus.values["N_ALARMS"]):
            self._alarm(index)
        csr.on_read("RTC_ERROR", lambda: self._errors)
        csr.on_write("RTC_ERROR", self._clear_errors)
        armed = {
            f"ARMED{index}": lambda index=index: out("rtc.armed_o") >> index & 1
            for index in range(bus.values["N_ALARMS"])
        }
        read_fields(bus, "RTC_STATUS", VALID=lambda: out("rtc.set_o"), **armed)
        self._held: dict[str, int] = {}
        self._held_by, self._held_until = 0, 0  # requester, tick
        csr.on_write("RTC_HOLD", self._hold)
        csr.on_read("RTC_HOLD", lambda: int(self._frozen))
        bus.on_boot(self._release)
        self._readers()

    @property
    def _frozen(self) -> bool:
        """RTC_HOLD is in force: nobody has ended it, and its time is not over."""
        if self._held and self._bus.net.now >= self._held_until:
            self._held = {}
        return bool(self._held)

    def _hold(self, written: Written) -> None:
        if not written.field("FREEZE"):
            self._held = {}
        elif not self._frozen:
            net = self._bus.net
            self._held = {port: net.output(f"rtc.{port}") for port in ("time_o", "presc_o")}
            self._held_by, self._held_until = written.requester, net.now + self._bus.values["HOLD_TICKS"]

    def _release(self, core: int) -> None:
        """A core starts from reset: it will never end the freeze that it has begun."""
        if self._held_by == core:
            self._held = {}

    def _now(self, port: str) -> int:
        """The running value, or the one that RTC_HOLD froze."""
        return self._held[port] if self._frozen else self._bus.net.output(f"rtc.{port}")

    def _readers(self) -> None:
        def part(index: int) -> Callable[[], int]:
            return lambda: unpack_time(self._now("time_o"))[0][index]

        bus = self._bus
        read_fields(bus, "RTC_DATE", YEAR=part(0), MONTH=part(1), DAY=part(2), WDAY=lambda: unpack_time(self._now("time_o"))[1])
        read_fields(bus, "RTC_TIME", HOUR=part(3), MINUTE=part(4), SECOND=part(5))
        read_fields(bus, "RTC_SECONDS", VALUE=lambda: unpack_time(self._now("time_o"))[2])
        read_fields(bus, "RTC_PRESC", TICKS=lambda: self._now("presc_o"))

    def _fields(self, date: str, time: str) -> dict[str, int]:
        word = self._bus.csr.word
        fields = {**REGISTERS[date].unpack(word(date)), **REGISTERS[time].unpack(word(time))}
        return {name.lower(): value for name, value in fields.items()}

    def _check_commit(self, written: Written) -> None:
        if not written.field("GO"):
            return
        time = Time(**self._fields("RTC_SET_DATE", "RTC_SET_TIME"))
        if check_time(*time).ok:
            self._send_time = time.pack()
            self._time.post()
        else:
            self._errors |= REGISTERS["RTC_ERROR"].pack(SET=1)

    def _commit(self, tick: int) -> None:
        self._bus.pulse(tick, "rtc.set_valid_i", set_time_i=self._send_time)

    def _alarm(self, index: int) -> None:
        bus, name = self._bus, f"RTC_ALARM{index}"
        wanted = {"alarm": 0}

        def send(tick: int) -> None:
            shift = 46 * index
            words = bus.net.blocks["rtc"].input("alm_i") & ~((1 << 46) - 1 << shift) | wanted["alarm"] << shift
            others = bus.net.blocks["rtc"].input("alm_valid_i")
            bus.pulse(tick, "rtc.alm_valid_i", bits=others | 1 << index, alm_i=words)

        posted = bus.post(name, send)

        def write(written: Written) -> None:
            control = written.register.unpack(written.data)
            alarm = Alarm(
                arm=control["ARM"], use_wday=control["USE_WDAY"], mask=written.data & 0x3F,
                **self._fields(f"{name}_DATE", f"{name}_TIME"),
            )  # fmt: skip
            if check_alarm(alarm):
                wanted["alarm"] = alarm.pack()
                posted.post()
            else:
                self._errors |= REGISTERS["RTC_ERROR"].pack(ALARM=1)

        bus.csr.on_write(f"{name}_CTRL", write)

    def _clear_errors(self, written: Written) -> None:
        self._errors &= ~written.data
