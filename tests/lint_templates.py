"""`python -m tests.lint_templates`: every template compiles, and none has inline style, script or handler (CSP is 'self')."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = (ROOT / "themes", ROOT / "cms")
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)[^>]*>|<style\b|\sstyle=[\"']|\son[a-z]+=[\"']|javascript:",
    re.I,
)
OUTSIDE = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=[\"'](?:https?:)?//", re.I)


def faults() -> list[str]:
    from django.template import TemplateSyntaxError, engines

    found = []
    for path in sorted(p for folder in FOLDERS for p in folder.rglob("*.html")):
        text, name = path.read_text(), path.relative_to(ROOT)
        try:
            engines["django"].from_string(text)
        except TemplateSyntaxError as error:
            found.append(f"{name}: {error}")
        without_comments = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}|<!--.*?-->", "", text, flags=re.S)
        for rule, what in ((INLINE, "inline style or script"), (OUTSIDE, "outside host")):
            for match in rule.finditer(without_comments):
                found.append(f"{name}: {what}: {match.group()[:80]}")
    return found


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django

    django.setup()
    found = faults()
    print("\n".join(found) or "templates: clean")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
