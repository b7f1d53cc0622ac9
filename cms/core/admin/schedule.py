"""A new version with a time to go live leaves the one that readers see now where it is, until then.

Wagtail takes down what is live but was never published through a revision: imported works, pages made by code.
"""

from __future__ import annotations

from typing import Any

from wagtail.actions.publish_revision import PublishRevisionAction


def publish(action: Any, revision: Any, content: Any, *args: Any, **kwargs: Any) -> Any:
    """Wagtail asks only whether there is a live revision, and saves nothing of the content that is to wait."""
    bare = content.live and not content.live_revision_id
    if bare:
        content.live_revision_id = revision.pk
    try:
        return _publish(action, revision, content, *args, **kwargs)
    finally:
        if bare and content.has_unpublished_changes and revision.approved_go_live_at:
            content.live_revision_id = None


_publish = PublishRevisionAction._publish_revision


def install() -> None:
    """It has no setting."""
    PublishRevisionAction._publish_revision = publish
