"""A real deployment. Refuses to start on an unsafe setting and names the variable at fault."""

import re
from pathlib import Path

from django.http.request import validate_host

from .base import *
from .values import accept, given, parts

# Under these anybody registers a name of his own: kinds of organisations, provinces, hosts of pages.
_KINDS = re.findall(r"\w+", "ac com edu gov mil net org")
_PROVINCES = re.findall(
    r"\w+",
    "ah bj cq fj gd gs gx gz ha hb he hi hk hl hn jl js jx ln mo nm nx qh sc sd sh sn sx tj tw xj xz yn zj",
)
_SHARED = {
    *(f"{name}.cn" for name in (*_KINDS, *_PROVINCES)),
    *("xn--55qx5d.cn", "xn--io0a7i.cn", "xn--od0alg.cn"),  # 公司, 网络, 網絡
    *(f"{name}.gov.cn" for name in _PROVINCES),  # every authority of a province
    *(f"{name}.{land}" for name in (*_KINDS, "idv") for land in ("hk", "mo", "tw")),
    *("github.io", "gitee.io"),
}
_HOST = re.compile(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-f:.]+\]", re.IGNORECASE | re.ASCII)


def _is_wide(host: str) -> bool:
    """Of a name that begins with a dot: others have names below it too."""
    name = host.strip(".").lower()
    return "." not in name or name in _SHARED


def _wrong_hosts() -> str:
    if not given("XINHUO_ALLOWED_HOSTS") or not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        return "未设置或含有 *，请写明本站域名，多个用逗号分隔"
    for host in ALLOWED_HOSTS:
        if not _HOST.fullmatch(host):
            return f"“{host}”不是域名，不要带 https://、端口、路径和 *，多个用逗号分隔"
        if host.startswith(".") and _is_wide(host):
            return f"{host} 太宽，别人的域名也在内，请写明本站域名"
    return ""


def _wrong_base(hosts_are_right: bool) -> str:
    scheme, netloc = _base.scheme, _base.netloc
    if not given("XINHUO_BASE_URL") or scheme not in ("http", "https") or not _base.hostname or "@" in netloc:
        return "未设置或不是网址，请写成 https://域名 的形式"
    if BASE_URL.lower() != f"{scheme}://{netloc}".lower() or netloc.endswith(":"):
        return "只写到域名（和端口）为止，后面不能有路径、? 和 #，也不能以冒号结尾"
    host = f"[{_base.hostname}]" if ":" in _base.hostname else _base.hostname
    if hosts_are_right and not validate_host(host, ALLOWED_HOSTS):
        return "其中的域名不在 XINHUO_ALLOWED_HOSTS 里，两处请写一致"
    return ""


_problems = []
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    _problems.append("XINHUO_SECRET_KEY：未设置、不足 50 个字符或过于简单，请设为一段随机字符串")
if _hosts := _wrong_hosts():
    _problems.append(f"XINHUO_ALLOWED_HOSTS：{_hosts}")
_base = parts(BASE_URL)
if _address := _wrong_base(hosts_are_right=not _hosts):
    _problems.append(f"XINHUO_BASE_URL：{_address}")
_search = parts(SEARCH_URL)
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
if not Path(given("XINHUO_VAR", str(VAR))).is_absolute():
    _problems.append("XINHUO_VAR：请写完整路径（以 / 开头），否则数据跟着启动时的目录走")
accept(VAR, _problems, heading="生产环境配置有误或不安全，已拒绝启动。")

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
if _base.scheme == "http":  # core.W001 says it in a sentence
    SILENCED_SYSTEM_CHECKS += [f"security.W{number}" for number in ("004", "008", "012", "016")]
