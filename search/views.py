"""People's page, the JSON of search and of suggestions; rooms are reached by dotted path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from . import presentation
from .asked import MAX_QUERY, Asked, BadParameter, read
from .schema import ANONYMOUS, Results, Viewer
from .search import search, terms_of
from .suggest import suggest
from .syntax import clean
from .text import find_marks

TAGS = (
    ("ColumnName", "检索"),
    ("ColumnDescription", "检索本站的文章、栏目和理论库文献"),
    ("ColumnKeywords", "检索,全文检索"),
    ("ColumnType", "其他"),
    ("robots", "noindex"),
)
MEANT = 5  # titles offered where nothing was found
RESTING = "检索正在休息，请稍后再试；浏览和阅读不受影响。"


def viewer_of(request: HttpRequest) -> Viewer:
    """Who asks, said by the function that SEARCH_VIEWER names."""
    name = getattr(settings, "SEARCH_VIEWER", "")
    if not name:
        return ANONYMOUS
    decide: Callable[[Any], Viewer] = import_string(name)
    return decide(getattr(request, "user", None))


def _is_member(request: HttpRequest) -> bool:
    return bool(getattr(getattr(request, "user", None), "is_authenticated", False))


def _private(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What a member sees is kept by nobody; what anybody sees is asked for again."""
    response["Cache-Control"] = "private, no-store" if _is_member(request) else "no-cache"
    patch_vary_headers(response, ["Cookie"])
    return response


def _ask(asked: Asked, viewer: Viewer) -> Results:
    results = search(
        asked.query,
        viewer,
        kind=asked.kind,
        site=asked.site,
        tag=asked.tag,
        date_from=asked.date_from,
        date_to=asked.date_to,
        sort=asked.sort,
        page=asked.page,
        size=asked.size,
    )
    if not results.resting and asked.page > max(1, results.pages):
        message = f"没有第 {asked.page} 页，结果一共 {max(1, results.pages)} 页。"
        raise BadParameter("page_out_of_range", message, 404)
    return results


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    asked = Asked(query=clean(request.GET.get("q", ""))[:MAX_QUERY])
    results: Results | None = None
    problem, status = "", 200
    try:
        asked = read(request.GET)
        if asked.query:
            results = _ask(asked, viewer_of(request))
    except BadParameter as bad:
        problem, status = bad.message, bad.status
    if results is not None and results.resting:
        status = 503
    context = {
        "hide_search": True,
        "asked": asked,
        "problem": problem,
        "results": results,
        "resting": RESTING,
    }
    if results is not None and not results.resting:
        context |= _shown(asked, results)
        if not results.hits:
            context["sought"] = asked.query.strip('"“”「」『』 ') or asked.query
            context["meant"] = suggest(asked.query, viewer_of(request), MEANT)
    render: Callable[..., HttpResponse] = import_string(settings.SEARCH_RENDER)
    title = f"检索：{asked.query[:40]}" if asked.query else "检索"
    crumbs = [("检索", "")]
    response = render(
        request, "search/search.html", context, title=title, breadcrumbs=crumbs, status=status, tags=TAGS
    )
    return _private(request, response)


def told_to_mark(query: str, terms: tuple[str, ...]) -> str:
    """What a reader is asked for that is to mark `terms`: the query, or the words that were found in its place."""
    if terms == terms_of(query):
        return query
    ways = " ".join(terms), " OR ".join(terms)  # the words may read as a citation: 监察法 条例 第三十八条
    return next((way for way in ways if terms_of(way) == terms), query)


def _shown(asked: Asked, results: Results) -> dict[str, object]:
    terms = results.terms
    sought = told_to_mark(asked.query, terms)
    cards = [
        presentation.card(hit, find_marks(hit.work.title, terms), find_marks(hit.work.summary, terms), sought)
        for hit in results.hits
    ]
    return {
        "cards": cards,
        "facets": presentation.facets(results, asked),
        "chips": presentation.chips(asked),
        "sorts": presentation.sorts(asked),
        "pager": presentation.pager(results, asked),
        "bare_url": Asked(asked.query).url(),
    }


def _json(request: HttpRequest, data: object, status: int = 200) -> HttpResponse:
    response = JsonResponse(data, status=status, safe=False, json_dumps_params={"ensure_ascii": False})
    return _private(request, response)


def _error(request: HttpRequest, code: str, message: str, status: int) -> HttpResponse:
    return _json(request, {"error": {"code": code, "message": message}}, status)


def search_api(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return _error(request, "method_not_allowed", "这个接口只接受 GET 请求。", 405)
    try:
        asked = read(request.GET)
        if not asked.query:
            raise BadParameter("missing_query", "请用参数 q 写出要检索的内容。")
        results = _ask(asked, viewer_of(request))
    except BadParameter as bad:
        return _error(request, bad.code, bad.message, bad.status)
    if results.resting:
        return _error(request, "resting", RESTING, 503)
    return _json(request, presentation.as_json(results, filtered=bool(presentation.chips(asked))))


def suggest_api(request: HttpRequest) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        return _error(request, "method_not_allowed", "这个接口只接受 GET 请求。", 405)
    query = request.GET.get("q", "").strip()
    if len(query) > MAX_QUERY:
        return _error(request, "query_too_long", f"内容太长，请控制在 {MAX_QUERY} 字以内。", 400)
    found = suggest(query, viewer_of(request)) if query else ()
    return _json(request, [{"text": s.text, "kind": s.kind, "url": s.url} for s in found])
