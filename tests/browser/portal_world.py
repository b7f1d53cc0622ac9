"""A small public site with every kind of page and every state: long title, no picture, empty, archived, restricted."""

from __future__ import annotations

from datetime import date
from typing import Any

from cms.core.factories import CmsDocumentFactory, CmsImageFactory, picture, restrict
from cms.portal.factories import (
    ArticlePageFactory,
    ColumnPageFactory,
    blocks,
    home_page,
    site_settings,
)
from cms.portal.models import HeadlineLink, HomePage

LONG = (
    "关于进一步规范市直机关各党支部主题党日时间安排、议题征集、记录归档和结果公开工作的情况通报"
    "（附各支部自查情况汇总表、整改时限一览表和联系人名单）"
)
SUMMARY = "报到党员与社区网格对接，居民提出的路灯、停车、托管等事项由专人登记，办结结果可以按编号查询。"
WORD = "琥珀哨兵"


def body(image: Any, document: Any) -> list[dict[str, Any]]:
    figure = {"image": image.pk, "caption": "文昌巷，路灯改造后的第一个月", "alt": "修缮后的老街"}
    return blocks(
        (
            "text",
            '<p>十一月二十日公布了<b>事项清单</b>，见<a href="https://example.org/a?b=1&amp;c=2">说明</a>。</p><ul><li>一</li></ul>',
        ),
        ("heading", "怎样登记，怎样答复"),
        (
            "text",
            "<p>登记只用一张表。居民说清楚什么事、在哪里、希望怎样，其余由党员填写。</p><h3>时限</h3><p>三个工作日。</p>",
        ),
        ("figure", figure),
        ("figure", {"image": 987654, "caption": "图片正在补充", "alt": ""}),
        ("gallery", {"pictures": [figure, {**figure, "caption": "现场二"}]}),
        ("quote", {"text": "过去是找谁都不对，现在是把事说清楚就行。", "source": "居民"}),
        (
            "table",
            {"caption": "各类事项的数量", "cells": "类别\t登记\t办结\n照明与道路\t138\t126\n停车\t96\t84"},
        ),
        ("attachment", {"document": document.pk, "title": "事项清单"}),
        (
            "video",
            {"title": "一次会议", "url": "https://example.org/v", "poster": image.pk, "length": "8 分钟"},
        ),
    )


def build() -> list[str]:
    """Makes the site; returns the addresses worth looking at."""
    site_settings(
        **{"host_unit": "云岭市直属机关工作委员会", "phone": "0000-0000000", "address": "文昌路 100 号"},
        **{"icp_number": "京ICP备12345678号", "police_number": "京公网安备11010102000001号"},
        **{"site_code": "bm01000001", "operator_unit": "机关信息中心", "hours": "工作日 08:30—17:30"},
        logo=CmsImageFactory(file=picture(size=(900, 300))),
        agency_mark=CmsImageFactory(file=picture(size=(200, 240))),
        agency_mark_url="https://example.org/biao-shi",
        accessibility_mark=CmsImageFactory(file=picture(size=(300, 100))),
        account_code=CmsImageFactory(file=picture(size=(430, 430), colour="#000")),
    )
    home = home_page()
    image = CmsImageFactory(file=picture(size=(1300, 900)), title="街景")
    document = CmsDocumentFactory()
    make = ColumnPageFactory
    news = make(title="动态要闻", slug="yw", summary="市直机关各党组织的会议、活动和工作进展。")
    below = make(parent=news, title="基层动态", slug="jc")
    notice = make(title="通知公告", slug="tz", kind="notice")
    about = make(title="机构职能", slug="zn", kind="duties", body=body(image, document))
    wall = make(title="图说", slug="ts", kind="pictures")
    make(title="政策法规", slug="zc", kind="policy")
    topics = make(title="专题", slug="zt", kind="topics")
    topic = make(
        parent=topics, title="规范组织生活", slug="zz", kind="topic", summary="制度、案例和问答放在一起。"
    )
    done = make(parent=topics, title="办公节约", slug="jy", kind="topic", archived_on=date(2025, 12, 31))
    cases = make(parent=topic, title="支部案例", slug="al", kind="pictures")
    make(parent=topic, title="问与答", slug="wd", kind="other")
    article = ArticlePageFactory
    for n in range(44):
        article(parent=below, slug=f"a{n}", summary=SUMMARY if n % 3 else "", lead=image if n % 2 else None)
    article(parent=notice, title=LONG, slug="chang", pinned=True, summary=SUMMARY)
    for place in (wall, cases, topic, done, notice, about):
        article(parent=place, slug="yi", lead=image)
        article(parent=place, slug="er")
    full = article(
        parent=below,
        title=LONG,
        slug="quan",
        subtitle="编号可查，结果可看",
        lead=image,
        author="宣传科",
        editor_note="责任编辑：宣传科",
        tags=["社区", "服务"],
        body=body(image, document),
        attachments=blocks(("attachment", {"document": document.pk, "title": ""})),
    )
    article(parent=below, slug="zuihou", tags=["社区"], lead=image, summary=SUMMARY, title=LONG)
    closed = make(title=f"{WORD}栏", slug="nei", show_in_menus=True)
    restrict(closed)
    article(parent=closed, slug="mi", title=f"{WORD}文", tags=["社区"])
    page = HomePage.objects.get(pk=home.pk)
    page.headline, page.search_hints = full, "主题党日，第十五条"
    page.headline_links.add(HeadlineLink(page=notice, text="看全部通知"))
    page.save()
    return [
        *("/", "/yw/", "/yw/p1/", "/yw/jc/", "/tz/", "/zn/", "/ts/", "/zc/", "/zt/", "/zt/zz/", "/zt/jy/"),
        *("/yw/jc/quan/", "/yw/jc/a0/", "/zt/zz/al/er/", "/ditu/", "/jiucuo/?p=/yw/jc/quan/", "/wuzhangai/"),
        *("/yinsi/", "/likai/?u=https://example.org/a?b=1%26c=2"),
    ]
