# SPDX-License-Identifier: Apache-2.0
"""The rules of the charger's timing contract, word by word: every edge by itself, everything counts."""

from __future__ import annotations

from models.sticky_events import StickyEvents

CHARGING, SLOW, FAST = (2, 3, 4, 5, 7), (2, 3), (4, 5, 7)
NORMAL, COOL, WARM, COLD, HOT, NONE = range(6)


def fields(word: int, *widths: int) -> list[int]:
    """Fields of *word* from bit 0."""
    found = []
    for width in widths:
        found.append(word % 2**width)
        word //= 2**width
    return found


class EdgeByEdge:
    """charger_core, edge by edge. Each call of `edge` is one rising edge of the AON clock."""

    def __init__(
        self, ctrl_rst: int, limit_rst: int, temp_rst: int, timer_rst: int, *, minute: int, wd_unit: int,
        fold_ticks: int, dg_ticks: int, qual_ticks: int, rechg_ticks: int, test_ticks: int, source_unit: int,
        worn_ticks: int, start_ticks: int, cap: int = 0xFFFFFF,
    ) -> None:  # fmt: skip
        self.ctrl_rst, self.cap = ctrl_rst, cap
        self.ctrl, self.limits, self.temp, self.timer = ctrl_rst, limit_rst, temp_rst, timer_rst
        self.minute, self.wd_unit, self.fold_ticks = minute, wd_unit, fold_ticks
        self.dg, self.qual, self.rechg, self.test = dg_ticks, qual_ticks, rechg_ticks, test_ticks
        self.unit, self.worn_ticks, self.start_ticks = source_unit, worn_ticks, start_ticks
        self.starts = self.spent = 0
        self.rung = self.tries = self.kept = self.row = self.worn = 0
        self.lowest = self.drop = self.waiting = False
        self.young_left = self.away_left = self.wait_left = self.short_left = 0
        self.k = self.state = self.sink = self.age = self.test_age = self.p = self.fold = self.w = 0
        self.e = [0, 0]
        self.events = StickyEvents(12)
        self.zone, self.zone_target, self.zone_run = NONE, NONE, 0
        self.runs = {"window": 0, "lower": 0, "upper": 0}
        self.measured = self.lost = False
        self.det = self.boot = self.last = self.expired = self.mask = self.wake = self.limit_o = 0
        self.en = self.iset = self.vset = self.led = self.stale = 0
        self.armed = 1
        self.health = 14

    def held(self, name: str, condition: bool, time: int) -> bool:
        """The condition has been true for *time* edges before this one, and on it."""
        self.runs[name] = self.runs[name] + 1 if condition else 0
        return self.runs[name] > time

    def edge(self, i: dict[str, int]) -> None:
        """One edge that samples the inputs *i*."""
        self.k += 1
        enable, ichg, vreg, duty, wd, cool50, boot = fields(self.ctrl, 1, 10, 13, 7, 2, 1, 1)
        most_ma, most_mv, half = fields(self.cap, 10, 13, 1)
        ichg, vreg, cool50 = min(ichg, most_ma), min(vreg, most_mv), cool50 and half
        vbus_min, vbus_max, vtrickle, vpre, itrickle, rechg = fields(self.limits, 14, 14, 12, 12, 7, 9)
        zone, fold, state, expired = self.zone, self.fold, self.state, self.expired
        vb = i["vbat_i"] + (i["vbat_i"] >> 2)
        vu = 2 * i["vbus_i"] + (i["vbus_i"] >> 1)
        ic = i["ichg_i"] >> 2
        ipre = (ichg * 205) >> 11
        vreg_eff = max(vreg - 140, 0) if zone == WARM else vreg
        vrechg = vreg_eff - rechg
        det, ovp = i["vbus_det_i"], i["vbus_ovp_i"]
        good_in = i["ready_i"] and det and not ovp and vbus_min <= vu <= vbus_max and vu > vb + 80
        good_hold = det and not ovp and vbus_min - 100 <= vu <= vbus_max + 100 and vu > vb + 40
        over_in = ovp or vu > vbus_max + 100
        bad_zone = zone in (COLD, HOT, NONE)
        bad_die = i["die_crit_i"] or i["sensor_i"] >> 3 & 1
        over, stale = i["vbat_over_i"], int(i["stale_i"] != 0)
        bad_bat = over or vb > vreg + 100
        unsafe = over_in or bad_zone or bad_die or bad_bat or stale
        clean = good_in and not bad_zone and not bad_die and not over and not stale and vb <= vreg
        by_vbat = 2 if vb < vtrickle else 3 if vb < vpre else 4
        limit = i["loop_iin_i"] or i["loop_vin_i"] or fold != 0
        rung, had, charged, was = self.rung, self.iset, state in CHARGING, self.det
        poor = rung or self.tries
        full_up = self.starts == 8
        waits = self.waiting or self.drop or full_up
        pause, spent = self.waiting and poor, self.spent
        tired = self.row >= 4 and self.short_left > 1 and not self.worn
        rests = by_window = False

        # safety timers
        timed_out = False
        durations = fields(self.timer, 8, 10)
        written = fields(i["timer_i"], 8, 10) if i["timer_valid_i"] else durations
        for n, states in enumerate((SLOW, FAST)):
            if durations[n] == 0 or written[n] != durations[n] or state in (0, 1, 6):
                self.e[n] = 0
            elif state in states:
                self.e[n] += 1 if limit or rung else 2
                timed_out |= self.e[n] >= durations[n] * self.minute

        # states
        self.age += 1
        self.test_age += 1
        self.measured |= bool(i["upd_i"] >> 4 & 1)
        window = self.held("window", not good_hold, self.dg)
        tested = self.sink and self.test_age == self.test
        new, sink = state, self.sink
        if state != 0 and not (det and enable):
            new = 0
        elif state == 0:
            new = 1 if enable and good_in and not waits else 0
        elif state == 1 and not good_hold:
            new = 0
        elif state == 1 and not self.sink:
            if self.age >= self.qual:
                if unsafe:
                    new = 8
                elif vb >= vrechg:
                    sink, self.test_age = 1, 0
                else:
                    new = by_vbat
        elif state == 1:
            if tested:
                sink = 0
                new = 9 if vb < vpre - 100 else 8 if unsafe else by_vbat
                self.lost = new == 9
        elif state == 8:
            new = by_vbat if self.held("lower", clean and not waits, self.dg) else 8
        elif state == 9:
            new = 0 if i["clr_valid_i"] and i["clr_i"] >> 12 & 1 else 9
        elif timed_out:
            new, self.lost = 9, False
        elif unsafe or window:
            new, by_window = 8, window
        elif state == 6:
            if tested:
                sink = 0
                if vb < vpre - 100:
                    new, self.lost = 9, True
            elif not self.sink and self.held("lower", not waits and vb < vrechg - (300 if self.worn else 0), self.rechg):
                if tired:
                    rests, self.runs["lower"] = True, 0
                else:
                    new = 7
        else:
            full = ic < ipre and vb > vrechg and not limit and self.measured
            full = full and (not rung or vb >= vreg_eff - 10 or i["loop_cv_i"])
            rules = {
                2: (False, 2, vb >= vtrickle, 3),
                3: (vb < vtrickle - 100, 2, vb >= vpre, 4),
                4: (vb < vpre - 100, 3, vb >= vreg_eff - 10 or i["loop_cv_i"], 5),
                5: (vb < vpre - 100, 3, full, 6),
                7: (vb < vpre - 100, 3, full, 6),
            }
            low, lower, high, upper = rules[state]
            down = self.held("lower", low, self.dg)
            up = self.held("upper", not low and bool(high), self.dg)
            new = lower if down else upper if up else state
        self.state, self.sink = new, sink
        if new != state:
            self.age = self.test_age = 0
            self.runs, self.measured = dict.fromkeys(self.runs, 0), False
            self.sink = int(new == 6)

        # current and voltage
        if new != 4 or state != 4 or duty == 0 or duty >= 100:
            self.p = 0
        else:
            self.p = 0 if self.p == 99 else self.p + 1
        self.en = int(new in CHARGING and (new != 4 or duty >= 100 or self.p < duty))
        if not det or not enable or unsafe:
            self.en = 0
        self.iset = self.vset = 0
        if new in CHARGING:
            base = ichg
            if zone == COOL:
                base = ichg >> 1 if cool50 else (ichg * 205) >> 10
            folded = base * (8 - fold) >> 3
            if vb < vpre - 100:
                folded = min(folded, ipre)
            self.iset = {2: min(itrickle, ichg), 3: ipre}.get(new, folded)
            if rung and self.iset > 50:
                self.iset = 50 if rung == 3 else max(50, self.iset // 2**rung)
            self.vset = vreg_eff

        # fold back
        if state not in FAST:
            self.fold = self.w = 0
        elif self.w > 0:
            self.w -= 1
        elif i["die_warn_i"] and fold < 7:
            self.fold, self.w = fold + 1, self.fold_ticks - 1
        elif not i["die_warn_i"] and fold > 0:
            self.fold, self.w = fold - 1, self.fold_ticks - 1

        # zone
        cold, cold_h, cool, cool_h, warm, warm_h, hot, hot_h = fields(self.temp, *(12, 8) * 4)
        c = i["ntc_i"]
        if i["sensor_i"] >> 2 & 1 or not i["ready_i"]:
            target = NONE
        elif c > cold - (cold_h if zone == COLD else 0):
            target = COLD
        elif c < hot + (hot_h if zone == HOT else 0):
            target = HOT
        elif c > cool - (cool_h if zone in (COOL, COLD) else 0):
            target = COOL
        elif c < warm + (warm_h if zone in (WARM, HOT) else 0):
            target = WARM
        else:
            target = NORMAL
        self.zone_run = self.zone_run + 1 if target == self.zone_target else 1
        self.zone_target = target
        if target == NONE or target != zone and self.zone_run > self.dg:
            self.zone = target

        # health and LED
        if new == 9 and self.lost:
            self.health = 14
        elif stale:
            self.health = 5
        elif zone == NONE:
            self.health = 14
        elif new == 9:
            self.health = 8
        elif bad_bat or over_in and det:
            self.health = 4
        elif bad_die:
            self.health = 2
        elif zone in (HOT, COLD):
            self.health = 13 if zone == HOT else 6
        elif expired:
            self.health = 7
        elif (pause or spent) and det:
            self.health = 5
        else:
            self.health = {WARM: 11, COOL: 12}.get(zone, 1)
        now_i = self.k - 1
        self.led = {0: 0, 6: 1, 8: now_i >> 12 & 1, 9: now_i >> 12 & 1}.get(new, now_i >> 14 & 1)

        # VBUS
        inserted, removed = det and not self.det, self.det and not det
        self.det = det
        if removed:
            self.kept = self.boot
        if inserted and (self.kept if poor or self.drop else boot):
            self.boot = 1
        if 1 <= i["state_i"] <= 5:
            self.boot = self.kept = 0
        if not det:
            self.boot = 0

        # weak source: what is left of each time, as the edge finds it
        young_was, away_over, wait_over = self.young_left > 0, self.away_left == 1, self.wait_left <= 1
        for name in ("young_left", "away_left", "wait_left", "short_left"):
            setattr(self, name, max(0, getattr(self, name) - 1))
        if charged:
            self.lowest = had <= 50 or rung == 3
        if self.waiting and wait_over and (not poor or was and det):
            self.waiting = False
        if new not in CHARGING:
            self.young_left = 0
        elif self.iset > had:
            self.young_left = 4 * self.unit
        collapse = False
        if removed:
            self.drop = charged and young_was
            self.away_left = self.unit if self.drop or poor else 0
        elif inserted:
            self.away_left = 0
            collapse, self.drop = self.drop, False
            if not collapse and pause:
                self.wait_left = self.unit * 2 ** (self.tries - 1)
        elif det:
            collapse = by_window and charged and young_was
        elif away_over:
            self.waiting = bool(self.drop or self.waiting)
            self.wait_left = 3 * self.unit
            self.rung = self.tries = 0
            self.drop = False
        if collapse and not self.lowest:
            self.rung += 1
        elif collapse:
            self.tries = min(6, self.tries + 1)
            self.waiting, self.wait_left = True, self.unit * 2 ** (self.tries - 1)
        self.spent = int(bool(full_up and enable and state in (0, 8) and (spent or was and det)))
        poor_comes = not poor and not spent and (self.rung or self.tries or self.spent)
        if self.starts and (self.k - 1) % self.start_ticks == 0:
            self.starts -= 1
        self.starts += new in CHARGING and not charged

        # worn battery
        short = self.short_left > 0
        if state == 6 and new == 7:
            self.row = self.row + 1 if short and not self.worn else 0
        elif new not in (6, 7) or state == 6 and (not short or self.worn):
            self.row = 0
        if new == 6 and state != 6:
            self.short_left = self.worn_ticks
        was_worn, self.worn = self.worn, int(new == 6 and bool(self.worn or rests))

        # host watchdog and settings
        bites = False
        if any(i[f"{name}_valid_i"] for name in ("ctrl", "limit", "temp", "timer", "clr")):
            self.last, self.armed = self.k, 1
        elif wd and self.armed and self.k - self.last >= self.wd_unit * 2 ** (wd - 1):
            bites, self.expired, self.armed = True, 1, 0
            period = 3 << 31
            self.ctrl = self.ctrl_rst & ~period | self.ctrl & period
        if i["ctrl_valid_i"]:
            self.ctrl, self.expired = i["ctrl_i"], 0
        if i["limit_valid_i"]:
            self.limits = i["limit_i"]
        if i["temp_valid_i"]:
            self.temp = i["temp_i"]
        if i["timer_valid_i"]:
            self.timer = i["timer_i"]

        # events
        limit_o = int(bool(new in CHARGING and limit))
        changed = new != state
        bits = (changed, inserted, removed, changed and new == 6, changed and new == 8, changed and new == 9,
                self.zone != zone, bites, limit_o != self.limit_o, poor_comes, self.worn and not was_worn,
                stale > self.stale)  # fmt: skip
        self.limit_o, self.stale = limit_o, stale
        self.wake = int(self.events.word & self.mask != 0)
        if i["intr_valid_i"]:
            self.mask = i["intr_i"]
        self.events.happen(self.k, sum(1 << n for n, bit in enumerate(bits) if bit))
        if i["clr_valid_i"]:
            self.events.clear(self.k, i["clr_i"] % 4096)

    def outputs(self) -> dict[str, int]:
        """Value of every output after the last edge."""
        status = 1 if self.state in CHARGING else 4 if self.state == 6 else 3 if self.det else 2
        return {
            "state_o": self.state, "en_o": self.en, "iset_o": self.iset, "vset_o": self.vset, "sink_o": self.sink,
            "led_o": self.led, "zone_o": self.zone, "fold_o": self.fold, "status_o": status,
            "type_o": {2: 2, 3: 4, 4: 3, 5: 3, 7: 3}.get(self.state, 1), "health_o": self.health,
            "pre_min_o": self.e[0] // self.minute, "fast_min_o": self.e[1] // self.minute,
            "wd_expired_o": self.expired, "event_o": self.events.word, "limit_o": self.limit_o, "stale_o": self.stale, "det_o": self.det,
            "vbus_boot_o": self.boot, "wake_o": self.wake,
            "poor_o": int(bool((self.rung or self.tries or self.spent) and self.det)), "worn_o": self.worn,
        }  # fmt: skip
