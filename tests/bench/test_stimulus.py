# SPDX-License-Identifier: Apache-2.0
"""The helpers of the replay: packing what was driven, and finding where a replay differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import stimulus
from bench.stimulus import DRIVEN, PLANT, Recording, Unfaithful

WIDTHS = {name: 1 for name in DRIVEN} | {"paddr": 12, "pwdata": 32, "wake": 32}


def recording(end_ps: int = 1_000, **changes: list[tuple[int, str]]) -> Recording:
    signals = {name: [(0, "0" * WIDTHS[name])] for name in DRIVEN}
    return Recording({**signals, **changes}, WIDTHS, end_ps)


def test_one_word_for_each_moment_and_one_for_the_end() -> None:
    words = stimulus.words(recording(por_n=[(0, "0"), (500, "1")], protect=[(0, "x"), (500, "1"), (700, "0")]))
    top, protect = 1 << sum(WIDTHS.values()) - 1, 1 << sum(WIDTHS[name] for name in PLANT)
    assert words == [(0, 0), (500, top | protect), (700, top), (1_000, top)]


def test_memory_file_holds_times_between_words(tmp_path: Path) -> None:
    path = tmp_path / "words.hex"
    stimulus.write_memory(path, [(0, 3), (500, 1), (700, 2)], width=4)
    assert [int(line, 16) for line in path.read_text().split()] == [3, 500 << 4 | 1, 200 << 4 | 2]


def test_a_signal_that_was_not_recorded_is_named() -> None:
    missing = recording()
    del missing.signals["wake"]
    with pytest.raises(ValueError, match="wake"):
        stimulus.words(missing)


def test_a_faithful_replay_passes_and_counts() -> None:
    changes = [(0, "0"), (10, "1"), (20, "0")]
    assert stimulus.compare(Recording({"irq": changes}, {}, 100), Recording({"irq": list(changes)}, {}, 100)) == 3


@pytest.mark.parametrize(
    ("replayed", "said"),
    [
        ([(0, "0"), (11, "1")], "recorded 1 at 10 ps, replayed 1 at 11 ps"),
        ([(0, "0")], "recorded 1 at 10 ps, replayed nothing"),
        ([(0, "0"), (10, "1"), (20, "0")], "recorded nothing, replayed 0 at 20 ps"),
    ],
)
def test_a_change_that_differs_is_named(replayed: list[tuple[int, str]], said: str) -> None:
    wanted = Recording({"irq": [(0, "0"), (10, "1")]}, {}, 100)
    with pytest.raises(Unfaithful, match=f"irq: change [12]: {said}"):
        stimulus.compare(wanted, Recording({"irq": replayed}, {}, 100))


def test_a_signal_that_the_replay_lacks_is_named() -> None:
    with pytest.raises(Unfaithful, match="irq"):
        stimulus.compare(Recording({"irq": []}, {}, 1), Recording({}, {}, 1))


def test_reading_a_vcd_takes_the_signals_of_one_scope(tmp_path: Path) -> None:
    vcd = tmp_path / "top.vcd"
    vcd.write_text(
        "$timescale 1ps $end\n$scope module tb_top $end\n$var reg 2 ! mode [1:0] $end\n$var real 1 # ns $end\n"
        '$scope module u_dut $end\n$var wire 1 " inner $end\n$upscope $end\n$upscope $end\n$enddefinitions $end\n'
        '#0\n$dumpvars\nb0 !\n0"\nr1 #\n$end\n#5\nb10 !\n1"\n#9\n'
    )
    read = stimulus.read(vcd, "tb_top")
    assert read.signals == {"mode": [(0, "00"), (5, "10")]} and read.end_ps == 9
    with pytest.raises(Unfaithful, match="vcd_pins"):
        stimulus.read(vcd, "elsewhere")
