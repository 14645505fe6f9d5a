# SPDX-License-Identifier: Apache-2.0
"""Keys of rails, pauses and retries: their defaults, and what cannot work."""

from __future__ import annotations

from pathlib import Path

import pytest

from profiles import ProfileError, load
from profiles.parameters import plain
from profiles.profile import FOLDER
from tb.covers import covers

MINUTE_TICKS = 60 * 32_768


def _changed(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults() -> None:
    ameba, quectel = plain(load("ameba")), plain(load("quectel"))
    for values in (ameba, quectel):
        assert values["RAIL_PG_DEGLITCH"] == [3, 3, 3] and values["RAIL_LOSS_LOG"] == [0, 0, 0]
        assert (values["RETRY_TICKS"], values["RETRY_FACTOR"], values["GOOD_RUN_TICKS"]) == (328, 10, MINUTE_TICKS)
    assert ameba["SLOW_RETRY_TICKS"] == MINUTE_TICKS, "neither key nor VBUS"
    assert quectel["SLOW_RETRY_TICKS"] == 0, "key and VBUS"
    assert ameba["DOM_RAIL"] == [1, 1, 2] and quectel["DOM_RAIL"] == [0, 2]


def test_keys_reach_the_parameters(tmp_path: Path) -> None:
    path = _changed(
        tmp_path, "quectel",
        ('name = "io"  ', 'power_good_deglitch_ticks = 0\non_loss = "log"\nname = "io"  '),
        ("retry_pause_ticks = 328", "retry_factor = 4\nslow_retry_ticks = 100\ngood_run_ticks = 50\nretry_pause_ticks = 7"),
    )  # fmt: skip
    values = plain(load(path))
    assert values["RAIL_PG_DEGLITCH"] == [3, 0, 3] and values["RAIL_LOSS_LOG"] == [0, 1, 0]
    assert [values[name] for name in ("RETRY_TICKS", "RETRY_FACTOR", "SLOW_RETRY_TICKS", "GOOD_RUN_TICKS")] == [7, 4, 100, 50]


@pytest.mark.parametrize("key, value, words", [
    ("power_good_deglitch_ticks", "256", "power_good_deglitch_ticks = 256: must be a whole number from 0 to 255"),
    ("on_loss", '"ignore"', "on_loss = .ignore.: must be one of power_down, log"),
])  # fmt: skip
def test_wrong_rail_keys_are_named(tmp_path: Path, key: str, value: str, words: str) -> None:
    path = _changed(tmp_path, "ameba", ('name = "io"  ', f'{key} = {value}\nname = "io"  '))
    with pytest.raises(ProfileError, match=words):
        load(path)


@pytest.mark.parametrize("key, value", [("retry_factor", "0"), ("retry_factor", "17"), ("slow_retry_ticks", "1073741824"),
                                        ("good_run_ticks", "0")])  # fmt: skip
def test_wrong_limits_are_named(tmp_path: Path, key: str, value: str) -> None:
    path = _changed(tmp_path, "ameba", ("retry_pause_ticks", f"{key} = {value}\nretry_pause_ticks"))
    with pytest.raises(ProfileError, match=rf"ameba.toml: \[limits\] {key} = {value}: must be a whole number from"):
        load(path)


@covers("PWR-BACK-4")
def test_fault_without_a_way_out_is_refused(tmp_path: Path) -> None:
    """slow_retry_ticks = 0 needs somebody who can end FAULT."""
    none = ("retry_pause_ticks", "slow_retry_ticks = 0\nretry_pause_ticks")
    with pytest.raises(ProfileError, match=r"\[limits\] slow_retry_ticks = 0: must be at least 1 \(1966080 is a minute\)"):
        load(_changed(tmp_path, "ameba", none))
    for inputs in ('"key"', '"vbus"'):
        load(_changed(tmp_path, "ameba", none, ('inputs = ["watchdog"]', f"inputs = [{inputs}]")))
    vbus_only = ('inputs = ["key", "watchdog"]', "inputs = []")
    load(_changed(tmp_path, "quectel", none, vbus_only))
    with pytest.raises(ProfileError, match="slow_retry_ticks"):
        load(_changed(tmp_path, "quectel", none, vbus_only, ("boot_on_vbus = true", "boot_on_vbus = false")))
