"""Answers of the server itself, to what never reaches the site."""

from __future__ import annotations

import json

BAD = "请求不符合 HTTP 的规定，服务器读不懂。请检查网址后重试。"
SAID = {
    403: ("forbidden", "没有权限", "您没有查看或操作的权限。"),
    408: ("too_slow", "发送得太慢了", "请求没有在规定的时间里发完，可能是网络太慢。请稍后重试。"),
    411: ("length_required", "请求没有写明长度", "请求没有写明长度（Content-Length），服务器没有处理。"),
    413: (
        "too_large",
        "内容太大了",
        "发来的内容太大，服务器没有处理。登录后台上传文件不超过 500 MB，其他内容不超过 20 MB。",
    ),
    507: ("no_space", "磁盘空间不足", "服务器的磁盘空间不足，没有保存。请联系网站管理人员。"),
    414: ("too_long", "网址太长了", "网址太长了，服务器没有处理。请缩短检索词或网址后重试。"),
    431: (
        "headers_too_large",
        "请求头太大了",
        "浏览器发来的请求头太大了。请清除本站的 Cookie 后重试。",
    ),
    500: ("server_error", "网站出了点问题", "网站暂时出了问题，已经记录下来，请稍后再试。"),
}
PAGE = (
    '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{0}</title></head>'
    "<body><h1>{0}</h1><p>{1}</p></body></html>"
)


def answer(status: int, reason: str, is_api: bool) -> bytes:
    """A whole HTTP answer: a page for people, JSON as everywhere else under /api/."""
    code, title, sentence = SAID.get(status, ("bad_request", "请求有误", BAD))
    if is_api:
        kind = "application/json"
        body = json.dumps({"error": {"code": code, "message": sentence}}, ensure_ascii=False)
    else:
        kind, body = "text/html; charset=utf-8", PAGE.format(title, sentence)
    raw = body.encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(raw)}\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\r\n"
    )
    return head.encode("latin-1") + raw
