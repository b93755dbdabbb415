"""The app from its first frame to its end: themes, screens, leaving in order.

The first frame waits for little: what the explorer is made of is imported behind it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.binding import Binding, BindingType
from textual.filter import LineFilter, NoColor
from textual.screen import Screen
from textual.scrollbar import ScrollBar
from textual.types import AnimationLevel

from ca_tui.api.errors import CaTuiError
from ca_tui.ui.frame_diff import LineKnown
from ca_tui.ui.key_order import KeysInOrder
from ca_tui.ui.scrollbar import WholeCells
from ca_tui.ui.skeleton import Skeleton
from ca_tui.ui.source import Look
from ca_tui.ui.telling import TellingApp
from ca_tui.ui.terminal import Guard, forget_pixels, leaving_in_order
from ca_tui.ui.theme import THEMES
from ca_tui.ui.tidying import Tidying, tidying
from ca_tui.ui.turns import short_turns

if TYPE_CHECKING:
    from ca_tui.ui.explorer import Explorer

log = logging.getLogger("ca_tui.ui")

SLOW_ANSWER: Final = 0.4
"""Seconds to the terminal and back from which on bytes matter more than looks."""

SPARED: Final = "Fewer colours, no borders, few frames; --low-bandwidth=never: as ever"

FAILED: Final = 1
"""Exit code for the case that nobody looks at why it could not begin."""

LOOK: Final = 0.002
"""Seconds between looks whether the first frame went."""

LOOKS: Final = 250
"""Of them at most: a terminal that takes nothing keeps nobody from going on."""

SETTLED: Final = 3.0
"""Seconds after which what was made at the start will not be made again."""


class OpeningApp(KeysInOrder[int], TellingApp):
    """The explorer, of a source that is made behind the first frame."""

    TITLE = "ca-tui"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 # Textual types it as of the instance
        (0, "-narrow"),
        (100, "-wide"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "quit", show=False, priority=True, id="quit-now"),
        Binding("ctrl+c", "quit", show=False, system=True),
        Binding("ctrl+z", "suspend_process", show=False, system=True),
    ]

    def __init__(
        self, look: Look, prepare: Callable[[Look], Explorer], *, title: str = ""
    ) -> None:
        """`prepare` makes what is explored, and may raise CaTuiError; `title` is what
        the operator calls it."""
        super().__init__()
        # one animated page down sends half a megabyte
        self.animation_level: AnimationLevel = "none"
        for theme in THEMES:
            self.register_theme(theme)
        # where colours are unwanted, marks come from the theme that has few
        self.theme = "ansi" if self.no_color else look.theme
        ScrollBar.renderer = WholeCells
        self.look = look
        self._prepare = prepare
        self._source_title = title
        if self.frame_diff is not None:
            self.frame_diff.fence.asks_width = not look.ascii
        self.when_painted: Callable[[], None] | None = None
        self._guard: Guard | None = None
        self._tidying: Tidying | None = None
        self._painted = False
        self._leave_with: int | None = None
        self._failure: CaTuiError | None = None

    @property
    def explorer(self) -> Explorer:
        """What is explored; to be asked for when the first screen has gone."""
        assert self.results is not None
        return self.results.explorer

    def make(self) -> Screen[None]:
        """The screen that stays. Raises what preparing it raises."""
        from ca_tui.ui.main_screen import MainScreen

        self.results = MainScreen(self._prepare(self.look))
        return self.results

    async def show(self, *, mouse: bool) -> int:
        """Run until left, in order whatever ends us; the exit code.

        Raises CaTuiError where what is explored could not be made.
        """
        with (
            leaving_in_order(self._leave) as self._guard,
            tidying() as self._tidying,
            short_turns(),
        ):
            await self.run_async(mouse=mouse)
        if mouse:
            forget_pixels()
        if self._failure is not None:
            raise self._failure
        code = self.return_code or 0
        # a thread that waits for a resolver would hold up the end
        self._guard.last_resort(code)
        return code

    async def on_event(self, event: events.Event) -> None:
        """What follows a key comes before looking for garbage."""
        if self._tidying is not None and isinstance(event, events.Key):
            self._tidying.pressed()
        await super().on_event(event)

    def get_default_screen(self) -> Screen[None]:
        """The explorer's only screen, or what looks like it until that is made."""
        if self.results is not None:
            return self.results
        self.passing = Skeleton(self._source_title, ascii_only=self.look.ascii)
        return self.passing

    def on_mount(self) -> None:
        """Paint everything again after ctrl+z and fg."""
        self.set_class(self.look.ascii, "-ascii")
        if self.look.low_bandwidth == "always":
            self._spare_the_line()
        self.app_resume_signal.subscribe(self, self._resumed)

    def on_ready(self) -> None:
        """Go on behind the first frame."""
        if self._guard is not None:
            self._guard.resume_once(lambda: self.call_later(self._redraw))
            self._guard.order_resizes()
        if self.results is None:
            self.screen.call_after_refresh(self._open_behind_frame)
        else:
            self._opened()

    def _open_behind_frame(self, looks: int = LOOKS) -> None:
        """Open when the first frame is on its way: importing holds up what sends it."""
        diff = self.frame_diff
        if diff is None or diff.begun or not looks:
            self.call_later(self._open)
        else:
            self.set_timer(LOOK, partial(self._open_behind_frame, looks - 1))

    async def _open(self) -> None:
        if self._leave_with is None:
            try:
                screen = self.make()
            except CaTuiError as error:
                self._failure, self._leave_with = error, FAILED
            else:
                # no frame shows it half made
                with self.batch_update():
                    await self.push_screen(screen)
                await self.passed()
                # the first screen stays below, and has nothing to show there
                screen.call_after_refresh(self.screen_stack[0].remove_children)
        self._opened()

    def _opened(self) -> None:
        """Leave now if somebody asked while the screen was being made."""
        self._painted = True
        if self.when_painted is not None:
            self.when_painted()
            # by then everything is imported, and the first rows are shown
            self.set_timer(SETTLED, self.when_painted)
        self._show_glyphs()
        if self._leave_with is not None:
            self._leave(self._leave_with)

    async def on_unmount(self) -> None:
        """Remember; let go of the source. The store belongs to who made it."""
        if self.results is None:
            return
        # what ends in a defect is not returned to
        if self._exception is None:
            self.results.remember()
        await self.explorer.source.aclose()

    @on(LineKnown)
    def _line_known(self, event: LineKnown) -> None:
        seconds, wide = event.first.seconds, event.first.wide
        log.info("the terminal answered after %.2f s", seconds)
        if wide:
            log.info("borders are not one cell wide here: ASCII instead")
            self.look = replace(self.look, ascii=True)
            if self.results is not None:
                self.explorer.look = self.look
            self.set_class(True, "-ascii")
            self._show_glyphs()
        if seconds > SLOW_ANSWER and self.look.low_bandwidth == "auto":
            self._spare_the_line()
            self.notify(SPARED, title=f"The line is slow: {seconds:.1f} s", timeout=8)

    def _show_glyphs(self) -> None:
        # what is not mounted yet looks for itself
        if self.results is not None and self.results.is_mounted:
            self.results.show_glyphs()

    def _spare_the_line(self) -> None:
        """Send fewer bytes: for each thing, and by fewer frames."""
        self.theme = "ansi"
        self.set_class(True, "-low")
        if self.frame_diff is not None:
            self.frame_diff.tempo.calm = True

    def _leave(self, code: int) -> None:
        # widgets that are being mounted cannot be taken away
        self._leave_with = code
        if self._painted:
            self.exit(code, return_code=code)

    def _resumed(self, _: object) -> None:
        if self._guard is not None:
            self._guard.order_resizes()
        self.refresh(layout=True)

    def _redraw(self) -> None:
        # suspending and resuming sets the terminal up again, and paints everything
        with self.suspend():
            pass

    def get_line_filters(self) -> Sequence[LineFilter]:
        """With NO_COLOR no colour at all: Textual would send greys."""
        return (NoColor(),) if self.no_color else super().get_line_filters()
