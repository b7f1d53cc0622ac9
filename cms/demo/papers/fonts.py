"""The font that is embedded into PDF files: WenQuanYi Micro Hei, from a package, so that no machine need have one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import paperang_p2_fonts_cjk
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FILE = Path(paperang_p2_fonts_cjk.__file__).resolve().parent / "fonts/wqy-microhei.ttc"
NAME = "MicroHei"


@cache
def register() -> str:
    pdfmetrics.registerFont(TTFont(NAME, str(FILE), subfontIndex=0))
    return NAME
