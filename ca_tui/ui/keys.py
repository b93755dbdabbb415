"""The keys of the screen: one declaration feeds footer, help and palette."""

from __future__ import annotations

from typing import Final

from textual.binding import Binding, BindingType

SCREEN_KEYS: Final[list[BindingType]] = [
    Binding(
        "slash",
        "filter",
        "filter",
        id="filter",
        priority=True,  # before the text's own, which opens the line a moment later
        tooltip="Show only rows with these words; in the output: search it, and"
        " /words/ between slashes are a regular expression",
    ),
    Binding(
        "f",
        "faults",
        "faults",
        id="faults",
        tooltip="Show failed results only, or all again",
    ),
    Binding(
        "space",
        "pause",
        "pause",
        id="pause",
        tooltip="Stop refreshing and loading, or go on",
    ),
    Binding(
        "r",
        "refresh",
        "refresh",
        show=False,
        id="refresh",
        tooltip="Ask the service now",
    ),
    Binding(
        "R",
        "full_walk",
        "read all again",
        show=False,
        id="full-walk",
        tooltip="Read everything that was read so far once more",
    ),
    Binding(
        "L",
        "load_all",
        "load all",
        show=False,
        id="load-all",
        tooltip="Load every older result there is; Esc stops that",
    ),
    Binding("left_square_bracket", "tab(-1)", show=False, id="tab-before"),
    Binding("right_square_bracket", "tab(1)", show=False, id="tab-after"),
    Binding("1", "open_tab('output')", show=False, id="tab-output"),
    Binding("2", "open_tab('command')", show=False, id="tab-command"),
    Binding("3", "open_tab('details')", show=False, id="tab-details"),
    Binding(
        "s",
        "groups",
        "same",
        id="groups",
        tooltip="Which instances of this run, or which marked results, printed the"
        " same, and which did not",
    ),
    Binding(
        "H",
        "previous",
        "run before",
        show=False,
        id="previous",
        tooltip="What is different from this command's run before on this instance",
    ),
    Binding(
        "u",
        "runs",
        "runs",
        id="runs",
        tooltip="The runs of these places, and which of them did not end alike",
    ),
    Binding(
        "c",
        "copy",
        "copy",
        id="copy",
        tooltip="Copy the output, the result, its ids, rows or the query; o, t, m ...",
    ),
    Binding(
        "e",
        "export",
        "export",
        show=False,
        id="export",
        tooltip="Save the rows of the view, or the marked ones: JSONL, CSV, Markdown,"
        " a file per instance",
    ),
    Binding(
        "o",
        "pager",
        "open",
        show=False,
        id="pager",
        tooltip="Open the output in $PAGER or $EDITOR",
    ),
    Binding(
        "i",
        "only_run",
        "this run",
        show=False,
        id="only-run",
        tooltip="Show this run on all its instances, with its history",
    ),
    Binding(
        "backspace",
        "return",
        "back there",
        show=False,
        id="return",
        tooltip="Go back to the place before",
    ),
    Binding(
        "t",
        "zone",
        "local or UTC",
        show=False,
        id="zone",
        tooltip="Show times in local time or in UTC",
    ),
    Binding(
        "b",
        "places",
        "places",
        id="places",
        tooltip="Show or hide the places",
    ),
    Binding(
        "z",
        "zoom",
        "zoom",
        show=False,
        id="zoom",
        tooltip="Give the focused pane the whole screen, or put it back",
    ),
    Binding(
        "escape",
        "back",
        "one step back",
        show=False,
        id="back",
        tooltip="One step back: full screen, pane, load, filter, marks",
    ),
    Binding(
        "question_mark",
        "help",
        "keys",
        key_display="?",
        id="help",
        tooltip="The keys of the focused pane",
    ),
    Binding(
        "q",
        "app.quit",
        "quit",
        id="quit",
        tooltip="Leave",
    ),
]
"""What works wherever the focus is; panes have keys of their own."""
