"""What the head and foot of every page say about the site (rules.md, sections 1 and 2)."""

from django.db import models
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    full_name = models.CharField("网站全称", max_length=80, default="薪火党建网")
    domain = models.CharField("网站域名", max_length=100, blank=True)
    site_code = models.CharField("网站标识码", max_length=20, blank=True, help_text="没有请留空，切勿编造")
    host_unit = models.CharField("主办单位", max_length=100, blank=True)
    operator_unit = models.CharField("承办单位", max_length=100, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True)
    hours = models.CharField("办公时间", max_length=60, blank=True)
    icp_number = models.CharField("ICP 备案号", max_length=40, blank=True)
    police_number = models.CharField("公安备案号", max_length=40, blank=True)

    class Meta:
        db_table = "core_sitesettings"
        verbose_name = "网站信息"
