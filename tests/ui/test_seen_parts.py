"""Frames of parts show the same as Textual's own, and ask only for what is seen."""

from __future__ import annotations

import logging
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, Compositor
from textual.app import App, ComposeResult
from textual.containers import Horizontal, Vertical
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from ca_tui.ui.canvas import Canvas
from ca_tui.ui.seen_parts import seen_parts, sparing
from ca_tui.ui.textual_parts import paint_parts

SIZE = Size(50, 16)


class Noted(Widget):
    """Lines that say whose they are, and which of them were asked for."""

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.asked: list[int] = []
        self.turn = 0

    def render_line(self, y: int) -> Strip:
        self.asked.append(y)
        letter = (self.id or "?")[0]
        text = f"{letter}{y}{'测' * (y % 3)}{self.turn}".ljust(60, letter)
        return Strip([Segment(text, Style(bold=bool(y % 2)))])


class Ground(Vertical):
    """What is behind the others."""

    asked: ClassVar[list[Region]] = []

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked.append(crop)
        return super().render_lines(crop)


class Layered(App[None]):
    """Widgets beside, in and over one another, some half outside of their parents."""

    CSS = """
    Screen { layers: below above; }
    #left { width: 13; border: round red; }
    #ground { width: 1fr; }
    #right { height: 6; border: solid blue; }
    #long { height: 40; }
    #scroll { height: 1fr; overflow: hidden; }
    #above { layer: above; width: 17; height: 5; offset: 9 3; border: heavy green; }
    """

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Noted("left")
            with Ground(id="ground"):
                yield Noted("right")
                with Vertical(id="scroll"):
                    yield Noted("long")
        yield Noted("above")

    @property
    def compositor(self) -> Compositor:
        return self.screen._compositor

    def noted(self) -> list[Noted]:
        return list(self.query(Noted))


REGIONS = st.lists(
    st.builds(
        Region,
        st.integers(0, SIZE.width - 1),
        st.integers(0, SIZE.height - 1),
        st.integers(1, SIZE.width),
        st.integers(1, SIZE.height),
    ).map(SIZE.region.intersection),
    max_size=5,
)


def drawn(update: ChopsUpdate | None) -> list[tuple[list[str], list[object]]]:
    """What stands on each line when an update is painted on an empty screen."""
    if update is None:
        return []
    canvas = Canvas(*SIZE)
    paint_parts(canvas, update, ColorSystem.TRUECOLOR)
    return [(list(line.chars), list(line.pens)) for line in canvas._wanted]


async def test_the_same_is_drawn_whatever_is_to_be_drawn_anew() -> None:
    app = Layered()
    async with app.run_test(size=SIZE):
        compositor = app.compositor

        @given(regions=REGIONS)
        @settings(max_examples=150)
        def check(regions: list[Region]) -> None:
            for widget in app.noted():
                widget.turn += 1
                widget._styles_cache.clear()
            compositor._dirty_regions.update(regions)
            ours = drawn(seen_parts(compositor, ChopsUpdate))
            assert not compositor._dirty_regions
            compositor._dirty_regions.update(regions)
            assert ours == drawn(compositor.render_partial_update())

        check()


async def test_only_lines_that_are_seen_are_asked_for() -> None:
    app = Layered()
    async with app.run_test(size=SIZE):
        left, right, _, above = app.noted()
        for widget in app.noted():
            widget._styles_cache.clear()
            widget.asked.clear()
        Ground.asked.clear()
        # three lines, of which the last is covered by what is above to the right
        app.compositor._dirty_regions.add(Region(0, 1, 30, 3))
        assert seen_parts(app.compositor, ChopsUpdate) is not None
        assert left.asked == [0, 1, 2]
        assert right.asked == [0, 1, 2]
        assert above.asked == []
        assert Ground.asked == []


async def test_what_turns_out_unfamiliar_is_left_to_textual_and_the_log_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = Layered()
    async with app.run_test(size=SIZE):
        compositor, regions = app.compositor, {Region(3, 2, 20, 5)}
        compositor._dirty_regions.update(regions)
        expected = drawn(compositor.render_partial_update())
        sparing(app.screen, ChopsUpdate)
        with monkeypatch.context() as patch, caplog.at_level(logging.WARNING):
            patch.setattr(compositor, "_regions_to_spans", None)
            asked: list[Compositor] = []
            patch.setattr(
                Compositor, "render_partial_update", lambda each: asked.append(each)
            )
            compositor._dirty_regions.update(regions)
            compositor.render_partial_update()
            assert asked == [compositor]
            assert compositor._dirty_regions == regions
        assert "frames of parts: TypeError" in caplog.text
        assert drawn(compositor.render_partial_update()) == expected
