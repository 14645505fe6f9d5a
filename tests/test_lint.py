# SPDX-License-Identifier: Apache-2.0
"""All RTL is clean in every lint tool; one test for each, so that a report names the tool."""

import pytest

from scripts import lint
from tb.covers import covers


@pytest.mark.parametrize("tool", lint.TOOLS)
@covers("VER-LINT-1")
def test_rtl_is_clean(tool: str) -> None:
    files = lint.rtl_files()
    assert files, "rtl/: no .sv file found"
    found = lint.TOOLS[tool](files)
    assert not found, f"{tool}: {len(found)} findings; see them with `make lint`\n" + "\n".join(found[:30])
