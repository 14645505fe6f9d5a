# SPDX-License-Identifier: Apache-2.0
"""A platform that lacks a block pays no flop for its registers: Yosys counts them."""

from __future__ import annotations

import pytest

from models import blocks
from models.regmap import BOUNDS, FEATURES, REGISTERS, RESET_PARAMS
from syn import yosys
from tb.covers import covers
from tb.runner import ROOT
from tests.csr import ranges
from tests.csr.ranges import packed

BLOCKS = {entry.present: entry.registers for entry in blocks.BLOCKS.values() if entry.present}


def flops(present: tuple[str, ...]) -> int:
    """Flops of pmu_regs with these optional blocks, after constants and what nobody can change have gone."""
    name = "_".join(["pmu_regs", *(feature.lower() for feature in present)])
    yosys.OUT.mkdir(parents=True, exist_ok=True)
    report = yosys.OUT / f"{name}.json"
    resets = " ".join(f"-set {vector} {value}" for vector, value in _constants().items())
    features = " ".join(f"-set {feature} {int(feature in present)}" for feature in FEATURES)
    yosys.synthesize(
        name,
        [ROOT / "rtl" / "bus" / "pmu_apb.sv", *sorted((ROOT / "rtl" / "csr").glob("*.sv"))],
        [
            f"chparam {features} {resets} pmu_regs", "synth -flatten -top pmu_regs -run begin:fine", "simplemap",
            f"tee -q -o {yosys.short(report)} stat -json",
        ],
    )  # fmt: skip
    counts = yosys.cells(report)["pmu_regs"]
    return sum(number for kind, number in counts.items() if "DFF" in kind)


def _constants() -> dict[str, str]:
    widths = RESET_PARAMS | BOUNDS
    return {name: f"{widths[name]}'h{value:x}" for name, value in (packed() | ranges.BOUNDS).items()}


def own_flops(block: str) -> int:
    """What the registers of a block need: settings and locks, a strobe for each write that somebody is told of, the
    interrupt's test bits and output, and the range error."""
    registers = [reg for reg in REGISTERS.values() if reg.block == block]
    stored = sum(f.width for reg in registers for f in reg.fields.values() if f.access in ("rw", "w1s"))
    told = [reg for reg in registers if reg.posted or any(f.access in ("wo", "w1c") for f in reg.fields.values())]
    return stored + len(told) + len(REGISTERS[f"{block}_INTR_TEST"].fields) + 1 + 1


@pytest.mark.parametrize("feature", FEATURES)
@covers("REG-OPT-1")
def test_flops_of_a_missing_block_go_away(feature: str) -> None:
    assert flops((feature,)) - flops(()) == own_flops(BLOCKS[feature])
