# SPDX-License-Identifier: Apache-2.0
"""Registers of the RTC: checks before a commit, alarms that go out whole, reads that stand still."""

from __future__ import annotations

from collections.abc import Callable

from models.bus_side import BusSide
from models.csr import Written
from models.register_hooks import derive, read_fields
from models.regmap import REGISTERS
from models.rtc_calendar import Alarm, Time, check_alarm, check_time, unpack_time


def connect(bus: BusSide) -> None:
    """Hook the registers."""
    derive(bus, "RTC", "rtc", {
        "trim_wr": "trim_valid", "clear_wr": "clr_valid", "event_clr": "clr", "status_valid": "set", "status_armed": "armed",
    })  # fmt: skip
    _Rtc(bus)


class _Rtc:
    """Time, trim, alarms; checks that refuse what is illegal, with a sticky error bit."""

    def __init__(self, bus: BusSide) -> None:
        self._bus, self._errors = bus, 0
        csr = bus.csr
        self._send_time: int | None = None
        self._time = bus.post("RTC_TIME", self._commit)
        csr.on_write("RTC_COMMIT", self._check_commit)
        for index in range(bus.values["N_ALARMS"]):
            self._alarm(index)
        csr.on_read("RTC_ERROR", lambda: self._errors)
        csr.on_write("RTC_ERROR", self._clear_errors)
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
