# SPDX-License-Identifier: Apache-2.0
"""Registers of monitor and charger on the model of a whole PMU: what reaches the blocks, when, and what is read back."""

from __future__ import annotations

import pytest

from models.pmu import AON_HZ, BusError, Pmu
from models.regmap import BOUNDS, REGISTERS, ChargeHealth, ChargerState, ChargeStatus, ChargeType, PwrState
from profiles import load
from profiles.parameters import plain
from tb.covers import covers
from tests.csr.ranges import LAYOUTS, legal

WRITE_TO_EDGE = 3  # ticks
PLATFORM = {name: value for name, value in plain(load("quectel")).items() if name in BOUNDS}
VBAT, VBUS, NTC, DIE, CURRENT, AIN0, AIN1 = range(7)
GOOD = {VBAT: 3000, VBUS: 2000, NTC: 2000, DIE: 1700, CURRENT: 1000}  # 3.75 V, 5 V, about 25 degrees both
GROUPS = {
    "MON_CFG_RST": ("monitor", "cfg"), "CHG_CTRL_RST": ("charger", "ctrl"), "CHG_LIMIT_RST": ("charger", "limit"),
    "CHG_TEMP_RST": ("charger", "temp"), "CHG_TIMER_RST": ("charger", "timer"),
}  # fmt: skip


@pytest.fixture
def pmu() -> Pmu:
    """The module with charger, all voltages good, started by its key."""
    pmu = Pmu(load("quectel"))
    for channel, code in GOOD.items():
        pmu.voltage(channel, code)
    pmu.run(s=1)
    pmu.signal("key", 1)
    pmu.run_until(lambda: pmu.state == PwrState.ACTIVE, within=AON_HZ)
    pmu.signal("key", 0)
    pmu.run(ticks=4)
    return pmu


def get(pmu: Pmu, register: str, field: str) -> int:
    return REGISTERS[register][field].get(pmu.read32(register))


def settle(pmu: Pmu) -> None:
    for _ in range(20):
        if not pmu.read32("SYS_BUSY"):
            return
        pmu.run(ticks=1)
    raise AssertionError("SYS.BUSY stays")


class Pulses:
    """Values that a block was given with a valid input, by tick."""

    def __init__(self, pmu: Pmu, block: str, valid: str, data: str) -> None:
        self.seen: list[tuple[int, int]] = []
        model = pmu.net.blocks[block]
        plain_set = model.set

        def spy(tick: int, name: str, value: int) -> None:
            plain_set(tick, name, value)
            if name == valid and value:
                self.seen.append((tick, model.input(data)))

        model.set = spy


@pytest.mark.parametrize("vector", GROUPS)
def test_settings_arrive_as_the_contract_packs_them(pmu: Pmu, vector: str) -> None:
    """Each field at its place in the vector, three ticks after the write; registers of a group go out together."""
    block, group = GROUPS[vector]
    pulses = Pulses(pmu, block, f"{group}_valid_i", f"{group}_i")
    lsb = 0
    for register, field, width in LAYOUTS[vector]:
        busy = REGISTERS[register].posted
        values = legal(register) | ({"CHANNELS": 0b11111} if register == "MON_CTRL" else {})  # all are needed here
        other = REGISTERS[register].pack(**values | {field: values[field] ^ 1})
        word = other if REGISTERS[register].allows(other, PLATFORM) else REGISTERS[register].pack(**values)
        pmu.write32(register, word)
        assert get(pmu, "SYS_BUSY", busy) == 1
        written = pmu.tick
        settle(pmu)
        tick, packed = pulses.seen[-1]
        assert tick == written + WRITE_TO_EDGE
        assert packed >> lsb & (1 << width) - 1 == REGISTERS[register][field].get(word), f"{register}.{field}"
        lsb += width
    assert len(pulses.seen) == len(LAYOUTS[vector])
    expected, lsb = 0, 0
    for register, field, width in LAYOUTS[vector]:
        expected |= get(pmu, register, field) << lsb
        lsb += width
    assert pulses.seen[-1][1] == expected


def test_last_write_wins_whole(pmu: Pmu) -> None:
    pulses = Pulses(pmu, "charger", "ctrl_valid_i", "ctrl_i")
    for current in (100, 200, 300):
        pmu.write32("CHG_ICHG", current)
    settle(pmu)
    assert [packed >> 1 & 0x3FF for _, packed in pulses.seen] == [100, 300]


