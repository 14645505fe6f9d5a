# SPDX-License-Identifier: Apache-2.0
"""The rules of the page "Power: rails, domains, resets, DVFS" as checks on a recorded run, of the model or of the RTL.

They are written from the page alone and know nothing of states and ticks of the contract beyond delays and parameters.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.power_params import PowerParams
from models.regmap import PwrState
from tests.power.world import Sample

OFF, POWER_UP, ACTIVE, SLEEP_ENTRY, ASLEEP, SLEEP_EXIT, POWER_DOWN, FAULT = PwrState

_DOMAIN_PORTS = ("clk_en_o", "iso_o", "save_o", "restore_o", "rst_no", "sw_en_o")
_NEXT_STATES = {
    OFF: {POWER_UP},
    POWER_UP: {ACTIVE, POWER_DOWN},
    ACTIVE: {SLEEP_ENTRY, POWER_DOWN},
    SLEEP_ENTRY: {ASLEEP, SLEEP_EXIT, POWER_DOWN},
    ASLEEP: {SLEEP_EXIT, POWER_DOWN},
    SLEEP_EXIT: {ACTIVE, POWER_DOWN},
    POWER_DOWN: {OFF, FAULT, POWER_UP},
    FAULT: {POWER_UP},
}


def check_rules(params: PowerParams, samples: Sequence[Sample]) -> None:
    """AssertionError, with rule, tick and line, for the first rule that the run from POR breaks."""
    assert samples, "nothing was recorded"
    for domain in range(params.N_DOMAINS):
        _check_domain(params, domain, samples)
    _check_rails(params, samples)
    _check_main(params, samples)


def _check_domain(params: PowerParams, number: int, samples: Sequence[Sample]) -> None:
    gap, rst_gap, retain = params.DOM_STEP_TICKS[number], params.DOM_RST_TICKS[number], params.DOM_RETAIN[number]
    old = dict(zip(_DOMAIN_PORTS, (0, 1, 0, 0, 0, 0), strict=True))
    last_step, last_gap, saved, acked, released = 0, gap, False, False, False
    for tick, out, inp, _ in samples:
        new = {port: out[f"dom_{port}"] >> number & 1 for port in _DOMAIN_PORTS}
        clk, iso, save, restore, rst_n, sw = new.values()
        where = f"domain {number} at tick {tick}: {new}"
        steps = [p for p in _DOMAIN_PORTS if new[p] != old[p] and not (p in ("save_o", "restore_o") and not new[p])]
        assert len(steps) <= 1, f"{where}: two steps in one tick: {steps}"
        if not sw:
            assert iso and not rst_n and not clk, f"{where}: off, but not isolated, in reset and stopped"
        assert not (clk and iso) or not rst_n, f"{where}: isolated and clocked outside reset"
        if steps:
            assert tick - last_step >= last_gap, f"{where}: step after {tick - last_step} ticks, minimum {last_gap}"
            last_step, last_gap = tick, gap
        if steps == ["sw_en_o"]:
            if not sw and retain and released:
                assert saved, f"{where}: switched off without having saved"
            acked = released = False
        if steps == ["clk_en_o"] and clk and not rst_n:
            last_gap = rst_gap
            acked = acked or bool(inp["ack_i"] >> number & 1)
            assert acked, f"{where}: clock pulses before the switch has acknowledged"
        if steps == ["rst_no"]:
            assert not rst_n or acked, f"{where}: out of reset before the switch has acknowledged"
            if not rst_n and clk:
                last_gap, saved = rst_gap, False  # restart of a running core: what it saved is void
            released = released or bool(rst_n)
        if save and not old["save_o"]:
            assert retain and iso and sw and rst_n and not clk, f"{where}: save outside isolation or reset, or no cells"
            saved = True
        if restore and not old["restore_o"]:
            assert saved, f"{where}: restore of what was not saved"
            assert iso and sw and rst_n and not clk, f"{where}: restore outside isolation, or in reset"
            saved = False
        if steps == ["iso_o"] and not iso:
            assert sw and rst_n and not clk, f"{where}: isolation released too early"
            saved = False
        old = new


def _check_rails(params: PowerParams, samples: Sequence[Sample]) -> None:
    interrupted = False
    old, state, entered, rose, fell, ends, late = 0, OFF, 0, -1, -1, 0, 0
    good = 0  # enabled, and seen good since
    # a rail whose loss is only told, or not yet believed, holds up nobody: it has been good
    lenient = sum(
        1 << rail for rail in range(params.N_RAILS) if params.RAIL_PG_DEGLITCH[rail] or params.RAIL_LOSS_LOG[rail]
    )
    for tick, out, inp, _ in samples:
        if out["state_o"] != state:
            # a power-down in the middle of sleep entry lets the slot that is due go first, then begins from the start
            interrupted = state == SLEEP_ENTRY and out["state_o"] == POWER_DOWN
            entered, state, rose, fell = tick, out["state_o"], -1, -1
        new = out["rail_en_o"]
        up, down = _numbers(new & ~old), _numbers(old & ~new)
        where = f"rails at tick {tick}: {old:#b} -> {new:#b}"
        assert not (up and down), f"{where}: up and down at once"
        if up:
            slots = {params.RAIL_UP_SLOT[rail] for rail in up}
            assert len(slots) == 1 and min(slots) > rose, f"{where}: up slots {slots} after {rose}"
            assert tick >= ends, f"{where}: {ends - tick} ticks before the delay of the slot before"
            assert not old & ~(inp["pg_i"] | good & lenient), f"{where}: although power-good is {inp['pg_i']:#b}"
            rose = slots.pop()
            ends = tick + max(params.SLOT_UP_DELAY[rose], 1)
            if state == POWER_DOWN and tick == entered:
                late = new & ~old  # the edge that went down had this slot due already
            else:
                assert state in (POWER_UP, SLEEP_EXIT), f"{where}: in state {state}"
        if down and old & ~new & ~late:
            slots = {params.RAIL_DOWN_SLOT[rail] for rail in down}
            if interrupted and min(slots) <= fell:
                interrupted, fell = False, -1
            assert len(slots) == 1 and min(slots) > fell, f"{where}: down slots {slots} after {fell}"
            if fell >= 0:
                assert tick >= ends, f"{where}: {ends - tick} ticks before the delay of the slot before"
            fell = slots.pop()
        if down:
            ends = tick + max(params.SLOT_DOWN_DELAY[params.RAIL_DOWN_SLOT[down[0]]], 1)
            assert state in (SLEEP_ENTRY, POWER_DOWN), f"{where}: in state {state}"
        good = new & (good | old & inp["pg_i"])
        old = new


def _check_main(params: PowerParams, samples: Sequence[Sample]) -> None:
    state, en = OFF, 0
    for tick, out, inp, _ in samples:
        new = out["state_o"]
        where = f"state {state} -> {new} at tick {tick}"
        assert new == state or new in _NEXT_STATES[state], f"{where}: no such transition"
        if new in (OFF, FAULT):
            assert not out["rail_en_o"] and not out["rail_lp_o"], f"{where}: rails on: {out['rail_en_o']:#b}"
            assert not out["dom_sw_en_o"] and not out["clk_req_o"], f"{where}: a domain or the clock is on"
        if new == ACTIVE:
            assert out["clk_req_o"] and not out["rail_lp_o"], f"{where}: active without clock, or rails in low power"
            assert out["rail_en_o"] == params.MODE_RAIL_ON[0], f"{where}: active with rails {out['rail_en_o']:#b}"
        if new == POWER_UP and state in (OFF, FAULT):
            assert out["cause_o"], f"{where}: left without a cause"
        if new == POWER_DOWN and state != POWER_DOWN:
            assert out["reason_o"], f"{where}: went down without a reason"
        assert not out["restart_o"] or ACTIVE <= new <= SLEEP_EXIT, f"{where}: restart without cores"
        if en >> params.CPU_RAIL & 1:
            assert out["vdd_ext_o"], f"{where}: VDD_EXT does not follow the CPU rail up"
        elif not inp["vdd_keep_i"]:
            assert not out["vdd_ext_o"], f"{where}: VDD_EXT does not follow the CPU rail down"
        state, en = new, out["rail_en_o"]


def _numbers(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]
