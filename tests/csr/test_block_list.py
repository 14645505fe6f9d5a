# SPDX-License-Identifier: Apache-2.0
"""A mistake in the list of blocks and wires is one line that names the port, and no pmu_top."""

from pathlib import Path

import pytest

from tests.csr.generator import ROOT, generator

GENERATE = generator("generate")
assembly, MapError = GENERATE.assembly, GENERATE.MapError
MAP = GENERATE.load()
WATCHDOG_WIRE = 'aon_wdt_bite_i = "watchdog.bite_o"\n'


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (WATCHDOG_WIRE, "", "power.aon_wdt_bite_i: nothing drives it"),
        (WATCHDOG_WIRE, 'aon_wdt_bite_i = "watchdog.wake_o"\n', "watchdog.bite_o goes nowhere"),
        (WATCHDOG_WIRE, 'aon_wdt_bite_i = "watchdog.bites_o"\n', "watchdog.bites_o is the source of a wire, but no output"),
        (WATCHDOG_WIRE, 'aon_bite_i = "watchdog.bite_o"\n', "block power: aon_bite_i: pmu_power has no such port"),
        ('registers = "WDT"', 'registers = "WDG"', "registers = 'WDG': must be one of SYS, SLP"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, said: str) -> None:
    text = assembly.LIST.read_text()
    assert old in text
    listed = tmp_path / "pmu.toml"
    listed.write_text(text.replace(old, new))
    monkeypatch.setattr(assembly, "LIST", listed)
    with pytest.raises(MapError) as error:
        assembly.assemblies(MAP, {"watchdog": _Made()})
    assert said in str(error.value) and "\n" not in str(error.value)


class _Made:
    """Stands for a generated shell: its header is all that counts here."""

    header = assembly.header(ROOT / "rtl" / "generated" / "pmu_watchdog.sv")
