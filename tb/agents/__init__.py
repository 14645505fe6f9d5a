# SPDX-License-Identifier: Apache-2.0
"""Behaviour of what stands around the PMU: each agent drives inputs of the PMU and reacts to its outputs."""
