"""The worker looks again for thumbnails that lie open though their picture is closed (cms.core.services)."""

from __future__ import annotations

import time

from cms.core import services

EVERY = 60.0  # seconds
SWEEP = 60  # looks between two at files that no picture knows of


class Strays:
    """`run_once` is a job of search.jobs."""

    def __init__(self) -> None:
        self.due = 0.0
        self.looks = 0

    def run_once(self) -> bool:
        """Never more to do at once: what could not be removed is tried a minute later."""
        if time.monotonic() >= self.due:
            self.due = time.monotonic() + EVERY
            services.settle_strays()
            if self.looks % SWEEP == 0:
                services.sweep_renditions()
            self.looks += 1
        return False
