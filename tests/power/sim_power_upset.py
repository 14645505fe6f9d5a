# SPDX-License-Identifier: Apache-2.0
"""power_core with a flop flipped by hand: nothing moves, or everything goes down in order, says why, and comes back.

The model has no such thing: these runs are without scoreboard, with ideal parts around the RTL.
"""

from __future__ import annotations

import cocotb
from cocotb.triggers import Timer

from models.power_codes import (
    CAUSE_TIMER, REASON_COMMAND, REASON_DOMAIN_FAULT, REASON_UNDER_VOLTAGE, REASON_UPSET, S_ACTIVE, S_ASLEEP, S_OFF,
    S_POWER_DOWN, S_SLEEP_ENTRY,
)  # fmt: skip
from models.power_main import SHUTDOWN_CHECK
from tb.covers import covers
from tests.power.bench import TICK_NS, PowerBench
from tests.power.params import BASE, M_DEEP, bench_for
from tests.power.world import Plant

BENCH = bench_for(BASE)
EVERY_DOMAIN = (1 << BASE.N_DOMAINS) - 1


class _Rig:
    """The bench without its scoreboard; looks at the order of rails and domains on every tick."""

    def __init__(self, dut) -> None:
        self.dut, self.core, self._bench = dut, dut.u_core, PowerBench(dut, BASE)
        self._runs = False
        self.moves = 0
        """Ticks on which an enable or a switch changed."""

    async def start(self) -> None:
        """Through POR, to ACTIVE by the key."""
        if not self._runs:
            self._runs = True
            await self._bench.clock.start()
            for agent in self._bench.agents.values():
                agent.start()
        await self._bench.por(Plant.normal(BASE))
        await self._bench.clock.counting()
        await self.pulse("key_i")
        await self.until(S_ACTIVE)
        await self.ticks(6)

    async def ticks(self, count: int) -> None:
        """Let *count* ticks pass."""
        for _ in range(count):
            en, off, sw = self._see()
            await self._bench.clock.ticks(1)
            now_en, now_off, now_sw = self._see()
            self.moves += (now_en, now_sw) != (en, sw)
            for domain, rail in enumerate(BASE.DOM_RAIL):
                gone = (en & ~now_en) >> rail & 1
                assert not gone or (off & now_off) >> domain & 1, f"rail {rail} goes under domain {domain}"
                closes = (now_sw & ~sw) >> domain & 1
                assert not closes or now_en >> rail & 1, f"switch of domain {domain} closes, and rail {rail} is off"

    def _see(self) -> tuple[int, int, int]:
        return tuple(int(getattr(self.dut, port).value) for port in ("rail_en_o", "dom_off_o", "dom_sw_en_o"))

    async def until(self, state: int, within: int = 600) -> None:
        """Let ticks pass until *state*."""
        for _ in range(within):
            if int(self.dut.state_o.value) == state:
                return
            await self.ticks(1)
        raise AssertionError(f"state {state} not within {within} ticks, but {int(self.dut.state_o.value)}")

    async def pulse(self, port: str) -> None:
        """*port* is 1 for a tick."""
        getattr(self.dut, port).value = 1
        await self.ticks(1)
        getattr(self.dut, port).value = 0

    async def sleep(self) -> None:
        """Into DEEP."""
        for port, value in (("core_tgt_i", 0b0101), ("slp_mode_i", M_DEEP), ("slp_off_i", EVERY_DOMAIN), ("slp_enter_i", 1)):
            getattr(self.dut, port).value = value

    async def off(self) -> None:
        """By the long key."""
        await self.pulse("hard_off_i")
        await self.until(S_OFF)
        await self.ticks(3)

    async def flip(self, flop, bit: int) -> None:
        """Bit *bit* of a flop is other, between two edges."""
        await Timer(TICK_NS // 8, "ns")
        flop.value = int(flop.value) ^ 1 << bit

    async def comes_back(self, reason: int) -> None:
        """Through POWER_DOWN and a pause to ACTIVE, with the bits of *reason* new."""
        dut = self.dut
        await self.ticks(2)
        assert int(dut.state_o.value) == S_POWER_DOWN, f"state {int(dut.state_o.value)}"
        assert int(dut.reason_o.value) & reason == reason, f"reason {int(dut.reason_o.value):#x}"
        dut.slp_enter_i.value = 0
        dut.core_tgt_i.value = 0
        await self.until(S_ACTIVE)
        assert (int(dut.rail_en_o.value), int(dut.faults_o.value)) == (0b1111, 1)


async def _asleep(rig: _Rig) -> None:
    await rig.sleep()
    await rig.until(S_ASLEEP)
    await rig.ticks(5)


async def _nothing(rig: _Rig) -> None:
    await rig.ticks(1)


@cocotb.test()
@cocotb.parametrize(where=["active", "asleep", "off"])
@covers("PWR-UPSET-1")
async def a_flipped_step_is_an_upset(dut, where: str) -> None:
    """Each flop of the step and its parity, in ACTIVE, asleep and in OFF."""
    rig = _Rig(dut)
    for bit in range(6):
        await rig.start()
        await {"active": _nothing, "asleep": _asleep, "off": _Rig.off}[where](rig)
        main = rig.core.u_main
        await rig.flip(*((main.step_q, bit) if bit < 5 else (main.parity_q, 0)))
        await rig.comes_back(REASON_UPSET)


@cocotb.test()
@covers("PWR-RAIL-9")
async def one_tick_of_a_wrong_goal_moves_no_rail(dut) -> None:
    """Each bit of the rails' goal, in ACTIVE: also of rails that carry no domain."""
    rig = _Rig(dut)
    await rig.start()
    for rail in range(BASE.N_RAILS):
        rig.moves = 0
        await rig.flip(rig.core.u_main.goal_q, rail)
        await rig.ticks(30)
        assert rig.moves == 0 and int(dut.state_o.value) == S_ACTIVE, f"goal of rail {rail}"
    assert int(dut.reason_o.value) == 0


@cocotb.test()
@covers("PWR-RAIL-9")
async def a_forgotten_domain_holds_its_rail(dut) -> None:
    """The mask of a sleep entry loses a domain whose rail goes: UPSET, in order."""
    rig = _Rig(dut)
    await rig.start()
    await rig.sleep()
    await rig.until(S_SLEEP_ENTRY)
    await rig.ticks(2)
    await rig.flip(rig.core.u_main.off_q, 2)
    for _ in range(100):
        await rig.ticks(1)
        if int(dut.state_o.value) == S_POWER_DOWN:
            break
    assert int(dut.reason_o.value) == REASON_UPSET
    dut.slp_enter_i.value = 0
    dut.core_tgt_i.value = 0
    await rig.until(S_ACTIVE)


@cocotb.test()
@cocotb.parametrize(domain=[0, 1, 2])
@covers("PWR-UPSET-1")
async def an_upset_domain_is_told(dut, domain: int) -> None:
    """Each flop of its state, the parity, reset and switch, while it runs: everything starts anew, with its number."""
    rig = _Rig(dut)
    for which in range(7):
        await rig.start()
        seq = rig.core.gen_domain[domain].u_domain
        flops = [(seq.state_q, bit) for bit in range(4)] + [(seq.parity_q, 0), (seq.rst_n_q, 0), (seq.sw_en_q, 0)]
        await rig.flip(*flops[which])
        await rig.ticks(1)
        await rig.comes_back(REASON_UPSET | REASON_DOMAIN_FAULT)
        assert int(dut.fault_domain_o.value) == domain


@cocotb.test()
@covers("SLP-OFF-3")
async def half_a_command_is_none(dut) -> None:
    """One of the two flops that say that a SHUTDOWN waits."""
    rig = _Rig(dut)
    await rig.start()
    for bit in (0, 1):
        await rig.flip(rig.core.u_off_cmd.waiting_q, bit)
        await rig.ticks(5)
    assert int(dut.state_o.value) == S_ACTIVE and int(dut.reason_o.value) == 0


@cocotb.test()
@covers("PWR-UPSET-1")
async def half_a_restart_is_none(dut) -> None:
    """One of the two flops that say that the cores are to be restarted: no core sees a reset."""
    rig = _Rig(dut)
    await rig.start()
    before = int(dut.dom_rst_no.value)
    for bit in (0, 1):
        await rig.flip(rig.core.u_reset.restart_q, bit)
        for _ in range(5):
            await rig.ticks(1)
            assert int(dut.dom_rst_no.value) == before and int(dut.restart_o.value) == 0


async def _with_timer(rig: _Rig) -> None:
    rig.dut.off_ticks_i.value = 5000
    rig.dut.off_key_i.value = SHUTDOWN_CHECK
    await rig.pulse("off_valid_i")
    await rig.until(S_OFF)
    await rig.ticks(3)


@cocotb.test()
@covers("PWR-UPSET-2")
async def a_deadline_that_was_jumped_over_is_late(dut) -> None:
    """The power-on timer's deadline lies behind now: it powers up."""
    rig = _Rig(dut)
    await rig.start()
    await _with_timer(rig)
    command = rig.core.u_off_cmd
    await Timer(TICK_NS // 8, "ns")
    command.ticks_q.value = int(dut.now.value) - 700
    await rig.until(S_ACTIVE, within=100)
    assert int(dut.cause_o.value) & CAUSE_TIMER and int(dut.reason_o.value) == REASON_COMMAND


@cocotb.test()
@covers("PWR-UPSET-2")
async def a_pause_always_ends(dut) -> None:
    """Each flop of what times the pause, flipped in it: it ends, at the latest after twice the longest one."""
    rig = _Rig(dut)
    flops = [("timer_q", 0), ("timer_q", 1), ("end_q", 3), ("end_q", 10), ("counted_q", 0), ("slow_q", 0), ("cut_q", 0)]
    for name, bit in flops:
        await rig.start()
        await rig.pulse("wdt_bite_i")
        await rig.ticks(2)
        await rig.pulse("wdt_bite_i")
        while not (int(dut.state_o.value) == S_POWER_DOWN and int(dut.held_o.value)):  # PAUSE
            await rig.ticks(1)
        await rig.flip(getattr(rig.core.u_main.u_retry, name), bit)
        await rig.until(S_ACTIVE, within=3 * BASE.GOOD_RUN_TICKS)
    assert not int(dut.reason_o.value) & REASON_UNDER_VOLTAGE
