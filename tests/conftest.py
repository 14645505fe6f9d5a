# SPDX-License-Identifier: Apache-2.0
"""Makes pytest collect and run the cocotb tests in `tests/**/sim_*.py`, one pytest test for each.

Such a file holds cocotb tests and a constant `BENCH = Bench(...)` that says what HDL they run on (see tb/runner.py), or
`VARIANTS = {name: Variant(...)}` if they run on several, or both: the variants are further ones then;
`TIMEOUT_S = <seconds>` changes the wall-clock limit of each of its tests. `REGRESS_ONLY = True` keeps them out of
`make test`: `make regress` runs them, and whoever names the file. Collecting starts no simulator.
"""

from __future__ import annotations

import importlib
import inspect
import os
import shlex
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from types import ModuleType

import pytest
from cocotb.regression import Test, TestGenerator

from tb.runner import DEFAULT_PROFILE, EVERY, RUN_TIMEOUT_S, Bench, BuildError, RunResult, Variant, run, settings

_SETTINGS = pytest.StashKey()


class SimFailed(Exception):
    """A simulation that did not pass; carries its result for the report."""

    def __init__(self, result: RunResult) -> None:
        super().__init__(result.message)
        self.result = result


class SimModule(pytest.File):
    """A file of cocotb tests."""

    def load(self) -> ModuleType:
        """Import the file under the name that the simulator will use for it."""
        name = ".".join(self.path.relative_to(self.config.rootpath).with_suffix("").parts)
        try:
            return importlib.import_module(name)
        except Exception as error:
            raise self.CollectError(f"{self.nodeid}: cannot be imported: {type(error).__name__}: {error}") from error

    def collect(self) -> Iterator[SimTest]:
        module = self.load()
        chosen = self.config.stash[_SETTINGS]
        repeats = self.config.getoption("seeds")
        every = list(_tests(module))
        seeds = range(chosen.seed, chosen.seed + repeats)
        # Tests that can be forks of one simulator (tb/forks.py) stand together: same variant, same seed
        for (variant, on), seed in product(self._variants(module, {name for name, _ in every}).items(), seeds):
            for name, test in every:
                if not ({name, *EVERY} & {*on.tests, *on.regress}):
                    continue
                regress = not ({name, *EVERY} & {*on.tests}) or getattr(module, "REGRESS_ONLY", False)
                tags = filter(None, (variant, *test.name.split("/")[1:], f"seed={seed}" if repeats > 1 else ""))
                label = ",".join(tags)
                yield SimTest.from_parent(
                    self, name=f"{name}[{label}]" if label else name, test=test, seed=seed, variant=variant, bench=on.bench,
                    regress=regress,
                )  # fmt: skip

    def _variants(self, module: ModuleType, names: set[str]) -> dict[str, Variant]:
        bench, variants = getattr(module, "BENCH", None), getattr(module, "VARIANTS", {})
        if not isinstance(bench, Bench | None) or not (bench or variants):
            raise self.CollectError(f"{self.nodeid}: needs `BENCH = Bench(top=...)` or `VARIANTS = {{...}}` (see tb/runner.py)")
        for variant, on in variants.items():
            unknown = {*on.tests, *on.regress} - names - {*EVERY}
            if unknown:
                raise self.CollectError(f"{self.nodeid}: variant {variant}: no test {', '.join(sorted(unknown))}")
        return ({"": Variant(bench)} if bench else {}) | variants


def _tests(module: ModuleType) -> Iterator[tuple[str, Test]]:
    """All cocotb tests of a module, each parametrization one, with the name of the function."""
    for entry in vars(module).values():
        tests = [entry] if isinstance(entry, Test) else ()
        tests = entry.generate_tests() if isinstance(entry, TestGenerator) else tests
        yield from ((test.name.partition("/")[0], test) for test in tests)


