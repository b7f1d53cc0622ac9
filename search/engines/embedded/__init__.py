"""The engine inside our own processes: tantivy, one folder a generation."""

from .engine import Embedded

__all__ = ["Embedded"]
