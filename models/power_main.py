# SPDX-License-Identifier: Apache-2.0
"""Main power state: which step the whole PMU is in, why it went there, and what each step asks of rails and domains.

Page "Power: rails, domains, resets, DVFS", timing contract of power_main. The steps are a table: the state that
firmware sees, the condition that ends the step, the step after it, the time limit and what happens at the limit.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter

from models.domain import GATED, HOLD, OFF, RUN
from models.power_codes import (
    BOOT_POWER_ON, BOOT_RESET_PIN, BOOT_WAKE_REBOOT, BOOT_WATCHDOG, CAUSE_AUTO_START, CAUSE_KEY, CAUSE_RETRY, CAUSE_RTC,
    CAUSE_TIMER, CAUSE_VBUS, CAUSE_WAKE, ERR_CLOCK, ERR_SWITCH, EVENT_CLOCK_STUCK, EVENT_RAIL_LOST, EVENT_SWITCH_STUCK, REASON_CLOCK_FAULT, REASON_COMMAND, REASON_DOMAIN_FAULT, REASON_HOLD_TIMEOUT,
    REASON_LONG_KEY, REASON_RAIL_FAULT, REASON_UPSET, REASON_WATCHDOG, RST_PIN, RST_POR, RST_POWER_ON, RST_WAKE_REBOOT,
    RST_WATCHDOG, S_ACTIVE, S_FAULT, S_OFF, S_POWER_DOWN, S_SLEEP_EXIT,
)  # fmt: skip
from models.power_params import PowerParams
from models.power_retry import Retry
from models.power_steps import ABORTABLE, ALL_OFF, AT_REST, EXIT, KEPT_DOWN, STEPS, UNGUARDED, View
from models.power_sticky import Sticky
from models.rails import lowest

SHUTDOWN_CHECK = 0xE1
"""The key of the register, its four bytes XORed; the next command has the inverse."""

_PERSON = CAUSE_KEY | CAUSE_VBUS
_PROTECT_SHIFT = 2  # protect_i[0] is reason bit 2


class Main:
    """State of power_main; `edge()` is one AON edge.

    Attributes are the flops: outputs under the names of the contract, `step` (name of the step in the contract),
    `mode` and `off_mask` as sampled at sleep entry, `goal` of the rails. What firmware
    clears is `Sticky`.
    """

    _flops = attrgetter(
        "step", "since", "mode", "off_mask", "ponr", "goal", "lp", "ram", "clk_req", "boot_go", "restart", "bitten",
        "boot_reason", "fault_rail", "fault_domain", "por", "cause.seen", "reason.seen",
        "rst_cause.seen", "err.seen", "lost.seen", "event.seen",
        "command", "command_turn", "power_on_at", "auto_start", "vdd_ext", "asks", "key_before", "vbus_before",
    )  # fmt: skip

    def __init__(self, params: PowerParams) -> None:
        self._p = params
        self.all_domains = (1 << params.N_DOMAINS) - 1
        self._core_of = {domain: core for core, domain in enumerate(params.CORE_DOMAIN)}
        self.core_domains = sum(1 << domain for domain in params.CORE_DOMAIN)
        self._auto_domains = sum(
            1 << domain for domain, auto in zip(params.CORE_DOMAIN, params.CORE_AUTOSTART, strict=True) if auto
        )
        self.step, self.since, self.tick = "OFF", 0, 0
        self.mode = self.off_mask = self.ponr = self.goal = self.lp = self.ram = self.clk_req = 0
        self.boot_go = self.restart = self.bitten = self.vdd_ext = self.fault_rail = self.fault_domain = 0
        self.por, self.boot_reason = RST_POR, BOOT_POWER_ON
        self.cause, self.reason, self.rst_cause = Sticky(7), Sticky(11), Sticky(5)
        self.err, self.lost, self.event = Sticky(2), Sticky(params.N_RAILS), Sticky(3)
        self.retry = Retry(params)
        self.asks = 0  # events, as causes, that nothing has used up
        self.key_before = self.vbus_before = 0
        self.command_turn = 0  # the next SHUTDOWN carries the inverse
        self._held: tuple[int, int] | None = None  # `command` as it was before the edge
        self.command: tuple[int, int] | None = None  # SHUTDOWN that waits or is carried out: ticks, RAM
        self.power_on_at: int | None = None
        self.auto_start = params.AUTO_START

    # --- what the others get from the flops ---

    @property
    def state(self) -> int:
        """Value of state_o."""
        return STEPS[self.step].state

    @property
    def reboot(self) -> int:
        """reboot_i of the domains: what they saved does not count."""
        if self.step == "PU_DOMS":
            return 1
        return int(self.step in EXIT and bool(self.ponr) and bool(self._p.MODE_REBOOT[self.mode]))

    @property
    def domain_restarts(self) -> int:
        """Mask of domains that get restart_i."""
        return self.core_domains if self.restart and self.step == "ACTIVE" else 0

    def targets(self, inputs: Mapping[str, int]) -> list[int]:
        """Target of every domain on the coming edge."""
        return [self._target(domain, inputs) for domain in range(self._p.N_DOMAINS)]

    def _target(self, domain: int, inputs: Mapping[str, int]) -> int:
        if self.step in ALL_OFF:
            return OFF
        if self.off_mask >> domain & 1:
            if self.step == "SE_DOMS":
                return OFF if inputs["slp_enter_i"] or self.ponr else HOLD
            if self.step in KEPT_DOWN:
                return OFF if self.ponr else HOLD
        core = self._core_of.get(domain)
        if core is not None:
            return inputs["core_tgt_i"] >> 2 * core & 3
        return RUN if self._p.MODE_DOM_ON[0] >> domain & 1 else OFF

    def settled(self, inputs: Mapping[str, int], view: View) -> bool:
        """Every domain is in the state that its target names."""
        where = {RUN: view.on, GATED: view.gated, OFF: view.off, HOLD: self.all_domains}
        return all(where[target] >> domain & 1 for domain, target in enumerate(self.targets(inputs)))

    def deadline(self) -> int | None:
        """Next tick at which time alone may change something, None if there is none."""
        step = STEPS[self.step]
        ticks = [self.since + step.least]
        if step.limit:
            ticks.append(self.since + step.limit(self._p))
        if self.power_on_at is not None:
            ticks.append(self.power_on_at)
        ticks += self.retry.deadlines()
        return min((tick for tick in ticks if tick > self.tick), default=None)

    # --- one edge ---

    def edge(self, tick: int, inputs: Mapping[str, int], view: View) -> bool:
        """One edge with the inputs it samples. True if anything changed, so that the next edge must be played too."""
        before = (self._flops(self), self.retry.state())
        self.tick, state, step = tick, self.state, self.step
        past_return = bool(self.ponr)
        self.boot_go = 0
        self.vdd_ext = int(view.en >> self._p.CPU_RAIL & 1 or (self.vdd_ext and inputs["vdd_keep_i"]))
        self.retry.pass_time(tick)
        faults, rail = self._faults(tick, inputs, view)
        self._watch(view)
        self._held = self.command
        self._take_command(inputs)
        boots, second_bite = self._resets(inputs, view, state)
        if step == "SE_DOMS" and view.opened & self.off_mask:
            self.ponr = 1
        falls = step not in UNGUARDED and self._power_down(inputs, view, faults, rail, second_bite)
        self._hear(inputs, state, falls or state in (S_OFF, S_POWER_DOWN), step, view)
        if not falls:
            self._walk(tick, inputs, view, past_return)
        if boots or self.boot_go:
            self._note_boot(boots)
        self._clear(inputs)
        return before != (self._flops(self), self.retry.state())

    def _over(self, tick: int, inputs: Mapping[str, int], view: View) -> bool:
        """The step's own end condition holds."""
        step = STEPS[self.step]
        return step.ends is not None and tick >= self.since + step.least and step.ends(self, inputs, view)

    def _at_limit(self, tick: int) -> bool:
        limit = STEPS[self.step].limit
        return limit is not None and tick >= self.since + limit(self._p)

    def _faults(self, tick: int, inputs: Mapping[str, int], view: View) -> tuple[int, int]:
        """Reason bits of rail, domain and clock faults on this edge, and the rail of a rail fault."""
        if self.step in UNGUARDED:
            return 0, 0
        reasons, rail = 0, 0
        kind = STEPS[self.step].at_limit
        if kind in ("RAIL", "CLOCK") and self._at_limit(tick) and not self._over(tick, inputs, view):
            if kind == "RAIL":
                reasons |= REASON_RAIL_FAULT
                rail = lowest(inputs["pg_i"] if self.step == "PU_CHECK" else view.en & ~inputs["pg_i"] & ~view.good)
            else:
                reasons |= REASON_CLOCK_FAULT
        if view.rail_fault:
            reasons |= REASON_RAIL_FAULT
            rail = view.rail_fault_rail
        if view.faults:
            reasons |= REASON_DOMAIN_FAULT
        if view.under:
            reasons |= REASON_UPSET
        return reasons, rail

    def _clear(self, inputs: Mapping[str, int]) -> None:
        """Write-1-clear."""
        for name, sticky in (
            ("cause", self.cause), ("reason", self.reason), ("rst", self.rst_cause), ("err", self.err),
            ("lost", self.lost), ("event", self.event),
        ):  # fmt: skip
            sticky.edge(self.tick, inputs[f"clr_{name}_i"] if inputs["clr_valid_i"] else None)
        if inputs["clr_valid_i"]:
            self.por &= ~inputs["clr_rst_i"]

    def _watch(self, view: View) -> None:
        """What firmware is told while it runs on. A loss stands in `lost` while it lasts, its event comes when it begins."""
        if view.lost & ~self.lost.standing:
            self.event.told(EVENT_RAIL_LOST)
        self.lost.told(view.lost)
        if view.stuck:
            self.err.told(ERR_SWITCH)
            self.event.told(EVENT_SWITCH_STUCK)

    def _take_command(self, inputs: Mapping[str, int]) -> None:
        check = SHUTDOWN_CHECK ^ (0xFF if self.command_turn else 0)
        if not inputs["off_valid_i"] or inputs["off_key_i"] != check:
            return
        self.command_turn ^= 1
        if self.step not in ("OFF", "FAULT"):
            self.command = (inputs["off_ticks_i"], inputs["off_ram_i"])

    def _resets(self, inputs: Mapping[str, int], view: View, state: int) -> tuple[int, bool]:
        """RESET pin and watchdog. Returns the reset causes that this edge sets and whether it brings a second bite."""
        causes, second = 0, False
        if S_ACTIVE <= state <= S_SLEEP_EXIT:
            if inputs["rst_pin_i"]:
                causes |= RST_PIN
            if inputs["wdt_bite_i"]:
                causes |= RST_WATCHDOG
                second = bool(self.bitten)
        if causes & RST_WATCHDOG:
            self.bitten = 1
        elif inputs["wdt_kick_i"]:
            self.bitten = 0
        if causes:
            self.restart = 1
        elif state == S_ACTIVE and not self.core_domains & ~(view.in_reset | view.off & ~self._auto_domains):
            self.restart = 0
        return causes, second

    def _power_down(
        self, inputs: Mapping[str, int], view: View, faults: int, rail: int, second_bite: bool
    ) -> bool:
        """The first class of the priority list that holds sends everything down. False if none does."""
        classes = (
            faults,
            inputs["protect_i"] << _PROTECT_SHIFT,
            REASON_WATCHDOG if second_bite else 0,
            REASON_LONG_KEY if inputs["hard_off_i"] else 0,
            REASON_HOLD_TIMEOUT if inputs["hold_off_i"] else 0,
            REASON_COMMAND if self.command is not None and self.step == "ACTIVE" else 0,
        )
        reasons = next((reason for reason in classes if reason), 0)
        if not reasons:
            return False
        self.reason.told(reasons)
        if reasons & REASON_RAIL_FAULT:
            self.fault_rail = rail
        if reasons & REASON_DOMAIN_FAULT:
            self.fault_domain = lowest(view.faults)
        self.retry.goes_down(reasons)
        self.restart = self.bitten = 0
        self.goal &= view.en  # no further slot goes up
        self._enter("PD_DOMS", inputs)
        return True

    def _walk(self, tick: int, inputs: Mapping[str, int], view: View, past_return: bool) -> None:
        """The step's own rule."""
        step = STEPS[self.step]
        if self.step in AT_REST:
            self._start(tick, inputs)
        elif self.step in ABORTABLE and not inputs["slp_enter_i"] and not past_return:
            self._enter("SX_CLK", inputs)
        elif self._over(tick, inputs, view):
            self._enter(step.then, inputs)
        elif step.at_limit in STEPS and self._at_limit(tick):
            if self.step in ("SE_CLK", "PD_CLK"):
                self.err.told(ERR_CLOCK)
                self.event.told(EVENT_CLOCK_STUCK)
            self._enter(step.at_limit, inputs)

    def _hear(self, inputs: Mapping[str, int], state: int, wakes_count: bool, step: str, view: View) -> None:
        """Events that may start the system, as causes. Levels count from their rise on, as long as they stand."""
        key, vbus, asks = inputs["key_i"], inputs["vbus_i"], 0
        if step in AT_REST or (step == "PD_RAILS" and view.rails_done):
            asks |= CAUSE_KEY if key and (self.asks & CAUSE_KEY or not self.key_before) else 0
        if wakes_count or state == S_FAULT:
            asks |= CAUSE_VBUS if vbus and (self.asks & CAUSE_VBUS or not self.vbus_before) else 0
        if wakes_count:
            woken = inputs["wake_event_i"] & self._p.OFF_WAKE_MASK
            asks |= self.asks & (CAUSE_RTC | CAUSE_WAKE)
            asks |= CAUSE_RTC if woken & self._p.RTC_MASK else 0
            asks |= CAUSE_WAKE if woken & ~self._p.RTC_MASK else 0
        self.asks, self.key_before, self.vbus_before = asks, key, vbus

    def _start(self, tick: int, inputs: Mapping[str, int]) -> None:
        """OFF, PAUSE or FAULT: does anything start the system on this edge?"""
        retry, step = self.retry, self.step
        asks = self.asks if step == "OFF" else self.asks & _PERSON
        if step == "OFF":
            asks |= CAUSE_TIMER if self.power_on_at is not None and tick >= self.power_on_at else 0
            asks |= CAUSE_AUTO_START if self.auto_start else 0
        if step != "PAUSE" and retry.over and self._p.SLOW_RETRY_TICKS:
            asks |= CAUSE_RETRY
        person = bool(asks & _PERSON)
        allowed = asks and not inputs["block_i"] and (not retry.quiet or (person and retry.person_may_cut))
        if not allowed and not (step == "PAUSE" and retry.over):
            return
        self.cause.told(asks)
        retry.starts(out_of_fault_by_person=step == "FAULT" and person)
        self.asks = 0
        if step == "OFF":
            self.auto_start, self.power_on_at = 0, None
        self._enter("PU_CHECK", inputs)

    def _note_boot(self, causes: int) -> None:
        """Reset causes collect; the boot reason is the last of them, on one edge the one with the highest number."""
        self.rst_cause.told(causes)
        reasons = []
        if self.boot_go:
            woken = self.step == "SX_DOMS"
            self.rst_cause.told(RST_WAKE_REBOOT if woken else RST_POWER_ON)
            reasons.append(BOOT_WAKE_REBOOT if woken else BOOT_POWER_ON)
        reasons += [BOOT_RESET_PIN] if causes & RST_PIN else []
        reasons += [BOOT_WATCHDOG] if causes & RST_WATCHDOG else []
        self.boot_reason = max(reasons)

    # --- entries ---

    def _enter(self, step: str, inputs: Mapping[str, int]) -> None:
        if step == "SE":
            self.mode, self.off_mask = inputs["slp_mode_i"], inputs["slp_off_i"]
            if self.mode >= self._p.N_MODES:
                limit = f"must be below N_MODES, {self._p.N_MODES}"
                raise ValueError(f"slp_mode_i = {self.mode} at tick {self.tick}: {limit}")
            step = "SE_SETTLE" if self._p.MODE_CLK_ON[self.mode] else "SE_CLK"
        elif step == "PLAN":
            self.retry.rests(self.tick)
            step = "OFF" if self.retry.plan == "COMMAND" else self.retry.plan
        if (self.step, step) == ("PU_DOMS", "ACTIVE"):
            self.retry.runs(self.tick)
        self.step, self.since = step, self.tick
        action = getattr(self, f"_enter_{step.lower()}", None)
        if action:
            action()

    def _enter_pu_rails(self) -> None:
        self.goal, self.ram = self._p.MODE_RAIL_ON[0], self._p.MODE_RAM_ON[0]

    def _enter_pu_clk(self) -> None:
        self.clk_req = 1

    def _enter_pu_doms(self) -> None:
        self.boot_go = 1

    def _enter_active(self) -> None:
        self.ponr = 0

    def _enter_se_clk(self) -> None:
        self.clk_req = 0

    def _enter_se_rails(self) -> None:
        wanted = self._p.MODE_RAIL_ON[self.mode]
        if self.goal & ~wanted:
            self.ponr = 1
        self.goal = wanted

    def _enter_asleep(self) -> None:
        self.lp, self.ram = self._p.MODE_RAIL_LP[self.mode], self._p.MODE_RAM_ON[self.mode]

    def _enter_sx_lp(self) -> None:
        self.lp, self.ram = 0, self._p.MODE_RAM_ON[0]

    def _enter_sx_rails(self) -> None:
        self.goal = self._p.MODE_RAIL_ON[0]

    _enter_sx_clk = _enter_pu_clk

    def _enter_sx_doms(self) -> None:
        self.boot_go = int(bool(self._p.MODE_REBOOT[self.mode] and self.ponr))

    def _enter_pd_clk(self) -> None:
        self.clk_req = 0

    def _enter_pd_rails(self) -> None:
        self.goal = self.lp = 0

    def _enter_off(self) -> None:
        # a command that arrives on this very edge is too late
        ticks, self.ram = self._held if self.retry.plan == "COMMAND" and self._held else (0, 0)
        if ticks:
            self.power_on_at = self.tick + ticks
        self.command, self.ponr = None, 0

    def _enter_fault(self) -> None:
        self.command, self.ram = None, 0
