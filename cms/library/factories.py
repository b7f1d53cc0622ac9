"""Makers of this room's things for tests of every room."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import factory
from factory.django import DjangoModelFactory
from wagtail.models import Collection, Page, Site

from cms.library.extract import Extraction, Section
from cms.library.models import FileVersion, LibraryPage, Passage, Work, WorkState
from cms.library.services import texts


def home_page() -> Page:
    """The root page of the default site."""
    return Site.objects.get(is_default_site=True).root_page.specific


class LibraryPageFactory(DjangoModelFactory):
    """`parent=` another page than the site's home."""

    class Meta:
        model = LibraryPage

    title = factory.Sequence(lambda n: f"第{n}书库")
    slug = factory.Sequence(lambda n: f"ku{n}")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, parent: Page | None = None, **kwargs: Any) -> LibraryPage:
        return (parent or home_page()).add_child(instance=model_class(**kwargs))


class WorkFactory(DjangoModelFactory):
    """Published and ready. `text=["…", "…"]` gives it passages with anchors a1, a2…; `text=[]` none."""

    class Meta:
        model = Work
        skip_postgeneration_save = True

    library = factory.SubFactory(LibraryPageFactory)
    collection = factory.LazyFunction(Collection.get_first_root_node)
    title = factory.Sequence(lambda n: f"第{n}号文件")
    state = WorkState.READY

    @factory.post_generation
    def text(work: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        lines = ["本文件自印发之日起施行。"] if extracted is None else list(extracted)
        for number, line in enumerate(lines, 1):
            PassageFactory(work=work, ord=number, text=line, anchor=f"a{number}")
        work.character_count = sum(map(len, lines))
        texts.name_it(work)
        work.save()


class PassageFactory(DjangoModelFactory):
    class Meta:
        model = Passage

    work = factory.SubFactory(WorkFactory, text=[])
    ord = factory.Sequence(lambda n: n + 1)
    text = factory.Sequence(lambda n: f"第{n}段文字。")


class FileVersionFactory(DjangoModelFactory):
    class Meta:
        model = FileVersion

    work = factory.SubFactory(WorkFactory)
    name = "旧稿.docx"
    sha256 = factory.Sequence(lambda n: f"{n:064x}")
    added_at = factory.SelfAttribute("work.created_at")


def extraction(*lines: str, **fields: Any) -> Extraction:
    """What extraction would say of a text of these passages."""
    sections = [Section(n, line, None, "", (), f"a{n + 1}") for n, line in enumerate(lines)]
    return Extraction("ok", format="md", passages=sections, **fields)


def text_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
