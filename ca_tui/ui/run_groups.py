"""One run whose results are told apart: its rows, masks and groups. No widget here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from ca_tui.api.models import Scope
from ca_tui.monitor.groups import Group, Grouping, Groups
from ca_tui.monitor.rows import View
from ca_tui.monitor.store import Store
from ca_tui.output import document
from ca_tui.output.compare import Comparison, lines_of
from ca_tui.output.likeness import Likeness, Look
from ca_tui.output.mask_rules import Mask
from ca_tui.output.masks import MaskedLine, Masker

Masks: TypeAlias = frozenset[Mask]


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What a run is about."""

    command: str
    """Its name, or its id."""
    invoke_id: str
    region_id: str


class RunGroups:
    """Groups the results of a run by what they printed and how they ended.

    What is read is remembered for each set of masks. Everything here takes time and is
    for a thread, but for one at a time. Raises StoreError.
    """

    def __init__(self, store: Store, scope: Scope) -> None:
        self.scope = scope
        self._store = store
        self._names: frozenset[str] = frozenset()
        self._groupings: dict[Masks, Grouping[Look]] = {}

    def facts(self) -> RunFacts:
        """The run, as far as it is known."""
        ids = self._ids()
        row = self._store.row(ids[0]) if ids else None
        command = (row.command_name or row.command_id) if row else ""
        return RunFacts(command, self.scope.invoke_id, self.scope.region_id)

    def group(self, masks: Masks) -> Groups:
        """The groups of what the store has now."""
        ids = self._ids()
        names = frozenset(self._known_names(ids))
        if names != self._names:
            self._names = names
            self._groupings.clear()
        grouping = self._groupings.get(masks)
        if grouping is None:
            grouping = Grouping(Likeness(Masker(masks, names)))
            self._groupings[masks] = grouping
        return grouping.groups(self._store.printed(ids, grouping.unread))

    def compare(self, reference: Group, group: Group, masks: Masks) -> Comparison:
        """The output of a group's first result, and how the reference's became it."""
        masker = Masker(masks, self._names)
        return Comparison(
            self._lines(reference.ids[0], masker, "a"),
            self._lines(group.ids[0], masker, "b"),
        )

    def _ids(self) -> list[int]:
        """In the order of their arrival."""
        return sorted(self._store.ids(View(scopes=(self.scope,))))

    def _known_names(self, ids: list[int]) -> Iterator[str]:
        """What the run's instances are called."""
        wanted = set()
        for row in self._store.rows(ids):
            wanted.add(row.key.instance_id)
            yield row.key.instance_id
            yield row.instance_name
        scope = self.scope
        for instance in self._store.instances(scope.service, scope.region_id):
            if instance.instance_id in wanted:
                yield from instance.addresses

    def _lines(self, row_id: int, masker: Masker, side: str) -> list[MaskedLine]:
        output = self._store.output(row_id)
        if output is None:
            return []
        built = document.build(
            output.data, dropped=output.dropped, head_seen=output.head_seen
        )
        return lines_of(built, masker, side)


def group_with(groups: Groups, row_id: int | None) -> Group | None:
    """The group that a result is in."""
    return next((group for group in groups.groups if row_id in group.ids), None)
