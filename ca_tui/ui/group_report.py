"""Groups and differences as Markdown, for a ticket."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from ca_tui.export.markdown import fence, literal
from ca_tui.monitor.groups import Group, Groups
from ca_tui.output.compare import Comparison
from ca_tui.output.mask_rules import Mask
from ca_tui.ui.diff_document import DiffDocument
from ca_tui.ui.glyphs import ASCII
from ca_tui.ui.group_lines import difference, ended, printed

Masks: TypeAlias = frozenset[Mask]

MOST_LINES: Final = 400
"""Lines of one difference; a ticket is no place for more."""


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What is grouped."""

    command: str
    """Its name, or its id."""
    run: str
    """InvokeId, or how many runs there are."""
    region_id: str


def report(
    facts: RunFacts,
    groups: Groups,
    masks: Masks,
    reference: Group | None,
    comparisons: Sequence[tuple[Group, Comparison]],
) -> str:
    """All groups in a table, then how some of them differ from the reference."""
    about = ", ".join(
        literal(part) for part in (facts.run, facts.region_id) if part.strip()
    )
    masked = ", ".join(sorted(mask.value for mask in masks)) or "nothing"
    blocks = [
        f"## Same and different: {literal(facts.command)}",
        f"{about}: {groups.results:,} results in {len(groups.groups):,} groups. "
        f"Left out of the comparison: {masked}.",
        "\n".join(_table(groups, reference)),
    ]
    for group, comparison in comparisons:
        names = literal(" ".join(group.instances))
        blocks.append(f"### {literal(ended(group, ASCII))} on {names}")
        said = difference(group)
        blocks.append(f"{said[:1].upper()}{said[1:]}:" if said else "Against it:")
        blocks.append(difference_block(comparison))
    return "\n\n".join(blocks) + "\n"


def of_two(a: str, b: str, comparison: Comparison) -> str:
    """The difference of two outputs that are told in a line each."""
    head = f"- reference: {literal(a)}\n- compared: {literal(b)}"
    return f"## Difference\n\n{head}\n\n{difference_block(comparison)}\n"


def difference_block(comparison: Comparison) -> str:
    """The hunks as `diff -u` writes them."""
    if comparison.same:
        return "Nothing differs but what is left out of the comparison."
    lines = [line.text for line in DiffDocument(comparison).lines]
    if len(lines) > MOST_LINES:
        left = len(lines) - MOST_LINES
        lines = [*lines[:MOST_LINES], f"... {left:,} lines more"]
    return fence("\n".join(lines), "diff")


def _table(groups: Groups, reference: Group | None) -> Iterator[str]:
    yield "| Count | Ended | Printed | Instances |"
    yield "| ---: | --- | --- | --- |"
    for group in groups.groups:
        cells = (
            f"{group.count:,}",
            literal(ended(group, ASCII)),
            literal(printed(group, reference=group is reference)),
            literal(" ".join(group.instances)),
        )
        yield f"| {' | '.join(cells)} |"
