# SPDX-License-Identifier: Apache-2.0
"""The integrator's guide against the sources: ports, profile keys, the instantiation and the small platform are real."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from models.pmu import Pmu
from models.regmap import PwrState
from profiles import Profile, ProfileError, load
from profiles.battery_parameters import SCANNED
from profiles.profile import FOLDER, available
from profiles.scaling import FULL_SCALE, vbat_ceil, vbat_floor
from profiles.schema import REQUIRED, TABLES, WAKE_PINS
from profiles.wrapper import write

ROOT = FOLDER.parent
PAGE = (ROOT / "docs" / "integrator.md").read_text(encoding="utf-8")
PACKAGE = ROOT / "rtl" / "csr" / "pmu_pkg.sv"
# what the letters in port names of the page stand for
_TABLE = {"c": "core", "r": "rail", "d": "domain", "w": "wake"}
AON_KHZ = 32.768
_OPTIONAL = ["key", "vbus", "protect", "watchdog", "hold"]


def blocks(language: str) -> list[str]:
    """Contents of the page's fenced blocks of *language*."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)


def rows(heading: str) -> list[list[str]]:
    """Cells of the first table below the headings that match *heading*."""
    found = []
    for section in re.findall(rf"^#+ {heading}\n(.*?)(?=^#)", PAGE, re.M | re.S):
        lines = [line for line in section.splitlines() if line.startswith("|")]
        found += [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]
    return found


def module_ports(text: str) -> dict[str, tuple[str, int]]:
    """Direction and width of each port of a generated wrapper."""
    header = text[text.index("(") : text.index(");")]
    found = re.findall(r"^\s*(input|output)\s+logic\s+(?:\[\s*(\d+):0\]\s*)?(\w+),?", header, re.M)
    return {name: (direction.removesuffix("put"), int(msb or 0) + 1) for direction, msb, name in found}


def port_rows(profile: Profile) -> list[list[str]]:
    """Rows of the page's port tables that are about *profile*: not those of inputs and blocks that it does not have."""
    found = []
    for heading in re.findall(r"^#+ ([^\n]*)", PAGE, re.M):
        needed = re.search(r"with `\[(\w+)\]`", heading)
        if needed and not profile[needed[1]]:
            continue
        for row in rows(re.escape(heading)):
            optional = heading.startswith("Optional inputs") and re.match(r"`(\w+)`:", row[5])
            if row[1:2] in (["in"], ["out"]) and not (optional and optional[1] not in profile["platform"]["inputs"]):
                found.append(row)
    return found


def page_ports(profile: Profile) -> dict[str, tuple[str, int]]:
    """The same by the tables of the page, for the names of *profile*."""
    ports = {}
    for name, direction, width, *_ in port_rows(profile):
        name = name.strip("`")
        letter = re.search(r"<(\w)>", name)
        if letter is None:
            chosen = [""]
        elif letter[1] == "b":
            chosen = [str(block) for block in range(profile["platform"]["ram_blocks"])]
        elif letter[1] == "w":
            chosen = [wake["name"] for wake in profile["wake"] if wake["from"] in WAKE_PINS]
        else:
            chosen = profile.names(_TABLE[letter[1]])
        ports |= {re.sub(r"<\w>", str(entry).lower(), name): (direction, int(width)) for entry in chosen}
    return ports


def node(tmp_path: Path, old: str = "", new: str = "") -> Path:
    """The page's small platform as a file, with its first *old* made *new*."""
    (text,) = blocks("toml")
    assert old in text
    path = tmp_path / "node.toml"
    path.write_text(text.replace(old, new, 1) if old else text)
    return path


def elaborate(top: str, *files: Path) -> str:
    """What Icarus says to the design, all warnings on."""
    rtl = [path for path in sorted((ROOT / "rtl").rglob("*.sv")) if path != PACKAGE]
    done = subprocess.run(
        ["iverilog", "-g2012", "-Wall", "-Wno-timescale", "-t", "null", "-s", top, *map(str, [PACKAGE, *rtl, *files])],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr or ("" if done.returncode == 0 else f"exit code {done.returncode}")


@pytest.mark.parametrize("name", available())
def test_compiling_as_the_page_says_prints_nothing(name: str, tmp_path: Path) -> None:
    """The page's own command, on the wrapper of each profile: not one warning, and none of Icarus' excuses."""
    (command,) = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("iverilog")]
    wrapper, out = write(load(name), tmp_path)[0], tmp_path / "pmu.vvp"
    command, found = re.subn(r"build/profiles/ameba/pmu_ameba\.sv", str(wrapper), command)
    command, outs = re.subn(r"-o pmu\.vvp", f"-o {out}", command)
    assert found == outs == 1 and "-Wall" in command
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout + done.stderr == "" and out.is_file()


