"""The tree of places: what it knows, and how its lines look.

Names come from servers: labels are `rich.text.Text`, never markup. Only lines that look
different are painted again, and nothing that is set moves the cursor or closes a place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias

from rich.style import Style
from rich.text import Text
from textual.reactive import reactive
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from ca_tui.api.models import Agent, Instance, Region, Scope, ServiceName
from ca_tui.ui import scrollbar
from ca_tui.ui.cells import one_line
from ca_tui.ui.glyphs import UNICODE, Glyphs
from ca_tui.ui.place_label import About, Line, label
from ca_tui.ui.theme import styles

Place: TypeAlias = "Scope | ServiceName | None"
"""What a node stands for; None for a remark."""

Key: TypeAlias = "tuple[ServiceName, str, str]"
"""Service, region_id, instance_id; empty where the place is larger."""

TITLES: Final[dict[ServiceName, str]] = {"ecs": "ECS", "swas": "Simple App Server"}
"""The services' names."""

TOGGLE: Final = Style.from_meta({"toggle": True})
"""A click on it opens or closes, as `Tree` understands it."""


class PlaceTree(Tree[Place], inherit_bindings=False):
    """Services, regions, instances; keys and messages are added by heirs."""

    DEFAULT_CSS = """
    PlaceTree {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
        &:focus { background-tint: transparent; }
    }
    """

    glyphs: reactive[Glyphs] = reactive(UNICODE)

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(Text("Places"), id=id, classes=classes)
        # looking for them repaints under the mouse
        self.auto_links = False
        self.border_title = "Places"
        self.show_root = False
        self.show_guides = False
        self.guide_depth = 2
        self.auto_expand = False
        self.root.expand()
        self._places: dict[Key, TreeNode[Place]] = {}
        self._about: dict[Key, About] = {}
        self._faults: dict[Key, int] = {}
        self._current: frozenset[Key] = frozenset()
        self._unlisted: set[ServiceName] = set()

    def set_regions(self, service: ServiceName, regions: Iterable[Region]) -> None:
        """The regions of a service, in the order to show; what is opened stays open."""
        node = self._places.get((service, "", ""))
        if node is None:
            title = Text(TITLES[service])
            node = self.root.add(title, service, expand=True)
            self._places[service, "", ""] = node
        wanted = {
            Scope(service, region.region_id): region.region_id for region in regions
        }
        self._fill(node, wanted, leaf=False)

    def regions_unknown(self, service: ServiceName) -> None:
        """The service did not list them: those that are looked at are shown."""
        self._unlisted.add(service)

    def set_instances(
        self,
        service: ServiceName,
        region_id: str,
        instances: Iterable[Instance],
        agents: Iterable[Agent] = (),
    ) -> None:
        """The instances of a region, shown by name; a region never seen is ignored."""
        node = self._places.get((service, region_id, ""))
        if node is None:
            return
        online = {agent.instance_id: agent.online for agent in agents}
        names = {each: each.instance_name or each.instance_id for each in instances}
        by_name = sorted(names, key=lambda each: names[each].casefold())
        wanted = {
            Scope(service, region_id, each.instance_id): names[each] for each in by_name
        }
        about = {
            (service, region_id, each.instance_id): About(
                each.status, online.get(each.instance_id)
            )
            for each in by_name
        }
        changed = {key for key, each in about.items() if self._about.get(key) != each}
        self._about.update(about)
        self._fill(node, wanted, leaf=True)
        self._repaint(changed)
        remark = _remark(about.values())
        if remark:
            node.add_leaf(Text(remark), before=0 if wanted else None)

    def set_faults(self, faults: Mapping[Key, int]) -> None:
        """Failed results by place; of whole regions under an empty instance_id."""
        totals = dict(faults)
        for (service, _, instance_id), count in faults.items():
            if not instance_id:
                whole: Key = (service, "", "")
                totals[whole] = totals.get(whole, 0) + count
        changed = {
            key
            for key in totals.keys() | self._faults.keys()
            if totals.get(key) != self._faults.get(key)
        }
        self._faults = totals
        self._repaint(changed)

    def set_current(self, scopes: Iterable[Scope]) -> None:
        """Mark the places whose results are shown."""
        scopes = tuple(scopes)
        for service in self._unlisted:
            if (service, "", "") not in self._places:
                own = (each.region_id for each in scopes if each.service == service)
                looked_at = [Region(service, each) for each in dict.fromkeys(own)]
                if looked_at:
                    self.set_regions(service, looked_at)
        keys = {_key(scope) for scope in scopes}
        for service in TITLES:
            regions = [key for key in self._places if key[0] == service and key[1]]
            whole = {key for key in regions if not key[2]}
            if whole and whole <= keys:
                keys.add((service, "", ""))
        changed = self._current ^ keys
        self._current = frozenset(keys)
        self._repaint(changed)

    def first_current(self) -> TreeNode[Place] | None:
        """The topmost place whose results are shown."""
        found = (self._places[key] for key in self._current if key in self._places)
        return min(found, key=lambda node: node.line, default=None)

    def render_label(
        self, node: TreeNode[Place], base_style: Style, style: Style
    ) -> Text:
        """A line as wide as the tree."""
        look = styles(self.app.theme)
        room = self.scrollable_content_region.width
        width = room - _depth(node) * self.guide_depth
        text = label(self._line(node), width, look, self.glyphs)
        if node.allow_expand:
            text.stylize(TOGGLE, 0, 1)
        if node is not self.cursor_node:
            return text
        over = look.cursor if self.has_focus else look.cursor_blurred
        if over.reverse:
            # colours would become a patchwork of backgrounds
            return Text(text.plain, style=over, end="")
        text.stylize(over)
        return text

    def get_label_width(self, node: TreeNode[Place]) -> int:
        """Nothing to scroll to: every line fits."""
        return 1

    def scroll_to_line(self, line: int, animate: bool = False) -> None:
        """Scroll to a line at once: an animation is sent frame by frame."""
        super().scroll_to_line(line, animate=False)

    def watch_hover_line(self, previous_hover_line: int, hover_line: int) -> None:
        """The mouse passing by is no reason to paint."""

    def watch_glyphs(self) -> None:
        """Every line looks different."""
        self.root.refresh()
        for node in self._places.values():
            node.refresh()

    def on_mount(self) -> None:
        """Use a scrollbar without characters of ambiguous width."""
        scrollbar.plain(self.vertical_scrollbar)

    def _fill(
        self, parent: TreeNode[Place], wanted: Mapping[Scope, str], *, leaf: bool
    ) -> None:
        """Make the children those wanted, touching only what differs."""
        for child in list(parent.children):
            if not isinstance(child.data, Scope) or child.data not in wanted:
                self._forget(child)
        for index, (scope, name) in enumerate(wanted.items()):
            text = Text(one_line(name))
            node = self._places.get(_key(scope))
            if node is not None and parent.children[index] is not node:
                self._forget(node)
                node = None
            if node is None:
                add = parent.add_leaf if leaf else parent.add
                self._places[_key(scope)] = add(text, scope, before=index)
            elif node.label != text:
                node.set_label(text)

    def _forget(self, node: TreeNode[Place]) -> None:
        for child in list(node.children):
            self._forget(child)
        if isinstance(node.data, Scope):
            self._places.pop(_key(node.data), None)
        node.remove()

    def _line(self, node: TreeNode[Place]) -> Line:
        name = str(node.label)
        if node.data is None:
            return Line(name, remark=True)
        key = _key(node.data)
        opener = ""
        if node.allow_expand:
            opener = self.glyphs.opened if node.is_expanded else self.glyphs.closed
        return Line(
            name,
            is_id=name == key[2],
            opener=opener,
            about=self._about.get(key),
            faults=self._faults.get(key, 0),
            current=key in self._current,
        )

    def _repaint(self, keys: Iterable[Key]) -> None:
        for key in keys:
            node = self._places.get(key)
            if node is not None and _visible(node):
                node.refresh()


def _remark(about: Iterable[About]) -> str:
    """What a list of instances keeps to itself: a RAM user without the permission gets
    an empty one, and then only results tell of instances."""
    known = [each.status for each in about]
    if not known:
        return "no instances known"
    return "" if any(known) else "known from results only"


def _key(place: Scope | ServiceName) -> Key:
    if isinstance(place, Scope):
        return place.service, place.region_id, place.instance_id
    return place, "", ""


def _depth(node: TreeNode[Place]) -> int:
    depth = 0
    while node.parent is not None and not node.parent.is_root:
        depth, node = depth + 1, node.parent
    return depth


def _visible(node: TreeNode[Place]) -> bool:
    parent = node.parent
    return parent is None or (parent.is_expanded and _visible(parent))
