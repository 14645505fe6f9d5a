# SPDX-License-Identifier: Apache-2.0
"""Turns profiles into wrapper modules: `python -m profiles.wrapper [profile …]`, without arguments all of them.

Writes `build/profiles/<profile>/pmu_<profile>.sv`, which is what an integrator instantiates, and ``bench/` below it, which
is how the test bench does.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import jinja2

from models.blocks import BLOCKS
from profiles.parameters import parameters
from profiles.profile import Profile, ProfileError, available
from profiles.reading import load
from profiles.schema import MAX_CORES, MAX_DOMAINS, MAX_RAILS, MAX_RAM, MAX_WAKES, WAKE_PINS
from regs.header import Port, header

ROOT = Path(__file__).parent.parent

# Ports that pmu_top, every wrapper and pmu_dut have under one name: direction and width.
_COMMON = {
    "clk_aon_i": 1, "clk_sys_i": 1, "clk_sys_req_o": 1, "clk_sys_valid_i": 1, "por_ni": 1, "reset_pin_ni": 1,
    "psel_i": 1, "penable_i": 1, "pwrite_i": 1, "paddr_i": 12, "pwdata_i": 32, "pstrb_i": 4,
    "pprot_i": 3, "preq_id_i": 2, "prdata_o": 32, "pready_o": 1, "pslverr_o": 1, "irq_sleep_o": 1, "irq_power_o": 1, "irq_rtc_o": 1,
    "dram_req_o": 1, "dram_state_o": 2, "dram_ack_i": 1, "vdd_ext_o": 1, "wdt_run_o": 1, "pwr_state_o": 4, "mode_o": 4,
}  # fmt: skip

# Inputs that only some platforms wire up ([platform] inputs); the others get 0 inside the wrapper.
_OPTIONAL = {
    "key": ["key_i"],
    "vbus": ["vbus_i"],
    "protect": ["protect_i", "block_i"],
    "watchdog": ["wdt_bite_i", "wdt_kick_i"],
    "hold": ["hard_off_i", "hold_off_i"],
}
_OPTIONAL_WIDTH = {"protect_i": 3}

_TOP = ROOT / "rtl" / "generated" / "pmu_top.sv"
_CODES = {"vbat": 0, "vbus": 1, "ichg": 4}
"""Results of the monitor to show in waves, with their channels."""

_RAIL = {"rail_en_o": "rail_{}_en_o", "rail_lp_o": "rail_{}_lp_o", "rail_pg_i": "rail_{}_pg_i"}
_DOMAIN = {
    "dom_clk_en_o": "dom_{}_clk_en_o", "dom_iso_o": "dom_{}_iso_o", "dom_save_o": "dom_{}_save_o",
    "dom_restore_o": "dom_{}_restore_o", "dom_rst_no": "dom_{}_rst_no", "dom_sw_en_o": "dom_{}_sw_en_o",
    "dom_ack_i": "dom_{}_ack_i",
}  # fmt: skip
_CORE = {"core_wfi_i": "core_{}_wfi_i", "core_event_o": "core_{}_event_o"}


def module_name(profile: Profile) -> str:
    """Name of the wrapper module."""
    return f"pmu_{profile.name}"


def write(profile: Profile, folder: Path) -> list[Path]:
    """Write the modules of *profile* to *folder*; returns the files."""
    (folder / "bench").mkdir(parents=True, exist_ok=True)
    files = []
    for template, name in (
        ("wrapper.sv.j2", f"{module_name(profile)}.sv"), ("dut.sv.j2", "bench/pmu_dut.sv"), ("pins.svh.j2", "bench/pmu_pins.svh"),
    ):  # fmt: skip
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
            undefined=jinja2.StrictUndefined,
            keep_trailing_newline=True,
        )
        text = environment.get_template(template).render(_context(profile))
        path = folder / name
        _replace(path, text)
        files.append(path)
    return files


def _replace(path: Path, text: str) -> None:
    """Write *path* in one step, and only if it changes: others may be reading it."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8") as stream:
        stream.write(text)
    Path(stream.name).replace(path)


