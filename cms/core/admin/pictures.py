"""A picture is read to its end before it is taken: what the library cannot draw would fail later, on every list."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from PIL import Image
from wagtail.images.fields import WagtailImageField

DAMAGED = "这个文件不是图片，或者已经损坏。请换一个文件；从别处复制来的，请重新复制一次。"


def read(field: WagtailImageField, data: Any) -> Any:
    """In place of Wagtail's, which lets the drawing library's errors through and reads no further than the header."""
    try:
        found = _read(field, data)
        if found is not None:
            _draw(found)
    except ValidationError as error:
        if getattr(error, "code", None) == "invalid_image":
            raise ValidationError(DAMAGED, code="invalid_image") from error
        raise
    except Exception as error:  # of many kinds, by format: OSError, SyntaxError, struct.error, ValueError…
        raise ValidationError(DAMAGED, code="invalid_image") from error
    return found


def _draw(found: Any) -> None:
    found.seek(0)
    with Image.open(found) as picture:
        picture.draft(
            None, (max(1, picture.width // 8), max(1, picture.height // 8))
        )  # JPEG alone: little memory
        picture.load()
    found.seek(0)


_read = WagtailImageField.to_python


def install() -> None:
    """It has no setting."""
    WagtailImageField.to_python = read
