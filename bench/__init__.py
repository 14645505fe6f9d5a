# SPDX-License-Identifier: Apache-2.0
"""Speed and size of model, test bench and RTL, measured as ratios on one machine."""
