"""Single fields in every spelling the vendor's pages and SDKs have shown."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.fields import (
    boolean,
    fold,
    integer,
    listed,
    parameters,
    tags,
    text,
    when,
    whole_text,
)
from ca_tui.api.models import Json
from tests.api.json_trees import trees


@pytest.mark.parametrize(
    "key", ["InvokeRecordStatus", "Invokerecordstatus", "invoke_record_status"]
)
def test_keys_are_found_in_any_case(key: str) -> None:
    assert text(fold({key: " finished "}), "invokerecordstatus") == "finished"


def test_of_two_keys_that_fold_alike_the_one_that_says_something_wins() -> None:
    assert fold({"Exitcode": "", "ExitCode": 3, "EXITCODE": 4}) == {"exitcode": 3}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, 0),
        (" 0 ", 0),
        ("-1", -1),
        ("3221225786", 3221225786),
        (137.0, 137),
        ("137.0", 137),
        ("", None),
        (" ", None),
        (None, None),
        ("one", None),
        (1.5, None),
        (True, None),
        (math.inf, None),
        (math.nan, None),
        (10**400, None),
        (2**63, None),
        (str(2**63), None),
        (2**63 - 1, 2**63 - 1),
        (["1"], None),
    ],
)
def test_integers(value: Json, expected: int | None) -> None:
    assert integer({"n": value}, "n") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        ("true", True),
        ("True", True),
        (1, True),
        ("false", False),
        (0, False),
        ("", None),
        ("maybe", None),
        ({}, None),
    ],
)
def test_truth_values(value: Json, expected: bool | None) -> None:
    assert boolean({"b": value}, "b") is expected


SOME_TIME = datetime(2019, 12, 20, 6, 15, 55, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2019-12-20T06:15:55Z", SOME_TIME),
        ("2019-12-20T06:15Z", SOME_TIME.replace(second=0)),
        ("2019-12-20T14:15:55+08:00", SOME_TIME),
        ("2019-12-20T06:15:55.250Z", SOME_TIME.replace(microsecond=250_000)),
        ("2018-01-05 15:45:02", datetime(2018, 1, 5, 15, 45, 2)),  # noqa: DTZ001
        ("2023-04-27T10:11:58", datetime(2023, 4, 27, 10, 11, 58)),  # noqa: DTZ001
        (1576822555, SOME_TIME),
        (1576822555000, SOME_TIME),
        ("1576822555000", SOME_TIME),
        (1576822555.0, SOME_TIME),
        ("", None),
        (" ", None),
        (None, None),
        (0, None),
        ("0", None),
        ("yesterday", None),
        ("0001-01-01T00:00:00Z", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("9999-12-31T23:59:59-23:59", None),
        (math.inf, None),
        (math.nan, None),
        (10**400, None),
        (True, None),
        ("2" * 100_000, None),
    ],
)
def test_times(value: Json, expected: datetime | None) -> None:
    assert when({"t": value}, "t") == expected


def test_a_time_without_a_zone_stays_naive_and_others_become_utc() -> None:
    naive = when({"t": "2018-01-05 15:45:02"}, "t")
    aware = when({"t": "2018-01-05T15:45:02+08:00"}, "t")
    assert naive is not None
    assert naive.tzinfo is None
    assert aware is not None
    assert aware.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        {"Tag": [{"TagKey": "owner", "TagValue": "zhangsan"}]},
        {"Tag": {"TagKey": "owner", "TagValue": "zhangsan"}},
        [{"TagKey": "owner", "TagValue": "zhangsan"}],
        {"TagKey": "owner", "TagValue": "zhangsan"},
        [{"Key": "owner", "Value": "zhangsan"}],
        {"tag": [{"tagkey": "owner", "tagvalue": " zhangsan "}]},
        {"owner": "zhangsan"},
    ],
)
def test_tags_in_any_wrapping(value: Json) -> None:
    assert tags(value) == (("owner", "zhangsan"),)


def test_a_tag_without_value_stays_and_one_without_key_goes() -> None:
    value: Json = [{"TagKey": "k"}, {"TagKey": "", "TagValue": "v"}, 3, None]
    assert tags(value) == (("k", ""),)


@pytest.mark.parametrize("value", [None, "", " ", [], {}, {"Tag": None}, {"Tag": []}])
def test_no_tags(value: Json) -> None:
    assert tags(value) == ()


def test_lists_in_any_wrapping() -> None:
    row: Json = {"InvokeId": "t-1"}
    wrappings: list[Json] = [{"Item": [row]}, {"item": row}, [row], row]
    for value in wrappings:
        assert listed(value, "item") == [row]
    assert listed(None, "item") == listed("", "item") == listed({"Item": ""}, "item")
    assert listed(None) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("{}", ()),
        ('{"name": "web", "count": 3}', (("name", "web"), ("count", "3"))),
        ({"name": "web"}, (("name", "web"),)),
        ({"deep": {"a": [1]}}, (("deep", '{"a": [1]}'),)),
        ("not json", ()),
        ("[" * 100_000, ()),
        ('{"n": ' + "9" * 5000 + "}", ()),
        ([], ()),
        (None, ()),
    ],
)
def test_parameters(value: Json, expected: tuple[tuple[str, str], ...]) -> None:
    assert parameters(value) == expected


def test_lone_surrogates_become_replacement_characters_and_pairs_join() -> None:
    assert whole_text("a\ud800b") == "a�b"
    assert whole_text("\ud83d\ude00") == "😀"


@given(trees())
def test_every_reader_takes_any_value(value: Json) -> None:
    record = fold(value) | {"x": value}
    whole_text(value).encode()
    text(record, "x").encode()
    number = integer(record, "x")
    assert number is None or -(2**63) <= number < 2**63
    assert boolean(record, "x") in (None, True, False)
    when(record, "x")
    for key, member in tags(value):
        (key + member).encode()
    parameters(value)
    assert isinstance(listed(value, "x"), list)


@given(st.datetimes(min_value=datetime(1975, 1, 1), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001
def test_a_time_reads_back(time: datetime) -> None:
    assert when({"t": time.isoformat()}, "t") == time
    aware = time.replace(tzinfo=UTC)
    assert when({"t": aware.isoformat()}, "t") == aware


@given(
    st.dictionaries(st.text("aA_ß ", max_size=4), st.sampled_from([None, "", "x", "y"]))
)
def test_of_keys_that_fold_alike_the_first_present_one_counts(
    record: dict[str, str | None],
) -> None:
    expected: dict[str, str | None] = {}
    for key, value in record.items():
        name = key.strip().replace("_", "").casefold()
        if not expected.get(name):
            expected[name] = value
    assert fold({**record}) == expected
