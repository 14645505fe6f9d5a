# SPDX-License-Identifier: Apache-2.0
"""domain_seq by itself: with retention and three ticks a step, and without and as short as can be.

Inputs that the main state would never give together come here.
"""

from __future__ import annotations

import random
from dataclasses import replace

import cocotb

from models.domain import STATES, DomainBlock
from tb.block_bench import BlockBench, block_test
from tb.covers import covers
from tb.runner import Bench, Variant, chosen_variant
from tests.power.unit import domain_walk


def _on(retain: int, step_ticks: int, rst_ticks: int, ack_timeout: int) -> Variant:
    values = {"RETAIN": retain, "STEP_TICKS": step_ticks, "RST_TICKS": rst_ticks, "ACK_TIMEOUT": ack_timeout}
    return Variant(Bench(top="rtl/power/domain_seq.sv", params=values, held=("stuck_o",)), tuple(values.values()))


VARIANTS = {
    "retention": _on(1, 3, 2, 7),
    # every wait as short as can be
    "short": replace(_on(0, 1, 1, 1), tests=("random_walk",)),
}
RETAIN, STEP_TICKS, RST_TICKS, ACK_TIMEOUT = chosen_variant(VARIANTS).params


def _unit(dut) -> BlockBench:
    return BlockBench(dut, lambda: DomainBlock(bool(RETAIN), STEP_TICKS, RST_TICKS, ACK_TIMEOUT))


@block_test(_unit)
@covers("PWR-DOM-1")
async def random_walk(dut, bench) -> None:
    """Hundreds of changes of all inputs, every state reached."""
    states = await domain_walk(bench, random.Random(cocotb.RANDOM_SEED), moments=900)
    never = set() if RETAIN else {"SAVE", "RESTORE"}
    brief = {"PSTOP", "REL", "RESTORE", "PULSE", "SAVE"}  # may be gone before the walk looks
    assert set(STATES) - states <= never | brief, f"never in {set(STATES) - states}"


@cocotb.test()
@cocotb.parametrize(code=[13, 14, 15])
@covers("PWR-UPSET-1", "PWR-DOM-6")
async def an_illegal_state_cuts_the_power(dut, code: int) -> None:
    """A flop of the state that is upset in ON: switch open, clamped, in reset, clock off; then it works again."""
    bench = _unit(dut)
    await bench.start(compare=False)
    await bench.step(60, tgt_i=0, ack_i=1)
    assert dut.on_o.value == 1
    dut.u_core.state_q.value = code
    await bench.clock.ticks(1)
    seen = tuple(int(getattr(dut, port).value) for port in ("sw_en_o", "iso_o", "rst_no", "clk_en_o"))
    assert seen == (0, 1, 0, 0), f"switch, isolation, reset, clock after state code {code}"
    await bench.step(2 * STEP_TICKS + 2, ack_i=0)
    await bench.step(60, ack_i=1)
    assert dut.on_o.value == 1 and dut.fault_o.value == 0
