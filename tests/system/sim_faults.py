# SPDX-License-Identifier: Apache-2.0
"""What stands around the PMU does not answer: rails, the bus clock, switches, the memory controller.

Page "Power: rails, domains, resets, DVFS": no wait is without an end; all down in order, a reason, two retries, then FAULT until
POR, key or VBUS.
"""

import cocotb
from cocotb.triggers import First

from models.regmap import REGISTERS, BootReason, PwrState, SleepOutcome
from tb.covers import covers
from tests.system.rig import AON_TIMER, BENCH, OS, SLEEP, Rig

__all__ = ["BENCH"]

RAILS = ("io", "core", "rf")
RETRY_TICKS = 328
TRIES = 3
PAUSES_TICKS = RETRY_TICKS + 10 * RETRY_TICKS
SLOW_RETRY_TICKS = 60 * 32_768
SWITCH_TIMEOUT_TICKS = 33
DRAM_TIMEOUT_TICKS = 64
CLOCK_NEVER_STARTS, CLOCK_NEVER_STOPS = 1, 2
ALL_EVENTS = 0b111


class _Tries:
    """Counts power-ups, and says how far the rails came in each."""

    def __init__(self, rig: Rig) -> None:
        self.rails: list[int] = []
        rig.start(self._follow(rig.dut))

    async def _follow(self, dut: object) -> None:
        before = PwrState.OFF
        while True:
            await First(dut.pwr_state.value_change, dut.rail_en.value_change)
            if not dut.pwr_state.value.is_resolvable:
                continue
            state = int(dut.pwr_state.value)
            if state == PwrState.POWER_UP:
                if before != PwrState.POWER_UP:
                    self.rails.append(0)
                self.rails[-1] |= int(dut.rail_en.value)
            before = state


def _all_off(rig: Rig) -> None:
    dut = rig.dut
    assert int(dut.rail_en.value) == 0 and int(dut.dom_sw_en.value) == 0 and int(dut.clk_sys_req.value) == 0, rig.where()
    assert int(dut.dom_iso.value) & 7 == 7 and int(dut.dom_rst_n.value) == 0 and int(dut.dom_clk_en.value) == 0, rig.where()


async def _second_life(rig: Rig, reason: str, **fault: int) -> None:
    """FAULT keeps its reason; this platform has neither key nor VBUS, so POR leads out at once."""
    dut = rig.dut
    await rig.ticks(2 * RETRY_TICKS)
    assert int(dut.pwr_state.value) == PwrState.FAULT, "FAULT ends by itself, long before a minute"
    _all_off(rig)
    # nobody can read a register without a bus clock: the PMU's own flops
    power = rig.board.inside("u_power").u_core
    assert int(power.reason_o.value) == REGISTERS["PWR_REASON"].pack(**{reason: 1})
    for name, number in fault.items():
        assert int(getattr(power, f"fault_{name}_o").value) == number
    boots = [core.boots for core in rig.cores]
    dut.por_n.value = 0
    await rig.ticks(3)
    dut.por_n.value = 1
    await rig.board.clock.counting()
    await rig.state_is(PwrState.ACTIVE)
    await rig.until(lambda: all(core.boots > n for core, n in zip(rig.cores, boots, strict=True)), "both cores boot")
    await rig.ticks(2)
    assert await rig.read("PWR_REASON") == 0 and (await rig.fields("PWR_RESET_CAUSE"))["POR"]
    assert await rig.read("PWR_BOOT_REASON") == BootReason.POWER_ON
    await rig.park_ap()
    await rig.allow(SLEEP)
    await rig.normal_sleep(SLEEP)


async def _interrupts(rig: Rig, event: str) -> None:
    """The one event of PWR that stands: the line is up, SYS.IRQ_STATUS shows it, and only its clear takes it down."""
    await rig.ticks(2)
    assert rig.dut.irq_power.value == 1
    assert [name for name, level in (await rig.fields("SYS_IRQ_STATUS")).items() if level] == ["PWR"]
    for register in ("PWR_INTR_STATE", "PWR_INTR_RAW"):
        assert [name for name, bit in (await rig.fields(register)).items() if bit] == [event]
    await rig.write("PWR_INTR_STATE", ALL_EVENTS & ~REGISTERS["PWR_INTR_STATE"].pack(**{event: 1}))
    await rig.settled()
    assert rig.dut.irq_power.value == 1
    await rig.write("PWR_INTR_STATE", REGISTERS["PWR_INTR_STATE"].pack(**{event: 1}))
    assert await rig.read("PWR_INTR_STATE") == 0, "it reads 0 from the clear on"
    await rig.settled()
    assert rig.dut.irq_power.value == 0 and await rig.read("PWR_INTR_RAW") == 0


