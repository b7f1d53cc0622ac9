"""Page tags (see cms.core.tags) of what the portal shows: home, columns, pages without a row in the tree."""

from __future__ import annotations

from cms.core.reader import Chrome
from cms.core.slugs import split_words
from cms.core.tags import ColumnFacts, Tag, page_tags

from .tree import Branch

Tags = list[Tag]


def column_tags(name: str, description: str, keywords: str, column_type: str) -> Tags:
    return list(page_tags(column=ColumnFacts(name, description, tuple(split_words(keywords)), column_type)))


def tags_of_column(branch: Branch | None) -> Tags:
    if branch is None:
        return []
    return column_tags(
        branch.title, branch.summary, branch.keywords, branch.kind.column_type if branch.kind else "其他"
    )


def tags_of_home(chrome: Chrome, summary: str, keywords: str) -> Tags:
    description = summary or f"{chrome.site_name}首页"
    return column_tags("首页", description, keywords or chrome.site_name, "首页")
