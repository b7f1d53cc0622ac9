"""What the admin refuses for want of a right it answers by leading to its first page: the request remembers that it did."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from wagtail.admin import auth

MARK = "was_refused"


def was(request: HttpRequest) -> bool:
    return hasattr(request, MARK)


def marked(denied: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def answer(request: HttpRequest) -> HttpResponse:
        setattr(request, MARK, True)
        return denied(request)

    return answer


def unsaid(request: HttpRequest) -> None:
    """What was to be said on the next page is not: that something was done, of a request that failed after it, or what
    another page says already.
    """
    for _ in messages.get_messages(request):
        pass


def install() -> None:
    """It has no setting."""
    auth.permission_denied = marked(auth.permission_denied)
