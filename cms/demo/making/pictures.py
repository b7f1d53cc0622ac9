"""The illustrations as pictures of the site."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.models import Collection

from cms.core.models import CmsImage

from ..drawing import SCENES, draw
from .notes import Notes

COLLECTION = "示范图片"
TITLES = {
    "hills": "山丘与树林", "river": "青河岸线", "bridge": "南渡石桥", "field": "梯田", "path": "林荫小路",
    "street": "夜里的文昌巷", "house": "安心小屋", "gate": "院门", "wall": "心愿墙", "school": "乡村学校",
    "hall": "会议室", "desk": "窗前的书桌", "books": "图书室的书架", "archive": "档案架", "canteen": "机关食堂",
    "court": "审判庭", "reading": "阅读角", "ledger": "账本与算盘", "letter": "一封来信", "network": "网络与锁",
}  # fmt: skip


def keys() -> list[str]:
    return [f"picture:{name}" for name in SCENES]


def place() -> Collection:
    root = Collection.get_first_root_node()
    return root.get_children().filter(name=COLLECTION).first() or root.add_child(name=COLLECTION)


def make(notes: Notes, user: Any) -> None:
    collection = place()
    for name in SCENES:
        key = f"picture:{name}"
        if not notes.lacks(key):
            continue
        title = f"{TITLES[name]}（插图）"
        with transaction.atomic():
            image = CmsImage(title=title, description=title, collection=collection, uploaded_by_user=user)
            image.file = ImageFile(BytesIO(draw(name)), name=f"{name}.jpg")
            image.save()
            notes.add(key, image)


def numbers(notes: Notes) -> dict[str, int]:
    """Scene name → picture, of those that still exist."""
    found = notes.existing(CmsImage, keys())
    return {key.removeprefix("picture:"): pk for key, pk in found.items()}
