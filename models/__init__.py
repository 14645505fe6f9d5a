# SPDX-License-Identifier: Apache-2.0
"""The golden model: plain Python, no simulator, one module per subsystem, named like the folders of the RTL."""
