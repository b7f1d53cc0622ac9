"""Restricted content of every kind, each holding a word to ask with and a word that must never come back."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    Page,
    Revision,
    Site,
    TaskState,
    Workflow,
    WorkflowState,
)

from cms.core.factories import CmsDocumentFactory, CmsImageFactory, UserFactory, collection, restrict, shown
from cms.core.models import CmsDocument, CmsImage, CmsRendition, User
from cms.library.models import FileVersion, LibraryPage, Passage, Work, WorkState
from cms.portal.factories import blocks
from cms.portal.models import ArticlePage, ColumnPage, HomePage
from cms.portal.models.home import HeadlineLink

ASKED = "银杏树下"  # stands in every request
SECRET = "琥珀哨兵"  # stands beside it in every content, and in no request
TEXT = f"{ASKED}的{SECRET}只对内部人员开放"
SPELT = "hu-po-shao-bing"  # as much, in the addresses of things that are mentioned
OPEN = f"{ASKED}的公开消息"
PAIR = re.compile(r"/(\d+)/revisions/(?:compare/)?(\d+)(?:\.\.\.(\d+))?")
STAFF = ("编辑", "审核", "审批", "系统管理", "安全管理", "总编")


@dataclass
class World:
    """`group`: content is 限定 to it, and the member belongs to it. Without one it is 内部."""

    group: Group | None
    member: User = field(default_factory=UserFactory)
    pages: dict[str, Page] = field(default_factory=dict)
    works: list[Work] = field(default_factory=list)
    place: Collection = field(init=False)
    image: CmsImage = field(init=False)
    document: CmsDocument = field(init=False)
    rendition: CmsRendition = field(init=False)
    version: FileVersion = field(init=False)
    # lie among open files, but a closed article alone shows them
    shown: CmsDocument = field(init=False)
    shown_image: CmsImage = field(init=False)
    shown_rendition: CmsRendition = field(init=False)
    held: CmsDocument = field(init=False)  # lies among open files, but its work stands in the closed library
    open_work: Work = field(init=False)
    open_book: Work = field(init=False)
    unpublished: list[CmsDocument] = field(default_factory=list)  # see add_unpublished
    far: ArticlePage = field(init=False)  # as those that follow: see add_mentions
    far_file: CmsDocument = field(init=False)
    volume: Work = field(init=False)

    def keys(self, *kinds: str) -> list[int]:
        """Keys of what the names of the kinds say; each kind also gets one that does not exist."""
        known: dict[str, list[int]] = {
            "page": [*(page.pk for page in self.pages.values()), self.far.pk],
            "work": [*(work.pk for work in self.works), self.volume.pk],
            "image": [self.image.pk, self.shown_image.pk],
            "document": [self.document.pk, self.held.pk, self.shown.pk, self.far_file.pk],
            "version": [self.version.pk],
            "collection": [self.place.pk],
            "user": [self.member.pk],
            "revision": list(Revision.objects.values_list("pk", flat=True)),
            "task": list(TaskState.objects.values_list("pk", flat=True)),
            "workflow": list(WorkflowState.objects.values_list("pk", flat=True)),
        }
        return sorted({key for kind in kinds for key in known[kind]} | {999_999_999})

    def fits(self, address: str) -> bool:
        """Are the revisions in an address of the page or work that stands before them, and two?"""
        owner, *keys = found.groups() if (found := PAIR.search(address)) else ("",)
        return len({*keys}) == len(keys) and all(self.revisions.get(k, owner) == owner for k in keys if k)

    @cached_property
    def revisions(self) -> dict[str, str]:
        return {str(pk): str(owner) for pk, owner in Revision.objects.values_list("pk", "object_id")}

    def closed(self) -> list[str]:
        """Beginnings of addresses that answer nobody but members with 200."""
        hidden = ("column", "article", "draft", "alias", "copy", "moved", "closed_library")
        urls = [self.pages[name].url for name in hidden]
        urls += [f"{self.pages['library'].url}{self.works[0].pk}/"]
        urls += [self.document.url, self.held.url, self.rendition.url]
        urls += [self.shown.url, self.shown_rendition.url]
        return [str(url) for url in urls if url]

    def staff(self) -> User:
        """Every right that anybody has who is neither superuser nor auditor, and not in the group."""
        chief = Group.objects.create(name="总编")
        chief.permissions.set(Permission.objects.filter(content_type__app_label__in=["library", "core"]))
        chief.permissions.remove(Permission.objects.get(codename="view_audit"))
        root = Collection.get_first_root_node()
        files = Permission.objects.filter(codename__regex=r"^(add|change|delete|choose)_(image|document)$")
        for permission in files.filter(content_type__app_label__startswith="wagtail"):
            GroupCollectionPermission.objects.create(group=chief, collection=root, permission=permission)
        chosen: User = UserFactory(groups=STAFF)
        return chosen


def build(group: Group | None = None) -> World:
    world = World(group)
    limits = [group] if group else []
    if group:
        world.member.groups.add(group)
    root = Page.objects.get(depth=1)
    home = HomePage.objects.first() or root.add_child(instance=HomePage(title="首页", slug="shou-ye"))
    site = Site.objects.get(is_default_site=True)
    site.root_page = home
    site.save()
    world.place = collection("内部资料")
    restrict(world.place, *limits)
    world.image = shown(CmsImageFactory(title=TEXT, description=TEXT, collection=world.place))
    world.document = shown(document_of("internal.txt", world.place))
    world.rendition = world.image.get_rendition("width-20")
    for thing in (world.image, world.document):
        log(thing, "wagtail.edit", user=world.member)
    add_pages(world, home, limits)
    add_works(world, home, limits)
    add_carrier(world)
    add_mentions(world)
    return world


def add_pages(world: World, home: Page, limits: list[Group]) -> None:
    column = home.add_child(instance=ColumnPage(title=f"{ASKED}{SECRET}栏", slug="internal", summary=TEXT))
    restrict(column, *limits)
    world.shown = document_of("shown.txt", Collection.get_first_root_node())
    world.shown_image = CmsImageFactory(title=TEXT, description=TEXT)
    article = article_of("wen-zhang")
    article.lead = world.shown_image
    article.attachments = blocks(("attachment", {"document": world.shown.pk, "title": ""}))
    column.add_child(instance=article)
    world.shown_rendition = world.shown_image.get_rendition("width-20")
    article.save_revision(user=world.member, log_action=True).publish(
        user=world.member, skip_permission_checks=True
    )
    article.tags.add(f"{ASKED}{SECRET}签")
    article.save()
    draft = column.add_child(instance=article_of("cao-gao", live=False))
    draft.save_revision(user=world.member)
    Workflow.objects.get(active=True).start(draft, world.member)
    moved = column.add_child(instance=article_of("yi-dong"))
    moved.move(home, "last-child")
    gone = column.add_child(instance=article_of("shan-chu"))
    log(gone, "wagtail.delete", user=world.member, deleted=True)
    gone.delete()
    home.add_child(instance=ColumnPage(title="公开栏", slug="lan"))  # of one alone nothing is offered
    news = home.add_child(instance=ArticlePage(title=OPEN, slug="gong-kai", summary=OPEN))
    news.save_revision().publish()
    world.pages |= {
        "home": home,
        "column": column,
        "article": article,
        "draft": draft,
        "alias": article.create_alias(parent=home, update_slug="bie-ming"),
        "copy": article.copy(to=home, update_attrs={"slug": "fu-ben"}),
        "moved": ArticlePage.objects.get(pk=moved.pk),
        "open": news,
    }


def add_works(world: World, home: Page, limits: list[Group]) -> None:
    """A restricted one in an open library, an open one in a restricted library, and an open one."""
    library = home.add_child(instance=LibraryPage(title="理论库", slug="ku"))
    closed = home.add_child(instance=LibraryPage(title=f"{SECRET}书库", slug="nei-ku"))
    restrict(closed, *limits)
    world.pages |= {"library": library, "closed_library": closed}
    root = Collection.get_first_root_node()
    world.held = document_of("held.txt", root)
    world.works = [work_of(library, world.place, world.document), work_of(closed, root, world.held)]
    world.open_work = Work.objects.create(library=library, collection=root, title=OPEN, state=WorkState.READY)
    Passage.objects.create(work=world.open_work, ord=1, anchor="a1", path=[], text=OPEN)
    world.open_book = Work.objects.create(
        library=library, collection=root, title="合订", state=WorkState.READY
    )
    Work.objects.filter(pk=world.works[0].pk).update(parent=world.open_book)  # a closed volume
    Work.objects.filter(pk=world.works[0].pk).update(sha256=hashlib.sha256(TEXT.encode()).hexdigest())
    world.works[0].refresh_from_db()
    world.works[0].save_revision(user=world.member, log_action=True)
    former = document_of("former.txt", world.place)
    world.version = FileVersion.objects.create(
        work=world.works[0], document=former, name=f"{SECRET}.txt", sha256="0" * 64, added_at=timezone.now()
    )


def add_carrier(world: World) -> None:
    """An open article whose text and list of files lead to closed ones."""
    links = "".join(
        f'<a linktype="document" id="{file.pk}">附件</a>' for file in (world.document, world.held)
    )
    closer = CmsImageFactory(title=f"{SECRET}图", collection=world.place)
    shown = ("figure", {"image": closer.pk, "caption": "", "alt": ""})
    files = [("attachment", {"document": file.pk, "title": ""}) for file in (world.document, world.held)]
    carrier = ArticlePage(title=OPEN, slug="fu-jian", summary=OPEN)
    carrier.body = blocks(("text", f"<p>{links}</p>"), shown, *files)
    carrier.attachments = blocks(*files)
    world.pages["carrier"] = made = world.pages["home"].add_child(instance=carrier)
    made.save_revision(user=world.member)
    made.body, made.attachments = blocks(("text", "<p>附件另见</p>")), []
    made.save_revision(user=world.member, log_action=True)
    made.refresh_from_db()


def add_mentions(world: World) -> None:
    """Open pages, a volume and a redirect that lead to hidden things, by versions of which one does not."""
    far = world.far = world.pages["column"].add_child(instance=article_of(SPELT))
    world.far_file = document_of(f"{SPELT}.txt", world.place)
    Redirect.objects.create(old_path="/jiu", redirect_page=far)
    home = world.pages["home"]
    mention = home.add_child(instance=ArticlePage(title="另见", slug="ling-jian", body=[]))
    for page in (home, mention):
        page.save_revision(user=world.member)
    links = f'<a linktype="page" id="{far.pk}">一</a><a linktype="document" id="{world.far_file.pk}">二</a>'
    figure = ("figure", {"image": world.image.pk, "caption": "", "alt": ""})
    mention.body = blocks(("text", f"<p>{links}</p>"), figure)
    mention.lead = world.image
    mention.attachments = blocks(("attachment", {"document": world.far_file.pk, "title": ""}))
    home.headline, home.headline_links = far, [HeadlineLink(page=far, text="")]
    for page in (home, mention):
        page.save_revision(user=world.member).publish()
        page.refresh_from_db()
    world.pages["mention"] = mention
    root, library = Collection.get_first_root_node(), world.pages["library"]
    world.volume = Work(library=library, collection=root, title="卷", state=WorkState.READY, live=False)
    for parent in (None, world.works[0]):
        world.volume.parent = parent
        world.volume.save()
        world.volume.save_revision(user=world.member)


def add_unpublished(world: World) -> None:
    """Files among the open ones that no reader is given: of a work that waits, a former one, an unpublished article's."""
    root = Collection.get_first_root_node()
    waiting, former, attached = (document_of(f"{SECRET}{n}.txt", root) for n in range(3))
    library = world.pages["library"]
    Work.objects.create(library=library, collection=root, title=SECRET, document=waiting, live=False)
    FileVersion.objects.create(
        work=world.open_work, document=former, name="1.txt", sha256="1" * 64, added_at=timezone.now()
    )
    article = article_of("wei-fa-bu", live=False)
    article.attachments = blocks(("attachment", {"document": attached.pk, "title": ""}))
    world.pages["unpublished"] = world.pages["home"].add_child(instance=article)
    world.unpublished = [waiting, former, attached]


