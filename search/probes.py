"""/healthz and /readyz, for load balancers and operators."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from . import health

CHINESE = {"ensure_ascii": False}


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when every part is well, else 503; the error's code is the first part that is not."""
    parts = health.parts()
    body: dict[str, object] = {"parts": {part.name: part.message for part in parts}}
    ill = [part for part in parts if not part.well]
    if not ill:
        return JsonResponse({"status": "ok", **body}, json_dumps_params=CHINESE)
    message = "；".join(f"{health.NAMES[part.name]}：{part.message.rstrip('。')}" for part in ill) + "。"
    error = {"code": ill[0].name, "message": message}
    return JsonResponse({"error": error, **body}, status=503, json_dumps_params=CHINESE)
