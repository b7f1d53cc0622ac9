"""What the head and foot of every page say and show of the site (rules.md, sections 1 and 2)."""

from __future__ import annotations

from typing import Any

from django.core.validators import RegexValidator, URLValidator
from django.db import models, transaction
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from cms.core.admin.site_form import SiteSettingsForm

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
web_address = URLValidator(
    schemes=["http", "https"], message="请填写完整的网址，以 https:// 或 http:// 开头。"
)
REQUIRED = "政府网站须填"
ONLINE = "在互联网上开通的网站须填"
MARKS_HELP = "<p>都可以不选：没有选的，页面上不留空位。选用的图片人人看得到，要放在公开的文件集里；高度最好有 200 像素。</p>"


def _picture(name: str, help_text: str) -> Any:
    return models.ForeignKey(
        "core.CmsImage",
        verbose_name=name,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=help_text,
    )


def _address(name: str, help_text: str) -> Any:
    return models.CharField(name, max_length=500, blank=True, help_text=help_text, validators=[web_address])


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    full_name = models.CharField("网站全称", max_length=80, default="薪火党建网")
    domain = models.CharField("网站域名", max_length=100, blank=True, validators=[domain_name])
    site_code = models.CharField(
        "网站标识码", max_length=20, blank=True, help_text="没有请留空，切勿编造", validators=[site_code]
    )
    host_unit = models.CharField("主办单位", max_length=100, blank=True, help_text=REQUIRED)
    operator_unit = models.CharField("承办单位", max_length=100, blank=True)
    address = models.CharField("地址", max_length=120, blank=True, help_text=REQUIRED)
    phone = models.CharField("电话", max_length=40, blank=True, help_text=REQUIRED, validators=[phone_number])
    hours = models.CharField("办公时间", max_length=60, blank=True)
    icp_number = models.CharField("ICP 备案号", max_length=40, blank=True, help_text=ONLINE, validators=[icp])
    police_number = models.CharField(
        "公安备案号",
        max_length=40,
        blank=True,
        help_text=ONLINE,
        validators=[police],
    )
    ipv6 = models.BooleanField(
        "支持 IPv6 访问", default=False, help_text="勾选后写在页脚；请先确认用 IPv6 地址确实打得开本站"
    )

    logo = _picture("网站标志", "显示在页头网站名称的左边；最好是透明底的 PNG")
    agency_mark = _picture("党政机关标识", "政府网站须有：用标识核发机构发给本单位的图片，不要自己画")
    agency_mark_url = _address("党政机关标识的网址", "核发机构给的网址，点标识时打开")
    accessibility_mark = _picture("无障碍标识", "通过适老化和无障碍评测后发给本网站的图片")
    accessibility_mark_url = _address("无障碍标识的网址", "评测机构给的网址，点标识时打开")
    account_code = _picture("公众号二维码", "显示在页脚")

    PICTURES = ("logo", "agency_mark", "accessibility_mark", "account_code")
    base_form_class = SiteSettingsForm
    panels = [
        MultiFieldPanel([FieldPanel("full_name"), FieldPanel("domain"), FieldPanel("site_code")], "网站"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("host_unit", "operator_unit", "address", "phone", "hours")],
            "主办与联系",
        ),
        MultiFieldPanel([FieldPanel("icp_number"), FieldPanel("police_number"), FieldPanel("ipv6")], "备案"),
        MultiFieldPanel(
            [
                HelpPanel(MARKS_HELP),
                *(
                    FieldPanel(name)
                    for name in (
                        "logo",
                        *("agency_mark", "agency_mark_url"),
                        *("accessibility_mark", "accessibility_mark_url"),
                        "account_code",
                    )
                ),
            ],
            "标志、标识和二维码",
        ),
    ]

    class Meta:
        db_table = "core_sitesettings"
        verbose_name = "网站信息"

    @property
    def pictures(self) -> set[int]:
        """Keys of those that are chosen."""
        return {key for name in self.PICTURES if (key := getattr(self, f"{name}_id"))}

    @property
    def lacking(self) -> list[str]:
        """Names of what the foot must say and does not: of a site that has a code, as government sites have, all of it."""
        always = ("host_unit", *(() if self.address else ("phone",)))
        wanted = ("host_unit", "address", "phone", "icp_number", "police_number", "agency_mark_id")
        return [
            self._meta.get_field(name.removesuffix("_id")).verbose_name
            for name in (wanted if self.site_code else always)
            if not getattr(self, name)
        ]

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Whole, with what is noted of the pictures: it decides who may see them (cms.core.uses)."""
        super().save(*args, **kwargs)