@cocotb.test()
@cocotb.parametrize(rail=[0, 1, 2])
@covers("PWR-RAIL-4")
async def rail_never_good(dut, rail):
    """At the first power-up one rail does not come: those after it are not switched on; two retries, FAULT, POR."""
    rig = Rig(dut)
    tries = _Tries(rig)
    rig.board.rails.never_good(rail)
    await rig.power_on()
    await rig.state_is(PwrState.FAULT, PAUSES_TICKS + TRIES * 250)
    assert tries.rails == [(2 << rail) - 1] * TRIES, f"rails switched on in each try: {tries.rails}"
    _all_off(rig)
    assert [core.boots for core in rig.cores] == [0, 0]
    rig.board.rails.late(rail, 60_000)
    await _second_life(rig, "RAIL_FAULT", rail=rail)
    await rig.finish()


@cocotb.test()
async def fault_is_left_after_a_minute(dut):
    """Nobody can reach this platform: the slow retry, one try each minute, and its cause."""
    rig = Rig(dut)
    tries = _Tries(rig)
    rig.board.rails.never_good(0)
    await rig.power_on()
    await rig.state_is(PwrState.FAULT, PAUSES_TICKS + TRIES * 250)
    await rig.ticks(20)
    flops = rig.board.inside("u_power").u_core.u_main.u_retry
    left = int(flops.end_q.value) - rig.board.clock.tick & (1 << len(flops.end_q)) - 1
    assert SLOW_RETRY_TICKS - 60 < left <= SLOW_RETRY_TICKS
    await rig.minute_over()
    await rig.state_is(PwrState.FAULT, 400)
    assert len(tries.rails) == TRIES + 1, "one try"
    rig.board.rails.late(0, 60_000)
    await rig.minute_over()
    await rig.state_is(PwrState.ACTIVE, 400)
    assert len(tries.rails) == TRIES + 2
    await rig.until(lambda: all(core.boots == 1 for core in rig.cores), "both cores boot")
    await rig.ticks(3)
    causes = [name for name, value in (await rig.fields("PWR_CAUSE")).items() if value]
    assert causes == ["AUTO_START", "RETRY"] and (await rig.fields("PWR_BACKOFF"))["ENDS"] == TRIES + 1
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(rail=[0, 2])
@covers("PWR-RAIL-4")
async def rail_breaks_for_good(dut, rail):
    """A rail that is lost in ACTIVE and does not come back: FAULT after two retries."""
    rig = await Rig.boot(dut)
    tries = _Tries(rig)
    rig.board.rails.lose(rail)
    await rig.state_is(PwrState.FAULT, PAUSES_TICKS + TRIES * 250)
    assert tries.rails == [(2 << rail) - 1] * (TRIES - 1), f"rails switched on in each retry: {tries.rails}"
    rig.board.rails.recover(rail)
    await _second_life(rig, "RAIL_FAULT", rail=rail)
    await rig.finish()


@cocotb.test()
@covers("PWR-CLK-1")
async def bus_clock_never_starts(dut):
    """No clock at power-up: CLOCK_FAULT, two retries, FAULT; POR with the clock back brings it up."""
    rig = Rig(dut)
    tries = _Tries(rig)
    dut.sys_hang.value = CLOCK_NEVER_STARTS
    await rig.power_on()
    await rig.state_is(PwrState.FAULT, PAUSES_TICKS + TRIES * 250)
    assert tries.rails == [7] * TRIES
    dut.sys_hang.value = 0
    await _second_life(rig, "CLOCK_FAULT")
    await rig.finish()


@cocotb.test()
@covers("PWR-CLK-1")
async def bus_clock_does_not_come_back(dut):
    """No clock after sleep: power cycle with CLOCK_FAULT, then as after a cold start."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    await rig.prepare()
    boots = rig.cores[0].boots
    rig.wfi()
    await rig.state_is(PwrState.ASLEEP)
    dut.sys_hang.value = CLOCK_NEVER_STARTS
    await rig.ticks(2)
    await rig.wake_pulse()
    await rig.state_is(PwrState.POWER_DOWN)
    dut.sys_hang.value = 0
    await rig.state_is(PwrState.ACTIVE, RETRY_TICKS + 400)
    await rig.until(lambda: rig.cores[0].boots == boots + 1, "NP boots")
    await rig.ticks(2)
    assert (await rig.fields("PWR_REASON"))["CLOCK_FAULT"]
    await rig.write("PWR_REASON", 0x7FF)
    await rig.park_ap()
    await rig.normal_sleep(SLEEP)
    await rig.finish()


@cocotb.test()
@covers("PWR-CLK-1", "PWR-INTR-1")
async def bus_clock_never_stops(dut):
    """The clock runs on: sleep is reached after the timeout with an error flag, and left as ever."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    await rig.write("PWR_INTR_ENABLE", ALL_EVENTS)
    dut.sys_hang.value = CLOCK_NEVER_STOPS
    await rig.normal_sleep(SLEEP)
    dut.sys_hang.value = 0
    await _interrupts(rig, "CLOCK_STUCK")
    assert (await rig.fields("PWR_FAULT"))["CLOCK_STUCK"] == 1, "the status is cleared on its own"
    await rig.write("PWR_FAULT", 0x300)
    await rig.settled()
    assert (await rig.fields("PWR_FAULT"))["CLOCK_STUCK"] == 0
    await rig.normal_sleep(SLEEP)
    assert (await rig.fields("PWR_FAULT"))["CLOCK_STUCK"] == 0
    await rig.finish()


