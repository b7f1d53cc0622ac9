"""The file of a work, and its pages as images. Both ask for the level first, both resume and revalidate."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, cast

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from cms.core import access, audit
from cms.core.files_views import refuse
from cms.core.ranges import disposition, file_response
from cms.library.models import FileVersion, Work
from cms.library.reading import images, passages
from cms.library.reading.levels import CLOSED, Level, guard, level_of

from .common import KEPT, Opened, missing, open_work

if TYPE_CHECKING:
    from cms.core.models import CmsDocument
    from cms.library.models import LibraryPage

BINARY = "application/octet-stream"
OPENXML = "application/vnd.openxmlformats-officedocument"
# Types that no browser runs: a page or a script among the files is text to read.
TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
    "docx": f"{OPENXML}.wordprocessingml.document",
    "xlsx": f"{OPENXML}.spreadsheetml.sheet",
    "pptx": f"{OPENXML}.presentationml.presentation",
    "ofd": "application/ofd",
    "md": "text/plain; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "png": "image/png",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
}


def send_file(page: LibraryPage, request: HttpRequest, pk: int) -> HttpResponseBase:
    opened = open_work(page, request, pk)
    if isinstance(opened, HttpResponse):
        return opened
    work, shown = opened.work, opened.work.shown_file
    document = shown.document
    level = _level_of_file(opened, request, document)
    if isinstance(level, HttpResponse):
        return level
    gone = "这份文献没有可以下载的原文件。"
    if document is None or not document.file:
        return missing(opened.place, request, gone, opened.url, level)
    storage, stored = document.file.storage, document.file.name
    try:
        size, changed = storage.size(stored), storage.get_modified_time(stored)
        file = storage.open(stored, "rb")
    except OSError:
        return missing(opened.place, request, gone, opened.url, level)
    tag = shown.sha256 or document.file_hash or f"{document.pk}-{int(changed.timestamp())}"
    response = file_response(
        request,
        cast(BinaryIO, file),
        size=size,
        etag=f'"{tag}-{size}"',
        changed=changed,
        content_type=TYPES.get(work.format, BINARY),
    )
    suffix = _suffix(shown.name or stored)
    response["Content-Disposition"] = disposition(f"{work.title}{suffix}", f"work-{work.pk}{suffix}")
    if not level.public:
        audit.handed_out(document, request, response)
    return _sealed(response, level)


def send_document(request: HttpRequest, document: CmsDocument) -> HttpResponseBase | None:
    """The address that every document has, for one that is a work's file: it answers as the work's own address does.

    None for a document of no work. Raises Http404 for a file that readers are not given: of a draft or a work taken
    down, a former one, one that waits to be read.
    """
    former = FileVersion.objects.filter(document=document).values("work")
    held = list(Work.objects.filter(Q(document=document) | Q(pk__in=former)).select_related("library"))
    if not held:
        return None
    for work in held:
        shown = work.shown_file.document if work.live and work.library.live else None
        if shown is not None and shown.pk == document.pk:
            return send_file(work.library, request, work.pk)
    raise Http404


def send_image(
    page: LibraryPage, request: HttpRequest, pk: int, number: int, small: bool
) -> HttpResponseBase:
    """A page as PNG; 404 when it cannot be drawn, 503 while others that take long are drawn."""
    opened = open_work(page, request, pk)
    if isinstance(opened, HttpResponse):
        return opened
    level = _level_of_file(opened, request, opened.work.shown_file.document)
    if isinstance(level, HttpResponse):
        return level
    if not level.public:
        audit.read("work.restricted", opened.work, request.user)
    plan = passages.plan_of(opened.work)
    try:
        drawn = images.drawn(opened.work, number, small) if plan.paged and 1 <= number <= plan.pages else None
    except images.Busy:
        text = "这一页的图像正在准备，请过几秒再打开。"
        late = HttpResponse(text, "text/plain; charset=utf-8", status=503, headers={"Retry-After": "5"})
        return guard(late, CLOSED)
    if drawn is None:
        message = f"没有第 {number} 页的图像。"
        return missing(opened.place, request, message, opened.url, level)
    response = file_response(
        request,
        BytesIO(drawn.png),
        size=len(drawn.png),
        etag=f'"{drawn.tag}"',
        changed=drawn.changed,
        content_type="image/png",
    )
    return _sealed(response, level)


def _level_of_file(
    opened: Opened, request: HttpRequest, document: CmsDocument | None
) -> Level | HttpResponse:
    """The file may lie in a collection that is closer than the work's."""
    audience = access.audience_of(document) if document else frozenset()
    if not audience:
        return opened.level
    if not access.may_see(request.user, document):
        return guard(refuse(request), CLOSED)
    return level_of(audience)


def _suffix(name: str) -> str:
    """Of the name it came under, plain letters and digits alone."""
    _, dot, ending = name.rpartition(".")
    ending = ending.lower()
    return f".{ending}" if dot and ending.isascii() and ending.isalnum() and len(ending) <= 8 else ""


def _sealed(response: HttpResponseBase, level: Level) -> HttpResponseBase:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if response.status_code == 416:
        response["Cache-Control"] = "no-store"
    elif level.public:
        response["Cache-Control"] = KEPT
    return guard(response, level)
