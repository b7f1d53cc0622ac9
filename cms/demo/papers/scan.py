"""A scan: pages that are pictures of writing, without a text layer."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from .fonts import FILE
from .paper import Paper

SIZE = (1000, 1414)
LINES = 11  # a page


def make(paper: Paper) -> bytes:
    chance = random.Random(paper.title)  # noqa: S311 - looks, not secrets
    font = ImageFont.truetype(str(FILE), 34)
    lines = [line for _, line in paper.lines()]
    pages = [_page(lines[at : at + LINES], font, chance) for at in range(0, len(lines), LINES)]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=120, title=paper.title)
    return out.getvalue()


def _page(lines: list[str], font: ImageFont.FreeTypeFont, chance: random.Random) -> Image.Image:
    page = Image.new("L", SIZE, 232)
    pen = ImageDraw.Draw(page)
    for row in range(14):
        pen.line((90, 200 + row * 84, 910, 200 + row * 84), fill=196, width=2)
    for number, line in enumerate(lines):
        x = 110.0
        for char in line:
            pen.text(
                (x, 150 + number * 84 + chance.uniform(-3, 3)), char, fill=chance.randint(40, 90), font=font
            )
            x += 34 + chance.uniform(-1, 2)
    for _ in range(260):
        x, y = chance.uniform(0, SIZE[0]), chance.uniform(0, SIZE[1])
        pen.ellipse((x, y, x + 2, y + 2), fill=chance.randint(150, 215))
    return page.filter(ImageFilter.GaussianBlur(0.8)).rotate(chance.uniform(-0.7, 0.7), fillcolor=225)
