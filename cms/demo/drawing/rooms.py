"""Indoors and on the table: hall, desk, books, archive, canteen, court, reading, ledger, letter, network."""

from __future__ import annotations

import math

from .canvas import (
    BARK,
    BRICK,
    CREAM,
    DEEP,
    GOLD,
    HEIGHT,
    INK,
    LAMP,
    MIST,
    MOSS,
    PAPER,
    PINE,
    SAGE,
    SAND,
    STONE,
    WIDTH,
    WOOD,
    Canvas,
)  # fmt: skip

SPINES = (BRICK, "#2d5b4e", "#c9b88f", "#6e5a45", "#8c9a86", "#3d3a34", "#d8c9a3", "#7d3a34")


def _window(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    c.rect(x - 10, y - 10, width + 20, height + 20, WOOD)
    c.rect(x, y, width, height, "#e4ecdf")
    base = y + height
    peak = x + width * 0.6
    c.polygon(
        [
            (x, base),
            (x, base - height * 0.3),
            (peak, base - height * 0.55),
            (x + width, base - height * 0.25),
            (x + width, base),
        ],
        SAGE,
    )
    c.polygon(
        [
            (x, base),
            (x, base - height * 0.18),
            (x + width * 0.35, base - height * 0.32),
            (x + width, base - height * 0.1),
            (x + width, base),
        ],
        MOSS,
    )
    c.line([(x + width / 2, y), (x + width / 2, base)], WOOD, 6)
    c.line([(x, y + height * 0.4), (x + width, y + height * 0.4)], WOOD, 5)


def _room(c: Canvas, wall: str = "#f1e7d0", floor: str = "#c8a980", line: float = 520) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, wall)
    c.rect(0, line, WIDTH, HEIGHT - line, floor)
    c.rect(0, line - 14, WIDTH, 14, "#d9c6a0")


def hall(c: Canvas) -> None:
    _room(c)
    for x in (110, 380, 660, 930):
        _window(c, x, 90, 160, 230)
    for x in range(150, 1100, 106):
        c.rect(x, 400, 64, 96, "#7d3a34", 14)
    c.polygon([(90, 480), (1110, 480), (1180, 600), (20, 600)], "#a67848")
    c.rect(20, 600, 1160, 22, "#8a6138")
    for x in range(180, 1060, 106):
        c.polygon([(x, 508), (x + 52, 508), (x + 58, 540), (x - 4, 540)], CREAM)
        c.rect(x + 66, 500, 14, 22, "#dfe6e0", 3)
    for x in (80, 1080):
        c.rect(x, 622, 36, 128, "#7a5530")


def desk(c: Canvas) -> None:
    _room(c, line=470)
    _window(c, 140, 80, 320, 280)
    c.rect(0, 470, WIDTH, 280, "#a67848")
    c.rect(0, 470, WIDTH, 16, "#bb8c5a")
    c.polygon([(430, 560), (700, 530), (770, 690), (470, 726)], CREAM)
    for row in range(6):
        y = 570 + row * 22
        c.line([(468 + row * 7, y), (668 + row * 10, y - 22)], STONE, 3)
    c.line([(720, 650), (860, 560)], INK, 8)
    c.ellipse(900, 520, 60, 18, "#8a6138")
    c.rect(850, 420, 100, 98, "#dfe6e0", 10)
    c.ellipse(900, 424, 46, 12, "#6b4a2d")
    c.rect(1010, 250, 14, 240, INK)
    c.polygon([(930, 250), (1104, 250), (1066, 160), (968, 160)], PINE)
    c.ellipse(1017, 492, 74, 16, INK)
    c.books(560, 470, 270, 190, SPINES, (22, 40))


def books(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, "#6e4c31")
    for row in range(4):
        top = 24 + row * 182
        c.rect(24, top, 1152, 160, "#4f3623")
        x = 34.0
        while x < 1130:
            width = c.random.uniform(140, 300)
            c.books(x, top + 160, min(width, 1150 - x), 146, SPINES)
            x += width + c.random.choice((6, 10, 46))
        c.rect(24, top + 160, 1152, 8, "#8a6138")
    c.rect(800, 424, 150, 128, "#4f3623")
    c.ellipse(874, 500, 40, 44, "#7ea08d")
    c.rect(862, 440, 24, 30, "#7ea08d")
    for angle in (-50, -20, 15, 45):
        end = (874 + 70 * math.sin(math.radians(angle)), 440 - 60 * math.cos(math.radians(angle)))
        c.line([(874, 446), end], MOSS, 5)
        c.ellipse(end[0], end[1], 12, 9, SAGE)


