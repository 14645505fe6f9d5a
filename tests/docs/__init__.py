# SPDX-License-Identifier: Apache-2.0
"""Tests of the pages in docs/: what they show runs, and what they say is so."""
