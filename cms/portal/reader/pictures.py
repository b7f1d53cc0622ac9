"""Renditions in bulk: found in one query, the missing ones made."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from wagtail.images.models import Filter

from cms.core import access, requests
from cms.core.access import implies
from cms.core.levels import OPEN, Audience
from cms.core.models import CmsImage, CmsRendition

from . import lost

CARD = "fill-480x300"
LEAD = "fill-1200x675"
FIGURE = "max-1200x1600"
PATIENCE = 4.0  # seconds that a visitor waits for pictures: what is not drawn by then is left out


@dataclass(frozen=True, slots=True)
class Picture:
    url: str
    width: int
    height: int
    alt: str = ""
    audience: Audience = OPEN  # of the picture itself: a page for others leaves it out


class Turns:
    """One process draws one picture once: who needs it meanwhile draws others, and waits when there are none."""

    def __init__(self) -> None:
        self.taken: set[tuple[int, str]] = set()
        self.changed = threading.Condition()

    @contextmanager
    def one_of(self, wanted: set[tuple[int, str]], seconds: float | None) -> Iterator[tuple[int, str] | None]:
        """None when others are still at all of them after so long."""
        with self.changed:
            free = self.changed.wait_for(lambda: wanted - self.taken, seconds)
            pair = min(free, default=None)
            self.taken |= {pair} if pair else set()
        try:
            yield pair
        finally:
            with self.changed:
                self.taken -= {pair}
                self.changed.notify_all()


turns = Turns()


class Pictures:
    """Fill with `load`, then ask with `get`; asking never touches the database.

    Who previews a draft is shown pictures of closed pages, if he may see these, as all will be when it is published.
    `patience`: seconds; without it all are waited for.
    """

    def __init__(self, previewer: Any = None, patience: float | None = None) -> None:
        self.previewer = previewer
        self.patience = patience
        self.known: dict[tuple[int, str], Picture | None] = {}

    def load(self, wanted: Iterable[tuple[int, str]]) -> None:
        missing = {pair for pair in wanted if pair not in self.known}
        if not missing:
            return
        ids = {pk for pk, _ in missing}
        filters = {spec: Filter(spec=spec) for _, spec in missing}
        found = CmsRendition.objects.filter(image__in=ids, filter_spec__in=filters).select_related("image")
        with requests.remembering():
            rows = list(found)
            for rendition, audience in zip(
                rows, access.audiences_for(row.image for row in rows), strict=True
            ):
                pair = (rendition.image_id, rendition.filter_spec)
                if pair in missing and self._fits(rendition, filters[rendition.filter_spec], audience):
                    self._keep(pair, rendition, audience)
            missing -= self.known.keys()
            self.known |= dict.fromkeys(missing)
            gone = lost.among({pk for pk, _ in missing})
            if missing := {pair for pair in missing if pair[0] not in gone}:
                images = CmsImage.objects.in_bulk({pk for pk, _ in missing})
                audiences = dict(zip(images, access.audiences_for(images.values()), strict=True))
                todo = {pair for pair in missing if pair[0] in images}
                begun = time.monotonic()
                while todo:
                    left = None if self.patience is None else self.patience - (time.monotonic() - begun)
                    if left is not None and left <= 0:
                        break
                    with turns.one_of(todo, left) as mine:
                        if mine is not None:
                            self._make(mine, images[mine[0]], filters[mine[1]], audiences[mine[0]])
                            todo.discard(mine)

    def _fits(self, rendition: CmsRendition, wanted: Filter, audience: Audience) -> bool:
        """Still of the picture's focal point, and where the picture's level wants it?"""
        key = wanted.get_cache_key(rendition.image)
        return rendition.focal_point_key == key and rendition.is_restricted == bool(audience)

    def _make(self, pair: tuple[int, str], image: CmsImage, wanted: Filter, audience: Audience) -> None:
        try:
            self._keep(pair, image.get_rendition(wanted), audience)
        except Exception as error:  # a lost or broken original must not take the page down
            lost.note(*pair, error)

    def _keep(self, pair: tuple[int, str], rendition: CmsRendition, audience: Audience) -> None:
        image = rendition.image
        alt = image.description or image.title
        if self.previewer is not None and access.may_open(self.previewer, image):
            audience = access.placed(image)
        self.known[pair] = Picture(rendition.url, rendition.width, rendition.height, alt, audience)

    def get(self, pk: int | None, spec: str, audience: Audience = OPEN) -> Picture | None:
        """None too for a picture that readers of this audience may not see."""
        found = self.known.get((pk, spec)) if pk else None
        return found if found is not None and implies(audience, found.audience) else None