class SimTest(pytest.Item):
    """One cocotb test, in a simulator process of its own: a fork of one that has read the design and imported the file."""

    def __init__(
        self, *, test: Test, seed: int, variant: str, bench: Bench, regress: bool, **kwargs: object
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.test, self.seed, self.variant, self.bench, self.regress = test, seed, variant, bench, regress

    def runtest(self) -> None:
        if self.test.skip:
            pytest.skip(f"{self.nodeid} is marked skip=True")
        chosen, module = self.config.stash[_SETTINGS], self.parent.load()
        result = run(
            self.bench, module.__name__, self.test.name, seed=self.seed, sim=chosen.sim, profile=chosen.profile,
            waves=chosen.waves, variant=self.variant, timeout_s=getattr(module, "TIMEOUT_S", RUN_TIMEOUT_S),
            fork=True,
        )  # fmt: skip
        self.user_properties += [("seed", self.seed), ("sim", chosen.sim), ("sim_ns", result.sim_ns)]
        if chosen.waves:
            shown = _shown(result.vcd) if result.vcd else "none: the HDL top does not handle +vcd=<path>"
            self.user_properties.append(("vcd", shown))
        if not result.passed:
            raise SimFailed(result)

    def rerun_command(self) -> str:
        """The command that repeats this test, same seed, with waves."""
        chosen = self.config.stash[_SETTINGS]
        variant = ",".join(filter(None, (self.variant, *self.test.name.split("/")[1:])))
        name = self.test.name.split("/")[0] + (f"[{variant}]" if variant else "")
        words = [f"T={shlex.quote(f'{self.parent.nodeid}::{name}')}", f"SEED={self.seed}", "WAVES=1"]
        words += [f"SIM={chosen.sim}"] if chosen.sim != "icarus" else []
        selects = self.bench.profile == "selected" and chosen.profile != DEFAULT_PROFILE
        words += [f"PROFILE={chosen.profile}"] if selects else []
        return "make test " + " ".join(words)

    def repr_failure(self, excinfo: pytest.ExceptionInfo, style: str | None = None) -> str:
        error = excinfo.value
        if isinstance(error, SimFailed):
            result = error.result
            return "\n".join([result.message, "", f"log:   {_shown(result.log)}", f"again: {self.rerun_command()}"])
        if isinstance(error, BuildError):
            return str(error)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, inspect.unwrap(self.test.func).__code__.co_firstlineno - 1, self.name


def _shown(path: Path) -> str:
    """A path as a reader can paste it, from the repository root."""
    root = Path(__file__).resolve().parent.parent
    return str(path.relative_to(root)) if path.is_relative_to(root) else str(path)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seeds", type=int, default=1, help="run every simulation with this many consecutive seeds")


def pytest_configure(config: pytest.Config) -> None:
    try:
        chosen = settings()
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None
    os.environ["SEED"] = str(chosen.seed)  # xdist's workers inherit it: a drawn seed must be the same for all
    config.stash[_SETTINGS] = chosen


def pytest_report_header(config: pytest.Config) -> str:
    chosen = config.stash[_SETTINGS]
    return f"dormouse: SIM={chosen.sim} PROFILE={chosen.profile} SEED={chosen.seed} WAVES={int(chosen.waves)}"


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> SimModule | None:
    if module_path.name.startswith("sim_"):
        return SimModule.from_parent(parent, path=module_path)
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only `make regress` runs, unless the test, or a file that holds nothing else, is named."""
    arguments = [argument.partition("::") for argument in config.invocation_params.args]
    tests = {Path(file).name for file, colons, _ in arguments if colons}
    files = {Path(file).name for file, _, _ in arguments}
    kept, left = [], []
    for item in items:
        sim = isinstance(item, SimTest) and item.regress
        regress = sim or item.get_closest_marker("regress") is not None
        alone = sim and getattr(item.parent.load(), "REGRESS_ONLY", False)
        wanted = not regress or config.getoption("seeds") > 1 or item.path.name in (files if alone else tests)
        (kept if wanted else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, ()) if r.when == "call"]
    waves = [(r.nodeid, value) for r in reports for key, value in r.user_properties if key == "vcd"]
    if waves:
        terminalreporter.section("waves")
        for nodeid, path in waves:
            terminalreporter.write_line(f"{path}   ({nodeid})")
