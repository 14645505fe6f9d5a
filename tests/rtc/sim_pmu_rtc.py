# SPDX-License-Identifier: Apache-2.0
"""pmu_rtc from the bus: posting, busy flags, refusals, snapshots and clears; its core against the model."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import cocotb
from cocotb.triggers import FallingEdge, ReadOnly, Timer, with_timeout

from models.rtc import Rtc
from models.rtc_calendar import ALARM_W, Alarm, Time
from tb.aon import AonClock
from tb.covers import covers
from tb.runner import Bench
from tb.scoreboard import BlockScoreboard
from tests.rtc.bench import ALL_EVENTS, IN_PAST, SECOND_EVENT, SECOND_TICKS, alarm_at
from tests.rtc.reference import from_datetime, packed

BENCH = Bench(top="tb/blocks/tb_pmu_rtc.sv")
SYS_NS = 1_000
BUSY_TIME, BUSY_TRIM, BUSY_CLEAR, BUSY_ALARM_0, BUSY_ALARM_1 = (1 << bit for bit in range(5))
SET_ERR, ALARM_ERR = 1, 2
HOLD_TICKS = 60  # of this bench
POST_TICKS = 3  # from the write to the AON side
STATUS_TICKS = 4  # from there until busy has gone, with acknowledge and sample
CHECK_TICKS = 2  # 64 bus clocks at 1 MHz
ONE_SECOND = timedelta(seconds=1)
NOW = datetime(2104, 2, 28, 23, 59, 59)
_WRITES = ("commit_i", "trim_wr_i", "alm_wr_i", "clr_wr_i", "err_clr_wr_i", "hold_wr_i")
_DATA = ("cfg_year_i", "cfg_month_i", "cfg_day_i", "cfg_hour_i", "cfg_min_i", "cfg_sec_i", "cfg_trim_i", "cfg_alm_i",
         "clr_i", "err_clr_i", "hold_i", "requester_i", "boot_i")  # fmt: skip


class BusBench:
    """tb_pmu_rtc driven like a register block drives it: data first, a one-clock write pulse after."""

    def __init__(self, dut) -> None:
        self.dut = dut
        self.clock = AonClock(dut.clk, dut.now)
        self.scoreboard = BlockScoreboard(dut.u_rtc.u_core, Rtc, self.clock, reset=dut.rst_ni)
        self.alarms = [0, 0]

    async def start(self) -> None:
        """Through reset, to the first sample."""
        dut = self.dut
        dut.rst_ni.value = 0
        dut.run_i.value = 1
        for name in (*_WRITES, *_DATA):
            getattr(dut, name).value = 0
        await self.clock.start()
        self.scoreboard.start()
        dut.rst_ni.value = 1
        await self.clock.counting()
        await self.clock.ticks(4)

    async def finish(self) -> None:
        """Nothing is on its way any more, and the core agreed to the end."""
        await self.idle()
        await self.scoreboard.finish()

    async def strike(self, name: str, value: int = 1, **data: int) -> None:
        """Write *data* and pulse *name* for one bus clock; ends at the falling edge after it."""
        await FallingEdge(self.dut.clk_sys)
        for port, word in data.items():
            getattr(self.dut, port).value = word
        getattr(self.dut, name).value = value
        await FallingEdge(self.dut.clk_sys)
        getattr(self.dut, name).value = 0

    async def commit(self, time: Time | datetime) -> None:
        fields = from_datetime(time) if isinstance(time, datetime) else time
        names = ("cfg_year_i", "cfg_month_i", "cfg_day_i", "cfg_hour_i", "cfg_min_i", "cfg_sec_i")
        await self.strike("commit_i", **dict(zip(names, fields, strict=True)))

    async def set_alarm(self, n: int, alarm: Alarm) -> None:
        self.alarms[n] = alarm.pack()
        word = sum(value << i * ALARM_W for i, value in enumerate(self.alarms))
        await self.strike("alm_wr_i", 1 << n, cfg_alm_i=word)

    async def clear(self, mask: int) -> None:
        await self.strike("clr_wr_i", clr_i=mask)

    async def hold(self, freeze: int, requester: int = 0) -> None:
        """RTC_HOLD is written."""
        await self.strike("hold_wr_i", hold_i=freeze, requester_i=requester)

    async def idle(self, limit_ticks: int = 20) -> None:
        """Wait until nothing is busy; AssertionError if that takes longer than *limit_ticks*."""
        for _ in range(limit_ticks * 8):
            if not int(self.dut.busy_o.value):
                return
            await Timer(self.clock.period // 8, "step")
        raise AssertionError(f"busy_o is still {int(self.dut.busy_o.value):#x} after {limit_ticks} ticks")

    async def sleep(self, tick: int) -> None:
        """Stop the bus clock until shortly before *tick*."""
        self.dut.run_i.value = 0
        await self.clock.after(tick - 12)
        self.dut.run_i.value = 1
        await self.clock.ticks(8)

    def read(self, port: str) -> int:
        return int(getattr(self.dut, port).value)


@cocotb.test()
@covers("REG-POST-1", "REG-POST-3", "RTC-SET-1")
async def commit_from_the_bus(dut) -> None:
    """At random phases: busy from the write on, the core set whole within its ticks, status complete when busy ends."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = BusBench(dut)
    await bench.start()
    for _ in range(25):
        await Timer(rng.randrange(1, 200_000), "ns")
        when = datetime(2000, 1, 1) + timedelta(seconds=rng.randrange(146_097 * 86_400))
        await bench.commit(when)
        tick = bench.clock.tick
        assert bench.read("busy_o") == BUSY_TIME
        await bench.idle()
        assert bench.clock.tick - tick <= CHECK_TICKS + POST_TICKS + STATUS_TICKS
        assert (bench.read("time_o"), bench.read("set_o"), bench.read("err_o")) == (packed(when), 1, 0)
        assert bench.read("presc_o") < CHECK_TICKS + POST_TICKS + STATUS_TICKS
    await bench.finish()


