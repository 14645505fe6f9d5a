# SPDX-License-Identifier: Apache-2.0
"""The ameba profile against the tables of the Ameba power-saving API, transcribed here by hand.

The numbers below are written down independently of the profile, so that an error in the profile is found.
"""

from __future__ import annotations

from profiles import load
from profiles.parameters import plain
from tb.covers import covers

PG = 1
# PMU_DEVICE of the API.
DEVICES = {"OS": 0, "WLAN": 1, "KM4_RUN": 2, "AP_RUN": 3, "BT": 4, "VAD": 5}


@covers("AMB-LOCK-1")
def test_device_ids() -> None:
    assert load("ameba")["devices"] == DEVICES


def test_cores_boot_core_first() -> None:
    assert load("ameba").names("core") == ["np", "ap"]


@covers("AMB-LOCK-1")
def test_locks_at_reset() -> None:
    """AP holds wakelock OS; NP holds OS and AP_RUN; AP holds deepwakelock OS, NP none."""
    values = plain(load("ameba"))
    assert values["WAKELOCK_RST"] == [0b1001, 0b0001]
    assert values["DEEPLOCK_RST"] == [0b0000, 0b0001]


@covers("AMB-MODE-1")
def test_sleep_type_is_pg_by_default() -> None:
    assert plain(load("ameba"))["TYPE_RST"] == [PG, PG]


@covers("AMB-MODE-1")
def test_modes() -> None:
    """Sleep resumes and is not blocked by deepwakelocks; Deep-Sleep is, and reboots."""
    profile = load("ameba")
    assert profile.names("mode") == ["ACTIVE", "SLEEP", "DEEP_SLEEP"]
    values = plain(profile)
    assert values["MODE_DEEP"] == [0, 0, 1]
    assert values["MODE_REBOOT"] == [0, 0, 1]
    sleep, deep = profile["mode"][1], profile["mode"][2]
    assert set(deep["wakes"]) == {"aon_pin", "aon_timer", "rtc", "rtc1"}
    assert set(deep["wakes"]) < set(sleep["wakes"])


@covers("AMB-FLOW-3")
def test_wakes_go_to_np_first() -> None:
    profile = load("ameba")
    np, ap = plain(profile)["ROUTE_RST"]
    assert np == (1 << len(profile["wake"])) - 1
    assert ap == 0
