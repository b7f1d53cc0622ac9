"""What every page of the site carries."""

from django.db import models
from wagtail.models import Page


class BasePage(Page):
    """Abstract. Levels are no field here: they are Wagtail's view restrictions (see cms.core.access)."""

    organisation = models.ForeignKey(
        "core.Organisation", verbose_name="责任单位", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = models.CharField("来源", max_length=100, blank=True, help_text="转载请写原发布单位；不填即为本站")
    author = models.CharField("作者", max_length=60, blank=True)
    published_at = models.DateTimeField("发布时间", null=True, blank=True, db_index=True)
    summary = models.CharField("摘要", max_length=300, blank=True)
    keywords = models.CharField("关键词", max_length=200, blank=True, help_text="多个用逗号隔开")

    class Meta:
        abstract = True
