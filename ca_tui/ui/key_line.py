"""The last line: the keys of what has the focus."""

from __future__ import annotations

from typing import Final

from textual.widgets import Footer

CACHED: Final = "get_inner_outer"
"""A method of Textual's that remembers who called it."""


class KeyLine(Footer):
    """Textual's footer, which forgets keys that it does not show any more."""

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)

    async def recompose(self) -> None:
        """Show other keys, as the focus or what can be done is another."""
        await super().recompose()
        # each key watches `compact`, and those that are gone are let go of only when
        # that is set: some kB for each key of each change, all day
        self.mutate_reactive(Footer.compact)
        self._forget_paint()

    def _forget_paint(self) -> None:
        """Let go of what widgets painted that are gone.

        Textual remembers two colours of each of the last thousand widgets, in a cache
        whose keys hold the lines that they painted.
        """
        known = getattr(type(getattr(self, "_styles_cache", None)), CACHED, None)
        forget = getattr(known, "cache_clear", None)
        if forget is not None:
            forget()
