"""The last line: the keys of what has the focus."""

from __future__ import annotations

from textual.widgets import Footer


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
