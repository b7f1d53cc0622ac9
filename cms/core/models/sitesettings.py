"""What the head and foot of every page say about the site (rules.md, sections 1 and 2)."""

from django.core.validators import RegexValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

domain_name = RegexValidator(
    r"^(?=.{1,100}$)(?:[A-Za-z0-9一-鿿](?:[A-Za-z0-9一-鿿-]{0,61}[A-Za-z0-9一-鿿])?\.)+[A-Za-z一-鿿]{2,}(?::\d{1,5})?$",
    "请只写域名，例如 dj.example.cn，不要带 http:// 和斜杠。",
)
# 国办函〔2018〕: two letters and eight digits, e.g. bm01000001; local governments use ten digits.
site_code = RegexValidator(
    r"^(?:[a-z]{2}\d{8}|\d{10})$", "网站标识码是两位小写字母加八位数字（如 bm01000001），或十位数字。"
)
phone_number = RegexValidator(r"^[0-9+()（）\-—－ 转、,，/]{5,40}$", "电话只能含数字、括号、横线和“转”字。")
icp = RegexValidator(
    r"^\S{1,4}ICP[备证]\d{6,10}号(?:-\d{1,3})?$", "ICP 备案号的写法如：京ICP备12345678号-1。"
)
police = RegexValidator(
    r"^\S{1,4}公网安备\s?\d{10,16}号$", "公安备案号的写法如：京公网安备11010102000001号。"
)


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    full_name = models.CharField("网站全称", max_length=80, default="薪火党建网")
    domain = models.CharField("网站域名", max_length=100, blank=True, validators=[domain_name])
    site_code = models.CharField(
        "网站标识码", max_length=20, blank=True, help_text="没有请留空，切勿编造", validators=[site_code]
    )
    host_unit = models.CharField("主办单位", max_length=100, blank=True)
    operator_unit = models.CharField("承办单位", max_length=100, blank=True)
    address = models.CharField("地址", max_length=120, blank=True)
    phone = models.CharField("电话", max_length=40, blank=True, validators=[phone_number])
    hours = models.CharField("办公时间", max_length=60, blank=True)
    icp_number = models.CharField("ICP 备案号", max_length=40, blank=True, validators=[icp])
    police_number = models.CharField("公安备案号", max_length=40, blank=True, validators=[police])
    ipv6 = models.BooleanField(
        "支持 IPv6 访问", default=False, help_text="勾选后写在页脚；请先确认用 IPv6 地址确实打得开本站"
    )

    panels = [
        MultiFieldPanel([FieldPanel("full_name"), FieldPanel("domain"), FieldPanel("site_code")], "网站"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("host_unit", "operator_unit", "address", "phone", "hours")],
            "主办与联系",
        ),
        MultiFieldPanel([FieldPanel("icp_number"), FieldPanel("police_number"), FieldPanel("ipv6")], "备案"),
    ]

    class Meta:
        db_table = "core_sitesettings"
        verbose_name = "网站信息"
