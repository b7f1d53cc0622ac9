"""Files that lie outside MEDIA are handed out here, after cms.core.access was asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePosixPath

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe
from django.views.static import serve as serve_file
from wagtail.documents.views.serve import serve

from cms.core import access, audit
from cms.core.levels import UNPUBLISHED
from cms.core.models import CmsDocument, CmsRendition
from cms.core.ranges import file_response
from cms.core.uses import key_of

PRIVATE = "private, no-store"
UNNAMED = "closed"  # in place of a file's name, which tells much, in links that all may read
Keeper = Callable[[HttpRequest, CmsDocument], HttpResponseBase | None]
_keepers: dict[str, Keeper] = {}


def keep(name: str, keeper: Keeper) -> None:
    """In AppConfig.ready(): `keeper` answers for documents that belong to things of its room; None for all others."""
    _keepers[name] = keeper


def refuse(request: HttpRequest) -> HttpResponse:
    """A stranger is asked to sign in; whoever is signed in has no right to it. Raises PermissionDenied."""
    if request.user.is_authenticated:
        raise PermissionDenied
    response = redirect_to_login(request.get_full_path())
    response["Cache-Control"] = PRIVATE
    return response


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Renditions of public pictures, where no web server in front hands them out. Anybody may have them."""
    try:
        response = serve_file(request, path, document_root=str(settings.MEDIA_ROOT))
    except (OSError, ValueError, SuspiciousFileOperation) as error:  # too long for the disk, a NUL, a way out
        raise Http404 from error
    response["Cache-Control"] = "public, max-age=86400"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response


@require_safe
def document(request: HttpRequest, pk: str, name: str) -> HttpResponseBase:
    """Wagtail's own view behind our question: it logs and names the type. What it sends can be had in parts."""
    found = get_object_or_404(CmsDocument.objects.select_related("collection"), pk=key_of(pk) or 0)
    if name not in (UNNAMED, found.filename):
        raise Http404
    for keeper in _keepers.values():
        if (answer := keeper(request, found)) is not None:
            return answer
    audience = access.audience_of(found)
    if audience and not access.may_open(request.user, found):
        return refuse(request)
    if name == UNNAMED:
        return _named(found, audience)
    try:
        response = _in_parts(request, found, serve(request, found.pk, name))
    except FileNotFoundError as error:
        raise Http404 from error
    if audience - UNPUBLISHED:
        audit.handed_out(found, request, response)
    response["Cache-Control"] = PRIVATE if audience else "public, max-age=600"
    return response


def _in_parts(request: HttpRequest, document: CmsDocument, whole: HttpResponseBase) -> HttpResponseBase:
    """The same answer, as far as it is the file, to who asks for a part or has it already."""
    if not isinstance(whole, FileResponse):
        return whole
    if whole.file_to_stream is not None:
        whole.file_to_stream.close()  # closing the answer would end the request
    name, size = document.file.name, document.file.size
    changed = document.file.storage.get_modified_time(name)
    answer = file_response(
        request,
        document.file.storage.open(name),
        size=size,
        etag=f'"{document.pk}-{int(changed.timestamp() * 1000):x}-{size:x}"',
        changed=changed,
        content_type=whole["Content-Type"],
    )
    for kept in ("Content-Disposition", "Content-Security-Policy", "X-Content-Type-Options"):
        if kept in whole and answer.status_code != 416:
            answer[kept] = whole[kept]
    return answer


def _named(document: CmsDocument, audience: access.Audience) -> HttpResponseBase:
    """To its name, for who may see it. One that all may see is linked by its name: whoever asks so is guessing."""
    if not audience:
        raise Http404
    response = redirect(document.url)
    response["Cache-Control"] = PRIVATE
    return response


@require_safe
def picture(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A rendition of a restricted picture. Those of public pictures lie in MEDIA and never come here."""
    rendition = get_object_or_404(CmsRendition.objects.select_related("image"), pk=pk)
    if PurePosixPath(rendition.file.name).name != name:
        raise Http404
    audience = access.audience_of(rendition.image)
    if audience and not access.may_open(request.user, rendition.image):
        return refuse(request)
    try:
        response = FileResponse(rendition.file.open("rb"))
    except FileNotFoundError as error:
        raise Http404 from error
    if audience - UNPUBLISHED:
        audit.read("picture.restricted", rendition.image, request.user)
    response["Cache-Control"] = PRIVATE if audience else "public, max-age=600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