def test_a_refused_setting_is_not_posted(pmu: Pmu) -> None:
    pulses = Pulses(pmu, "charger", "ctrl_valid_i", "ctrl_i")
    before = pmu.read32("CHG_VREG")
    with pytest.raises(BusError):
        pmu.write32("CHG_VREG", 4609)
    assert pmu.read32("SYS_BUSY") == 0 and pmu.read32("CHG_VREG") == before and pmu.read32("CHG_ERROR") == 1
    pmu.run(ticks=10)
    assert not pulses.seen
    pmu.write32("CHG_ERROR", 1)
    assert pmu.read32("CHG_ERROR") == 0 and pmu.read32("SYS_BUSY") == 0


def test_clears_and_commands_add_up(pmu: Pmu) -> None:
    """Bits written while one is on its way all go out; reserved bits do not; each word has its place."""
    clears = Pulses(pmu, "charger", "clr_valid_i", "clr_i")
    for register, word in (
        ("CHG_INTR_STATE", 0x001), ("CHG_INTR_STATE", 0x100), ("CHG_CMD", 0b01), ("CHG_INTR_STATE", 0x002),
        ("CHG_CMD", 0xFFFF_FFFE),
    ):  # fmt: skip
        pmu.write32(register, word)
    assert get(pmu, "SYS_BUSY", "CHG_CLEAR") == 1
    settle(pmu)
    # bit 13 kick, bit 12 clear fault, below them the events; the first goes at once, the rest together after it
    assert [mask for _, mask in clears.seen] == [0x001, 0x100 | 0x2000 | 0x002 | 0x1000]
    for command, mask in (("KICK", 1 << 13), ("CLEAR_FAULT", 1 << 12)):
        pmu.write32("CHG_CMD", REGISTERS["CHG_CMD"].pack(**{command: 1}))
        settle(pmu)
        assert clears.seen[-1][1] == mask, command
    clears = Pulses(pmu, "monitor", "clr_valid_i", "clr_i")
    pmu.write32("MON_FRESH", 0xFFFF_FFFF)
    settle(pmu)
    pmu.write32("MON_INTR_STATE", 0xFFFF_FFFF)
    settle(pmu)
    assert [mask for _, mask in clears.seen] == [0x7F, 0xFF << 7]
    asked = Pulses(pmu, "monitor", "req_valid_i", "req_i")
    pmu.write32("MON_CONVERT", 1 << AIN0)
    pmu.write32("MON_CONVERT", 1 << AIN1)
    settle(pmu)
    assert [mask for _, mask in asked.seen] == [1 << AIN0, 1 << AIN1]


@covers("MON-RES-1")
def test_results(pmu: Pmu) -> None:
    pmu.write32("MON_FRESH", 0x7F)
    settle(pmu)
    codes = {channel: code + 5 * channel for channel, code in GOOD.items()} | {AIN0: 123, AIN1: 3210}
    for channel, code in codes.items():
        pmu.voltage(channel, code)
    pmu.write32("MON_CONVERT", 1 << AIN0 | 1 << AIN1)
    pmu.run(ms=100)
    assert pmu.read32("MON_FRESH") == 0x7F
    for channel, code in codes.items():
        result = REGISTERS[f"MON_RESULT{channel}"].unpack(pmu.read32(f"MON_RESULT{channel}"))
        assert result["VALUE"] == code and result["FRESH"] == 1
        age = (pmu.read32("SYS_TICKS") - result["TICK"]) & 0xFFFF
        assert age < 0.1 * AON_HZ + 1, f"channel {channel}: {age} ticks old"
    assert get(pmu, "MON_INTR_STATE", "CONVERTED") == 1 and get(pmu, "MON_STATUS", "READY") == 1
    last = get(pmu, "MON_RESULT4", "TICK")
    pmu.run_until(lambda: get(pmu, "MON_RESULT4", "TICK") != last, within=AON_HZ)  # nothing comes for a while
    pmu.run(ticks=40)
    pmu.write32("MON_FRESH", 1 << NTC | 1 << AIN1)
    settle(pmu)
    assert pmu.read32("MON_FRESH") == 0x7F & ~(1 << NTC | 1 << AIN1)
    assert [get(pmu, f"MON_RESULT{channel}", "FRESH") for channel in range(7)] == [1, 1, 0, 1, 1, 1, 0]


@pytest.mark.parametrize(("block", "model", "mask"), [("MON", "monitor", 0xA5), ("CHG", "charger", 0x155)])
@covers("MON-WARN-3", "CHG-WAKE-1")
def test_interrupt_masks_are_posted(pmu: Pmu, block: str, model: str, mask: int) -> None:
    """They reach the side that wakes, whole; until then the core is kept awake, and SYS.BUSY says so."""
    masks = Pulses(pmu, model, "intr_valid_i", "intr_i")
    began = pmu.tick
    pmu.write32(f"{block}_INTR_ENABLE", mask)
    assert pmu.read32("SYS_BUSY") == REGISTERS["SYS_BUSY"].pack(**{f"{block}_INTR": 1})
    settle(pmu)
    assert masks.seen == [(began + WRITE_TO_EDGE, mask)]
    assert pmu.read32(f"{block}_INTR_ENABLE") == mask


