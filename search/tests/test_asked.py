"""Parameters are read strictly and refused politely."""

from __future__ import annotations

from datetime import date

import pytest

from search.asked import MAX_QUERY, Asked, BadParameter, read


def test_defaults() -> None:
    assert read({}) == Asked()
    assert read({"q": "  党 \n 建 "}).query == "党 建"


def test_days_months_and_years() -> None:
    assert read({"from": "2020", "to": "2020"}).date_to == date(2020, 12, 31)
    assert read({"from": "2024-02"}).date_from == date(2024, 2, 1)
    assert read({"to": "2024-02"}).date_to == date(2024, 2, 29)
    assert read({"to": "2024-12"}).date_to == date(2024, 12, 31)


@pytest.mark.parametrize(
    "parameters, code, status",
    [
        ({"q": "党" * (MAX_QUERY + 1)}, "query_too_long", 400),
        ({"kind": "nonsense"}, "bad_kind", 400),
        ({"sort": "size"}, "bad_sort", 400),
        ({"page": "0"}, "page_out_of_range", 404),
        ({"page": "-1"}, "page_out_of_range", 404),
        ({"page": "二"}, "bad_page", 400),
        ({"page": "²"}, "bad_page", 400),
        ({"page": "99999999999999999999"}, "page_out_of_range", 404),
        ({"size": "1000"}, "bad_size", 400),
        ({"from": "2020-13-01"}, "bad_date", 400),
        ({"from": "昨天"}, "bad_date", 400),
        ({"from": "2021-01-01", "to": "2020-01-01"}, "bad_range", 400),
        ({"page": "1002"}, "page_out_of_range", 404),
    ],
)
def test_refusals_are_chinese(parameters: dict[str, str], code: str, status: int) -> None:
    with pytest.raises(BadParameter) as caught:
        read(parameters)
    assert (caught.value.code, caught.value.status) == (code, status)
    assert any("\u4e00" <= c <= "\u9fff" for c in caught.value.message)


def test_addresses_keep_the_question() -> None:
    asked = read({"q": "党 建&x", "kind": "law", "from": "2020", "page": "3"})
    assert asked.url() == "/search/?q=%E5%85%9A+%E5%BB%BA%26x&kind=law&from=2020-01-01"
    assert asked.url(page=2).endswith("&page=2")
    assert "kind" not in asked.url(kind="")
