"""Output and CommandContent, asked for in base64, in plain text, or who knows."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.api.contents import plausible, read_content, read_output
from ca_tui.api.models import Json, Output


@pytest.mark.parametrize(
    "value",
    ["MTU6MzA6MDEK", " MTU6MzA6MDEK\n", "MTU6\r\nMzA6\r\nMDEK", "MTU6 MzA6 MDEK"],
)
def test_base64_is_decoded_with_the_blanks_it_came_with(value: str) -> None:
    assert read_output(value, "base64") == Output(b"15:30:01\n")


def test_lost_padding_is_put_back() -> None:
    assert read_output("YWRtaW4", "base64") == Output(b"admin")


@pytest.mark.parametrize("word", ["abcd", "done", "True", "2020"])
def test_what_was_asked_for_is_the_truth_about_ambiguous_words(word: str) -> None:
    assert read_output(word, "base64") == Output(base64.b64decode(word))
    assert read_output(word, "plain") == Output(word.encode())
    assert read_output(word, "unknown") == Output(word.encode(), guessed=True)


@pytest.mark.parametrize(
    "value", ["OutPutTestmsg", "not base64", "总用量 0", "echo 123"]
)
def test_text_that_cannot_be_base64_is_kept_and_marked(value: str) -> None:
    assert read_output(value, "base64") == Output(value.encode(), guessed=True)


def test_unknown_base64_is_decoded_where_it_gives_text() -> None:
    assert read_output("MTU6MzA6MDEK", "unknown") == Output(b"15:30:01\n", guessed=True)
    binary = base64.b64encode(bytes(range(256))).decode()
    assert read_output(binary, "unknown") == Output(binary.encode(), guessed=True)


def test_an_output_cut_inside_a_character_is_still_text() -> None:
    cut = ("磁盘空间不足，" * 40).encode()[1:-1]
    encoded = base64.b64encode(cut).decode()
    assert read_output(encoded, "unknown") == Output(cut, guessed=True)


@pytest.mark.parametrize("encoding", ["base64", "unknown"])
@pytest.mark.parametrize("value", ["", " ", "\n "])
def test_an_empty_output_is_known_to_be_empty(value: str, encoding: str) -> None:
    assert read_output(value, "base64" if encoding == "base64" else "unknown") == (
        Output(b"")
    )


@pytest.mark.parametrize("value", [None, [], {}, {"Output": "x"}])
def test_no_output_is_not_an_empty_one(value: Json) -> None:
    assert read_output(value, "base64") is None


def test_contents_are_text() -> None:
    assert read_content("ZWNobyAxMjMK", "base64") == "echo 123\n"
    assert read_content("echo 123", "unknown") == "echo 123"
    assert read_content(None, "base64") == ""
    assert read_content("/w==", "base64") == "�"


@given(st.binary(max_size=300))
def test_bytes_come_back_from_base64(data: bytes) -> None:
    output = read_output(base64.b64encode(data).decode(), "base64")
    assert output == Output(data)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_plain_text_comes_back(value: str) -> None:
    assert plausible(value.encode())
    assert read_output(value, "plain") == Output(value.encode())
