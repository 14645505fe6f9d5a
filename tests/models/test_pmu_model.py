# SPDX-License-Identifier: Apache-2.0
"""The composed model of a whole PMU, used as firmware uses it: registers, WFI, pins, and time."""

from __future__ import annotations

import itertools

import pytest

from bench import day
from models.board import Board, BoardDelays
from models.pmu import AON_HZ, BusError, Pmu
from models.regmap import REGISTERS, BootReason, PwrState, SleepOutcome, WakeCause
from profiles import load
from profiles.parameters import plain
from tb.covers import covers

OS, AP_RUN = 1 << 0, 1 << 3
RTC_ALARM = 1 << 0
SOON = 1_000  # ticks: any power-up, entry or exit is over by then
POSTED = 16  # ticks: every posted write has arrived
PROFILE = load("ameba")
VALUES = plain(PROFILE)


@pytest.fixture
def pmu() -> Pmu:
    """A PMU that has powered up, its AP parked; NP runs and holds its locks. Deep-Sleep is barred by AP's deepwakelock."""
    return day.booted()


def read(pmu: Pmu, register: str, field: str) -> int:
    return REGISTERS[register][field].get(pmu.read32(register))


def reach(pmu: Pmu, state: PwrState, within: int = SOON) -> None:
    pmu.run_until(lambda: pmu.state is state, within=within)


def sleep(pmu: Pmu) -> None:
    """NP releases its locks and waits; the PMU is asleep when this returns."""
    pmu.write32("SLP_CORE0_WAKELOCK_CLR", OS | AP_RUN)
    pmu.wfi("np", 1)
    reach(pmu, PwrState.ASLEEP)


def allow_deep(pmu: Pmu) -> None:
    """Release what bars Deep-Sleep: AP's deepwakelock."""
    pmu.write32("SLP_CORE1_DEEPLOCK_CLR", OS, requester=1)
    pmu.run(POSTED)


