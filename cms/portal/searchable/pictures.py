"""The worker draws the pictures of pages that were just published, so that no visitor waits for them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from wagtail.models import PageLogEntry

from cms.portal.reader.material import draw

LATELY = timedelta(hours=1)  # looked at once more by a worker that begins
PUBLISHED = ("wagtail.publish", "wagtail.publish.scheduled")


class Drawing:
    """`run_once` is a job of search.jobs. What it misses is drawn for the first who asks."""

    def __init__(self) -> None:
        self.seen = -1

    def run_once(self) -> bool:
        """The pictures of one page."""
        entries = PageLogEntry.objects.filter(action__in=PUBLISHED).order_by("pk")
        if self.seen < 0:
            before = entries.filter(timestamp__lt=timezone.now() - LATELY)
            self.seen = before.values_list("pk", flat=True).last() or 0
        entry = entries.filter(pk__gt=self.seen, page__live=True).select_related("page").first()
        if entry is None:
            return False
        self.seen = entry.pk
        draw(entry.page.specific)
        return True
