# SPDX-License-Identifier: Apache-2.0
"""power_core with AUTO_START on the smallest PMU."""

from __future__ import annotations

from dataclasses import replace


from models.power_codes import CAUSE_AUTO_START, CAUSE_KEY, CAUSE_VBUS, S_ACTIVE, S_OFF
from tb.block_bench import block_test
from tb.covers import covers
from tests.power.bench import PowerBench, tick_of, value_at
from tests.power.params import MINI, bench_for
from tests.power.scenario import power_up, pulse
from tests.power.world import Event

PARAMS = replace(MINI, AUTO_START=1)
BENCH = bench_for(PARAMS)


@block_test(lambda dut: PowerBench(dut, PARAMS))
@covers("PWR-MAIN-4")
async def auto_start_once(dut, bench) -> None:
    """On the first edge after POR, or when block_i lets it, together with other causes; and only once."""
    seen = await bench.compare([], 40)
    assert seen[0].tick == 1 and value_at(seen, 1, "cause_o") == CAUSE_AUTO_START
    assert seen[-1].out["state_o"] == S_ACTIVE
    for released in (2, 3, 30):
        blocked = [Event(1, "block_i", 1), Event(released, "block_i", 0)]
        seen = await bench.compare(blocked, 60)
        assert tick_of(seen, "state_o", 1) == released and seen[-1].out["cause_o"] == CAUSE_AUTO_START
        seen = await bench.compare([*blocked, *pulse(released, "vbus_i")], 60)
        assert value_at(seen, released, "cause_o") == CAUSE_AUTO_START | CAUSE_VBUS
    seen = await bench.compare([*pulse(40, "hard_off_i"), *power_up(90)], 120)
    assert value_at(seen, 89, "state_o") == S_OFF, "not again after a power-down"
    assert value_at(seen, 90, "cause_o") == CAUSE_AUTO_START | CAUSE_KEY
    seen = await bench.compare([*pulse(1, "key_i"), *pulse(40, "hard_off_i")], 120)
    assert value_at(seen, 1, "cause_o") == CAUSE_AUTO_START | CAUSE_KEY and seen[-1].out["state_o"] == S_OFF
