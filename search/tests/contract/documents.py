"""Documents of chance: few characters, so that everything meets everything, and all the punctuation that misleads."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from search.schema import Indexable, PassageDocument, WorkDocument

HAN = "党员民主国家机关工作人法"
ODD = "黨員⺠⻔國機關覆藉ＡＢＣ①㈱々〇𠀀ﬁÅ"
BETWEEN = "，。、；：“”《》（）〔〕【】　 \n\t·—…-_+*\"'\\/^~[](){}?!&|<>=\u200b\u202e\0"
WORDS = ("abc", "AbC", "2017", "第15条", "第十五条", "47号", "wagtail", "x" * 130, "café", "cafe\u0301")
KINDS = ("law", "document", "book", "article")
KEY = "chance.work:{}"


def text(chance: random.Random, length: int) -> str:
    parts = []
    while length > 0:
        roll = chance.random()
        if roll < 0.78:
            part = "".join(chance.choices(HAN, k=chance.randint(1, 8)))
        elif roll < 0.84:
            part = chance.choice(ODD)
        elif roll < 0.95:
            part = chance.choice(BETWEEN)
        else:
            part = chance.choice(WORDS)
        parts.append(part)
        length -= len(part)
    return "".join(parts)


def item(chance: random.Random, number: int) -> Indexable:
    key = KEY.format(number)
    day = date(2019, 1, 1) + timedelta(days=chance.randint(0, 2000)) if chance.random() < 0.8 else None
    work = WorkDocument(
        key=key,
        kind=chance.choice(KINDS),
        title=chance.choice(("", "党员法", "国家机关", text(chance, 8), text(chance, 15))),
        url=f"/w/{number}/",
        ord=number * 8 + 1,
        access=chance.choice(("p", "p", "i", "g1")),
        number=chance.choice(("", "", "国办发〔2017〕47号", text(chance, 6))),
        author=chance.choice(("", "民主", text(chance, 4))),
        site=chance.choice(("", "a.example", "b.example")),
        tags=tuple(chance.sample(("党建", "法 律", "A", "𠀀"), chance.randint(0, 3))),
        date=day,
        prior=chance.choice((0, 0, 1, 5, 900)),
        current=chance.random() < 0.9,
        suggest=chance.random() < 0.9,
    )
    return Indexable(work, passages(chance, key, chance.choice((0, 1, 1, 2, 5, 9))))


def passages(chance: random.Random, key: str, count: int) -> tuple[PassageDocument, ...]:
    path = tuple(text(chance, 4) for _ in range(chance.randint(0, 2)))
    return tuple(
        PassageDocument(
            key=f"{key}#{number * 3}",
            work=key,
            ord=number,
            text=text(chance, chance.choice((0, 1, 12, 40, 120))),
            path=path,
            anchor=f"a{number}" if chance.random() < 0.7 else "",
        )
        for number in range(1, count + 1)
    )


def shelf(seed: int, count: int) -> list[Indexable]:
    chance = random.Random(seed)
    return [item(chance, number) for number in range(1, count + 1)]


Sample = Callable[[], str]


def sampler(chance: random.Random, items: list[Indexable]) -> Sample:
    """Pieces of what is really there, as often as not."""

    def piece() -> str:
        one = chance.choice(items)
        source = chance.choice([one.work.title, one.work.number, *(p.text for p in one.passages)])
        if not source or chance.random() < 0.2:
            return text(chance, chance.randint(1, 6))
        start = chance.randrange(len(source))
        return source[start : start + chance.choice((1, 1, 2, 2, 3, 4, 6, 12))]

    return piece
