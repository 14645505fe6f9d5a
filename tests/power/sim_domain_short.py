# SPDX-License-Identifier: Apache-2.0
"""domain_seq by itself: no retention, every wait as short as can be.

Inputs that the main state would never give together come here.
"""

from __future__ import annotations

import random

import cocotb

from models.domain import STATES, DomainBlock
from tb.runner import Bench
from tests.power.unit import UnitBench, domain_walk

RETAIN, STEP_TICKS, RST_TICKS, ACK_TIMEOUT = 0, 1, 1, 1
BENCH = Bench(
    top="tb/blocks/tb_domain.sv",
    params={"RETAIN": RETAIN, "STEP_TICKS": STEP_TICKS, "RST_TICKS": RST_TICKS, "ACK_TIMEOUT": ACK_TIMEOUT},
)


def _unit(dut) -> UnitBench:
    return UnitBench(dut, lambda: DomainBlock(bool(RETAIN), STEP_TICKS, RST_TICKS, ACK_TIMEOUT))


@cocotb.test()
async def random_walk(dut) -> None:
    """Hundreds of changes of all inputs, every state reached."""
    bench = _unit(dut)
    await bench.start()
    states = await domain_walk(bench, random.Random(cocotb.RANDOM_SEED), moments=900)
    never = set() if RETAIN else {"SAVE", "RESTORE"}
    brief = {"PSTOP", "REL", "RESTORE", "PULSE", "SAVE"}  # may be gone before the walk looks
    assert set(STATES) - states <= never | brief, f"never in {set(STATES) - states}"
    await bench.finish()