def alarm_in(pmu: Pmu, seconds: int) -> None:
    """Arm alarm 0 by second and minute, *seconds* from now."""
    total = read(pmu, "RTC_TIME", "MINUTE") * 60 + read(pmu, "RTC_TIME", "SECOND") + seconds
    fields = {"MINUTE": total // 60 % 60, "SECOND": total % 60}
    pmu.write32("RTC_ALARM0_TIME", REGISTERS["RTC_ALARM0_TIME"].pack(**fields))
    pmu.write32("RTC_ALARM0_CTRL", REGISTERS["RTC_ALARM0_CTRL"].pack(SECOND=1, MINUTE=1, ARM=1))
    pmu.run(POSTED)


def test_powers_up_by_itself_and_boots() -> None:
    pmu = Pmu(PROFILE)
    assert pmu.state is PwrState.OFF
    reach(pmu, PwrState.ACTIVE)
    pmu.run(POSTED)
    assert pmu.mode == "ACTIVE"
    assert pmu.net.output("power.rail_en_o") == 0b111
    assert read(pmu, "PWR_BOOT_REASON", "REASON") == BootReason.POWER_ON
    assert [lock.value for lock in pmu.bus.locks.wake] == [OS | AP_RUN, OS]


def test_sleeps_and_is_woken_by_the_alarm_on_its_second(pmu: Pmu) -> None:
    alarm_in(pmu, 2)
    begun = pmu.tick
    sleep(pmu)
    assert pmu.mode == "SLEEP"
    assert pmu.net.output("power.rail_en_o") == 0b011, "the radio's rail is off in Sleep"
    entered = pmu.tick
    reach(pmu, PwrState.SLEEP_EXIT, within=3 * AON_HZ)
    woken = pmu.tick
    assert AON_HZ <= woken - begun <= 2 * AON_HZ + POSTED, "the alarm's second is the second one from when it was set"
    reach(pmu, PwrState.ACTIVE)
    assert pmu.tick - woken <= VALUES["MODE_EXIT_LAT"][1], "the profile promises this latency"
    pmu.run(POSTED)
    assert pmu.mode == "ACTIVE"
    assert pmu.read32("WAKE_CAUSE_FIRST") == 0
    assert read(pmu, "SLP_STATUS", "OUTCOME") == SleepOutcome.SLEPT
    assert abs(read(pmu, "SLP_TICKS_ASLEEP", "TICKS") - (woken - entered)) <= 3
    assert 0 < read(pmu, "SLP_LATENCY", "EXIT") <= VALUES["MODE_EXIT_LAT"][1]
    assert read(pmu, "SLP_COUNT1", "ENTRIES") == 1 and read(pmu, "SLP_COUNT1", "ABORTS") == 0


@covers("RTC-ALM-9")
def test_setting_the_clock_over_an_alarm_loses_no_wake(pmu: Pmu) -> None:
    """Network time comes in shortly before the system sleeps, past the alarm that was to wake it: it wakes at once."""
    def clock(hour: int) -> None:
        pmu.write32("RTC_SET_DATE", REGISTERS["RTC_SET_DATE"].pack(YEAR=26, MONTH=11, DAY=20))
        pmu.write32("RTC_SET_TIME", REGISTERS["RTC_SET_TIME"].pack(HOUR=hour))
        pmu.write32("RTC_COMMIT", 1)

    clock(8)
    pmu.run(POSTED)
    pmu.write32("RTC_ALARM0_DATE", REGISTERS["RTC_ALARM0_DATE"].pack(YEAR=26, MONTH=11, DAY=20))
    pmu.write32("RTC_ALARM0_TIME", REGISTERS["RTC_ALARM0_TIME"].pack(HOUR=9))
    pmu.write32("RTC_ALARM0_CTRL", 0x8000_003F)
    pmu.write32("WAKE_EDGE", RTC_ALARM)
    pmu.write32("WAKE_ENABLE", RTC_ALARM)
    pmu.write32("RTC_INTR_STATE", 0xFF)
    pmu.run(POSTED)
    clock(10)
    pmu.write32("SLP_CORE0_WAKELOCK_CLR", OS | AP_RUN)
    pmu.wfi("np", 1)
    pmu.run(s=30)
    assert pmu.state is PwrState.ACTIVE
    assert pmu.bus.event(0), "the core is told to leave its WFI"
    assert read(pmu, "RTC_INTR_RAW", "ALARM0") and read(pmu, "RTC_INTR_RAW", "SKIPPED")
    assert pmu.read32("WAKE_PENDING") == RTC_ALARM


@covers("RTC-HOLD-1")
def test_hold_ends_by_itself(pmu: Pmu) -> None:
    """The time stands for the profile's ticks and not one more; asking again does not prolong it."""
    hold_ticks = VALUES["HOLD_TICKS"]
    assert hold_ticks == AON_HZ, "1 s unless the profile says otherwise"
    frozen = pmu.read32("RTC_PRESC")
    pmu.write32("RTC_HOLD", 1, requester=2)
    begin = pmu.tick
    pmu.run(hold_ticks // 2)
    pmu.write32("RTC_HOLD", 1)
    pmu.run_to(begin + hold_ticks - 1)
    assert (pmu.read32("RTC_HOLD"), pmu.read32("RTC_PRESC")) == (1, frozen)
    pmu.run(1)
    assert (pmu.read32("RTC_HOLD"), pmu.read32("RTC_PRESC")) == (0, frozen)  # exactly one second on
    pmu.run(100)
    assert pmu.read32("RTC_PRESC") == frozen + 100
    pmu.write32("RTC_HOLD", 1)
    pmu.write32("RTC_HOLD", 0)
    pmu.run(1)
    assert (pmu.read32("RTC_HOLD"), pmu.read32("RTC_PRESC")) == (0, frozen + 101)


@pytest.mark.parametrize("requester", range(4))
@covers("RTC-HOLD-1")
def test_hold_ends_with_the_reset_of_its_core(pmu: Pmu, requester: int) -> None:
    """RESET starts both cores anew: what they froze runs again; what a host or a debugger froze has its time."""
    pmu.write32("RTC_HOLD", 1, requester=requester)
    pmu.signal("rst_pin", 1)
    pmu.run(40)
    pmu.signal("rst_pin", 0)
    pmu.run(SOON)
    assert read(pmu, "PWR_RESET_CAUSE", "RESET_PIN")
    assert pmu.read32("RTC_HOLD") == (requester >= 2)


def test_deep_sleep_reboots_with_the_locks_of_a_reset(pmu: Pmu) -> None:
    allow_deep(pmu)
    alarm_in(pmu, 1)
    sleep(pmu)
    assert pmu.mode == "DEEP_SLEEP"
    assert pmu.net.output("power.rail_en_o") == 0
    assert [lock.value for lock in pmu.bus.locks.wake] == [0, 0]
    reach(pmu, PwrState.ACTIVE, within=2 * AON_HZ)
    pmu.run(POSTED)
    assert read(pmu, "PWR_BOOT_REASON", "REASON") == BootReason.WAKE_REBOOT
    assert pmu.read32("WAKE_CAUSE_FIRST") == 0
    assert [lock.value for lock in pmu.bus.locks.wake] == [OS | AP_RUN, OS]
    assert pmu.bus.locks.deep[1].value == OS


def test_longest_sleep_ends_a_sleep(pmu: Pmu) -> None:
    pmu.write32("WAKE_ENABLE", 0)
    pmu.write32("SLP_MAX_SLEEP", 100)
    pmu.run(POSTED)
    sleep(pmu)
    reach(pmu, PwrState.SLEEP_EXIT, within=4_000)
    pmu.run(2)
    assert pmu.read32("WAKE_CAUSE_FIRST") == WakeCause.MAX_SLEEP


def test_no_wake_source_no_sleep(pmu: Pmu) -> None:
    pmu.write32("WAKE_ENABLE", 0)
    pmu.run(POSTED)
    pmu.write32("SLP_CORE0_WAKELOCK_CLR", OS | AP_RUN)
    pmu.wfi("np", 1)
    pmu.run(s=10)
    assert pmu.state is PwrState.ACTIVE
    assert read(pmu, "SLP_MODE_NEXT", "VALID") == 0
    pmu.write32("WAKE_ENABLE", RTC_ALARM)
    reach(pmu, PwrState.ASLEEP)


def test_a_lock_held_keeps_the_system_up(pmu: Pmu) -> None:
    alarm_in(pmu, 50)
    pmu.write32("SLP_CORE0_WAKELOCK_CLR", OS)  # AP_RUN stays
    pmu.wfi("np", 1)
    pmu.run(s=5)
    assert pmu.state is PwrState.ACTIVE and pmu.read32("SLP_CORE0_WAKELOCK") == AP_RUN
    pmu.write32("SLP_CORE0_WAKELOCK_CLR", AP_RUN)
    reach(pmu, PwrState.ASLEEP)


def test_active_time_holds_the_system_up(pmu: Pmu) -> None:
    alarm_in(pmu, 50)
    pmu.write32("SLP_CORE0_ACTIVE_TIME", 20)
    asked = pmu.tick
    sleep(pmu)
    assert 20 * 32.768 <= pmu.tick - asked <= 20 * 32.768 + 100


def test_shutdown_timer_powers_up_again(pmu: Pmu) -> None:
    pmu.write32("PWR_OFF_TICKS", 5_000)
    pmu.write32("PWR_SHUTDOWN", shutdown_key())
    reach(pmu, PwrState.OFF)
    off = pmu.tick
    assert pmu.net.output("power.rail_en_o") == 0
    reach(pmu, PwrState.POWER_UP, within=6_000)
    assert pmu.tick - off == 5_000
    reach(pmu, PwrState.ACTIVE)
    pmu.run(POSTED)
    assert read(pmu, "PWR_CAUSE", "TIMER") == 1
    assert read(pmu, "PWR_REASON", "COMMAND") == 1


def test_shutdown_without_timer_waits_for_the_key(pmu: Pmu) -> None:
    pmu.write32("PWR_SHUTDOWN", shutdown_key())
    reach(pmu, PwrState.OFF)
    pmu.run(s=3_600)
    assert pmu.state is PwrState.OFF
    pmu.signal("key", 1)
    reach(pmu, PwrState.ACTIVE)


def shutdown_key() -> int:
    register = REGISTERS["PWR_SHUTDOWN"]
    return register.key if register.key is not None else 1


@pytest.mark.parametrize(
    ("answer", "reason"), [("pg_o", "RAIL_FAULT"), ("ack_o", "DOMAIN_FAULT"), ("clk_valid_o", "CLOCK_FAULT")]
)
def test_an_answer_that_hangs_is_a_fault_with_its_reason(answer: str, reason: str) -> None:
    board = Board(VALUES["N_RAILS"], VALUES["N_DOMAINS"])
    board.stuck.add(answer)
    pmu = Pmu(PROFILE, board)
    pmu.run(s=1)
    assert pmu.state is PwrState.FAULT, "the tries are used up"
    assert pmu.net.output("power.rail_en_o") == 0
    bit = REGISTERS["PWR_REASON"][reason].mask
    assert pmu.net.output("power.reason_o") == bit


@covers("PWR-RAIL-8")
def test_a_rail_that_breaks_down_is_tried_again(pmu: Pmu) -> None:
    pmu.net.set("power.pg_i", 0)
    pmu.run(3)
    assert pmu.state is PwrState.ACTIVE, "two ticks are noise"
    pmu.run(1)
    assert pmu.state is PwrState.POWER_DOWN
    reach(pmu, PwrState.ACTIVE, within=5_000)
    pmu.run(POSTED)
    assert read(pmu, "PWR_REASON", "RAIL_FAULT") == 1


def test_slow_board_delays_the_boot() -> None:
    ticks = []
    for delay in (3, 30):
        board = Board(VALUES["N_RAILS"], VALUES["N_DOMAINS"], BoardDelays(rail=delay))
        pmu = Pmu(PROFILE, board)
        reach(pmu, PwrState.ACTIVE)
        ticks.append(pmu.tick)
    assert 27 <= ticks[1] - ticks[0] <= 3 * 27


def test_refusals(pmu: Pmu) -> None:
    refused = [
        ("SLP_CORE1_WAKELOCK_SET", 1, {"requester": 0}),  # another core's lock word
        ("SYS_ID", 1, {}),  # read-only
        ("PWR_SHUTDOWN", shutdown_key() ^ 1, {}),  # wrong key
    ]
    for register, data, options in refused:
        before = pmu.read32(register)
        with pytest.raises(BusError, match=register):
            pmu.write32(register, data, **options)
        assert pmu.read32(register) == before
    with pytest.raises(BusError):
        pmu.read32(0xFFC)
    pmu.run(SOON)
    assert pmu.state is PwrState.ACTIVE


def test_wake_pin_during_sleep_and_its_cause(pmu: Pmu) -> None:
    wlan = PROFILE.names("wake").index("wlan")
    pmu.write32("WAKE_ENABLE", 1 << wlan)
    pmu.run(POSTED)
    sleep(pmu)
    pmu.run(s=60)
    assert pmu.state is PwrState.ASLEEP
    pmu.wake_pin("wlan", 1)
    reach(pmu, PwrState.ACTIVE)
    assert pmu.read32("WAKE_CAUSE_FIRST") == wlan
    with pytest.raises(ValueError, match="rtc"):
        pmu.wake_pin("rtc", 1)


def test_an_uncleared_wake_keeps_the_system_up(pmu: Pmu) -> None:
    day.sleep_until(pmu, 1)
    alarm_in(pmu, 1)
    pmu.run(s=2)  # the alarm comes while NP is awake, and stays pending
    pmu.write32("SLP_CORE0_WAKELOCK_CLR", OS | AP_RUN)
    pmu.wfi("np", 1)
    pmu.run(SOON)
    assert pmu.state is PwrState.ACTIVE
    pmu.write32("WAKE_PENDING", RTC_ALARM)
    reach(pmu, PwrState.ASLEEP)


def test_a_day_with_24_cycles() -> None:
    pmu = day.day()
    assert read(pmu, "SLP_COUNT1", "ENTRIES") == day.CYCLES
    assert read(pmu, "SLP_COUNT1", "ABORTS") == read(pmu, "SLP_COUNT1", "FALLS") == 0
    assert (read(pmu, "RTC_DATE", "DAY"), read(pmu, "RTC_TIME", "HOUR")) == (21, 0)
    assert pmu.tick // AON_HZ == 24 * 3_600


def test_looking_more_often_changes_nothing() -> None:
    """A look at the bus side that was left out because nothing had changed would have changed nothing."""
    ends = []
    for restless in (False, True):
        pmu = day.booted()
        if restless:
            look = pmu.bus.look

            def always(look: object = look, pmu: Pmu = pmu) -> None:
                pmu.bus.touch()
                look()

            pmu.bus.look = always
        trace = []
        pmu.net.watch("power.state_o", lambda tick, value, trace=trace: trace.append((tick, value)))
        for hour in range(1, 4):
            day.sleep_until(pmu, hour)
        pmu.write32("SLP_CORE0_ACTIVE_TIME", 3)
        pmu.run(s=1)
        ends.append((pmu.tick, trace, pmu.read32("SLP_LATENCY"), pmu.read32("SLP_TICKS_ASLEEP")))
    assert ends[0] == ends[1] and ends[0][1]


@covers("REG-EVT-3")
def test_an_event_that_is_cleared_at_once_comes_once(pmu: Pmu) -> None:
    """The interrupt ends with the clear that the handler writes in the tick in which it sees the event."""
    pmu.write32("RTC_INTR_ENABLE", REGISTERS["RTC_INTR_ENABLE"].pack(SECOND=1))
    ticks = []
    for _ in range(3):
        ticks.append(pmu.run_until(lambda: bool(pmu.read32("SYS_IRQ_STATUS")), within=2 * AON_HZ))
        assert pmu.tick == pmu.net.blocks["rtc"].sticky.rise_tick + 1
        pmu.write32("RTC_INTR_STATE", pmu.read32("RTC_INTR_STATE"))
        pmu.run(ticks=20)
        assert not pmu.read32("RTC_INTR_STATE"), "it comes again"
    assert {b - a for a, b in itertools.pairwise(ticks)} == {AON_HZ}
