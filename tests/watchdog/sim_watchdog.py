# SPDX-License-Identifier: Apache-2.0
"""watchdog_core in its block bench: what barks, what bites, what stands still; every output against the model."""

from __future__ import annotations

import cocotb
from cocotb.handle import HierarchyObject

from models.watchdog import EARLY, START, TIMEOUT, Settings
from tb.covers import covers
from tests.watchdog.bench import AT_RESET, START_TICKS, WatchdogBench, watchdog_bench

BENCH = watchdog_bench()
WINDOW = Settings(enable=1, bark=40, bite=60, window=20)
OFF = Settings(enable=0, bark=40, bite=60, window=20)
STOPS = {"state_i": (6, 2, 1), "mode_i": (1, 0, 1), "debug_halt_i": (1, 0, 0)}
"""What makes it stand still: the value that does, the one that does not, and the ticks until it acts."""


async def _kicked(dut: HierarchyObject, cfg: Settings = AT_RESET) -> tuple[WatchdogBench, int]:
    """A watchdog with *cfg* that has had its first kick, and the tick of it."""
    bench = WatchdogBench(dut)
    await bench.start()
    await bench.do(cfg=cfg)
    tick = await bench.kick()
    await bench.at(tick, kick_o=1, status_count_o=0, status_start_o=0)
    return bench, tick


@cocotb.test()
@covers("WDT-BARK-1", "WDT-BITE-1")
async def barks_and_bites_on_their_ticks(dut: HierarchyObject) -> None:
    """Without a kick: the bark stands from its tick to the bite, which lasts a tick and tells why."""
    bench, kick = await _kicked(dut)
    await bench.at(kick + 1, status_count_o=1, kick_o=0)
    await bench.at(kick + AT_RESET.bark, status_count_o=AT_RESET.bark, wake_o=0, event_o=0)
    await bench.at(kick + AT_RESET.bark + 1, wake_o=1, event_o=1)
    await bench.at(kick + AT_RESET.bite, wake_o=1, bite_o=0, bitten_o=0)
    await bench.at(kick + AT_RESET.bite + 1, wake_o=0, event_o=1, bite_o=1, bitten_o=TIMEOUT, status_count_o=0)
    await bench.at(kick + AT_RESET.bite + 2, bite_o=0, bitten_o=TIMEOUT, status_start_o=1)
    await bench.finish()


@cocotb.test()
@covers("WDT-KICK-1")
async def kick_around_the_bark_and_the_bite(dut: HierarchyObject) -> None:
    """On every tick around both: a kick ends the bark; the one that comes with the bite is too late and counts for nothing."""
    bench, kick = await _kicked(dut)
    for moment in (AT_RESET.bark, AT_RESET.bite):
        for offset in range(-2, 3):
            at = kick + moment + 1 + offset
            await bench.play({at: {"kick_i": 1}})
            late = moment == AT_RESET.bite and offset >= 0
            await bench.at(at, kick_o=int(not late or offset > 0), wake_o=0, bite_o=int(late and offset == 0))
            kick = await bench.kick()
    await bench.finish()


@cocotb.test()
@covers("WDT-WIN-1")
async def kick_before_the_window(dut: HierarchyObject) -> None:
    """The last kick that is too early bites at once, with its own reason; the next one is in time. At 0 there is no window."""
    bench, kick = await _kicked(dut, WINDOW)
    await bench.play({kick + WINDOW.window + 1: {"kick_i": 1}})
    await bench.at(kick + WINDOW.window + 1, kick_o=1, bite_o=0, bitten_o=0)
    kick += WINDOW.window + 1
    await bench.play({kick + WINDOW.window: {"kick_i": 1}})
    await bench.at(kick + WINDOW.window, kick_o=0, bite_o=1, bitten_o=EARLY, status_start_o=1)
    await bench.do(kick_i=1, cfg=AT_RESET)  # the first kick after it may come at any time
    tick = await bench.kick()
    await bench.at(tick, kick_o=1, bite_o=0)
    await bench.finish()


@cocotb.test()
@covers("WDT-START-1")
async def the_first_kick_has_its_own_time(dut: HierarchyObject) -> None:
    """From the end of the start: no bark, a bite with its reason if no kick comes; counted anew after it."""
    bench = WatchdogBench(dut)
    await bench.start(dom_boot_i=1)
    await bench.at(30, status_start_o=1, status_count_o=0)
    runs = bench.clock.tick + 4  # the first edge on which it counts
    await bench.play({runs: {"dom_boot_i": 0}})
    await bench.at(runs + AT_RESET.bite + 5, wake_o=0, event_o=0, bitten_o=0, status_count_o=AT_RESET.bite + 6)
    for bite in (runs + START_TICKS, runs + 2 * START_TICKS + 1):
        await bench.at(bite - 1, bite_o=0)
        await bench.at(bite, bite_o=1, bitten_o=START, status_start_o=1, status_count_o=0)
    await bench.do(cfg=WINDOW)
    kick = await bench.kick()  # before any window
    await bench.at(kick, kick_o=1, status_start_o=0)
    await bench.at(kick + AT_RESET.bark + 1, wake_o=1)
    await bench.finish()