@cocotb.test()
@covers("RTC-SET-2")
async def refused_commit_changes_nothing(dut) -> None:
    """Every class of illegal time: SET_ERR and nothing else; W1C clears it; a set bit is not lost to its own clear."""
    bench = BusBench(dut)
    await bench.start()
    good = Time(100, 2, 28, 23, 30, 30)
    await bench.commit(good)
    await bench.idle()
    before = bench.read("time_o")
    for bad in ({"day": 29}, {"day": 0}, {"month": 0}, {"month": 13}, {"hour": 24}, {"minute": 60}, {"second": 60},
                {"year": 400}):  # fmt: skip
        await bench.commit(good._replace(**bad))
        await bench.clock.ticks(CHECK_TICKS + POST_TICKS + STATUS_TICKS)
        assert (bench.read("err_o"), bench.read("busy_o"), bench.read("time_o")) == (SET_ERR, 0, before), f"{bad}"
        await bench.strike("err_clr_wr_i", err_clr_i=ALARM_ERR)
        assert bench.read("err_o") == SET_ERR
        await bench.strike("err_clr_wr_i", err_clr_i=SET_ERR)
        assert bench.read("err_o") == 0
    await bench.finish()


@cocotb.test()
@covers("REG-POST-3", "RTC-ALM-7")
async def alarm_from_the_bus(dut) -> None:
    """In effect within three ticks of the write, busy until its status shows; an illegal one changes nothing."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = BusBench(dut)
    await bench.start()
    await bench.commit(NOW - timedelta(hours=1))
    await bench.idle()
    for number in range(20):
        n, busy = number % 2, (BUSY_ALARM_0, BUSY_ALARM_1)[number % 2]
        arm = number // 2 % 2 ^ 1
        await Timer(rng.randrange(1, 100_000), "ns")
        await bench.set_alarm(n, alarm_at(NOW, arm=arm))
        tick = bench.clock.tick
        await FallingEdge(dut.clk_sys)
        assert bench.read("busy_o") == busy
        await bench.clock.after(tick + POST_TICKS + 1)
        assert int(dut.u_rtc.u_core.armed_o.value) >> n & 1 == arm
        await bench.idle()
        assert bench.read("armed_o") >> n & 1 == arm
    await bench.set_alarm(1, alarm_at(NOW))
    await bench.idle()
    for bad in ({"day": 30}, {"month": 0}, {"year": 400}, {"hour": 24}, {"minute": 60}, {"second": 60},
                {"use_wday": 1, "wday": 7}, {"year": 101, "day": 29}):  # fmt: skip
        await bench.set_alarm(1, alarm_at(NOW - ONE_SECOND, day=28)._replace(**bad))
        await bench.clock.ticks(POST_TICKS + STATUS_TICKS)
        assert (bench.read("err_o"), bench.read("busy_o"), bench.read("armed_o")) == (ALARM_ERR, 0, 2), f"{bad}"
        assert bench.read("event_o") & IN_PAST == 0
        await bench.strike("err_clr_wr_i", err_clr_i=ALARM_ERR)
        assert bench.read("err_o") == 0
    await bench.set_alarm(1, alarm_at(NOW, arm=0, month=15, day=0, hour=31))  # not armed: nobody looks at the date
    await bench.idle()
    assert (bench.read("err_o"), bench.read("armed_o")) == (0, 0)
    await bench.finish()


@cocotb.test()
@covers("REG-POST-2", "REG-POST-3")
async def last_write_wins_whole(dut) -> None:
    """Commits, trims and alarms in quick succession, registers overwritten meanwhile: the last one stands, whole."""
    rng = random.Random(cocotb.RANDOM_SEED)
    bench = BusBench(dut)
    await bench.start()
    core = dut.u_rtc.u_core
    taken: dict[str, int] = {}

    async def watch(valid, data) -> None:
        while True:
            await valid.value_change
            if int(valid.value):
                taken[data._name] = int(data.value)

    tasks = [cocotb.start_soon(watch(valid, data)) for valid, data in
             ((core.trim_valid_i, core.trim_i), (core.alm_valid_i, core.alm_i))]  # fmt: skip
    for _ in range(10):
        moments = [datetime(2000, 1, 1) + timedelta(seconds=rng.randrange(146_097 * 86_400)) for _ in range(4)]
        for when in moments:
            await bench.commit(when)
            await Timer(rng.choice((1, 10, 40, 60, 90, 150)) * SYS_NS, "ns")
        for value in (5, -9, rng.randrange(-512, 512)):
            await bench.strike("trim_wr_i", cfg_trim_i=value % 1024)
        for date in moments:
            await bench.set_alarm(0, alarm_at(date, mask=31, year=511, arm=1))
        dut.cfg_year_i.value = 511  # shadow registers belong to the next setting now
        dut.cfg_day_i.value = 0
        await bench.idle(60)
        assert (bench.read("time_o"), bench.read("err_o")) == (packed(moments[-1]), 0)
        assert taken["trim_i"] == value % 1024
        assert taken["alm_i"] == alarm_at(moments[-1], mask=31, year=511).pack()
    for task in tasks:
        task.cancel()
    await bench.finish()


@cocotb.test()
async def clears_from_the_bus(dut) -> None:
    """A cleared bit reads 0 from the write on; clears that follow each other add up; a new event shows again."""
    bench = BusBench(dut)
    await bench.start()
    await bench.set_alarm(0, alarm_at(NOW))
    await bench.idle()
    for gap in (0, 1, 20, 60, 95):
        await bench.set_alarm(1, alarm_at(datetime(2000, 1, 1)))
        await bench.commit(NOW)
        await bench.idle(30)
        have = bench.read("event_o")
        assert have == 1 | IN_PAST
        for mask in (1, IN_PAST, 8):
            await bench.clear(mask)
            have &= ~mask
            await FallingEdge(dut.clk_sys)
            assert bench.read("event_o") == have, f"gap {gap}, clear {mask:#x}"
            await Timer((gap + 1) * SYS_NS, "ns")
        await bench.idle(30)
        assert bench.read("event_o") == have == int(dut.u_rtc.u_core.event_o.value)
    await bench.commit(NOW)
    await bench.clear(ALL_EVENTS)  # overtakes the commit, which takes its time to be checked
    await bench.idle(30)
    assert bench.read("event_o") == 1
    await bench.finish()


@cocotb.test()
@covers("REG-EVT-3")
async def an_event_that_is_cleared_at_once_comes_once(dut) -> None:
    """A handler that answers in the next bus clocks, or some later, takes the event that it has seen: it does not come again."""
    bench = BusBench(dut)
    await bench.start()
    for clocks in (0, 1, 5, 15, 25, 29, 31):
        await bench.commit(NOW)
        await bench.idle()
        await bench.sleep(bench.scoreboard.model.next_event())
        await with_timeout(dut.event_o.value_change, 200, "us")
        seen = bench.read("event_o")
        assert seen & SECOND_EVENT, f"{seen:#x}"
        for _ in range(clocks):
            await FallingEdge(dut.clk_sys)
        await bench.clear(seen)
        await bench.idle()
        await bench.clock.ticks(4)
        assert bench.read("event_o") == int(dut.u_rtc.u_core.event_o.value) == 0, f"cleared {clocks} bus clocks after it was seen"
    await bench.finish()


@cocotb.test()
@covers("REG-READ-1", "RTC-CAL-2")
async def snapshots_around_midnight(dut) -> None:
    """Sampled copies hold one second or the other, never a mixture; hold keeps one of them for several reads."""
    bench = BusBench(dut)
    await bench.start()
    seen: list[int] = []

    async def watch() -> None:
        while True:
            await dut.time_o.value_change
            await ReadOnly()  # this top puts it together from the members of a bundle
            seen.append(int(dut.time_o.value))

    task = cocotb.start_soon(watch())
    for hold in (False, True):
        await bench.commit(NOW)
        await bench.idle()
        second = bench.scoreboard.model.next_event()
        seen.clear()
        await bench.sleep(second)
        await bench.hold(int(hold))
        await bench.clock.after(second + 3)
        if hold:
            assert (seen, bench.read("time_o")) == ([], packed(NOW))
            prescaler = bench.read("presc_o")
            await bench.clock.ticks(3)
            assert bench.read("presc_o") == prescaler > SECOND_TICKS - 16
            assert bench.read("event_o") & SECOND_EVENT  # the status is not held
            await bench.hold(0)
            await bench.clock.ticks(3)
        assert seen == [packed(NOW + ONE_SECOND)]
        assert bench.read("presc_o") < 16
    task.cancel()
    await bench.finish()


@cocotb.test()
@covers("RTC-HOLD-1")
async def hold_ends_by_itself(dut) -> None:
    """Frozen for exactly its ticks, however often 1 is written meanwhile; register and time let go on one strobe."""
    bench = BusBench(dut)
    await bench.start()
    for again in (0, 1, HOLD_TICKS // 2, HOLD_TICKS - 1):
        await bench.clock.after(bench.clock.tick + 5)
        await Timer(20, "us")  # the strobe of this tick is over
        begin = bench.clock.tick
        await bench.hold(1, requester=2)
        frozen = bench.read("presc_o"), bench.read("time_o")
        assert bench.read("hold_o") == 1
        for tick in range(begin + 1, begin + HOLD_TICKS + 2):
            await bench.clock.after(tick)
            await Timer(20, "us")
            if tick - begin == again:
                await bench.hold(1, requester=3)
            seen = bench.read("presc_o"), bench.read("time_o")
            held = tick < begin + HOLD_TICKS
            what = f"tick {tick - begin} of the hold, written again at {again}"
            assert bench.read("hold_o") == held, what
            assert (seen == frozen) == held, what
            assert held or seen[0] - frozen[0] == tick - begin, f"{what}: {seen[0] - frozen[0]} ticks on"
    await bench.finish()


@cocotb.test()
@covers("RTC-HOLD-1")
async def hold_ends_in_sleep(dut) -> None:
    """The ticks for which the bus clock stands count as well: nobody reads an old time for a second after a long sleep."""
    bench = BusBench(dut)
    await bench.start()
    for asleep, ends in ((HOLD_TICKS // 2, False), (2 * HOLD_TICKS, True), (200 * HOLD_TICKS, True)):
        await bench.hold(1)
        frozen = bench.read("presc_o")
        dut.run_i.value = 0
        await bench.clock.ticks(asleep)
        dut.run_i.value = 1
        await bench.clock.ticks(6)
        assert bench.read("hold_o") == (not ends), f"{asleep} ticks asleep"
        assert (bench.read("presc_o") == frozen) == (not ends), f"{asleep} ticks asleep"
        await bench.hold(0)
        assert bench.read("hold_o") == 0
        await bench.clock.ticks(2)
        assert bench.read("presc_o") != frozen
    await bench.finish()


@cocotb.test()
@covers("RTC-HOLD-1")
async def hold_ends_with_its_core(dut) -> None:
    """The reset of the core that wrote 1 ends it, on its edge; that of the other does not, whoever asked in between."""
    bench = BusBench(dut)
    await bench.start()
    for owner in range(4):
        for boots in range(1, 4):
            dut.boot_i.value = 0
            await bench.clock.ticks(2)
            await bench.hold(1, owner)
            await bench.hold(1, 1 - owner & 1)  # somebody else's wish: the hold stays its owner's
            await FallingEdge(dut.clk_sys)
            dut.boot_i.value = boots
            await FallingEdge(dut.clk_sys)
            ended = bool(boots >> owner & 1)
            assert bench.read("hold_o") == (not ended), f"requester {owner}, cores {boots:02b} start"
            await bench.hold(1, owner)  # the level is no end: a core that is up again may freeze at once
            await bench.clock.ticks(3)
            assert bench.read("hold_o") == 1
            await bench.hold(0, 3)
            assert bench.read("hold_o") == 0
    await bench.finish()


@cocotb.test()
@covers("RTC-ALM-7")
async def alarm_fires_while_the_bus_sleeps(dut) -> None:
    """Armed, the bus clock stopped: match_o is there on time, and the event can be read when the clock comes back."""
    bench = BusBench(dut)
    await bench.start()
    await bench.commit(NOW)
    await bench.set_alarm(1, alarm_at(NOW + ONE_SECOND))
    await bench.idle(30)
    second = bench.scoreboard.model.next_event()
    dut.run_i.value = 0
    await with_timeout(dut.match_o.value_change, 1_100, "ms")
    assert (bench.clock.tick, bench.read("match_o")) == (second, 2)
    await bench.clock.ticks(100)
    assert bench.read("event_o") & 2 == 0  # nobody has copied it yet
    dut.run_i.value = 1
    await bench.clock.ticks(6)
    assert bench.read("event_o") & 2
    await bench.finish()
