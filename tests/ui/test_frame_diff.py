"""A terminal that is fed with the diff shows what full frames would show.

Screens are lines of parts; frames are Textual's own, judged by a terminal emulator that
knows REP or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, Literal

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from pyte.screens import Char
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from ca_tui.ui.canvas import Canvas
from ca_tui.ui.ink import Repeats
from ca_tui.ui.textual_parts import paint_lines, paint_parts
from tests.seen import RepeatingScreen, RepeatingStream, cells

EVERYTHING: Final = 1 << 30

STYLES: Final = (
    "",
    "bold #ff8800 on #102030",
    "italic underline #ff8800",
    "reverse",
    "red on blue",
    "strike default on #102030",
    "underline link https://example.com/a",
)

CHARACTERS: Final = "ab  01│─漢字、한✓"

NAMES: Final[dict[ColorSystem, Literal["standard", "256", "truecolor"]]] = {
    ColorSystem.STANDARD: "standard",
    ColorSystem.EIGHT_BIT: "256",
    ColorSystem.TRUECOLOR: "truecolor",
}

PALETTES: Final = {
    # Textual keeps in a style how it was drawn: these must not be equal
    system: [Style.parse(style) + Style(meta={"of": name}) for style in STYLES]
    for system, name in NAMES.items()
}

UNDEFINED: Final = re.compile(r"(?:^|\x1b\[[0-9;]*[A-Za-z])\x1b\[[0-9]*b|;m")
"""A repetition behind anything but a character, and colours that are left out."""

Words = list[tuple[list[str], int]]
"""Characters and the number of their style."""

words: st.SearchStrategy[Words] = st.lists(
    st.tuples(
        st.lists(st.sampled_from(CHARACTERS), min_size=1, max_size=8)
        # drawn in one or two cells, by the terminal: lines with these are sent whole
        | st.sampled_from([["…", "a"], ["😀", "漢"]])
        | st.builds(lambda c, n: [c] * n, st.sampled_from(" ─0"), st.integers(3, 15)),
        st.integers(0, len(STYLES) - 1),
    ),
    min_size=1,
    max_size=4,
)
sizes = st.tuples(st.integers(1, 20), st.integers(1, 3))


class Terminal:
    """What somebody looks at."""

    def __init__(
        self, size: tuple[int, int], repeats: Repeats = Repeats.NOTHING
    ) -> None:
        self._screen = RepeatingScreen(*size)
        self._screen.ascii_only = repeats is Repeats.ASCII
        stream = pyte.Stream if repeats is Repeats.NOTHING else RepeatingStream
        self._stream = stream(self._screen)
        self.feed("\x1b[?7l")

    def feed(self, text: str) -> None:
        """Sequences arrive."""
        self._stream.feed(text)

    def scribble(self) -> None:
        """Somebody else writes on all of it."""
        for line in range(self._screen.lines):
            text = ("#漢" * self._screen.columns)[: self._screen.columns]
            self.feed(f"\x1b[{line + 1}H\x1b[31;4m{text}\x1b[0m")

    def resize(self, size: tuple[int, int]) -> None:
        """The window changes."""
        self._screen.resize(size[1], size[0])

    def cells(self) -> list[list[Char]]:
        """Characters with their colours and attributes, as far as they are seen."""
        return cells(self._screen)


@dataclass
class Screen:
    """What should be shown: parts by their columns, for each line."""

    size: tuple[int, int]
    lines: list[dict[int, Strip]] = field(init=False)

    def __post_init__(self) -> None:
        width, height = self.size
        self.lines = [{0: Strip.blank(width)} for _ in range(height)]

    def ends(self, y: int) -> list[int]:
        """Where the parts of a line end."""
        return [*list(self.lines[y])[1:], self.size[0]]

    def put(self, x: int, y: int, width: int, strip: Strip) -> tuple[int, int, int]:
        """Cover a part of a line, as a window does; the span that changed."""
        end = min(x + width, self.size[0])
        left: dict[int, Strip] = {}
        right: dict[int, Strip] = {}
        for start, stop, part in zip(
            self.lines[y], self.ends(y), self.lines[y].values(), strict=True
        ):
            if start < x:
                left[start] = part.crop(0, min(stop, x) - start)
            if stop > end:
                right[max(start, end)] = part.crop(max(0, end - start), stop - start)
        middle = strip.adjust_cell_length(end - x)
        self.lines[y] = {**left, x: middle, **right}
        return y, x, end

    def whole(self) -> LayoutUpdate:
        """All of it."""
        area = Region(0, 0, *self.size)
        return LayoutUpdate([list(line.values()) for line in self.lines], area)

    def part(self, spans: list[tuple[int, int, int]]) -> ChopsUpdate:
        """The parts that lie in spans, as Textual leaves the others out."""
        touched = {y for y, _, _ in spans}
        chops = [
            {x: strip if y in touched else None for x, strip in line.items()}
            for y, line in enumerate(self.lines)
        ]
        ends = [self.ends(y) for y in range(len(self.lines))]
        return ChopsUpdate(chops, sorted(spans), ends)


class Play:
    """A screen that changes, a canvas, and a terminal behind it."""

    def __init__(
        self,
        size: tuple[int, int],
        system: ColorSystem,
        repeats: Repeats = Repeats.NOTHING,
    ) -> None:
        self.system = system
        self.repeats = repeats
        self.console = Console(force_terminal=True, color_system=NAMES[system])
        self.screen = Screen(size)
        self.canvas = Canvas(*size)
        self.terminal = Terminal(size, repeats)
        self.show_all()

    def cover(self, x: int, y: int, width: int, height: int, text: Words) -> None:
        """A window opens, or something in one changes."""
        palette = PALETTES[self.system]
        strip = Strip([Segment("".join(part), palette[style]) for part, style in text])
        columns, rows = self.screen.size
        x, y = x % columns, y % rows
        spans = [
            self.screen.put(x, line, width, strip)
            for line in range(y, min(y + height, rows))
        ]
        paint_parts(self.canvas, self.screen.part(spans), self.system)

    def show_all(self) -> None:
        """A frame of all lines."""
        paint_lines(self.canvas, self.screen.whole(), self.system)

    def resize(self, size: tuple[int, int]) -> None:
        """The window of the terminal changes, and its text may go anywhere."""
        self.screen = Screen(size)
        self.canvas = Canvas(*size)
        self.terminal.resize(size)
        self.terminal.scribble()
        self.show_all()

    def return_from_shell(self) -> None:
        """Somebody else had the terminal."""
        self.terminal.scribble()
        self.canvas.forget()

    def send(self, limit: int) -> None:
        """As much as the line carries."""
        text = self.canvas.take(limit, self.repeats)
        assert not UNDEFINED.search(text)
        self.terminal.feed(text)

    def assert_shown(self) -> None:
        """Cell for cell what a full frame shows, and nothing is left to send."""
        self.send(EVERYTHING)
        assert not self.canvas.behind
        assert self.canvas.take(EVERYTHING) == ""
        expected = Terminal(self.screen.size)
        expected.feed(self.screen.whole().render_segments(self.console))
        assert self.terminal.cells() == expected.cells()


Step = Callable[[Play], None]

small = st.integers(0, 30)
covers: st.SearchStrategy[Step] = st.builds(
    lambda x, y, width, height, strip: (
        lambda play: play.cover(x, y, width, height, strip)
    ),
    small,
    small,
    st.integers(1, 30),
    st.integers(1, 3),
    words,
)
resizes: st.SearchStrategy[Step] = sizes.map(
    lambda size: lambda play: play.resize(size)
)
sends: st.SearchStrategy[Step] = st.sampled_from([1, 60, EVERYTHING]).map(
    lambda limit: lambda play: play.send(limit)
)
others: st.SearchStrategy[Step] = st.sampled_from(
    [Play.show_all, Play.return_from_shell, Play.assert_shown]
)
steps = st.lists(st.one_of(covers, covers, covers, sends, resizes, others), max_size=12)


@settings(max_examples=400, deadline=None)
@given(sizes, st.sampled_from(list(NAMES)), st.sampled_from(Repeats), steps)
def test_the_terminal_shows_what_full_frames_show(
    size: tuple[int, int], system: ColorSystem, repeats: Repeats, sequence: list[Step]
) -> None:
    play = Play(size, system, repeats)
    for step in sequence:
        step(play)
    play.assert_shown()


@settings(max_examples=50, deadline=None)
@given(sizes, st.lists(covers, max_size=5))
def test_a_frame_without_differences_is_nothing(
    size: tuple[int, int], sequence: list[Step]
) -> None:
    play = Play(size, ColorSystem.TRUECOLOR)
    for step in sequence:
        step(play)
    play.send(EVERYTHING)
    play.show_all()
    assert play.canvas.take(EVERYTHING) == ""
