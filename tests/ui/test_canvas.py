"""What is written for a change: the cells that differ, and as little else as goes."""

from __future__ import annotations

import re
from typing import Final

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style

from ca_tui.ui.canvas import Canvas
from ca_tui.ui.ink import PUT_DOWN, Repeats
from ca_tui.ui.pens import PLAIN, Pen, change, pen_of

EVERYTHING: Final = 1 << 30

WIDTH: Final = 40


def paint(canvas: Canvas, text: str, x: int = 0, y: int = 0, style: str = "") -> None:
    """Put words there."""
    segment = Segment(text, Style.parse(style))
    canvas.paint(x, y, [segment], ColorSystem.TRUECOLOR)


def showing(*lines: str) -> Canvas:
    """A canvas whose terminal shows these."""
    canvas = Canvas(WIDTH, len(lines))
    for y, line in enumerate(lines):
        paint(canvas, line, 0, y)
    canvas.take(EVERYTHING)
    return canvas


def change_to(canvas: Canvas, text: str, y: int = 0) -> str:
    """What is written for another first line."""
    paint(canvas, text, 0, y)
    return canvas.take(EVERYTHING)


def test_only_the_middle_that_differs_is_written() -> None:
    canvas = showing("a quick brown fox")
    assert change_to(canvas, "a quick green fox") == "\x1b[1;9Hgree"


def test_far_changes_on_a_line_are_jumped_to() -> None:
    canvas = showing("one and another thing")
    assert change_to(canvas, "One and another thinG") == "\x1b[1;1HO\x1b[21GG"


def test_near_changes_are_written_with_what_is_between() -> None:
    canvas = showing("12:34:56")
    assert change_to(canvas, "13:35:56") == "\x1b[1;2H3:35"


def test_a_wide_character_is_written_whole() -> None:
    canvas = showing("状态漢字正常")
    assert change_to(canvas, "状态汉字正常") == "\x1b[1;5H汉"


def test_what_was_half_covered_is_empty() -> None:
    canvas = showing("漢字")
    paint(canvas, "x", 1)
    assert canvas.take(EVERYTHING) == "\x1b[1;1H x"
    paint(canvas, "y", 2)
    assert canvas.take(EVERYTHING) == "\x1b[1;3Hy "


def test_a_line_whose_width_terminals_dispute_is_written_whole() -> None:
    """Part by part, each at its place, so that no part shifts another."""
    canvas = showing("load … 5 %")
    paint(canvas, "│ok", 20)
    canvas.take(EVERYTHING)
    assert change_to(canvas, "load … 6 %") == "\x1b[1;1Hload … 6 %\x1b[21G│ok"
    assert change_to(canvas, "load   6 %") == "\x1b[1;1Hload   6 %\x1b[21G│ok"
    assert change_to(canvas, "load   7 %") == "\x1b[1;8H7"


def test_marks_stay_on_their_characters() -> None:
    canvas = showing("cafe\u0301 now")
    assert change_to(canvas, "cafe\u0301 new") == "\x1b[1;1Hcafe\u0301 new"


def test_joined_characters_are_as_wide_as_they_are_measured() -> None:
    family = "\N{MAN}\N{ZERO WIDTH JOINER}\N{WOMAN} ok"
    canvas = showing(family)
    paint(canvas, "!", 5)
    assert canvas.take(EVERYTHING) == f"\x1b[1;1H{family}\x1b[6G!"
    paint(canvas, "?", 3)
    assert canvas.take(EVERYTHING) == "\x1b[1;1H   \x1b[4G?\x1b[5G \x1b[6G!"


def test_what_does_not_fit_is_cut_and_never_through_a_character() -> None:
    canvas = Canvas(4, 1)
    paint(canvas, "漢字漢", 1)
    assert canvas.take(EVERYTHING) == f"\x1b[1;2H{PUT_DOWN}漢 "
    for x, y in ((4, 0), (-1, 0), (0, 1)):
        paint(canvas, "no", x, y)
    assert canvas.take(EVERYTHING) == ""


def test_control_characters_never_reach_a_terminal() -> None:
    canvas = Canvas(WIDTH, 1)
    paint(canvas, "a\x1b]0;b\x07c\x9bd\x7f\n")
    written = canvas.take(EVERYTHING).removeprefix(f"\x1b[1;1H{PUT_DOWN}")
    assert written.isprintable()


