# SPDX-License-Identifier: Apache-2.0
"""Every recipe of the programmer's guide runs on the model and prints what the page says it prints.

The page is read as a list of sections. The one named SETUP holds the lines that all recipes share; each other section is
run after them in a namespace of its own. A `text` block right under a `python` block is that block's output.
"""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tb.covers import covers

PAGE = Path(__file__).parent.parent.parent / "docs" / "programmer.md"
SETUP = "Setting up"


class Recipe(NamedTuple):
    """One Python block: its first line on the page, its code, and what it should print (None: the page does not say)."""

    line: int
    code: str
    output: str | None


def recipes(page: str) -> dict[str, list[Recipe]]:
    """The Python blocks of *page* by the heading (##) that they stand under."""
    found: dict[str, list[Recipe]] = {}
    heading = ""
    pattern = re.compile(r"^## (?P<heading>[^\n]+)$|^```python\n(?P<code>.*?)^```\n(?:```text\n(?P<output>.*?)^```$)?", re.M | re.S)
    for match in pattern.finditer(page):
        if match["heading"]:
            heading = match["heading"]
            continue
        line = page.count("\n", 0, match.start("code")) + 1
        found.setdefault(heading, []).append(Recipe(line, match["code"], match["output"]))
    return found


RECIPES = recipes(PAGE.read_text(encoding="utf-8"))


def run(recipe: Recipe, names: dict[str, object]) -> str:
    """Run the block; tracebacks show the line of the page."""
    code = compile("\n" * (recipe.line - 1) + recipe.code, str(PAGE), "exec")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, names)
    return printed.getvalue()


@pytest.mark.parametrize("section", [name for name in RECIPES if name != SETUP])
@covers("SLP-MODE-3", "SLP-MODE-5", "SLP-OFF-1", "REG-SCR-1", "PWR-RST-1", "PWR-RST-4", "RTC-ALM-4", "AMB-FLOW-2")
def test_recipe_prints_what_the_page_says(section: str) -> None:
    names: dict[str, object] = {"__name__": "recipe"}
    for recipe in RECIPES[SETUP]:
        assert run(recipe, names) == "", "the setup prints nothing"
    for recipe in RECIPES[section]:
        assert recipe.output is not None, f"docs/programmer.md:{recipe.line}: the page does not say what this prints"
        assert run(recipe, names) == recipe.output


def test_every_block_was_found() -> None:
    """A fence that the pattern misses would be a recipe that nobody runs."""
    page = PAGE.read_text(encoding="utf-8")
    assert sum(len(blocks) for blocks in RECIPES.values()) == len(re.findall(r"^ *```python", page, re.M))
    assert SETUP in RECIPES and len(RECIPES) > 12
