"""What drafts show: Wagtail's reference index knows what is live, and of a page that is live nothing else."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Page


class DraftUse(models.Model):
    """A version of the page, published or not, refers to this picture or document (see cms.core.uses). It stays: what was
    internal is not public when it is taken out."""

    # Without a constraint: a draft that is saved while its page is deleted must not keep the page.
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    model = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    key = models.BigIntegerField()

    class Meta:
        db_table = "core_draft_use"
        constraints = [models.UniqueConstraint(fields=["model", "key", "page"], name="core_draft_use_once")]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.page_id}: {self.model_id} {self.key}"
