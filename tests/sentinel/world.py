"""Internal content of every kind, each holding a word to ask with and a word that must never come back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Collection, Page, Site

from cms.core.factories import CmsDocumentFactory, CmsImageFactory, UserFactory, collection, restrict
from cms.core.models import CmsDocument, CmsImage, CmsRendition, User
from cms.library.models import LibraryPage, Passage, Work, WorkState
from cms.portal.models import ArticlePage, ColumnPage, HomePage

ASKED = "银杏树下"  # stands in every request
SECRET = "琥珀哨兵"  # stands beside it in every content, and in no request
TEXT = f"{ASKED}的{SECRET}只对内部人员开放"


@dataclass
class World:
    home: Page
    column: ColumnPage
    article: ArticlePage
    draft: ArticlePage
    library: LibraryPage
    closed_library: LibraryPage
    works: list[Work]
    document: CmsDocument
    image: CmsImage
    rendition: CmsRendition
    place: Collection
    member: User = field(default_factory=UserFactory)

    @property
    def pages(self) -> list[Page]:
        return [self.home, self.column, self.article, self.draft, self.library, self.closed_library]

    @property
    def keys(self) -> list[Any]:
        """Primary keys worth trying in any address that takes a number."""
        things = [
            *self.pages,
            *self.works,
            self.document,
            self.image,
            self.rendition,
            self.place,
            self.member,
        ]
        return sorted({thing.pk for thing in things} | {0, 999_999_999})


def build() -> World:
    root = Page.objects.get(depth=1)
    home = HomePage.objects.first() or root.add_child(instance=HomePage(title="首页", slug="shou-ye"))
    site = Site.objects.get(is_default_site=True)
    site.root_page = home
    site.save()
    place = collection("内部资料")
    restrict(place)
    image = CmsImageFactory(title=TEXT, description=TEXT, collection=place)
    document = CmsDocumentFactory(
        title=TEXT, file=ContentFile(TEXT.encode(), "internal.txt"), collection=place
    )
    column = home.add_child(instance=ColumnPage(title=f"{ASKED}{SECRET}栏", slug="internal", summary=TEXT))
    restrict(column)
    article = column.add_child(instance=article_of("wen-zhang"))
    article.save_revision().publish()
    article.tags.add(f"{ASKED}{SECRET}签")
    article.save()
    draft = column.add_child(instance=article_of("cao-gao"))
    draft.live = False
    draft.save()
    draft.save_revision()
    library = home.add_child(instance=LibraryPage(title="理论库", slug="ku"))
    closed = home.add_child(instance=LibraryPage(title=f"{SECRET}书库", slug="nei-ku"))
    restrict(closed)
    works = [
        work_of(library, place, document),
        work_of(closed, Collection.get_first_root_node(), None),
    ]
    rendition = image.get_rendition("width-20")
    return World(home, column, article, draft, library, closed, works, document, image, rendition, place)


def article_of(slug: str) -> ArticlePage:
    made = ArticlePage(title=f"{ASKED}{SECRET}文", slug=slug, summary=TEXT, keywords=SECRET, author=SECRET)
    made.search_description = TEXT
    return made


def work_of(library: LibraryPage, place: Collection, document: CmsDocument | None) -> Work:
    """Read and ready, with one passage."""
    work = Work.objects.create(
        library=library,
        collection=place,
        title=f"{ASKED}{SECRET}著",
        creators=SECRET,
        issuer=SECRET,
        number=f"{SECRET}〔2026〕1号",
        summary=TEXT,
        keywords=SECRET,
        document=document,
        state=WorkState.READY,
        outline=[{"title": SECRET, "level": 1, "page": 1, "anchor": "a1"}],
    )
    Passage.objects.create(work=work, ord=1, page=None, anchor="a1", path=[SECRET], text=TEXT)
    return work
