"""Where keys lead in a text: hits of words and patterns, numbered lines, causes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.pilot import Pilot

from ca_tui.monitor.filter_error import FilterError
from ca_tui.output.document import build, from_text
from ca_tui.ui.glyphs import UNICODE
from ca_tui.ui.text_needle import QUICK, needle_of
from ca_tui.ui.text_view import TextView
from ca_tui.ui.theme import styles
from tests.ui.viewer import HEIGHT, WatchedView, numbered, run, shown


async def searched(view: WatchedView, pilot: Pilot[None]) -> None:
    """Wait for a search that is made in a thread."""
    for _ in range(500):
        await pilot.pause()
        if not view.searching:
            return
    raise AssertionError("the search does not end")


def top(view: TextView) -> int:
    return view.place_of_top()[0]


async def test_a_pattern_between_slashes_is_searched_for() -> None:
    async with run(build(numbered(100))) as (view, pilot):
        view.search(r"/LINE \d*7$/")
        await searched(view, pilot)
        assert view.hits == 10
        assert view.hit_number == 1
        await pilot.press("n", "n")
        assert "27" in " ".join(shown(view))


async def test_a_bad_pattern_is_said_and_the_last_hits_stay() -> None:
    async with run(build(numbered(30))) as (view, pilot):
        view.search("/line 1./")
        await searched(view, pilot)
        before = view.hits
        assert before == 10
        view.search("/line (1/")
        await searched(view, pilot)
        assert "missing )" in view.mistake
        assert view.hits == before
        view.search("line 2")
        assert view.mistake == ""


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+b", "(a|aa)+b", "(.*)*x", "(a*)*(b*)*c", "a{1,99}{1,99}b", "(a|b)*?c"],
)
def test_a_pattern_that_could_take_for_ever_is_refused(pattern: str) -> None:
    with pytest.raises(FilterError):
        needle_of(f"/{pattern}/")


def test_a_dear_pattern_looks_at_less_at_a_time() -> None:
    """Only between two looks others have their turn: the first long one is the last."""
    looks: list[float] = []
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 1.0
        looks.append(now)
        return now

    needle = needle_of("/a.*b.*=/")
    document = from_text("\n".join(["a" * needle.window] * 20))
    assert needle.hits(document, clock=clock) == []
    assert len(looks) > 2 * 20 * 5


@pytest.mark.parametrize("pattern", [".*.*=", "a*a*b", ".*x"])
def test_a_dear_pattern_ends(pattern: str) -> None:
    document = from_text("\n".join(["a" * 4000] * 2))
    assert needle_of(f"/{pattern}/").hits(document) == []


async def test_the_screen_answers_while_a_dear_search_goes_on() -> None:
    """A later search ends it, and what it would have found is not shown."""
    data = b"\n".join([b"a" * 4000] * 30)
    async with run(build(data)) as (view, pilot):
        view.search("/.*.*=/")
        assert view.searching
        await pilot.press("down")
        assert view.searching
        view.search("aaaa")
        await searched(view, pilot)
        assert view.needle == "aaaa"
        assert view.hits == 10_000


async def test_words_in_a_long_text_are_found_in_a_thread() -> None:
    document = build(numbered(40_000))
    assert document.size > QUICK
    async with run(document) as (view, pilot):
        view.search("line 39999")
        assert view.searching
        await searched(view, pilot)
        assert (view.hits, view.hit_number) == (1, 1)
        assert "39999" in " ".join(shown(view))


@given(
    st.text("ab =\n", max_size=300),
    st.sampled_from(["a", "a+b", "b*=", "^a", "a$", "[ab]{3}", "(a|b)=", ".a."]),
)
def test_windows_find_what_a_whole_line_holds(text: str, pattern: str) -> None:
    document = from_text(text)
    needle = needle_of(f"/{pattern}/")
    wanted = [
        (index, *match.span())
        for index, line in enumerate(document.texts)
        for match in re.finditer(pattern, line)
        if match[0]
    ]
    assert needle.hits(document) == wanted


def test_a_hit_far_behind_in_a_long_line_is_found_once() -> None:
    needle = needle_of("/x[yz]+/")
    for place in range(0, 3 * needle.window, 97):
        text = "-" * place + "xyz" + "-" * needle.window
        assert needle.hits(from_text(text)) == [(0, place, place + 3)]


async def test_hits_show_on_the_scrollbar() -> None:
    async with run(build(numbered(800))) as (view, pilot):
        bar = view.vertical_scrollbar

        def marks() -> list[int]:
            lines = pilot.app.console.render_lines(
                bar.render(), pilot.app.console.options.update(width=1, height=HEIGHT)
            )
            rows = ["".join(part.text for part in line) for line in lines]
            return [y for y, row in enumerate(rows) if UNICODE.online in row]

        assert marks() == []
        view.search("line 799")
        assert marks() == [HEIGHT - 1]
        view.search("line 1")
        assert marks()[0] == 0
        view.search("")
        assert marks() == []


async def test_a_line_is_gone_to_by_its_number() -> None:
    async with run(build(numbered(300))) as (view, pilot):
        await pilot.press("colon", "1", "2", "3")
        assert view.typed == "123"
        assert shown(view)[0] == "123 line 123"
        await pilot.press("backspace", "enter")
        assert view.typed is None
        assert shown(view)[0].strip() == "12 line 12"


async def test_digits_typed_in_one_go_find_the_colon_taken() -> None:
    """They come before bindings have had their turn."""
    async with run(build(numbered(300))) as (view, pilot):
        for key, character in (("colon", ":"), ("2", "2"), ("0", "0"), ("1", "1")):
            pilot.app.post_message(events.Key(key, character))
        await pilot.pause()
        assert view.typed == "201"
        assert shown(view)[0] == "201 line 201"


async def test_escape_goes_back_and_any_other_key_ends_the_number() -> None:
    async with run(build(numbered(300))) as (view, pilot):
        view.scroll_cells(y=40)
        await pilot.press("colon", "9", "9", "escape")
        assert (top(view), view.typed) == (40, None)
        await pilot.press("colon", "9", "9", "down")
        assert (top(view), view.typed) == (99, None)


async def test_behind_the_seam_numbers_are_those_of_the_tail() -> None:
    head = numbered(900)[:6144]
    document = build(head + numbered(50, "tail"), dropped=75_424, head_seen=6144)
    seam = next(iter(document.seams))
    async with run(document) as (view, pilot):
        await pilot.press("colon", "5", "enter")
        assert shown(view)[0].split() == ["5", "line", "5"]
        view.scroll_cells(y=seam + 1)
        await pilot.press("colon", "7", "enter")
        assert shown(view)[0].split() == ["7", "tail", "7"]
        await pilot.press("colon", "9", "9", "9", "enter")
        assert "50 tail 50" in " ".join(shown(view)[-1].split())


FAILED = numbered(100) + b"E: Unable to locate package nginxx\n" + numbered(30)


async def test_the_cause_is_marked_and_gone_to() -> None:
    async with run(build(FAILED, failed=True)) as (view, pilot):
        assert shown(view)[0] == "    1 line 1"
        await pilot.press("y")
        row = next(y for y, text in enumerate(shown(view)) if "Unable" in text)
        strip = TextView.render_line(view, row)
        mark = next(iter(strip))
        assert strip.text.startswith(f"{UNICODE.failed} 101 E: Unable")
        assert mark.style is not None
        assert mark.style.color == styles("ca-dark").failed.color


async def test_without_a_cause_there_is_no_mark_and_no_key() -> None:
    async with run(build(FAILED)) as (view, pilot):
        assert shown(view)[0] == "  1 line 1"
        await pilot.press("y")
        assert top(view) == 0
