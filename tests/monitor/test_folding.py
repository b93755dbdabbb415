"""Names folded: short, in order, and exactly the names that were given."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from itertools import product
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ca_tui.monitor.folding import fold


@pytest.mark.parametrize(
    ("names", "folded"),
    [
        ([], ""),
        (["web-01"], "web-01"),
        (["web-01", "web-02"], "web-[01-02]"),
        ([f"web-{n:02}" for n in (9, 1, 2, 3, 4, 5, 6, 7)], "web-[01-07,09]"),
        (["web-07", "db-02", "web-31"], "db-02 web-[07,31]"),
        ([f"n{n}" for n in range(8, 13)], "n[8-12]"),
        ([f"n{n:02}" for n in range(98, 103)], "n[98-102]"),
        (["n1", "n01", "n001"], "n[001,01,1]"),
        (["web-2", "web-10", "db"], "db web-[2,10]"),
        (["测试服务器-02", "测试服务器-03"], "测试服务器-[02-03]"),
        (["web-01.prod", "web-02.prod"], "web-[01-02].prod"),
        ([f"r{r}-n{n}" for r in (1, 2) for n in (1, 2, 3)], "r[1-2]-n[1-3]"),
        (["r1-n1", "r1-n2", "r2-n3"], "r1-n[1-2] r2-n3"),
        ([f"10.0.3.{n}" for n in range(4, 8)], "10.0.3.[4-7]"),
        (["web-1", "web-1", "web-2"], "web-1 (2) web-2"),
        (["a b", "c"], '"a b" c'),
        (["web-[1-3]", "web-1,web-2"], '"web-1,web-2" "web-[1-3]"'),
        (["@all", "a!b", "a&b", "*", "50%", "%s"], "50% %s * @all a!b a&b"),
        (['say "hi"'], '"say \\"hi\\""'),
        (["(2)"], '"(2)"'),
        ([""], '""'),
        (["３", "٣"], "٣ ３"),
    ],
)
def test_names_are_folded(names: list[str], folded: str) -> None:
    assert " ".join(fold(names)) == folded


WORD = re.compile(
    r'("(?:[^"\\]|\\.)*")(?: \((\d+)\))?(?: |$)|(\S+)(?: \((\d+)\))?(?: |$)'
)


def unfold(text: str) -> Counter[str]:
    """The names that a folded text lists, read by the rules of the notation alone."""
    names: Counter[str] = Counter()
    position = 0
    while position < len(text):
        match = WORD.match(text, position)
        assert match is not None, text[position:]
        quoted, times, word, word_times = match.groups()
        position = match.end()
        if quoted is not None:
            names[json.loads(quoted)] += int(times or 1)
            continue
        parts = [
            numbers(part[1:-1]) if part.startswith("[") else [part]
            for part in re.split(r"(\[[^]]*\])", word)
        ]
        for name in map("".join, product(*parts)):
            names[name] += int(word_times or 1)
    return names


def numbers(text: str) -> list[str]:
    found: list[str] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        for number in range(int(first), int(last or first) + 1):
            found.append(f"{number:0{len(first)}}")
    return found


names = st.one_of(
    st.builds(
        "{}{:0{}}{}".format,
        st.sampled_from(["web-", "web", "", "r1-n", "测试", "a b", "[", "10.0."]),
        st.integers(0, 130),
        st.integers(1, 3),
        st.sampled_from(["", ".prod", "-1", "-02", "]", ",", " (2)"]),
    ),
    st.text(
        st.sampled_from('ab019-,[]()"\\ @!&^*%\n\t\r\0中三٣３\ud800\u202e'), max_size=8
    ),
    st.text(max_size=6),
)


@given(st.lists(names, max_size=40))
@example(["web-" + "9" * 5000, "web-" + "9" * 4999 + "8"])
@example(["1a" * 200, "2a" + "1a" * 199])
@example(["a\u2028b", "a\x85b", "a\x1cb"])
def test_the_folded_text_lists_exactly_the_names(given_names: list[str]) -> None:
    assert unfold(" ".join(fold(given_names))) == Counter(given_names)


@given(st.lists(names, max_size=20), st.randoms(use_true_random=False))
def test_the_order_in_which_names_come_makes_no_difference(
    given_names: list[str], random: Random
) -> None:
    shuffled = random.sample(given_names, len(given_names))
    assert fold(given_names) == fold(shuffled)


def test_ten_thousand_names_of_any_form_are_folded_soon() -> None:
    """A second is what a quadratic folding of four numbers cannot reach."""
    addresses = [f"ip-10-{n % 7}-{n % 251}-{n * 7919 % 256}" for n in range(10_000)]
    started = time.process_time()
    assert unfold(" ".join(fold(addresses))) == Counter(addresses)
    assert time.process_time() - started < 15
