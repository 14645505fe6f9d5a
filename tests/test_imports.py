# SPDX-License-Identifier: Apache-2.0
"""No module needs, by a way round, itself: what is below does not know what is above."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

from tb.covers import covers

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("bench", "formal", "models", "profiles", "regs", "scenarios", "scripts", "syn", "tb", "tests")


def _modules() -> dict[str, Path]:
    """Every module by the name under which it is imported."""
    paths = (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


@covers("VER-LINT-2")
def test_no_import_circle() -> None:
    """Imports for type hints count, and those within functions."""
    modules = _modules()
    graph = {name: (_imports(path) & modules.keys()) - {name} for name, path in modules.items()}
    assert sum(map(len, graph.values())) > len(graph), "imports are not found"
    TopologicalSorter(graph).prepare()  # CycleError names the circle
