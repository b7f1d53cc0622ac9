"""Text out of files, in a process of its own that is limited in time, memory and reach. Imports no Django."""

from .result import Extraction, Limits, Section

__all__ = ["Extraction", "Limits", "Section"]
