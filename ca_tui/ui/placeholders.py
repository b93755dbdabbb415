"""What the table says when it has no rows: waiting, empty, filtered or failed."""

from __future__ import annotations

from rich.text import Text

from ca_tui.api.errors import ApiError, CaTuiError, Denied
from ca_tui.api.explain import explain_api_error
from ca_tui.api.models import Scope
from ca_tui.monitor.rows import Counts, View
from ca_tui.output.text import clean
from ca_tui.ui.explorer import Explorer
from ca_tui.ui.theme import Styles


def choose(
    explorer: Explorer,
    counts: Counts,
    error: CaTuiError | None,
    look: Styles,
    *,
    replied: bool,
) -> Text:
    """What to say now; `replied`: the service answered for these scopes."""
    if counts.hidden or (replied and error is None):
        return empty(explorer.view, counts, look)
    if error is not None:
        return failed(error, explorer.place, look)
    return waiting(explorer.source.title, explorer.place, look)


def waiting(title: str, place: str, look: Styles) -> Text:
    """Before the first reply."""
    who = f"Asking Cloud Assistant for {place}" if place else "Looking for regions"
    text = Text(justify="center")
    text.append(clean(f"{who}, as {title}"), style=look.text)
    text.append("\n\n")
    keys = ("/ filter", "f faults only", "space pause", "? keys", "q quit")
    text.append("   ".join(keys), style=look.dim)
    return text


def empty(view: View, counts: Counts, look: Styles) -> Text:
    """A reply came, and there is nothing to show of it."""
    if counts.hidden:
        return _hidden(view, counts, look)
    where = ", ".join(dict.fromkeys(scope.region_id for scope in view.scopes))
    text = Text(justify="center")
    text.append(
        clean(f"Cloud Assistant keeps no results for {_narrowed(view.scopes)}{where}"),
        style=look.text,
    )
    text.append(
        "\nOlder results are deleted by the service "
        "(30 days or 10,000 results at the time of writing).",
        style=look.dim,
    )
    return text


def failed(error: CaTuiError, place: str, look: Styles) -> Text:
    """Nothing is known, because asking failed: what, RequestId, what to do."""
    text = Text(justify="center")
    text.append(f"{clean(place)} could not be read\n", style=look.failed)
    text.append(clean(str(error)) + "\n", style=look.text)
    if isinstance(error, Denied):
        action = "it" if error.ram_action else f"the RAM action {error.action}"
        text.append(
            clean(f"Have {action} granted; the README has the policy."),
            style=look.secondary,
        )
    elif isinstance(error, ApiError):
        explanation = explain_api_error(error.code)
        if explanation is not None:
            text.append(explanation.remedy, style=look.secondary)
    text.append("\nr asks again", style=look.dim)
    return text


def _hidden(view: View, counts: Counts, look: Styles) -> Text:
    text = Text(justify="center")
    what = []
    if view.faults_only:
        what.append("failed")
    if view.text:
        what.append(f"matches {view.text!r}")
    text.append(clean(f"No result {' and '.join(what)}"), style=look.text)
    text.append(f"\n{counts.hidden:,} are hidden; Esc shows them", style=look.dim)
    return text


def _narrowed(scopes: tuple[Scope, ...]) -> str:
    if not scopes:
        return ""
    first = scopes[0]
    words = [
        word
        for word in (first.status, first.invoke_id, first.instance_id, first.command_id)
        if word
    ]
    return f"{' '.join(words)} in " if words else ""
