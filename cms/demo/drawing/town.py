"""Streets and houses: street, house, gate, wall, school."""

from __future__ import annotations

from .canvas import (
    BARK,
    BRICK,
    CREAM,
    DEEP,
    GOLD,
    INK,
    LAMP,
    MIST,
    MOSS,
    PINE,
    ROOF,
    SAGE,
    SAND,
    STONE,
    WIDTH,
    WOOD,
    Canvas,
)  # fmt: skip

WALLS = ("#d4b692", "#bfae98", "#c9a58a", "#d9c7a6", "#b9a890")


def street(c: Canvas) -> None:
    c.image.paste("#3f4a55", (0, 0, *c.image.size))
    c.sun(960, 130, 40, "#f3e3b3")
    c.below(c.curve(330, 20), "#364049")
    x, number = -30.0, 0
    while x < WIDTH:
        width, height = c.random.choice((118, 146, 176)), c.random.uniform(190, 340)
        c.rect(x, 600 - height, width, height, ("#7c6a58", "#6d6459", "#85725d", "#706a60")[number % 4])
        c.rect(x - 6, 592 - height, width + 12, 14, "#5b372e")
        columns = int(width // 44)
        c.windows(x + 20, 626 - height, columns, int((height - 70) // 58), (20, 30), (44, 58), 0.22)
        x += width + 8
        number += 1
    c.rect(0, 600, WIDTH, 150, "#574f47")
    c.rect(0, 600, WIDTH, 8, "#7b7166")
    c.rect(470, 440, 250, 160, "#8d6b4a")
    c.rect(456, 424, 278, 20, ROOF)
    c.rect(492, 464, 120, 96, LAMP)
    c.line([(552, 464), (552, 560)], "#8d6b4a", 6)
    c.line([(492, 512), (612, 512)], "#8d6b4a", 5)
    c.rect(640, 464, 58, 136, "#f6e7ba")
    c.polygon([(640, 600), (698, 600), (760, 750), (560, 750)], "#857354")
    for x in (190, 1010):
        c.rect(x - 3, 400, 6, 200, INK)
        c.ellipse(x, 396, 15, 15, LAMP)
        c.ellipse(x, 640, 110, 18, "#6c6251")


def house(c: Canvas) -> None:
    c.hills((MIST, SAGE, MOSS), 290, 420, 30)
    c.below(c.curve(560, 10), "#a9b27b")
    c.polygon([(300, 380), (600, 220), (900, 380)], ROOF)
    c.polygon([(270, 392), (600, 214), (930, 392), (906, 400), (600, 238), (294, 400)], "#6f382a")
    c.rect(336, 380, 528, 230, CREAM)
    for x in (392, 716):
        c.rect(x, 432, 96, 96, "#bcd0c6")
        c.line([(x + 48, 432), (x + 48, 528)], WOOD, 6)
        c.line([(x, 480), (x + 96, 480)], WOOD, 6)
        c.rect(x - 8, 528, 112, 10, WOOD)
    c.rect(552, 440, 96, 170, "#7ea08d")
    c.ellipse(634, 528, 5, 5, GOLD)
    c.polygon([(552, 610), (648, 610), (740, 750), (440, 750)], "#e6d8b4")
    for x, h in ((180, 260), (240, 190), (990, 230), (1060, 290), (1120, 200)):
        c.tree(x, 622, h, DEEP if x % 4 else PINE)
    for x in range(350, 860, 34):
        if not 520 < x < 680:
            c.ellipse(x, 612, 15, 12, ("#c77f6a", "#d9b45f", MOSS)[x // 34 % 3])


def gate(c: Canvas) -> None:
    c.sun(600, 190, 60, "#ecd9a8")
    c.hills((MIST, SAGE), 320, 380, 26)
    c.rect(0, 560, WIDTH, 190, SAND)
    c.rect(60, 420, 380, 150, "#cdbfa6")
    c.rect(760, 420, 380, 150, "#cdbfa6")
    for x in (60, 760):
        c.rect(x - 8, 406, 396, 18, ROOF)
        c.windows(x + 40, 454, 4, 1, (52, 60), (84, 0), 0)
    for x in (440, 712):
        c.rect(x, 300, 48, 270, STONE)
        c.rect(x - 8, 286, 64, 18, "#8f8676")
    c.polygon([(400, 286), (420, 236), (780, 236), (800, 286)], ROOF)
    c.polygon([(420, 236), (600, 196), (780, 236)], "#6f382a")
    c.polygon([(488, 570), (712, 570), (860, 750), (340, 750)], "#dccba5")
    for y in (600, 645, 700):
        spread = (y - 570) * 0.8
        c.line([(488 - spread, y), (712 + spread, y)], "#c9b688", 4)
    for x in (110, 1090):
        c.tree(x, 640, 210, DEEP)


def wall(c: Canvas) -> None:
    c.image.paste("#d9cdb6", (0, 0, *c.image.size))
    for row in range(16):
        for column in range(-1, 9):
            left = column * 150 + (75 if row % 2 else 0)
            c.rect(left + 2, row * 48 + 2, 146, 44, c.random.choice(("#d3c6ad", "#d6cab3", "#cfc1a6")))
    c.rect(120, 80, 960, 560, "#8a6b4c", 8)
    c.rect(138, 98, 924, 524, "#e9dfc8", 4)
    for row in range(5):
        for column in range(9):
            if c.random.random() < 0.12:
                continue
            x = 160 + column * 100 + c.random.uniform(-6, 6)
            y = 120 + row * 98 + c.random.uniform(-6, 6)
            c.rect(x + 3, y + 4, 80, 76, "#cbbf9f")
            c.rect(x, y, 80, 76, c.random.choice(("#fbf6e8", "#f3e6b8", "#dfe8da", "#f2dccb")))
            for line in range(3):
                c.line(
                    [(x + 10, y + 20 + line * 14), (x + c.random.uniform(48, 70), y + 20 + line * 14)],
                    STONE,
                    2,
                )
            if c.random.random() < 0.7:
                c.rect(x + 58, y + 54, 15, 15, BRICK, 2)
    c.rect(0, 690, WIDTH, 60, "#a5957a")


def school(c: Canvas) -> None:
    c.hills((MIST, SAGE, MOSS, PINE), 230, 400, 34)
    c.rect(0, 590, WIDTH, 160, "#d8c79a")
    c.rect(190, 350, 820, 240, "#e5d3b0")
    c.rect(176, 336, 848, 20, BRICK)
    for floor in (380, 486):
        for x in range(220, 960, 96):
            if floor == 486 and 540 <= x < 640:
                continue
            c.rect(x, floor, 62, 66, "#8fa8a4")
            c.line([(x + 31, floor), (x + 31, floor + 66)], CREAM, 4)
        c.rect(190, floor + 86, 820, 8, "#c9b58e")
    c.rect(566, 480, 78, 110, BARK)
    c.rect(548, 470, 114, 14, ROOF)
    c.line([(108, 590), (108, 250)], STONE, 7)
    for number, x in enumerate((300, 352, 410, 742, 800, 850, 912)):
        y = 660 + (number % 3) * 18
        c.polygon(
            [(x - 15, y - 46), (x + 15, y - 46), (x + 11, y), (x - 11, y)],
            ("#b5594c", "#6f8c7a", "#c9a455")[number % 3],
        )
        c.ellipse(x, y - 60, 13, 13, "#6a5545")
    c.tree(1090, 610, 240, DEEP)
    c.tree(60, 620, 170, DEEP)
