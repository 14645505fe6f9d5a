# SPDX-License-Identifier: Apache-2.0
"""A supply rail is lost in every step of entry and exit, in ACTIVE and asleep, at every phase of the AON clock.

Page "Power: rails, domains, resets, DVFS": all down in order, reason RAIL_FAULT with the rail's number, and a retry. That rails
go down in order and not under a domain that is on is checked by SystemChecks in every test.
"""

import cocotb

from models.regmap import REGISTERS, BootReason, PwrState
from tb.covers import covers
from tb.runner import EVERY, Variant
from tests.system.rig import BENCH, DEEP_SLEEP, JITTER, OS, SLEEP, Rig

__all__ = ["BENCH"]
# Once more with synchronizers that are late at random, as metastability is: as long again
VARIANTS = {"jitter": Variant(JITTER, tests=(), regress=EVERY)}

IO, CORE, RF = 0, 1, 2
STEP_TICKS = 1.125  # visits every step of a sequence, each at another eighth of a tick
REACTION_TICKS = 8  # synchronizer 2 (jitter 1), two more bad readings, sequencer, main, outputs
UP_TICKS = 110  # a rail that does not come up is missed at its timeout, after the rails before it
GOING_TICKS = 20  # all slots of a power-down
RETRY_TICKS = 328
PARTS = 2


async def _sleep_times(rig: Rig, mode: int) -> tuple[int, int, int]:
    """Steps from WFI to the decision, from there to sleep, and from the wake pulse to RUN, in an undisturbed sleep."""
    await rig.prepare()
    await rig.allow(mode)
    await rig.at(begin := rig.next_tick(3))
    rig.wfi()
    await rig.state_is(PwrState.ASLEEP)
    await rig.at(woken := rig.next_tick(3))
    await rig.wake_pulse()
    await rig.awake()
    await rig.ticks(2)
    entry = rig.entries.entries[-1]
    return entry.decided - begin, entry.asleep - entry.decided, entry.ended - woken


async def _power_cycle(rig: Rig, rail: int, what: str, limit: int = REACTION_TICKS) -> None:
    """*rail* has just been lost: everything goes off, the reason names the rail, and power comes back by itself."""
    dut = rig.dut
    boots = [core.boots for core in rig.cores]
    await rig.until(lambda: int(dut.pwr_state.value) == PwrState.POWER_DOWN, f"{what}: power-down", limit)
    rig.board.rails.recover(rail)
    await rig.until(lambda: int(dut.rail_en.value) == 0, f"{what}: all rails off", 150)
    off = rig.board.clock.tick
    assert int(dut.dom_sw_en.value) == 0 and int(dut.clk_sys_req.value) == 0, f"{what}: {rig.where()}"
    # PAUSE begins when the last slot's delay is over
    await rig.until(lambda: int(dut.pwr_state.value) == PwrState.POWER_UP, f"{what}: retry", RETRY_TICKS + 20)
    assert rig.board.clock.tick - off >= RETRY_TICKS, f"{what}: retry after {rig.board.clock.tick - off} ticks"
    await rig.state_is(PwrState.ACTIVE)
    await rig.until(lambda: all(core.boots > n for core, n in zip(rig.cores, boots, strict=True)), f"{what}: both cores boot")
    await rig.ticks(2)
    assert await rig.fields("PWR_REASON") == {name: name == "RAIL_FAULT" for name in REGISTERS["PWR_REASON"].unpack(0)}, what
    assert (await rig.fields("PWR_FAULT"))["RAIL"] == rail, f"{what}: wrong rail"
    assert await rig.read("PWR_BOOT_REASON") == BootReason.POWER_ON, what
    assert (await rig.fields("SLP_STATUS"))["MODE"] == 0, what
    await rig.write("PWR_REASON", 0x7FF)
    await rig.minute_over()  # else the third loss would be final


def _moments(length: int, period: int, part: int) -> list[int]:
    """Every step of a sequence of *length* steps of time, and three ticks more on both sides; this part's share."""
    step = round(STEP_TICKS * period)
    return list(range(-3 * period, length + 3 * period, step))[part::PARTS]


