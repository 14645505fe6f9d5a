# SPDX-License-Identifier: Apache-2.0
"""The story that `make charge` tells: an empty battery is charged, used for a while, and charged again.

Runs on the RTL of the whole PMU with the plant in a closed loop and the scoreboards of all blocks on. Thresholds, currents
and the charger's own times are the product's; the cell is a thousand times as fast as a real one, and so are the safety timers.
A cell that is too large for the settings ends in FAULT, as it would at the product.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import cocotb
from cocotb.handle import HierarchyObject
from cocotb.simtime import get_sim_time
from cocotb.triggers import Event, Timer

from models.regmap import REGISTERS, ChargeHealth, ChargerState, PwrState
from profiles import Profile
from tb.agents.core import Core
from tb.board import WATCHED, Board
from tb.charge_bench import DEFINES, SPEED, TIMES, ClosedLoop, plant_for
from tb.covers import covers
from tb.plant import BatteryPlant, Cell, Guard, LiIonCell, Sample, Trace, regulation_rules
from tb.plant.plant import VBAT_MV_PER_CODE
from tb.plant.pybamm_cell import make_cell
from tb.record import Recorder
from tb.runner import Bench
from tb.story import Story
from tb.system_checks import SystemChecks

CELL_VARIABLE, MODEL_VARIABLE = "DORMOUSE_CELL_MAH", "DORMOUSE_CELL_MODEL"
OWN_MODEL = "circuit"
SHUTDOWN = 0x0FF0_C0DE
READ_MV = 80.0  # what the battery may have moved since the last scan, where it rises fastest
DEFAULT_CELL_MAH = 500.0
EMPTY_V = 2.0
EMPTY_SOC = 0.05  # of models that end where a cell is empty
LOAD_C = 0.5  # of the system while it runs from the full battery: half the charge current
PLUG_AFTER_MS = 200.0
BOUNCE_US = (150.0, 90.0, 400.0, 60.0, 250.0)
LOAD_AFTER_MS = 450.0  # behind the battery test that follows DONE
UNLOAD_AFTER_MS = 120.0
REST_MS = 400.0
UNPLUGGED_MS = 300.0
TICK_S = 0.25
_SETTLE_US = 1
_LOOPS_S = 1.5e-3

S = ChargerState
CURVE = [S.OFF, S.QUALIFY, S.TRICKLE, S.PRECHARGE, S.CC, S.CV, S.DONE, S.RECHARGE, S.DONE, S.OFF]
SLOW = ("TRICKLE", "PRECHARGE")
END_MV = 5.0  # around VREG at the end of a charge
LATE_S = (0.0625, 0.1)  # from the recharge threshold until RECHARGE: its deglitch time, and two scans


class WholePmu(ClosedLoop):
    """`tb_top` with its board, scoreboards and checks, and the plant on it."""

    def __init__(self, dut: HierarchyObject, plant_of: Callable[[Profile], BatteryPlant]) -> None:
        self.board = Board(dut)
        charger = self.board.inside("charger").u_core
        super().__init__(dut, charger, self.board.profile, plant_of(self.board.profile), self.board.clock)
        self.checks = SystemChecks(self.board)

    async def start(self) -> None:
        """Hold the power-on reset and watch."""
        await self.board.start(times={"charger": TIMES})
        self.checks.start()
        self.connect()


class Curve:
    """One full charge, with what is said about it on the way."""

    def __init__(self, bench: WholePmu, trace: Trace, recorder: Recorder) -> None:
        self.bench, self.trace, self.recorder = bench, trace, recorder
        self.cpu = bench.board.cores[0]
        self.charger = bench.profile["charger"]
        self.ended = Event()
        self.guard = Guard(regulation_rules(self.charger["voltage_mv"], bench.plant.charger, bench.plant.charger.voltage_error))
        self.first_mv = bench.plant.sample().vbat_v * 1e3
        self.full = False
        """Whether the charge has come to its end."""

    async def run(self) -> None:
        """Plug in, charge until full, load until it has to charge again, unplug. AssertionError if anything is not as it should be."""
        bench, battery = self.bench, self.bench.battery
        limit_ms = 4 * 3600e3 * self.hours / SPEED + 3_000
        cocotb.start_soon(self._states())
        cocotb.start_soon(self._ticks())
        await bench.ms(PLUG_AFTER_MS)
        self.note("charger is plugged in, its contact bounces")
        await battery.bounce(BOUNCE_US)
        await bench.until_one_of((S.DONE, S.FAULT), limit_ms)
        if bench.state == S.FAULT:
            await bench.ms(2)
            self.note(self.why_fault())
            await bench.ms(REST_MS)
            battery.refresh()
            self.ended.set()
            self.check_fault()
            return
        self.full = True
        await bench.ms(LOAD_AFTER_MS)
        battery.set(load_a=LOAD_C * self.charger["current_ma"] / 1e3)
        self.note(f"a load of {battery.plant.load_a * 1e3:.0f} mA")
        await bench.until(S.RECHARGE, limit_ms)
        await bench.ms(UNLOAD_AFTER_MS)
        battery.set(load_a=0.0)
        self.note("the load is gone")
        await bench.until(S.DONE, limit_ms)
        await bench.ms(REST_MS)
        self.note("charger is pulled out")
        battery.unplug()
        await bench.until(S.OFF, 5)
        await bench.ms(UNPLUGGED_MS)
        battery.refresh()
        self.ended.set()
        self.check()

    async def firmware(self, core: Core) -> None:
        """The charger powers the PMU up once the battery can bear it. Firmware looks, and shuts down: charging goes on without it."""
        story = Story(self.bench.board, self.recorder)
        await story.exit_is_complete(core)
        assert REGISTERS["PWR_CAUSE"].unpack(await core.read("PWR_CAUSE"))["VBUS"] == 1
        state = ChargerState(REGISTERS["CHG_STATUS"].unpack(await core.read("CHG_STATUS"))["STATE"])
        read_mv = REGISTERS["MON_RESULT0"]["VALUE"].get(await core.read("MON_RESULT0")) * VBAT_MV_PER_CODE
        self.bench.battery.refresh()
        seen_mv = self.bench.plant.sample().vbat_v * 1e3
        assert state == self.bench.state and abs(read_mv - seen_mv) < READ_MV, (state, read_mv, seen_mv)
        self.note(f"{core.name} boots by the charger, reads {state.name}, {read_mv:.0f} mV, shuts down")
        await core.write("PWR_SHUTDOWN", SHUTDOWN)
        while True:  # WFI may end without a reason of the firmware's own
            await core.wfi()

    @property
    def hours(self) -> float:
        """What a real cell of this capacity needs at the set current."""
        return self.bench.plant.cell.capacity_as * SPEED / 3.6 / self.charger["current_ma"]

    @property
    def curve(self) -> list[str]:
        """The states of a whole charge of this cell, in order."""
        ends_mv = {S.TRICKLE: self.charger["trickle_below_mv"], S.PRECHARGE: self.charger["precharge_below_mv"]}
        skipped = {state for state, end_mv in ends_mv.items() if self.first_mv >= end_mv}
        return [state.name for state in CURVE if state not in skipped]

    def why_fault(self) -> str:
        """What has led to FAULT, and what would help."""
        slow = self.bench.names[-2] in SLOW
        where, key = ("TRICKLE and PRECHARGE", "precharge_minutes") if slow else ("CC and CV", "fast_minutes")
        return (
            f"FAULT by the safety timer: {where} have taken their {self.charger[key]} min; a smaller cell, a larger current_ma "
            f"or more {key} would help"
        )

    def check_fault(self) -> None:
        """It was the safety timer, when its minutes were over, and charging has stopped."""
        bench, names = self.bench, self.bench.names
        assert names[:-1] == self.curve[: len(names) - 1], names
        assert int(bench.charger.health_o.value) == ChargeHealth.SAFETY_TIMER and bench.plant.sample().charge_a == 0
        slow = names[-2] in SLOW
        own = SLOW if slow else ("CC", "CV")
        moves = [note for note in self.recorder.notes if note["mode"] == "state"]
        spent_s = sum(b["time_ns"] - a["time_ns"] for a, b in zip(moves, moves[1:], strict=False) if a["event"] in own) / 1e9
        minutes, limit = spent_s * SPEED / 60, self.charger["precharge_minutes" if slow else "fast_minutes"]
        assert abs(minutes - limit) < 0.1, f"FAULT after {minutes:.2f} min of {limit}"
        self.guard.check()

    def check(self) -> None:
        """The curve is the one of the page "Charger": order, currents, end of charge, no overshoot."""
        bench, notes = self.bench, [note for note in self.recorder.notes if note["mode"] == "state"]
        assert bench.names == self.curve, bench.names
        current, full_ma = self.charger["current_ma"], self.charger["current_ma"] // 10
        vreg = self.charger["voltage_mv"]
        for name, expected in (("TRICKLE", self.charger["trickle_ma"]), ("PRECHARGE", full_ma), ("CC", current)):
            if name not in self.curve:
                continue
            inside = self.inside(name)
            assert len(inside) > 20, f"{name}: {len(inside)} samples"
            # at VREG the voltage loop takes current away, which the charger believes a deglitch time later
            wrong = [
                sample for sample in inside
                if not -0.5 < expected - sample.charge_a * 1e3 < (0.5 if sample.vbat_v * 1e3 < vreg - 1 else expected)
            ]  # fmt: skip
            assert not wrong, f"{name}: not {expected} mA: {wrong[0]}"
        assert self.cpu.boots == self.charger["boot_on_vbus"], f"{self.cpu.name} was powered up {self.cpu.boots} times"
        assert int(bench.dut.pwr_state.value) == PwrState.OFF, "charging is over, and nobody wanted the PMU up"
        self.guard.check()
        for note in notes:
            values = note["values"]
            before_mv = values["before_v"] * 1e3
            if note["event"] == "DONE":
                assert 0 < values["before_a"] * 1e3 < full_ma and abs(before_mv - vreg) < END_MV, values
            if note["event"] == "RECHARGE":
                threshold_v = (vreg - self.charger["recharge_below_mv"]) / 1e3
                above = [s.time_s for s in self.trace.samples if s.time_s < note["time_ns"] / 1e9 and s.vbat_v >= threshold_v]
                late_s = note["time_ns"] / 1e9 - above[-1]
                assert before_mv < threshold_v * 1e3 and LATE_S[0] < late_s < LATE_S[1], (late_s, values)
        cell = bench.plant.cell
        assert cell.soc > 0.97, f"the cell is charged to {cell.soc:.1%} only"
        assert abs(cell.charge_as - (bench.plant.energy.charge_as - bench.plant.energy.drawn_as)) < 1e-6 * cell.capacity_as

    def inside(self, name: str) -> list[Sample]:
        """Samples inside the first stay in state *name*, once the loops of the power stage have followed it."""
        moves = [(note["time_ns"] / 1e9, note["event"]) for note in self.recorder.notes if note["mode"] == "state"]
        index = [event for _, event in moves].index(name)
        start, end = moves[index][0] + _LOOPS_S, moves[index + 1][0] - 2 * _SETTLE_US / 1e6
        return [sample for sample in self.trace.samples if start < sample.time_s < end]

    def note(self, event: str, mode: str = "", **more: float | None) -> None:
        """Say *event*, with the plant's values at this moment, and those right before a step that belongs to it, if they are not
        given. `time_ns` as in `Recorder.note`."""
        before = self.before() | more
        plant, time_ns = self.bench.plant, before.pop("time_ns", None)
        values = plant.sample()._asdict() | {"charge_as": plant.cell.charge_as, "soc": plant.cell.soc, "code_mv": self.measured_mv}
        self.recorder.note(event, mode=mode, values=values | before, time_ns=time_ns)

    def before(self) -> dict[str, float | None]:
        """How it was right before the step of this moment, if there was one, and how far the safety timers have come."""
        self.bench.battery.refresh()
        sample, trace, charger = self.bench.plant.sample(), self.trace, self.bench.charger
        stepped = trace.before_step is not None and sample.time_s - trace.before_step.time_s < 2 * _SETTLE_US / 1e6
        before = trace.before_step if stepped else sample
        minutes = {"pre_min": int(charger.pre_min_o.value), "fast_min": int(charger.fast_min_o.value)}
        return {"before_v": before.vbat_v, "before_a": before.battery_a, **minutes}

    @property
    def measured_mv(self) -> float:
        """VBAT as the monitor has converted it last."""
        return int(self.bench.charger.vbat_i.value) * VBAT_MV_PER_CODE

    async def _states(self) -> None:
        handle = self.bench.charger.state_o
        while True:
            await handle.value_change
            cocotb.start_soon(self._state(S(int(handle.value)).name))

    async def _state(self, name: str) -> None:
        """A state's values are those behind the step of the current that comes with it; the charge that has flowed by then counts
        for the state before, a mAs at most."""
        entered_ns = get_sim_time("ns")
        await Timer(_SETTLE_US, "us")  # until the plant has answered
        before = self.before()
        await Timer(round(_LOOPS_S * 1e6), "us")
        self.note(name, mode="state", time_ns=entered_ns, **before)

    async def _ticks(self) -> None:
        while not self.ended.is_set():
            await Timer(round(TICK_S * 1e9), "ns")
            if not self.ended.is_set():
                self.note("", mode="tick")


def bench_for(profile: str) -> Bench:
    """What to compile for the profile named *profile*, which must have a charger."""
    return Bench(top="tb/tb_top.sv", profile=profile, verilator_public=WATCHED, defines=DEFINES)


def chosen_cell() -> tuple[Cell, float]:
    """The empty cell that the environment asks for, and its capacity in mAh."""
    capacity_mah = float(os.environ.get(CELL_VARIABLE) or DEFAULT_CELL_MAH)
    model = os.environ.get(MODEL_VARIABLE) or OWN_MODEL
    if model != OWN_MODEL:
        return make_cell(model, capacity_mah, EMPTY_SOC, speed=SPEED), capacity_mah
    cell = LiIonCell(capacity_mah, speed=SPEED)
    cell.soc = cell.soc_at(EMPTY_V)
    return cell, capacity_mah


BENCH = bench_for("quectel")


@cocotb.test()
@covers("CHG-PLANT-3")
async def full_charge(dut: HierarchyObject) -> None:
    """Trickle, precharge, constant current, constant voltage, done; discharge, recharge, done; the known curve."""
    curve = await charge(dut, *chosen_cell())
    assert curve.full or CELL_VARIABLE in os.environ, curve.why_fault()


async def charge(dut: HierarchyObject, cell: Cell, capacity_mah: float) -> Curve:
    """Tell the story with *cell*, and keep its record."""
    trace = Trace()

    def watch(sample: Sample) -> None:
        trace.add(sample)
        curve.guard.see(sample)

    bench = WholePmu(dut, lambda profile: plant_for(profile, cell, watch=watch))
    recorder = Recorder({"state": bench.charger.state_o, "zone": bench.charger.zone_o, "pwr_state": dut.pwr_state})
    recorder.start()
    curve = Curve(bench, trace, recorder)
    await bench.start()
    curve.cpu.run(curve.firmware)
    await bench.board.power_on()
    await curve.run()
    recorder.facts["scoreboards"] = await bench.board.finish()
    recorder.facts["checks"] = bench.checks.finish() if curve.cpu.boots else {}  # never powered up: nothing to check
    recorder.facts["trace"] = [list(sample) for sample in trace.samples]
    recorder.facts["highest_v"] = trace.highest_v
    recorder.facts["conversions"] = int(dut.u_afe.conversions.value)
    recorder.facts["capacity_mah"] = capacity_mah
    recorder.facts["full"] = curve.full
    recorder.save()
    return curve