def archive(c: Canvas) -> None:
    _room(c, "#e9e0ca", "#b9a883", 640)
    for column in range(4):
        x = 60 + column * 280
        c.rect(x, 80, 240, 568, "#8b9188")
        c.rect(x + 8, 88, 224, 552, "#737a72")
        for row in range(6):
            y = 98 + row * 90
            c.rect(x + 14, y, 212, 76, "#5f665f")
            left = x + 18.0
            while left < x + 212:
                width = c.random.choice((18, 24, 30))
                if left + width > x + 224:
                    break
                c.rect(
                    left,
                    y + c.random.choice((6, 10, 14)),
                    width - 3,
                    66,
                    c.random.choice(("#c9b88f", "#d8c9a3", "#b89f72", "#a3473b")),
                )
                c.rect(left + 4, y + 30, width - 11, 16, CREAM)
                left += width
    c.polygon([(560, 650), (690, 650), (712, 726), (538, 726)], WOOD)
    c.rect(538, 560, 174, 94, "#c9b88f")
    c.rect(590, 584, 70, 34, CREAM)


def canteen(c: Canvas) -> None:
    _room(c, "#f3ead6", "#cfae84", 470)
    for x in (90, 470, 850):
        _window(c, x, 70, 260, 200)
    c.rect(0, 330, WIDTH, 150, "#d9c39b")
    c.rect(0, 318, WIDTH, 16, "#8a6138")
    for x in range(90, 1150, 190):
        c.ellipse(x, 318, 62, 20, STONE)
        c.ellipse(x, 312, 54, 16, ("#b5594c", "#8ba05f", "#d9b45f", "#c7c2b3")[x // 190 % 4])
        for wave in (-16, 0, 16):
            c.line(
                [(x + wave, 286), (x + wave + 6, 268), (x + wave - 2, 250), (x + wave + 5, 234)], "#e6dcc5", 4
            )
    for row, y in enumerate((560, 660)):
        for x in range(60 - row * 40, 1200, 300):
            c.rect(x, y, 230, 26, "#a67848", 4)
            c.rect(x + 20, y + 26, 14, 60, "#7a5530")
            c.rect(x + 196, y + 26, 14, 60, "#7a5530")
            c.ellipse(x + 70, y - 4, 34, 9, CREAM)
            c.ellipse(x + 160, y - 4, 34, 9, CREAM)


def court(c: Canvas) -> None:
    _room(c, "#ead9bd", "#8c6a45", 560)
    for x in range(70, 1200, 210):
        c.rect(x, 0, 60, 520, "#dcc6a2")
        c.rect(x - 8, 500, 76, 30, "#cbb288")
    c.rect(230, 330, 740, 190, "#7a4f2d")
    c.rect(210, 312, 780, 24, "#5f3b20")
    for x in (330, 560, 790):
        c.rect(x, 190, 90, 130, "#5f3b20", 20)
        c.rect(x + 10, 204, 70, 116, "#7d3a34", 14)
    for x in (270, 510, 750):
        c.rect(x, 360, 180, 130, "#8c5d38")
        c.rect(x + 12, 372, 156, 106, "#7a4f2d")
    c.line([(600, 120), (600, 20)], GOLD, 6)
    c.line([(500, 60), (700, 60)], GOLD, 7)
    for x in (500, 700):
        c.line([(x, 60), (x - 34, 120)], GOLD, 3)
        c.line([(x, 60), (x + 34, 120)], GOLD, 3)
        c.polygon([(x - 42, 120), (x + 42, 120), (x + 24, 140), (x - 24, 140)], GOLD)
    for x in (60, 870):
        c.rect(x, 610, 270, 26, "#6b4628")
        c.rect(x + 14, 636, 242, 114, "#7a4f2d")


def reading(c: Canvas) -> None:
    _room(c, "#efe4cb", "#c2a074", 560)
    _window(c, 420, 80, 360, 300)
    c.polygon([(420, 380), (780, 380), (930, 750), (330, 750)], "#d9c193")
    for x, tone in ((170, BRICK), (850, PINE)):
        c.rect(x, 380, 180, 210, tone, 40)
        c.rect(x - 24, 470, 52, 130, tone, 22)
        c.rect(x + 152, 470, 52, 130, tone, 22)
        c.rect(x + 6, 590, 16, 46, BARK)
        c.rect(x + 158, 590, 16, 46, BARK)
    c.ellipse(600, 560, 120, 26, "#a67848")
    c.rect(592, 570, 16, 110, "#7a5530")
    c.ellipse(600, 684, 60, 14, "#7a5530")
    c.polygon([(530, 548), (598, 556), (598, 530), (540, 522)], CREAM)
    c.polygon([(670, 548), (602, 556), (602, 530), (660, 522)], SAND)
    c.rect(1090, 250, 12, 340, INK)
    c.polygon([(1030, 260), (1162, 260), (1130, 180), (1062, 180)], LAMP)
    c.rect(40, 150, 90, 440, "#6e4c31")
    for y in (270, 390, 510, 586):
        c.books(48, y, 76, 92, SPINES, (12, 20))


def ledger(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, "#a67848")
    for y in range(0, HEIGHT, 94):
        c.line([(0, y), (WIDTH, y + 12)], "#9a6d3f", 3)
    c.polygon([(180, 110), (600, 150), (600, 660), (150, 620)], CREAM)
    c.polygon([(1020, 110), (600, 150), (600, 660), (1050, 620)], PAPER)
    c.polygon([(590, 150), (610, 150), (612, 662), (588, 662)], "#d8cbb0")
    for row in range(11):
        y = 200 + row * 40
        c.line([(206, y - 26), (560, y - 2)], STONE, 2)
        c.line([(640, y - 2), (994, y - 26)], STONE, 2)
        if row < 8:
            c.line([(230, y - 34), (230 + c.random.uniform(70, 200), y - 24)], INK, 4)
            c.line(
                [(880, y - 30), (880 + c.random.uniform(30, 90), y - 36)], BRICK if row % 3 == 0 else INK, 4
            )
    c.rect(840, 560, 250, 150, "#5a4632", 10)
    for row in range(2):
        for column in range(9):
            x = 862 + column * 26
            for bead in range(2 if row == 0 else 4):
                y = 578 + bead * 14 if row == 0 else 632 + bead * 15
                c.ellipse(x, y, 10, 7, GOLD)
    c.rect(846, 612, 238, 6, "#3a2d20")


def letter(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, "#cdbf9f")
    for number in range(5):
        c.ellipse(1010, 600, 420 - number * 70, 420 - number * 70, ("#c6b793", "#cdbf9f")[number % 2])
    c.polygon([(300, 190), (860, 130), (920, 520), (350, 590)], "#b5a680")
    c.polygon([(286, 176), (846, 116), (906, 506), (336, 576)], CREAM)
    c.polygon([(286, 176), (846, 116), (600, 372)], "#efe3c4")
    c.line([(286, 176), (600, 372), (846, 116)], "#c9b88f", 4)
    c.rect(760, 396, 84, 84, BRICK, 8)
    c.rect(772, 408, 60, 60, "#c06a5c", 4)
    for row in range(3):
        c.line([(400, 470 + row * 30), (640 - row * 50, 444 + row * 31)], STONE, 4)
    c.line([(180, 660), (470, 620)], INK, 12)
    c.polygon([(470, 614), (512, 614), (472, 630)], GOLD)
    c.ellipse(1040, 150, 56, 56, "#8a6138")
    c.ellipse(1040, 146, 46, 46, "#4f3a28")


def network(c: Canvas) -> None:
    c.rect(0, 0, WIDTH, HEIGHT, "#e6e4d6")
    nodes = [
        (600 + 430 * math.cos(a) * r, 370 + 270 * math.sin(a) * r)
        for a, r in ((n * 0.785 + (n % 2) * 0.2, 0.62 + 0.38 * (n % 2)) for n in range(8))
    ]
    for number, (x, y) in enumerate(nodes):
        c.line([(600, 370), (x, y)], MIST, 7)
        following = nodes[(number + 1) % 8]
        c.line([(x, y), following], "#cfcab6", 4)
    for number, (x, y) in enumerate(nodes):
        c.ellipse(x, y, 50, 50, (SAGE, MOSS, "#d9c39b", "#c9b88f")[number % 4])
        c.rect(x - 22, y - 18, 44, 30, CREAM, 4)
        c.rect(x - 8, y + 12, 16, 8, CREAM)
    c.ellipse(600, 370, 128, 128, PINE)
    c.ellipse(600, 370, 112, 112, DEEP)
    c.rect(546, 356, 108, 84, GOLD, 10)
    c.pen.arc((1120, 590, 1280, 800), 180, 360, fill=GOLD, width=32)
    c.line([(568, 356), (568, 346)], GOLD, 16)
    c.line([(632, 356), (632, 346)], GOLD, 16)
    c.ellipse(600, 392, 12, 12, DEEP)
    c.rect(595, 396, 10, 26, DEEP)