@cocotb.test()
@covers("WDT-START-1", "WDT-BITE-2")
async def a_start_gives_the_core_its_time_again(dut: HierarchyObject) -> None:
    """Whatever the watchdog is about on the tick of the start; a kick that was on its way is nothing then."""
    bench = WatchdogBench(dut)
    await bench.start()
    for wait in (0, 10, AT_RESET.bark, AT_RESET.bite - 1):
        await bench.kick()
        boot = bench.clock.tick + 2 + wait
        await bench.play({boot: {"dom_boot_i": 1}, boot + 2: {"kick_i": 1}})
        await bench.at(boot + 3, status_start_o=1, wake_o=0, kick_o=0, status_count_o=0)
        await bench.do(dom_boot_i=0)
        assert bench.seen("status_start_o") == 1
    await bench.at(bench.clock.tick + START_TICKS - 2, bite_o=0, bitten_o=0)
    await bench.finish()


@cocotb.test()
@covers("WDT-BITE-2")
async def what_has_bitten_stays_told(dut: HierarchyObject) -> None:
    """Through the reset and kicks, until it is cleared, each reason by itself; clearing one does not bring it back."""
    bench, kick = await _kicked(dut)
    await bench.at(kick + AT_RESET.bite + 1, bite_o=1)
    await bench.do(dom_boot_i=1)
    await bench.at(bench.clock.tick + 10, bitten_o=TIMEOUT)
    await bench.do(dom_boot_i=0)
    await bench.do(cfg=WINDOW)
    await bench.kick()
    await bench.kick()
    await bench.at(bench.clock.tick + 12, bitten_o=TIMEOUT | EARLY, event_o=1)
    for reasons, left in ((START, TIMEOUT | EARLY), (EARLY, TIMEOUT), (TIMEOUT, 0)):
        tick = await bench.do(bitten_clr_i=reasons)
        await bench.at(tick + 10, bitten_o=left, event_o=1)
    tick = await bench.do(event_clr_i=1)
    await bench.at(tick + 10, event_o=0, bitten_o=0)
    await bench.finish()


@cocotb.test()
@covers("WDT-BITE-2", "REG-EVT-1")
async def clear_around_a_bite(dut: HierarchyObject) -> None:
    """A clear that was on its way when it bit, or barked, takes nothing that came after it was written."""
    bench = WatchdogBench(dut)
    await bench.start()
    for name, output, moment in (("bitten_clr_i", "bitten_o", AT_RESET.bite), ("event_clr_i", "event_o", AT_RESET.bark)):
        for offset in range(6):
            kick = await bench.kick()
            at = kick + moment + 1
            await bench.play({at + offset: {name: 7 if name == "bitten_clr_i" else 1}})
            await bench.at(at + offset + 1, **{output: int(offset < 4)})
            await bench.kick()
            await bench.do(bitten_clr_i=7, event_clr_i=1)
            await bench.clock.ticks(12)
            await bench.do(bitten_clr_i=7, event_clr_i=1)
            await bench.clock.ticks(12)
    await bench.finish()


@cocotb.test()
@cocotb.parametrize(stop=list(STOPS))
@covers("WDT-RUN-1", "WDT-RUN-2")
async def stands_still_and_keeps_its_count(dut: HierarchyObject, stop: str) -> None:
    """Stopped and let go again at every count around bark and bite, for one tick and for long: not a tick more or less."""
    bench = WatchdogBench(dut)
    await bench.start()
    still, goes, lag = STOPS[stop]
    for pause in (1, 2, 7, 500):
        for count in (1, 2, 17, AT_RESET.bark - 1, AT_RESET.bark, AT_RESET.bite - 1, AT_RESET.bite):
            kick = await bench.kick()
            stops = kick + count + 1 - lag  # the edge behind which it stands still, or on which
            stopping = cocotb.start_soon(bench.play({stops: {stop: still}, stops + pause: {stop: goes}}))
            await bench.at(kick + pause + AT_RESET.bite, bite_o=0)
            await bench.at(kick + pause + AT_RESET.bite + 1, bite_o=1)
            await stopping
    await bench.finish()


