"""The line of keys holds on to nothing that it does not show any more."""

from __future__ import annotations

import gc
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Button
from textual.widgets._footer import FooterKey

from ca_tui.ui.key_line import CACHED, KeyLine


class Focusing(App[None]):
    """Two things that can have the focus, and some keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("x", "one", "one"),
        Binding("y", "two", "two"),
    ]

    def compose(self) -> ComposeResult:
        yield Button("a")
        yield Button("b")
        yield KeyLine()


async def test_keys_of_former_focuses_are_let_go_of() -> None:
    app = Focusing()
    async with app.run_test() as pilot:
        for _ in range(10):
            await pilot.press("tab")
            await pilot.pause()
        gc.collect()
        held = [each for each in gc.get_objects() if isinstance(each, FooterKey)]
        shown = len(app.query(FooterKey))
        assert shown >= 2
        # the last ones to go may be on their way
        assert len(held) <= 2 * shown


async def test_what_remembers_who_called_it_is_where_it_is_looked_for() -> None:
    app = Focusing()
    async with app.run_test():
        painting = type(app.query_one(KeyLine)._styles_cache)
        assert getattr(painting, CACHED).cache_info().currsize > 0
