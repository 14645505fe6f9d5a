# SPDX-License-Identifier: Apache-2.0
"""Counting toggles of flops: which signals are flops, and each of them once."""

from __future__ import annotations

import pytest

from bench import toggles
from models.regmap import PwrState

# One flop of two bits seen under its register's name and a port's, one signal of a combinational process.
MODULE = {
    "cells": {
        "$1": {"type": "$adffe", "connections": {"D": [7, 8], "Q": [2, 3]}},
        "$2": {"type": "$add", "connections": {"Y": [7, 8], "Q": [9]}},
    },
    "netnames": {
        "u_core.count_q": {"bits": [2, 3]},
        "u_core.count_d": {"bits": [7, 8]},
        "u_core.u_sub.deep.count_i": {"bits": [2, 3]},
        "count_o": {"bits": [2, "0"]},
    },
}
VCD = """\
$scope module top $end
$var wire 2 % count_o [1:0] $end
$scope module u_core $end
$var reg 2 ! count_q [1:0] $end
$var reg 2 " count_d [1:0] $end
$scope module u_sub $end
$scope module deep $end
$var wire 2 & count_i [1:0] $end
$upscope $end
$upscope $end
$upscope $end
$upscope $end
$enddefinitions $end
#0
b0 !
b0 %
b0 &
bx "
#10
b1 !
b1 %
b1 &
b11 "
#20
b10 !
b0 %
b10 &
b00 "
""".splitlines(keepends=True)


def test_flops_are_what_a_flop_cell_drives() -> None:
    assert toggles.flops_of(MODULE) == {
        "u_core.count_q": [2, 3], "u_core.u_sub.deep.count_i": [2, 3], "count_o": [2, None],
    }  # fmt: skip


def test_a_flop_with_several_names_counts_once_and_under_its_register() -> None:
    counted, watched = toggles.count(VCD, toggles.flops_of(MODULE), "top")
    assert watched == 2
    assert counted == {"u_core.count_q": 3}


def test_other_scopes_are_left_out() -> None:
    counted, watched = toggles.count(VCD, toggles.flops_of(MODULE), "elsewhere")
    assert (dict(counted), watched) == ({}, 0)


def test_offenders_come_first() -> None:
    activity = toggles.Activity(100, 3, 3, toggles.Counter(a=10, b=200))
    assert activity.per_tick == 2.1
    assert [line.split() for line in toggles.offenders(activity, 1)] == [["2.000", "b"]]


def test_window_lies_within_a_long_sleep_of_the_mode() -> None:
    tick = 10**12 // 32_768
    asleep, active = f"{PwrState.ASLEEP:04b}", f"{PwrState.ACTIVE:04b}"
    signals = {
        "pwr_state": [(0, "xxxx"), (1, asleep), (9_000 * tick, active), (10_000 * tick, asleep), (10_100 * tick, active)],
        "mode": [(0, "0001"), (9_500 * tick, "0010")],
    }
    window = toggles.sleep_window(signals, 1)
    assert window.start == 1 + toggles.SETTLED_TICKS * tick
    assert window.end - window.start == toggles.WINDOW_TICKS * tick
    with pytest.raises(LookupError, match="mode 2"):
        toggles.sleep_window(signals, 2)
