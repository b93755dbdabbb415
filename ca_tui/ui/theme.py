"""Colours: one palette per theme, as CSS variables and as styles for Line API widgets.

Status colours carry meaning and nothing else does: green succeeded, red failed, amber
timed out or waiting on the service, blue active, grey stopped or waiting. The accent
marks where the operator is: the focused pane, the cursor row's edge, the app's name.
`ansi` uses the terminal's own 16 colours and default background.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType
from typing import Final

from rich.style import Style
from textual.theme import BUILTIN_THEMES, Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme, `#rrggbb` or the name of a terminal colour."""

    background: str
    """Behind the panes."""
    surface: str
    """Inside the panes."""
    raised: str
    """The cursor's row, and what floats above."""
    raised_blurred: str
    """The cursor's row in a pane without the focus."""
    border: str
    text: str
    secondary: str
    dim: str
    accent: str
    green: str
    red: str
    amber: str
    blue: str
    grey: str
    cyan: str
    violet: str


PALETTE: Final[Mapping[str, Palette]] = MappingProxyType(
    {
        "ca-dark": Palette(
            background="#101418",
            surface="#161b21",
            raised="#263140",
            raised_blurred="#1e252e",
            border="#36404b",
            text="#d7dee7",
            secondary="#9fabb8",
            dim="#7f8b98",
            accent="#ff6a00",
            green="#6fc38d",
            red="#ff7069",
            amber="#e3ab42",
            blue="#6aaeff",
            grey="#8f9aa7",
            cyan="#62bcc6",
            violet="#c59ae8",
        ),
        "ca-light": Palette(
            background="#eef1f4",
            surface="#fbfcfd",
            raised="#dde6f0",
            raised_blurred="#eceff3",
            border="#b9c2cc",
            text="#1b222a",
            secondary="#46515c",
            dim="#626d79",
            accent="#e05a00",
            green="#17723b",
            red="#bd2222",
            amber="#855800",
            blue="#0f5ab8",
            grey="#58636e",
            cyan="#0a6a7b",
            violet="#7236aa",
        ),
        "ansi": Palette(
            background="default",
            surface="default",
            raised="default",
            raised_blurred="default",
            border="bright_black",
            text="default",
            secondary="default",
            dim="default",
            accent="cyan",
            green="green",
            red="red",
            amber="yellow",
            blue="blue",
            grey="default",
            cyan="cyan",
            violet="magenta",
        ),
    }
)
"""The palettes by theme name."""


@dataclass(frozen=True, slots=True)
class Styles:
    """What Line API widgets paint with; backgrounds only where they mean something."""

    text: Style
    secondary: Style
    dim: Style
    accent: Style
    header: Style
    header_active: Style
    """The title of the column that is sorted by, the tab that is open."""
    cursor: Style
    """Laid over the row that has the cursor."""
    cursor_blurred: Style
    """The same in a pane without the focus."""
    cursor_edge: Style
    """The first cell of the cursor's row."""
    succeeded: Style
    failed: Style
    timeout: Style
    active: Style
    waiting: Style
    stopped: Style
    unknown: Style
    seam: Style
    """The line where bytes of the output are missing."""
    line_number: Style
    match: Style
    """A hit of a search."""
    match_current: Style
    """The hit that the cursor is on."""
    selection: Style
    syntax: Mapping[str, Style]
    """By kind; use `syntax_style`, which knows what to do with other kinds."""

    def __getitem__(self, name: str) -> Style:
        """The style of that field."""
        style: Style = getattr(self, name)
        return style

    def syntax_style(self, kind: str) -> Style:
        """The style of a syntax kind; plain text for a kind that is not known."""
        return self.syntax.get(kind, self.text)


def _syntax(palette: Palette, *, ansi: bool) -> Mapping[str, Style]:
    dim = Style(color=palette.dim, dim=ansi or None)
    return MappingProxyType(
        {
            "key": Style(color=palette.blue),
            "string": Style(color=palette.green),
            "number": Style(color=palette.violet),
            "keyword": Style(color=palette.cyan),
            "comment": dim + Style(italic=True),
            "error": Style(color=palette.red),
            "warning": Style(color=palette.amber),
            "good": Style(color=palette.green),
            "time": dim,
            "path": Style(color=palette.cyan),
            "added": Style(color=palette.green),
            "removed": Style(color=palette.red),
            "heading": Style(color=palette.text, bold=True),
            "punctuation": dim,
            "dim": dim,
        }
    )


