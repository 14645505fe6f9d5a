# SPDX-License-Identifier: Apache-2.0
"""rtc_check and rtc_legal in their block bench: refusals, weekday and seconds against datetime and the model."""

from __future__ import annotations

import calendar
import itertools
import random
from datetime import datetime, timedelta
from typing import NamedTuple

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.simtime import get_sim_time
from cocotb.triggers import RisingEdge, Timer, with_timeout

from models.rtc_calendar import CMP_ALL, Alarm, Time, check_alarm, check_time
from tb.covers import covers
from tb.runner import Bench
from tests.rtc.reference import EPOCH, LAST, from_datetime

BENCH = Bench(top="rtl/rtc/rtc_check.sv", parts=("rtl/rtc/rtc_legal.sv",))
PERIOD_NS = 30_518
LIMIT_CLOCKS = 64
YEARS = (0, 1, 3, 4, 63, 64, 96, 99, 100, 104, 127, 128, 200, 255, 256, 300, 304, 396, 399, 400, 404, 500, 511)


class Answer(NamedTuple):
    """What rtc_check said; `clocks` from the edge that sampled the start."""

    ok: bool
    wday: int
    seconds: int
    clocks: int


class CheckBench:
    """Both on the same fields. All driving is at falling edges."""

    def __init__(self, dut: HierarchyObject) -> None:
        self.dut = dut

    async def start(self) -> None:
        """Through reset."""
        dut = self.dut
        dut.rst_ni.value = 0
        dut.start_i.value = 0
        self.fields(Time(0, 1, 1))
        self.alarm_fields(Alarm(0, 0, 0))
        await with_timeout(RisingEdge(dut.clk), 10 * PERIOD_NS, "ns")
        await Timer(PERIOD_NS // 2, "ns")
        dut.rst_ni.value = 1
        await self.clocks(1)
        assert (int(dut.busy_o.value), int(dut.done_o.value)) == (0, 0)

    async def clocks(self, count: int) -> None:
        """Wait *count* clocks, from one falling edge to another."""
        if count:
            await Timer(count * PERIOD_NS, "ns")

    def fields(self, time: Time) -> None:
        """Drive the date and time fields."""
        for name, value in zip(("year", "month", "day", "hour", "minute", "second"), time, strict=True):
            getattr(self.dut, f"{name}_i").value = value

    def alarm_fields(self, alarm: Alarm) -> None:
        """Drive the setting whose legality is asked: the alarm without its arm bit."""
        self.dut.setting_i.value = alarm._replace(arm=0).pack()

    async def strike(self, time: Time) -> None:
        """One clock of start_i; ends behind the edge that sampled it."""
        self.fields(time)
        self.dut.start_i.value = 1
        await self.clocks(1)
        self.dut.start_i.value = 0
        self.fields(Time(511, 15, 31, 31, 63, 63))  # from now on the inputs are nobody's business

    async def answer(self) -> Answer:
        """Wait for done_o, at most the contract's 64 clocks; ends one clock after it."""
        dut = self.dut
        begin = get_sim_time("ns")
        if not int(dut.done_o.value):
            assert int(dut.busy_o.value) == 1, "neither done nor busy after a start"
            await with_timeout(RisingEdge(dut.done_o), LIMIT_CLOCKS * PERIOD_NS, "ns")
            await Timer(PERIOD_NS // 2, "ns")
        clocks = int(get_sim_time("ns") - begin) // PERIOD_NS + 1
        ok = bool(int(dut.ok_o.value))
        result = Answer(ok, int(dut.wday_o.value), int(dut.seconds_o.value), clocks)
        await self.clocks(1)
        assert (int(dut.done_o.value), int(dut.busy_o.value)) == (0, 0), "done_o is one clock long, and ends busy_o"
        return result

    async def check(self, time: Time) -> Answer:
        """Start a check and wait for the answer."""
        await self.strike(time)
        return await self.answer()


def legal(time: Time) -> datetime | None:
    """The datetime of *time*, None if there is none between 2000 and 2399."""
    try:
        return datetime(2000 + time.year, *time[1:]) if time.year < 400 else None
    except ValueError:
        return None


async def compare(bench: CheckBench, time: Time) -> bool:
    """One check against datetime and against the model; returns whether the time is legal."""
    when = legal(time)
    answer = await bench.check(time)
    assert answer.ok == (when is not None), f"{time}: ok = {answer.ok}"
    assert answer.ok == check_time(*time).ok
    if when is not None:
        expected = (when.weekday(), int((when - EPOCH).total_seconds()) % 2**32)
        assert (answer.wday, answer.seconds) == expected, f"{time}"
        assert check_time(*time) == (True, *expected)
    assert answer.clocks <= LIMIT_CLOCKS
    return answer.ok


@cocotb.test()
@cocotb.parametrize(part=[0, 1, 2])
@covers("RTC-SET-2")
async def every_month_and_day(dut, part: int) -> None:
    """All values of the month and day fields, in leap and common years, centuries and years past the end."""
    bench = CheckBench(dut)
    await bench.start()
    for year in YEARS[part::3]:
        found = 0
        for month, day in itertools.product(range(16), range(32)):
            found += await compare(bench, Time(year, month, day, 23, 59, 59))
        assert found == (365 + calendar.isleap(2000 + year) if year < 400 else 0)


@cocotb.test()
@covers("RTC-SET-2")
async def every_hour_minute_second_and_year(dut) -> None:
    """All values of the other fields, one at a time."""
    bench = CheckBench(dut)
    await bench.start()
    for value in range(32):
        assert await compare(bench, Time(24, 2, 29, value, 59, 59)) == (value < 24)
    for value in range(64):
        assert await compare(bench, Time(24, 2, 29, 23, value, 0)) == (value < 60)
        assert await compare(bench, Time(24, 2, 29, 23, 0, value)) == (value < 60)
    for year in range(512):
        assert await compare(bench, Time(year, 12, 31, 0, 0, 1)) == (year < 400)
        assert await compare(bench, Time(year, 2, 29, 0, 0, 1)) == (year < 400 and calendar.isleap(2000 + year))


@cocotb.test()
@covers("RTC-SET-3", "RTC-REF-1")
async def random_times(dut) -> None:
    """Weekday and seconds of random moments of the 400 years, and of the ends."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = CheckBench(dut)
    await bench.start()
    moments = [EPOCH + timedelta(seconds=rng.randrange(146_097 * 86_400)) for _ in range(2_500)]
    around = EPOCH + timedelta(seconds=2**32)
    for when in (EPOCH, LAST, around, around - timedelta(seconds=1), *moments):
        assert await compare(bench, from_datetime(when))


@cocotb.test()
async def random_fields(dut) -> None:
    """Any bits in any field: legal and illegal ones follow each other."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = CheckBench(dut)
    await bench.start()
    passed = 0
    for _ in range(3_000):
        widths = (9, 4, 5, 5, 6, 6)
        passed += await compare(bench, Time(*(rng.getrandbits(width) for width in widths)))
    assert 500 < passed < 2_500


@cocotb.test()
async def refusal_leaves_the_last_result_alone(dut) -> None:
    """Weekday, seconds and date of the last legal time stand after any number of refusals."""
    bench = CheckBench(dut)
    await bench.start()
    good = Time(136, 2, 29, 12, 34, 56)
    await bench.check(good)
    before = (int(dut.wday_o.value), int(dut.seconds_o.value), int(dut.date_o.value))
    for bad in (good._replace(day=30), good._replace(month=13), good._replace(second=60), good._replace(year=400)):
        answer = await bench.check(bad)
        assert not answer.ok
        assert answer.clocks == 1
        assert (int(dut.wday_o.value), int(dut.seconds_o.value), int(dut.date_o.value)) == before


@cocotb.test()
async def starts_while_one_is_running(dut) -> None:
    """A legal start replaces the one that runs, an illegal one is refused and does not disturb it: at every phase."""
    bench = CheckBench(dut)
    await bench.start()
    first, second = datetime(2104, 2, 29, 23, 59, 59), datetime(2399, 12, 31, 1, 2, 3)
    length = (await bench.check(from_datetime(first))).clocks
    for phase in range(length - 1):
        for other in (from_datetime(second), Time(399, 11, 31)):
            await bench.strike(from_datetime(first))
            await bench.clocks(phase)
            await bench.strike(other)
            if legal(other) is None:
                assert (int(dut.done_o.value), int(dut.ok_o.value)) == (1, 0), f"phase {phase}"
                await bench.clocks(1)
            wanted = second if legal(other) else first
            answer = await bench.answer()
            expected = (True, wanted.weekday(), int((wanted - EPOCH).total_seconds()) % 2**32)
            assert answer[:3] == expected, f"phase {phase}, then {other}"


@cocotb.test()
@cocotb.parametrize(use_wday=[0, 1])
async def alarms_with_every_mask(dut, use_wday: int) -> None:
    """rtc_legal: each field good and bad under every mask, against the model's check_alarm."""
    bench = CheckBench(dut)
    await bench.start()
    good = Alarm(1, use_wday, 0, 24, 2, 29, 6, 23, 59, 59)
    changes = [{}, {"second": 60}, {"minute": 60}, {"hour": 24}, {"day": 0}, {"day": 30}, {"day": 31}, {"month": 0},
               {"month": 13}, {"year": 400}, {"year": 23}, {"year": 100}, {"wday": 7}, {"month": 4, "day": 31},
               {"second": 63, "minute": 63, "hour": 31, "day": 0, "month": 15, "year": 511, "wday": 7}]  # fmt: skip
    passed = 0
    for mask, change in itertools.product(range(CMP_ALL + 1), changes):
        alarm = good._replace(mask=mask, **change)
        bench.alarm_fields(alarm)
        await Timer(PERIOD_NS, "ns")
        assert int(dut.legal_o.value) == check_alarm(alarm), f"{alarm}"
        passed += int(dut.legal_o.value)
    assert 64 < passed < 15 * 64 - 64


@cocotb.test()
async def alarm_dates_exhaustively(dut) -> None:
    """rtc_legal: every month and day under the eight date masks, in a leap year, a common one and a century."""
    bench = CheckBench(dut)
    await bench.start()
    for year, month, mask in itertools.product((96, 97, 100), range(16), range(8)):
        last = 31
        if mask & 2 and 1 <= month <= 12:  # the compared month's longest, of this year if that is compared
            last = calendar.monthrange(2000 + year if mask & 4 else 2000, month)[1]
        for day in range(32):
            exists = (not mask & 1 or 1 <= day <= last) and (not mask & 2 or 1 <= month <= 12)
            alarm = Alarm(1, 0, mask << 3 | 7, year, month, day)
            bench.alarm_fields(alarm)
            await Timer(1, "ns")
            assert bool(int(dut.legal_o.value)) == exists == check_alarm(alarm), f"{alarm}"
