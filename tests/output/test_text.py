"""Bytes to text: charsets that show, and cuts that cost one character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.output.charset import Charset
from ca_tui.output.text import Decoded, decode
from tests.output.hostile import blobs

LIKELY_LE = Charset("utf-16-le", "likely")
LIKELY_BE = Charset("utf-16-be", "likely")


@pytest.mark.parametrize(
    ("data", "decoded"),
    [
        (b"", Decoded("", Charset(), 0)),
        (b"ok\n", Decoded("ok\n", Charset(), 0)),
        ("中文".encode(), Decoded("中文", Charset(), 0)),
        (b"\xef\xbb\xbfok", Decoded("ok", Charset(), 0)),
        ("中文".encode("utf-16"), Decoded("中文", Charset("utf-16-le"), 0)),
        (
            b"\xfe\xff" + "中文".encode("utf-16-be"),
            Decoded("中文", Charset("utf-16-be"), 0),
        ),
        ("Name : x\r\n".encode("utf-16-le"), Decoded("Name : x\r\n", LIKELY_LE, 0)),
        ("Name : x\r\n".encode("utf-16-be"), Decoded("Name : x\r\n", LIKELY_BE, 0)),
        (b"a\x00b\x00c", Decoded("a\x00b\x00c", Charset(), 0)),
        (
            b"HOME=/root\x00LANG=C\x00",
            Decoded("HOME=/root\x00LANG=C\x00", Charset(), 0),
        ),
        (b"a\xffb", Decoded("a\ufffdb", Charset(), 1)),
        ("sent �".encode(), Decoded("sent �", Charset(), 0)),
    ],
)
def test_charset_shows_in_the_bytes(data: bytes, decoded: Decoded) -> None:
    assert decode(data) == decoded


@pytest.mark.parametrize("char", ["é", "中", "🐛"])
def test_a_cut_inside_a_character_costs_one_replacement(char: str) -> None:
    encoded = char.encode()
    for cut in range(1, len(encoded)):
        assert decode(b"x" + encoded[:cut]) == Decoded("x�", Charset(), 1)
        assert decode(encoded[cut:] + b"x") == Decoded("�x", Charset(), 1)


def test_utf_16_cut_inside_a_character_is_still_read() -> None:
    tail = "Status : Running".encode("utf-16-le")[1:]
    assert decode(tail).text.startswith("tatus : Running")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=50))
def test_utf_8_comes_back_whole(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")


@given(blobs)
def test_decoding_never_fails(data: bytes) -> None:
    decoded = decode(data)
    assert 0 <= decoded.replaced <= decoded.text.count("�")
