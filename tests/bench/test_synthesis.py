# SPDX-License-Identifier: Apache-2.0
"""What is read from the reports of Yosys and nextpnr, and the harness around the PMU."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from syn import ice40, yosys


def test_cells_of_modules(tmp_path: Path) -> None:
    path = tmp_path / "stat.json"
    path.write_text(json.dumps({"modules": {"\\pmu": {"num_cells_by_type": {"SB_LUT4": 5, "SB_DFFER": 2, "SB_DFFS": 1}}}}))
    assert yosys.luts_and_flops(yosys.cells(path)["pmu"]) == (5, 3)


def test_a_module_counts_with_what_is_in_it() -> None:
    counts = {"top": {"sub": 2, "SB_LUT4": 1}, "sub": {"SB_LUT4": 3, "SB_DFF": 1}}
    assert ice40._total("top", counts) == {"SB_LUT4": 7, "SB_DFF": 2}


def test_a_missing_tool_is_named_with_the_cure() -> None:
    with pytest.raises(yosys.ToolError, match="no-such-tool.*make setup-dev"):
        yosys.tool("no-such-tool")


def test_harness_connects_every_port_on_its_clock() -> None:
    ports = {
        "clk_aon_i": ("input", 1), "clk_sys_i": ("input", 1), "por_ni": ("input", 1), "psel_i": ("input", 1),
        "paddr_i": ("input", 12), "key_i": ("input", 1), "rail_pg_i": ("input", 3), "prdata_o": ("output", 32),
        "mode_o": ("output", 4),
    }  # fmt: skip
    text = ice40.harness_source("pmu_x", ports)
    for line in (
        ".clk_aon_i(clk_aon_i)", ".psel_i(sys_in[0+:1])", ".paddr_i(sys_in[1+:12])", ".key_i(aon_in[0+:1])",
        ".rail_pg_i(aon_in[1+:3])", ".mode_o(mode_o)", "fold_sys_o <= ^{prdata_o};", "fold_aon_o <= ^{mode_o};",
        "reg [12:0] sys_in;", "reg [3:0] aon_in;", "wire [31:0] prdata_o;", "pmu_x u_pmu (",
    ):  # fmt: skip
        assert line in text


@pytest.mark.parametrize(
    ("log", "cells"), [("Info: \t ICESTORM_LC:  6100/ 5280   115%\n", 6100), ("ERROR: no such file\n", None)]
)
def test_logic_cells_are_read_even_if_they_do_not_fit(log: str, cells: int | None) -> None:
    assert ice40.utilization(log) == cells


def test_clock_of_a_buffered_net() -> None:
    assert ice40.clock("clk_sys_i$SB_IO_IN_$glb_clk") == "clk_sys_i"
