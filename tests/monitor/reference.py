# SPDX-License-Identifier: Apache-2.0
"""The rules of the monitor's timing contract, word by word: one edge at a time, all flops from those before it."""

from __future__ import annotations

import copy

from models.sticky_events import StickyEvents

PORTS = {"sar_done_i": 1, "sar_value_i": 12, "fast_i": 1, "off_i": 1, "cfg_valid_i": 1, "cfg_i": 174, "req_valid_i": 1, "req_i": 7,
         "clr_valid_i": 1, "clr_i": 15, "intr_valid_i": 1, "intr_i": 8}  # fmt: skip


class SarEdgeByEdge:
    """monitor_sar, edge by edge."""

    def __init__(self, sample_ticks: int) -> None:
        self.sample_ticks = sample_ticks
        self.step = None  # edges since the start; None: idle
        self.out = dict.fromkeys(("en_o", "sample_o", "chan_o", "dac_o", "done_o", "value_o"), 0)

    def edge(self, start: int, chan: int, cmp: int) -> None:
        """One edge that samples the inputs."""
        out = self.out
        out["done_o"] = 0
        if self.step is None:
            if start:
                self.step = 0
                out.update(en_o=1, sample_o=1, chan_o=chan)
            return
        self.step += 1
        behind = self.step - self.sample_ticks
        if behind == 0:
            out.update(sample_o=0, dac_o=0x800)
        elif behind >= 1:
            bit = 12 - behind
            bits = list(f"{out['dac_o']:012b}"[::-1])
            bits[bit] = str(cmp)
            if bit:
                bits[bit - 1] = "1"
            out["dac_o"] = int("".join(bits)[::-1], 2)
            if bit == 0:
                out.update(en_o=0, done_o=1)
                self.step = None
        out["value_o"] = out["dac_o"]


