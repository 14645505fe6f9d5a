# SPDX-License-Identifier: Apache-2.0
"""The HDL top of a block bench, made from the block's own header.

Every port of the block is a port of the top under the same name, except what is made inside: clocks, timebase and sample
strobe, seen as `clk`, `now`, `clk_sys` and `strobe`. A bundle is one port a member: `post_i.wake_enable` is
`post_wake_enable_i`. The block is the instance `u_core`, and its parameters are the top's. +vcd=<path> dumps waves.

A block of one clock gets 32.768 kHz: rising edges come at 15259 ns + n * 30518 ns. One with a bus clock gets tb_clocks, which
runs the bus clock while the port `run_i` is 1.

*Parts* are modules beside it. Those of tb/blocks answer the block by themselves: each of their ports is connected to the
block's port of that name, or one that ends in it (`cmp_o` to `adc_cmp_i`). What is left over is a port of the top, which the
part shares with the block if both have it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from regs.header import header

_HALF_PERIOD_NS = 15259
_WIRES = {"clk_i": "clk", "clk_aon_i": "clk", "now_i": "now", "clk_sys_i": "clk_sys", "strobe_i": "strobe"}
_PACKAGE = Path(__file__).resolve().parent.parent / "rtl" / "csr" / "pmu_pkg.sv"


class _Header(NamedTuple):
    """Of a module: macros in front of it, its parameters as text and by name, and the line of each port."""

    macros: list[str]
    parameters: str
    names: list[str]
    ports: dict[str, str]


def block_top(rtl: Path, parts: Sequence[Path] = (), held: Iterable[str] = ()) -> str:
    """SystemVerilog text of the top tb_<module> around the one module in *rtl*, with *parts*.

    Outputs in *held* come from a flop: they tell what the last edge sampled. ValueError if a header cannot be read.
    """
    block = _header(rtl)
    ports = {name: line for name, line in block.ports.items() if name not in _WIRES}
    connected = {name: _WIRES.get(name, name) for name in block.ports}
    body: list[str] = []
    for name in [name for name, line in ports.items() if _bundle(line)]:
        line = ports.pop(name)
        connected[name] = name.rpartition("_")[0] + ("_in" if name.endswith("_i") else "_out")
        body.append(f"{_bundle(line)} {connected[name]};")
        for member, width in _members(_bundle(line)).items():
            stem, _, direction = name.rpartition("_")
            port = f"{stem}_{member}_{direction}"
            ports[port] = f"  {line.split()[0]} logic {width} {port}"
            ends = (f"{connected[name]}.{member}", port)
            body.append("assign {} = {};".format(*(ends if direction == "i" else reversed(ends))))
    for part in parts:
        body.append(_part(part, block.ports, connected, ports))
    for name in held:
        connected[name] = f"{name}_now"
        body += [f"logic {name}_now;", f"always_ff @(posedge clk or negedge rst_ni) {name} <= rst_ni ? {name}_now : '0;"]
    two = "clk_sys_i" in block.ports
    if two:
        ports |= {"run_i": "  input logic run_i"}
    return "\n".join([
        "`timescale 1ns / 1ps", *block.macros, f"module tb_{rtl.stem} {block.parameters} (", ",\n".join(ports.values()), ");",
        "logic clk;", "logic [47:0] now;", *(_TWO_CLOCKS if two else _ONE_CLOCK), *body,
        f"{rtl.stem} #({', '.join(f'.{name}({name})' for name in block.names)}) u_core (",
        ",\n".join(f"  .{name}({wire})" for name, wire in connected.items()), ");",
        "reg [8*512-1:0] vcd_path;", 'initial if ($value$plusargs("vcd=%s", vcd_path)) begin', "  $dumpfile(vcd_path);",
        f"  $dumpvars(0, tb_{rtl.stem});", "end", "endmodule", "",
    ])  # fmt: skip


_ONE_CLOCK = (
    "initial clk = 1'b0;", f"always #({_HALF_PERIOD_NS}) clk = !clk;",
    "pmu_timebase u_timebase (.clk_aon_i(clk), .rst_ni(rst_ni), .now_o(now));",
)  # fmt: skip
_TWO_CLOCKS = (
    "logic clk_sys, strobe;",
    "tb_clocks u_clocks (.rst_sys_ni, .rst_aon_ni, .run_i, .clk_o(clk), .clk_sys_o(clk_sys), .strobe_o(strobe), .now_o(now));",
)


def _header(path: Path) -> _Header:
    head, text = header(path), path.read_text()
    parameters = ",\n".join(f"  parameter {p.kind} {p.name} = {p.default}" for p in head.parameters)
    ports = {port.name: f"  {'output' if port.out else 'input'} {port.kind} {port.name}" for port in head.ports}
    macros = re.findall(r"^`.*$", text[: text.index(f"module {head.module}")], re.M)
    return _Header(macros, f"#(\n{parameters}\n)" if parameters else "", [p.name for p in head.parameters], ports)


def _bundle(line: str) -> str | None:
    """Type of a port that is a bundle."""
    found = re.search(r"\bpmu_\w+_t\b", line)
    return found and found[0]


@functools.cache
def _members(bundle: str) -> dict[str, str]:
    """Members of a type, with their ranges."""
    body = re.search(rf"typedef struct packed \{{([^}}]*)\}} {bundle};", _PACKAGE.read_text())[1]
    return {name: width for width, name in re.findall(r"logic\s*(\[.*?\])?\s*(\w+);", body)}


def _part(path: Path, block: dict[str, str], connected: dict[str, str], ports: dict[str, str]) -> str:
    """The instance of a part; takes the block's inputs that it drives out of *ports*, and adds its own."""
    pins, wires = [], []
    answers = path.parent.name == "blocks"
    for name, line in _header(path).ports.items():
        stem, _, direction = name.rpartition("_")
        other = f"{stem}_{'o' if direction == 'i' else 'i'}"
        end = next((port for port in block if answers and f"_{port}".endswith(f"_{other}")), None)
        wire = _WIRES.get(name, name)
        if end and direction == "i":
            wire = end
        elif end:
            wire = connected[end] = f"{stem}_answer"
            wires.append(f"{ports.pop(end).replace('input', '').rpartition(end)[0]}{wire};")
        elif name not in _WIRES:
            ports.setdefault(name, line)
        pins.append(f".{name}({wire})")
    return "\n".join([*wires, f"{path.stem} u_{path.stem} ({', '.join(pins)});"])
