"""Results as bytes: everything comes back, and only what is news looks like it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from ca_tui.api.models import InvocationResult, Json, OssOutput, ResultKey
from ca_tui.monitor.codec import compress, expand, iso, key_of, key_text
from ca_tui.monitor.packing import (
    LONGEST_SHAPE,
    MOST_SHAPES,
    Shapes,
    fingerprint,
    flat,
    pack_result,
    unpack_brief,
    unpack_result,
)
from tests.monitor.fakes import START, result

TEXT = st.text(st.characters(codec=None), max_size=5) | st.sampled_from(
    ["", "\ud800", "\x1f", "[", "ecs\x1fcn", "测试"]
)
TIME = st.none() | st.datetimes(
    timezones=st.sampled_from([None, UTC, timezone(timedelta(hours=8))])
)
NUMBER = st.none() | st.integers()
SERVICE = st.sampled_from(["ecs", "swas"])
KEY = st.builds(ResultKey, SERVICE, TEXT, TEXT, TEXT, TEXT, TEXT)
JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner),
    max_leaves=8,
)
RESULT = st.builds(
    InvocationResult,
    key=KEY,
    invocation_status=TEXT,
    invoke_record_status=TEXT,
    command_id=TEXT,
    exit_code=NUMBER,
    error_code=TEXT,
    error_info=TEXT,
    creation_time=TIME,
    start_time=TIME,
    finished_time=TIME,
    stop_time=TIME,
    dropped=NUMBER,
    repeats=NUMBER,
    username=TEXT,
    container_id=TEXT,
    container_name=TEXT,
    tags=st.lists(st.tuples(TEXT, TEXT), max_size=3).map(tuple),
    launcher=TEXT,
    termination_mode=TEXT,
    oss_output=st.none() | st.builds(OssOutput, TEXT, TEXT, TEXT, TEXT, TEXT),
    raw=st.dictionaries(TEXT, JSON, max_size=4),
)


def mark(value: InvocationResult) -> bytes:
    return fingerprint(flat(value), None, guessed=False)


@settings(max_examples=50, deadline=None)
@given(RESULT)
def test_every_field_and_the_record_come_back(value: InvocationResult) -> None:
    found = unpack_result(pack_result(flat(value), value.raw))
    for each in fields(InvocationResult):
        assert getattr(found, each.name) == getattr(value, each.name)
        assert type(getattr(found, each.name)) is type(getattr(value, each.name))


@settings(max_examples=50, deadline=None)
@given(RESULT)
def test_what_a_line_shows_is_what_the_whole_result_says(
    value: InvocationResult,
) -> None:
    brief = unpack_brief(pack_result(flat(value), value.raw))
    for name, found in brief._asdict().items():
        told = getattr(value, name)
        assert found == (iso(told) if name.endswith("_time") else told)


@settings(max_examples=50, deadline=None)
@given(RESULT, RESULT)
def test_results_have_one_fingerprint_if_they_are_equal(
    one: InvocationResult, other: InvocationResult
) -> None:
    copy = unpack_result(pack_result(flat(one), one.raw))
    assert mark(copy) == mark(one)
    assert (mark(one) == mark(other)) == (flat(one) == flat(other))


@settings(max_examples=50, deadline=None)
@given(RESULT, TEXT)
def test_any_field_that_is_another_makes_another_fingerprint(
    value: InvocationResult, text: str
) -> None:
    told = value.launcher + "x", value.invocation_status + "x"
    assert mark(replace(value, launcher=told[0])) != mark(value)
    assert mark(replace(value, invocation_status=told[1])) != mark(value)
    assert mark(replace(value, repeats=(value.repeats or 0) + 1)) != mark(value)
    assert mark(replace(value, tags=(*value.tags, (text, "")))) != mark(value)
    assert mark(replace(value, raw={"Novel": text})) == mark(value)


def test_an_output_belongs_to_the_fingerprint() -> None:
    values = flat(result(0))
    found = {
        fingerprint(values, None, guessed=False),
        fingerprint(values, b"a", guessed=False),
        fingerprint(values, b"b", guessed=False),
        fingerprint(values, b"b", guessed=True),
    }
    assert len(found) == 4


def test_the_same_time_in_another_zone_is_another_reply() -> None:
    naive = replace(result(0), start_time=START.replace(tzinfo=None))
    assert mark(naive) != mark(replace(naive, start_time=START))


def test_lists_of_keys_are_numbered_as_long_as_there_is_room() -> None:
    shapes = Shapes()
    lists = [(f"Field{n}", "Output") for n in range(2 * MOST_SHAPES)]
    lists += [("x" * LONGEST_SHAPE, "y"), ("InvokeId", "Status")]
    found = [shapes.number(each) for each in lists]
    assert [shapes.keys(each) for each in found] == lists
    assert found[:MOST_SHAPES] == list(range(MOST_SHAPES))
    assert found[MOST_SHAPES:] == lists[MOST_SHAPES:]
    assert shapes.number(lists[0]) == 0


def test_a_list_too_long_to_be_numbered_takes_no_room() -> None:
    shapes = Shapes()
    assert shapes.number(("x" * LONGEST_SHAPE, "y")) != 0
    assert shapes.number(("InvokeId",)) == 0


@given(st.binary(max_size=3000))
def test_bytes_come_back_whether_they_were_compressed_or_not(data: bytes) -> None:
    assert expand(compress(data)) == data


def test_what_is_large_is_compressed() -> None:
    assert len(compress(b"the same again\n" * 200)) < 200


@given(KEY, KEY)
def test_keys_have_one_text_if_they_are_equal(one: ResultKey, other: ResultKey) -> None:
    assert key_of(key_text(one)) == one
    assert (key_text(one) == key_text(other)) == (one == other)
