# SPDX-License-Identifier: Apache-2.0
"""Platform profiles: one TOML file per platform, its checker, and the generator of the wrapper module `pmu_<profile>`."""

from profiles.check import check
from profiles.profile import Profile, ProfileError
from profiles.reading import load

__all__ = ["Profile", "ProfileError", "check", "load"]
