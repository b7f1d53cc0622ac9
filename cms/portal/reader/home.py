"""The home page arranges itself: what exists, in the order of the columns, by their kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cms.core.home_sections import Section, sections
from cms.core.reader import Chrome, MenuItem
from cms.portal.models import ArticlePage, HomePage

from .cards import Card, Latest
from .pagetags import tags_of_home
from .pictures import CARD, LEAD
from .rows import Row
from .tree import Branch, hints_of

if TYPE_CHECKING:
    from .reader import Reader

NEWS, PICTURES = "news", "pictures"
SIZES = {NEWS: 10, "days": 6, "list": 7, PICTURES: 4}  # articles of a column, by the style of its kind
TOPICS, THUMBS = 4, 3


@dataclass(frozen=True, slots=True)
class HomeList:
    """A column on the home page. `style`: news, days, list, pictures."""

    title: str
    url: str
    style: str
    items: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    title: str
    url: str
    note: str
    archived: bool


@dataclass(frozen=True, slots=True)
class HomeView:
    chrome: Chrome
    headline: Card | None
    headline_links: tuple[MenuItem, ...]
    lead: Card | None  # the picture story, with a large picture
    thumbs: tuple[Card, ...]
    news: HomeList | None
    columns: tuple[HomeList, ...]
    pictures: tuple[HomeList, ...]
    topics: tuple[Topic, ...]
    topics_url: str
    sections: tuple[Section, ...]
    tags: list[tuple[str, str]]

    @property
    def empty(self) -> bool:
        return not (self.headline or self.columns or self.pictures or self.topics or self.sections)


def home_view(reader: Reader, page: HomePage) -> HomeView:
    shown = [branch for branch in reader.tree().top() if branch.kind and branch.on_home]
    news_column = next((b for b in shown if b.kind and b.kind.home == "news"), None)
    listed = [(b, _style(b)) for b in shown if b is not news_column and _style(b)]
    newest, pictured, *rest = reader.cards().latest(_wanted(news_column, listed))
    headline = _chosen(reader, page) or next(iter(newest), None)
    used = {headline.pk} if headline else set()
    picture_rows = [row for row in pictured if row.pk not in used][: THUMBS + 1]
    listed_rows = [(b, style, rows) for (b, style), rows in zip(listed, rest, strict=True) if rows]
    walls = [row for _, style, rows in listed_rows if style == PICTURES for row in rows]
    reader.load_pictures([*picture_rows, *walls])
    picture_rows = [row for row in picture_rows if reader.pictures.get(row.lead, CARD)]
    used |= {row.pk for row in picture_rows[:1]}
    reader.load_pictures(picture_rows[:1], LEAD)
    news = _list(reader, news_column, NEWS, [r for r in newest if r.pk not in used]) if news_column else None
    lists = [_list(reader, branch, style, rows) for branch, style, rows in listed_rows]
    topics, topics_url = _topics(reader, shown)
    return HomeView(
        chrome=replace(reader.chrome, search_hints=hints_of(page.search_hints)),
        headline=reader.card(headline) if headline else None,
        headline_links=_headline_links(reader, page),
        lead=reader.card(picture_rows[0], LEAD) if picture_rows else None,
        thumbs=tuple(reader.card(row, CARD) for row in picture_rows[1:]),
        news=news,
        columns=tuple(column for column in lists if column.style != PICTURES),
        pictures=tuple(wall for wall in lists if wall.style == PICTURES),
        topics=topics,
        topics_url=topics_url,
        sections=sections(reader.site),
        tags=tags_of_home(reader.chrome, page.summary, page.keywords),
    )


def _style(branch: Branch) -> str:
    """How a column other than the first of news is listed; "" when it is not."""
    style = branch.kind.home if branch.kind else "none"
    return "" if style in ("none", "topics") else style if style in SIZES and style != NEWS else "list"


def _wanted(news: Branch | None, listed: list[tuple[Branch, str]]) -> list[Latest]:
    """Two of the news column, with what headline and picture story take of it; one of each other column."""
    path, size = (news.path, SIZES[NEWS] + 2) if news else ("", 0)
    return [
        Latest(path, size),
        Latest(path, THUMBS + 2 if size else 0, pictures=True),
        *(Latest(branch.path, SIZES[style], pictures=style == PICTURES) for branch, style in listed),
    ]


def _chosen(reader: Reader, page: HomePage) -> Row | None:
    """The editors' headline, as long as everybody may see it."""
    chosen: ArticlePage | None = page.headline
    if (
        chosen is not None
        and reader.holds(chosen)
        and chosen.live
        and not reader.audience(chosen)
        and chosen.published_at
    ):
        return Row(
            chosen.pk,
            chosen.path,
            chosen.url_path,
            chosen.title,
            chosen.published_at,
            chosen.summary or chosen.opening,
            chosen.source,
            chosen.lead_id,
            chosen.pinned,
        )
    return None


def _headline_links(reader: Reader, page: HomePage) -> tuple[MenuItem, ...]:
    links = page.headline_links.select_related("page") if page.pk else page.headline_links.all()
    return tuple(
        MenuItem(link.text or link.page.title, reader.url(link.page.url_path))
        for link in links
        if link.page and reader.holds(link.page) and link.page.live and not reader.audience(link.page)
    )


def _list(reader: Reader, branch: Branch, style: str, rows: list[Row]) -> HomeList:
    spec = CARD if style == PICTURES else ""
    cards = tuple(reader.card(row, spec) for row in rows[: SIZES[style]])
    return HomeList(branch.title, branch.url, style, cards)


def _topics(reader: Reader, shown: list[Branch]) -> tuple[tuple[Topic, ...], str]:
    """Cards of topics: those at the top and those inside a collection of topics; those at work first."""
    tree, found, url = reader.tree(), [], ""
    for branch in shown:
        if branch.kind and branch.kind.key == "topics":
            url = url or branch.url
            found += [child for child in tree.children(branch.path) if child.on_home]
        elif branch.kind and branch.kind.home == "topics":
            found.append(branch)
    found.sort(key=lambda branch: branch.archived_on is not None)
    topics = []
    for branch in found[:TOPICS]:
        note = branch.summary
        if branch.archived_on:
            note = f"已归档 · {branch.archived_on:%Y-%m-%d}"
        topics.append(Topic(branch.title, branch.url, note, branch.archived_on is not None))
    return tuple(topics), url
