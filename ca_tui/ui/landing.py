"""Screens above the first one that show what the store has, and so must hear of it."""

from __future__ import annotations

from textual import on
from textual.message import Message
from textual.screen import Screen


class Landed(Message):
    """The store has something new."""

    def can_replace(self, message: Message) -> bool:
        """One says it all."""
        return isinstance(message, Landed)


class Landing(Screen[None]):
    """A screen that is told when results land."""

    def landed(self) -> None:
        """Look at the store again."""

    @on(Landed)
    def _landed(self) -> None:
        self.landed()
