"""A sheet of 1200 × 750 units with the few shapes the scenes are made of. Drawn twice as large, then reduced."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 750
SCALE = 2
STEP = 8  # units between two points of a curve

PAPER, SAND, CREAM = "#f3ecda", "#efe6d0", "#f7f0df"
MIST, SAGE, MOSS, PINE, DEEP = "#d8d3c0", "#b7bda6", "#8ba08a", "#5e7f6b", "#3f6552"
BRICK, ROOF, WOOD, BARK, STONE = "#a3473b", "#8d4a38", "#b98d62", "#5a4632", "#a89f8e"
WATER, WATER_2, LAMP, INK, GOLD = "#9db8b4", "#86a5a2", "#f0d99a", "#3a332b", "#c9a455"

Point = tuple[float, float]


class Canvas:
    def __init__(self, seed: str, ground: str = PAPER) -> None:
        self.random = random.Random(seed)  # noqa: S311 - art, not secrets
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), ground)
        self.pen = ImageDraw.Draw(self.image)

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def rect(self, x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> None:
        box = (x * SCALE, y * SCALE, (x + width) * SCALE, (y + height) * SCALE)
        if radius:
            self.pen.rounded_rectangle(box, radius * SCALE, fill=fill)
        else:
            self.pen.rectangle(box, fill=fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        """Around the middle (x, y)."""
        self.pen.ellipse(((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE), fill=fill)

    def line(self, points: Sequence[Point], fill: str, width: float = 3) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=fill, width=round(width * SCALE), joint="curve")

    def arch(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        """The upper half of an ellipse standing on the line y."""
        box = ((x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE)
        self.pen.pieslice(box, 180, 360, fill=fill)

    def curve(self, level: float, swing: float, waves: float = 2.0) -> list[Point]:
        """A quiet outline from the left edge to the right: three sines of random phase."""
        parts = [
            (swing / n, waves * n * self.random.uniform(0.8, 1.2), self.random.uniform(0, 6.3))
            for n in (1, 2, 3)
        ]
        return [
            (x, level + sum(a * math.sin(f * math.pi * x / WIDTH + p) for a, f, p in parts))
            for x in range(-STEP, WIDTH + 2 * STEP, STEP)
        ]

    def hills(self, colours: Sequence[str], top: float, bottom: float, swing: float = 38) -> None:
        """Ridges one before the other, palest first."""
        for number, colour in enumerate(colours):
            level = top + (bottom - top) * number / max(1, len(colours) - 1)
            self.below(self.curve(level, swing), colour)

    def below(self, outline: Sequence[Point], fill: str) -> None:
        self.polygon([*outline, (WIDTH + STEP, HEIGHT), (-STEP, HEIGHT)], fill)

    def ribbon(self, outline: Sequence[Point], thickness: float, fill: str) -> None:
        self.polygon([*outline, *((x, y + thickness) for x, y in reversed(outline))], fill)

    def sun(self, x: float, y: float, radius: float, fill: str = LAMP) -> None:
        self.ellipse(x, y, radius, radius, fill)

    def tree(self, x: float, y: float, height: float, crown: str = DEEP) -> None:
        """A leaf on a stem, standing at (x, y)."""
        self.line([(x, y), (x, y - height * 0.6)], BARK, height / 22)
        middle, half, wide = y - height * 0.62, height * 0.4, height * 0.2
        left = [
            (x - wide * math.sin(math.pi * t / 12) ** 0.8, middle - half + 2 * half * t / 12)
            for t in range(13)
        ]
        self.polygon([*left, *((2 * x - px, py) for px, py in reversed(left))], crown)

    def grove(self, outline: Sequence[Point], count: int, height: float, crowns: Sequence[str]) -> None:
        """Trees along an outline, never evenly."""
        for number in range(count):
            x = (number + self.random.uniform(0.2, 0.8)) * WIDTH / count
            y = min(outline, key=lambda p: abs(p[0] - x))[1]
            self.tree(x, y + 6, height * self.random.uniform(0.8, 1.25), crowns[number % len(crowns)])

    def windows(
        self, x: float, y: float, columns: int, rows: int, size: Point, gap: Point, lit: float = 0.25
    ) -> None:
        """A grid of window panes, some of them lit."""
        for row in range(rows):
            for column in range(columns):
                fill = LAMP if self.random.random() < lit else "#6f7f7d"
                self.rect(x + column * gap[0], y + row * gap[1], size[0], size[1], fill)

    def books(
        self, x: float, y: float, width: float, height: float, colours: Sequence[str], thick: Point = (14, 30)
    ) -> None:
        """A row of spines on a shelf whose board is at y."""
        end = x + width
        while x < end - thick[0]:
            w = min(self.random.uniform(*thick), end - x)
            h = height * self.random.uniform(0.72, 1.0)
            self.rect(x, y - h, w - 2, h, self.random.choice(colours))
            if w > 18:
                self.rect(x + 3, y - h * 0.82, w - 8, 3, CREAM)
            x += w

    def jpeg(self) -> bytes:
        out = io.BytesIO()
        self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(
            out, "JPEG", quality=88, optimize=True
        )
        return out.getvalue()
