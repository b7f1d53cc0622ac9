"""The next step of a manuscript, of a page or a work: what stands open beside 保存草稿."""

from __future__ import annotations

from typing import Any

STEPS = ("approve", "reject", "action-publish", "action-submit", "action-restart-workflow")


def next_steps_first(items: list[Any], request: Any, context: Any) -> None:
    """Behind the first, which is the default, in the order of STEPS: the menu's template expects them there. Taking down is
    no default: of what is locked it would come first."""
    if len(items) > 1 and items[0].name == "action-unpublish":
        items.append(items.pop(0))
    items[1:] = sorted(items[1:], key=_place)


def _place(item: Any) -> int:
    with_comment = item.name == "approve" and item.launch_modal
    return STEPS.index(item.name) if item.name in STEPS and not with_comment else len(STEPS)
