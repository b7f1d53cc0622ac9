"""Office files to PDF by LibreOffice, when it is installed: that gives pages, and every old format.

Runs inside the limited child (its process group, its lack of network, its clock), with a profile of its own in which macros,
active content and links are off.
"""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import shutil
import subprocess
import time
from pathlib import Path

from . import fonts
from .job import Job

MISSING = "服务器没有安装 LibreOffice，这个文件没有分页，也不能显示页面图像。"
UNCONVERTED = "LibreOffice 不能转换这个文件，没有分页；文字是直接读取的。"
ROOM = 30 << 20  # bytes of free disk, below which LibreOffice would fail and the file be blamed
# What is not for readers: LibreOffice leaves it out of a PDF unless told otherwise.
_COLLEAGUES = (
    "ExportNotes",
    "ExportNotesInMargin",
    "ExportNotesPages",
    "ExportOnlyNotesPages",
    "ExportHiddenSlides",
)
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    *(("org.openoffice.Office.Common/Filter/PDF/Export", name, "false") for name in _COLLEAGUES),
    ("org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("org.openoffice.Setup/Product", "ooSetupLastVersion", "99.0"),
)
_FILTERS = {
    "doc": "writer",
    "docx": "writer",
    "odt": "writer",
    "rtf": "writer",
    "ppt": "impress",
    "pptx": "impress",
    "odp": "impress",
}


def soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


def _profile(folder: Path) -> Path:
    """A fresh user profile with the settings above."""
    user = folder / "profile" / "user"
    user.mkdir(parents=True, exist_ok=True)
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        + items
        + "</oor:items>"
    )
    return folder / "profile"


def _widen() -> None:
    """LibreOffice maps more than it uses."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def to_pdf(job: Job, source: Path | None = None) -> Path | None:
    """The PDF, in the job's folder; None, with a note, when LibreOffice is missing, fails or takes too long.

    `source` stands for the job's file; its ending, when it has one, tells its format.
    """
    source = source or job.path
    form = source.suffix[1:] if source.parent == job.folder and source.suffix else job.format
    return convert(job, source, form, "pdf", 2 if form != job.format else 1)


def convert(job: Job, source: Path, form: str, into: str, steps: int = 1) -> Path | None:
    """`source`, of the format `form`, as `into` (pdf, odt): as above. `steps`: conversions that share the time."""
    program = soffice()
    if not program:
        job.note(MISSING)
        return None
    if shutil.disk_usage(job.folder).free < ROOM:
        raise OSError(errno.ENOSPC, "no room for LibreOffice")
    place = job.folder / "office"
    place.mkdir(exist_ok=True)
    # The file's own name could say anything; LibreOffice also goes by endings.
    plain = place / f"source.{form}"
    shutil.copyfile(source, plain)
    seconds = job.limits.office_seconds / steps
    command = [
        program,
        f"-env:UserInstallation=file://{_profile(place)}",
        "--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo",
        "--convert-to", f"pdf:{_FILTERS[form]}_pdf_Export" if into == "pdf" else into,
        "--outdir", str(place / "out"),
        str(plain),
    ]  # fmt: skip
    environment = {
        **os.environ,
        "HOME": str(place),
        "TMPDIR": str(place),
        "SAL_USE_VCLPLUGIN": "svp",
        "FONTCONFIG_FILE": str(fonts.configuration(place)),
    }
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=place,
        env=environment,
        preexec_fn=_widen,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        job.note(f"LibreOffice 转换超过 {seconds:.0f} 秒，已停止；没有分页。")
        return None
    finally:
        end_tree()
        process.poll()
        reap()
    made = place / "out" / f"source.{into}"
    if not made.is_file() or made.stat().st_size == 0:
        job.note(UNCONVERTED)
        return None
    return made


def reap(seconds: float = 5.0) -> None:
    """Waits for the dead: LibreOffice's starter leaves its program to this process."""
    deadline = time.monotonic() + seconds
    with contextlib.suppress(ChildProcessError):
        while time.monotonic() < deadline:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                time.sleep(0.01)


def end_tree() -> None:
    """Kills what LibreOffice's starter started: all other processes of this group. The group is the child's own."""
    group, me = os.getpgid(0), os.getpid()
    if os.getsid(0) != me:
        return  # not in a child: leave others alone
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal() or int(entry.name) == me:
            continue
        try:
            if os.getpgid(int(entry.name)) == group:
                os.kill(int(entry.name), 9)
        except OSError:
            continue
