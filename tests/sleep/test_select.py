# SPDX-License-Identifier: Apache-2.0
"""Mode selection of the golden model: each rule alone, their order, and whatever they are combined to."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.select import (
    CORE_STATE,
    DEEPLOCK,
    LATENCY,
    NO_WAKE,
    NOT_ALLOWED,
    PASSES,
    RESIDENCY,
    WAKE_MASK,
    Choice,
    choose,
)
from tb.covers import covers
from tests.sleep.params import DEEP, LIGHT, MEMORY, ONE, TWO

FREE = {
    "allow": 0b1111, "types": 0b11, "enabled": 0b1, "armed": False, "hint": 0xFFFF_FFFF, "limit": 0xFFFF_FFFF,
    "deeplock": False,
}  # fmt: skip
NONE = Choice(0, False, 0, NOT_ALLOWED)

# what each rule does to DEEP alone: (settings, rule, what is taken instead)
ALONE = [
    ({}, PASSES, DEEP),
    ({"allow": 0b0111}, PASSES, MEMORY),
    ({"types": 0b01}, CORE_STATE, MEMORY),
    ({"enabled": 0b1001}, WAKE_MASK, MEMORY),
    ({"enabled": 0b1000_0001}, WAKE_MASK, LIGHT),
    ({"enabled": 0}, NO_WAKE, 0),
    ({"enabled": 0, "armed": True}, PASSES, DEEP),
    ({"hint": 1023}, RESIDENCY, MEMORY),
    ({"hint": 1024}, PASSES, DEEP),
    ({"hint": 63}, RESIDENCY, LIGHT),
    ({"hint": 15}, RESIDENCY, 0),
    ({"limit": 255}, LATENCY, MEMORY),
    ({"limit": 256}, PASSES, DEEP),
    ({"deeplock": True}, DEEPLOCK, MEMORY),
]


@pytest.mark.parametrize(("change", "rule", "chosen"), ALONE)
@covers("SLP-LOCK-1", "SLP-MODE-2", "SLP-MODE-3", "AMB-FLOW-2")
def test_each_rule_alone(change: dict, rule: int, chosen: int) -> None:
    result = choose(TWO, **{**FREE, **change})
    deepest = MEMORY if change.get("allow") == 0b0111 else DEEP
    assert result == Choice(chosen, chosen > 0, deepest, rule)


@covers("SLP-MODE-4")
def test_rules_are_asked_in_their_order() -> None:
    """DEEP breaks all rules; mended one after the other, each next rule is named."""
    broken = {"types": 0b01, "enabled": 0b1000, "hint": 0, "limit": 0, "deeplock": True}
    mend = [
        (CORE_STATE, {"types": 0b11}), (WAKE_MASK, {"enabled": 0}), (NO_WAKE, {"armed": True}),
        (RESIDENCY, {"hint": 1024}), (LATENCY, {"limit": 256}), (DEEPLOCK, {"deeplock": False}),
    ]  # fmt: skip
    for rule, mended in mend:
        assert choose(TWO, **{**FREE, **broken}).rule == rule
        broken |= mended
    assert choose(TWO, **{**FREE, **broken}) == Choice(DEEP, True, DEEP, PASSES)


@covers("SLP-MODE-4")
def test_nothing_allowed() -> None:
    assert choose(TWO, **{**FREE, "allow": 0}) == NONE
    assert choose(TWO, **{**FREE, "allow": 1}) == NONE  # RUN is no sleep
    assert choose(ONE, 3, 0, 1, False, 9, 9, False) == Choice(0, False, 1, CORE_STATE)


@covers("SLP-MODE-1")
def test_an_allowed_mode_that_is_shallower_can_be_taken_while_the_deepest_is_blocked() -> None:
    assert choose(TWO, **{**FREE, "allow": 0b1010, "deeplock": True}) == Choice(LIGHT, True, DEEP, DEEPLOCK)


@settings(max_examples=400, deadline=None)
@given(
    st.integers(0, 15), st.integers(0, 3), st.integers(0, 255), st.booleans(),
    st.sampled_from((0, 15, 16, 63, 64, 1023, 1024, 9999)), st.sampled_from((0, 7, 8, 31, 32, 255, 256, 9999)), st.booleans(),
)  # fmt: skip
@covers("SLP-MODE-1")
def test_the_page_word_by_word(
    allow: int, types: int, enabled: int, armed: bool, hint: int, limit: int, deeplock: bool
) -> None:
    """The deepest mode that passes all of: the six rules of the page, each written down again by hand."""
    good = []
    for mode in (LIGHT, MEMORY, DEEP):
        mask = {LIGHT: 0xFF, MEMORY: 0x3F, DEEP: 0x07}[mode]
        passes = allow >> mode & 1
        passes &= mode != DEEP or types >> 1 & 1  # for DEEP core 1 must be power gated
        passes &= enabled | mask == mask
        passes &= enabled & mask != 0 or armed
        passes &= hint >= {LIGHT: 16, MEMORY: 64, DEEP: 1024}[mode] and limit >= {LIGHT: 8, MEMORY: 32, DEEP: 256}[mode]
        passes &= mode != DEEP or not deeplock
        if passes:
            good.append(mode)
    result = choose(TWO, allow, types, enabled, armed, hint, limit, deeplock)
    assert (result.next, result.valid) == (max(good, default=0), bool(good))
    assert (result.rule == PASSES) == (result.blocked_mode == result.next != 0)


@covers("SLP-MODE-2")
def test_a_core_minimum_is_per_core() -> None:
    params = dataclasses.replace(TWO, MODE_CORE_MIN=[0, 0, 2, 0, 0, 2, 2, 2])
    assert [choose(params, **{**FREE, "types": types}).next for types in range(4)] == [0, LIGHT, MEMORY, DEEP]