def _styles(palette: Palette, *, ansi: bool) -> Styles:
    dim = Style(color=palette.dim, dim=ansi or None)
    over = Style(reverse=True) if ansi else Style(bgcolor=palette.raised)
    blurred = Style(bold=True) if ansi else Style(bgcolor=palette.raised_blurred)
    return Styles(
        text=Style(color=palette.text),
        secondary=Style(color=palette.secondary),
        dim=dim,
        accent=Style(color=palette.accent),
        header=dim,
        header_active=Style(color=palette.text, bold=True),
        cursor=over,
        cursor_blurred=blurred,
        cursor_edge=Style(color=palette.accent, bold=True),
        succeeded=Style(color=palette.green),
        failed=Style(color=palette.red),
        timeout=Style(color=palette.amber),
        active=Style(color=palette.blue),
        waiting=Style(color=palette.grey),
        stopped=Style(color=palette.grey),
        unknown=Style(color=palette.violet),
        seam=Style(color=palette.amber),
        line_number=dim,
        match=Style(color=palette.amber, underline=True),
        match_current=Style(color=palette.amber, reverse=True),
        selection=over,
        syntax=_syntax(palette, ansi=ansi),
    )


@cache
def palette_name(theme_name: str) -> str:
    """Our palette for a theme; for a theme of Textual's the one that resembles it."""
    if theme_name in PALETTE:
        return theme_name
    theme = BUILTIN_THEMES.get(theme_name)
    if theme is None:
        return "ca-dark"
    return "ansi" if theme.ansi else "ca-dark" if theme.dark else "ca-light"


@cache
def styles(theme_name: str) -> Styles:
    """The styles that go with a theme: pass `App.theme`."""
    name = palette_name(theme_name)
    return _styles(PALETTE[name], ansi=name == "ansi")


def variables(name: str) -> dict[str, str]:
    """CSS variables of a palette: `$ca-surface`, `$ca-dim`, `$ca-red` and so on."""
    prefix = "ansi_" if name == "ansi" else ""
    palette = PALETTE[name]
    return {
        f"ca-{field.name.replace('_', '-')}": prefix + str(getattr(palette, field.name))
        for field in fields(Palette)
    }


def _textual_variables(colour: Mapping[str, str], *, ansi: bool) -> dict[str, str]:
    """What Textual's own widgets look up by name."""
    return {
        "ansi-background": colour["background"],
        "ansi-foreground": colour["text"],
        "border": colour["accent"],
        "border-blurred": colour["border"],
        "block-cursor-foreground": "ansi_black" if ansi else colour["text"],
        "block-cursor-background": "ansi_white" if ansi else colour["raised"],
        "block-cursor-text-style": "none",
        "block-cursor-blurred-foreground": colour["text"],
        "block-cursor-blurred-background": colour["raised-blurred"],
        "footer-background": colour["background"],
        "footer-key-foreground": colour["secondary"],
        "footer-description-foreground": colour["dim"],
        "input-selection-background": "ansi_cyan" if ansi else colour["raised"],
        "scrollbar": colour["border"],
        "scrollbar-hover": colour["dim"],
        "scrollbar-active": colour["accent"],
        "scrollbar-background": colour["surface"],
        "scrollbar-background-hover": colour["surface"],
        "scrollbar-background-active": colour["surface"],
        "scrollbar-corner-color": colour["surface"],
    }


def _theme(name: str) -> Theme:
    ours = variables(name)
    colour = {key.removeprefix("ca-"): value for key, value in ours.items()}
    ansi = name == "ansi"
    return Theme(
        name=name,
        ansi=ansi,
        dark=name != "ca-light",
        primary=colour["blue"],
        secondary=colour["cyan"],
        warning=colour["amber"],
        error=colour["red"],
        success=colour["green"],
        accent=colour["accent"],
        foreground=colour["text"],
        background=colour["background"],
        surface=colour["surface"],
        panel=colour["surface" if ansi else "raised-blurred"],
        variables={**ours, **_textual_variables(colour, ansi=ansi)},
    )


THEMES: Final = tuple(_theme(name) for name in PALETTE)
"""To register with the app: `ca-dark`, `ca-light`, `ansi`."""
