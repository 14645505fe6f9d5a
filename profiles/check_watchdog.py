# SPDX-License-Identifier: Apache-2.0
"""Checks [watchdog]: times that firmware could not keep, and modes that would end in a bite."""

from __future__ import annotations

from typing import Any

from profiles.profile import Findings, Profile

KICK_TICKS = 9
"""From firmware's write of a kick to its effect: four ticks, and five more if it waits behind another write."""
_MILLION = 1_000_000


def check_watchdog(profile: Profile, found: Findings) -> None:
    """Everything about [watchdog] that one key alone does not show."""
    dog = profile["watchdog"]
    if dog is None:
        return
    bark, bite, window, start = (dog[f"{name}_ticks"] for name in ("bark", "bite", "window", "start"))
    if bark >= bite:
        found.add("[watchdog] bark_ticks", bark, f"below bite_ticks ({bite}), or 0 for no bark")
    if bark and window >= bark:
        found.add("[watchdog] window_ticks", window, f"below bark_ticks ({bark}): who answers the bark must not kick too early")
    last = last_window(bite, dog["clock_ppm"])
    if window > last:
        found.add(
            "[watchdog] window_ticks", window,
            f"at most {max(last, 0)}: opened by the slowest clock it ends before the fastest one bites (clock_ppm, bite_ticks)",
        )  # fmt: skip
    limits = profile["limits"]
    waits = limits["backdrive_timeout_ticks"] + limits["clock_timeout_ticks"] + limits["dram_timeout_ticks"]
    for key, ticks in (("bite_ticks", bite), ("start_ticks", start)):
        if ticks <= waits and (ticks or key == "bite_ticks"):
            why = "backdrive, clock and dram timeouts together: a power sequence must not end in a bite"
            found.add(f"[watchdog] {key}", ticks, f"above {waits} ({why})" + (", or 0" if key == "start_ticks" else ""))
    source = next((wake["name"] for wake in profile["wake"] if wake["from"] == "watchdog"), None)
    for mode in profile["mode"][1:]:
        if mode["watchdog_runs"]:
            _mode(mode, bark if source in mode["wakes"] else 0, bite, found)


def last_window(bite_ticks: int, clock_ppm: int) -> int:
    """The largest WINDOW that can be met by a timer that knows nothing of the AON clock, which is wrong by *clock_ppm* at most."""
    return (bite_ticks * (_MILLION - clock_ppm) // (_MILLION + clock_ppm)) - KICK_TICKS - 1


def _mode(mode: dict[str, Any], bark: int, bite: int, found: Findings) -> None:
    """A mode in which the watchdog runs; *bark* is 0 if it does not wake from there."""
    where, stays, leaves = f"[[mode]] {mode['name']}", mode["min_residency_ticks"], mode["exit_latency_ticks"] + KICK_TICKS
    if bark and bite - bark <= leaves:
        found.add(
            "[watchdog] bark_ticks", bark,
            f"below {bite - leaves}: woken by it, {mode['name']} needs {leaves} ticks to its kick (exit_latency_ticks and {KICK_TICKS})",
        )  # fmt: skip
    if stays + leaves >= (bark or bite):
        found.add(
            f"{where} watchdog_runs", True,
            f"false, or {'bark' if bark else 'bite'}_ticks above {stays + leaves}: it is chosen for sleeps of min_residency_ticks and more",
        )  # fmt: skip
