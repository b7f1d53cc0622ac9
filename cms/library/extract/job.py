"""What an extractor is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .result import Limits


@dataclass(slots=True)
class Job:
    """`folder` is the job's own temporary folder, removed after it; `notes` go into the Extraction. `left`: the kinds of
    content (unseen.KINDS) that the file holds and no reader shall see.
    """

    path: Path
    name: str
    folder: Path
    limits: Limits
    format: str = ""
    notes: list[str] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    trouble: str = ""  # for the log: what a parser said, in English

    def note(self, text: str) -> None:
        if text and text not in self.notes:
            self.notes.append(text)
