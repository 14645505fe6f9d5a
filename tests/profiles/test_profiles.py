# SPDX-License-Identifier: Apache-2.0
"""What a profile with a mistake gets: an error with file, key, value and what is allowed, before anything is built."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from profiles import ProfileError, load
from profiles.parameters import parameters, plain
from profiles.profile import FOLDER, available
from profiles.wrapper import write
from tb.covers import covers

ROOT = FOLDER.parent


def changed(tmp_path: Path, old: str, new: str) -> Path:
    """The ameba profile with its first *old* made *new*."""
    text = (FOLDER / "ameba.toml").read_text()
    assert old in text, f"the profile no longer has {old!r}"
    path = tmp_path / "broken.toml"
    path.write_text(text.replace(old, new, 1))
    return path


# (what is replaced, by what, words that the message must have besides the file's name)
MISTAKES = {
    "unknown key": ("auto_start = true", "auto_strat = true", ["[platform] auto_strat", "unknown key", "auto_start"]),
    "unknown table": ("[devices]", "[device]", ["device", "unknown key", "devices"]),
    "missing key": ('title = "Ameba: NP and AP, Sleep and Deep-Sleep"', "", ["[platform] title", "missing"]),
    "wrong type": ("auto_start = true", "auto_start = 1", ["[platform] auto_start", "= 1", "true or false"]),
    "bool is no number": ("alarms = 2", "alarms = true", ["[platform] alarms", "true", "1 to 4"]),
    "number out of range": ("alarms = 2", "alarms = 5", ["[platform] alarms", "= 5", "1 to 4"]),
    "negative time": ("step_ticks = 1", "step_ticks = -1", ["[[domain]] np step_ticks", "= -1", "1 to 255"]),
    "zero step": ("step_ticks = 1", "step_ticks = 0", ["[[domain]] np step_ticks", "= 0", "1 to 255"]),
    "bad choice": ('sleep_type = "PG"', 'sleep_type = "OFF"', ["[[core]] np sleep_type", '"OFF"', "CG, PG"]),
    "unknown lock": ('wakelock = ["OS", "AP_RUN"]', 'wakelock = ["OZ"]', ["[[core]] np wakelock", '"OZ"', "AP_RUN"]),
    "lock bit 32": ("VAD = 5", "VAD = 32", ["[devices] VAD", "= 32", "0 to 31"]),
    "lock bit twice": ("VAD = 5", "VAD = 4", ["[devices] VAD", "= 4", "no other"]),
    "unknown rail": ('cpu_rail = "core"', 'cpu_rail = "cpu"', ["[platform] cpu_rail", '"cpu"', "io, core, rf"]),
    "unknown wake": ('wakes = ["rtc", "rtc1", "aon_pin"]', 'wakes = ["usb"]', ["[off] wakes", '"usb"', "aon_pin"]),
    "name twice": ('name = "bt"', 'name = "wlan"', ["[[wake]] 5 name", '"wlan"', "no other"]),
    "name not an identifier": ('name = "bt"', 'name = "b t"', ["[[wake]] 5 name", '"b t"', "letters"]),
    "slot without delay": ("up_slot = 2", "up_slot = 3", ["[[rail]] rf up_slot", "= 3", "[0, 1, 2]"]),
    "time-out before delay": (
        "power_good_timeout_ticks = 66", "power_good_timeout_ticks = 3", ["io power_good_timeout_ticks", "= 3", "at least 4"]
    ),
    "shared domain": ('domain = "ap"', 'domain = "np"', ["[[core]] np domain", '"np"', "of its own"]),
    "sleeping boot core": ("autostart = true", "autostart = false", ["[[core]] np autostart", "false", "boot core"]),
    "alarm that is not there": ("alarms = 2", "alarms = 1", ["[[wake]] rtc1 from", '"rtc_alarm1"', "rtc_alarm0"]),
    "alarm twice": ('from = "rtc_alarm1"', 'from = "rtc_alarm0"', ["[[wake]] rtc", "rtc_alarm0", "one wake source only"]),
    "debounced pulse": ('from = "pulse"', 'from = "pulse"\ndebounce_ticks = 2', ["aon_pin debounce_ticks", "= 2", "0"]),
    "RUN with a table": ('name = "ACTIVE"', 'name = "ACTIVE"\nrails = []', ["[[mode]] ACTIVE rails", "everything on"]),
    "mode nobody can wake": (
        'wakes = ["rtc", "rtc1", "aon_pin", "aon_timer"]', "wakes = []", ["[[mode]] DEEP_SLEEP wakes", "nobody could wake"]
    ),
    "domain without its rail": ('rails = ["io", "core"]', 'rails = ["io"]', ["[[mode]] SLEEP domains", '"np"', "core"]),
    "low power of a rail that is off": (
        'rails_low_power = ["core"]', 'rails_low_power = ["rf"]', ["[[mode]] SLEEP rails_low_power", '"rf"', "keeps"]
    ),
    "resume without retention": ("reboot = true", "reboot = false", ["[[mode]] DEEP_SLEEP reboot", "false", "retains nothing"]),
    "resume without memory": ('dram = "self_refresh"', 'dram = "off"', ["[[mode]] SLEEP dram", '"off"', "resume"]),
    "RAM block that is not there": ("ram = [0, 1]", "ram = [0, 2]", ["[[mode]] SLEEP ram", "= 2", "0 to 1"]),
    "never long enough": (
        "min_residency_ticks = 1024", "min_residency_ticks = 4294967295", ["min_residency_ticks", "below 4294967295"]
    ),
    "not TOML": ("[platform]", "[platform", ["not valid TOML", "line"]),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
@covers("VER-PROF-1")
def test_mistake_is_named(mistake: str, tmp_path: Path) -> None:
    """The message names file, key and value and says what would be right."""
    old, new, words = MISTAKES[mistake]
    with pytest.raises(ProfileError) as caught:
        load(changed(tmp_path, old, new))
    message = str(caught.value)
    for word in ["broken.toml", *words]:
        assert word in message, f"{word!r} is not in: {message}"


@covers("VER-PROF-1")
def test_all_findings_at_once(tmp_path: Path) -> None:
    """Two mistakes are two lines, so that one run shows both."""
    path = changed(tmp_path, "alarms = 2", "alarms = 9")
    path.write_text(path.read_text().replace("step_ticks = 1", "step_ticks = 0", 1))
    with pytest.raises(ProfileError) as caught:
        load(path)
    assert len(str(caught.value).splitlines()) == 2


def test_two_modes_alike(tmp_path: Path) -> None:
    """A mode that differs from another in its name only is refused."""
    path = tmp_path / "twins.toml"
    text = (FOLDER / "ameba.toml").read_text()
    sleep = re.search(r'\[\[mode\]\]\nname = "SLEEP".*?(?=\[\[mode\]\])', text, re.S).group()
    path.write_text(text.replace(sleep, sleep + sleep.replace('"SLEEP"', '"NAP"')))
    with pytest.raises(ProfileError, match=r"\[\[mode\]\] NAP.*different from mode SLEEP"):
        load(path)


def test_unknown_profile_lists_the_known() -> None:
    with pytest.raises(ProfileError, match="typo: no such profile; choose from: .*ameba"):
        load("typo")


@pytest.mark.parametrize("target", ["sim", "test"])
def test_make_with_a_typo(target: str) -> None:
    """`make … PROFILE=typo` lists the profiles and builds nothing."""
    done = subprocess.run(["make", target, "PROFILE=typo"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "typo" in done.stderr and "ameba" in done.stderr


@pytest.mark.parametrize("name", available())
@covers("VER-PROF-1")
def test_every_profile_makes_a_wrapper(name: str, tmp_path: Path) -> None:
    """Each parameter is in the wrapper with the width that its table has."""
    profile = load(name)
    text = write(profile, tmp_path)[0].read_text()
    for parameter, value in parameters(profile).items():
        assert f".{parameter}({value.literal})" in text
        assert all(0 <= entry < 1 << (value.width or 32) for entry in value.values), parameter
    assert f"module pmu_{name} (" in text


def test_generator_command(tmp_path: Path) -> None:
    """The command line prints what it wrote, and fails with the message of the checker."""
    done = subprocess.run(
        [sys.executable, "-m", "profiles.wrapper", "typo"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "no such profile" in done.stderr


def test_plain_parameters_are_the_packed_ones() -> None:
    """Model and RTL get the same numbers."""
    profile = load("ameba")
    for name, value in plain(profile).items():
        packed = parameters(profile)[name]
        literal = int(packed.literal.rpartition("h")[2], 16) if packed.width else int(packed.literal)
        if isinstance(value, int):
            assert literal == value
        else:
            assert [literal >> packed.width * i & (1 << packed.width) - 1 for i in range(len(value))] == value
