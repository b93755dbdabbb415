"""Results that are told apart, of one run or marked: rows, masks, groups. No widget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ca_tui.api.models import Scope
from ca_tui.monitor.groups import Group, Grouping, Groups
from ca_tui.monitor.rows import Row, View
from ca_tui.monitor.store import Store
from ca_tui.output import document
from ca_tui.output.compare import Comparison, lines_of
from ca_tui.output.likeness import Likeness, Look
from ca_tui.output.masks import MaskedLine, Masker
from ca_tui.ui.group_lines import silent
from ca_tui.ui.group_report import Masks, RunFacts, report

AT_A_TIME: Final = 200
"""Rows that are looked at for the run before."""

REPORTED: Final = 10
"""Differences in one report."""


class RunGroups:
    """Groups results by what they printed and how they ended.

    `subject` is a run, or the ids of rows. What is read is remembered for each set of
    masks. Everything here takes time and is for a thread, but for one at a time.
    Raises StoreError.
    """

    def __init__(self, store: Store, subject: Scope | Sequence[int]) -> None:
        self._subject = subject
        self._store = store
        self._names: frozenset[str] = frozenset()
        self._groupings: dict[Masks, Grouping[Look]] = {}

    def facts(self) -> RunFacts:
        """What is grouped, as far as it is known."""
        rows = self._store.rows(self._ids())
        commands = dict.fromkeys(row.command_name or row.command_id for row in rows)
        command = next(iter(commands), "")
        if len(commands) > 1:
            command = f"{len(commands)} commands"
        if isinstance(self._subject, Scope):
            return RunFacts(command, self._subject.invoke_id, self._subject.region_id)
        runs = list(dict.fromkeys(row.key.invoke_id for row in rows))
        regions = list(dict.fromkeys(row.key.region_id for row in rows))
        return RunFacts(
            command,
            runs[0] if len(runs) == 1 else f"marked, of {len(runs):,} runs",
            regions[0] if len(regions) == 1 else f"{len(regions)} regions",
        )

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

    def compare_rows(self, a: int, b: int, masks: Masks) -> Comparison:
        """How the output of one result became that of another."""
        names = self._names or frozenset(self._known_names([a, b]))
        masker = Masker(masks, names)
        return Comparison(self._lines(a, masker, "a"), self._lines(b, masker, "b"))

    def report(self, groups: Groups, reference: Group | None, masks: Masks) -> str:
        """The groups as Markdown, and how the first few differ from the reference."""
        compared = [
            (group, self.compare_rows(reference.ids[0], group.ids[0], masks))
            for group in groups.groups
            if reference is not None and group is not reference and not silent(group)
        ][:REPORTED]
        return report(self.facts(), groups, masks, reference, compared)

    def previous(self, row_id: int) -> int | None:
        """The result of the same command on the same instance before; None: unknown."""
        row = self._store.row(row_id)
        if row is None:
            return None
        key = row.key
        scope = Scope(key.service, key.region_id, instance_id=key.instance_id)
        newest_first = self._store.ids(View(scopes=(scope,)))
        place = newest_first.index(row_id) + 1 if row_id in newest_first else 0
        for start in range(place, len(newest_first), AT_A_TIME):
            for each in self._store.rows(newest_first[start : start + AT_A_TIME]):
                if each.phase.finished and _same_command(each, row):
                    return each.id
        return None

    def _ids(self) -> list[int]:
        """In the order of their arrival."""
        if isinstance(self._subject, Scope):
            return sorted(self._store.ids(View(scopes=(self._subject,))))
        return sorted(self._subject)

    def _known_names(self, ids: list[int]) -> Iterator[str]:
        """What the instances are called."""
        wanted, places = set(), set()
        for row in self._store.rows(ids):
            wanted.add(row.key.instance_id)
            places.add((row.key.service, row.key.region_id))
            yield row.key.instance_id
            yield row.instance_name
        for place in places:
            for instance in self._store.instances(*place):
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


def _same_command(one: Row, other: Row) -> bool:
    """Commands that are sent without being saved have an id of their own each time."""
    if one.key.container_id != other.key.container_id:
        return False
    if one.command_id and one.command_id == other.command_id:
        return True
    return bool(one.command_name) and one.command_name == other.command_name


def group_with(groups: Groups, row_id: int | None) -> Group | None:
    """The group that a result is in."""
    return next((group for group in groups.groups if row_id in group.ids), None)
