# SPDX-License-Identifier: Apache-2.0
"""[monitor], [ntc] and [charger]: mistakes are named, defaults are the documented ones, and what is absent leaves no trace."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.regmap import REGISTERS
from profiles import ProfileError, load
from profiles.parameters import parameters, plain
from profiles.profile import FOLDER, available
from profiles.scaling import ntc_code, vbat_ceil, vbat_floor
from profiles.schema import TABLES
from profiles.wrapper import write
from tb.covers import covers

QUECTEL = (FOLDER / "quectel.toml").read_text(encoding="utf-8")


def table(name: str) -> str:
    """Text of table [name] of the quectel profile."""
    found = re.search(rf"^\[{name}\].*?(?=^\[|\Z)", QUECTEL, re.M | re.S)
    assert found, f"the profile no longer has [{name}]"
    return found[0]


def saved(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    return path


def findings(tmp_path: Path, text: str) -> list[str]:
    """What the checker says to *text*, line by line."""
    with pytest.raises(ProfileError) as caught:
        load(saved(tmp_path, text))
    return str(caught.value).splitlines()


# (what is replaced, by what, words that one line of the message must have besides the file's name)
MISTAKES = {
    "current below the register": ("current_ma = 500", "current_ma = 49", ["[charger] current_ma", "= 49", "50 to 1000"]),
    "voltage below the register": ("voltage_mv = 4200", "voltage_mv = 3000", ["[charger] voltage_mv", "= 3000", "3500 to 4608"]),
    "voltage above the register": ("voltage_mv = 4200", "voltage_mv = 4609", ["[charger] voltage_mv", "= 4609", "3500 to 4608"]),
    "VBUS low": ("vbus_min_mv = 4350", "vbus_min_mv = 3899", ["[charger] vbus_min_mv", "= 3899", "3900 to 5200"]),
    "VBUS high": ("vbus_max_mv = 6500", "vbus_max_mv = 9001", ["[charger] vbus_max_mv", "= 9001", "5500 to 9000"]),
    "trickle threshold": (
        "trickle_below_mv = 2100", "trickle_below_mv = 2501", ["[charger] trickle_below_mv", "= 2501", "1800 to 2500"]
    ),
    "precharge threshold": (
        "precharge_below_mv = 3000", "precharge_below_mv = 3401", ["[charger] precharge_below_mv", "= 3401", "2700 to 3400"]
    ),
    "trickle current": ("trickle_ma = 75", "trickle_ma = 9", ["[charger] trickle_ma", "= 9", "10 to 100"]),
    "recharge": ("recharge_below_mv = 100", "recharge_below_mv = 49", ["[charger] recharge_below_mv", "= 49", "50 to 300"]),
    "host watchdog": ("watchdog_s = 0", "watchdog_s = 60", ["[charger] watchdog_s", "= 60", "one of 0, 40, 80, 160"]),
    "cool current": (
        "cool_current_percent = 20", "cool_current_percent = 30", ["[charger] cool_current_percent", "= 30", "one of 20, 50"]
    ),
    "voltage beyond the cell": (
        "voltage_mv = 4200", "voltage_mv = 4200\nvoltage_max_mv = 4199",
        ["[charger] voltage_max_mv", "= 4199", "at least 4200", "voltage_mv"],
    ),
    "current beyond the cell": (
        "current_ma = 500", "current_ma = 500\ncurrent_max_ma = 499", ["[charger] current_max_ma", "= 499", "at least 500", "current_ma"]
    ),
    "over-voltage below what the cell may be charged to": (
        "voltage_mv = 4200", "voltage_mv = 4200\nvoltage_max_mv = 4300",
        ["[monitor] vbat_over_mv", "= 4350", "at least 4401", "voltage_max_mv"],
    ),
    "over-voltage too late": ("vbat_over_mv = 4350", "vbat_over_mv = 4701", ["[monitor] vbat_over_mv", "= 4701", "at most 4700"]),
    "unknown chemistry": (
        "voltage_mv = 4200", 'voltage_mv = 4200\nchemistry = "nimh"', ["[charger] chemistry", "nimh", "lithium_ion, lifepo4"]
    ),
    "phosphate cell at 4.2 V": (
        "voltage_mv = 4200", 'voltage_mv = 4200\nchemistry = "lifepo4"', ["[charger] voltage_mv", "= 4200", "3500 to 3700", "lifepo4"]
    ),
    "phosphate cell that is low when it is half full": (
        "voltage_mv = 4200", 'voltage_mv = 3600\nchemistry = "lifepo4"', ["[monitor] vbat_low1_mv", "= 3600", "2100 to 3200", "lifepo4"]
    ),
    "cap of a phosphate cell": (
        "voltage_mv = 4200", 'voltage_mv = 3600\nvoltage_max_mv = 3800\nchemistry = "lifepo4"',
        ["[charger] voltage_max_mv", "= 3800", "at most 3700", "lifepo4"],
    ),
    "lithium-ion at 3.6 V": ("voltage_mv = 4200", "voltage_mv = 3600", ["[charger] voltage_mv", "= 3600", "3840 to 4608", "lithium_ion"]),
    "lithium-ion without protection": (
        "vbat_under_mv = 3300", "vbat_under_mv = 2400", ["[monitor] vbat_under_mv", "= 2400", "2500 to 3600", "lithium_ion"]
    ),
    "scan that protects too late": ("asleep_ticks = 4096", "asleep_ticks = 8001", ["[monitor] asleep_ticks", "= 8001", "128 to 8000"]),
    "samples": ("samples = 3", "samples = 8", ["[monitor] samples", "= 8", "1 to 7"]),
    "no sample": ("samples = 3", "samples = 0", ["[monitor] samples", "= 0", "1 to 7"]),
    "average": ("average_vbat = 1", "average_vbat = 2", ["[monitor] average_vbat", "= 2", "one of 1, 4, 16"]),
    "average is no truth": ("average_vbat = 1", "average_vbat = true", ["[monitor] average_vbat", "true", "one of 1, 4, 16"]),
    "unknown key": ("samples = 3", "sampels = 3", ["[monitor] sampels", "unknown key", "samples"]),
    "missing limit": ("vbat_under_mv = 3300\n", "", ["[monitor] vbat_under_mv", "missing"]),
    "low2 at under": (
        "vbat_low2_mv = 3500", "vbat_low2_mv = 3399", ["[monitor] vbat_low2_mv", "= 3399", "at least 3400", "vbat_under_mv"]
    ),
    "low1 at low2": (
        "vbat_low1_mv = 3600", "vbat_low1_mv = 3599", ["[monitor] vbat_low1_mv", "= 3599", "at least 3600", "vbat_low2_mv"]
    ),
    "over at low1": (
        "vbat_over_mv = 4350", "vbat_over_mv = 3799", ["[monitor] vbat_over_mv", "= 3799", "at least 3800", "vbat_low1_mv"]
    ),
    "charging would shut down": (
        "vbat_over_mv = 4350", "vbat_over_mv = 4300", ["[monitor] vbat_over_mv", "= 4300", "at least 4301", "shut the system down"]
    ),
    "full battery refused": (
        "vbat_hysteresis_mv = 100", "vbat_hysteresis_mv = 151",
        ["[monitor] vbat_over_mv", "= 4350", "at least 4351", "refuse power-up"],
    ),
    "charged battery reads low": (
        "vbat_low1_mv = 3600", "vbat_low1_mv = 4001", ["[monitor] vbat_low1_mv", "= 4001", "at most 4000", "reads low"]
    ),
    "VBAT hysteresis too small": (
        "vbat_hysteresis_mv = 100", "vbat_hysteresis_mv = 3", ["[monitor] vbat_hysteresis_mv", "= 3", "4 to 318"]
    ),
    "die warning behind critical": (
        "die_warn_c = 85", "die_warn_c = 96", ["[monitor] die_critical_c", "= 105", "at least 106", "die_warn_c"]
    ),
    "die out of the converter": (
        "die_codes_per_c = 20", "die_codes_per_c = 28", ["[monitor] die_critical_c", "= 105", "256 to 4093", "4140"]
    ),
    "die below the converter": (
        "die_warn_c = 85", "die_warn_c = -40\n#", ["[monitor] die_warn_c", "= -40", "has 200"], "die_code_at_0c = 1200",
        "die_code_at_0c = 1000",
    ),
    "die hysteresis too large": (
        "die_hysteresis_c = 10", "die_hysteresis_c = 13", ["[monitor] die_hysteresis_c", "= 13", "worth 3 to 255 codes", "260"]
    ),
    "die hysteresis too small": (
        "die_codes_per_c = 20", "die_codes_per_c = 2", ["[monitor] die_hysteresis_c", "= 1", "worth 3 to 255 codes", "worth 2"],
        "die_hysteresis_c = 10", "die_hysteresis_c = 1",
    ),
    "scan longer than its period": (
        "average_vbat = 1", "average_vbat = 16", ["[monitor] awake_ticks", "= 319", "at least 320", "vbat, vbus, ntc, die, current"],
        "awake_ticks = 512", "awake_ticks = 319",
    ),
    "cool below cold": ("cool_c = 10", "cool_c = 1", ["[charger] cool_c", "= 1", "at least 2", "cold_c"]),
    "warm below cool": ("warm_c = 45", "warm_c = 14", ["[charger] warm_c", "= 14", "at least 15", "cool_c"]),
    "hot below warm": ("hot_c = 60", "hot_c = 46", ["[charger] hot_c", "= 46", "at least 47", "warm_c"]),
    "hot out of the converter": ("r25_ohm = 10_000", "r25_ohm = 100", ["[charger] hot_c", "= 60", "16 to 4079", "has 12"]),
    "cold out of the converter": (
        "pullup_ohm = 10_000", "pullup_ohm = 100", ["[charger] cold_c", "= 0", "16 to 4079", "has 4082"]
    ),
    "hysteresis of one code": (
        "r25_ohm = 10_000", "r25_ohm = 130",
        ["[charger] temperature_hysteresis_c", "= 2", "worth 3 to 255 codes", "hot_c = 60", "worth 1"],
    ),
    "vbus in [off]": ('wakes = ["key", "rtc"]', 'wakes = ["key", "vbus"]', ["[off] wakes", '"vbus"', "boot_on_vbus"]),
    "vbus twice": ('from = "charger"', 'from = "vbus"', ["[[wake]] charger from", '"vbus"', "one wake source only"]),
    "debounced inside": (
        'from = "charger"', 'from = "charger"\ndebounce_ticks = 4', ["[[wake]] charger debounce_ticks", "= 4", "does not bounce"]
    ),
    "vbus pin beside the charger": (
        'inputs = ["key", "watchdog"]', 'inputs = ["key", "vbus"]', ["[platform] inputs", '"vbus"', "[charger]"]
    ),
    "protect pins beside the monitor": (
        'inputs = ["key", "watchdog"]', 'inputs = ["protect"]', ["[platform] inputs", '"protect"', "[monitor]"]
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
@covers("CHG-CELL-4")
def test_mistake_is_named(mistake: str, tmp_path: Path) -> None:
    """One line names file, key and value and says what would be right."""
    old, new, words, *more = MISTAKES[mistake]
    text = QUECTEL
    for before, after in [(old, new), *([more] if more else [])]:
        assert before in text, f"the profile no longer has {before!r}"
        text = text.replace(before, after, 1)
    lines = findings(tmp_path, text)
    assert any(all(word in line for word in ["broken.toml", *words]) for line in lines), f"{words} are not in: {lines}"


@pytest.mark.parametrize(
    ("change", "allowed"),
    [
        (("vbat_low2_mv = 3500", "vbat_low2_mv = 3400"), "low2 just above under"),
        (("vbat_over_mv = 4350", "vbat_over_mv = 4301\nvbat_hysteresis_mv = 4"), "just above the charger's own limit"),
        (("die_warn_c = 85", "die_warn_c = 95"), "warning just below critical"),
        (("cool_c = 10", "cool_c = 2"), "cool just above cold"),
        (("warm_c = 45", "warm_c = 15"), "just one degree is normal"),
        (("awake_ticks = 512", "awake_ticks = 128"), "longer than the 80 ticks of a scan"),
    ],
)
def test_border_is_allowed(change: tuple[str, str], allowed: str, tmp_path: Path) -> None:
    """The least value that a message names is one that passes."""
    text = QUECTEL.replace("vbat_hysteresis_mv = 100\n", "") if "vbat_hysteresis_mv" in change[1] else QUECTEL
    assert change[0] in text
    assert load(saved(tmp_path, text.replace(*change, 1))).name == "broken", allowed


@pytest.mark.parametrize(("absent", "needed_by"), [("monitor", "charger"), ("ntc", "charger"), ("monitor", "ntc")])
def test_charger_needs_monitor_and_thermistor(absent: str, needed_by: str, tmp_path: Path) -> None:
    text = QUECTEL.replace(table(absent), "")
    lines = findings(tmp_path, text)
    assert any(f"[{absent}]: missing" in line and f"[{needed_by}]" in line for line in lines), lines


@pytest.mark.parametrize(
    ("absent", "source"), [
        ("monitor", "battery_low1"), ("monitor", "battery_low2"), ("monitor", "die_warning"), ("charger", "vbus"),
        ("charger", "charger"),
    ],  # fmt: skip
)
def test_wake_source_of_an_absent_block(absent: str, source: str, tmp_path: Path) -> None:
    lines = findings(tmp_path, QUECTEL.replace(table(absent), ""))
    assert any(f'[[wake]] {source} from = "{source}"' in line and f"[{absent}]" in line for line in lines), lines


@covers("MON-WARN-1")
def test_low_battery_levels_are_two_sources(tmp_path: Path) -> None:
    """The one source of both levels is refused, with what it has become and why: the first level hid the second."""
    text = QUECTEL.replace('from = "battery_low1"', 'from = "battery_low"')
    (line,) = findings(tmp_path, text)
    assert '[[wake]] battery_low1 from = "battery_low"' in line
    assert "battery_low1 or battery_low2" in line and "hide the second" in line


def test_keys_have_the_ranges_of_their_registers() -> None:
    """What a profile may say, firmware may say too, and the other way round."""
    charger = TABLES["charger"][1]
    for key, register, field in (
        ("current_ma", "CHG_ICHG", "MA"), ("current_max_ma", "CHG_ICHG", "MA"), ("voltage_max_mv", "CHG_VREG", "MV"), ("voltage_mv", "CHG_VREG", "MV"), ("trickle_below_mv", "CHG_V_TRICKLE", "MV"),
        ("precharge_below_mv", "CHG_V_PRECHARGE", "MV"), ("trickle_ma", "CHG_I_TRICKLE", "MA"),
        ("recharge_below_mv", "CHG_V_RECHARGE", "MV"), ("vbus_min_mv", "CHG_VBUS_MIN", "MV"), ("vbus_max_mv", "CHG_VBUS_MAX", "MV"),
        ("precharge_minutes", "CHG_TIMER", "PRE"), ("fast_minutes", "CHG_TIMER", "FAST"),
    ):  # fmt: skip
        rule = REGISTERS[register][field]
        highest = (1 << rule.width) - 1 if rule.max is None else rule.max
        assert (charger[key].low, charger[key].high) == (rule.min, highest), key


@pytest.mark.parametrize("name", available())
def test_reset_values_are_in_the_ranges_of_their_registers(name: str) -> None:
    """Each field of MON and CHG that takes its reset value from the profile: firmware could write it back."""
    values, looked_at = plain(load(name)), 0
    for register in REGISTERS.values():
        for field in register.fields.values():
            if register.present and values[register.present] and field.reset_param:
                value = values[field.reset_param] >> field.reset_lsb & (1 << field.width) - 1
                assert field.allows(value, values), f"{register.name}.{field.name} resets to {value}"
                looked_at += 1
    assert looked_at == 23 * values["HAS_MONITOR"] + 23 * values["HAS_CHARGER"] + 4 * values["HAS_WATCHDOG"]


def without_inside_wakes(text: str) -> str:
    """The profile without the wake sources of monitor and charger."""
    for name in ("vbus", "battery_low1", "battery_low2", "die_warning", "charger"):
        text = re.sub(rf'\[\[wake\]\]\nname = "{name}".*?\n\n', "", text, flags=re.S)
    return text.replace(', "vbus", "battery_low1", "die_warning", "charger", "battery_low2"', "")


def test_defaults(tmp_path: Path) -> None:
    """An empty [charger] and a [monitor] with its limits alone have the numbers of the documentation."""
    kept = re.findall(r"^(?:vbat|die)_\w+ = -?\d+", table("monitor"), re.M)
    assert len(kept) == 10
    text = QUECTEL.replace(table("monitor"), "[monitor]\n" + "\n".join(kept) + "\n\n").replace(table("charger"), "[charger]\n")
    profile = load(saved(tmp_path, text))
    assert profile["charger"] == {
        "enabled": True, "boot_on_vbus": True, "current_ma": 500, "voltage_mv": 4200, "trickle_below_mv": 2100,
        "precharge_below_mv": 3000, "trickle_ma": 75, "recharge_below_mv": 100, "vbus_min_mv": 4350, "vbus_max_mv": 6500,
        "precharge_minutes": 30, "fast_minutes": 300, "watchdog_s": 0, "cool_current_percent": 20, "cold_c": 0, "cool_c": 10,
        "warm_c": 45, "hot_c": 60, "temperature_hysteresis_c": 2, "vbus_debounce_ticks": 8,
        "chemistry": "lithium_ion", "voltage_max_mv": None, "current_max_ma": None,
    }  # fmt: skip
    monitor = profile["monitor"]
    assert (monitor["sample_ticks"], monitor["awake_ticks"], monitor["asleep_ticks"], monitor["samples"]) == (2, 512, 4096, 3)
    assert all(monitor[f"average_{name}"] == 1 for name in ("vbat", "vbus", "ntc", "die", "current", "ain0", "ain1"))


def test_monitor_alone_scans_what_is_wired(tmp_path: Path) -> None:
    """Without charger and thermistor only VBAT and the die are scanned: the others would read as broken sensors."""
    text = without_inside_wakes(QUECTEL).replace(table("charger"), "").replace(table("ntc"), "")
    values = plain(load(saved(tmp_path, text)))
    assert (values["HAS_MONITOR"], values["HAS_CHARGER"]) == (1, 0)
    assert values["MON_CFG_RST"] >> 152 & 0b11111 == 0b01001
    assert values["CHG_CTRL_RST"] == values["CHG_LIMIT_RST"] == values["CHG_TEMP_RST"] == values["CHG_TIMER_RST"] == 0


def test_thermistor_without_charger_is_scanned(tmp_path: Path) -> None:
    text = without_inside_wakes(QUECTEL).replace(table("charger"), "")
    assert plain(load(saved(tmp_path, text)))["MON_CFG_RST"] >> 152 & 0b11111 == 0b01101


def test_settings_that_differ_reach_their_bits(tmp_path: Path) -> None:
    """Every key of [charger] that is a bit or a code, away from its default."""
    text = QUECTEL
    for old, new in (
        ("enabled = true", "enabled = false"), ("boot_on_vbus = true", "boot_on_vbus = false"),
        ("watchdog_s = 0", "watchdog_s = 160"), ("cool_current_percent = 20", "cool_current_percent = 50"),
        ("precharge_minutes = 30", "precharge_minutes = 255"), ("fast_minutes = 300", "fast_minutes = 1023"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new, 1)
    values = plain(load(saved(tmp_path, text)))
    assert values["CHG_CTRL_RST"] == 0 | 500 << 1 | 4200 << 11 | 100 << 24 | 3 << 31 | 1 << 33 | 0 << 34
    assert values["CHG_TIMER_RST"] == (1 << 18) - 1


@covers("CHG-CELL-1")
def test_the_cell_is_a_cap(tmp_path: Path) -> None:
    """What the cell bears: what is set, or what the profile says; half the current in zone COOL only if it is set."""
    assert plain(load("quectel"))["CHG_CAP"] == 500 | 4200 << 10 | 0 << 23
    text = QUECTEL.replace("current_ma = 500", "current_ma = 500\ncurrent_max_ma = 700")
    text = text.replace("voltage_mv = 4200", "voltage_mv = 4100\nvoltage_max_mv = 4180")
    text = text.replace("cool_current_percent = 20", "cool_current_percent = 50")
    assert plain(load(saved(tmp_path, text)))["CHG_CAP"] == 700 | 4180 << 10 | 1 << 23


@covers("CHG-CELL-4")
def test_a_phosphate_cell(tmp_path: Path) -> None:
    """One that makes sense is accepted, and reaches the settings."""
    text = QUECTEL
    for old, new in (
        ("voltage_mv = 4200", 'voltage_mv = 3600\nvoltage_max_mv = 3650\nchemistry = "lifepo4"'),
        ("precharge_below_mv = 3000", "precharge_below_mv = 2800"), ("vbat_over_mv = 4350", "vbat_over_mv = 3900"),
        ("vbat_under_mv = 3300", "vbat_under_mv = 2600"), ("vbat_low2_mv = 3500", "vbat_low2_mv = 2800"),
        ("vbat_low1_mv = 3600", "vbat_low1_mv = 3000"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new, 1)
    values = plain(load(saved(tmp_path, text)))
    assert values["CHG_CTRL_RST"] >> 11 & 0x1FFF == 3600 and values["CHG_CAP"] >> 10 & 0x1FFF == 3650


@covers("MON-AGE-2")
def test_channels_that_are_needed(tmp_path: Path) -> None:
    """Protection needs VBAT and the die; a charger all that are scanned."""
    assert plain(load("quectel"))["MON_NEEDED"] == 0b11111
    text = without_inside_wakes(QUECTEL).replace(table("charger"), "")
    assert plain(load(saved(tmp_path, text)))["MON_NEEDED"] == 0b01001
    assert plain(load("ameba"))["MON_NEEDED"] == 0


def test_averages_reach_their_bits(tmp_path: Path) -> None:
    """1, 4, 16 are 0, 1, 2; each channel has bits of its own."""
    text = QUECTEL.replace("average_vbus = 1", "average_vbus = 16").replace("average_current = 1", "average_current = 4")
    average = plain(load(saved(tmp_path, text)))["MON_CFG_RST"] >> 157 & 0x3FFF
    assert [average >> 2 * channel & 3 for channel in range(7)] == [0, 2, 0, 0, 1, 1, 1]


def test_limits_between_two_codes() -> None:
    """A limit trips on the first code beyond it: 4351 mV is code 3480.8, 3299 mV 2639.2."""
    assert vbat_floor(4351) == 3480, "3481 is 4351.25 mV: above, so it trips"
    assert vbat_ceil(3299) == 2640, "2639 is 3298.75 mV: below, so it trips"


def test_thermistor_at_25_degrees_is_its_nominal_resistance() -> None:
    assert ntc_code({"r25_ohm": 10_000, "beta_k": 3435, "pullup_ohm": 10_000}, 25) == 2048
    assert ntc_code({"r25_ohm": 10_000, "beta_k": 3435, "pullup_ohm": 30_000}, 25) == 1024


def test_ports_come_with_their_block(tmp_path: Path) -> None:
    """With the tables the wrapper has the pins; without them pmu_top's inputs are tied to 0 and its outputs are open."""
    pins = ["adc_en_o", "adc_cmp_i", "irq_monitor_o", "vbus_det_i", "vbus_ovp_i", "chg_iset_o", "led_o", "irq_charger_o"]
    with_blocks = write(load("quectel"), tmp_path)[0].read_text()
    without = write(load("ameba"), tmp_path)[0].read_text()
    for pin in pins:
        assert re.search(rf"^\s*(?:input|output)\s.*\b{pin}\b", with_blocks, re.M), pin
        assert f".{pin}({{{pin}}})" in with_blocks
        assert not re.search(rf"^\s*(?:input|output)\s.*\b{pin}\b", without, re.M), pin
        assert (f".{pin}()" if pin.endswith("o") else f".{pin}({{1'b0}})") in without
    for name in ("vbus", "battery_low1", "battery_low2", "die_warning", "charger"):
        assert f"wake_{name}_i" not in with_blocks, "a source inside has no pin"


def test_bench_has_all_pins_always(tmp_path: Path) -> None:
    """One tb_top fits every profile: outputs that a platform lacks read 0."""
    with_blocks, without = (write(load(name), tmp_path / name)[1].read_text() for name in ("quectel", "ameba"))
    ports = [set(re.findall(r"^\s*(?:input|output)\s+logic \[\d+:0\] (\w+)", text, re.M)) for text in (with_blocks, without)]
    assert ports[0] == ports[1]
    assert "chg_iset" in ports[0]
    assert "assign chg_iset[9:0] = '0;" in without
    assert "chg_iset[9:0] = '0" not in with_blocks


def test_absent_blocks_are_zero() -> None:
    """A platform without the tables has neither block, and its wake sources only alarms."""
    values = parameters(load("ameba"))
    assert (values["HAS_MONITOR"].literal, values["HAS_CHARGER"].literal) == ("0", "0")
    assert values["MON_CFG_RST"].literal == "174'h0"
    assert values["WAKE_FROM"].literal == f"32'h{1 << 4:x}", "alarms 0 and 1, six pins"
