# SPDX-License-Identifier: Apache-2.0
"""The behavioural front end: a conversion by hand finds what stands at the input, and what is wrong with the converter."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.triggers import Timer

from tb.runner import Bench

BENCH = Bench(top="tb/tb_afe.sv")
NAMES = ("vbat", "vbus", "ntc", "die", "ichg", "ain0", "ain1")
LSB = 256


async def off(dut: HierarchyObject) -> None:
    """Everything at rest."""
    for name in ("en_i", "sample_i", "chan_i", "dac_i"):
        getattr(dut, name).value = 0
    await Timer(100, "ns")


async def convert(dut: HierarchyObject, channel: int) -> int:
    """One successive approximation."""
    dut.en_i.value, dut.sample_i.value, dut.chan_i.value = 1, 1, channel
    await Timer(100, "ns")
    dut.sample_i.value = 0
    code = 0
    for bit in reversed(range(12)):
        dut.dac_i.value = code | 1 << bit
        await Timer(10, "ns")
        if int(dut.cmp_o.value):
            code |= 1 << bit
    dut.en_i.value = 0
    await Timer(10, "ns")
    assert int(dut.cmp_o.value) == 0, "the comparator answers without power"
    return code


async def set_to(dut: HierarchyObject, name: str, value: int) -> None:
    """Set a variable of the front end and let it settle."""
    getattr(dut, name).value = value
    await Timer(10, "ns")


@cocotb.test()
async def channels_and_codes(dut: HierarchyObject) -> None:
    """Each channel has its own input; codes are the floor of the input, limited to the range."""
    await off(dut)
    for channel, name in enumerate(NAMES):
        await set_to(dut, name, (500 * channel + 7) * LSB + 128)
    for channel in range(7):
        assert await convert(dut, channel) == 500 * channel + 7
    for level, code in ((0, 0), (LSB - 1, 0), (LSB, 1), (4095 * LSB, 4095), (4095 * LSB - 1, 4094), (5000 * LSB, 4095), (-10, 0)):
        await set_to(dut, "ntc", level)
        assert await convert(dut, 2) == code


@cocotb.test()
async def input_is_held(dut: HierarchyObject) -> None:
    """What moves behind the fall of sample is not seen."""
    await off(dut)
    await set_to(dut, "vbat", 1000 * LSB)
    dut.en_i.value, dut.sample_i.value = 1, 1
    await Timer(100, "ns")
    dut.sample_i.value = 0
    await Timer(1, "ns")
    dut.vbat.value = 3000 * LSB
    for code, answer in ((999, 1), (1000, 1), (1001, 0)):
        dut.dac_i.value = code
        await Timer(10, "ns")
        assert int(dut.cmp_o.value) == answer
    assert int(dut.conversions.value) == 1


@cocotb.test()
async def offset_gain_and_stuck(dut: HierarchyObject) -> None:
    """Errors of a real converter, and a comparator that does not answer."""
    await off(dut)
    await set_to(dut, "vbat", 2000 * LSB)
    await set_to(dut, "offset", -3 * LSB)
    assert await convert(dut, 0) == 1997
    await set_to(dut, "gain", 655)  # 1 % of 65536
    assert await convert(dut, 0) == 2016  # 2000 + 19.98 - 3
    await set_to(dut, "stuck", 1)
    assert await convert(dut, 0) == 0
    await set_to(dut, "stuck", 2)
    assert await convert(dut, 0) == 4095


@cocotb.test()
async def noise_repeats(dut: HierarchyObject) -> None:
    """Noise fills its range and nothing else, is as often above as below, and is the same for the same seed."""
    await off(dut)
    await set_to(dut, "die", 1000 * LSB + 128)
    await set_to(dut, "noise", 2 * LSB)
    runs = []
    for _ in range(2):
        await set_to(dut, "seed", 12345)
        runs.append([await convert(dut, 3) for _ in range(400)])
    assert runs[0] == runs[1]
    assert set(runs[0]) == {998, 999, 1000, 1001, 1002}
    assert abs(sum(runs[0]) / 400 - 1000) < 0.25
    counts = [runs[0].count(code) for code in range(998, 1003)]
    assert all(60 <= count <= 140 for count in counts[1:4]) and all(25 <= count <= 80 for count in (counts[0], counts[4]))
