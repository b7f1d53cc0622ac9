"""What kinds of column there are. A new column is a row; a new kind is one entry here.

`column_type` is the value of the page tag ColumnType of 政府网站发展指引 (国办发〔2017〕47号, annex); `promise_days` how
often a column of this kind must be updated when its editor sets nothing else (None: no promise).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColumnKind:
    key: str
    label: str
    column_type: str
    description: str  # shown to editors
    promise_days: int | None = None
    template: str = "portal/column_feed.html"
    articles: bool = True  # may hold articles itself
    children: tuple[str, ...] = ()  # kinds of sub-column it may hold
    home: str = "list"  # how the home page shows it: news, days, list, pictures, topics, none


_LEAVES = ("news", "notice", "policy", "reading", "pictures", "videos", "other")

_KINDS = (
    ColumnKind(
        "news",
        "动态要闻",
        "工作动态",
        "会议、活动和工作进展，按时间排列",
        14,
        children=("news", "pictures", "videos"),
        home="news",
    ),
    ColumnKind(
        "notice",
        "通知公告",
        "其他",
        "通知、公告、公示，按时间排列",
        180,
        children=("notice",),
        template="portal/column_rows.html",
        home="days",
    ),
    ColumnKind(
        "overview",
        "概况信息",
        "概况信息",
        "本单位介绍：一篇常年有效的正文，也可以有若干篇文章",
        template="portal/column_overview.html",
        children=("overview", "duties", "leaders"),
        home="none",
    ),
    ColumnKind(
        "duties",
        "机构职能",
        "机构职能",
        "职责、内设机构和联系方式",
        template="portal/column_overview.html",
        children=("duties",),
        home="none",
    ),
    ColumnKind(
        "leaders",
        "领导信息",
        "负责人信息",
        "领导简历和分工，一人一篇",
        template="portal/column_overview.html",
        home="none",
    ),
    ColumnKind(
        "policy",
        "政策法规",
        "政策文件",
        "文件、制度，按发布时间排列",
        180,
        template="portal/column_rows.html",
        children=("policy", "reading"),
    ),
    ColumnKind("reading", "政策解读", "政策解读", "对文件的说明和问答", 180),
    ColumnKind(
        "pictures",
        "图说",
        "其他",
        "以图片为主的报道，显示为图片墙",
        30,
        template="portal/column_pictures.html",
        home="pictures",
    ),
    ColumnKind(
        "videos", "视频", "其他", "视频目录，只放链接和说明", 30, template="portal/column_pictures.html"
    ),
    ColumnKind(
        "topics",
        "专题集",
        "专题专栏",
        "收拢各个专题，本身不放文章",
        articles=False,
        children=("topic",),
        template="portal/column_topics.html",
        home="topics",
    ),
    ColumnKind(
        "topic",
        "专题",
        "专题专栏",
        "有横幅和子栏目的专题，办完后可归档",
        template="portal/column_topic.html",
        children=_LEAVES,
        home="topics",
    ),
    ColumnKind("other", "其他", "其他", "以上都不合适时使用", children=("other",)),
)

DEFAULT = "news"
_registry: dict[str, ColumnKind] = {kind.key: kind for kind in _KINDS}


def register(kind: ColumnKind) -> None:
    """For a room that brings a kind of its own, in its AppConfig.ready()."""
    _registry[kind.key] = kind


def kind_of(key: str) -> ColumnKind:
    """The kind of this key; a column whose kind is gone is treated as 其他, so that it stays readable."""
    return _registry.get(key, _registry["other"])


def choices() -> list[tuple[str, str]]:
    return [(kind.key, kind.label) for kind in _registry.values()]
