"""The one verb of this room: make the demo site, or what of it was never made.

Each thing is made once and noted in `Made` in the same transaction. What a person has changed, moved or deleted since
stays as it is. Nothing is made where a site of somebody's own stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils import timezone

from .making import articles, columns, files, home, people, pictures, works
from .making.notes import Notes
from .models import Made

Say = Callable[[str], None]


class OwnSite(Exception):
    """A site stands here that the demo has not made; the message is a Chinese sentence."""


def make_demo(say: Say, today: date | None = None) -> int:
    """How many things were made now. Raises OwnSite."""
    if home.somebodys_own():
        raise OwnSite("这里已经有自己的网站，没有建立示范站点。")
    notes = Notes(today or timezone.localdate())
    if not notes.known:
        say("⑤ 建立示范站点")
    before = Made.objects.count()
    user = people.make(notes)
    if notes.lacks(*pictures.keys()):
        say("　绘制插图")
        pictures.make(notes, user)
    home.make(notes, user)
    home.choose_logo(notes, user)
    columns.make(notes, user)
    if notes.lacks(*files.keys(), *works.keys()):
        say("　生成 PDF、DOCX 等文件")
        files.make(notes, user)
    if notes.lacks(*articles.keys()):
        say("　写入文章")
        articles.make(notes, user)
        home.choose_headline(notes, user)
    if notes.lacks(*works.keys()):
        say("　文献入库，提取文字")
        works.make(notes, user)
    return Made.objects.count() - before