def _context(profile: Profile) -> dict[str, Any]:
    """What the templates are filled with."""
    lower = {table: [name.lower() for name in profile.names(table)] for table in ("core", "rail", "domain", "wake")}
    pins = [wake for wake in profile["wake"] if wake["from"] in WAKE_PINS]
    blocks = range(profile["platform"]["ram_blocks"])
    optional = [port for kind in profile["platform"]["inputs"] for port in _OPTIONAL[kind]]
    vectors = {
        **{port: [name.format(core) for core in lower["core"]] for port, name in _CORE.items()},
        **{port: [name.format(rail) for rail in lower["rail"]] for port, name in _RAIL.items()},
        **{port: [name.format(domain) for domain in lower["domain"]] for port, name in _DOMAIN.items()},
        "ram_on_o": [f"ram{block}_on_o" for block in blocks],
        "wake_i": [f"wake_{w['name'].lower()}_i" if w in pins else "1'b0" for w in profile["wake"]],
    }
    ties = {}
    for kind, ports in _OPTIONAL.items():
        for port in ports:
            width = _OPTIONAL_WIDTH.get(port, 1)
            ties[port] = [port] if kind in profile["platform"]["inputs"] else [f"{width}'b0"]
    sizes = {"core": MAX_CORES, "rail": MAX_RAILS, "dom": MAX_DOMAINS, "ram": MAX_RAM, "wake": MAX_WAKES}
    dut_ports: dict[str, tuple[str, int]] = {"core_iso_o": ("output", MAX_CORES)}
    unused: dict[str, tuple[int, int]] = {}
    if len(lower["core"]) < MAX_CORES:
        unused["core_iso_o"] = (len(lower["core"]), MAX_CORES)
    connections = {port: port for port in _COMMON}
    for port, width in _COMMON.items():
        dut_ports[port] = (_direction(port), width)
    for port, names in vectors.items():
        width = sizes[port.partition("_")[0]]
        dut_ports[port] = (_direction(port), width)
        if port.endswith("o") and len(names) < width:
            unused[port] = (len(names), width)
        connections |= {name: f"{port}[{bit}]" for bit, name in enumerate(names) if not name.startswith("1'")}
    for port, signals in ties.items():
        dut_ports[port] = ("input ", _OPTIONAL_WIDTH.get(port, 1))
        if signals == [port]:
            connections[port] = port
    open_ports, declared, block_pins = [], {}, []
    values = parameters(profile)
    for title, present, ports in _block_ports():
        there = bool(values[present].values[0])
        for port in ports:
            name, width, net = port.name, _width(port), port.name[:-2]
            dut_ports[net] = (_direction(name), width)
            block_pins.append({"net": net, "out": port.out, "range": f"[{width - 1}:0] " if width > 1 else "", "irq": "irq_" in net})
            if there:
                vectors[name] = [name]
                connections[name] = net
            elif port.out:
                open_ports.append(name)
                unused[net] = (0, width)
            else:
                ties[name] = [f"{width}'b0"]
        if there:
            declared[title] = [(_direction(p.name), _range(p), p.name, p.comment) for p in ports]
    return {
        "file": profile.file,
        "title": profile["platform"]["title"],
        "module": module_name(profile),
        "cores": lower["core"],
        "rails": lower["rail"],
        "domains": lower["domain"],
        "n_ram": len(blocks),
        "pins": [{"name": wake["name"].lower()} for wake in pins],
        "optional_ports": [f"[2:0] {port}" if port in _OPTIONAL_WIDTH else port for port in optional],
        "parameters": values,
        "common_ports": list(_COMMON),
        "vectors": {**vectors, **ties},
        "open_ports": open_ports,
        "block_ports": declared,
        "block_pins": block_pins,
        "core_domains": dict(enumerate(values["CORE_DOMAIN"].values)),
        "states": _states(profile, lower),
        "dut_ports": dut_ports,
        "unused": unused,
        "connections": connections,
    }


def _block_ports() -> list[tuple[str, str, list[Port]]]:
    """Pins of the blocks that only some platforms have: title, parameter of the block, ports of pmu_top.

    Without the block pmu_top's inputs get 0 and its outputs, which never change then, have no port.
    """
    ports = {port.name: port for port in header(_TOP).ports}
    return [
        (entry.title, entry.present, [ports[name] for name in (*entry.pins, f"irq_{entry.name}_o")])
        for entry in BLOCKS.values() if entry.present
    ]  # fmt: skip


def _range(port: Port) -> str:
    return f"[{_width(port) - 1:2}:0]" if port.kind != "logic" else " " * 6


def _width(port: Port) -> int:
    """Bits of a port whose width is a number."""
    return int(port.kind.partition("[")[2].partition(":")[0] or 0) + 1


def _states(profile: Profile, lower: dict[str, list[str]]) -> dict[str, tuple[int, str]]:
    """State registers, and what the monitor has measured, to show in waves: name, width, and path below pmu_top."""
    states = {
        "fsm_power": (5, "u_power.u_core.u_main.step_q"),
        "fsm_rails": (2, "u_power.u_core.u_rails.state_q"),
        "fsm_sleep": (3, "u_sleep.u_core.u_fsm.state_q"),
    }
    for index, name in enumerate(lower["core"]):
        states[f"fsm_core_{name}"] = (3, f"u_sleep.u_core.gen_core[{index}].u_ctrl.state_q")
    for index, name in enumerate(lower["domain"]):
        states[f"fsm_domain_{name}"] = (4, f"u_power.u_core.gen_domain[{index}].u_domain.state_q")
    if profile["monitor"]:
        states |= {f"code_{name}": (12, f"monitor_result[{12 * channel + 11}:{12 * channel}]") for name, channel in _CODES.items()}
    if profile["charger"]:
        states["fsm_charger"] = (4, f"{BLOCKS['charger'].path}.u_core.u_fsm.state_q")
    return states


def _direction(port: str) -> str:
    return "output" if port.endswith("o") else "input "


def main(names: list[str]) -> int:
    """Generate the named profiles, or all; findings go to stderr, and make the exit code 1."""
    for name in names or available():
        try:
            files = write(load(name), ROOT / "build" / "profiles" / name)
        except ProfileError as error:
            print(error, file=sys.stderr)
            return 1
        print(f"{name}: {', '.join(str(path.relative_to(ROOT)) for path in files)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
