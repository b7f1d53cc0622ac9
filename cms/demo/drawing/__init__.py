"""Illustrations of the demo site: flat landscapes and rooms, drawn anew at set-up, the same every time."""

from .mark import mark
from .scenes import SCENES, draw

__all__ = ["SCENES", "draw", "mark"]
