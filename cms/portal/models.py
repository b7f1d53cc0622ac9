"""First cut; the room's owner completes it."""

from cms.core.models import BasePage


class HomePage(BasePage):
    class Meta:
        db_table = "portal_home"
        verbose_name = "首页"


class ColumnPage(BasePage):
    class Meta:
        db_table = "portal_column"
        verbose_name = "栏目"


class ArticlePage(BasePage):
    class Meta:
        db_table = "portal_article"
        verbose_name = "文章"
