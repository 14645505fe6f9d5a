# SPDX-License-Identifier: Apache-2.0
"""What the test bench drove during a co-simulation, as a replay bench in pure Verilog, and a check that the replay is faithful.

The recording is a VCD of all signals of `tb_top`. Those that Python drives become the words of a memory file, one for
each moment at which any of them changed; the clocks are made by `tb_top` itself, in both. The replay is faithful if
its own VCD shows every signal of `tb_top` with the same changes at the same times.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from vcdvcd import VCDVCD

DELAY_W = 64  # of the time since the word before, in ps
# What the plant of the battery drives.
PLANT = (
    "vbus_det", "vbus_ovp", "loop_cv", "loop_iin", "loop_vin",
    "u_afe.vbat", "u_afe.vbus", "u_afe.ntc", "u_afe.die", "u_afe.ichg", "u_afe.ain0", "u_afe.ain1",
)  # fmt: skip
# What agents and tests drive, most significant first in a word.
DRIVEN = (
    "por_n", "reset_pin_n", "psel", "penable", "pwrite", "paddr", "pwdata", "pstrb", "pprot", "preq_id", "core_wfi",
    "rail_pg", "dom_ack", "dram_ack", "wake", "key", "vbus", "block", "wdt_bite", "wdt_kick", "hard_off", "hold_off",
    "protect", *PLANT,
)  # fmt: skip

_FRONT_END = "u_afe"

Changes = list[tuple[int, str]]


class Recording(NamedTuple):
    """Changes of every signal of the top: time in ps and value as a string of binary digits."""

    signals: dict[str, Changes]
    widths: dict[str, int]
    end_ps: int


class Unfaithful(Exception):
    """The replay is not what was recorded; the message names signal, time and values."""


def read(vcd: Path, scope: str) -> Recording:
    """The signals directly in *scope* ("tb_top", "replay_top.u_tb") of *vcd* and in its front end, without the clocks' own variables."""
    data = VCDVCD(str(vcd))
    signals, widths = {}, {}
    for reference in data.signals:
        parent, _, name = reference.rpartition(".")
        name = name.partition("[")[0]
        if parent == f"{scope}.{_FRONT_END}":
            parent, name = scope, f"{_FRONT_END}.{name}"
        entry = data[reference]
        if parent == scope and entry.var_type not in ("real", "integer", "string", "parameter"):
            widths[name] = int(entry.size)
            signals[name] = [(int(time), value.rjust(int(entry.size), "0")) for time, value in entry.tv]
    if not signals:
        raise Unfaithful(f"{vcd.name}: no signal in scope {scope}; was it written with +vcd_pins?")
    return Recording(signals, widths, int(data.endtime))


def words(recording: Recording, driven: Sequence[str] = DRIVEN) -> list[tuple[int, int]]:
    """(time in ps, all *driven* signals packed) for every moment at which one of them changed, and for the end.

    A bit that is unknown before it is first driven counts as 0. ValueError names a signal that was not recorded.
    """
    moments: dict[int, dict[str, str]] = {}
    for name in driven:
        if name not in recording.signals:
            raise ValueError(f"{name}: driven by the test bench, but not recorded; the top has no such signal")
        for time, value in recording.signals[name]:
            moments.setdefault(time, {})[name] = value
    levels = {name: "0" * recording.widths[name] for name in driven}
    packed = []
    for time in sorted(moments):
        levels.update(moments[time])
        bits = "".join(levels[name] for name in driven)
        packed.append((time, int(bits.replace("x", "0").replace("z", "0"), 2)))
    return [*packed, (recording.end_ps, packed[-1][1])]


def compare(recorded: Recording, replayed: Recording) -> int:
    """Number of changes that both show. Unfaithful for the first signal that differs."""
    checked = 0
    for name, wanted in recorded.signals.items():
        seen = replayed.signals.get(name)
        if seen is None:
            raise Unfaithful(f"{name}: recorded, but not in the replay")
        wanted = [entry for entry in wanted if entry[0] <= min(recorded.end_ps, replayed.end_ps)]
        seen = [entry for entry in seen if entry[0] <= min(recorded.end_ps, replayed.end_ps)]
        if wanted != seen:
            at = next(
                (index for index, pair in enumerate(zip(wanted, seen, strict=False)) if pair[0] != pair[1]),
                min(len(wanted), len(seen)),
            )
            shown = [f"{c[at][1]} at {c[at][0]} ps" if at < len(c) else "nothing" for c in (wanted, seen)]
            raise Unfaithful(f"{name}: change {at}: recorded {shown[0]}, replayed {shown[1]}")
        checked += len(wanted)
    return checked


def write_memory(path: Path, stimulus: list[tuple[int, int]], width: int) -> None:
    """The memory file of *stimulus*: one word a line, the time since the one before above *width* bits of levels."""
    before, lines = 0, []
    for time, levels in stimulus:
        lines.append(f"{time - before << width | levels:x}\n")
        before = time
    path.write_text("".join(lines), encoding="ascii")


def write_top(path: Path, recording: Recording, count: int, driven: Sequence[str] = DRIVEN) -> int:
    """The replay bench for *count* words, a module named as the file; returns the width of the levels in a word."""
    width = sum(recording.widths[name] for name in driven)
    targets = ", ".join(f"u_tb.{name}" for name in driven)
    path.write_text(_TOP.format(top=path.stem, count=count, width=width, word=DELAY_W + width, targets=targets), encoding="ascii")
    return width


_TOP = """\
// SPDX-License-Identifier: Apache-2.0
// Generated by bench/stimulus.py: do not edit.
//
// Plays a recording back into tb_top: +stimulus=<memory file>. +start_only ends it at the first word: what that costs is
// start-up. +go_on lets somebody else end it. +dump=<vcd> +dump_from=<ps> +dump_to=<ps> dumps all of the PMU in a window
// of time, and ends there.

`timescale 1ns / 1ps

module {top};

  tb_top u_tb ();

  localparam int COUNT = {count};
  reg [{word}-1:0] words[0:COUNT-1];
  reg [{word}-1:0] word;
  string path;
  integer index;
  // the time of a first word may be 0
  // verilator lint_off ZERODLY
  initial begin
    if (!$value$plusargs("stimulus=%s", path)) $fatal(1, "+stimulus=<memory file> is missing");
    $readmemh(path, words);
    if ($test$plusargs("start_only")) $finish;
    else begin
      for (index = 0; index < COUNT; index = index + 1) begin
        word = words[index];
        #(word[{word}-1:{width}] * 0.001);
        {{{targets}}} <= word[{width}-1:0];
      end
      if (!$test$plusargs("go_on")) $finish;
    end
  end
  // verilator lint_on ZERODLY

  string dump_path;
  realtime dump_from, dump_to;
  initial
    if ($value$plusargs("dump=%s", dump_path)) begin
      if (!$value$plusargs("dump_from=%f", dump_from)) dump_from = 0.0;
      if (!$value$plusargs("dump_to=%f", dump_to)) dump_to = 0.0;
      #(dump_from * 0.001);
      $dumpfile(dump_path);
      $dumpvars(0, u_tb.u_dut);
      #((dump_to - dump_from) * 0.001);
      $finish;
    end

endmodule
"""
