"""A manuscript that is being reviewed."""

from __future__ import annotations

from wagtail.models import Workflow, WorkflowState

from cms.core.factories import UserFactory
from cms.portal.factories import ArticlePageFactory


def sent_in() -> WorkflowState:
    """By an author of 编辑, who owns it."""
    author = UserFactory(groups=["编辑"])
    page = ArticlePageFactory(live=False, owner=author)
    page.save_revision(user=author)
    return Workflow.objects.get(active=True).start(page, author)
