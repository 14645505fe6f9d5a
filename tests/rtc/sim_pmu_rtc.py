# SPDX-License-Identifier: Apache-2.0
"""pmu_rtc from the bus: posting, busy flags, refusals, snapshots and clears; its core against the model."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import cocotb
from cocotb.triggers import FallingEdge, ReadOnly, RisingEdge, Timer, with_timeout

from models.rtc import Rtc
from models.rtc_calendar import Alarm, Time
from tb.block_bench import BlockBench, block_test
from tb.covers import covers
from tb.runner import Bench
from tests.rtc.bench import IN_PAST, SECOND_EVENT, SECOND_TICKS, alarm_at
from tests.rtc.reference import from_datetime, packed

HOLD_TICKS = 60
BENCH = Bench(top="rtl/rtc/pmu_rtc.sv", params={"HOLD_TICKS": HOLD_TICKS})
SYS_NS = 1_000
SET_ERR, ALARM_ERR = 1, 2
POST_TICKS = 3  # from the write to the AON side
STATUS_TICKS = 4  # from there until busy has gone, with acknowledge and sample
CHECK_TICKS = 2  # 64 bus clocks at 1 MHz
ONE_SECOND = timedelta(seconds=1)
NOW = datetime(2104, 2, 28, 23, 59, 59)
_TIME = {"date_year": 9, "date_month": 4, "date_day": 5, "date_wday": 3, "time_hour": 5, "time_minute": 6, "time_second": 6}
_FIELDS = {"ctrl_arm": 1, **_TIME}


class BusBench(BlockBench):
    """pmu_rtc as a register block drives it: data first, a one-clock write pulse after."""

    def __init__(self, dut) -> None:
        super().__init__(dut, Rtc, dut.u_core.u_core)
        self.alarms = [Alarm(*[0] * 10)] * 4

    async def start(self) -> None:
        """Through reset, to the first sample; HOLD sees the timebase as the bus does."""
        await super().start()
        cocotb.start_soon(self._ticks())
        await self.ticks(4)

    async def _ticks(self) -> None:
        while True:
            await RisingEdge(self.dut.strobe)
            tick = self.clock.tick
            await RisingEdge(self.dut.clk_sys)
            self.drive(ticks_i=tick)

    async def finish(self) -> None:
        """Nothing is on its way any more, and the core agreed to the end."""
        await self.idle()
        await super().finish()

    async def write(self, register: str, level: int = 1, **fields: int) -> None:
        """A register that the bus side takes, with its pulse."""
        await self.strike(f"local_rtc_{register}_wr_i", level, **{f"local_rtc_{name}_i": value for name, value in fields.items()})

    async def commit(self, time: Time | datetime) -> None:
        """The six fields of a time, and COMMIT."""
        fields = from_datetime(time) if isinstance(time, datetime) else time
        names = [f"set_{name}" for name in _TIME if name != "date_wday"]
        await self.write("time", **dict(zip(names, fields, strict=True)))

    async def set_alarm(self, n: int, alarm: Alarm) -> None:
        """All fields of alarm *n*."""
        self.alarms[n] = alarm
        fields = {name: sum(getattr(each, name.rpartition("_")[2]) << i * width for i, each in enumerate(self.alarms))
                  for name, width in _FIELDS.items()}  # fmt: skip
        for bit, name in enumerate(("second", "minute", "hour", "day", "month", "year")):
            fields[f"ctrl_{name}"] = sum((each.mask >> bit & 1) << i for i, each in enumerate(self.alarms))
        fields |= {"ctrl_use_wday": sum(each.use_wday << i for i, each in enumerate(self.alarms))}
        fields = {f"alarm_{name}": value for name, value in fields.items()}
        await self.write("alarm", 1 << n, **fields)

    async def clear(self, mask: int) -> None:
        """Write 1 to events."""
        await self.post("rtc_clear", rtc_event_clr=mask)

    async def hold(self, freeze: int, requester: int = 0) -> None:
        """RTC_HOLD is written."""
        self.drive(requester_i=requester)
        await self.write("hold", hold=freeze)

    async def sleep(self, tick: int) -> None:
        """Stop the bus clock until shortly before *tick*."""
        self.drive(run_i=0)
        await self.clock.after(tick - 12)
        self.drive(run_i=1)
        await self.ticks(8)

    def time(self) -> int:
        """The running time as firmware reads it, packed as time_o of the core."""
        word = self.stat("rtc_seconds")[0]
        for member, width in _TIME.items():
            word = word << width | self.stat(f"rtc_{member}")[0]
        return word


@block_test(BusBench)
@covers("REG-POST-1", "REG-POST-3", "RTC-SET-1")
async def commit_from_the_bus(dut, bench) -> None:
    """At random phases: busy from the write on, the core set whole within its ticks, status complete when busy ends."""
    rng = random.Random(cocotb.RANDOM_SEED)
    for _ in range(25):
        await Timer(rng.randrange(1, 200_000), "ns")
        when = datetime(2000, 1, 1) + timedelta(seconds=rng.randrange(146_097 * 86_400))
        await bench.commit(when)
        tick = bench.clock.tick
        assert bench.busy() == {"rtc_time"}
        await bench.idle()
        assert bench.clock.tick - tick <= CHECK_TICKS + POST_TICKS + STATUS_TICKS
        assert (bench.time(), bench.seen("stat_rtc_status_valid_o"), bench.seen("seen_rtc_error_o")) == (packed(when), 1, 0)
        assert bench.seen("stat_rtc_presc_o") < CHECK_TICKS + POST_TICKS + STATUS_TICKS


@block_test(BusBench)
@covers("RTC-SET-2")
async def refused_commit_changes_nothing(dut, bench) -> None:
    """Every class of illegal time: SET_ERR and nothing else; W1C clears it; a set bit is not lost to its own clear."""
    good = Time(100, 2, 28, 23, 30, 30)
    await bench.commit(good)
    await bench.idle()
    before = bench.time()
    for bad in ({"day": 29}, {"day": 0}, {"month": 0}, {"month": 13}, {"hour": 24}, {"minute": 60}, {"second": 60},
                {"year": 400}):  # fmt: skip
        await bench.commit(good._replace(**bad))
        await bench.clock.ticks(CHECK_TICKS + POST_TICKS + STATUS_TICKS)
        assert (bench.seen("seen_rtc_error_o"), bench.busy(), bench.time()) == (SET_ERR, set(), before), f"{bad}"
        await bench.write("error", error_clr=ALARM_ERR)
        assert bench.seen("seen_rtc_error_o") == SET_ERR
        await bench.write("error", error_clr=SET_ERR)
        assert bench.seen("seen_rtc_error_o") == 0


@block_test(BusBench)
@covers("REG-POST-3", "RTC-ALM-7")
async def alarm_from_the_bus(dut, bench) -> None:
    """In effect within three ticks of the write, busy until its status shows; an illegal one changes nothing."""
    rng = random.Random(cocotb.RANDOM_SEED)
    await bench.commit(NOW - timedelta(hours=1))
    await bench.idle()
    for number in range(20):
        n = number % 2
        arm = number // 2 % 2 ^ 1
        await Timer(rng.randrange(1, 100_000), "ns")
        await bench.set_alarm(n, alarm_at(NOW, arm=arm))
        tick = bench.clock.tick
        await FallingEdge(dut.clk_sys)
        assert bench.busy() == {"rtc_alarm"} and bench.seen("busy_rtc_alarm_o") == 1 << n
        await bench.clock.after(tick + POST_TICKS + 1)
        assert int(bench.core.armed_o.value) >> n & 1 == arm
        await bench.idle()
        assert bench.seen("stat_rtc_status_armed_o") >> n & 1 == arm
    await bench.set_alarm(1, alarm_at(NOW))
    await bench.idle()
    for bad in ({"day": 30}, {"month": 0}, {"year": 400}, {"hour": 24}, {"minute": 60}, {"second": 60},
                {"use_wday": 1, "wday": 7}, {"year": 101, "day": 29}):  # fmt: skip
        await bench.set_alarm(1, alarm_at(NOW - ONE_SECOND, day=28)._replace(**bad))
        await bench.clock.ticks(POST_TICKS + STATUS_TICKS)
        assert (bench.seen("seen_rtc_error_o"), bench.busy(), bench.seen("stat_rtc_status_armed_o")) == (ALARM_ERR, set(), 2), f"{bad}"
        assert bench.seen("stat_rtc_event_o") & IN_PAST == 0
        await bench.write("error", error_clr=ALARM_ERR)
        assert bench.seen("seen_rtc_error_o") == 0
    await bench.set_alarm(1, alarm_at(NOW, arm=0, month=15, day=0, hour=31))  # not armed: nobody looks at the date
    await bench.idle()
    assert (bench.seen("seen_rtc_error_o"), bench.seen("stat_rtc_status_armed_o")) == (0, 0)


@block_test(BusBench)
@covers("REG-POST-2", "REG-POST-3")
async def last_write_wins_whole(dut, bench) -> None:
    """Commits, trims and alarms in quick succession, registers overwritten meanwhile: the last one stands, whole."""
    rng = random.Random(cocotb.RANDOM_SEED)
    core = bench.core
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
            await bench.post("rtc_trim", rtc_trim=value % 1024)
        for date in moments:
            await bench.set_alarm(0, alarm_at(date, mask=31, year=511, arm=1))
        # shadow registers belong to the next setting now
        bench.drive(local_rtc_set_date_year_i=511, local_rtc_set_date_day_i=0)
        await bench.idle(60)
        assert (bench.time(), bench.seen("seen_rtc_error_o")) == (packed(moments[-1]), 0)
        assert taken["trim_i"] == value % 1024
        assert taken["alm_i"] == alarm_at(moments[-1], mask=31, year=511).pack()
    for task in tasks:
        task.cancel()


@block_test(BusBench)
@covers("REG-EVT-3")
async def an_event_that_is_cleared_at_once_comes_once(dut, bench) -> None:
    """A handler that answers in the next bus clocks, or some later, takes the event that it has seen: it does not come again."""
    for clocks in (0, 1, 5, 15, 25, 29, 31):
        await bench.commit(NOW)
        await bench.idle()
        await bench.sleep(bench.scoreboard.model.next_event())
        await with_timeout(dut.stat_rtc_event_o.value_change, 200, "us")
        seen = bench.seen("stat_rtc_event_o")
        assert seen & SECOND_EVENT, f"{seen:#x}"
        for _ in range(clocks):
            await FallingEdge(dut.clk_sys)
        await bench.clear(seen)
        await bench.idle()
        await bench.clock.ticks(4)
        assert bench.seen("stat_rtc_event_o") == int(bench.core.event_o.value) == 0, f"cleared {clocks} bus clocks after it was seen"


@block_test(BusBench)
@covers("REG-READ-1", "RTC-CAL-2")
async def snapshots_around_midnight(dut, bench) -> None:
    """Sampled copies hold one second or the other, never a mixture; hold keeps one of them for several reads."""
    seen: list[int] = []

    async def watch() -> None:
        while True:
            await dut.stat_rtc_seconds_o.value_change
            await ReadOnly()
            seen.append(bench.time())

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
            assert (seen, bench.time()) == ([], packed(NOW))
            prescaler = bench.seen("stat_rtc_presc_o")
            await bench.clock.ticks(3)
            assert bench.seen("stat_rtc_presc_o") == prescaler > SECOND_TICKS - 16
            assert bench.seen("stat_rtc_event_o") & SECOND_EVENT  # the status is not held
            await bench.hold(0)
            await bench.clock.ticks(3)
        assert seen == [packed(NOW + ONE_SECOND)]
        assert bench.seen("stat_rtc_presc_o") < 16
    task.cancel()


@block_test(BusBench)
@covers("RTC-HOLD-1")
async def hold_ends_by_itself(dut, bench) -> None:
    """Frozen for exactly its ticks, however often 1 is written meanwhile; register and time let go on one strobe."""
    for again in (0, 1, HOLD_TICKS // 2, HOLD_TICKS - 1):
        await bench.clock.after(bench.clock.tick + 5)
        await Timer(20, "us")  # the strobe of this tick is over
        begin = bench.clock.tick
        await bench.hold(1, requester=2)
        frozen = bench.seen("stat_rtc_presc_o"), bench.time()
        assert bench.seen("seen_rtc_hold_o") == 1
        for tick in range(begin + 1, begin + HOLD_TICKS + 2):
            await bench.clock.after(tick)
            await Timer(20, "us")
            if tick - begin == again:
                await bench.hold(1, requester=3)
            seen = bench.seen("stat_rtc_presc_o"), bench.time()
            held = tick < begin + HOLD_TICKS
            what = f"tick {tick - begin} of the hold, written again at {again}"
            assert bench.seen("seen_rtc_hold_o") == held, what
            assert (seen == frozen) == held, what
            assert held or seen[0] - frozen[0] == tick - begin, f"{what}: {seen[0] - frozen[0]} ticks on"


@block_test(BusBench)
@covers("RTC-HOLD-1")
async def hold_ends_in_sleep(dut, bench) -> None:
    """The ticks for which the bus clock stands count as well: nobody reads an old time for a second after a long sleep."""
    for asleep, ends in ((HOLD_TICKS // 2, False), (2 * HOLD_TICKS, True), (200 * HOLD_TICKS, True)):
        await bench.hold(1)
        frozen = bench.seen("stat_rtc_presc_o")
        dut.run_i.value = 0
        await bench.clock.ticks(asleep)
        dut.run_i.value = 1
        await bench.clock.ticks(6)
        assert bench.seen("seen_rtc_hold_o") == (not ends), f"{asleep} ticks asleep"
        assert (bench.seen("stat_rtc_presc_o") == frozen) == (not ends), f"{asleep} ticks asleep"
        await bench.hold(0)
        assert bench.seen("seen_rtc_hold_o") == 0
        await bench.clock.ticks(2)
        assert bench.seen("stat_rtc_presc_o") != frozen


@block_test(BusBench)
@covers("RTC-HOLD-1")
async def hold_ends_with_its_core(dut, bench) -> None:
    """The reset of the core that wrote 1 ends it, on its edge; that of the other does not, whoever asked in between."""
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
            assert bench.seen("seen_rtc_hold_o") == (not ended), f"requester {owner}, cores {boots:02b} start"
            await bench.hold(1, owner)  # the level is no end: a core that is up again may freeze at once
            await bench.clock.ticks(3)
            assert bench.seen("seen_rtc_hold_o") == 1
            await bench.hold(0, 3)
            assert bench.seen("seen_rtc_hold_o") == 0


@block_test(BusBench)
@covers("RTC-ALM-7")
async def alarm_fires_while_the_bus_sleeps(dut, bench) -> None:
    """Armed, the bus clock stopped: match_o is there on time, and the event can be read when the clock comes back."""
    await bench.commit(NOW)
    await bench.set_alarm(1, alarm_at(NOW + ONE_SECOND))
    await bench.idle(30)
    second = bench.scoreboard.model.next_event()
    dut.run_i.value = 0
    await with_timeout(dut.match_o.value_change, 1_100, "ms")
    assert (bench.clock.tick, bench.seen("match_o")) == (second, 2)
    await bench.clock.ticks(100)
    assert bench.seen("stat_rtc_event_o") & 2 == 0  # nobody has copied it yet
    dut.run_i.value = 1
    await bench.clock.ticks(6)
    assert bench.seen("stat_rtc_event_o") & 2
