"""Who unpublishes a column with all below it is told of what stays, though not what it is."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from cms.core.factories import restrict
from cms.core.models import AuditEvent
from cms.portal.factories import ArticlePageFactory, ColumnPageFactory

from .attached_world import member

pytestmark = pytest.mark.django_db
LEFT = "下级页面里有 1 个您不能撤下"


@pytest.mark.parametrize("groups, stays", [(["审批"], True), (["审批", "党委"], False)])
@pytest.mark.parametrize(
    "door", ["/admin/pages/{}/unpublish/", "/admin/bulk/wagtailcore/page/unpublish/?id={}&next=/admin/"]
)
def test_what_stays_below_an_unpublished_column_is_told(door: str, groups: list[str], stays: bool) -> None:
    column = ColumnPageFactory()
    fine = ArticlePageFactory(parent=column)
    hidden = ArticlePageFactory(parent=column, title="哨兵稿")
    restrict(hidden, Group.objects.create(name="党委"))
    address = door.format(column.pk)
    told = member(*groups).post(address, {"include_descendants": "on"}, follow=True).content.decode()
    for page in (column, fine, hidden):
        page.refresh_from_db()
    assert (column.live, fine.live, hidden.live) == (False, False, stays)
    assert (LEFT in told) is stays and not (stays and hidden.title in told)


def test_nothing_is_told_where_nothing_was_to_go_along() -> None:
    column = ColumnPageFactory()
    ArticlePageFactory(parent=column)
    told = member("审批").post(f"/admin/pages/{column.pk}/unpublish/", {}, follow=True)
    assert "不能撤下" not in told.content.decode()


@pytest.mark.parametrize(
    "door", ["/admin/pages/{}/unpublish/", "/admin/bulk/wagtailcore/page/unpublish/?id={}&next=/admin/"]
)
def test_aliases_that_go_along_are_told_and_noted(door: str) -> None:
    article = ArticlePageFactory()
    alias = article.create_alias(parent=ColumnPageFactory(), update_slug="bie-ming")
    told = member("审批").post(door.format(article.pk), {}, follow=True).content.decode()
    alias.refresh_from_db()
    assert not alias.live and "1 个别名页面显示的就是它，也已一同撤下" in told
    noted = AuditEvent.objects.filter(action="page.alias_down").values_list("object_id", flat=True)
    assert list(noted) == [str(alias.pk)]