def one_page() -> bytes:
    """A PDF."""
    made = pdfium.PdfDocument.new()
    made.new_page(200, 300)
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def document_of(name: str, place: Collection) -> CmsDocument:
    made: CmsDocument = CmsDocumentFactory(
        title=TEXT, file=ContentFile(TEXT.encode(), name), collection=place
    )
    return made


def article_of(slug: str, **values: Any) -> ArticlePage:
    made = ArticlePage(
        title=f"{ASKED}{SECRET}文", slug=slug, summary=TEXT, keywords=SECRET, author=SECRET, **values
    )
    made.search_description = TEXT
    return made


def work_of(library: LibraryPage, place: Collection, document: CmsDocument) -> Work:
    """Read and ready, with one passage."""
    work = Work.objects.create(
        library=library, collection=place, title=f"{ASKED}{SECRET}著", creators=SECRET, issuer=SECRET,
        number=f"{SECRET}〔2026〕1号", summary=TEXT, keywords=SECRET, document=document, page_count=1,
        reading_copy=ContentFile(one_page(), "reading.pdf"), state=WorkState.READY,
        outline=[{"title": SECRET, "level": 1, "page": 1, "anchor": "a1"}],
    )  # fmt: skip
    Passage.objects.create(work=work, ord=1, page=1, anchor="a1", path=[SECRET], text=TEXT)
    return work
