"""Outdoors: hills, river, bridge, terraces, path."""

from __future__ import annotations

import math

from .canvas import (
    BARK,
    BRICK,
    CREAM,
    DEEP,
    GOLD,
    MIST,
    MOSS,
    PINE,
    SAGE,
    SAND,
    STEP,
    STONE,
    WATER,
    WATER_2,
    WIDTH,
    Canvas,
)  # fmt: skip


def hills(c: Canvas) -> None:
    c.sun(930, 170, 58, "#ecd9a8")
    c.hills((MIST, SAGE, MOSS, PINE), 280, 560)
    near = c.curve(668, 22)
    c.below(near, SAND)
    c.ribbon([(x, y + 26) for x, y in near], 3, GOLD)
    c.grove(near, 11, 150, (DEEP, "#355545"))


def river(c: Canvas) -> None:
    c.sun(250, 150, 46, "#ecd9a8")
    c.hills((MIST, SAGE, MOSS), 250, 380, 30)
    c.below(c.curve(430, 12), PINE)
    left, right = [], []
    for step in range(41):
        t = step / 40
        y = 430 + 330 * t
        middle = 640 + 210 * math.sin(t * 3.6) * (0.35 + t)
        half = 18 + 300 * t**1.6
        left.append((middle - half, y))
        right.append((middle + half, y))
    c.polygon([(x - 26 - 40 * (i / 40), y) for i, (x, y) in enumerate(left)] + right[::-1], "#c9bf97")
    c.polygon([*left, *right[::-1]], WATER)
    for step in range(7, 40, 4):
        (x1, y), (x2, _) = left[step], right[step]
        start = x1 + (x2 - x1) * c.random.uniform(0.15, 0.5)
        c.line([(start, y), (start + (x2 - x1) * 0.28, y)], "#bdd0cc", 2 + step / 12)
    for x, y, h in ((90, 600, 190), (210, 560, 140), (320, 520, 100), (1060, 560, 150), (1150, 640, 210)):
        c.tree(x, y, h, DEEP if x % 4 else "#355545")


def bridge(c: Canvas) -> None:
    c.hills((MIST, SAGE, MOSS), 260, 390, 34)
    c.rect(0, 470, WIDTH, 280, WATER)
    deck = [(x, 400 - 62 * math.sin(math.pi * (x + 40) / 1280)) for x in range(-40, 1249, 16)]
    c.polygon([*deck, (1248, 520), (-40, 520)], STONE)
    for x, rx, ry in ((250, 120, 112), (600, 160, 150), (950, 120, 112)):
        c.arch(x, 521, rx + 14, ry + 14, "#8f8676")
        c.arch(x, 522, rx, ry, "#cfd8cc")
        c.rect(x - rx, 470, rx * 2, 54, WATER)
        c.arch(x, 472, rx, ry - 52, MOSS)
        c.rect(x - rx, 472, rx * 2, 52, WATER)
    c.ribbon([(x, y - 12) for x, y in deck], 14, "#7d7566")
    for x, y in deck[::3]:
        c.rect(x - 3, y - 44, 6, 34, "#7d7566")
    c.ribbon([(x, y - 46) for x, y in deck], 6, "#7d7566")
    for row in range(9):
        level = 545 + row * 24
        start = c.random.uniform(-60, 220)
        while start < WIDTH:
            width = c.random.uniform(60, 190)
            c.line([(start, level), (start + width, level)], WATER_2 if row % 2 else "#b4c9c5", 4)
            start += width + c.random.uniform(60, 200)


def field(c: Canvas) -> None:
    c.sun(880, 140, 50, "#ecd9a8")
    c.hills((MIST, SAGE), 230, 300, 26)
    colours = (
        "#8ba08a",
        "#b3ad73",
        "#cbb974",
        "#a9b27b",
        "#d3c184",
        "#93a573",
        "#c7b06a",
        "#a8ad6d",
        "#dccb93",
    )
    for number, colour in enumerate(colours):
        edge = c.curve(345 + number * 45 + number**1.6, 16 + number * 1.6, 1.6)
        c.below(edge, colour)
        c.ribbon(edge, 4, "#7d7a4d" if number % 2 else "#8c8757")
    for x, y in ((180, 420), (212, 428), (930, 470), (965, 476), (996, 470)):
        c.tree(x, y, 70, DEEP)
    c.polygon([(560, 404), (620, 366), (680, 404)], BRICK)
    c.rect(572, 404, 96, 44, CREAM)
    c.rect(610, 418, 20, 30, BARK)


def path(c: Canvas) -> None:
    c.sun(600, 210, 70, "#f0dca6")
    c.hills((MIST, SAGE, MOSS), 300, 410, 30)
    c.below(c.curve(450, 10), "#9aa77f")
    left, right = [], []
    for step in range(33):
        t = step / 32
        middle = 600 + 150 * math.sin(t * 5) * t
        left.append((middle - 5 - 130 * t**1.5, 446 + 310 * t))
        right.append((middle + 5 + 130 * t**1.5, 446 + 310 * t))
    c.polygon([*left, *right[::-1]], "#e6d8b4")
    for step in range(2, 32, 3):
        for side, sign in ((left, -1), (right, 1)):
            x, y = side[step]
            c.tree(x + sign * (22 + step * 3), y, 34 + step * 6.5, DEEP if step % 2 else "#355545")
    x = 606.0
    c.ellipse(x, 512, 6, 6, "#4a4239")
    c.polygon([(x - 8, 520), (x + 8, 520), (x + 5, 552), (x - 5, 552)], BRICK)
    c.rect(-STEP, 744, WIDTH + 2 * STEP, 8, "#e6d8b4")
