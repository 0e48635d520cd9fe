from __future__ import annotations

from connectors.github.query_size import QuerySize


def test_a_page_halves_and_grows_again_slowly() -> None:
    page = QuerySize(50)
    for expected in (25, 12, 6, 3, 1):
        page.shrink(page.ids)
        assert page.ids == expected
    for _ in range(4):
        page.grow()
    assert page.ids == 6
    for _ in range(100):
        page.grow()
    assert page.ids == 50


def test_a_single_pull_request_is_asked_for_with_less_of_its_timeline() -> None:
    page = QuerySize(50)
    for expected in (50, 25, 12, 10, 10):
        page.shrink(1)
        assert page.items == expected
    assert page.is_smallest
    assert page.ids == 50


def test_a_small_rest_that_is_too_large_is_halved_from_its_own_size() -> None:
    page = QuerySize(50)
    page.shrink(7)
    assert page.ids == 3
