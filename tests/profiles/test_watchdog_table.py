# SPDX-License-Identifier: Apache-2.0
"""[watchdog] of a profile: what reaches the parameters, what is refused, and what a bark does on a platform that sleeps over it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.pmu import AON_HZ, Pmu
from models.regmap import REGISTERS, PwrState
from models.watchdog import Settings
from profiles import Profile, ProfileError, load
from profiles.check_watchdog import KICK_TICKS, last_window
from profiles.parameters import parameters, plain
from profiles.profile import FOLDER
from tb.covers import covers

DOG = "dog"
GOOD = {"enabled": "true", "bark_ticks": 32768, "bite_ticks": 65536, "window_ticks": 1000, "start_ticks": 98304, "clock_ppm": 50}
NP, OS_AP_RUN = 0, 0b1001


def platform(tmp_path: Path, stays: int = 64, **keys: object) -> Profile:
    """Ameba with this [watchdog], whose bark wakes it from SLEEP, where it runs and which is for *stays* ticks and more."""
    text = (FOLDER / "ameba.toml").read_text(encoding="utf-8")
    table = "\n".join(f"{name} = {value}" for name, value in (GOOD | keys).items())
    text = re.sub(r"(?<=\[watchdog\]\n)(.*\n)*?\n", f"{table}\n\n", text, count=1)
    text = text.replace('[[mode]]\nname = "ACTIVE"', f'[[wake]]\nname = "{DOG}"\nfrom = "watchdog"\n\n[[mode]]\nname = "ACTIVE"')
    text = text.replace('"uart", "gpio"]', f'"uart", "gpio", "{DOG}"]').replace("watchdog_runs = false", "watchdog_runs = true", 1)
    text = text.replace("min_residency_ticks = 64", f"min_residency_ticks = {stays}")
    path = tmp_path / "ameba.toml"
    path.write_text(text, encoding="utf-8")
    return load(path)


@covers("WDT-ENA-1")
def test_keys_reach_the_parameters(tmp_path: Path) -> None:
    values = plain(platform(tmp_path))
    assert Settings.of(values["WDT_CFG_RST"]) == Settings(1, 32768, 65536, 1000)
    assert (values["HAS_WATCHDOG"], values["WDT_START_TICKS"], values["MODE_WDT_RUN"]) == (1, 98304, [1, 1, 0])
    assert parameters(load("ameba"))["WDT_CFG_RST"].literal.startswith("73'h"), "off at reset unless the profile says so"
    assert not plain(load("ameba"))["WDT_CFG_RST"] & 1
    assert (plain(load("quectel"))["HAS_WATCHDOG"], plain(load("quectel"))["WDT_CFG_RST"]) == (0, 0)


@pytest.mark.parametrize(("keys", "words"), [
    ({"bark_ticks": 65536}, "[watchdog] bark_ticks = 65536: must be below bite_ticks (65536), or 0"),
    ({"window_ticks": 32768}, "[watchdog] window_ticks = 32768: must be below bark_ticks (32768)"),
    ({"bark_ticks": 0, "window_ticks": 65520}, "[watchdog] window_ticks = 65520: must be at most 65519"),
    ({"bark_ticks": 0, "window_ticks": 60000, "clock_ppm": 50000}, "must be at most 59284"),
    ({"bark_ticks": 0, "bite_ticks": 192, "window_ticks": 0}, "[watchdog] bite_ticks = 192: must be above 192"),
    ({"start_ticks": 100}, "[watchdog] start_ticks = 100: must be above 192"),
    ({"bark_ticks": 65463}, "[watchdog] bark_ticks = 65463: must be below 65463"),
    ({"bite_ticks": 63}, "[watchdog] bite_ticks = 63: must be a whole number from 64"),
    ({"stays": 40_000}, "[[mode]] SLEEP watchdog_runs = true: must be false, or bark_ticks above 40073"),
])  # fmt: skip
@covers("VER-PROF-1", "WDT-WIN-2")
def test_what_cannot_be_kept_is_refused(tmp_path: Path, keys: dict[str, int], words: str) -> None:
    with pytest.raises(ProfileError, match=re.escape(words)):
        platform(tmp_path, **keys)


def test_a_wake_needs_its_block(tmp_path: Path) -> None:
    platform(tmp_path)
    text = re.sub(r"\[watchdog\]\n(.*\n)*?\n", "", (tmp_path / "ameba.toml").read_text(encoding="utf-8"))
    path = tmp_path / "none.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ProfileError, match=re.escape('[[wake]] dog from = "watchdog": must be another source, or [watchdog] given')):
        load(path)


@pytest.mark.parametrize("ppm", [0, 50, 50_000, 200_000])
@covers("WDT-WIN-2")
def test_the_largest_window_is_met_by_the_slowest_and_the_fastest_clock(ppm: int) -> None:
    """Firmware that waits until the slowest clock has opened the window is not bitten by the fastest."""
    for bite in (1000, 65536, 0xFF_FFFF):
        window, wrong = last_window(bite, ppm), ppm / 1e6
        assert window / (1 - wrong) <= bite / (1 + wrong) - KICK_TICKS
        assert (window + 2) / (1 - wrong) > bite / (1 + wrong) - (KICK_TICKS + 2) / (1 - wrong), "and it is not much smaller"


@covers("WDT-BARK-1", "WDT-RUN-1")
def test_the_bark_wakes_a_system_that_sleeps_over_it(tmp_path: Path) -> None:
    """Woken a second after its kick, in time for the next one; without it the bite ends the sleep, and the core starts anew."""
    pmu = Pmu(platform(tmp_path, window_ticks=0))
    pmu.run_until(lambda: pmu.state == PwrState.ACTIVE, within=AON_HZ)
    pmu.run(ticks=4)
    kick = REGISTERS["WDT_KICK"].key
    source = 8
    pmu.write32("WAKE_ENABLE", 1 << source)
    pmu.write32("SLP_CORE1_WAKELOCK_CLR", 1, requester=1)
    pmu.wfi("ap", 1)
    pmu.write32("SLP_MODE_ALLOW", 0b010)
    pmu.write32("SLP_CORE0_WAKELOCK_CLR", OS_AP_RUN)
    pmu.write32("WDT_KICK", kick)
    kicked = pmu.tick
    pmu.wfi("np", 1)
    pmu.run_until(lambda: pmu.state == PwrState.ASLEEP, within=AON_HZ)
    pmu.run_until(lambda: pmu.state == PwrState.ACTIVE, within=2 * AON_HZ)
    assert GOOD["bark_ticks"] < pmu.tick - kicked < GOOD["bark_ticks"] + 100
    pmu.run(ticks=10)
    assert pmu.read32("WAKE_CAUSE_FIRST") == source and pmu.read32("WDT_BITTEN") == 0
    pmu.wfi("np", 0)
    pmu.write32("WDT_KICK", kick)
    pmu.run(ticks=10)
    pmu.write32("WAKE_ENABLE", 0b100)  # a pin that does not come
    pmu.run(ticks=10)
    pmu.wfi("np", 1)
    pmu.run_until(lambda: pmu.state == PwrState.ASLEEP, within=AON_HZ)
    pmu.run_until(lambda: pmu.state == PwrState.ACTIVE, within=3 * AON_HZ)
    pmu.run(ticks=10)
    assert pmu.read32("WDT_BITTEN") == 1 and REGISTERS["PWR_RESET_CAUSE"]["WATCHDOG"].get(pmu.read32("PWR_RESET_CAUSE"))
