"""Error answers: a page in the theme for people, JSON under /api/. They work without a database."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse_lazy
from django.utils.datastructures import MultiValueDictKeyError
from wagtail.models import Page

from cms.core.admin import refused
from cms.core.reader import Chrome
from cms.core.rendering import render_page
from cms.core.storage import give_back
from cms.core.trouble import refusal_for
from cms.core.written import texts_of
from search.tables import state_of

logger = logging.getLogger(__name__)

FORMS = ("/admin/", "/login/", "/logout/", "/xiugai-mima/", "/_util/", "/documents/")  # all else is only read

LOGIN = reverse_lazy("core:login")
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - its name; the page has a new one
ENDED = (
    "登录已经结束，这次没有保存，您写的内容还在这一页里，请不要关闭它。"
    "请点“在新窗口登录”，登录以后回到这一页，点“再提交一次”。"
)
MEANWHILE = "登录已经结束，刚才这一步没有做，您写的内容还在这一页里，请不要关闭它。请另开一个窗口登录，再回到这一页继续。"
CHANGED = (
    "这一页打开以后重新登录过，或者停留太久，这次没有保存。"
    "您写的内容还在这一页里，请点“再提交一次”，会以现在登录的“{}”的名义保存。"
)
NO_ACCESS = (
    "现在登录的“{}”不能进入后台，这次没有保存，您写的内容还在这一页里，请不要关闭它。"
    "请用可以进后台的账号登录以后，回到这一页，点“再提交一次”。"
)
NOT_HIS = (
    "现在登录的“{}”没有在这里保存的权限，这次没有保存，您写的内容还在这一页里，请不要关闭它。"
    "请管理员给您权限，或者换一个账号登录以后，回到这一页，点“再提交一次”；也可以把文字复制出来。"
)
GONE = "要保存到的页面或文献刚刚被别人删除，或者不归您管了，没有保存。您写的文字列在下面，可以复制出来，另建一份。"
STALE = "页面停留太久或浏览器没有接受 Cookie，这次提交没有生效。请返回上一页，刷新后再提交一次。"

MESSAGES = {
    400: ("bad_request", "请求有误", "请求的内容有误，请检查后重试。"),
    403: ("forbidden", "没有权限", "您没有查看或操作的权限。"),
    404: ("not_found", "没有找到这个页面", "没有找到您要的内容，可能已经移动或删除。"),
    405: ("method_not_allowed", "请求方式不对", "这个网址不接受这种请求方式，没有作任何改动。"),
    500: ("server_error", "网站出了点问题", "网站暂时出了问题，已经记录下来，请稍后再试。"),
}
UNREAD = (
    *("out of range", "expected a number", "invalid literal for int()", "NUL"),
    *("Expecting value", "Expecting property name", "Extra data"),
)
PLAIN = (
    '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>{0}</title><h1>{0}</h1><p>{1}</p></html>'
)


def _answer(
    request: HttpRequest, status: int, message: str = "", code: str = "", title: str = "", **context: Any
) -> HttpResponse:
    """JSON under /api/ and for scripts of the admin, which put the sentence where the person looks."""
    usual_code, usual_title, usual = MESSAGES[status]
    code, title = code or usual_code, title or usual_title
    if _takes_json(request):
        body = {"error": {"code": code, "message": message or usual}}
        response: HttpResponse = JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    else:
        response = _page(request, status, title, {"message": message, **context})
    response["Cache-Control"] = "no-store"
    return response


def _takes_json(request: HttpRequest) -> bool:
    return request.path.startswith("/api/") or request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _page(request: HttpRequest, status: int, title: str, context: dict[str, Any]) -> HttpResponse:
    chrome = Chrome() if status == 500 and context.get("number", 500) >= 500 else None
    try:
        return render_page(request, f"{status}.html", context, title=title, status=status, chrome=chrome)
    except Exception:
        logger.exception("drawing the error page %s", status)
        said = context["message"] or MESSAGES[status][2]
        return HttpResponse(PLAIN.format(title, said), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400, getattr(exception, "sentence", ""))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _signed_out(request) or _answer(request, 403)


def _signed_out(request: HttpRequest) -> HttpResponse | None:
    """Scripts of the admin learn whether one was signed out meanwhile."""
    user: Any = getattr(request, "user", None)
    if user is None or user.is_authenticated or not request.path.startswith("/admin/"):
        return None
    return _answer(request, 403, MEANWHILE, code="signed_out") if _takes_json(request) else None


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page offers a search for the last word of the address."""
    segments = [part for part in request.path.split("/") if part]
    guess = segments[-1].rpartition(".")[0] or segments[-1] if segments else ""
    guess = "".join(c if c.isprintable() else " " for c in guess).replace("-", " ").strip()[:60]
    return _answer(request, 404, guess=guess)


