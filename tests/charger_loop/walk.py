# SPDX-License-Identifier: Apache-2.0
"""A random walk through everything that may happen to a charging battery: firmware that writes any value to any register of
monitor and charger, as anybody, and a world in which source, load, temperature and battery do what they like.

Firmware comes in two kinds. *Non-secure* firmware may do nothing to the cell: whatever it writes, the profile's limits hold, all
of them. *Secure* firmware may move limits of temperature, input and precharge, within what the registers take; then the limits
are those that it wrote, and the hardware answers for the rest: the profile's highest voltage and current, and that no result is
believed that is older than a second. The guard looks at the plant itself: the true voltage, temperature and source, and the
current that flows, never at what the monitor says.
"""

from __future__ import annotations

import random
from collections import deque

from models.pmu import Pmu
from models.regmap import BY_ADDR, REGISTERS, Register, Requester
from profiles import Profile
from tb.agents.apb import Command
from tb.charge_bench import plant_for
from tb.plant import BatteryPlant, CellLimits, Guard, LiIonCell, LinearCharger, NtcState, Source, cell_rules

ACCURACY = 0.005
# The oldest result that is believed (1 s), a scan with all averages and requests between (80 ms), the deglitch of zones and input
# window (25 ms), and three scans in a row that have to agree, where a monitor counts.
REACT_S = 1.25
SPEED = 20.0  # of the cell: moves between two scans by no more than a code, and through its charge within minutes
STEP_S = 8e-3
_KEPT = 16
_CODES = 4096
_FULL = 0xFFFF_FFFF

_SOCS = (-0.025, -0.01, 0.002, 0.05, 0.3, 0.6, 0.9, 0.97, 0.99, 1.0, 1.06, 1.15)
_CELSIUS = (25.0, 5.0, 12.0, 50.0, -15.0, -3.0, 63.0, 75.0)
_VOLTS = (5.0, 4.0, 4.15, 4.6, 6.2, 6.7, 7.2, 9.0)


def registers() -> list[Register]:
    """What can be written in monitor and charger."""
    return [register for name, register in REGISTERS.items() if name.startswith(("MON_", "CHG_")) and register.writable]


def settings_after_reset(pmu: Pmu) -> dict[str, int]:
    """The words of the settings that a profile decides, by register, from the model of the platform's PMU."""
    return {
        name: pmu.bus.csr.word(name) for name, register in REGISTERS.items()
        if name.startswith(("MON_", "CHG_")) and any(field.reset_param for field in register.fields.values())
    }  # fmt: skip


