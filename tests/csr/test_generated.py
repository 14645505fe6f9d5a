# SPDX-License-Identifier: Apache-2.0
"""The committed files are those that regs/pmu.rdl makes, and a broken map is told from a good one."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from tb.covers import covers
from tests.csr.generator import ROOT, generator
from tests.csr.ranges import RANGES
from tests.csr.test_regmap import CHG_LIMITS, CHG_TEMPERATURES, MON_SETTINGS

@pytest.fixture(scope="module")
def generate() -> ModuleType:
    return generator("generate")


@pytest.fixture(scope="module")
def rdl(generate: ModuleType) -> ModuleType:
    return generator("rdl")


@pytest.fixture(scope="module")
def regmap(rdl: ModuleType) -> object:
    return rdl.load()


@pytest.fixture(scope="module")
def made(generate: ModuleType) -> dict[Path, str]:
    return generate.outputs()


@covers("REG-GEN-1")
def test_committed_files_are_up_to_date(made: dict[Path, str]) -> None:
    stale = [str(path.relative_to(ROOT)) for path, text in made.items() if path.read_text() != text]
    assert not stale, f"not what regs/pmu.rdl makes; run `make regs`: {', '.join(stale)}"


@covers("REG-GEN-1")
def test_generation_is_reproducible(generate: ModuleType, made: dict[Path, str]) -> None:
    assert generate.outputs() == made


@pytest.mark.parametrize(
    ("register", "change", "message"),
    [
        ("RTC_TRIM", {"lock": "RTC_LOCK_TIEM"}, "lock_by names RTC_LOCK_TIEM"),
        ("RTC_TRIM", {"posted": "RTC_TRIMM"}, "RTC_TRIMM"),
        ("RTC_TRIM", {"strobe": True}, "implies a strobe"),
        ("RTC_TRIM", {"addr": 0x422}, "multiple of 4"),
        ("RTC_TRIM", {"addr": 0x1000}, "below 0x1000"),
        ("RTC_TRIM", {"title": ""}, "has no name"),
        ("RTC_TIME", {"secure": True}, "nothing to write"),
        ("RTC_ERROR", {"strobe": False}, "nobody is told of"),
        ("CHG_ICHG", {"whole": False}, "must be written whole"),
        ("CHG_ERROR", {"range_error": False}, "CHG.ERROR no `range_error`"),
        ("RTC_ERROR", {"range_error": True}, "the one field RANGE"),
        ("RTC_TRIM", {"harms": "batery"}, "there are battery, rails, cores"),
        ("RTC_TRIM", {"harms": "battery"}, "can harm the battery, so it must be secure_only"),
        ("PWR_CFG", {"secure": False}, "can harm the supply of everything, so it must be secure_only"),
        ("RTC_TRIM", {"lock": None}, "needs secure_only, owner_core or lock_by"),
    ],
)
@covers("REG-WHO-2")
def test_rules_of_the_page_are_checked(
    rdl: ModuleType, regmap: object, register: str, change: dict, message: str
) -> None:
    broken = tuple(replace(reg, **change) if reg.name == register else reg for reg in regmap.registers)
    with pytest.raises(rdl.MapError, match=message):
        rdl.check(replace(regmap, registers=broken))


@pytest.mark.parametrize(
    ("register", "field", "change", "message"),
    [
        ("RTC_TRIM", 0, {"desc": ""}, "no description"),
        ("RTC_TRIM", 0, {"hw": "w"}, "who stores it"),
        ("RTC_TRIM", 0, {"reset": None}, "no reset value"),
        ("RTC_INTR_STATE", 2, {"lsb": 9}, "without gaps"),
        ("CHG_ICHG", 0, {"min": 1001}, "1001 to 1000 is no range of 10 bits"),
        ("CHG_ICHG", 0, {"max": 1024}, "no range of 10 bits"),
        ("RTC_TRIM", 0, {"min": 1}, "reset value 0 is out of its range"),
        ("RTC_TRIM", 0, {"max": 1022}, "RTC.ERROR no `range_error`"),
        ("CHG_STATUS", 0, {"max": 9}, "a range is for settings"),
        ("CHG_VREG", 0, {"reset_lsb": 10}, "begins at bit 10, the one before it ends at bit 11"),
        ("CHG_CTRL", 1, {"reset_param": None, "reset": 0}, "35 bits, but its fields have 34"),
        ("SYS_FEATURES", 1, {"name": "CHARGE"}, "HAS_CHARGE, HAS_WATCHDOG; optional blocks have HAS_MONITOR, HAS_CHARGER"),
    ],
)
def test_rules_of_fields_are_checked(
    rdl: ModuleType, regmap: object, register: str, field: int, change: dict, message: str
) -> None:
    registers = list(regmap.registers)
    index = next(n for n, reg in enumerate(registers) if reg.name == register)
    fields = list(registers[index].fields)
    fields[field] = replace(fields[field], **change)
    registers[index] = replace(registers[index], fields=tuple(fields))
    with pytest.raises(rdl.MapError, match=message):
        rdl.check(replace(regmap, registers=tuple(registers)))


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("secure_onyl; lock_by", "secure_only; lock_by", "Unrecognized property 'secure_onyl'; did you mean secure_only?"),
        ("secure_only lock_by", "secure_only; lock_by", "Type 'secure_only' is not defined; is a ; missing behind secure_only?"),
        ("encode = sleep_typ;", "encode = sleep_type;", "Type 'sleep_typ' is not defined; did you mean sleep_type?"),
        ('"SLP.LOCK.CFX"', '"SLP.LOCK.CFG"', "SLP_MODE_ALLOW (0x180): lock_by names SLP_LOCK_CFX; there are "),
        ("CORE_WAKE @ 0x80;", "CORE_WAKE @ 0x84;", "overlaps with 'MODE_ALLOW'"),
    ],
)
def test_an_error_is_one_line_with_its_place(
    rdl: ModuleType, generate: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture,
    wrong: str, right: str, message: str,
) -> None:  # fmt: skip
    """File, line, and what would be right; never a traceback."""
    shutil.copytree(ROOT / "regs", tmp_path / "regs")
    broken = tmp_path / "regs" / "slp.rdl"
    text = broken.read_text()
    assert text.count(right) == 1
    broken.write_text(text.replace(right, wrong))
    monkeypatch.setattr(rdl, "HERE", tmp_path / "regs")
    monkeypatch.setattr(rdl, "SOURCE", tmp_path / "regs" / "pmu.rdl")
    assert generate.main(["--check"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and message in said[0], said
    line = int(re.match(r"regs/slp\.rdl:(\d+): ", said[0])[1])
    assert abs(line - text[: text.index(right)].count("\n") - 1) <= 3, "within the register"


OWN_WORDS = ("WAKELOCK_SET", "WAKELOCK_CLR", "DEEPLOCK_SET", "DEEPLOCK_CLR", "CTRL", "ACTIVE_TIME")
HARMFUL = {
    "battery": {"CHG_VREG", "CHG_ICHG", "CHG_TIMER", *CHG_LIMITS, *CHG_TEMPERATURES, *MON_SETTINGS},
    "rails": {"PWR_SHUTDOWN", "PWR_OFF_TICKS", "PWR_OFF_RAM", "PWR_CFG"},
    "cores": {
        *(f"SLP_CORE{core}_{word}" for core in (0, 1) for word in OWN_WORDS), "SLP_MODE_ALLOW",
        "WAKE_ENABLE", "WAKE_EDGE", "WAKE_INVERT", "WAKE_BOTH", "WAKE_ROUTE0", "WAKE_ROUTE1",
        "RTC_SET_DATE", "RTC_SET_TIME", "RTC_COMMIT", "RTC_TRIM", "WDT_CTRL", "WDT_BARK", "WDT_BITE", "WDT_WINDOW", "WDT_KICK",
    },
}  # fmt: skip


@covers("REG-WHO-2")
def test_who_may_write_what_can_do_harm(regmap: object) -> None:
    """Each such register is marked, and stands in the page's table with who may write it and its lock."""
    page = (ROOT / "docs" / "registers.md").read_text()
    table = page.partition("## Who may write what can do harm")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| [")]
    for harm, names in HARMFUL.items():
        assert {reg.name for reg in regmap.registers if reg.harms == harm} == names
        for reg in (reg for reg in regmap.registers if reg.name in names):
            found = [row for row in rows if f"(#{reg.name.lower()})" in row[0]]
            assert len(found) == 1, f"{reg.name} stands in {len(found)} rows"
            who, lock = found[0][2:]
            assert ("secure" in who) == reg.secure and ("core" in who) == (reg.owner is not None), reg.name
            assert lock.replace(".", "_") == (reg.lock or "–"), reg.name
    assert {reg.harms for reg in regmap.registers} == {None, *HARMFUL}


@covers("REG-GEN-1")
def test_c_header_has_every_field(regmap: object) -> None:
    header = (ROOT / "regs" / "generated" / "dormouse_pmu.h").read_text()
    masks = re.findall(r"^#define DORMOUSE__(\w+)_bm (0x[0-9a-f]+)$", header, re.M)
    expected = {
        (f"{reg.name}_{field.name}", field.mask) for reg in regmap.registers for field in reg.fields
    }
    assert {(name.replace("__", "_"), int(mask, 16)) for name, mask in masks} == expected
    assert "#define DORMOUSE__SYS__ID__VALUE_reset 0x444f524d" in header


def test_c_header_and_page_have_the_ranges() -> None:
    header = (ROOT / "regs" / "generated" / "dormouse_pmu.h").read_text()
    page = (ROOT / "docs" / "registers.md").read_text()
    found = re.findall(r"^#define DORMOUSE__([A-Z]+)__(\w+?)__(\w+?)_(min|max) (\d+)$", header, re.M)
    limits = {(f"{block}_{register}", field, end): int(value) for block, register, field, end, value in found}
    assert limits == {
        (register, field, end): value
        for (register, field), pair in RANGES.items()
        for end, value in zip(("min", "max"), pair, strict=True)
    }
    for (register, field), (low, high) in RANGES.items():
        section = page.partition(f'<a id="{register.lower()}"></a>')[2].partition("<a id")[0]
        assert re.search(rf"^\| [\d:]+ \| {field} \| rw \| .*\({low} to {high}\)", section, re.M), f"{register}.{field}"


@covers("REG-GEN-1")
def test_c_header_compiles(tmp_path: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler here")
    main = tmp_path / "main.c"
    main.write_text('#include "dormouse_pmu.h"\nint main(void) { return sizeof(dormouse_t) > 0x1000; }\n')
    folder = ROOT / "regs" / "generated"
    done = subprocess.run(
        [compiler, "-Wall", "-Wextra", "-Werror", f"-I{folder}", str(main), "-o", str(tmp_path / "main")],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert subprocess.run([tmp_path / "main"], timeout=10).returncode == 0
