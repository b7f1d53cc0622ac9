"""A real deployment. Refuses to start on an unsafe setting and names the variable at fault."""

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.http.request import validate_host

from .base import *

# Under these .cn anybody registers a name of his own: kinds of organisations, and provinces.
_SHARED = re.findall(
    r"\w+",
    "ac com edu gov mil net org ah bj cq fj gd gs gx gz ha hb he hi hk hl hn "
    "jl js jx ln mo nm nx qh sc sd sh sn sx tj tw xj xz yn zj",
)


def _is_wide(host: str) -> bool:
    """Of a name that begins with a dot: others have names below it too."""
    names = host.strip(".").lower().split(".")
    return len(names) < 2 or (len(names) == 2 and names[1] == "cn" and names[0] in _SHARED)


def _parts(address: str) -> SplitResult:
    """Empty ones where it is no address at all."""
    try:
        found = urlsplit(address)
        _ = found.port
    except ValueError:
        return urlsplit("")
    return found


_problems = []
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    _problems.append("XINHUO_SECRET_KEY：未设置、不足 50 个字符或过于简单，请设为一段随机字符串")
if "XINHUO_ALLOWED_HOSTS" not in env.ENVIRON or not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    _problems.append("XINHUO_ALLOWED_HOSTS：未设置或含有 *，请写明本站域名，多个用逗号分隔")
elif _wide := [host for host in ALLOWED_HOSTS if host.startswith(".") and _is_wide(host)]:
    _problems.append(f"XINHUO_ALLOWED_HOSTS：{_wide[0]} 太宽，别人的域名也在内，请写明本站域名")
_base = _parts(BASE_URL)
if (
    "XINHUO_BASE_URL" not in env.ENVIRON
    or _base.scheme not in ("http", "https")
    or not _base.hostname
    or "@" in _base.netloc
):
    _problems.append("XINHUO_BASE_URL：未设置或不是网址，请写成 https://域名 的形式")
elif _base.path.strip("/") or _base.query or _base.fragment:
    _problems.append("XINHUO_BASE_URL：只写到域名（和端口）为止，后面不能有路径")
elif not _problems and not validate_host(_base.hostname, ALLOWED_HOSTS):
    _problems.append("XINHUO_BASE_URL：其中的域名不在 XINHUO_ALLOWED_HOSTS 里，两处请写一致")
_search = _parts(SEARCH_URL)
if not _search.scheme:
    _problems.append("XINHUO_SEARCH_URL：不是网址，请写成 embedded: 或 https://主机:端口 的形式")
if (
    _search.scheme == "http"
    and (_search.password or SEARCH_API_KEY)
    and _search.hostname not in ("127.0.0.1", "localhost", "::1")
):
    _problems.append("XINHUO_SEARCH_URL：密码或密钥会在网络上明文传送，请改用 https")
if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", SEARCH_INDEX_PREFIX):
    _problems.append("XINHUO_SEARCH_INDEX_PREFIX：只能用小写字母、数字、- 和 _，以字母或数字开头")
if SEARCH_CA and not Path(SEARCH_CA).is_file():
    _problems.append(f"XINHUO_SEARCH_CA：没有文件 {SEARCH_CA}，请检查路径")
if not Path(os.environ.get("XINHUO_VAR") or VAR).is_absolute():
    _problems.append("XINHUO_VAR：请写完整路径（以 / 开头），否则数据跟着启动时的目录走")
if _problems:
    raise ImproperlyConfigured("生产环境配置不安全，已拒绝启动。\n" + "\n".join(_problems))

SECURE_PROXY_SSL_HEADER = (
    "HTTP_X_FORWARDED_PROTO",
    "https",
)  # nginx sets it; gunicorn listens on loopback only
if _base.scheme == "https":
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
CSRF_TRUSTED_ORIGINS = [
    BASE_URL,
    *(f"{_base.scheme}://{'*' if host.startswith('.') else ''}{host}" for host in ALLOWED_HOSTS),
]
# The admin shows previews in a frame of its own address; subdomains and preload lists are not ours to decide.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
