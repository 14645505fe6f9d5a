# SPDX-License-Identifier: Apache-2.0
import cocotb
from tests.power.bench import PowerBench, changes
from tests.power.params import BASE, bench_for
from tests.power.world import Event
BENCH = bench_for(BASE)

@cocotb.test()
async def smoke(dut) -> None:
    b = PowerBench(dut, BASE)
    import faulthandler,sys; faulthandler.dump_traceback_later(5, file=open("/tmp/tb.txt","w"))
    await b.start(); print("started", flush=True)
    s = await b.compare([Event(10,"key_i",1),Event(20,"key_i",0),Event(100,"slp_mode_i",2),Event(100,"slp_off_i",15),Event(100,"slp_enter_i",1),Event(200,"slp_enter_i",0)], 300)
    print(changes(s,"state_o"))
    await b.finish()
