"""What a draft may leave open is checked by one thread at a time.

For a draft Wagtail takes "required" from the blocks of a body, which all threads of the process share, and puts it back
afterwards. Two who saved at one moment could take it away for good: whatever was published then went unchecked.
"""

from __future__ import annotations

from threading import RLock
from typing import Any

from wagtail.blocks.base import BlockField

lock = RLock()  # for whoever looks at the blocks of a body


def clean(field: BlockField, value: Any) -> Any:
    with lock:
        return _clean(field, value)


_clean = BlockField.clean


def install() -> None:
    """It has no setting."""
    BlockField.clean = clean
