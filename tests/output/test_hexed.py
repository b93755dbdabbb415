"""Bytes that are no text: told apart, and shown as offset, bytes, ASCII."""

from __future__ import annotations

import gzip
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.output.document import LineKind, build
from ca_tui.output.hexed import BINARY, MOST_BYTES, hex_lines
from ca_tui.output.reading import Reading


def test_a_line_has_its_offset_sixteen_bytes_and_what_is_ascii() -> None:
    first, second = (line.text for line in hex_lines(bytes(range(60, 80)) + b"\0\xff"))
    assert first == (
        "000000  3c 3d 3e 3f 40 41 42 43  44 45 46 47 48 49 4a 4b  |<=>?@ABCDEFGHIJK|"
    )
    assert second == (
        "000010  4c 4d 4e 4f 00 ff                                 |LMNO..|"
    )


@given(st.binary(max_size=200))
def test_all_bytes_are_there_in_order(data: bytes) -> None:
    fields = [line.text[8:56] for line in hex_lines(data)]
    assert bytes.fromhex(" ".join(fields)) == data


@pytest.mark.parametrize(
    "data",
    [
        os.urandom(2000),
        gzip.compress(b"hello, world\n" * 50),
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0",
        bytes(range(32)) * 4,
    ],
    ids=["random", "gzip", "elf", "controls"],
)
def test_what_is_no_text_is_shown_as_bytes(data: bytes) -> None:
    document = build(data)
    assert document.syntax == BINARY
    assert document.lines[0].number is None
    as_text = build(data, reading=Reading(as_hex=False))
    assert as_text.syntax != BINARY


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"ok\n",
        b"HOME=/root\0LANG=C\0",
        b"a\0b\0c",
        b"NAME\n    l\bls - list\n" * 9,
        b"\x1b[31mred\x1b[0m\r\n",
        "中文\n".encode("gbk") * 9,
        "中文\n".encode("utf-16"),
        "Name : x\r\n".encode("utf-16-le"),
        b"a\xffb",
    ],
)
def test_text_is_shown_as_text_unless_asked_for(data: bytes) -> None:
    assert build(data).syntax != BINARY
    if data:
        asked = build(data, reading=Reading(as_hex=True))
        assert asked.texts[0].startswith("000000  ")


def test_the_seam_stands_between_the_bytes() -> None:
    data = os.urandom(9000)
    document = build(data, dropped=5, head_seen=6200)
    kinds = [line.kind for line in document.lines]
    assert kinds.count(LineKind.SEAM) == 1
    assert document.texts[kinds.index(LineKind.SEAM) + 1].startswith("000000")


def test_of_very_many_bytes_the_first_are_shown_and_the_rest_is_told() -> None:
    document = build(bytes(MOST_BYTES + 7))
    assert document.lines[-1].text == "7 more bytes are not shown here"
