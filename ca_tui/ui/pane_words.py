"""What the output pane says around its text: headline, border, end of the tab line."""

from __future__ import annotations

from rich.text import Text

from ca_tui.api.models import OssOutput
from ca_tui.monitor.rows import Row, StoredOutput
from ca_tui.output.document import Document
from ca_tui.output.kinds import PLAIN_TEXT
from ca_tui.output.pretty_document import PrettyDocument
from ca_tui.output.sections import MAX_HITS
from ca_tui.ui import outcome
from ca_tui.ui.cells import one_line
from ca_tui.ui.glyphs import Glyphs, status_glyph, status_kind
from ca_tui.ui.tab_line import Tab
from ca_tui.ui.text_view import TextView
from ca_tui.ui.theme import Styles


def header(
    row: Row,
    oss: OssOutput | None,
    glyphs: Glyphs,
    look: Styles,
    *,
    roomy: bool,
    utc: bool,
) -> tuple[Text, ...]:
    """What happened, what to do about it if there is room, where else the output is."""
    result = outcome.result_of(row)
    kind = status_kind(row.invocation_status, row.phase)
    glyph = status_glyph(row.invocation_status, row.phase, glyphs)
    status = len(one_line(row.invocation_status) or "No status")
    first = Text(f"{glyph} {outcome.headline_of(result, glyphs)}", look.text)
    first.stylize(look[kind], 0, len(glyph) + 1 + status)
    lines = [first]
    if roomy:
        # always a second line: the text below keeps its place from row to row
        remedy = outcome.remedy_of(result)
        around = outcome.circumstances(row, glyphs, utc=utc)
        lines.append(
            Text(f"  {remedy}", look.secondary)
            if remedy
            else Text(f"  {around}", look.dim)
        )
    delivered = outcome.delivery(oss)
    if delivered:
        lines.append(Text(f"  {delivered}", look.dim))
    return tuple(lines)


def facts(
    row: Row,
    output: StoredOutput | None,
    document: Document | None,
    tab: Tab,
    glyphs: Glyphs,
) -> str:
    """What the text is, how much there is of it, how sure all that is."""
    kind = document.syntax.name if document and tab != "details" else ""
    charset = document.charset if document and document.charset != "utf-8" else ""
    size = outcome.sizes(row, output) if tab != "command" else ""
    guessed = output is not None and output.guessed
    parts = (
        kind,
        size,
        charset,
        "base64 guessed" if guessed and size else "",
        "gone from the service" if row.gone else "",
    )
    return f" {glyphs.dot} ".join(part for part in parts if part)


def beside_tabs(view: TextView, tab: Tab) -> str:
    """What is typed or searched for, else why the text is taken for what it is."""
    if view.typed is not None:
        return f"line {view.typed}"
    if view.needle:
        return f"{one_line(view.needle)}: {_found(view)}"
    document = view.document
    if document is None or tab == "details":
        return ""
    if isinstance(document, PrettyDocument):
        return f"{document.levels} of {document.deepest} levels open"
    return "" if document.syntax == PLAIN_TEXT else document.syntax.reason


def _found(view: TextView) -> str:
    if view.mistake:
        return one_line(view.mistake)
    if view.searching:
        return "searching"
    if not view.hits:
        return "not found"
    most = "+" if view.hits >= MAX_HITS else ""
    return f"{view.hit_number:,} of {view.hits:,}{most}"
