"""Settings as an operator sets them: production starts only when it is safe, and says which variable is at fault."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GOOD = {
    "XINHUO_SECRET_KEY": "k8#Vq2!zR7pLw0xYt5Nb3Mc9Hd1Jf6Gs4Ae-Uo_Ii+Tz7Wq4Ev1Rc",
    "XINHUO_ALLOWED_HOSTS": "dj.example.cn,www.example.cn",
    "XINHUO_BASE_URL": "https://dj.example.cn",
}
pytestmark = pytest.mark.once


def start(module: str, tmp_path: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("XINHUO_", "DJANGO_"))}
    env = {
        **kept,
        "XINHUO_VAR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": f"config.settings.{module}",
        **variables,
    }
    command = [sys.executable, "manage.py", *(arguments or ("diffsettings",))]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)


def test_production_starts_on_safe_settings(tmp_path: Path) -> None:
    done = start("production", tmp_path, **GOOD)
    assert done.returncode == 0, done.stderr
    checked = start("production", tmp_path, "check", "--deploy", "--fail-level", "WARNING", **GOOD)
    assert checked.returncode == 0, checked.stderr
    assert "DEBUG = False" not in done.stdout, "as Django's default: off"
    assert "SECURE_SSL_REDIRECT = True" in done.stdout
    assert (
        "CSRF_TRUSTED_ORIGINS = ['https://dj.example.cn', 'https://dj.example.cn', 'https://www."
        in done.stdout
    )


def test_what_is_not_safe_without_https_is_said_in_chinese(tmp_path: Path) -> None:
    done = start(
        "production", tmp_path, "check", "--deploy", **GOOD | {"XINHUO_BASE_URL": "http://dj.example.cn"}
    )
    assert done.returncode == 0 and "明文传送" in done.stderr
    assert done.stderr.count("?: (") == done.stderr.count("(core.W001)") == 1, done.stderr


def test_production_believes_its_proxy_about_https(tmp_path: Path) -> None:
    """Else every page is sent to itself for ever, and whoever is told http may set the cookie in the open."""
    ask = (
        "import os, django; django.setup(); from django.test import Client; c = Client(raise_request_exception=False);"
        "far = c.get('/login/', headers={'host': 'dj.example.cn'});"
        "near = c.get('/healthz', headers={'host': 'dj.example.cn', 'x-forwarded-proto': 'https'});"
        "from django.test import RequestFactory as F;"
        "told = F().get('/', headers={'x-forwarded-proto': 'https'}).is_secure();"
        "bare = F().get('/').is_secure();"
        "print('SAID', far.status_code, far['Location'], near.status_code, told, bare)"
    )
    done = start("production", tmp_path, "shell", "--no-imports", "-c", ask, **GOOD)
    assert "SAID 301 https://dj.example.cn/login/ 200 True False" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XINHUO_SECRET_KEY", ""),
        ("XINHUO_SECRET_KEY", "short"),
        ("XINHUO_SECRET_KEY", "a" * 60),
        ("XINHUO_ALLOWED_HOSTS", ""),
        ("XINHUO_ALLOWED_HOSTS", "*"),
        ("XINHUO_BASE_URL", ""),
        ("XINHUO_BASE_URL", "dj.example.cn"),
        ("XINHUO_BASE_URL", "https://other.example.cn"),
        ("XINHUO_BASE_URL", "https://dj.example.cn/xx"),
        ("XINHUO_ALLOWED_HOSTS", ".cn,dj.example.cn"),
        ("XINHUO_SEARCH_INDEX_PREFIX", "XinHuo"),
        ("XINHUO_SEARCH_CA", "/nowhere/ca.pem"),
        ("XINHUO_SEARCH_URL", "http://u:p@es.example.cn:9200"),
        ("XINHUO_SEARCH_URL", "http://[::1"),
        ("XINHUO_ALLOWED_HOSTS", ".gov.cn,dj.example.cn"),
        ("XINHUO_ALLOWED_HOSTS", ".bj.cn,dj.example.cn"),
        ("XINHUO_BASE_URL", "https://[x.cn"),
        ("XINHUO_BASE_URL", "https://dj.example.cn:abc"),
        ("XINHUO_BASE_URL", "https://u:p@dj.example.cn"),
        ("XINHUO_BASE_URL", "https://dj.example.cn#"),
        ("XINHUO_BASE_URL", "https://dj.example.cn:"),
        ("XINHUO_BASE_URL", "https://dj.example.cn/?"),
        ("XINHUO_SEARCH_URL", "https://"),
        ("XINHUO_DATABASE_URL", "postgres://u:p@h:abc/x"),
        ("XINHUO_CACHE_URL", "redis://h:abc"),
        ("XINHUO_ALLOWED_HOSTS", "dj.example.cn;www.example.cn"),
        ("XINHUO_ALLOWED_HOSTS", "dj.example.cn,https://www.example.cn"),
        ("XINHUO_ALLOWED_HOSTS", "dj.example.cn,www.example.cn:8443"),
        ("XINHUO_ALLOWED_HOSTS", "dj.example.cn,*.example.cn"),
        ("XINHUO_ALLOWED_HOSTS", "dj.example.cn,www.example.cn."),
        ("XINHUO_DATABASE_URL", "sqlite:///site.sqlite3"),
        ("XINHUO_DATABASE_URL", "$DB_URL"),
        ("XINHUO_STORAGE_URL", "file:store"),
        ("XINHUO_CACHE_URL", "file:cache"),
        *(
            ("XINHUO_ALLOWED_HOSTS", f"dj.example.cn, {wide}")
            for wide in (".ah.gov.cn", ".sh.gov.cn", ".公司.cn", ".xn--55qx5d.cn", ".COM.hk", ".github.io")
        ),
    ],
)
def test_production_refuses_and_names_the_variable(tmp_path: Path, name: str, value: str) -> None:
    done = start("production", tmp_path / "var", **{**GOOD, name: value})
    assert done.returncode != 0 and not (tmp_path / "var").exists()
    assert f"{name}：" in done.stderr and "已拒绝启动" in done.stderr
    assert "Traceback" not in done.stderr
    others = GOOD.keys() - {name}
    assert not any(f"{other}：" in done.stderr for other in others)


def test_what_is_meant_is_read(tmp_path: Path) -> None:
    """A blank after the comma, as everybody writes."""
    hosts = "dj.example.cn, www.example.cn，.hefei.gov.cn , [::1],"
    written = {**GOOD, "XINHUO_ALLOWED_HOSTS": hosts, "XINHUO_BASE_URL": " https://dj.example.cn:8443/ "}
    done = start("production", tmp_path, **written)
    assert done.returncode == 0, done.stderr
    assert "ALLOWED_HOSTS = ['dj.example.cn', 'www.example.cn', '.hefei.gov.cn', '[::1]']\n" in done.stdout
    assert "\nBASE_URL = 'https://dj.example.cn:8443'" in done.stdout


def test_an_empty_variable_is_as_none(tmp_path: Path) -> None:
    """As a line of an EnvironmentFile with nothing behind the sign, or a compose file that hands on what is not set."""
    empty = dict.fromkeys(
        ("XINHUO_VAR", "XINHUO_DATABASE_URL", "XINHUO_STORAGE_URL", "XINHUO_CACHE_URL", "XINHUO_THEME"), ""
    )
    done = start("production", tmp_path, **GOOD, **empty)
    assert done.returncode == 0, done.stderr
    assert f"'NAME': '{ROOT}/var/xinhuo.sqlite3'" in done.stdout
    assert f"PosixPath('{ROOT}/var/private')" in done.stdout


def test_a_key_is_taken_as_it_is_written(tmp_path: Path) -> None:
    key = f"${GOOD['XINHUO_SECRET_KEY']}"
    assert start("production", tmp_path, **{**GOOD, "XINHUO_SECRET_KEY": key}).returncode == 0


def test_a_name_in_hanzi_is_read_as_browsers_send_it(tmp_path: Path) -> None:
    written = {
        "XINHUO_ALLOWED_HOSTS": "党建.公司,.云岭党建.政务,dj.example.cn",
        "XINHUO_BASE_URL": "https://党建.公司:8443",
    }
    done = start("production", tmp_path, **{**GOOD, **written})
    assert done.returncode == 0, done.stderr
    hosts = [
        "党建.公司".encode("idna").decode(),
        f".{'云岭党建.政务'.encode('idna').decode()}",
        "dj.example.cn",
    ]
    assert f"ALLOWED_HOSTS = {hosts}\n" in done.stdout
    assert f"\nBASE_URL = 'https://{hosts[0]}:8443'" in done.stdout


def test_an_address_of_numbers_alone(tmp_path: Path) -> None:
    six = {"XINHUO_ALLOWED_HOSTS": "[2001:db8::1]", "XINHUO_BASE_URL": "https://[2001:db8::1]:8443"}
    done = start("production", tmp_path, **{**GOOD, **six})
    assert done.returncode == 0, done.stderr


def test_a_key_is_not_sent_in_the_open(tmp_path: Path) -> None:
    far = {"XINHUO_SEARCH_URL": "http://es.example.cn:9200", "XINHUO_SEARCH_API_KEY": "k"}
    done = start("production", tmp_path, **GOOD, **far)
    assert done.returncode != 0 and "XINHUO_SEARCH_URL：密码或密钥会在网络上明文传送" in done.stderr


def test_production_names_everything_at_once(tmp_path: Path) -> None:
    wrong = {
        **{"XINHUO_DATABASE_URL": "postgres://u:p@h:abc/x", "XINHUO_CACHE_URL": "redis://h:abc"},
        **{"XINHUO_STORAGE_URL": "s3://bucket", "XINHUO_THEME": "nowhere", "XINHUO_EXTRACT_PROCESSES": "0"},
    }
    done = start("production", tmp_path, **wrong)
    assert all(f"\n{name}：" in done.stderr for name in (*GOOD, *wrong))
    assert "Traceback" not in done.stderr and "u:p" not in done.stderr


def test_an_address_is_compared_with_the_hosts_whatever_else_is_wrong(tmp_path: Path) -> None:
    other = {**GOOD, "XINHUO_BASE_URL": "https://other.example.cn", "XINHUO_SECRET_KEY": "short"}
    assert "XINHUO_BASE_URL：其中的域名" in start("production", tmp_path, **other).stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("XINHUO_STORAGE_URL", "s3://bucket", "还不支持 S3"),
        ("XINHUO_STORAGE_URL", "ftp://host/", "file:/目录"),
        ("XINHUO_CACHE_URL", "memcached://x", "redis://"),
        ("XINHUO_SEARCH_URL", "solr://x", "embedded:"),
        ("XINHUO_CACHE_URL", "redis://h/abc", "redis://"),
        ("XINHUO_CACHE_URL", "REDIS://h:6379/0", "redis://"),
        ("XINHUO_CACHE_URL", "redis:", "redis://"),
        ("XINHUO_CACHE_URL", "redis://h/0?db=x", "redis://"),
        ("XINHUO_SEARCH_URL", "https://:9200", "embedded:"),
        ("XINHUO_DATABASE_URL", "mysql://x/y", "postgres://"),
        ("XINHUO_DATABASE_URL", "postgres://u:p@h", "/库名"),
        ("XINHUO_DATABASE_URL", "sqlite:", "绝对路径"),
        ("XINHUO_THEME", "../nowhere", "可选：default"),
        ("XINHUO_EXTRACT_PROCESSES", "viele", "1 到 64"),
    ],
)
def test_an_address_we_cannot_serve_is_refused(tmp_path: Path, name: str, value: str, said: str) -> None:
    done = start("dev", tmp_path, **{name: value})
    assert done.returncode != 0 and f"{name}：" in done.stderr and said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("module", ["config.settings.nope", "nope.settings"])
@pytest.mark.parametrize("command", ["check", "serve", "setup"])
def test_settings_that_there_are_not_are_named(tmp_path: Path, module: str, command: str) -> None:
    done = start("", tmp_path, command, DJANGO_SETTINGS_MODULE=module)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert done.stderr.startswith(f"DJANGO_SETTINGS_MODULE：没有“{module}”这个配置模块")


def test_an_empty_name_of_settings_is_as_none(tmp_path: Path) -> None:
    assert start("", tmp_path, "check", DJANGO_SETTINGS_MODULE="").returncode == 0


def test_help_says_why_it_lists_no_command_of_ours(tmp_path: Path) -> None:
    done = start("nope", tmp_path, "help")
    assert done.returncode == 0 and "没有列出" in done.stdout and "没有“config.settings.nope”" in done.stdout
    assert "Note that" not in done.stdout


def test_what_the_settings_lack_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    from cms.core.trouble import sentence_for

    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    assert sentence_for(ModuleNotFoundError("No module named 'redis'", name="redis")) is None
    assert sentence_for(ModuleNotFoundError("No module named 'config.set'", name="config.set")) is None


def test_a_mistyped_command_is_told_in_chinese(tmp_path: Path) -> None:
    done = start("dev", tmp_path, "search_index", "rebild")
    assert done.returncode == 2
    assert "没有 'rebild' 这个选择，可选：" in done.stderr and "用法：" in done.stderr
    assert "error" not in done.stderr and "invalid" not in done.stderr


def test_files_lie_where_the_storage_says(tmp_path: Path) -> None:
    done = start("dev", tmp_path / "var", XINHUO_STORAGE_URL=f"file:{tmp_path}/store")
    assert f"PosixPath('{tmp_path}/store/private')" in done.stdout


def test_a_data_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "var", Path("/proc/xinhuo")):
        done = start("dev", place, "setup")
        assert done.returncode == 1 and "数据目录" in done.stderr and "Traceback" not in done.stderr, place


def test_a_full_disk_is_named_and_leaves_nothing(tmp_path: Path) -> None:
    """On a file system of 1 MB where we may mount one; the sentence alone elsewhere."""
    from cms.core.trouble import sentence_for

    assert "磁盘已满" in (sentence_for(OSError(28, "No space left on device", "/srv/var")) or "")
    assert sentence_for(ValueError("x")) is None
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounts a small disk: run as root, where mount is allowed")
    try:
        done = start("dev", folder, "setup")
        assert done.returncode == 1 and "磁盘已满" in done.stderr and "Traceback" not in done.stderr
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        done = start("dev", folder, "setup")
        assert done.returncode == 1 and "只读" in done.stderr and "Traceback" not in done.stderr
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.parametrize("command", ["setup", "worker", "search_index"])
def test_a_database_that_does_not_answer_is_named(tmp_path: Path, command: str) -> None:
    arguments = [command, "status"] if command == "search_index" else [command]
    done = start("dev", tmp_path, *arguments, XINHUO_DATABASE_URL="postgres://xinhuo@127.0.0.1:1/xinhuo")
    assert done.returncode == 1 and "连不上数据库" in done.stderr and "Traceback" not in done.stderr
