# SPDX-License-Identifier: Apache-2.0
"""Builds an HDL top and runs cocotb tests on it, in Icarus or Verilator.

Three calls: `settings()` reads what the Makefile was given, `build()` compiles a `Bench` once for everybody who needs
it, `run()` simulates one cocotb test in a directory of its own and says honestly what came out of it. A thin layer
over cocotb's own runner, which knows neither time limits nor parallel builds, and reports failed tests as success.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from tb.bench import Bench
from tb.process import TIMED_OUT, locked, tail
from tb.simulators import ROOT, BuildError, make_simulator, tool_versions

__all__ = [
    "EVERY", "ROOT", "SIMULATORS", "Bench", "BuildError", "RunResult", "Settings", "Variant", "build", "chosen_variant", "run",
    "settings",
]  # fmt: skip

SIMULATORS = ("icarus", "verilator")
DEFAULT_PROFILE = "ameba"
DEFAULT_SEED = 1
BUILD_TIMEOUT_S = 600
RUN_TIMEOUT_S = 300
EVERY = ("*",)
"""All tests of a file."""
_VARIANT = "DORMOUSE_VARIANT"
_SEED_LIMIT = 2**31  # what `$value$plusargs("seed=%d", …)` into an integer can hold

# HDL checkers speak through $error and $fatal: Icarus and Verilator do not stop the cocotb test for a plain $error.
_HDL_ERROR = re.compile(r"^(?:(?:ERROR|FATAL): \S+:\d+:|(?:\[\S+\] )?%(?:Error|Fatal): ).*$", re.M)


@dataclass(frozen=True)
class Variant:
    """Tests of a file on another bench, or with other parameters, which they find in `chosen_variant(VARIANTS).params`.

    `tests` run in `make test`, `regress` in `make regress` only: names of tests, or EVERY.
    """

    bench: Bench
    params: object = None
    tests: tuple[str, ...] = EVERY
    regress: tuple[str, ...] = ()


def chosen_variant(variants: Mapping[str, Variant]) -> Variant:
    """The variant that is being simulated; outside of a simulator the first one."""
    return variants[os.environ.get(_VARIANT) or next(iter(variants))]


@dataclass(frozen=True)
class Settings:
    """What the user chose with the Makefile's variables."""

    sim: str = "icarus"
    profile: str = DEFAULT_PROFILE
    seed: int = DEFAULT_SEED
    waves: bool = False


@dataclass(frozen=True)
class RunResult:
    """What came out of one simulation. `message` is empty when `passed`."""

    passed: bool
    message: str
    sim_ns: float
    wall_s: float
    log: Path
    results_xml: Path
    vcd: Path | None
    seed: int


def profiles() -> list[str]:
    """Names of the platform profiles, as PROFILE takes them."""
    return sorted(path.stem for path in (ROOT / "profiles").glob("*.toml"))


def settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Read SIM, PROFILE, SEED and WAVES from the environment; ValueError names a wrong one and the choices.

    SEED=random draws one. The caller prints it, and puts it into the environment of whatever it starts.
    """
    sim = env.get("SIM") or "icarus"
    if sim not in SIMULATORS:
        raise ValueError(f"SIM={sim}: no such simulator; choose from: {', '.join(SIMULATORS)}")
    profile = env.get("PROFILE") or DEFAULT_PROFILE
    if profile != DEFAULT_PROFILE and profile not in profiles():
        raise ValueError(f"PROFILE={profile}: no such profile; choose from: {', '.join(profiles())}")
    text = env.get("SEED") or str(DEFAULT_SEED)
    if text == "random":
        seed = random.SystemRandom().randrange(1, _SEED_LIMIT)
    elif text.isdecimal() and int(text) < _SEED_LIMIT:
        seed = int(text)
    else:
        raise ValueError(f"SEED={text}: must be a number from 0 to {_SEED_LIMIT - 1}, or random")
    waves = env.get("WAVES", "").lower() not in ("", "0", "no", "off", "false")
    return Settings(sim=sim, profile=profile, seed=seed, waves=waves)


def build(bench: Bench, sim: str = "icarus", profile: str = DEFAULT_PROFILE, waves: bool = False) -> Path:
    """Compile *bench* if anything it was made from changed; return the build directory.

    Safe to call from many processes at once: one builds, the others wait for it. A build that failed is not tried
    again by the other tests of the same run. Raises BuildError with the tool's own words.
    """
    chosen = profile if bench.profile == "selected" else bench.profile
    key = repr((
        bench.top, bench.sources, sorted(bench.params.items()), sorted(bench.defines.items()), bench.library, chosen,
        bench.parts, bench.held, bench.verilator_public if sim == "verilator" else "", waves,
    ))  # fmt: skip
    directory = ROOT / "build" / sim / bench.module / hashlib.sha256(key.encode()).hexdigest()[:12]
    with locked(directory.with_suffix(".lock"), BUILD_TIMEOUT_S + 60):
        simulator = make_simulator(bench, sim, chosen, waves, directory)
        stamp, failed, deps = directory / "built", directory / "failed", directory / "deps"
        if stamp.is_file() and stamp.read_text() == _digest(key, simulator.dependencies(deps)):
            return directory
        session = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
        failed_key = session + _digest(key, simulator.inputs())
        if failed.is_file() and failed.read_text().partition("\n")[0] == failed_key:
            raise BuildError(failed.read_text().partition("\n")[2])
        stamp.unlink(missing_ok=True)
        directory.mkdir(parents=True, exist_ok=True)
        try:
            simulator.compile(BUILD_TIMEOUT_S)
        except BuildError as error:
            failed.write_text(f"{failed_key}\n{error}")
            raise
        failed.unlink(missing_ok=True)
        stamp.write_text(_digest(key, simulator.dependencies(deps)))
    return directory


def _digest(key: str, files: Sequence[Path]) -> str:
    """Fingerprint of a build's options and of the contents of its files.

    Contents, not times: a branch switch or a fresh clone must not leave a stale build behind.
    """
    total = hashlib.sha256(key.encode())
    total.update(tool_versions().encode())
    for path in sorted(set(files)):
        total.update(str(path).encode())
        total.update(path.read_bytes() if path.is_file() else b"(missing)")
    return total.hexdigest()


def run(
    bench: Bench,
    module: str,
    test: str | None = None,
    *,
    seed: int = DEFAULT_SEED,
    sim: str = "icarus",
    profile: str = DEFAULT_PROFILE,
    waves: bool = False,
    extra_env: Mapping[str, str] | None = None,
    plusargs: Sequence[str] = (),
    variant: str = "",
    timeout_s: float = RUN_TIMEOUT_S,
    run_dir: Path | None = None,
    fork: bool = False,
) -> RunResult:
    """Build *bench* if needed and simulate cocotb test *test* of Python *module* (all of its tests if None).

    *test* is the full cocotb name, with the variant for parametrized tests (`test_x/arg=1`). *timeout_s* is wall-clock
    time of the simulation alone. HDL tops get `+seed=<n>`, and `+vcd=<path>` with *waves*. Python gets the seed as
    COCOTB_RANDOM_SEED, the profile as DORMOUSE_PROFILE, and *variant* for `chosen_variant()`. Never raises for a
    failing test; BuildError if the build fails. With *fork* the test is a fork of a simulator that has been started for its
    file (tb/forks.py), in Icarus; *waves* are written by a simulator of the test's own.
    """
    build_dir = build(bench, sim, profile, waves)
    chosen = profile if bench.profile == "selected" else bench.profile
    if run_dir is None:
        # `/` and the like would nest directories; two simulators or profiles must not meet in one directory
        name = re.sub(r"[^\w=.,-]+", "_", ".".join(filter(None, (module, test, variant))))
        run_dir = ROOT / "build" / "run" / "-".join(filter(None, (sim, chosen))) / name / f"seed{seed}"
    run_dir.mkdir(parents=True, exist_ok=True)
    log, xml = run_dir / "sim.log", run_dir / "results.xml"
    vcd = run_dir / f"{bench.module}.vcd" if waves else None
    env = {
        "COCOTB_RANDOM_SEED": str(seed),
        "COCOTB_ANSI_OUTPUT": "0",
        "GPI_LOG_LEVEL": "WARNING",
        "DORMOUSE_PROFILE": chosen or profile,
        _VARIANT: variant,
        **(extra_env or {}),
    }
    if test is not None:
        env["COCOTB_TEST_FILTER"] = rf"\.{re.escape(test)}$"
    args = [f"+seed={seed}", *([f"+vcd={vcd}"] if vcd else [])]
    args += [arg.replace("{seed}", str(seed)) for arg in (*bench.plusargs, *plusargs)]
    with locked(run_dir.with_suffix(".lock"), timeout_s + 60):
        for stale in (xml, log, vcd):
            if stale is not None:
                stale.unlink(missing_ok=True)
        start = time.monotonic()
        simulator = make_simulator(bench, sim, chosen, waves, build_dir)
        code = simulator.simulate(module, run_dir, xml, log, env, args, timeout_s, fork and sim == "icarus" and not waves)
        wall_s = time.monotonic() - start
        message, sim_ns = _judge(code, xml, log, timeout_s, single=test is not None)
    if vcd is not None and not vcd.is_file():
        vcd = None
    return RunResult(not message, message, sim_ns, wall_s, log, xml, vcd, seed)


def _judge(code: int, xml: Path, log: Path, timeout_s: float, single: bool) -> tuple[str, float]:
    """Why the run failed ("" if it passed) and how many nanoseconds it simulated."""
    if code == TIMED_OUT:
        return f"no end after {timeout_s:.0f} s of wall-clock time; the log ends with:\n{tail(log)}", 0.0
    cases = []
    if xml.is_file():
        try:
            cases = ElementTree.parse(xml).findall(".//testcase")
        except ElementTree.ParseError:  # the simulator died while writing it
            cases = []
    sim_ns = sum(float(prop.get("value", "0")) for case in cases for prop in case.findall(".//property")
                 if prop.get("name") == "sim_time_duration")  # fmt: skip
    failures = [(case, bad) for case in cases for bad in (*case.findall("failure"), *case.findall("error"))]
    said = log.read_text(errors="replace").replace(f"{ROOT}/", "") if log.is_file() else ""
    hdl = _HDL_ERROR.findall(said)
    if failures:
        text = "\n".join(_failure_text(case.get("name", "?"), bad, single) for case, bad in failures)
        return "\n".join([text, *(f"HDL: {line}" for line in hdl[:5])]), sim_ns
    if hdl:
        return "the HDL reported errors:\n" + "\n".join(hdl[:10]), sim_ns
    if code != 0 or not xml.is_file():
        return f"the simulator ended with exit code {code} before its time; the log ends with:\n{tail(log)}", sim_ns
    if not cases:
        return "no test ran: the module has no cocotb test of this name", sim_ns
    return "", sim_ns


def _failure_text(name: str, failure: ElementTree.Element, single: bool) -> str:
    """The failure in the test's own words: message, and the line in our files that raised it."""
    kind, message = failure.get("type") or "failed", failure.get("message") or ""
    where = [
        f"{Path(file).relative_to(ROOT)}:{line}: in {func}"
        for file, line, func in re.findall(r'File "([^"]+)", line (\d+), in (\S+)', failure.text or "")
        if Path(file).is_relative_to(ROOT) and ".venv" not in Path(file).parts
    ]
    head = f"{kind}: {message}" if single else f"{name}: {kind}: {message}"
    return "\n".join([head, *(f"  at {line}" for line in where[-3:])])
