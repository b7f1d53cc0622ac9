"""Cards as search documents, and the two verbs that change them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from search.outbox import changed
from search.schema import Indexable, PassageDocument, Viewer, WorkDocument


def key_of(number: int) -> str:
    return f"life.card:{number}"


def put(number: int, title: str, text: str) -> None:
    from .models import Card

    with transaction.atomic():
        Card.objects.update_or_create(pk=number, defaults={"title": title, "text": text})
        changed([key_of(number)])


def remove(number: int) -> None:
    from .models import Card

    with transaction.atomic():
        Card.objects.filter(pk=number).delete()
        changed([key_of(number)])


class Shelf:
    name = "life.card"

    def keys(self) -> Iterator[str]:
        from .models import Card

        return map(key_of, Card.objects.order_by("pk").values_list("pk", flat=True))

    def documents(self, keys: Sequence[str]) -> Iterator[Indexable]:
        from .models import Card

        for card in Card.objects.filter(pk__in=[key.partition(":")[2] for key in keys]):
            if card.title == "坏卡片":
                raise ValueError("this card cannot be read")
            key = key_of(card.pk)
            work = WorkDocument(key, "article", card.title, f"/cards/{card.pk}/", card.pk)
            yield Indexable(work, (PassageDocument(f"{key}#1", key, 1, card.text, url=work.url),))

    def visible(self, keys: Sequence[str], viewer: Viewer) -> Mapping[str, WorkDocument]:
        return {item.work.key: item.work for item in self.documents(keys)}

    def passages(self, keys: Sequence[str]) -> Mapping[str, PassageDocument]:
        works = [key.partition("#")[0] for key in keys]
        return {p.key: p for item in self.documents(works) for p in item.passages}
