"""The block of several pictures: it begins with two, and says what to do with one."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks.list_block import ListBlockValidationError

from cms.core.factories import CmsImageFactory
from cms.portal.blocks import FigureBlock, GalleryBlock, PicturesAdapter, PicturesBlock

pytestmark = pytest.mark.django_db
FEW = "组图至少放两张图片；只有一张请用“图片”。"


def sent(*images: int) -> list[str]:
    block = GalleryBlock()
    shown = [{"image": image, "caption": "", "alt": ""} for image in images]
    try:
        block.clean(block.to_python({"pictures": shown}))
    except ValidationError as error:
        found = error.block_errors["pictures"]
        return [*found.non_block_errors, *found.block_errors]
    return []


def test_one_picture_is_too_few_and_two_are_enough() -> None:
    one, two = CmsImageFactory().pk, CmsImageFactory().pk
    assert sent(one) == [FEW] == sent()
    assert sent(one, two) == []
    assert "条目" in sent(*[one] * 31)[0], "what is said of too many is Wagtail's"


def test_a_draft_may_have_one_whatever_else_is_wrong() -> None:
    block = PicturesBlock(FigureBlock(), min_num=2)
    shown = block.to_python([{"image": CmsImageFactory().pk, "caption": "长" * 121, "alt": ""}])
    with pytest.raises(ListBlockValidationError) as draft:
        block.clean_deferred(shown)
    assert draft.value.block_errors and not draft.value.non_block_errors
    with pytest.raises(ListBlockValidationError) as published:
        block.clean(shown)
    assert published.value.block_errors and FEW in published.value.non_block_errors


def test_nothing_is_said_before_anything_is_done() -> None:
    pictures = GalleryBlock().child_blocks["pictures"]
    assert isinstance(pictures, PicturesBlock) and len(pictures.get_default()) == 2
    assert "minNum" not in PicturesAdapter().js_args(pictures)[-1]
