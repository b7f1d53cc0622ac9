"""Zip containers (OOXML, ODF, OFD) opened under limits, and their XML parsed without entities, DTDs or network."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from .result import Damage, Limits, Refusal

BROKEN = "文件损坏：压缩结构不完整（可能没有下载完）。请用办公软件打开后另存一份，再上传。"
TOO_LARGE = "解压后过大：这个文件展开后超过上限，可能是压缩炸弹，没有读取。"
CHUNK = 1 << 18
_XML = (".xml", ".rels", ".vml")
_EXTERNAL = re.compile(rb"<!(?:DOCTYPE|ENTITY)[^>\[]{0,400}\b(?:SYSTEM|PUBLIC)\b")


def open_zip(path: Path, limits: Limits) -> zipfile.ZipFile:
    """A zip whose directory keeps within the limits. Raises Refusal or Damage."""
    try:
        archive = zipfile.ZipFile(path)
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Damage(BROKEN) from error
    try:
        if len(members) > limits.parts:
            raise Refusal(f"解压后过大：里面有 {len(members)} 个部件，上限是 {limits.parts} 个。")
        packed = max(1, path.stat().st_size)
        total = sum(member.file_size for member in members)
        if total > limits.unpacked_bytes or any(member.file_size > limits.part_bytes for member in members):
            raise Refusal(TOO_LARGE)
        if total > limits.ratio_from and total // packed > limits.ratio:
            raise Refusal(TOO_LARGE)
        if any(member.flag_bits & 1 for member in members):
            raise Refusal("文件已加密（压缩包设有密码），无法读取。请先解除密码，再上传。")
        if any(_escapes(member.filename) for member in members):
            raise Refusal("路径越界：里面有指向外部目录的文件名，不安全，没有读取。")
    except BaseException:
        archive.close()
        raise
    return archive


def _escapes(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or name.startswith(("/", "\\")) or (len(parts[0]) == 2 and parts[0][1] == ":")


class Container:
    """An opened container. `declared` remembers that a part declared a DTD; the constructor looks at every XML part."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits = limits
        self.archive = open_zip(path, limits)
        self.names = {info.filename: info for info in self.archive.infolist()}
        self.damaged: list[str] = []
        try:
            self._inspect()
        except BaseException:
            self.archive.close()
            raise

    def __enter__(self) -> Container:
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def _inspect(self) -> None:
        """DTDs are forbidden in these formats: they serve entity bombs and reading foreign files only."""
        for name in self.names:
            if not name.lower().endswith(_XML):
                continue
            try:
                head = self.read(name, 1 << 20, whole=False).replace(b"\0", b"")
            except Damage:
                self.damaged.append(name)
                continue
            if b"<!DOCTYPE" not in head and b"<!ENTITY" not in head:
                continue
            if _EXTERNAL.search(head):
                raise Refusal("外部引用：文件里的 XML 声明了外部实体，企图读取别处的文件，没有读取。")
            if b"<!ENTITY" in head:
                raise Refusal("解压后过大：文件里的 XML 定义了层层展开的实体（实体炸弹），没有读取。")

    def read(self, name: str, limit: int = 0, *, whole: bool = True) -> bytes:
        """The bytes of a part. Raises Damage when it is missing or broken, Refusal when larger than allowed."""
        info = self.names.get(name)
        if info is None:
            raise Damage(f"文件损坏：缺少必需的部分 {name[:60]}。请用办公软件重新保存。")
        limit = limit or self.limits.part_bytes
        out = io.BytesIO()
        try:
            with self.archive.open(info) as part:
                while chunk := part.read(CHUNK):
                    out.write(chunk)
                    if out.tell() > limit:
                        if whole:
                            raise Refusal(TOO_LARGE)
                        break
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise Damage(BROKEN) from error
        return out.getvalue()

    def copy(self, target: Path, changed: Mapping[str, etree._Element]) -> Path:
        """The same package with other roots in some parts, in `target`. What cannot be read is left out: a picture mostly."""
        with zipfile.ZipFile(target, "w") as copy:
            for name, info in self.names.items():
                root = changed.get(name)
                with contextlib.suppress(Damage):
                    data = (
                        self.read(name)
                        if root is None
                        else etree.tostring(root, encoding="UTF-8", xml_declaration=True)
                    )
                    copy.writestr(name, data, info.compress_type and zipfile.ZIP_DEFLATED, 1)
        return target

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part. Raises Damage when it is no XML or nested too deep."""
        return parse_xml(self.read(name))

    def optional(self, name: str) -> etree._Element | None:
        """The same, or None when the part is missing or broken: for parts that text can do without."""
        if name not in self.names:
            return None
        try:
            return self.xml(name)
        except Damage:
            return None


def parse_xml(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise Refusal("嵌套过深：文件里的表格或段落层层嵌套，超过上限，没有读取。") from error
        raise Damage("文件损坏：里面的 XML 有语法错误。请用办公软件打开后另存一份，再上传。") from error
    if root is None:
        raise Damage("文件损坏：里面的 XML 是空的。")
    return root


def local(element: etree._Element) -> str:
    """The tag without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: etree._Element, name: str) -> str:
    """The attribute of this local name, in whatever namespace; "" when there is none."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""
