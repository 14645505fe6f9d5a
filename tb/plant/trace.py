# SPDX-License-Identifier: Apache-2.0
"""What the plant did, thinned out for pictures."""

from __future__ import annotations

from tb.plant.plant import Sample

# A sample is kept if it is this far from the one before.
_TRACE_S, _TRACE_MA, _TRACE_MV = 0.004, 4.0, 4.0


class Trace:
    """Samples of the plant, fewer where nothing happens; and what the whole run saw at most."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.highest_v = 0.0
        self.before_step: Sample | None = None
        """How it was right before something changed last."""
        self._last: Sample | None = None

    def add(self, sample: Sample) -> None:
        """Keep *sample* if it is not on a line with the last one; both ends of a step are kept."""
        kept, last = self.samples[-1] if self.samples else None, self._last
        self.highest_v = max(self.highest_v, sample.vbat_v)
        if last is not None and sample.time_s == last.time_s:
            self.before_step = last
        if kept is not None and last is not None:
            step = abs(sample.battery_a - last.battery_a) * 1e3 > _TRACE_MA or abs(sample.vbat_v - last.vbat_v) * 1e3 > _TRACE_MV
            if step and last is not kept:
                self.samples.append(last)
            if not step and sample.time_s - kept.time_s < _TRACE_S:
                self._last = sample
                return
        self.samples.append(sample)
        self._last = sample
