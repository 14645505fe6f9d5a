# SPDX-License-Identifier: Apache-2.0
"""Random walk over rtc_core: hundreds of writes, most of them where they hurt, next to seconds, points and alarms."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from models.rtc_calendar import CMP_ALL, CMP_SECOND, Alarm
from tests.rtc.bench import ALL_EVENTS, RtcBench, Write, alarm_at
from tests.rtc.reference import EPOCH, LAST

_BORDERS = [datetime(2000, 12, 31), datetime(2023, 2, 28), datetime(2024, 2, 28), datetime(2024, 2, 29),
            datetime(2100, 2, 28), datetime(2136, 2, 7), datetime(2300, 2, 28), datetime(2399, 12, 31)]  # fmt: skip


def _moment(rng: random.Random) -> datetime:
    """A time to commit, often one second before a border."""
    day = rng.choice(_BORDERS) if rng.random() < 0.7 else EPOCH + timedelta(days=rng.randrange(146_097))
    return day.replace(hour=23, minute=59, second=rng.choice((59, 59, 58, 0)))


def _alarm(rng: random.Random, now: datetime) -> Alarm:
    """An alarm close to the present time, with some mask."""
    when = min(max(now + timedelta(seconds=rng.choice((-1, 0, 1, 1, 1, 2))), EPOCH), LAST)
    mask = rng.choice((CMP_ALL, CMP_ALL, CMP_SECOND, 0, rng.randrange(64)))
    alarm = alarm_at(when, mask, arm=int(rng.random() < 0.8), use_wday=int(rng.random() < 0.2))
    return alarm._replace(wday=rng.randrange(7)) if rng.random() < 0.1 else alarm


def _step(rng: random.Random, now: datetime) -> datetime:
    """A correction of the time: over the alarms that stand around it, or back."""
    seconds = rng.choice((0, 1, 2, 3, -1, -2, 60, 3_600, 86_400, 40 * 86_400, 400 * 86_400))
    return min(max(now + timedelta(seconds=seconds), EPOCH), LAST)


def _write(rng: random.Random, bench: RtcBench, now: datetime) -> Write:
    """One tick's writes: often several at once."""
    trims = (-512, 511, 0, 1, -1, rng.randrange(-512, 512))
    return Write(
        commit=_moment(rng) if rng.random() < 0.25 else _step(rng, now) if rng.random() < 0.2 else None,
        trim=rng.choice(trims) if rng.random() < 0.3 else None,
        alarms={n: _alarm(rng, now) for n in range(bench.n_alarms) if rng.random() < 0.4},
        clear=rng.choice((ALL_EVENTS, rng.randrange(256))) if rng.random() < 0.4 else None,
    )


async def walk(bench: RtcBench, rng: random.Random, bursts: int) -> None:
    """*bursts* groups of writes on neighbouring ticks, a third of them around the next second."""
    clock = bench.clock
    for _ in range(bursts):
        tick = clock.tick + 6 + rng.choice((0, 1, 30, 200))
        if rng.random() < 0.35:
            tick = max(tick, bench.next_second() + rng.randrange(-3, 3))
        now = bench.now()
        if rng.random() < 0.5:  # things to come are set beside the present time and beside the next second's
            now = min(now + timedelta(seconds=1), LAST)
        ticks = sorted({tick + rng.randrange(4) for _ in range(rng.choice((1, 1, 2, 4)))})
        await bench.write([(when, _write(rng, bench, now)) for when in ticks])