@covers("MON-WARN-1")
def test_low_battery_interrupts(pmu: Pmu) -> None:
    pmu.write32("MON_INTR_STATE", 0xFF)
    pmu.write32("MON_INTR_ENABLE", REGISTERS["MON_INTR_ENABLE"].pack(VBAT_LOW1=1))
    settle(pmu)
    assert pmu.read32("SYS_IRQ_STATUS") == 0
    pmu.voltage(VBAT, 2860)  # below 3600 mV = 2880
    pmu.run(ms=200)
    assert pmu.read32("SYS_IRQ_STATUS") == REGISTERS["SYS_IRQ_STATUS"].pack(MON=1)
    assert get(pmu, "MON_STATUS", "TRIP") == 1 << 2
    pmu.write32("MON_INTR_STATE", 0xFF)
    settle(pmu)
    assert pmu.read32("MON_INTR_STATE") == 0 and pmu.read32("SYS_IRQ_STATUS") == 0


def test_charger_state(pmu: Pmu) -> None:
    status = REGISTERS["CHG_STATUS"]
    assert status.unpack(pmu.read32("CHG_STATUS"))["STATUS"] == ChargeStatus.DISCHARGING
    pmu.stage_pin("vbus_det", 1)
    pmu.run(ms=200)
    shown = status.unpack(pmu.read32("CHG_STATUS"))
    assert shown == {
        "STATE": ChargerState.CC, "STATUS": ChargeStatus.CHARGING, "TYPE": ChargeType.FAST, "HEALTH": ChargeHealth.GOOD,
        "ZONE": 0, "FOLD": 0, "LIMIT": 0, "ATTACHED": 1, "WD_EXPIRED": 0, "ON": 1, "SINK": 0,
        "POOR_SOURCE": 0, "BATTERY_WORN": 0, "STALE": 0,
    }  # fmt: skip
    assert REGISTERS["CHG_DRIVE"].unpack(pmu.read32("CHG_DRIVE")) == {"MA": 500, "MV": 4200}
    assert get(pmu, "CHG_INTR_RAW", "INSERTED") == 1 and get(pmu, "CHG_INTR_RAW", "STATE") == 1
    pmu.run(s=61)
    assert REGISTERS["CHG_TIMERS"].unpack(pmu.read32("CHG_TIMERS")) == {"PRE": 0, "FAST": 1}
    pmu.stage_pin("loop_iin", 1)
    pmu.run(ms=1)
    assert get(pmu, "CHG_STATUS", "LIMIT") == 1
    pmu.stage_pin("vbus_det", 0)
    pmu.run(ms=1)
    assert status.unpack(pmu.read32("CHG_STATUS"))["STATE"] == ChargerState.OFF


def test_a_setting_on_its_way_keeps_the_core_awake(pmu: Pmu) -> None:
    pmu.write32("SLP_CORE0_WAKELOCK_CLR", 1)
    settle(pmu)
    pmu.write32("CHG_ICHG", 250)
    pmu.wfi("cpu", 1)
    assert get(pmu, "SLP_CORE0_STATUS", "IDLE") == 0
    pmu.run(ticks=8)
    assert get(pmu, "SLP_CORE0_STATUS", "IDLE") == 1


def test_a_platform_without_them_refuses() -> None:
    pmu = Pmu(load("ameba"))
    assert pmu.read32("SYS_FEATURES") == REGISTERS["SYS_FEATURES"].pack(WATCHDOG=1)
    for register in ("MON_STATUS", "CHG_STATUS"):
        with pytest.raises(BusError):
            pmu.read32(register)
    with pytest.raises(BusError):
        pmu.write32("CHG_ICHG", 500)


def test_reserved_bits_of_a_clear_do_nothing() -> None:
    """The words of the power block that are cleared by ones, as those of monitor and charger."""
    pmu = Pmu(load("ameba"))
    pmu.run_until(lambda: pmu.state == PwrState.ACTIVE, within=AON_HZ)
    for register in ("PWR_CAUSE", "PWR_REASON", "PWR_RESET_CAUSE", "PWR_FAULT", "WAKE_PENDING", "SLP_INTR_STATE"):
        pmu.write32(register, 0xFFFF_FFFF)
    settle(pmu)
    assert pmu.read32("PWR_CAUSE") == pmu.read32("PWR_RESET_CAUSE") == 0
