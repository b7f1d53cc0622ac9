"""The home page arranges itself: what exists, in the order of the columns, by their kinds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cms.core.home_sections import Section, sections
from cms.core.reader import Chrome, MenuItem
from cms.portal.models import ArticlePage, HomePage

from .cards import Card
from .pagetags import tags_of_home
from .pictures import CARD, LEAD
from .rows import Row
from .tree import Branch, hints_of

if TYPE_CHECKING:
    from .reader import Reader

NEWS, DAYS, LIST, PICTURES, TOPICS, THUMBS = 10, 6, 7, 4, 4, 3


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
    headline = _headline(reader, page, news_column)
    used = {headline.pk} if headline else set()
    picture_rows = _picture_rows(reader, news_column, used)
    reader.load_pictures(picture_rows)
    picture_rows = [row for row in picture_rows if reader.pictures.get(row.lead, CARD)]
    used |= {row.pk for row in picture_rows[:1]}
    news = _list(reader, news_column, "news", NEWS, used) if news_column else None
    columns, walls = [], []
    for branch in shown:
        style = branch.kind.home if branch.kind else "none"
        if branch is news_column or style in ("none", "topics"):
            continue
        if style == "pictures":
            walls.append(_list(reader, branch, "pictures", PICTURES, set()))
        else:
            days = style == "days"
            columns.append(_list(reader, branch, "days" if days else "list", DAYS if days else LIST, set()))
    reader.pictures.load({(row.lead, LEAD) for row in picture_rows[:1] if row.lead})
    topics, topics_url = _topics(reader, shown)
    return HomeView(
        chrome=replace(reader.chrome, search_hints=hints_of(page.search_hints)),
        headline=reader.card(headline) if headline else None,
        headline_links=_headline_links(reader, page),
        lead=reader.card(picture_rows[0], LEAD) if picture_rows else None,
        thumbs=tuple(reader.card(row, CARD) for row in picture_rows[1:]),
        news=news,
        columns=tuple(column for column in columns if column.items),
        pictures=tuple(wall for wall in walls if wall.items),
        topics=topics,
        topics_url=topics_url,
        sections=sections(reader.site),
        tags=tags_of_home(reader.chrome, page.summary, page.keywords),
    )


def _headline(reader: Reader, page: HomePage, news: Branch | None) -> Row | None:
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
            chosen.summary,
            chosen.source,
            chosen.lead_id,
            chosen.pinned,
        )
    latest = reader.cards().latest(news.path, 1) if news else []
    return latest[0] if latest else None


def _headline_links(reader: Reader, page: HomePage) -> tuple[MenuItem, ...]:
    links = page.headline_links.select_related("page") if page.pk else page.headline_links.all()
    return tuple(
        MenuItem(link.text or link.page.title, reader.url(link.page.url_path))
        for link in links
        if link.page and reader.holds(link.page) and link.page.live and not reader.audience(link.page)
    )


def _picture_rows(reader: Reader, news: Branch | None, used: set[int]) -> list[Row]:
    if news is None:
        return []
    rows = reader.cards().latest(news.path, THUMBS + 2, pictures=True)
    return [row for row in rows if row.pk not in used][: THUMBS + 1]


def _list(reader: Reader, branch: Branch, style: str, size: int, used: set[int]) -> HomeList:
    rows = reader.cards().latest(branch.path, size + len(used), pictures=style == "pictures")
    rows = [row for row in rows if row.pk not in used][:size]
    if style == "pictures":
        reader.load_pictures(rows)
    spec = CARD if style == "pictures" else ""
    return HomeList(branch.title, branch.url, style, tuple(reader.card(row, spec) for row in rows))


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
