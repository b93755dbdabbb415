"""What is said about a run and about a group of its results."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from ca_tui.monitor.groups import Group, Groups
from ca_tui.monitor.rows import Row
from ca_tui.output.mask_rules import Mask
from ca_tui.ui.cells import one_line
from ca_tui.ui.glyphs import Glyphs, status_kind
from ca_tui.ui.group_lines import KEPT, ONE_KEPT, difference, ended
from ca_tui.ui.group_report import Masks, RunFacts
from ca_tui.ui.outcome import circumstances, headline_of, remedy_of, result_of
from ca_tui.ui.theme import Styles

MASKED: Final = {
    Mask.ID: "Leave ids, hashes and process numbers out of the comparison, or not",
    Mask.HOST: "Leave host names and addresses out of the comparison, or not",
    Mask.TIME: "Leave times and durations out of the comparison, or not",
    Mask.PATH: "Leave paths and URLs out of the comparison, or not",
    Mask.NUMBER: "Leave numbers out of the comparison, or not",
}


def run(
    facts: RunFacts, groups: Groups, look: Styles, glyphs: Glyphs, *, reading: bool
) -> Text:
    """The command, the run, and how far it is."""
    dot = f" {glyphs.dot} "
    done = groups.results - groups.live
    state = "all done" if not groups.live else f"{done:,} done{dot}{groups.live:,} live"
    results = "1 result" if groups.results == 1 else f"{groups.results:,} results"
    parts = (one_line(facts.run), one_line(facts.region_id), results)
    text = Text(f" {one_line(facts.command)}", look.header_active)
    text.append(f"  {dot.join(filter(None, parts))}{dot}", look.secondary)
    text.append("reading" if reading else state, look.active if groups.live else "")
    return text


def masks(wanted: Masks, look: Styles) -> Text:
    """Which masks are on, with their keys."""
    text = Text(" masked", look.dim)
    for on, words in ((True, ""), (False, "   compared too")):
        text.append(words, look.dim)
        for mask in Mask:
            if (mask in wanted) is on:
                style = look.text if on else look.secondary
                text.append(f"  [{mask.value[0]}]{mask.value[1:]}", style)
    return text


def chosen(
    group: Group, row: Row | None, look: Styles, glyphs: Glyphs
) -> tuple[Text, ...]:
    """A group in words: how many, how they ended, who, and what to do about it."""
    dot = f" {glyphs.dot} "
    key = group.key
    count = "1 result" if group.count == 1 else f"{group.count:,} results"
    parts = [count, difference(group)]
    if key.truncated:
        parts.append(KEPT if group.count > 1 else ONE_KEPT)
    style = look[status_kind(key.status, key.phase)]
    first = Text(f" {ended(group, glyphs)}", style)
    first.append(dot + dot.join(filter(None, parts)), look.secondary)
    names = Text(" " + one_line("  ".join(group.instances)), look.text)
    if row is None or not key.error_code:
        return first, names
    result = result_of(row)
    why = "" if key.exit_code is not None else headline_of(result, glyphs)
    words = dot.join(filter(None, (why, remedy_of(result))))
    return first, names, Text(f" {words}", look.secondary)


def side(group: Group, glyphs: Glyphs) -> str:
    """A group in one line, beside another one."""
    count = "1 result" if group.count == 1 else f"{group.count:,} results"
    names = " ".join(group.instances)
    return f" {glyphs.dot} ".join((count, ended(group, glyphs), names))


def one(row: Row, glyphs: Glyphs, *, utc: bool) -> str:
    """A result in one line, beside another one."""
    return f" {glyphs.dot} ".join(
        (
            row.instance_name or row.key.instance_id,
            headline_of(result_of(row), glyphs),
            circumstances(row, glyphs, utc=utc),
        )
    )
