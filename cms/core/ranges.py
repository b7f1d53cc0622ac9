"""HTTP Range (RFC 9110, section 14) for one file: whole, one part, or 416."""

from __future__ import annotations

import os
import re
from datetime import datetime
from typing import BinaryIO
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.utils.http import http_date, parse_http_date_safe

ONE_RANGE = re.compile(r"^bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$")


class Unsatisfiable(Exception):
    """The range asked for lies beyond the end of the file."""


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte, or None when the whole file is due (no, several or malformed ranges). Raises Unsatisfiable."""
    found = ONE_RANGE.match(header)
    if not found or not any(found.groups()) or max(map(len, found.groups())) > 18:
        return None
    first, last = found.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise Unsatisfiable
        return max(0, size - int(last)), size - 1
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable
    return start, end


def disposition(name: str, fallback: str) -> str:
    """An attachment with its Chinese name (RFC 6266, RFC 5987) and a plain one for old clients."""
    clean = re.sub(r'[\x00-\x1f\x7f"\\/]', "_", name)
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{quote(clean, safe='')}"


class Part:
    """Bytes of a file, `length` from `start`. A server may send them from the file itself."""

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        self.file, self.start, self.left = file, start, length
        file.seek(start)

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data

    def fileno(self) -> int:
        """Of the file, which stands at `start`. Raises OSError when the storage has no such thing."""
        number = self.file.fileno()
        os.lseek(number, self.start, os.SEEK_SET)
        return number

    def close(self) -> None:
        self.file.close()


def _unchanged(request: HttpRequest, etag: str, changed: datetime) -> bool:
    if wanted := request.headers.get("If-None-Match"):
        tags = {tag.strip().removeprefix("W/") for tag in wanted.split(",")}
        return etag in tags or "*" in tags
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and int(changed.timestamp()) <= since


def _range_holds(request: HttpRequest, etag: str, changed: datetime) -> bool:
    """If-Range: the part is wanted only of the file that the client already has a part of."""
    condition = request.headers.get("If-Range", "").strip()
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag
    return parse_http_date_safe(condition) == int(changed.timestamp())


def file_response(
    request: HttpRequest, file: BinaryIO, *, size: int, etag: str, changed: datetime, content_type: str
) -> HttpResponseBase:
    """200, 206, 304 or 416. `etag` is a strong one with its quotation marks; the file is closed when sent."""
    response: HttpResponseBase
    span: tuple[int, int] | None = None
    try:
        if _unchanged(request, etag, changed):
            response = HttpResponseNotModified()
            file.close()
            response["ETag"] = etag
            return response
        header = request.headers.get("Range", "")
        if header and request.method == "GET" and _range_holds(request, etag, changed):
            span = asked_range(header, size)
    except Unsatisfiable:
        file.close()
        response = HttpResponse(
            "所请求的范围超出了文件末尾。", status=416, content_type="text/plain; charset=utf-8"
        )
        response["Content-Range"] = f"bytes */{size}"
        response["Accept-Ranges"] = "bytes"
        return response
    start, end = span or (0, size - 1)
    status = 206 if span else 200
    if request.method == "HEAD":
        file.close()
        response = HttpResponse(status=status, content_type=content_type)
    else:
        response = FileResponse(Part(file, start, end - start + 1), status=status, content_type=content_type)
    if span:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end - start + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed.timestamp())
    return response