def test_what_was_not_sent_is_replaced_by_what_is_newer() -> None:
    canvas = showing("old", "old")
    paint(canvas, "one", 0, 0)
    paint(canvas, "two", 0, 1)
    assert canvas.take(1) == "\x1b[1;2Hne"
    assert canvas.behind
    paint(canvas, "six", 0, 1)
    assert canvas.take(1) == "\x1b[2;1Hsix"
    assert not canvas.behind


def test_what_came_and_went_is_not_sent() -> None:
    canvas = showing("calm")
    paint(canvas, "flash")
    paint(canvas, "calm ")
    assert canvas.take(EVERYTHING).rstrip(" ") == "\x1b[1;5H"
    assert canvas.take(EVERYTHING) == ""


def test_everything_is_sent_again_when_the_terminal_was_somebody_elses() -> None:
    canvas = showing("one", "two")
    canvas.forget()
    assert canvas.take(EVERYTHING) == f"\x1b[1;1H{PUT_DOWN}one\r\ntwo"


def test_a_colour_is_said_once_and_then_kept_from_frame_to_frame() -> None:
    canvas = Canvas(WIDTH, 3)
    parts = [("ab", "#010203 on #040506"), ("cd", "#070809 on #040506")]
    segments = [Segment(text, Style.parse(style)) for text, style in parts]
    canvas.paint(0, 0, segments, ColorSystem.TRUECOLOR)
    assert canvas.take(EVERYTHING) == (
        f"\x1b[1;1H{PUT_DOWN}\x1b[38;2;1;2;3;48;2;4;5;6mab\x1b[38;2;7;8;9mcd"
    )
    canvas.paint(0, 2, segments[1:], ColorSystem.TRUECOLOR)
    assert canvas.take(EVERYTHING) == "\x1b[3;1Hcd"
    canvas.forget()
    canvas.paint(0, 2, segments[:1], ColorSystem.TRUECOLOR)
    assert PUT_DOWN in canvas.take(EVERYTHING)


def test_what_one_pen_writes_is_written_together() -> None:
    canvas = showing(*[" " * WIDTH] * 3)
    for y in (0, 1, 2):
        paint(canvas, "ab", 0, y, style="#010203")
        paint(canvas, "cd", 2, y, style="#070809")
    assert canvas.take(EVERYTHING) == (
        "\x1b[1;1H\x1b[38;2;1;2;3mab\r\nab\r\nab"
        "\x1b[1;3H\x1b[38;2;7;8;9mcd\n\x1b[3Gcd\n\x1b[3Gcd"
    )


def test_pens_are_not_ordered_where_that_is_longer() -> None:
    canvas = showing(" " * WIDTH)
    for x, style in enumerate(["red", "blue", "red"]):
        segment = Segment("x", Style.parse(style))
        canvas.paint(x, 0, [segment], ColorSystem.STANDARD)
    assert canvas.take(EVERYTHING) == "\x1b[1;1H" + "\x1b[31mx\x1b[34mx\x1b[31mx"


def test_a_line_whose_width_terminals_dispute_is_not_parted_by_pens() -> None:
    canvas = showing(" " * WIDTH)
    words = [("a…", "#010203"), ("cd", "#070809"), ("ef", "#010203")]
    segments = [Segment(text, Style.parse(style)) for text, style in words]
    canvas.paint(0, 0, segments, ColorSystem.TRUECOLOR)
    written = re.sub(r"\x1b\[[0-9;]*m", "", canvas.take(EVERYTHING))
    assert written.startswith("\x1b[1;1Ha…cdef")


def test_blanks_take_no_foreground() -> None:
    canvas = showing(" ", " ")
    on = "on #040506"
    segments = [
        Segment("a", Style.parse(f"#010203 {on}")),
        Segment("  ", Style.parse(f"bold #070809 {on}")),
        Segment("b", Style.parse(f"#010203 {on}")),
    ]
    canvas.paint(0, 0, segments, ColorSystem.TRUECOLOR)
    assert canvas.take(EVERYTHING) == "\x1b[1;1H\x1b[38;2;1;2;3;48;2;4;5;6ma  b"
    paint(canvas, "   ", 1, style=f"#aabbcc {on}")
    assert canvas.take(EVERYTHING) == "\x1b[1;4H "
    paint(canvas, "  c", 0, 1, style=f"#aabbcc {on}")
    assert canvas.take(EVERYTHING) == "\x1b[2;1H\x1b[38;2;170;187;204m  c"
    paint(canvas, " ", 0, 0, style="on #111111")
    assert canvas.take(EVERYTHING) == "\x1b[1;1H\x1b[48;2;17;17;17m "


