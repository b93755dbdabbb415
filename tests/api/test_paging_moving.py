"""Walks by page number over lists that change between any two moments."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.errors import ServiceFault
from ca_tui.api.models import Page
from ca_tui.api.paging import walk
from tests.api.listing_server import Server, collect, ends_once, ids, names
from tests.api.moving_list import MovingList, read

TAPE = st.lists(st.integers(0, 10**6), max_size=300)


def check(moving: MovingList, pages: list[Page], why: str) -> None:
    """What was there all the time came once, or the walk says that it may not have."""
    got = ids(pages)
    assert len(got) == len(set(got))
    if why:
        assert not any(page.last for page in pages)
    else:
        assert ends_once(pages)
        stayed = moving.original & set(moving.items)
        assert set(names(sorted(stayed))) <= set(got)


@settings(max_examples=400, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(1, 8),
    st.integers(1, 8),
    TAPE,
    st.integers(0, 40),
    st.integers(0, 40),
)
async def test_no_interleaving_of_growth_deletion_and_reads_loses_a_row_silently(
    count: int,
    size: int,
    concurrency: int,
    tape: list[int],
    inserts: int,
    deletes: int,
) -> None:
    moving = MovingList(count, iter(tape), inserts, deletes)
    pages, why = await read(moving, size, concurrency)
    check(moving, pages, why)
    assert moving.most <= concurrency
    assert moving.flights == []
