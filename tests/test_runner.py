# SPDX-License-Identifier: Apache-2.0
"""The runner tells the truth: what fails in the simulator fails outside, and says why.

A runner that lets failures pass would make every other test worthless, so each way to fail is tried on a tiny bench.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tb import runner
from tb.covers import covers
from tb.runner import Bench, BuildError, Variant

_HDL = """\
module {top};
  logic clk = 1'b0;
  logic err = 1'b0;
  initial forever #5 clk = ~clk;
  always @(posedge err) $error("checker says no");
endmodule
"""
_TESTS = """\
import os, random, time
import cocotb, cocotb.simtime
from cocotb.triggers import RisingEdge, Timer

used = False

@cocotb.test()
async def test_good(dut):
    await RisingEdge(dut.clk)
    print("drew", random.random())

@cocotb.test()
@cocotb.parametrize(n=[1, 12])
async def test_bad(dut, n):
    await RisingEdge(dut.clk)
    assert n == 0, f"tick 7: expected 0, seen {n}"

@cocotb.test()
async def test_alone(dut):
    global used
    assert not used and dut.clk.value == 0
    used = True
    with open("../alone", "a") as file:
        print(os.getppid(), os.environ["COCOTB_RANDOM_SEED"], cocotb.simtime.get_sim_time(), file=file)
    await RisingEdge(dut.clk)

@cocotb.test()
async def test_crash(dut):
    os.abort()

@cocotb.test()
async def test_hang(dut):
    time.sleep(60)

@cocotb.test()
async def test_hdl_error(dut):
    dut.err.value = 1
    await Timer(10, "ns")
"""


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    top = tmp_path / f"tb_runner_{tmp_path.name}.sv"  # its own name: its own build directory
    top.write_text(_HDL.format(top=top.stem))
    (tmp_path / "tiny_tests.py").write_text(_TESTS)
    monkeypatch.syspath_prepend(tmp_path)
    return Bench(top=str(top), library=())


def _run(bench: Bench, test: str | None, tmp_path: Path, **options: object) -> runner.RunResult:
    return runner.run(bench, "tiny_tests", test, run_dir=tmp_path / "run", **options)


@covers("VER-RAND-1")
def test_a_good_test_passes_and_its_seed_decides_what_is_drawn(tiny: Bench, tmp_path: Path) -> None:
    drawn = []
    for seed in (7, 7, 8):
        result = _run(tiny, "test_good", tmp_path, seed=seed)
        assert result.passed, result.message
        drawn += [line for line in result.log.read_text().splitlines() if line.startswith("drew")]
    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("test_bad/n=1", "tick 7: expected 0, seen 1\n"),  # and not its neighbour n=12
        ("test_crash", "ended with exit code -6"),
        ("test_hang", "no end after 3 s"),
        ("test_hdl_error", "checker says no"),
        ("test_nonesuch", "no test ran"),
    ],
)
@pytest.mark.parametrize("fork", [False, True])
@covers("VER-RAND-1", "VER-RUN-1")
def test_every_failure_is_reported(tiny: Bench, tmp_path: Path, test: str, expected: str, fork: bool) -> None:
    result = _run(tiny, test, tmp_path, timeout_s=3, fork=fork)
    assert not result.passed
    assert expected in result.message


@covers("VER-RUN-1")
def test_forks_start_alike_from_one_simulator_and_know_nothing_of_each_other(tiny: Bench, tmp_path: Path) -> None:
    """Also after one that crashed; after one that hung, and for another seed, there is a new simulator."""
    results = [
        _run(tiny, test, tmp_path, fork=True, seed=seed, timeout_s=3)
        for test, seed in [(test, 1) for test in ("test_alone", "test_crash", "test_alone", "test_hang", "test_alone")] + [("test_alone", 2)]
    ]
    assert [result.passed for result in results] == [True, False, True, False, True, True]
    lines = (tmp_path / "alone").read_text().split()
    servers, seeds, times = lines[::3], lines[1::3], lines[2::3]
    assert servers[0] == servers[1] and len(set(servers)) == 3
    assert seeds == ["1", "1", "1", "2"] and set(times) == {"0"}


@covers("VER-RUN-1")
def test_a_fork_of_a_changed_design_is_of_the_new_one(tiny: Bench, tmp_path: Path) -> None:
    assert _run(tiny, "test_good", tmp_path, fork=True).passed
    top = Path(tiny.top)
    top.write_text(top.read_text().replace("clk = ~clk", "clk = clk"))
    result = _run(tiny, "test_good", tmp_path, fork=True, timeout_s=3)
    assert not result.passed


@covers("VER-RUN-1")
def test_a_module_that_cannot_be_imported_fails_its_fork(tiny: Bench, tmp_path: Path) -> None:
    (tmp_path / "tiny_tests.py").write_text("import nonesuch_at_all\n")
    result = _run(tiny, "test_good", tmp_path, fork=True)
    assert not result.passed and "nonesuch_at_all" in result.message


@covers("VER-RUN-1")
def test_a_warning_fails_the_build(tiny: Bench) -> None:
    top = Path(tiny.top)
    top.write_text(top.read_text().replace("endmodule", "  assign undeclared = clk;\nendmodule"))
    with pytest.raises(BuildError, match="implicit definition of wire 'undeclared'"):
        runner.build(tiny)


@covers("VER-RUN-1")
def test_a_changed_source_is_built_again_and_nothing_else(tiny: Bench) -> None:
    product = runner.build(tiny) / "sim.vvp"
    first = product.stat().st_mtime_ns
    runner.build(tiny)
    assert product.stat().st_mtime_ns == first
    top = Path(tiny.top)
    top.write_text(top.read_text() + "// changed\n")
    runner.build(tiny)
    assert product.stat().st_mtime_ns != first


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"SIM": "modelsim"}, "SIM=modelsim: no such simulator; choose from: icarus, verilator"),
        ({"PROFILE": "typo"}, "PROFILE=typo: no such profile; choose from:"),
        ({"SEED": "-3"}, "SEED=-3: must be a number"),
    ],
)
def test_a_wrong_setting_is_named_with_the_choices(env: dict[str, str], expected: str) -> None:
    with pytest.raises(ValueError) as error:
        runner.settings(env)
    assert expected in str(error.value)


def test_the_variant_is_the_one_being_simulated_or_the_first(monkeypatch: pytest.MonkeyPatch, tiny: Bench) -> None:
    variants = {"small": Variant(tiny, 1), "large": Variant(tiny, 2)}
    assert runner.chosen_variant(variants).params == 1
    monkeypatch.setenv("DORMOUSE_VARIANT", "large")
    assert runner.chosen_variant(variants).params == 2
