# SPDX-License-Identifier: Apache-2.0
"""Synthesis of a platform's PMU with Yosys, and place and route for a small iCE40."""
