# SPDX-License-Identifier: Apache-2.0
"""Run by test_jitter_plusarg.py: prints what prim_sync made of its plusargs, and toggles its input once."""

import cocotb

from tests.prim.support import FallingEdge, RisingEdge, Timer


@cocotb.test()
async def show(dut):
    for name, value in {"half_ps": 5000, "run": 0, "rst_n": 1, "d": 0, "por_n": 1}.items():
        getattr(dut, name).value = value
    await Timer(1, "ns")
    dut.rst_n.value = 0
    await Timer(1, "ns")
    dut.run.value = 1
    await FallingEdge(dut.clk)
    dut.rst_n.value = 1
    late = 0
    for number in range(32):
        dut.d.value = 0xF * (number & 1)
        for _ in range(2):
            await RisingEdge(dut.clk)
        await Timer(1, "ns")
        late = late << 4 | (int(dut.q.value) ^ int(dut.d.value))
        await RisingEdge(dut.clk)
        await FallingEdge(dut.clk)
    print(f"late={late:x}", flush=True)
