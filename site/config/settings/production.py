"""A real deployment. Refuses to start on an unsafe setting and names the variable at fault."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

_problems = []
if len(SECRET_KEY) < 40:
    _problems.append("XINHUO_SECRET_KEY：未设置或不足 40 个字符，请设为一段随机字符串")
if "XINHUO_ALLOWED_HOSTS" not in env.ENVIRON or not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    _problems.append("XINHUO_ALLOWED_HOSTS：未设置或含有 *，请写明本站域名，多个用逗号分隔")
if "XINHUO_BASE_URL" not in env.ENVIRON or not BASE_URL.startswith(("http://", "https://")):
    _problems.append("XINHUO_BASE_URL：未设置或不是网址，请写成 https://域名 的形式")
if _problems:
    raise ImproperlyConfigured("生产环境配置不安全，已拒绝启动。\n" + "\n".join(_problems))

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
if BASE_URL.startswith("https://"):
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
CSRF_TRUSTED_ORIGINS = [BASE_URL]
