# SPDX-License-Identifier: Apache-2.0
"""The HDL top of a block bench, made from the block's own header.

Every port of the block is a port of the top under the same name, except its clock `clk_i` and the timebase `now_i`: they are
made inside and can be seen as `clk` and `now`. The block is the instance `u_core`. Parameters are the block's. Rising edges
come at 15259 ns + n * 30518 ns (32.768 kHz). +vcd=<path> dumps waves.
"""

from __future__ import annotations

import re
from pathlib import Path

_HALF_PERIOD_NS = 15259
_MADE = ("clk_i", "now_i")


def block_top(rtl: Path) -> str:
    """SystemVerilog text of the top tb_<module> around the one module in *rtl*. ValueError if its header cannot be read."""
    text = re.sub(r"[ \t]*//.*", "", rtl.read_text())
    header = re.search(rf"^module {rtl.stem}\s*(#\(\n.*?\n\))?\s*\(\n(.*?)\n\);", text, re.S | re.M)
    if not header:
        raise ValueError(f"{rtl.name}: no header of a module {rtl.stem} as this project writes them")
    macros = re.findall(r"^`.*$", text[: header.start()], re.M)
    lines = re.sub(r"^`ifdef FORMAL\n.*?^`endif\n", "", header[2] + "\n", flags=re.S | re.M).splitlines()
    ports = {line.rstrip(",").split()[-1]: line.rstrip(",") for line in lines if line.strip()}
    parameters = re.findall(r"^\s*parameter\b.*?(\w+)\s*=", header[1] or "", re.M)
    timebase = "pmu_timebase u_timebase (.clk_aon_i(clk), .rst_ni(rst_ni), .now_o(now));"
    connected = [*(f"{name}({name.removesuffix('_i')})" for name in _MADE if name in ports), *(n for n in ports if n not in _MADE)]
    return "\n".join([
        "`timescale 1ns / 1ps", *macros, f"module tb_{rtl.stem} {header[1] or ''} (",
        ",\n".join(line for name, line in ports.items() if name not in _MADE), ");",
        "logic clk;", "logic [47:0] now;", "initial clk = 1'b0;", f"always #({_HALF_PERIOD_NS}) clk = !clk;", timebase,
        f"{rtl.stem} #({', '.join(f'.{name}({name})' for name in parameters)}) u_core (",
        ",\n".join(f"  .{port}" for port in connected), ");",
        "reg [8*512-1:0] vcd_path;", 'initial if ($value$plusargs("vcd=%s", vcd_path)) begin', "  $dumpfile(vcd_path);",
        f"  $dumpvars(0, tb_{rtl.stem});", "end", "endmodule", "",
    ])  # fmt: skip
