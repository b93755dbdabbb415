"""Places: what keys and mouse do in the tree, and what it tells the screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Tree

from ca_tui.api.models import Scope, ServiceName
from ca_tui.ui.place_tree import Place, PlaceTree


class ScopeTree(PlaceTree, inherit_bindings=False):
    """What can be looked at."""

    HELP = """\\
# Places

Enter shows the results of a service, a region or an instance. The number is how many
of the results read so far failed; the mark before an instance is its agent's.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_up", "up", show=False, id="place-up"),
        Binding("down,j", "cursor_down", "down", show=False, id="place-down"),
        Binding(
            "left,h",
            "close",
            "close",
            show=False,
            id="place-close",
            tooltip="Close the place, or go to the one it is in",
        ),
        Binding(
            "right,l",
            "open",
            "open",
            show=False,
            id="place-open",
            tooltip="List what is in the place, or go there",
        ),
        Binding("pageup", "page_up", "page up", show=False, id="place-page-up"),
        Binding("pagedown", "page_down", "page down", show=False, id="place-page-down"),
        Binding("home,g", "scroll_home", "first", show=False, id="place-first"),
        Binding("end,G", "scroll_end", "last", show=False, id="place-last"),
        Binding(
            "enter",
            "select_cursor",
            "show results",
            id="place-select",
            tooltip="Show the results of this place",
        ),
    ]

    @dataclass
    class Opened(Message):
        """The instances of a region are wanted."""

        service: ServiceName
        region_id: str

    @dataclass
    class Selected(Message):
        """The results of these scopes are wanted."""

        scopes: tuple[Scope, ...]

    def on_focus(self) -> None:
        """Begin at what is shown."""
        if self.cursor_node is None:
            self.move_cursor(self.first_current())

    def action_close(self) -> None:
        """Close the place under the cursor, or go to the one it is in."""
        node = self.cursor_node
        if node is None:
            return
        if node.is_expanded and node.allow_expand:
            node.collapse()
        elif node.parent is not None and not node.parent.is_root:
            self.move_cursor(node.parent)

    def action_open(self) -> None:
        """Open the place under the cursor, or go to the first one in it."""
        node = self.cursor_node
        if node is None or not node.allow_expand:
            return
        if not node.is_expanded:
            node.expand()
        elif node.children:
            self.move_cursor(node.children[0])

    @on(Tree.NodeExpanded)
    def _wanted(self, event: Tree.NodeExpanded[Place]) -> None:
        event.stop()
        place = event.node.data
        if isinstance(place, Scope):
            if not event.node.children:
                event.node.add_leaf(Text(self.glyphs.ellipsis))
            self.post_message(self.Opened(place.service, place.region_id))

    @on(Tree.NodeSelected)
    def _chosen(self, event: Tree.NodeSelected[Place]) -> None:
        event.stop()
        place = event.node.data
        if isinstance(place, Scope):
            self.post_message(self.Selected((place,)))
        elif place is not None:
            regions = (child.data for child in event.node.children)
            scopes = tuple(each for each in regions if isinstance(each, Scope))
            if scopes:
                self.post_message(self.Selected(scopes))
