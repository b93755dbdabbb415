"""Text as a hostile or a broken program prints it, for property tests."""

from __future__ import annotations

import unicodedata
from typing import Final

from hypothesis import strategies as st

SEQUENCES: Final = (
    "\x1b[31m",
    "\x1b[38;5;196m",
    "\x1b[48:2::1:2:3m",
    "\x1b[38;2;999;1;1m",
    "\x1b[" + "9" * 5000 + "m",
    "\x1b[0m",
    "\x1b[8m",
    "\x1b[2J",
    "\x1b[K",
    "\x1b[2K",
    "\x1b[1A",
    "\x1b[?1049h",
    "\x1b[6n",
    "\x1b]0;title\x07",
    "\x1b]52;c;aGk=\x1b\\",
    "\x1b]8;;http://x\x1b\\link",
    "\x1bP1;2q",
    "\x1b(B",
    "\x1b",
    "\x9b31m",
    "\x9d52;c;aGk=\x9c",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\b",
    "\x00",
    "\x07",
    "\x7f",
    "\x85",
    "\u2028",
    "\u202e",
    "\u2066",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\ufe0f",
    "\ue0b0",
    "\U000e0041",
    "\ud83d",
    "\udc1b",
    "中文",
    "e\u0301",
    "👩\u200d💻",
)
"""Sequences that move, hide, ask, write elsewhere, or break naive readers."""

texts = st.lists(
    st.one_of(
        st.sampled_from(SEQUENCES),
        st.text(st.characters(), max_size=8),
        st.builds(
            "\x1b[{}{}".format,
            st.text("0123456789;:?", max_size=8),
            st.sampled_from("mKJHABhlnq "),
        ),
    ),
    max_size=30,
).map("".join)

blobs = st.one_of(
    st.binary(max_size=200),
    texts.map(lambda text: text.encode(errors="surrogatepass")),
    st.builds(
        lambda text, cut: text.encode(errors="surrogatepass")[cut:],
        texts,
        st.integers(0, 5),
    ),
)


def harmless(text: str) -> bool:
    """Every character is drawn, none steers the terminal or the reading order."""
    hidden = {"Cc", "Cs", "Cf", "Co", "Zl", "Zp"}
    turning = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    return not any(
        unicodedata.category(char) in hidden
        or unicodedata.bidirectional(char) in turning
        for char in text
    )
