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

R = TypeVar("R")


class KeysInOrder(App[R]):
    """Does what a key is bound to before it looks at the next one.

    Keys for a screen that was just opened wait until it has the focus where it wants
    it. What is bound must set the focus itself, with `Screen.set_focus`: `Widget.focus`
    does so later.
    """

    _focused_screen: Screen[object] | None = None
    """The screen that has its focus."""
    _opening: Screen[object] | None = None
    """The screen that was asked to say when it has."""
    _keys_held: deque[events.Key] | None = None

    async def on_event(self, event: events.Event) -> None:
        """Take keys in their order; everything else is Textual's."""
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._keys_held or self.screen is not self._focused_screen:
            self._hold(event)
        else:
            await self._press(event)

    async def _press(self, event: events.Key) -> None:
        focused = self.focused
        typed = focused is not None and focused.check_consume_key(
            event.key, event.character
        )
        active = self.screen.active_bindings.get(event.key)
        if typed or active is None or not active.enabled or not self.app_focus:
            await super().on_event(event)
        else:
            await self.run_action(active.binding.action, active.node)

    def _hold(self, event: events.Key) -> None:
        if self._keys_held is None:
            self._keys_held = deque()
        self._keys_held.append(event)
        if self.screen is not self._opening:
            screen = self._opening = self.screen
            # behind everything that makes the screen and gives it its focus
            screen.call_later(self.call_later, self._release, screen)

    async def _release(self, screen: Screen[object]) -> None:
        self._opening = None
        self._focused_screen = screen
        held = self._keys_held or deque()
        while held:
            if self.screen is not self._focused_screen:
                self._hold(held.popleft())
                return
            await self._press(held.popleft())