@cocotb.test()
@covers("PWR-DOM-5", "PWR-INTR-1")
async def switch_does_not_open(dut):
    """A power switch that hangs closed: sleep goes on after the timeout, SWITCH_STUCK, and NP resumes."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    await rig.write("PWR_INTR_ENABLE", ALL_EVENTS)
    rig.board.switches.hang_closed(0)
    await rig.normal_sleep(SLEEP)
    assert (await rig.fields("PWR_FAULT"))["SWITCH_STUCK"] == 1
    await rig.write("PWR_FAULT", 0x300)
    await rig.settled()
    assert (await rig.fields("PWR_FAULT"))["SWITCH_STUCK"] == 0
    await _interrupts(rig, "SWITCH_STUCK")
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(rail=[0, 2])
@covers("PWR-INTR-1")
async def a_lost_rail_is_told_after_the_power_cycle(dut, rail):
    """A rail that comes back for the retry: RAIL_LOST and its event stand for the firmware that boots, each cleared on its own."""
    rig = await Rig.boot(dut, park_ap=False)
    await rig.write("PWR_INTR_ENABLE", ALL_EVENTS)
    boots = rig.cores[0].boots
    rig.board.rails.lose(rail)
    await rig.state_is(PwrState.POWER_DOWN)
    rig.board.rails.recover(rail)
    await rig.state_is(PwrState.ACTIVE, RETRY_TICKS + 400)
    await rig.until(lambda: rig.cores[0].boots == boots + 1, "NP boots")
    await _interrupts(rig, "RAIL_LOST")
    assert await rig.read("PWR_RAIL_LOST") == 1 << rail
    await rig.write("PWR_RAIL_LOST", 0xFF)
    await rig.settled()
    assert await rig.read("PWR_RAIL_LOST") == 0
    await rig.finish()


@cocotb.test()
@covers("PWR-DOM-5")
async def switch_does_not_close(dut):
    """A switch that does not close after sleep: DOMAIN_FAULT with the domain's number, retries, FAULT."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    await rig.prepare()
    rig.wfi()
    await rig.state_is(PwrState.ASLEEP)
    rig.board.switches.hang_open(0)
    await rig.wake_pulse()
    await rig.state_is(PwrState.FAULT, PAUSES_TICKS + TRIES * 250)
    rig.board.switches.configure(60_000, 60_000)
    await _second_life(rig, "DOMAIN_FAULT", domain=0)
    await rig.finish()


@cocotb.test()
@covers("SLP-ENT-2")
async def memory_never_acknowledges(dut):
    """The memory controller does not answer: the entry ends ABORTED with DRAM_ERR within its timeout, nothing went off."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    await rig.prepare()
    rig.board.dram.configure(None, 10_000)
    rig.wfi()
    await rig.until(lambda: bool(rig.entries.entries), "an entry begins")
    (entry,) = rig.entries.entries
    await rig.until(lambda: entry.ended is not None, "the entry ends", 2 * DRAM_TIMEOUT_TICKS + 10)
    await rig.awake()
    await rig.ticks(3)
    assert entry.off is None and entry.asleep is None, f"{entry}"
    status, events = await rig.fields("SLP_STATUS"), await rig.fields("SLP_INTR_RAW")
    assert status["OUTCOME"] == SleepOutcome.ABORTED and events["DRAM_ERR"] and events["ABORTED"], (status, events)
    rig.board.dram.configure(40_000, 10_000)
    rig.board.dram.settle()
    await rig.normal_sleep(SLEEP)
    # and on the way back: the cores run all the same
    await rig.prepare()
    rig.wfi()
    await rig.state_is(PwrState.ASLEEP)
    rig.board.dram.configure(None, 10_000)
    await rig.wake_pulse()
    await rig.awake()
    await rig.ticks(3)
    assert (await rig.fields("SLP_INTR_RAW"))["DRAM_ERR"] and (await rig.fields("SLP_STATUS"))["OUTCOME"] == SleepOutcome.SLEPT
    assert await rig.read("WAKE_PENDING") == AON_TIMER and await rig.read("SLP_CORE0_WAKELOCK") & OS == 0
    await rig.finish()
