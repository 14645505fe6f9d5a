# SPDX-License-Identifier: Apache-2.0
"""Says at a test which rules of the verification plan it checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Checked = TypeVar("Checked", bound=Callable)


def covers(*rules: str) -> Callable[[Checked], Checked]:
    """Mark a test as a check of *rules*, by their ids in docs/verification-plan.toml; the test itself stays as it is.

    Stands next to the function, below all other decorators. A proof says the same in a comment of its .sby file:
    `# <task> covers <id> <id> …`.
    """
    del rules  # read from the source by scripts/verification_plan.py: nothing is imported for it
    return lambda test: test