def test_blanks_on_which_something_is_seen_keep_their_pen() -> None:
    canvas = showing(" ")
    paint(canvas, "  ", style="underline red")
    assert canvas.take(EVERYTHING) == "\x1b[1;1H\x1b[4;31m  "
    paint(canvas, "  ", style="reverse red")
    assert canvas.take(EVERYTHING) == "\x1b[1;1H\x1b[24;7m  "


def test_the_cursor_goes_the_shortest_way() -> None:
    canvas = showing(*["." * WIDTH] * 12)
    for x, y in ((3, 10), (4, 11), (6, 11)):
        paint(canvas, "x", x, y)
    # one line below, and then over one cell that is written again
    assert canvas.take(EVERYTHING) == "\x1b[11;4Hx\x1b[Bx.x"
    paint(canvas, "12345", 20, 10)
    paint(canvas, "1", 2, 11)
    assert canvas.take(EVERYTHING) == "\x1b[11;21H12345\n\x1b[3G1"
    paint(canvas, "y", 2, 11)
    paint(canvas, "y", 11, 11)
    assert canvas.take(EVERYTHING) == "\x1b[12;3Hy\x1b[8Cy"


def test_behind_the_last_column_nobody_knows_where_the_cursor_is() -> None:
    canvas = showing("." * WIDTH, "." * WIDTH)
    for y in (0, 1):
        paint(canvas, "x", WIDTH - 1, y)
    assert canvas.take(EVERYTHING) == f"\x1b[1;{WIDTH}Hx\n\x1b[{WIDTH}Gx"


def test_a_character_is_repeated_where_that_is_shorter_and_known_to_work() -> None:
    text = "a      bbbbb ─── 漢漢漢 11111111111"
    written = {}
    for repeats in Repeats:
        canvas = showing(" ")
        paint(canvas, text)
        written[repeats] = canvas.take(EVERYTHING, repeats).removeprefix("\x1b[1;1H")
    assert written == {
        Repeats.NOTHING: text,
        Repeats.ASCII: "a \x1b[5bbbbbb ─── 漢漢漢 1\x1b[10b",
        Repeats.LINES: "a \x1b[5bbbbbb ─\x1b[2b 漢漢漢 1\x1b[10b",
    }


def test_the_end_of_a_line_is_erased_where_it_has_no_colour() -> None:
    canvas = showing("." * WIDTH)
    paint(canvas, "ab".ljust(WIDTH), style="bold red")
    assert canvas.take(EVERYTHING) == "\x1b[1;1H\x1b[1;31mab\x1b[K"
    for style in ("on blue", "reverse", "underline"):
        paint(canvas, "." * WIDTH)
        canvas.take(EVERYTHING)
        paint(canvas, "ab".ljust(WIDTH), style=style)
        assert canvas.take(EVERYTHING).endswith(" " * (WIDTH - 2))


def test_a_mark_does_not_stand_on_what_is_repeated() -> None:
    canvas = showing(" ")
    paint(canvas, "eeeeeeeeee\u0301")
    assert canvas.take(EVERYTHING, Repeats.LINES) == "\x1b[1;1Heeeeeeeeee\u0301"


def test_attributes_are_taken_back_alone_where_every_terminal_can() -> None:
    def pen(style: str) -> Pen:
        return pen_of(Style.parse(style), ColorSystem.STANDARD)

    bold, italic = pen("bold red"), pen("italic red")
    assert change(PLAIN, bold) == "\x1b[1;31m"
    assert change(bold, italic) == "\x1b[22;3m"
    assert change(italic, bold) == "\x1b[0;1;31m"
    assert change(italic, PLAIN) == "\x1b[m"
    assert change(pen("bold dim red on blue"), pen("dim red on blue")) == "\x1b[22;2m"
    assert change(pen("bold reverse red on blue"), bold) == "\x1b[27;49m"
    assert change(bold, bold) == ""


def test_a_link_is_opened_and_closed() -> None:
    link = pen_of(Style(link="https://example.com"), ColorSystem.STANDARD)
    opened = change(PLAIN, link)
    assert opened.startswith("\x1b]8;id=")
    assert opened.endswith(";https://example.com\x1b\\")
    assert change(link, PLAIN) == "\x1b]8;;\x1b\\"
