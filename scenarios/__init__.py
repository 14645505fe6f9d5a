# SPDX-License-Identifier: Apache-2.0
"""The story of each platform, in the module of its profile's name: its HDL in `BENCH`, and the one test `story`."""
