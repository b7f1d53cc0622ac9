"""What may be uploaded, in words for people and for the browser's file dialogue."""

from __future__ import annotations

from cms.library.extract.sniff import ENDINGS
from cms.library.services.intake import LIMITS

MEGA = 1 << 20
LARGEST = LIMITS.file_bytes
SIZE = f"每个文件不超过 {LARGEST // MEGA} MB"
TYPES = (
    ("PDF、OFD", ("pdf", "ofd")),
    ("Word", ("docx", "doc", "wps", "rtf", "odt")),
    ("Excel", ("xlsx", "xls", "et", "ods", "csv")),
    ("PowerPoint", ("pptx", "ppt", "dps", "odp")),
    ("文本和网页", ("txt", "md", "html")),
    ("图片", ("png", "jpg", "tif", "bmp", "gif", "webp")),
)
KINDS = "；".join(f"{name}（{'、'.join(endings)}）" for name, endings in TYPES)
HELP = f"可以是 {KINDS}。{SIZE}。"
ACCEPT = ",".join(f".{ending}" for ending in sorted(ENDINGS))