class Walk:
    """Firmware and world of one walk, from *seed*. *resets*: the words that the settings had after POR, by register."""

    def __init__(self, seed: int, profile: Profile, resets: dict[str, int], *, secure: bool) -> None:
        self.seed, self.rng, self.secure, self.resets = seed, random.Random(seed), secure, resets
        self._profile = profile
        charger = profile["charger"]
        max_ma = charger.get("current_max_ma") or charger["current_ma"]
        self.limits = CellLimits(
            max_mv=charger.get("voltage_max_mv") or charger["voltage_mv"],
            max_ma=max_ma,
            precharge_below_mv=charger["precharge_below_mv"],
            precharge_ma=max(max_ma // 10, charger["trickle_ma"]),
            cold_c=charger["cold_c"], hot_c=charger["hot_c"],
            vbus_min_mv=charger["vbus_min_mv"], vbus_max_mv=charger["vbus_max_mv"],
        )  # fmt: skip
        error = self.rng.uniform(-ACCURACY, ACCURACY)
        self.stage = LinearCharger(vindpm_v=3.9, voltage_error=error, current_error=error)
        rules = cell_rules(self.limits, self.stage, react_s=REACT_S, accuracy=ACCURACY, step_s=STEP_S)
        self.guard = Guard(rules)
        self.said: deque[str] = deque(maxlen=_KEPT)
        self.writes = self.refused = self._phase = 0
        self._writable = registers()
        self._plant: BatteryPlant | None = None

    def plant(self) -> BatteryPlant:
        """The plant that the walk happens to, charging from the start on."""
        self._plant = plant_for(
            self._profile, LiIonCell(500.0, 0.5, speed=SPEED), charger=self.stage, source=Source(), watch=self.guard.see, step_s=STEP_S
        )
        return self._plant

    def turn(self, battery: object) -> tuple[list[Command], float]:
        """The next thing that happens to *battery* (an agent), what firmware writes then, and for how many seconds it is left at that.

        All is well at first, mostly, so that there is a charge to spoil; then comes what spoils it, for as long as it takes to be
        noticed; then more of that, at times.
        """
        rng, phase = self.rng, self._phase
        battery.refresh()
        self._phase = (phase + 1) % 3
        if phase == 0:
            if rng.random() < 0.2:
                return [], 0.0
            self._calm(battery)
            return self._sane(), rng.uniform(0.3, 0.8)
        if rng.random() < (0.8 if phase == 1 else 0.3):
            self._event(battery)
        return [self._wild() for _ in range(rng.randrange(4))], rng.uniform(0.0, 3.0 if phase == 1 else 1.0)

    # -- firmware ------------------------------------------------------------------------------------------------------
    def _wild(self) -> Command:
        rng, register = self.rng, self.rng.choice(self._writable)
        while register.name.endswith("_LOCK") and rng.random() < 0.97:  # what is locked cannot be walked through any more
            register = rng.choice(self._writable)
        strb = 0xF if rng.random() < 0.8 else rng.randrange(16)
        secure = self.secure and rng.random() < 0.7
        return Command(register.addr, True, self._value(register), strb, rng.choice(list(Requester)), secure)

    def _value(self, register: Register) -> int:
        """A word for *register*: any, or one that it takes, or the present settings with one field moved."""
        rng, kind = self.rng, self.rng.random()
        if kind < 0.1:
            return rng.getrandbits(32)
        fields = {name: field for name, field in register.fields.items() if field.access != "ro"}
        moved = rng.choice(list(fields)) if kind < 0.5 and register.name in self.resets else None
        word = self.resets.get(register.name, 0) if moved else 0
        for name, field in fields.items():
            if moved in (None, name):
                top = (1 << field.width) - 1
                most = min(top, getattr(field, "max", None) or top)
                value = rng.choice((field.min, most, rng.randint(field.min, most), rng.randint(0, top)))
                word = word & ~field.mask | value << field.lsb
        return word & _FULL

    def _sane(self) -> list[Command]:
        """Firmware that means well: the settings of the profile again, and what is latched is cleared."""
        words = self.resets | {"CHG_CMD": REGISTERS["CHG_CMD"].pack(CLEAR_FAULT=1)}
        return [Command(REGISTERS[name].addr, True, word, 0xF, Requester.CORE0, True) for name, word in words.items()]

    def answered(self, command: Command, accepted: bool, at_s: float) -> None:
        """The PMU has taken or refused *command*. A secure write that it took moves the limits that are firmware's to move."""
        self.writes, self.refused = self.writes + accepted, self.refused + (not accepted)
        if not accepted:
            return
        register = BY_ADDR[command.addr].name
        if command.secure and self.resets.get(register) == command.data:
            said = "the settings of the profile again"
            if not self.said or not self.said[-1].endswith(said):
                self.said.append(f"{at_s:.6f} s: {said}")
        else:
            self.said.append(f"{at_s:.6f} s: {command}")
        if not command.secure or command.strb != 0xF:
            return
        values, limits = REGISTERS[register].unpack(command.data), self.limits
        if register == "CHG_VBUS_MIN":
            limits.vbus_min_mv = values["MV"]
        elif register == "CHG_VBUS_MAX":
            limits.vbus_max_mv = values["MV"]
        elif register == "CHG_V_PRECHARGE":
            limits.precharge_below_mv = values["MV"]
        elif register == "CHG_I_TRICKLE":
            limits.precharge_ma = max(limits.max_ma // 10, values["MA"])
        elif register == "CHG_TEMP_COLD":
            limits.cold_c = self._plant.ntc.celsius(values["LIMIT"] / _CODES)
        elif register == "CHG_TEMP_HOT":
            limits.hot_c = self._plant.ntc.celsius(values["LIMIT"] / _CODES)

    # -- the world -----------------------------------------------------------------------------------------------------
    def _event(self, battery: object) -> None:
        rng = self.rng
        plant, kind = battery.plant, rng.randrange(12)
        if kind < 3:
            celsius = rng.choice(_CELSIUS)
            self._change(battery, cell__temperature_c=celsius, cell__ambient_c=celsius)
        elif kind < 5:
            self._change(battery, cell__soc=rng.choice(_SOCS))
        elif kind < 7:
            self._change(battery, source__voltage_v=rng.choice(_VOLTS), source__resistance_ohm=rng.choice((0.1, 0.1, 0.5, 2.0)))
        elif kind == 7:
            self._change(battery, source__connected=not plant.source.connected)
        elif kind == 8:
            self._change(battery, load_a=rng.choice((0.0, 0.0, 0.1, 0.4)))
        elif kind == 9:
            self._change(battery, ntc__state=rng.choice((NtcState.GOOD, NtcState.GOOD, NtcState.OPEN, NtcState.SHORT)))
        elif kind == 10 and hasattr(battery, "hang_converter"):  # of the model alone: the RTL's converter is its own
            self.said.append(f"{plant.time_s:.6f} s: the converter hangs")
            battery.hang_converter(True)
            self._event(battery)
        elif plant.cell_in:
            self.said.append(f"{plant.time_s:.6f} s: the cell is pulled")
            battery.pull_cell()
        else:
            self.said.append(f"{plant.time_s:.6f} s: the cell is put in")
            battery.insert_cell()

    def _calm(self, battery: object) -> None:
        """All is well with the battery."""
        if hasattr(battery, "hang_converter"):
            battery.hang_converter(False)
        if not battery.plant.cell_in:
            battery.insert_cell()
        self._change(
            battery, cell__soc=self.rng.choice((0.3, 0.6, 0.9)), cell__temperature_c=25.0, cell__ambient_c=25.0, load_a=0.0,
            source__voltage_v=5.0, source__resistance_ohm=0.1, source__connected=True, ntc__state=NtcState.GOOD,
        )  # fmt: skip

    def _change(self, battery: object, **attributes: object) -> None:
        self.said.append(f"{battery.plant.time_s:.6f} s: " + ", ".join(f"{name} = {value}" for name, value in attributes.items()))
        battery.set(**attributes)

    @property
    def charged_as(self) -> float:
        """Charge that has come out of the charger."""
        return self._plant.energy.charge_as

    def check(self) -> None:
        """AssertionError with the seed, the harm, and what happened last, if there was any harm."""
        if self.guard.harm:
            kind = "secure" if self.secure else "non-secure"
            lately = "\n  ".join(self.said)
            raise AssertionError(f"seed {self.seed}, {kind} firmware: {self.guard.harm[0]}\nwhat happened last:\n  {lately}")
