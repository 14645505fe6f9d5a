# SPDX-License-Identifier: Apache-2.0
"""Lock words and milliseconds of the golden model."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.locks import Locks, LockWord, NotYours, ms_to_ticks
from tb.covers import covers
from tests.sleep.params import PAIR, TWO

words = st.integers(0, (1 << 32) - 1)


@given(words, words)
@covers("SLP-LOCK-2")
def test_set_and_clr_are_idempotent(held: int, bits: int) -> None:
    word = LockWord(held)
    word.set(bits)
    word.set(bits)
    assert word.value == held | bits
    word.clr(bits)
    word.clr(bits)
    assert word.value == held & ~bits
    word.boot()
    assert word.value == held


@covers("SLP-LOCK-3", "AMB-LOCK-1")
def test_words_start_and_boot_as_the_profile_says() -> None:
    """Ameba: NP holds OS and AP_RUN, AP holds OS; AP holds deepwakelock OS."""
    locks = Locks(PAIR)
    assert [word.value for word in locks.wake] == [0b1001, 0b1] and [word.value for word in locks.deep] == [0, 1]
    assert locks.deeplock
    locks.write(1, 1, deep=True, acquire=False, bits=1)
    assert not locks.deeplock
    locks.write(0, 0, deep=False, acquire=True, bits=1 << 31)
    locks.boot(1)
    assert locks.deeplock and locks.wake[0].value == 0x8000_0009
    locks.boot(0)
    assert locks.wake[0].value == 0b1001


@pytest.mark.parametrize("requester", [1, 2, 3])
@covers("SLP-LOCK-4")
def test_another_ones_write_changes_nothing(requester: int) -> None:
    locks = Locks(TWO)
    with pytest.raises(NotYours, match=f"written by requester {requester}; only core 0 may"):
        locks.write(requester, 0, deep=False, acquire=False, bits=0xF)
    assert locks.wake[0].value == 0b1001


def test_more_than_32_bits_are_refused() -> None:
    with pytest.raises(ValueError, match="must fit 32 bits"):
        LockWord().set(1 << 32)


@pytest.mark.parametrize(
    ("ms", "ticks"),
    [(0, 0), (1, 33), (2, 66), (124, 4064), (125, 4096), (126, 4129), (1000, 32768), ((1 << 32) - 1, 140_737_488_323)],
)
def test_milliseconds(ms: int, ticks: int) -> None:
    assert ms_to_ticks(ms) == ticks


@given(st.integers(0, (1 << 32) - 2))
@covers("SLP-TMR-4")
def test_milliseconds_never_short_and_without_drift(ms: int) -> None:
    exact = Fraction(ms) * 32768 / 1000
    assert exact <= ms_to_ticks(ms) < exact + 1
    assert ms_to_ticks(ms + 1) - ms_to_ticks(ms) in (32, 33)
    assert ms_to_ticks(ms) < 1 << 38


@pytest.mark.parametrize("ms", [-1, 1 << 32])
def test_milliseconds_out_of_range(ms: int) -> None:
    with pytest.raises(ValueError, match="must be 0 to 4294967295"):
        ms_to_ticks(ms)
