"""Walks over lists whose tokens, totals and pages are not to be believed."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.errors import BadParameter, PagingError, Throttled
from ca_tui.api.models import (
    Invocation,
    InvocationResult,
    Page,
    ResultKey,
)
from ca_tui.api.paging import Mode, walk
from tests.api.listing_server import (
    Server,
    collect,
    ends_once,
    ids,
    instance,
    names,
    page_of,
    scripted,
    until_error,
)

REFUSED_TOKEN = BadParameter(
    "The specified parameter NextToken is not valid.",
    code="InvalidParameter.NextToken",
    status=400,
)


@given(st.integers(0, 2**32), st.sampled_from(["token", "page"]))
async def test_no_server_keeps_a_walk_going_for_ever(seed: int, mode: Mode) -> None:
    """Random pages of few items, random totals and tokens: it ends, without repeats."""
    random = Random(seed)
    calls = 0

    async def ask(params: dict[str, str]) -> Page:
        nonlocal calls
        calls += 1
        return Page(
            instances=tuple(
                instance(random.randrange(12)) for _ in range(random.randrange(4))
            ),
            total_count=random.choice([None, -1, 0, 5, 12, 99, 10**30]),
            next_token=random.choice(["", str(random.random()), "same"]),
            page_size=random.choice([None, -3, 0, 1, 3, 10**30]),
            problems=("Unreadable.",) * random.choice([0, 0, 1]),
        )

    pages: list[Page] = []
    try:
        async for page in walk(ask, mode, size=3):
            pages.append(page)
    except PagingError:
        assert not any(page.last for page in pages)
    else:
        assert ends_once(pages)
    assert len(ids(pages)) == len(set(ids(pages)))
    assert calls < 1000


async def test_a_token_that_comes_again_ends_the_walk_and_says_how_far_it_came() -> (
    None
):
    ask, asked = scripted(
        replace(page_of([1, 2]), next_token="a"),
        replace(page_of([3]), next_token="b"),
        replace(page_of([4]), next_token="a"),
    )
    pages, sentence = await until_error(ask, "token")
    assert ids(pages) == names([1, 2, 3, 4])
    assert len(asked) == 3
    assert sentence.startswith("DescribeInstances could not be read to its end")
    assert "4 in 3 pages" in sentence


async def test_an_empty_page_with_a_token_is_not_the_end() -> None:
    ask, _ = scripted(
        replace(page_of([1]), next_token="a"),
        *(replace(Page(), next_token=each) for each in "bcd"),
        page_of([2]),
    )
    assert ids(await collect(ask, "token")) == names([1, 2])


async def test_too_many_empty_pages_with_tokens_are_given_up() -> None:
    ask, asked = scripted(*(replace(Page(), next_token=each) for each in "abcdefg"))
    pages, sentence = await until_error(ask, "token")
    assert len(asked) == 4
    assert "4 pages in a row were empty" in sentence
    assert not any(page.last for page in pages)


async def test_new_tokens_for_the_same_page_are_given_up() -> None:
    ask, asked = scripted(
        *(replace(page_of([1]), next_token=f"t{number}") for number in range(99))
    )
    pages, _ = await until_error(ask, "token")
    assert ids(pages) == names([1])
    assert len(asked) < 10


async def test_patience_with_repeated_pages_begins_anew_with_something_new() -> None:
    numbers = [1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]
    ask, _ = scripted(
        *(
            replace(page_of([number]), next_token=f"t{at}")
            for at, number in enumerate(numbers)
        ),
        page_of([3]),
    )
    assert ids(await collect(ask, "token", 1)) == names([1, 2, 3])


async def test_a_refused_token_begins_the_list_anew_and_repeats_nothing() -> None:
    ask, asked = scripted(
        replace(page_of([5, 4]), next_token="a"),
        replace(page_of([3]), next_token="b"),
        REFUSED_TOKEN,
        replace(page_of([6, 5]), next_token="c"),
        replace(page_of([4, 3]), next_token="a"),
        page_of([2]),
    )
    pages = await collect(ask, "token", 2)
    assert ids(pages) == names([5, 4, 3, 6, 2])
    assert "NextToken" not in asked[3]
    assert ends_once(pages)


async def test_a_token_that_is_refused_again_ends_the_walk() -> None:
    ask, _ = scripted(
        replace(page_of([1]), next_token="a"),
        REFUSED_TOKEN,
        replace(page_of([1]), next_token="b"),
        REFUSED_TOKEN,
    )
    pages, sentence = await until_error(ask, "token")
    assert ids(pages) == names([1])
    assert "refused twice" in sentence


@pytest.mark.parametrize("mode", ["token", "page"])
async def test_other_errors_pass_and_the_pages_before_stand(mode: Mode) -> None:
    throttled = Throttled("Slow down.", code="Throttling", status=400)
    first = replace(page_of([1]), next_token="a", total_count=20)
    ask, _ = scripted(first, throttled)
    pages = []
    with pytest.raises(Throttled):  # noqa: PT012 the error ends the walk
        async for page in walk(ask, mode, size=1):
            pages.append(page)
    assert ids(pages) == names([1])


@pytest.mark.parametrize("mode", ["token", "page"])
async def test_a_refused_first_request_is_not_tried_again(mode: Mode) -> None:
    code = (
        "InvalidParameter.NextToken" if mode == "token" else "InvalidParam.PageNumber"
    )
    ask, asked = scripted(BadParameter("No.", code=code, status=400))
    with pytest.raises(BadParameter):
        await collect(ask, mode)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("given", "total", "said", "calls"),
    [(10, 40, 10, 4), (10, 40, None, 5), (30, 80, 30, 3), (30, 80, None, 4)],
)
async def test_short_pages_are_not_the_end_while_the_total_says_more(
    given: int, total: int, said: int | None, calls: int
) -> None:
    """A service that gives fewer than the fifty asked for, and says so or not."""
    replies = [page_of(range(at, min(at + given, total))) for at in range(0, 99, given)]
    ask, asked = scripted(
        *(replace(each, total_count=total, page_size=said) for each in replies)
    )
    pages = await collect(ask, "page", 50)
    assert len(ids(pages)) == total
    assert ends_once(pages)
    assert [params["PageNumber"] for params in asked] == list("12345")[:calls]


@pytest.mark.parametrize("total", [None, 0, 1, -1])
async def test_a_total_too_small_is_not_believed(total: int | None) -> None:
    server = Server(25, total=lambda _: total)
    pages = await collect(server, "page")
    assert ids(pages) == names(range(25, 0, -1))
    assert [page.total_count for page in pages] == [None] * len(pages)
    assert ends_once(pages)


async def test_a_total_too_large_is_read_twice_and_said() -> None:
    server = Server(25, total=lambda _: 28)
    pages, sentence = await until_error(server, "page")
    assert len(ids(pages)) == 25
    assert "3 items are missing" in sentence
    assert not any(page.last for page in pages)


async def test_a_total_that_only_ever_grows_ends() -> None:
    server = Server(25, total=lambda server: 25 + len(server.asked))
    _, sentence = await until_error(server, "page")
    assert "missing" in sentence
    assert len(server.asked) < 20


async def test_a_total_that_shrinks_without_reason_loses_nothing() -> None:
    server = Server(45, total=lambda server: 100 - 10 * min(5, len(server.asked)))
    pages, _ = await until_error(server, "page")
    assert set(ids(pages)) == set(names(range(1, 46)))


async def test_empty_pages_before_the_end_are_passed_over() -> None:
    pages = [page_of(range(at, at + 10)) if at % 20 else Page() for at in range(10, 99)]
    replies = [replace(page, total_count=91) for page in pages[::10]]
    ask, asked = scripted(*replies)
    walked = []
    async with aclosing(walk(ask, "page", size=10)) as walking:
        async for page in walking:
            walked.append(page)
            if len(walked) == len(replies):
                break
    assert [len(page.instances) for page in walked] == [10, 0] * 4 + [10]
    assert [params["PageNumber"] for params in asked] == list("123456789")


async def test_a_total_beyond_all_reason_ends() -> None:
    server = Server(25, total=lambda _: 10**30)
    pages, sentence = await until_error(server, "page")
    assert len(ids(pages)) == 25
    assert "missing" in sentence
    assert len(server.asked) < 20


async def test_a_service_that_ignores_the_page_number_is_found_out_soon() -> None:
    calls = 0

    async def ask(params: dict[str, str]) -> Page:
        nonlocal calls
        calls += 1
        return replace(page_of(range(10)), total_count=100_000)

    pages, sentence = await until_error(ask, "page")
    assert len(ids(pages)) == 10
    assert "same items" in sentence
    assert calls < 10


async def test_a_page_number_refused_beyond_the_end_is_the_end() -> None:
    refused = BadParameter("No.", code="InvalidParam.PageNumber", status=400)
    ask, _ = scripted(page_of(range(10)), refused)
    pages = await collect(ask, "page")
    assert len(ids(pages)) == 10
    assert ends_once(pages)


async def test_records_that_could_not_be_read_are_not_missing() -> None:
    page = replace(page_of(range(8)), total_count=10, problems=("One.", "Another."))
    ask, asked = scripted(page)
    assert (await collect(ask, "page"))[0].last
    assert len(asked) == 1


async def test_results_beside_invocations_are_not_counted_by_the_total() -> None:
    def run(number: int) -> Page:
        invoke_id = f"t-{number}"
        rows = tuple(
            InvocationResult(ResultKey("swas", "cn-hangzhou", invoke_id, f"i-{each}"))
            for each in range(3)
        )
        invocation = Invocation("swas", "cn-hangzhou", invoke_id)
        return Page(invocations=(invocation,), results=rows, total_count=2, size=7)

    ask, _ = scripted(run(1), run(2))
    pages = await collect(ask, "page", 1)
    assert [len(page.results) for page in pages] == [3, 3]
    assert [page.size for page in pages] == [7, 7]
    assert ends_once(pages)


async def test_a_walk_may_be_closed_at_any_page() -> None:
    server = Server(100)
    async with aclosing(walk(server, "page", size=10)) as walking:
        async for _ in walking:
            break
    assert len(server.asked) == 1
