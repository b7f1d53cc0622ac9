"""What is said of what was found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Told:
    """A fact, and what comes first: that is said only where the best comes first, at its beginning."""

    fact: str = ""
    first: str = ""
    elsewhere: str = ""  # said in its place

    def sentence(self, beginning: bool) -> str:
        more = self.first if beginning else self.elsewhere
        return f"{self.fact}，{more}。" if more else f"{self.fact}。" if self.fact else ""


SILENT = Told()
