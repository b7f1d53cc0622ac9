"""The whole import: walk, know again, extract, commit batch by batch, settle what the works say of each other."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DataError, IntegrityError
from wagtail.models import Collection

from cms.library.extract import Extraction, workers
from cms.library.extract.run import run as extract
from cms.library.models import FileVersion, LibraryPage, Work, WorkState
from cms.library.reading.addresses import work_url
from cms.library.services import batch, names, store
from cms.library.services.batch import Item
from cms.library.services.extraction import copy_part

from . import report as states
from .pool import Pool
from .report import Answer, Report
from .shelving import placing
from .walk import Found, Walk

WORKS = 100  # of one transaction
CHARACTERS = 3_000_000  # likewise
UNFIT = "文件里有数据库不能保存的内容，没有入库。请用办公软件打开后另存一份，再导入。"
MOVED = "文件在导入过程中被改动或移走，没有入库。请等文件写完后再导入。"
KEPT = "以前上传过这个文件，当时没有处理成功；这次补上了文字，原有的题名、公开级别和发布状态没有改动。"
Say = Callable[[str], None]


@dataclass(slots=True)
class Job:
    """A file not seen before. `twins`: the same bytes met again in this run."""

    found: Found
    measured: store.Digest
    twins: list[Found] = field(default_factory=list)


class Import:
    """`tick` is told each file that got its answer."""

    def __init__(
        self,
        library: LibraryPage,
        collection: Collection,
        report: Report,
        *,
        jobs: int = 2,
        user: Any = None,
        tick: Say = lambda shown: None,
    ) -> None:
        self.library = library
        self.collection = collection
        self.report = report
        self.jobs = max(1, jobs)
        self.user = user
        self.tick = tick
        self.base = library.url or ""
        self.seen: dict[str, int] = {}
        self.running: dict[str, Job] = {}
        self.batch: list[tuple[Job, Item]] = []
        self.characters = 0
        self.touched: set[str] = set()
        self.families: set[str] = set()
        self.folder = Path(settings.VAR) / "tmp" / f"import-{os.getpid()}"
        self.unfinished = Path(settings.VAR) / f"import-{os.getpid()}.unfinished"

    def run(self, paths: Sequence[Path]) -> None:
        """Raises OSError (disk), DatabaseError; what was committed stays, and the next run goes on from there."""
        sweep()
        self.folder.mkdir(parents=True, exist_ok=True)
        cut_short = cut_off()
        self.unfinished.touch()
        self.seen = self._ready()
        if self.jobs > workers.POOL.size:
            workers.use(self.jobs)
        pool: Pool[Job, Extraction] = Pool(self._extract, self.jobs)
        try:
            for job, found in pool.map(self._jobs(paths)):
                self._take(job, found)
            self.flush()
        except KeyboardInterrupt:
            self.flush()
            raise
        except Exception:
            with suppress(Exception):  # what was extracted is kept, if it can be
                self.flush()
            raise
        finally:
            pool.close()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.report.flush()
        if cut_short:
            names.settle_everything()
            for left in cut_short:
                left.unlink(missing_ok=True)
        else:
            names.settle_families(self.families)
            names.recount(self.touched)
        if self.touched:
            batch.analyse()
        self.unfinished.unlink(missing_ok=True)

    def _ready(self, digests: Sequence[str] | None = None) -> dict[str, int]:
        """Works that need no import, by the digest of their file, or of one that was replaced since; of all or of these."""
        works = Work.objects.exclude(sha256="").exclude(state__in=[WorkState.REFUSED, WorkState.FAILED])
        former = FileVersion.objects.all()
        if digests is not None:
            works, former = works.filter(sha256__in=digests), former.filter(sha256__in=digests)
        found = dict(former.values_list("sha256", "work_id").iterator(chunk_size=5_000))
        found.update(works.values_list("sha256", "pk").iterator(chunk_size=5_000))
        return found

    def flush(self) -> None:
        """Commit what is extracted."""
        pairs, self.batch, self.characters = self.batch, [], 0
        if pairs:
            self._commit(pairs)
            self.report.flush()

    def _commit(self, pairs: list[tuple[Job, Item]]) -> None:
        try:
            self._add([item for _, item in pairs])
        except store.Changed as changed:
            for job, item in pairs:
                if item.path == changed.source:
                    self._unkept(job, item, MOVED)
            self._commit([pair for pair in pairs if pair[1].path != changed.source])
            return
        except IntegrityError:  # another import, or an upload, brought one of these files just now
            there = self._ready([item.measured.sha256 for _, item in pairs])
            if not there:
                raise
            for job, item in pairs:
                if (sha256 := item.measured.sha256) in there:
                    self.seen[sha256] = there[sha256]
                    self.running.pop(sha256, None)
                    for found in (job.found, *job.twins):
                        self._duplicate(found, sha256)
            if rest := [pair for pair in pairs if pair[1].measured.sha256 not in there]:
                self._commit(rest)
            return
        except (DataError, ValueError, OverflowError):  # one of them holds what no database keeps
            if len(pairs) == 1:
                self._unkept(*pairs[0], UNFIT)
                return
            half = len(pairs) // 2
            self._commit(pairs[:half])
            self._commit(pairs[half:])
            return
        for job, item in pairs:
            assert item.work is not None
            sha256 = item.measured.sha256
            self.running.pop(sha256, None)
            self.seen[sha256] = item.work.pk
            self.families.add(item.work.family)
            self._answer(job.found, self._answer_of(item.found, sha256, item.work.pk, item.kept))
            for twin in job.twins:
                self._duplicate(twin, sha256)

    def _unkept(self, job: Job, item: Item, reason: str) -> None:
        self.running.pop(item.measured.sha256, None)
        if item.found.reading_copy:
            item.found.reading_copy.unlink(missing_ok=True)
        for same in (job.found, *job.twins):
            self._answer(same, Answer("", item.measured.sha256, states.FAILED, reason))

    def _add(self, items: list[Item]) -> None:
        if items:
            batch.add_many(items, self.library, self.collection, user=self.user, touched=self.touched)

    def _jobs(self, paths: Sequence[Path]) -> Iterator[Job]:
        """Files whose text must be extracted; all others are answered on the way."""
        for found in Walk(self.folder).all(paths):
            if found.path is None:
                self._answer(found, Answer("", state=found.state, reason=found.reason))
                continue
            try:
                measured = store.digest(found.path)
            except OSError:
                self._answer(
                    found, Answer("", state=states.FAILED, reason="读不到文件：没有读取权限，或已被移走。")
                )
                continue
            if measured.sha256 in self.seen:
                self._duplicate(found, measured.sha256)
            elif first := self.running.get(measured.sha256):
                first.twins.append(found)
            else:
                job = self.running[measured.sha256] = Job(found, measured)
                yield job

    def _extract(self, job: Job) -> Extraction:
        """In a thread; asks nothing of the database."""
        assert job.found.path is not None
        return extract(job.found.path, job.found.name, copy_to=copy_part(job.measured.sha256))

    def _take(self, job: Job, found: Extraction) -> None:
        path = job.found.path
        assert path is not None
        if found.state in ("ok", "no_text") and (found.passages or found.pages):
            place = placing(job.found.shown)
            item = Item(path, job.found.name, job.measured, found, place.shelf, dict(place.fields))
            self.batch.append((job, item))
            self.characters += found.characters
            if len(self.batch) >= WORKS or self.characters >= CHARACTERS:
                self.flush()
            return
        if found.reading_copy:
            found.reading_copy.unlink(missing_ok=True)
        state = states.NO_TEXT if found.state == "ok" else found.state
        self.running.pop(job.measured.sha256, None)
        for same in (job.found, *job.twins):
            self._answer(
                same, Answer("", job.measured.sha256, state, found.reason or "没有文字。", found.pages)
            )

    def _answer_of(self, found: Extraction, sha256: str, work: int, kept: bool) -> Answer:
        state = states.IMPORTED if found.state == "ok" else states.NO_TEXT
        reason = found.reason or "；".join(note.rstrip("。") for note in found.notes)
        reason = KEPT if kept else reason
        url = work_url(self.base, work)
        return Answer("", sha256, state, reason, found.pages, found.characters, work, url)

    def _duplicate(self, found: Found, sha256: str) -> None:
        work = self.seen.get(sha256)
        url = work_url(self.base, work) if work else ""
        reason = "馆藏里已有同一个文件，没有重复导入。"
        self._answer(found, Answer("", sha256, states.DUPLICATE, reason, work=work, url=url))

    def _answer(self, found: Found, answer: Answer) -> None:
        found.done()
        values = {name: getattr(answer, name) for name in Answer.__dataclass_fields__}
        self.report.add(Answer(**{**values, "path": found.shown}))
        self.tick(found.shown)


def cut_off() -> list[Path]:
    """The marks of imports that ended before they had settled what works say of each other."""
    marks = Path(settings.VAR).glob("import*.unfinished")
    owners = {mark: mark.stem.rpartition("-")[2] for mark in marks}
    own = str(os.getpid())  # an import before this one
    return [mark for mark, owner in owners.items() if owner == own or _has_ended(owner)]


def _has_ended(process: str) -> bool:
    return not Path("/proc", process).exists()


def sweep() -> None:
    """What a killed import left behind: unpacked files, files of works that were never committed."""
    for folder in (Path(settings.VAR) / "tmp").glob("import-*"):
        owner = folder.name.rpartition("-")[2]
        if owner.isdecimal() and _has_ended(owner):
            shutil.rmtree(folder, ignore_errors=True)
    workers.sweep()
    store.sweep()
