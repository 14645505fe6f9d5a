# SPDX-License-Identifier: Apache-2.0
"""rtl/csr/pmu_csr.sv: storage and read multiplexer, by PeakRDL etana.

Etana gets the *hardware view* of the map. What a subsystem holds (write-1-to-clear words, state behind SET and CLR
addresses) and what is a command needs no storage here: those fields are read-only or constant for etana, and the
subsystem is told of writes by the strobes of pmu_csr_strobes. So there is no copy of a state that could differ from it.

Reset values that a profile decides are SystemRDL signals; etana makes input ports of them, which would be an
asynchronous load. Here they become parameters, so that every flop has a constant reset value. Fields whose reset value
is a part of a vector get 0 from etana, and their part of the parameter here.

Registers of a block that the platform does not have are never selected: their flops keep a constant, and go away with
their part of the read multiplexer.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import jinja2
from filters import reset_slice
from peakrdl_etana.cpuif import CpuifBase
from peakrdl_etana.exporter import RegblockExporter
from rdl import HERE, RegisterMap, compile_rdl, features
from systemrdl.node import AddrmapNode, FieldNode
from systemrdl.rdltypes import AccessType


class _Direct(CpuifBase):
    """No bus protocol: pmu_apb has that."""

    template_path = ""
    port_declaration = ""

    def get_implementation(self) -> str:
        return ""


def pmu_csr(regmap: RegisterMap, header: str) -> str:
    """Text of pmu_csr.sv, which starts with *header*."""
    exporter = RegblockExporter()
    exporter.jj_env.loader = jinja2.ChoiceLoader([
        jinja2.FileSystemLoader(HERE / "templates" / "etana"), exporter.jj_env.loader,
    ])  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        exporter.export(
            _hardware_view(compile_rdl()), folder, cpuif_cls=_Direct, module_name="pmu_csr", address_width=12,
            reuse_hwif_typedefs=False, flatten_nested_blocks=True, default_reset_activelow=True,
            default_reset_async=True,
        )  # fmt: skip
        text = Path(folder, "pmu_csr.sv").read_text()
    return header + _house_style(text, regmap)


def _hardware_view(top: AddrmapNode) -> AddrmapNode:
    for node in top.descendants():
        if not isinstance(node, FieldNode):
            continue
        properties = node.inst.properties
        if node.get_property("sw") == AccessType.w:
            properties.update(sw=AccessType.r, hw=AccessType.na, reset=0)
        elif node.get_property("hw") == AccessType.w:
            properties.update(sw=AccessType.r, onwrite=None)
        elif node.get_property("reset_bit", default=None) is not None:
            properties.update(reset=0)
    return top


def _house_style(text: str, regmap: RegisterMap) -> str:
    """Names, ports and indentation of this project; nothing that changes what the block does."""
    for name, _ in regmap.reset_params:
        text = re.sub(rf"\n *input wire[^\n]*hwif_in_{name.lower()},", "", text)
        text = re.sub(rf"\bhwif_in_{name.lower()}\b", name, text)
    parameters = [f"parameter int {name} = 0" for name in features(regmap)]
    parameters += [f"parameter logic [{width - 1:>2}:0] {name} = '0" for name, width in regmap.reset_params]
    text = text.replace("@PARAMETERS@", ",\n  ".join(parameters))
    for reg in regmap.registers:
        for field in reg.fields:
            if reg.name.endswith(f"_{field.name}"):  # etana says such a name once
                text = re.sub(rf"\b(hwif_(?:in|out)_{reg.name.lower()})\b", rf"\1_{field.name.lower()}", text)
    for pattern, new in (
        (r"\binput wire\b", "input  logic"),
        (r"\bhwif_in_(\w+)", r"\1_i"),
        (r"\bhwif_out_(\w+)", r"\1_o"),
        (r"\bfield_storage_(\w+)_value\b", r"\1_q"),
        (r"\bdecoded_reg_strb_(\w+)", r"sel_\1"),
        (r" && decoded_req_is_wr\b", ""),
        (r"\bcpuif_req_masked & \((cpuif_addr == 12'h\w+)\)(?: & cpuif_req_is_wr)?;", r"req_i && wr_i && (\1);"),
        (r"\b(?:cpuif|rd_mux)_addr\b", "addr_i"),
        (r"\bdecoded_wr_data\b", "wdata_i"),
        (r"\bdecoded_wr_biten\b", "wmask_i"),
        (r"\breadback_data_var\b", "rdata_o"),
        (r"\bif\(", "if ("),
        (r"^ *// Field: .*\n", ""),
        # a select that nothing stores by is not needed
        (r"^ *sel_\w+ = cpuif_req_masked .*\n", ""),
    ):
        text = re.sub(pattern, new, text, flags=re.M)
    for name in set(re.findall(r"\b(sel_\w+)\b", text)):
        if not re.search(rf"if \({name}\)", text):
            text = re.sub(rf"^ *(?:logic )?{name}(?: = .*)?;\n", "", text, flags=re.M)
    text = _one_process(_optional(_reset_vectors(text, regmap), regmap))
    lines = []
    for line in text.splitlines():
        if line.strip() or (lines and lines[-1].strip()):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"


def _reset_vectors(text: str, regmap: RegisterMap) -> str:
    widths = dict(regmap.reset_params)
    for reg in regmap.registers:
        for field in reg.fields:
            if field.reset_param and (bits := reset_slice(field, widths[field.reset_param])):
                flop = f"{reg.name}_{field.name}".lower() + "_q"
                text, found = re.subn(rf"\b{flop} <= {field.width}'h0;", f"{flop} <= {field.reset_param}{bits};", text)
                if found != 1:
                    raise RuntimeError(f"{reg.name}.{field.name}: {found} resets of its flop in etana's text, not 1")
    return text


_FLOP = re.compile(
    r"^ *always_ff @\(posedge clk_i or negedge rst_ni\) begin\n"
    r" *if \(!rst_ni\) begin\n *(?P<reset>\w+ <= [^;]*;)\n"
    r" *end else if \((?P<select>\w+)\) begin\n *(?P<store>[^;]*;)\n *end\n *end\n",
    re.M,
)  # fmt: skip


def _one_process(text: str) -> str:
    """All flops in one process that a write enables: one per field would each be run by every edge of the bus clock."""
    flops = list(_FLOP.finditer(text))
    if len(flops) != text.count("always_ff"):
        raise RuntimeError(f"{text.count('always_ff')} flops in etana's text, {len(flops)} of them of the expected form")
    stores: dict[str, list[str]] = {}
    for flop in flops:
        stores.setdefault(flop["select"], []).append(re.sub(r"\n *", "\n            ", flop["store"]))
    lines = ["  // One process, and nothing of it is looked at without a write: simulators run it on every edge of the bus clock."]
    lines += ["  always_ff @(posedge clk_i or negedge rst_ni) begin", "    if (!rst_ni) begin"]
    lines += [f"      {flop['reset']}" for flop in flops]
    lines += ["    end else if (req_i && wr_i) begin"]
    for select, stored in stores.items():
        lines += [f"      if ({select}) begin", *(f"        {line}" for line in stored), "      end"]
    lines += ["    end", "  end", ""]
    start = flops[0].start()
    return text[:start] + "\n".join(lines) + "\n" + _FLOP.sub("", text[start:])


def _optional(text: str, regmap: RegisterMap) -> str:
    for reg in regmap.registers:
        if reg.present:
            there = f"({reg.present} != 0) && "
            text = re.sub(rf"\b(sel_{reg.name.lower()} = )(req_i)", rf"\1{there}\2", text)
            text = text.replace(f"if (addr_i == 12'h{reg.addr:x}) begin", f"if ({there}addr_i == 12'h{reg.addr:x}) begin")
    return text
