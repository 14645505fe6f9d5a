# SPDX-License-Identifier: Apache-2.0
"""Golden model of power_core: main power state, rail sequencer and domains as one block.

Page "Power: rails, domains, resets, DVFS" (all but DVFS), docs/contracts-power.md. Each part reacts to the flops of
the others before the edge. An edge is played only if an input changed, the edge before it changed something, or a deadline has
come: after an edge that changed nothing the block stands still until one of these, and time is skipped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import attrgetter

from models.block import Block, Values
from models.domain import STATES, Domain
from models.power_main import Main, View
from models.power_params import PowerParams
from models.rails import RAIL_W, Rails

CAUSE_W, REASON_W, RST_CAUSE_W, EVENT_W = 7, 11, 5, 3
_DOMAIN_OUTPUTS = attrgetter("clk", "iso", "save", "restore", "rst_n", "sw", "boot")


def _mask(bits: Iterable[int]) -> int:
    mask = 0
    for number, bit in enumerate(bits):
        mask |= bit << number
    return mask


class Power(Block):
    """power_core, without its input now_i: the model knows the tick.

    *params* is a `PowerParams` or a mapping with the same names; ValueError says what is wrong with it.
    """

    def __init__(self, params: PowerParams | Mapping[str, object]) -> None:
        self.params = p = PowerParams.of(params)
        self.INPUTS = {
            "pg_i": p.N_RAILS,
            "ack_i": p.N_DOMAINS,
            "clk_valid_i": 1,
            "key_i": 1,
            "vbus_i": 1,
            "wake_event_i": p.N_WAKE,
            "protect_i": 3,
            "block_i": 1,
            "hard_off_i": 1,
            "hold_off_i": 1,
            "rst_pin_i": 1,
            "wdt_bite_i": 1,
            "wdt_kick_i": 1,
            "slp_enter_i": 1,
            "slp_mode_i": 4,
            "slp_off_i": p.N_DOMAINS,
            "core_tgt_i": 2 * p.N_CORES,
            "off_valid_i": 1,
            "off_key_i": 8,
            "off_ticks_i": 32,
            "off_ram_i": p.N_RAM,
            "clr_valid_i": 1,
            "clr_cause_i": CAUSE_W,
            "clr_reason_i": REASON_W,
            "clr_rst_i": RST_CAUSE_W,
            "clr_err_i": 2,
            "clr_lost_i": p.N_RAILS,
            "clr_event_i": EVENT_W,
            "vdd_keep_i": 1,
        }
        per_domain = "clk_en_o iso_o save_o restore_o rst_no sw_en_o boot_o on_o gated_o off_o".split()
        self.OUTPUTS = {
            "rail_en_o": p.N_RAILS,
            "rail_lp_o": p.N_RAILS,
            **{f"dom_{port}": p.N_DOMAINS for port in per_domain},
            "clk_req_o": 1,
            "ram_on_o": p.N_RAM,
            "vdd_ext_o": 1,
            "cause_o": CAUSE_W,
            "reason_o": REASON_W,
            "rst_cause_o": RST_CAUSE_W,
            "boot_reason_o": 3,
            "fault_rail_o": RAIL_W,
            "fault_domain_o": 3,
            "err_o": 2,
            "lost_o": p.N_RAILS,
            "event_o": EVENT_W,
            "ends_o": 4,
            "faults_o": 2,
            "held_o": 1,
            "state_o": 4,
            "ponr_o": 1,
            "boot_go_o": 1,
            "restart_o": 1,
        }
        super().__init__()
        self.main = Main(p)
        self.sticky = self.main.event
        self.rails = Rails(
            p.RAIL_UP_SLOT, p.RAIL_DOWN_SLOT, p.RAIL_PG_TIMEOUT, p.SLOT_UP_DELAY, p.SLOT_DOWN_DELAY,
            p.RAIL_PG_DEGLITCH, p.RAIL_LOSS_LOG,
        )  # fmt: skip
        self._fed = [sum(1 << d for d, rail in enumerate(p.DOM_RAIL) if rail == r) for r in range(p.N_RAILS)]
        self.domains = [
            Domain(*values)
            for values in zip(p.DOM_RETAIN, p.DOM_STEP_TICKS, p.DOM_RST_TICKS, p.DOM_ACK_TIMEOUT, strict=True)
        ]
        self._awake = True  # the next edge must be played
        self._rests_until: int | None = None  # deadline of a block that is not awake
        self._asked: list[tuple[int, ...] | None] = [None] * p.N_DOMAINS  # inputs of the domain's last edge
        self._dues: list[int | None] = [1] * p.N_DOMAINS
        self._shown: dict[str, int] | None = None  # outputs() as long as no edge changes anything
        self._look()

    def set(self, tick: int, name: str, value: int) -> None:
        super().set(tick, name, value)
        self._awake = True

    def outputs(self) -> dict[str, int]:
        if self._shown is None:
            self._shown = self._show()
        return self._shown

    def _show(self) -> dict[str, int]:
        main = self.main
        clk, iso, save, restore, rst_n, sw, boot = self._domain_outputs
        return {
            "rail_en_o": self.rails.en,
            "rail_lp_o": main.lp,
            "dom_clk_en_o": clk,
            "dom_iso_o": iso,
            "dom_save_o": save,
            "dom_restore_o": restore,
            "dom_rst_no": rst_n,
            "dom_sw_en_o": sw,
            "dom_boot_o": boot,
            "dom_on_o": self._on,
            "dom_gated_o": self._gated,
            "dom_off_o": self._off,
            "clk_req_o": main.clk_req,
            "ram_on_o": main.ram,
            "vdd_ext_o": main.vdd_ext,
            "cause_o": main.cause.word,
            "reason_o": main.reason.word,
            "rst_cause_o": main.por | main.rst_cause.word,
            "boot_reason_o": main.boot_reason,
            "fault_rail_o": main.fault_rail,
            "fault_domain_o": main.fault_domain,
            "err_o": main.err.word,
            "lost_o": main.lost.word,
            "event_o": main.event.word,
            "ends_o": main.retry.ends,
            "faults_o": main.retry.faults,
            "held_o": int(main.retry.quiet),
            "state_o": main.state,
            "ponr_o": main.ponr,
            "boot_go_o": main.boot_go,
            "restart_o": main.restart,
        }

    def next_event(self) -> int | None:
        return self._now + 1 if self._awake else self._rests_until

    def _deadline(self) -> int | None:
        dues = (self.main.deadline(), self.rails.deadline(), *self._dues)
        return min([due for due in dues if due is not None], default=None)

    def _advance(self, tick: int) -> None:
        edge = self.next_event()
        while edge is not None and edge <= tick:
            self._now = edge
            self._awake = self._edge(edge)
            if not self._awake:
                self._rests_until = self._deadline()
            edge = self.next_event()

    def _edge(self, tick: int) -> bool:
        """All flops move at once: what each part samples is taken before any of them moves."""
        inputs, main, rails = self._inputs, self.main, self.rails
        goal, lp, pg = main.goal, main.lp, inputs["pg_i"]
        moves = main.step not in ("PD_DOMS", "PD_CLK")  # while domains and clock go down, no rail does
        needed = sum(1 << rail for rail, fed in enumerate(self._fed) if not moves or fed & ~self._off)
        watch = (rails.good, rails.lost(tick, goal, lp, pg), bool(rails.unwanted(goal) & needed))
        seen = (rails.en, rails.done(goal), rails.fault, rails.fault_rail)
        domains = (self._on, self._gated, self._off, self._in_reset, self._faults)
        moved, opened, stuck = self._domain_edges(tick)
        changed = main.edge(tick, inputs, View(*seen, *domains, opened, *watch, stuck))
        changed |= rails.edge(tick, goal, lp, pg, needed)
        if moved:
            self._look()
        if changed or moved:
            self._shown = None
        return changed or moved

    def _domain_edges(self, tick: int) -> tuple[bool, int, bool]:
        """One edge of all domains: whether any changed, the set of those that opened their switch, whether one gave up on it."""
        main, ack = self.main, self._inputs["ack_i"]
        restarts, reboot = main.domain_restarts, main.reboot
        moved, opened, stuck = False, 0, False
        for number, target in enumerate(main.targets(self._inputs)):
            asked = (target, reboot, restarts >> number & 1, ack >> number & 1)
            due = self._dues[number]
            if asked == self._asked[number] and (due is None or tick < due):
                continue
            domain = self.domains[number]
            if domain.edge(tick, *asked):
                moved = True
                self._dues[number] = tick + 1
                opened |= domain.cut << number
                stuck |= domain.stuck
            else:
                self._dues[number] = domain.deadline()
            self._asked[number] = asked
        return moved, opened, stuck

    def _look(self) -> None:
        """Keep what the main state and the outputs show of the domains' flops."""
        self._domain_outputs = tuple(map(_mask, zip(*map(_DOMAIN_OUTPUTS, self.domains), strict=True)))
        sets = dict.fromkeys(STATES, 0)
        self._faults = 0
        for number, domain in enumerate(self.domains):
            sets[domain.state] |= 1 << number
            self._faults |= domain.fault << number
        self._on, self._gated, self._off, self._in_reset = sets["ON"], sets["GATED"], sets["OFF"], sets["RHOLD"]


def make(values: Values) -> Power:
    """The power block of a platform, from its parameters by name."""
    return Power(values)
