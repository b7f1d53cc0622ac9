"""Nobody meets an English sentence: the catalogues have no gap, and the admin's pages show none."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.test import Client
from lxml import html

from cms.core.models import User

ROOT = Path(__file__).resolve().parents[1]
OURS = ROOT / "site/locale/upstream/zh_Hans/LC_MESSAGES"
# Words that stay Latin in Chinese text: names, formats, codes.
LATIN = {
    "admin", "wagtail", "pdf", "docx", "doc", "xls", "xlsx", "ppt", "pptx", "ofd", "odt", "csv", "zip", "tar", "rar", "wav",
    "html", "url", "icp",
    "txt", "png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "ctrl", "cmd", "alt", "shift", "enter", "esc", "tab",
    "javascript", "api", "json", "xml",
    "mod", "ctrlkey", "localhost", "https", "http", "ipv", "heic", "ico", "rtf", "key", "gb", "mb", "kb", "utc",
    "sha", "asia", "shanghai",
    "excel", "powerpoint", "word", "bmp", "dps", "odp", "ods", "tif", "wps", "tsv", "member",
}  # fmt: skip


def key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


@pytest.mark.once
@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_catalogues_have_no_gap(domain: str) -> None:
    """Every string of an installed Wagtail app has Chinese, upstream's or ours."""
    ours = {key(e): e for e in polib.pofile(str(OURS / f"{domain}.po"))}
    wanted: dict[tuple[str | None, str], polib.POEntry] = {}
    upstream: set[tuple[str | None, str]] = set()
    for config in apps.get_app_configs():
        if not config.name.startswith("wagtail"):
            continue
        spec = find_spec(config.name)
        assert spec and spec.submodule_search_locations
        folder = Path(spec.submodule_search_locations[0]) / "locale"
        english, chinese = (folder / code / "LC_MESSAGES" / f"{domain}.po" for code in ("en", "zh_Hans"))
        if english.exists():
            wanted |= {key(e): config.name for e in polib.pofile(str(english)) if not e.obsolete}
        if chinese.exists():
            upstream |= {key(e) for e in polib.pofile(str(chinese)) if e.translated()}
    gaps = {k[1]: app for k, app in wanted.items() if k not in upstream and k not in ours}
    assert not gaps
    untranslated = [e.msgid for e in ours.values() if not e.translated()]
    assert not untranslated


@pytest.mark.once
@pytest.mark.parametrize("domain", ["django", "djangojs"])
def test_compiled_catalogue_is_current(domain: str) -> None:
    """The .mo beside each .po says the same (compile with polib: `po.save_as_mofile`)."""
    source = {key(e): e.msgstr or e.msgstr_plural for e in polib.pofile(str(OURS / f"{domain}.po"))}
    built = {key(e): e.msgstr or e.msgstr_plural for e in polib.mofile(str(OURS / f"{domain}.mo"))}
    assert {k[1] for k in source} == {k[1] for k in built}
    assert [v for v in source.values() if v] == [source[k] for k in source]


def english_in(page: str) -> set[str]:
    """Latin words of three letters or more among what a person sees or hears on the page."""
    tree = html.fromstring(page)
    for hidden in tree.xpath(
        "//script|//style|//template|//code|//pre|//svg|//iframe|//*[@data-side-panel-toggle-counter]|//option[@value='zh-hans']"
    ):
        hidden.drop_tree()
    seen = tree.xpath("//body//text()") + tree.xpath(
        "//@aria-label|//@placeholder|//@title|//@alt|//input[@type='submit']/@value"
    )
    words = re.findall(r"[A-Za-z]{3,}", " ".join(re.sub(r"\S*[@/._-]\S*", " ", str(s)) for s in seen))
    return {w for w in words if w.lower() not in LATIN}


ADMIN_PAGES = [
    "/admin/", "/admin/pages/", "/admin/images/", "/admin/documents/", "/admin/images/add/", "/admin/documents/multiple/add/",
    "/admin/users/", "/admin/users/new/", "/admin/groups/", "/admin/groups/new/", "/admin/sites/",
    "/admin/collections/", "/admin/collections/add/",
    "/admin/redirects/", "/admin/workflows/list/", "/admin/workflows/tasks/index/", "/admin/reports/site-history/",
    "/admin/reports/locked/",
    "/admin/reports/workflow/", "/admin/reports/aging-pages/", "/admin/account/", "/admin/snippets/",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", ADMIN_PAGES)
def test_admin_pages_show_no_english(path: str, client: Client, django_user_model: type[User]) -> None:
    client.force_login(django_user_model.objects.create_superuser("admin", password="x", real_name="管理员"))
    answer = client.get(path, follow=True)
    assert answer.status_code == 200
    assert not english_in(answer.content.decode())
