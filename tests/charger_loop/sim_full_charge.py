# SPDX-License-Identifier: Apache-2.0
"""The full charge of `make charge`: known phases in order, currents, end of charge, no overshoot."""

from tb.charge_scenario import BENCH, full_charge

__all__ = ["BENCH", "full_charge"]