def test_port_tables_are_the_ports_of_a_wrapper_with_every_input(tmp_path: Path) -> None:
    text = (FOLDER / "ameba.toml").read_text()
    path = tmp_path / "all.toml"
    path.write_text(text.replace('inputs = ["watchdog"]', f"inputs = {_OPTIONAL}".replace("'", '"')))
    profile = load(path)
    assert page_ports(profile) == module_ports(write(profile, tmp_path)[0].read_text())


def test_port_tables_are_the_ports_of_a_wrapper_with_optional_blocks(tmp_path: Path) -> None:
    profile = load("quectel")
    assert page_ports(profile) == module_ports(write(profile, tmp_path)[0].read_text())
    assert {"adc_cmp_i", "chg_iset_o"} < set(page_ports(profile))


def test_instantiation_connects_every_port_and_elaborates(tmp_path: Path) -> None:
    (example,) = blocks("systemverilog")
    wrapper = write(load("ameba"), tmp_path)[0]
    connected = re.findall(r"^\s+\.(\w+)\s*\(", example, re.M)
    assert sorted(connected) == sorted(module_ports(wrapper.read_text()))
    source = tmp_path / "soc_pmu.sv"
    source.write_text(example)
    assert elaborate("soc_pmu", source, wrapper) == ""


def test_key_tables_are_the_schema() -> None:
    """Every key, with what it allows and its default."""
    for table, (many, keys) in TABLES.items():
        heading = rf"\[\[{table}\]\], up to {many}" if many else rf"\[{table}\]"
        found = {key.strip("`"): (allowed, default) for key, allowed, default, _ in rows(heading)}
        assert found == {
            name: (key.allowed, _shown(key.default)) for name, key in keys.items()
        }, f"table {table} of the page"


def _shown(default: object) -> str:
    if default is REQUIRED:
        return "required"
    if default is None:
        return "see text"
    if default in ([], {}):
        return "none"
    return str(default).lower() if isinstance(default, bool) else str(default)


def test_small_platform_makes_a_wrapper_that_elaborates_and_a_model_that_runs(tmp_path: Path) -> None:
    profile = load(node(tmp_path))
    wrapper = write(profile, tmp_path)[0]
    assert elaborate("pmu_node", wrapper) == ""
    pmu = Pmu(profile)
    pmu.run(ticks=100)
    assert pmu.state == PwrState.OFF, "no auto-start"
    pmu.signal("key", 1)
    pmu.run_until(lambda: pmu.state == PwrState.ACTIVE, within=1000)


def test_codes_of_the_front_end_are_those_of_the_thresholds() -> None:
    """The table of channels, the time of a conversion and of the first verdict."""
    table = {row[0]: row[2:] for row in rows("Battery: front end, thermistor, power stage")}
    code, full_scale = table["0 VBAT"]
    millivolts = float(code.removesuffix(" mV"))
    assert vbat_floor(round(1000 * millivolts)) == vbat_ceil(round(1000 * millivolts)) == 1000
    assert full_scale == f"{FULL_SCALE * millivolts / 1000:g} V"
    monitor = {key: rule.default for key, rule in TABLES["monitor"][1].items()}
    conversion = monitor["sample_ticks"] + 14
    assert f"at the default {conversion} ticks, {conversion / AON_KHZ * 1000:.0f} µs" in PAGE
    assert f"three of which take {3 * len(SCANNED) * conversion / AON_KHZ:.1f} ms" in PAGE and monitor["samples"] == 3


@pytest.mark.parametrize(
    ("old", "new"), [('rails = ["main"]', 'rails = ["mian"]'), ("up_delay_ticks", "up_dealy_ticks")]
)
def test_mistakes_get_the_messages_on_the_page(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(ProfileError) as caught:
        load(node(tmp_path, old, new))
    message = str(caught.value).replace(str(tmp_path), "profiles") + "\n"
    assert message in blocks("text")


def test_flops_that_constraints_name_exist() -> None:
    """Constraints that match nothing are the worst kind."""
    for module, flops in (
        ("prim_sync", ["meta_q", "sync_q"]), ("prim_cdc_post", ["hold_q"]), ("prim_cdc_sample", ["data_q"]),
        ("prim_pulse_catch", ["catch_q"]), ("prim_rst_sync", ["meta_q", "rst_q", "twin_meta_q", "twin_q"]),
    ):  # fmt: skip
        source = (ROOT / "rtl" / "prim" / f"{module}.sv").read_text()
        for flop in flops:
            assert f"{flop}" in PAGE and re.search(rf"\b{flop}\b.*<=", source), f"{module}: {flop}"
    assert re.search(r"\bok_mode_q\b.*<=", (ROOT / "rtl" / "sleep" / "sleep_idle.sv").read_text())


def test_unused_clock_gate_is_told() -> None:
    """No clock gate is instantiated; the page says that flop enables are used instead."""
    users = [
        path.name
        for path in (ROOT / "rtl").rglob("*.sv")
        if path.stem != "prim_clk_gate" and re.search(r"^\s*prim_clk_gate\b", path.read_text(), re.M)
    ]
    assert not users, f"{users} use prim_clk_gate: say so in docs/integrator.md"
