# SPDX-License-Identifier: Apache-2.0
"""Random weather for the charger: values close to every border, mostly good, with pauses around every time."""

from __future__ import annotations

import random
from collections.abc import Iterator

from models.charger_settings import LIMIT_W, Ctrl, Limits, Temps, Timers
from tests.charger.params import CTRL, GOOD, LIMITS, TEMPS, Times, current, ntc_code, vbat, vbus

_FLAWS = ("vbus_ovp_i", "loop_cv_i", "loop_iin_i", "loop_vin_i", "die_warn_i", "die_crit_i", "vbat_over_i", "stale_i")


_STORIES = 0.004  # of the steps begin one


class Weather:
    """Steps of a random walk: each a pause in ticks and the inputs that change at its end.

    Words are named without `_valid_i` ("ctrl": word): whoever plays the step strikes the valid for one tick.
    """

    def __init__(self, rng: random.Random, times: Times) -> None:
        self._rng, self._times = rng, times
        self._now = dict(GOOD)
        self._ctrl, self._limits = CTRL, LIMITS
        self._spoilt = self._words_spoilt = self._full = False
        self._story: list[tuple[int, dict[str, int]]] = []

    def steps(self, count: int) -> Iterator[tuple[int, dict[str, int]]]:
        """*count* steps; the first sets all that is not 0."""
        yield 1, {**GOOD, "upd_i": 0x10}
        for _ in range(count - 1):
            if not self._story and self._rng.random() < _STORIES:
                self._story = self._rng.choice((self._weak, self._worn, self._late, self._late))()
            yield self._story.pop(0) if self._story else (self._pause(), self._change())

    def _all_good(self) -> dict[str, int]:
        self._spoilt = self._words_spoilt = self._full = False
        self._ctrl, self._limits = CTRL, LIMITS
        self._now = dict(GOOD)
        words = {"ctrl": CTRL.pack(), "limit": LIMITS.pack(), "temp": TEMPS.pack(), "timer": Timers().pack(), "clr": 0x1000}
        return {**GOOD, **dict.fromkeys(_FLAWS, 0), "sensor_i": 0, **words}

    def _weak(self) -> list[tuple[int, dict[str, int]]]:
        """A source that folds back or vanishes soon after the current has begun, again and again; some are unplugged."""
        rng, t = self._rng, self._times
        story = [(5, {**self._all_good(), "vbat_i": vbat(rng.choice((1500, 2500, 3700)))})]
        for _ in range(rng.randrange(3, 14)):
            story.append((rng.choice((2, 12, t.qual_ticks + t.dg_ticks + 20, 4 * t.source_unit, 9 * t.source_unit)), {}))
            if rng.random() < 0.5:
                story += [(1, {"vbus_i": vbus(4000)}), (t.dg_ticks + rng.choice((0, 1, 2, 30)), {"vbus_i": GOOD["vbus_i"]})]
            else:
                away = rng.choice((1, 2, t.source_unit - 1, t.source_unit, t.source_unit + 1, 3 * t.source_unit))
                story += [(1, {"vbus_det_i": 0, "state_i": rng.choice((0, 2))}), (away, {"vbus_det_i": 1})]
        return story

    def _worn(self) -> list[tuple[int, dict[str, int]]]:
        """A battery that is full as soon as it is charged, and used as soon as it is not."""
        rng, t = self._rng, self._times
        full = {"vbat_i": vbat(4195), "ichg_i": 0, "upd_i": 0x10}
        story = [(5, {**self._all_good(), **full}), (3 * t.dg_ticks + t.qual_ticks + t.test_ticks, {})]
        for _ in range(rng.randrange(3, 9)):
            used = vbat(4100) - rng.choice((1, 1, 5))
            rest = t.test_ticks + rng.choice((0, 2, 2, 2, t.worn_ticks - t.rechg_ticks - t.test_ticks))
            story += [(rest, {"vbat_i": used}), (t.rechg_ticks + 3, full), (t.dg_ticks + 2, {})]
        return [*story, (t.rechg_ticks, {"vbat_i": vbat(rng.choice((3800, 3790)))}), (2 * t.rechg_ticks, {})]

    def _late(self) -> list[tuple[int, dict[str, int]]]:
        """Safety timers of a minute, used up in the trickle or in a recharge; or a battery that is pulled as it is full."""
        t, rng = self._times, self._rng
        begin = {**self._all_good(), "timer": Timers(1, 1).pack()}
        if rng.random() < 0.4:
            return [(5, {**begin, "vbat_i": vbat(1500)}), (t.minute, {}), (5, {"clr": 0x1000})]
        full = {"vbat_i": vbat(4195), "ichg_i": 0, "upd_i": 0x10}
        story = [(2, {"vbus_det_i": 0}), (5 * t.source_unit, {**begin, **full}),
                 (4 * t.dg_ticks + t.qual_ticks + t.test_ticks, {})]  # fmt: skip
        if rng.random() < 0.5:
            return [*story, (1, {"vbat_i": 0}), (t.test_ticks + 5, {"clr": 0x1000})]
        used = {"vbat_i": vbat(4050), "ichg_i": current(300)}
        return [*story, (t.test_ticks, used), (t.minute + t.rechg_ticks, {}), (5, {"clr": 0x1000})]

    def _pause(self) -> int:
        t, rng = self._times, self._rng
        around = rng.choice((t.dg_ticks, t.dg_ticks, t.dg_ticks, t.qual_ticks, t.test_ticks, t.rechg_ticks, t.fold_ticks))
        return max(1, rng.choice((1, 1, 1, 2, 3, around - 1, around, around + 1, around + 2, 2 * around, 150)))

    def _change(self) -> dict[str, int]:
        rng = self._rng
        if self._spoilt and rng.random() < 0.6:
            changes = self._heal()
        else:
            harmless = (self._battery, self._battery, self._current, self._top)
            harmful = (self._supply, self._temperature, self._flaw, self._presence, self._words, self._words)
            changes = {}
            for _ in range(rng.choice((1, 1, 2))):
                bad = rng.random() < 0.35
                self._spoilt |= bad
                changes.update(rng.choice(harmful if bad else harmless)())
        self._now.update({name: value for name, value in changes.items() if name.endswith("_i")})
        return changes

    def _heal(self) -> dict[str, int]:
        """Everything good again but for the battery's voltage, and sometimes the settings."""
        self._spoilt = False
        changes = {**GOOD, **dict.fromkeys(_FLAWS, 0), "sensor_i": 0, "vbat_i": self._now["vbat_i"]}
        if self._words_spoilt and self._rng.random() < 0.7:
            self._words_spoilt = False
            self._ctrl, self._limits = CTRL, LIMITS
            changes |= {"ctrl": CTRL.pack(), "limit": LIMITS.pack(), "temp": TEMPS.pack()}
        if self._rng.random() < 0.3:
            changes["clr"] = 0x3FFF
        return changes

    def _battery(self) -> dict[str, int]:
        ctrl, limits, rng = self._ctrl, self._limits, self._rng
        low = (0, limits.vtrickle - 100, limits.vtrickle, limits.vpre - 100, limits.vpre, rng.randrange(5000))
        high = (ctrl.vreg - 10, ctrl.vreg, ctrl.vreg + 100, ctrl.vreg - limits.rechg, ctrl.vreg - limits.rechg,
                ctrl.vreg - limits.rechg - 140, ctrl.vreg - 150)  # fmt: skip
        if rng.random() < 0.15:
            self._full = not self._full
        border = rng.choice(high if self._full else low)
        code = vbat(min(5110, max(0, border))) + rng.choice((-1, 0, 0, 1))
        return {"vbat_i": min(4095, max(0, code))}

    def _top(self) -> dict[str, int]:
        """A battery that is full, or that has just been, and nothing else."""
        self._full = True
        sag = self._rng.choice((0, 50, 50, self._limits.rechg + 20, 500))
        mv = max(0, self._ctrl.vreg - sag)
        return {**GOOD, **dict.fromkeys(_FLAWS, 0), "vbat_i": vbat(min(5000, mv)), "ichg_i": 0}

    def _supply(self) -> dict[str, int]:
        limits, vb = self._limits, self._now["vbat_i"] * 5 // 4
        border = self._rng.choice((
            limits.vbus_min - 100, limits.vbus_min, limits.vbus_max, limits.vbus_max + 100, vb + 40, vb + 80, 5000, 0,
        ))  # fmt: skip
        return {"vbus_i": min(4095, max(0, vbus(min(10_000, border)) + self._rng.choice((-1, 0, 1))))}

    def _temperature(self) -> dict[str, int]:
        rng = self._rng
        if rng.random() < 0.2:
            return {"sensor_i": rng.choice((0, 4, 8, 0x13, 0)), "ready_i": rng.choice((1, 1, 0))}
        if rng.random() < 0.3:
            return {"ntc_i": ntc_code(rng.randrange(-20, 80))}
        n = 2 * rng.randrange(4)
        hyst = rng.choice((0, TEMPS[n + 1])) * (-1 if n < 4 else 1)
        return {"ntc_i": TEMPS[n] + hyst + rng.choice((-1, 0, 1))}

    def _flaw(self) -> dict[str, int]:
        name = self._rng.choice(_FLAWS)
        flawed = 1 << self._rng.randrange(5) if name == "stale_i" else 1
        return {name: 0 if self._now.get(name, 0) else flawed}

    def _current(self) -> dict[str, int]:
        ipre = self._ctrl.ichg // 10
        return {"ichg_i": current(self._rng.choice((0, ipre, ipre, 300))) + self._rng.choice((0, 0, -1, 1)) & 0xFFF,
                "upd_i": self._rng.choice((0, 0x10, 0x10, 0x6F))}  # fmt: skip

    def _presence(self) -> dict[str, int]:
        return {"vbus_det_i": self._rng.choice((0, 0, 1)), "state_i": self._rng.randrange(9)}

    def _words(self) -> dict[str, int]:
        rng = self._rng
        self._words_spoilt = True
        kind = rng.choice(("ctrl", "ctrl", "limit", "temp", "timer", "timer", "clr", "clr", "clr", "intr"))
        if kind == "ctrl":
            self._ctrl = Ctrl(
                int(rng.random() < 0.9), rng.choice((0, 9, 50, 500, 1000, 1023, 505, 999)),
                rng.choice((4200, 4200, 3840, 4608, 4700, 8191, 141, 139, 0)) if rng.random() < 0.4 else 4200,
                rng.choice((0, 1, 50, 99, 100, 127, 100, 100)), rng.choice((0, 0, 1, 2, 3)), rng.randrange(2),
                rng.randrange(2),
            )  # fmt: skip
            return {"ctrl": self._ctrl.pack()}
        if kind == "limit":
            wild = Limits.unpack(rng.getrandbits(LIMIT_W))
            self._limits = wild if rng.random() < 0.2 else LIMITS if rng.random() < 0.7 else Limits(
                rng.randrange(0, 5000), rng.randrange(5000, 9000), rng.randrange(0, 2500), rng.randrange(0, 3300),
                rng.randrange(128), rng.randrange(512),
            )  # fmt: skip
            return {"limit": self._limits.pack()}
        if kind == "temp":
            return {"temp": (TEMPS if rng.random() < 0.6 else Temps(*(rng.randrange(1 << w) for w in (12, 8) * 4))).pack()}
        if kind == "timer":
            return {"timer": Timers(rng.choice((0, 1, 1, 2, 30)), rng.choice((0, 1, 2, 3, 300))).pack()}
        if kind == "intr":
            return {"intr": rng.choice((0, 0xFFF, 1 << rng.randrange(12), rng.getrandbits(12)))}
        return {"clr": rng.choice((0x3FFF, 0x1000, 0x2000, rng.getrandbits(14)))}
