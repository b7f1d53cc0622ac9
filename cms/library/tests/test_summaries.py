"""What is said of a work is found like what stands in it."""

from __future__ import annotations

import pytest

from cms.library.factories import LibraryPageFactory, WorkFactory
from cms.library.searchable import WorkSource, key_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private")]
SOURCE = WorkSource()


@pytest.mark.parametrize("text", [["第一条 甲。"], []])
def test_a_summary_can_be_found_word_for_word(text: list[str]) -> None:
    """Of a scan it is all that can be read. It opens at the work, where it stands."""
    library = LibraryPageFactory(slug="ku")
    work = WorkFactory(library=library, summary="记述一九四九年的建党经过。", text=text)
    (found,) = SOURCE.documents([key_of(work.pk)])
    first, *others = found.passages
    assert (first.text, first.page_label, first.url) == (work.summary, "摘要", f"/ku/{work.pk}/")
    assert [p.text for p in others] == text
    keys = [p.key for p in found.passages]
    assert SOURCE.passages(keys) == {p.key: p for p in found.passages}
    assert SOURCE.passages([f"{key_of(WorkFactory(library=library).pk)}#0"]) == {}