def api_not_found(request: HttpRequest) -> HttpResponse:
    """Under /api/ nothing is guessed: no slash is added, no page is looked for."""
    return _answer(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the exception. A full disk and the like are named, with a status of their own."""
    give_back()
    if request.method == "POST":
        refused.unsaid(request)
    error = sys.exc_info()[1]
    if _was_typed(error):
        return bad_request(request)
    if isinstance(error, ObjectDoesNotExist) and request.path.startswith("/admin/"):
        return not_found(request)  # a key of nothing, or of what was deleted a moment ago
    refusal = refusal_for(error)
    again = _written(request)
    if isinstance(error, ValidationError) and request.method == "POST":  # sound when it was looked at
        return _refused(request, 400, "；".join(error.messages), "conflict", "没有保存", again)
    if refusal is None:
        return _answer(request, 500, again=again)
    said = refusal.sentence(request.method not in ("GET", "HEAD"), bool(again))
    return _refused(request, refusal.status, said, refusal.code, refusal.title, again)


def _refused(
    request: HttpRequest,
    status: int,
    said: str,
    code: str,
    title: str,
    again: list[tuple[str, str]],
    sign_in: bool = False,
    lost: bool = False,
) -> HttpResponse:
    """On the page of a fault, which shows what was written and offers to send it again, unless it is `lost`, and to
    `sign_in` beside it before.
    """
    refused.unsaid(request)
    files = [(name, getattr(request.FILES[name], "name", "")) for name in request.FILES] if again else []
    more = {"number": status, "again": [] if lost else again, "sign_in": sign_in, "files": files}
    more["texts"] = texts_of(again)
    response = _answer(request, 500, said, code=code, title=title, **more)
    response.status_code = status
    return response


def _was_typed(error: BaseException | None) -> bool:
    """A form without a field that its page always sends; a number or day that no column holds; no number, no JSON."""
    if isinstance(error, DataError) and state_of(error):
        return True  # what a column of PostgreSQL does not hold
    if isinstance(error, (DataError, ValueError)):
        return any(words in str(error) for words in UNREAD)
    return isinstance(error, (MultiValueDictKeyError, OverflowError))


def _written(request: HttpRequest) -> list[tuple[str, str]]:
    """What an editor sent: the page that says that it was not saved offers to send it again."""
    if request.method != "POST" or not request.path.startswith("/admin/") or _takes_json(request):
        return []
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN]
    except Exception:  # the fault lay in reading it
        return []
    return [] if any("password" in name for name, _ in sent) else sent


def _written_here(request: HttpRequest) -> list[tuple[str, str]]:
    """Of a page of ours: another site's form is not handed to whoever has rights here, to be sent with our token."""
    ours = f"{request.scheme}://{request.get_host()}"
    return _written(request) if request.headers.get("Origin") == ours else []


class SaidRefusal:
    """Middleware: Django answers a wrong method with an empty body, for which browsers show a page of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405:
            return response
        allowed = response.get("Allow", "GET, HEAD")
        if not response.streaming and not response.content:
            response = _answer(request, 405)
        response["Allow"] = allowed
        return response


class HandedBack:
    """Middleware: who was signed out while he wrote would be sent to sign in, whose page was deleted would be told that it
    is not there, and what he wrote would be gone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        barred = response.status_code == 302 and response["Location"].startswith(str(LOGIN))
        lost = response.status_code == 404 or refused.was(request)
        if not (barred or lost) or not (again := _written_here(request)):
            return response
        if not barred and not texts_of(again):
            return response
        user: Any = request.user
        if response.status_code == 404:
            return _refused(request, 404, GONE, "gone", "没有保存", again, lost=True)
        if not barred:
            said = NOT_HIS.format(user.get_full_name() or user)
            return _refused(request, 403, said, "forbidden", "没有保存", again, sign_in=True)
        said = ENDED if user.is_anonymous else NO_ACCESS.format(user.get_full_name() or user)
        return _refused(request, 403, said, "sign_in", "没有提交成功", again, sign_in=True)


def _known(request: HttpRequest) -> bool:
    """Whether anything stands at an address that was resolved."""
    match = request.resolver_match
    if match is None or match.func is api_not_found:
        return False
    return match.url_name != "wagtail_serve" or Page.route_for_request(request, request.path) is not None


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Asked before the view: where nothing can be sent, or is nothing at all, not the missing token is what is wrong."""
    takes_forms = request.path.startswith(FORMS)
    if not takes_forms and not _known(request):
        return not_found(request)
    # in the admin other methods than POST are used, too
    if not takes_forms or (request.method != "POST" and not request.path.startswith("/admin/")):
        response = _answer(request, 405)
        response["Allow"] = "GET, HEAD, POST" if takes_forms else "GET, HEAD"
        return response
    if (told := _signed_out(request)) is not None:
        return told
    title = "没有提交成功"
    if again := _written_here(request):
        user: Any = request.user
        said = ENDED if user.is_anonymous else CHANGED.format(user.get_full_name() or user)
        return _refused(request, 403, said, "sign_in", title, again, sign_in=request.user.is_anonymous)
    return _answer(request, 403, STALE, title=title)