@cocotb.test()
@cocotb.parametrize(where=["entry", "exit"], part=list(range(PARTS)))
@covers("PWR-RAIL-3", "VER-RACE-1")
async def rail_lost_around_sleep(dut, where, part):
    """The io rail is up in every step of Sleep: its loss in any of them powers down, whatever the entry or exit wanted."""
    rig = await Rig.boot(dut)
    decision, entry, exits = await _sleep_times(rig, SLEEP)
    for ahead in _moments(entry if where == "entry" else exits, rig.period, part):
        await rig.prepare()
        await rig.at(begin := rig.next_tick(3))
        rig.wfi()
        moment = begin + decision + ahead
        if where == "exit":
            await rig.state_is(PwrState.ASLEEP)
            await rig.at(woken := rig.next_tick(4))
            moment = woken + ahead + 3 * rig.period
            rig.start(rig.wake_pulse())
        await rig.at(moment)
        rig.board.rails.lose(IO)
        await _power_cycle(rig, IO, f"{where} + {ahead / rig.period:.3f} ticks")
        await rig.park_ap()
    await rig.normal_sleep(SLEEP)
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(where=["entry", "exit"], part=list(range(PARTS)))
@covers("PWR-RAIL-3")
async def rail_lost_around_deep_sleep(dut, where, part):
    """In Deep-Sleep the rails go off: one that is lost on its way down is not missed, one that does not come back is."""
    rig = await Rig.boot(dut)
    decision, entry, exits = await _sleep_times(rig, DEEP_SLEEP)
    cycles = 0
    for ahead in _moments(entry if where == "entry" else exits, rig.period, part):
        await rig.park_ap()
        await rig.prepare()
        await rig.at(begin := rig.next_tick(3))
        rig.wfi()
        moment = begin + decision + ahead
        if where == "exit":
            await rig.state_is(PwrState.ASLEEP)
            await rig.at(woken := rig.next_tick(4))
            moment = woken + ahead + 3 * rig.period
            rig.start(rig.wake_pulse())
        await rig.at(moment)
        rig.board.rails.lose(IO)
        what = f"{where} + {ahead / rig.period:.3f} ticks"
        if where == "entry":
            await rig.ticks(REACTION_TICKS)
        if where == "entry" and int(dut.pwr_state.value) != PwrState.POWER_DOWN:
            # once all rails are told to go, nobody misses one
            await rig.until(lambda: not int(dut.rail_en.value), f"{what}: rails off", GOING_TICKS)
            rig.board.rails.recover(IO)
            await rig.state_is(PwrState.ASLEEP)
            await rig.wake_pulse()
            await rig.awake()
            await rig.ticks(2)
            assert await rig.read("PWR_REASON") == 0, f"{what}: a rail that went off is no fault"
        else:
            await _power_cycle(rig, IO, what, UP_TICKS)
            cycles += 1
    assert cycles, "no position lost a rail that was up"
    await rig.finish()


@cocotb.test()
@cocotb.parametrize(where=["active", "asleep"])
@covers("PWR-RAIL-3")
async def rail_lost_at_rest(dut, where):
    """Any rail that is up, lost in ACTIVE or asleep, for three ticks or more, at every eighth of a tick."""
    rig = await Rig.boot(dut)
    await rig.allow(SLEEP)
    for number in range(16 if where == "active" else 8):
        rail = (IO, CORE, RF)[number % 3] if where == "active" else IO
        await rig.prepare(locks=OS if where == "active" else 0)
        if where == "asleep":
            rig.wfi()
            await rig.state_is(PwrState.ASLEEP)
        await rig.at(rig.next_tick(4) + number * rig.period // 8)
        if where == "asleep":
            # off or at retention voltage: nobody looks at these two
            rig.board.rails.lose(CORE)
            rig.board.rails.lose(RF)
            await rig.ticks(8)
            assert int(dut.pwr_state.value) == PwrState.ASLEEP, f"left sleep for a rail that is not in use: {rig.where()}"
            rig.board.rails.recover(CORE)
            rig.board.rails.recover(RF)
        rig.board.rails.lose(rail)
        await _power_cycle(rig, rail, f"{where}, rail {rail}, phase {number}/8")
        await rig.park_ap()
    await rig.normal_sleep(SLEEP)
    await rig.finish()
