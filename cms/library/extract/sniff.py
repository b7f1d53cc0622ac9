"""What a file is, by its bytes and structure; its name only decides between kinds of plain text.

A file that is not what its name says is refused, unless both are office formats of the same use (a .doc saved as
DOCX or RTF is everyday life).
"""

from __future__ import annotations

import codecs
import re
import struct
from pathlib import Path, PurePath

import olefile

from .container import open_zip
from .result import Damage, Limits, Refusal

HEAD = 8_192
TEXTS = {
    "txt": "txt",
    "text": "txt",
    "md": "md",
    "markdown": "md",
    "csv": "csv",
    "tsv": "csv",
    "html": "html",
    "htm": "html",
    "xhtml": "html",
}
IMAGES = ("png", "jpg", "gif", "bmp", "tiff", "webp")
ENDINGS = TEXTS | {
    "pdf": "pdf", "doc": "doc", "dot": "doc", "wps": "doc",
    "docx": "docx", "docm": "docx", "dotx": "docx", "xls": "xls", "et": "xls",
    "xlsx": "xlsx", "xlsm": "xlsx", "ppt": "ppt", "dps": "ppt", "pps": "ppt", "pptx": "pptx", "pptm": "pptx", "ppsx": "pptx",
    "ofd": "ofd", "odt": "odt", "ods": "ods", "odp": "odp", "rtf": "rtf",
    "png": "png", "jpg": "jpg", "jpeg": "jpg", "gif": "gif", "bmp": "bmp", "tif": "tiff", "tiff": "tiff", "webp": "webp",
}  # fmt: skip
USES = (
    {"doc", "docx", "rtf", "odt", "html"},
    {"xls", "xlsx", "ods", "csv", "html"},
    {"ppt", "pptx", "odp"},
    set(IMAGES),
    {"txt", "md", "csv", "html"},
)
NAMES = {
    "pdf": "PDF", "doc": "Word 97 文档", "docx": "Word 文档（DOCX）", "xls": "Excel 97 表格", "xlsx": "Excel 表格（XLSX）",
    "ppt": "PowerPoint 97 演示文稿", "pptx": "PowerPoint 演示文稿（PPTX）", "ofd": "OFD", "odt": "ODF 文本", "ods": "ODF 表格",
    "odp": "ODF 演示文稿", "rtf": "RTF 文档", "txt": "纯文本", "md": "Markdown 文本", "csv": "CSV 表格", "html": "网页",
    "zip": "ZIP 压缩包", "png": "PNG 图片", "jpg": "JPEG 图片",
    "gif": "GIF 图片", "bmp": "BMP 图片", "tiff": "TIFF 图片", "webp": "WebP 图片",
}  # fmt: skip
_MAGIC = (
    (b"{\\rtf", "rtf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF87a", "gif"), (b"GIF89a", "gif"),
    (b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"II+\0", "tiff"), (b"MM\0+", "tiff"),
)  # fmt: skip
_FOREIGN = (
    (b"MZ", "Windows 程序"), (b"\x7fELF", "Linux 程序"), (b"\xca\xfe\xba\xbe", "Java 程序"), (b"\xcf\xfa\xed\xfe", "macOS 程序"),
    (b"Rar!\x1a\x07", "RAR 压缩包"), (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"), (b"\x1f\x8b", "gzip 压缩包"), (b"BZh", "bzip2 压缩包"),
    (b"\xfd7zXZ\0", "xz 压缩包"), (b"ID3", "音频"), (b"OggS", "音频"), (b"RIFF", "音频或视频"), (b"\0\0\1\0", "图标"),
    (b"\x1aE\xdf\xa3", "视频"), (b"SQLite format 3\0", "数据库"), (b"%!PS", "PostScript 文件"), (b"AT&TFORM", "DjVu 文件"),
    (b"HN\x01\0", "CAJ 文件"), (b"CAJ", "CAJ 文件"), (b"ITSF", "CHM 文件"),
    (b"BOOKDOUG", "数据库"), (b"\x05\x07", "其他程序的文件"),
)  # fmt: skip
_OTHER = re.compile("[a-z][a-z0-9]{0,7}")  # an ending, and not the rest of a name such as “通知2024.5”
_ODF = {"text": "odt", "spreadsheet": "ods", "presentation": "odp"}
ENCRYPTED = "文件已加密（设有打开密码），无法读取。请先解除密码，再上传。"


def ending(name: str) -> str:
    return PurePath(name.replace("\\", "/")).suffix.lower().removeprefix(".")


def identify(path: Path, name: str, limits: Limits) -> tuple[str, str]:
    """(format, note). Raises Refusal, or Damage for a file whose frame is broken."""
    size = path.stat().st_size
    if size == 0:
        raise Refusal("空文件：文件的大小是 0 字节。请检查原文件是否完好。")
    if size > limits.file_bytes:
        raise Refusal(f"文件过大：{size >> 20} MB，上限是 {limits.file_bytes >> 20} MB。")
    with path.open("rb") as file:
        head = file.read(HEAD)
    said = ENDINGS.get(ending(name), "")
    found = _by_bytes(path, head, name, limits)
    if found == "txt" and not said and _OTHER.fullmatch(ending(name)):
        raise Refusal(
            f"不支持的格式：扩展名是 .{ending(name)}。支持的格式见上传页的说明；如果是纯文本，请改名为 .txt。"
        )
    if said in ("", found):
        return found, ""
    if any(said in use and found in use for use in USES):
        return found, f"扩展名是 .{ending(name)}，实际内容是{_apart(NAMES[found])}，已按实际内容处理。"
    raise Refusal(
        f"名不副实：文件名的扩展名是 .{ending(name)}，实际内容却是{_apart(NAMES.get(found, found))}。请改正扩展名后再上传。"
    )


def _by_bytes(path: Path, head: bytes, name: str, limits: Limits) -> str:
    said = ENDINGS.get(ending(name), "")
    at = head.find(b"%PDF-", 0, 1024)
    if at >= 0 and said not in TEXTS:
        return _pdf(path, head)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if (
        head[:2] == b"BM"
        and len(head) > 26
        and struct.unpack("<I", head[2:6])[0] in range(26, path.stat().st_size + 4096)
    ):
        return "bmp"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zip(path, name, limits)
    if head.startswith(olefile.MAGIC):
        return _ole(path)
    if _foreign(head):
        raise Refusal(
            f"名不副实：这是{_apart(_foreign(head))}，不是文献。"
            if said
            else f"不支持的格式：这是{_apart(_foreign(head))}。"
        )
    return _text(head, name)


def _apart(name: str) -> str:
    """A name that begins in Latin letters stands apart from the Chinese before it."""
    return f" {name}" if name[:1].isascii() else name


def _foreign(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "视频或手机照片（HEIC）"
    return next((name for magic, name in _FOREIGN if head.startswith(magic)), "")


def _pdf(path: Path, head: bytes) -> str:
    """A PDF needs at least one object; a file with nothing but the first line of one only calls itself so."""
    if path.stat().st_size < HEAD and b" obj" not in head and b"/Root" not in head:
        raise Refusal("名不副实：文件只有 PDF 的开头，里面没有任何 PDF 内容。请检查原文件。")
    return "pdf"


def _zip(path: Path, name: str, limits: Limits) -> str:
    said = ENDINGS.get(ending(name), "")
    with open_zip(path, limits) as archive:
        names = set(archive.namelist())
        if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
            kind = archive.read("mimetype").decode("latin-1").strip()
            if kind == "application/epub+zip":
                raise Refusal("不支持的格式：这是 EPUB 电子书。请转换为 PDF 后再上传。")
            for part, form in _ODF.items():
                if kind.startswith(f"application/vnd.oasis.opendocument.{part}"):
                    return form
    if "OFD.xml" in names:
        return "ofd"
    if "[Content_Types].xml" in names:
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(part.startswith(folder) for part in names):
                return kind
        raise Refusal("不支持的格式：像是 Office 文件，但不是文档、表格或演示文稿。")
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        return said if said in _ODF.values() else "odt"
    if said in ("docx", "xlsx", "pptx", "odt", "ods", "odp", "ofd"):
        raise Refusal(
            f"名不副实：扩展名是 .{ending(name)}，内容却是普通压缩包，缺少{_apart(NAMES[said])}必需的部分。请用办公软件重新保存。"
        )
    return "zip"


def _ole(path: Path) -> str:
    try:
        with olefile.OleFileIO(path) as ole:
            streams = {"/".join(entry).lower() for entry in ole.listdir(streams=True, storages=False)}
    except Exception as error:  # olefile raises many kinds on broken files
        raise Damage("文件损坏：Office 97 文件的内部目录读不出来。请用办公软件打开后另存一份。") from error
    if "encryptedpackage" in streams or "encryptedsummary" in streams:
        raise Refusal(ENCRYPTED)
    for stream, kind in (
        ("worddocument", "doc"),
        ("workbook", "xls"),
        ("book", "xls"),
        ("powerpoint document", "ppt"),
    ):
        if stream in streams:
            return kind
    raise Refusal("不支持的格式：是 Office 97 一类的文件，但不是文档、表格或演示文稿。请另存为 DOCX 或 PDF。")


def _text(head: bytes, name: str) -> str:
    said = ENDINGS.get(ending(name), "")
    lower = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if said in ("pdf", "ofd", *IMAGES):
        raise Refusal(f"名不副实：扩展名是 .{ending(name)}，内容却不是{_apart(NAMES[said])}。请检查原文件。")
    if said in TEXTS.values():
        return said
    if lower.startswith((b"<!doctype html", b"<html")) or (lower.startswith(b"<?xml") and b"<html" in lower):
        return "html"
    if said or head.count(0) * 20 > len(head):
        what = f"扩展名是 .{ending(name)}，内容却不是{_apart(NAMES[said])}" if said else "认不出这是什么文件"
        raise Refusal(
            f"{'名不副实' if said else '不支持的格式'}：{what}。请检查原文件，或另存为 PDF 后再上传。"
        )
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)  # the head may end inside a character
    except UnicodeDecodeError as error:
        raise Refusal("不支持的格式：认不出这是什么文件。支持的格式见上传页的说明。") from error
    return "txt"


__all__ = ["ENCRYPTED", "ENDINGS", "NAMES", "identify"]