@cocotb.test()
@cocotb.parametrize(stop=list(STOPS))
@covers("WDT-RUN-2")
async def nothing_bites_where_it_stands_still(dut: HierarchyObject, stop: str) -> None:
    """Neither its time, nor an early kick, nor a shorter time: a kick counts, and the shorter time bites as it goes on."""
    bench, kick = await _kicked(dut, WINDOW)
    still, goes, lag = STOPS[stop]
    await bench.play({kick + 5: {stop: still}})
    tick = await bench.kick()
    await bench.at(tick, kick_o=1, bite_o=0, status_count_o=0)
    await bench.at(tick + 200, status_count_o=0, wake_o=0, bite_o=0)
    tick = await bench.do(**{stop: goes})
    await bench.play({tick + 30: {stop: still}})
    await bench.do(cfg=Settings(enable=1, bark=4, bite=8, window=0))
    await bench.at(bench.clock.tick + 50, status_count_o=30, wake_o=0, bite_o=0)
    tick = await bench.do(**{stop: goes})
    await bench.at(tick + lag, bite_o=1, bitten_o=TIMEOUT)
    await bench.finish()


@cocotb.test()
@covers("WDT-ENA-1")
async def off_and_on_again(dut: HierarchyObject) -> None:
    """Off it counts nothing, barks at nobody, and a kick still counts as a sign of life; on again it begins anew, as kicked."""
    bench, kick = await _kicked(dut)
    await bench.at(kick + AT_RESET.bark + 1, wake_o=1)
    tick = await bench.do(cfg=OFF)
    await bench.at(tick + 1, wake_o=0, status_count_o=0, status_start_o=0)
    for _ in range(2):
        tick = await bench.kick()
        await bench.at(tick, kick_o=1, bite_o=0)
    await bench.play({tick + 4: {"dom_boot_i": 1}, tick + 8: {"dom_boot_i": 0}})
    await bench.at(tick + 300, status_count_o=0, status_start_o=0, bitten_o=0)
    tick = await bench.do(cfg=AT_RESET)
    await bench.at(tick + 1, status_count_o=1)
    await bench.at(tick + AT_RESET.bite, bite_o=0)
    await bench.at(tick + AT_RESET.bite + 1, bite_o=1, bitten_o=TIMEOUT)
    await bench.finish()


@cocotb.test()
@covers("WDT-ENA-2")
async def settings_act_from_the_next_tick_on(dut: HierarchyObject) -> None:
    """No setting is a kick: the count goes on. A bite that is already behind comes at once, a bark that is 0 never."""
    bench, kick = await _kicked(dut)
    await bench.play({kick + 20: {"cfg": Settings(1, 0, 30, 0)}})
    await bench.at(kick + 20, status_count_o=20)
    await bench.at(kick + 30, bite_o=0, event_o=0)
    await bench.at(kick + 31, bite_o=1, event_o=0)
    kick = await bench.kick()
    await bench.play({kick + 20: {"cfg": Settings(1, 5, 10, 0)}})
    await bench.at(kick + 20, bite_o=0)
    await bench.at(kick + 21, bite_o=1, wake_o=0)
    await bench.finish()


@cocotb.test()
@covers("WDT-ENA-1", "PWR-RST-3")
async def por_forgets_everything(dut: HierarchyObject) -> None:
    """In the middle of a bark, with reasons told and other settings: as from the first supply."""
    bench, kick = await _kicked(dut)
    await bench.at(kick + AT_RESET.bite + 1, bite_o=1)
    kick = await bench.kick()
    await bench.do(cfg=Settings(1, 5, 50, 0))
    await bench.at(kick + 12, wake_o=1, bitten_o=TIMEOUT)
    await bench.restart()
    first = bench.clock.tick
    await bench.at(first + 1, wake_o=0, event_o=0, bitten_o=0, status_start_o=1)
    await bench.at(first + START_TICKS, bite_o=0)
    await bench.at(first + START_TICKS + 1, bite_o=1, bitten_o=START)
    await bench.finish()


@cocotb.test()
@covers("WDT-BITE-3")
async def an_upset_count_bites_at_once(dut: HierarchyObject) -> None:
    """A base that lies in the future is no reprieve of eight minutes."""
    bench, kick = await _kicked(dut)
    await bench.finish()  # the model cannot know of it
    await bench.clock.before(kick + 10)
    dut.u_core.base_q.value = (bench.clock.tick + 100) & 0xFFFFFF
    await bench.at(kick + 10, bite_o=1)
