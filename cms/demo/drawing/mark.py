"""The mark of the demo site: hills, the river and the sun in a round of paper. It imitates no emblem."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from .canvas import DEEP, GOLD, MOSS, PAPER, PINE, WATER, Canvas

SIZE = 400  # pixels
RIM = 14


def mark() -> bytes:
    """PNG, clear outside the round."""
    canvas = Canvas("mark", PAPER)
    canvas.sun(780, 250, 95, GOLD)
    for x, peak, half, colour in ((430, 190, 420, MOSS), (790, 330, 380, PINE), (560, 420, 460, DEEP)):
        canvas.polygon([(x - half, 750), (x, peak), (x + half, 750)], colour)
    canvas.ribbon(canvas.curve(610, 16), 44, WATER)
    side = canvas.image.height
    left = (canvas.image.width - side) // 2
    square = canvas.image.crop((left, 0, left + side, side)).resize((SIZE * 2, SIZE * 2))
    ImageDraw.Draw(square).ellipse((0, 0, SIZE * 2 - 1, SIZE * 2 - 1), outline=PAPER, width=RIM * 2)
    round_ = Image.new("L", square.size)
    ImageDraw.Draw(round_).ellipse((0, 0, SIZE * 2 - 1, SIZE * 2 - 1), fill=255)
    square.putalpha(round_)
    out = io.BytesIO()
    square.resize((SIZE, SIZE)).save(out, "PNG", optimize=True)
    return out.getvalue()
