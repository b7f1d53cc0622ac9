"""What is said of what was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A fact, and what comes first: that is said only where the best comes first, at its beginning, and more follows."""

    fact: str = ""
    first: str = ""
    elsewhere: str = ""  # said in its place
    alone: str = ""  # the same where nothing follows
    works: int = 1  # that come first

    def sentence(self, beginning: bool, total: int) -> str:
        """`total`: works that were found."""
        more = self.first if beginning else self.elsewhere
        if self.alone and total <= self.works:
            more = self.alone
        return f"{self.fact}，{more}。" if more else f"{self.fact}。" if self.fact else ""


SILENT = Told()
