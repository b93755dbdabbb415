"""The boundary for remote strings: nothing steers the terminal, all stays readable."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given

from ca_tui.output.safe import is_clean, visible
from ca_tui.output.text import clean
from tests.output.hostile import harmless, texts


@pytest.mark.parametrize(
    ("remote", "shown"),
    [
        ("web-01", "web-01"),
        ("测试服务器-02", "测试服务器-02"),
        ("全角\u3000空格 naïve 🐛", "全角\u3000空格 naïve 🐛"),
        ("\x1b[31mred", "␛[31mred"),
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b2J\x9d0;t\x9c", "‹9B›2J‹9D›0;t‹9C›"),
        ("a\tb\nc\r\nd\re", "a b⏎c⏎d␍e"),
        ("\x00\x08\x7f", "␀␈␡"),
        ("\u202egpj.exe", "‹202E›gpj.exe"),
        ("ad\u200bmin", "ad‹200B›min"),
        ("ad\u200dmin", "ad‹200D›min"),
        ("\ufefftext", "‹FEFF›text"),
        ("a\u2028b", "a‹2028›b"),
        ("\ud83d!", "�!"),
        ("\ue0b0\uffff\U0010fffd", "���"),
        ("⚠\ufe0f", "⚠"),
        ("👩\u200d💻", "👩💻"),
        ("👍🏽\u200d♂\ufe0f", "👍🏽♂"),
        ("\ufe0f", "�"),
        ("\u3164", "‹3164›"),
        ("[/red] [@click=app.quit]x[/]", "[/red] [@click=app.quit]x[/]"),
        ("", ""),
    ],
)
def test_unsafe_characters_become_visible(remote: str, shown: str) -> None:
    assert clean(remote) == shown


def test_no_character_of_unicode_passes_that_a_terminal_does_not_draw() -> None:
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        if not harmless(char):
            assert not is_clean(char), f"U+{code:04X}"
            assert harmless(visible(char)), f"U+{code:04X}"


@given(texts)
def test_cleaned_text_is_harmless_encodable_and_stable(remote: str) -> None:
    shown = clean(remote)
    assert harmless(shown)
    assert shown.encode().decode() == shown
    assert clean(shown) == shown
    assert is_clean(shown)
    assert bool(shown) == bool(remote)


@given(texts)
def test_what_was_readable_stays(remote: str) -> None:
    readable = [char for char in remote if char.isalnum() and is_clean(char)]
    rest = iter(clean(remote))
    assert all(char in rest for char in readable)