class EdgeByEdge:
    """monitor_core, edge by edge. Each call of `edge` is one rising edge of the AON clock."""

    def __init__(self, cfg_rst: int, needed: int = 0) -> None:
        self.now = 0
        self.cfg = self.cfg_rst = cfg_rst
        self.needed, self.written, self.defaults = needed, 0, 0
        self.begun = 0  # edge of the last start
        self.since_window, self.since_scan, self.missed, self.stale = set(), set(range(5)), set(), set()
        self.last, self.boot, self.active, self.scan_set = 0, 8, False, set()
        self.req_set, self.last_req, self.pick_before = set(), 6, "scan"
        self.busy = None  # kind, channel, N, conversions left, sum
        self.start, self.chan = 0, 0
        self.result, self.tick, self.upd = [0] * 7, [0] * 7, [0] * 7
        self.seen, self.ready = set(), 0
        self.trip, self.trip_run = [1, 1, 0, 0, 0, 1], [0] * 6
        self.sensor, self.sensor_run = [0] * 5, [0] * 5
        self.wake, self.mask, self.sticky = 0, 0, StickyEvents(15)

    def held(self) -> EdgeByEdge:
        """All flops as they are now."""
        flops = copy.copy(self)
        vars(flops).update({name: value.copy() for name, value in vars(self).items() if isinstance(value, list | set)})
        return flops

    def field(self, low: int, width: int) -> int:
        """Some bits of the settings."""
        return self.cfg >> low & (1 << width) - 1

    def edge(self, inputs: dict[str, int]) -> None:
        """One edge that samples *inputs* (all of them, packed as the ports)."""
        held = self.held()
        self.now = k = held.now + 1
        enable = {c for c in range(5) if (held.field(152 + c, 1) or held.needed >> c & 1)}
        self.start, self.upd = 0, [0] * 7
        if inputs["clr_valid_i"]:
            self.sticky.clear(k, inputs["clr_i"])
        self.wake = sum((held.trip[m] and held.mask >> bit & 1) << bit for bit, m in enumerate((2, 3, 4)))
        if inputs["intr_valid_i"]:
            self.mask = inputs["intr_i"]

        may_pick = held.busy is None
        brought = None  # the channel of which a scan brings a result
        if held.busy and k - held.begun == 255:
            self.busy, may_pick = None, True
            if held.busy[0] == "scan" and not held.scan_set:
                self.active = False
        elif held.busy and inputs["sar_done_i"]:
            kind, c, number, left, total = held.busy
            total += inputs["sar_value_i"]
            if left > 1:
                self.busy = (kind, c, number, left - 1, total)
                self.start, self.begun = 1, k
            else:
                self.busy = None
                may_pick = True
                value = (total + number // 2) // number
                self.result[c], self.tick[c], self.upd[c] = value, k % 2**16, 1
                self.sticky.happen(k, 1 << c)
                self.seen.add(c)
                if kind == "scan":
                    self.judge(held, c, value)
                    brought = c
                    if not held.scan_set:
                        self.active = False
                else:
                    self.sticky.happen(k, 1 << 14)

        if may_pick and (held.scan_set or held.req_set):
            if held.scan_set and held.req_set:
                kind = "scan" if held.pick_before == "request" else "request"
            else:
                kind = "scan" if held.scan_set else "request"
            if kind == "scan":
                c = min(held.scan_set)
                self.scan_set.discard(c)
            else:
                c = min({r for r in held.req_set if r > held.last_req} or held.req_set)
                self.req_set.discard(c)
                self.last_req = c
            self.pick_before = kind
            number = (1, 4, 16, 16)[held.field(157 + 2 * c, 2)]
            self.busy = (kind, c, number, number, 0)
            self.start, self.chan, self.begun = 1, c, k

        period = held.field(120, 16) if inputs["fast_i"] else held.field(136, 16)
        begins = not held.active and (held.boot > 0 or (k - held.last) % 2**16 >= period)
        if begins:
            self.scan_set, self.last, self.boot = set(enable), k, max(held.boot - 1, 0)
            self.active = bool(enable)

        self.age(held, k, begins, brought)
        if enable <= self.seen:
            self.ready = 1
        if inputs["req_valid_i"]:
            self.req_set |= {c for c in range(7) if inputs["req_i"] >> c & 1}
        if inputs["off_i"] and (held.trip[0] or held.trip[1] or held.trip[5]):
            self.cfg = self.cfg_rst
            self.defaults = int(held.defaults or held.written or inputs["cfg_valid_i"])
            self.written = 0
        elif inputs["cfg_valid_i"]:
            self.cfg, self.written, self.defaults = inputs["cfg_i"], 1, 0

    def age(self, held: EdgeByEdge, k: int, begins: bool, brought: int | None) -> None:
        """Which needed channels are too old on edge *k*."""
        late = set()
        if k % 16_384 == 0:
            late |= set(range(5)) - held.since_window
            self.since_window = set()
        if begins:
            missing = set(range(5)) - held.since_scan
            late |= missing & held.missed
            self.missed, self.since_scan = missing, set()
        if brought is not None:
            for group in (self.since_window, self.since_scan):
                group.add(brought)
            late.discard(brought)
            self.stale.discard(brought)
            self.missed.discard(brought)
        self.stale |= {c for c in late if held.needed >> c & 1}
        if self.stale - held.stale:
            self.sticky.happen(self.now, 1 << 13)

    def judge(self, held: EdgeByEdge, c: int, value: int) -> None:
        """Monitors and sensor fault of channel *c*."""
        n = held.field(171, 3) or 1
        for m, (channel, over, event) in enumerate(
            ((0, True, 3), (0, False, 4), (0, False, 0), (0, False, 1), (3, True, 2), (3, True, 5))
        ):
            limit, hyst = held.field(20 * m, 12), held.field(20 * m + 12, 8)
            trips = value > limit if over else value < limit
            clears = value + hyst <= limit if over else value >= limit + hyst
            if channel == c:
                self.trip[m], self.trip_run[m] = count_run(held.trip[m], held.trip_run[m], trips, clears, n)
                if self.trip[m] and not held.trip[m]:
                    self.sticky.happen(self.now, 1 << 7 + event)
        stuck = value == 4095 or (value == 0 and c in (0, 2, 3))
        self.sensor[c], self.sensor_run[c] = count_run(held.sensor[c], held.sensor_run[c], stuck, not stuck, n)
        if self.sensor[c] and not held.sensor[c]:
            self.sticky.happen(self.now, 1 << 13)

    def stale_word(self) -> int:
        """The stale channels as a mask."""
        return sum(1 << c for c in self.stale)

    def outputs(self) -> dict[str, int]:
        """Value of every output after the last edge."""
        return {
            "sar_start_o": self.start, "sar_chan_o": self.chan, "result_o": packed(self.result, 12),
            "tick_o": packed(self.tick, 16), "fresh_o": self.sticky.word & 127, "upd_o": packed(self.upd, 1),
            "ready_o": self.ready, "trip_o": packed(self.trip, 1), "sensor_o": packed(self.sensor, 1) | self.stale_word(),
            "stale_o": self.stale_word(), "defaults_o": self.defaults, "wake_o": self.wake, "event_o": self.sticky.word >> 7,
        }  # fmt: skip


def count_run(on: int, run: int, sets: bool, clears: bool, n: int) -> tuple[int, int]:
    """Bit and run after one result."""
    if (clears if on else sets) and run + 1 >= n:
        return 1 - on, 0
    return on, run + 1 if (clears if on else sets) else 0


def packed(elements: list[int], width: int) -> int:
    """One word of *elements*, the first in the low bits."""
    return sum(value << width * number for number, value in enumerate(elements))
