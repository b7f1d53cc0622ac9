"""The tags of 政府网站发展指引 (rules.md, section 1) for columns and articles."""

from __future__ import annotations

from cms.core.reader import Chrome

from .tree import Branch

Tags = list[tuple[str, str]]


def column_tags(name: str, description: str, keywords: str, column_type: str) -> Tags:
    """All four are required: what the editor left empty is filled with the name."""
    return [
        ("ColumnName", name),
        ("ColumnDescription", description or name),
        ("ColumnKeywords", keywords or name),
        ("ColumnType", column_type),
    ]


def tags_of_column(branch: Branch | None) -> Tags:
    if branch is None:
        return []
    return column_tags(
        branch.title, branch.summary, branch.keywords, branch.kind.column_type if branch.kind else "其他"
    )


def tags_of_home(chrome: Chrome, summary: str, keywords: str) -> Tags:
    description = summary or f"{chrome.site_name}首页"
    return column_tags("首页", description, keywords or chrome.site_name, "首页")


def article_tags(
    *, title: str, time: str, source: str, keywords: str, author: str, description: str, image: str, url: str
) -> Tags:
    tags = [("ArticleTitle", title), ("PubDate", time), ("ContentSource", source)]
    optional = (
        ("Keywords", keywords),
        ("Author", author),
        ("Description", description),
        ("Image", image),
        ("Url", url),
    )
    return tags + [(name, value) for name, value in optional if value]
