"""A tree of places alone on a screen, and what it told."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.message import Message
from textual.strip import Strip

from ca_tui.api.models import Agent, Instance, Region, Scope
from ca_tui.ui.scope_tree import ScopeTree
from ca_tui.ui.theme import THEMES

HANGZHOU = Scope("ecs", "cn-hangzhou")


BEIJING = Scope("ecs", "cn-beijing")


INSTANCES = (
    Instance("ecs", "cn-hangzhou", "i-3", "web-03", status="Running"),
    Instance("ecs", "cn-hangzhou", "i-1", "web-01", status="Running"),
    Instance("ecs", "cn-hangzhou", "i-2", "db-01", status="Stopped"),
)


AGENTS = (
    Agent("ecs", "cn-hangzhou", "i-1", online=True),
    Agent("ecs", "cn-hangzhou", "i-2", online=False),
)


class SpiedTree(ScopeTree):
    """Notes which lines were painted."""

    painted: list[int]

    def render_line(self, y: int) -> Strip:
        self.painted.append(y)
        return super().render_line(y)


class Stage(App[None]):
    """The tree alone, and what it told."""

    CSS = "ScopeTree { width: 32; }"

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "ca-dark"
        self.told: list[Message] = []

    def compose(self) -> ComposeResult:
        tree = SpiedTree()
        tree.painted = []
        yield tree

    @property
    def places(self) -> SpiedTree:
        return self.query_one(SpiedTree)

    def lines(self) -> list[str]:
        lines = [
            self.places.render_line(y).text for y in range(self.places.size.height)
        ]
        return [line for line in lines if line.strip()]

    def note(self, message: Message) -> None:
        """A message passes here once for each widget that it bubbles through."""
        ours = isinstance(message, ScopeTree.Opened | ScopeTree.Selected)
        if ours and not any(message is each for each in self.told):
            self.told.append(message)

    def fill(self) -> None:
        regions = [Region("ecs", "cn-hangzhou"), Region("ecs", "cn-beijing")]
        self.places.set_regions("ecs", regions)
        self.places.set_regions("swas", [Region("swas", "cn-shanghai")])


def cursor(tree: ScopeTree) -> str:
    node = tree.cursor_node
    return "" if node is None else str(node.label)
