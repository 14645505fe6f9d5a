# SPDX-License-Identifier: Apache-2.0
"""The scenario of `make sim` as a test that writes down the processor time it took."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import cocotb
from cocotb.handle import HierarchyObject

from bench.simulation import TIME_VARIABLE
from tb.scenario import sleep_and_wake


@cocotb.test()
async def sleep_and_wake_timed(dut: HierarchyObject) -> None:
    """As `sleep_and_wake`; processor seconds from its first line to its end go to the file named by the environment."""
    start = time.process_time()
    await sleep_and_wake.func(dut)
    Path(os.environ[TIME_VARIABLE]).write_text(json.dumps({"cpu_s": time.process_time() - start}), encoding="utf-8")
