"""Whether a file is what its name says, as far as its first bytes tell."""

from __future__ import annotations

from typing import BinaryIO

HEAD = 1024  # bytes
SEALED = b"\xd0\xcf\x11\xe0"  # an office file under a password
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
PLAIN = frozenset(["txt", "md", "csv"])
ZIPPED = frozenset(["docx", "xlsx", "pptx", "ofd", "odt", "ods", "odp", "zip"])
# What an article may carry. Pages and scripts are not among them: a browser would run them.
ENDINGS = (
    *("pdf", "ofd", "doc", "docx", "wps", "rtf", "odt", "xls", "xlsx", "et", "ods", "csv", "ppt", "pptx", "dps", "odp"),
    *("txt", "md", "zip", "rar", "7z", "jpg", "jpeg", "png", "gif", "webp", "mp3", "wav", "mp4"),
)  # fmt: skip


def trouble_with(file: BinaryIO, name: str) -> str:
    """A Chinese sentence, "" when nothing speaks against it. The file stands where it stood."""
    place = file.tell()
    file.seek(0)
    head = file.read(HEAD)
    file.seek(place)
    ending = name.rpartition(".")[2].lower()
    if not head:
        return "这个文件是空的，请重新选择。"
    if head.startswith(PROGRAMS) and not (ending in PLAIN and b"\0" not in head):
        return "这是一个程序，不是文档，不能上传。"
    if ending == "pdf" and b"%PDF" not in head:
        return "这个文件名叫 PDF，内容却不是。请用原来的软件另存一份，再上传。"
    if ending in ZIPPED and not head.startswith((b"PK\x03\x04", b"PK\x05\x06", SEALED)):
        return f"这个文件名叫 {ending}，内容却不是。请用原来的软件另存一份，再上传。"
    return ""
