# SPDX-License-Identifier: Apache-2.0
"""What the tests of rtl/prim share: a random generator per test, synchronizer jitter, waits that end."""

from __future__ import annotations

import random
from collections.abc import Iterator

import cocotb
from cocotb.handle import HierarchyArrayObject, HierarchyObject, SimHandleBase
from cocotb.triggers import First, FallingEdge, RisingEdge, Timer, ValueChange

__all__ = ["FallingEdge", "RisingEdge", "Timer", "ValueChange", "into_reset", "rng", "set_jitter", "until"]


def rng(name: str) -> random.Random:
    """A generator of this test's own: the run's seed and *name* decide, no other test's draws."""
    return random.Random(f"{cocotb.RANDOM_SEED}:{name}")


async def into_reset(dut: HierarchyObject, half_ps: int, resets: str = "rst_n", **levels: int) -> None:
    """Inputs at *levels*, the clock stopped at this half period, *resets* low since a nanosecond."""
    for name, value in {"half_ps": half_ps, "run": 0, **dict.fromkeys(resets.split(), 1), **levels}.items():
        getattr(dut, name).value = value
    await Timer(1, "ns")
    for name in resets.split():  # a falling edge: an asynchronous reset that is low from the start is no event
        getattr(dut, name).value = 0
    await Timer(1, "ns")


def set_jitter(top: SimHandleBase, on: bool, seed: int = 1) -> int:
    """Switch the jitter of every prim_sync below *top*, as +cdc_jitter would; return how many there are."""
    found = list(_synchronizers(top))
    for number, sync in enumerate(found):
        sync.jitter.value = int(on)
        sync.rng_q.value = (seed * 2654435761 + number * 40503 + 1) & 0xFFFFFFFF or 1
    return len(found)


def _synchronizers(handle: SimHandleBase) -> Iterator[SimHandleBase]:
    for child in handle:
        if isinstance(child, (HierarchyObject, HierarchyArrayObject)):
            if hasattr(child, "rng_q"):
                yield child
            else:
                yield from _synchronizers(child)


async def until(signal: SimHandleBase, value: int, limit_ns: float) -> None:
    """Wait until *signal* is *value*; AssertionError with its name after *limit_ns*."""
    end = Timer(round(limit_ns * 1000), "ps")
    while int(signal.value) != value:
        if await First(ValueChange(signal), end) is end:
            raise AssertionError(f"{signal._name} is {signal.value}, not {value}, after {limit_ns:.0f} ns")
