"""Keys take effect in the order in which they were typed, however fast they come.

Textual hands a key to the widget that has the focus when it comes, and looks for its
binding when it came back from there: letters that arrive together with a key that opens
a line for them would still go to the widget before, where `q` quits.
"""

from __future__ import annotations

from collections import deque
from typing import TypeVar

from textual import events
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

R = TypeVar("R")


class KeysInOrder(App[R]):
    """Does what a key is bound to before it looks at the next one.

    Two things take a while, and the keys behind them wait: a screen that was just
    opened has its focus only when it is made, and letters are in a line of text only
    when that took them. What is bound must set the focus itself, with
    `Screen.set_focus`: `Widget.focus` does so later.
    """

    _keys_held: deque[events.Key] | None = None
    _held_for: Widget | None = None
    """The widget that the keys wait for."""
    _made: Screen[object] | None = None
    """The screen that has its focus."""
    _typing: Widget | None = None
    """The line of text that got letters which it may not have taken yet."""
    passing: Screen[None] | None = None
    """A screen that takes no keys: they are for the one that takes its place."""

    async def passed(self) -> None:
        """Give the keys to the screen that is there now."""
        screen, self.passing = self.passing, None
        if screen is not None:
            await self._release(screen)

    async def on_event(self, event: events.Event) -> None:
        """Take keys in their order; everything else is Textual's."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        held_for = self._held_for
        if held_for is not None and not held_for.is_attached:
            # it is gone, and cannot say that it is done
            await self._release(held_for)
        if self._keys_held:
            self._keys_held.append(event)
        else:
            await self._press_or_hold(event)

    async def _press_or_hold(self, event: events.Key) -> bool:
        """Whether the key had its effect."""
        if self.screen is not self._made:
            self._hold(event, self.screen)
            return False
        focused = self.focused
        if focused is not None and focused.check_consume_key(
            event.key, event.character
        ):
            self._typing = focused
            await super().on_event(event)
            return True
        if self._typing is not None and self._typing is focused:
            self._hold(event, focused)
            return False
        active = self.screen.active_bindings.get(event.key)
        done = False
        if active is not None and active.enabled and self.app_focus:
            done = await self.run_action(active.binding.action, active.node)
        if not done:
            # an action may leave its key to one further out, as copying nothing does
            await super().on_event(event)
        return True

    def _hold(self, event: events.Key, widget: Widget) -> None:
        """Keep a key until a widget has done all that it has to do."""
        if self._keys_held is None:
            self._keys_held = deque()
        self._keys_held.appendleft(event)
        self._held_for = widget
        if widget is not self.passing:
            widget.call_later(self._behind, widget)

    def _behind(self, widget: Widget) -> None:
        """A screen is done when what it gave the focus to is."""
        last = widget.focused if isinstance(widget, Screen) else None
        (last or widget).call_later(self.call_later, self._release, widget)

    async def _release(self, widget: Widget) -> None:
        if widget is not self._held_for:
            return
        self._held_for = self._typing = None
        if isinstance(widget, Screen):
            self._made = widget
        while self._keys_held:
            if not await self._press_or_hold(self._keys_held.popleft()):
                return
