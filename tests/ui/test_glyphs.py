"""Glyphs and colours: nothing shifts a line, and every status can be told apart."""

from __future__ import annotations

from dataclasses import fields
from unicodedata import east_asian_width

import pytest
from rich.cells import cell_len
from textual.app import App

from ca_tui.api.status import PHASES, Phase, phase_of
from ca_tui.ui.glyphs import ASCII, UNICODE, Glyphs, status_glyph, status_kind
from ca_tui.ui.theme import PALETTE, THEMES, Palette, palette_name, styles, variables


def characters(glyphs: Glyphs) -> dict[str, str]:
    named = {field.name: getattr(glyphs, field.name) for field in fields(glyphs)}
    return {name: value for name, value in named.items() if isinstance(value, str)}


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_every_glyph_is_one_cell_in_every_locale(glyphs: Glyphs) -> None:
    """East Asian Width A is drawn two cells wide by many Chinese terminals."""
    wrong = {
        name: value
        for name, value in characters(glyphs).items()
        if cell_len(value) != 1 or east_asian_width(value) not in ("N", "Na")
    }
    assert wrong == {}


def test_the_ascii_set_is_ascii() -> None:
    """--ascii means it."""
    assert "".join(characters(ASCII).values()).isascii()


@pytest.mark.parametrize("glyphs", [UNICODE, ASCII])
def test_what_a_status_means_reads_without_colour(glyphs: Glyphs) -> None:
    """Statuses that look different have different glyphs."""
    kinds = {status_kind(status, phase): status for status, phase in PHASES.items()}
    shown = {
        status_glyph(status, phase_of(status), glyphs) for status in kinds.values()
    }
    assert len(kinds) == len(shown) == 6


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("Running", "active"),
        ("Stopping", "active"),
        ("Success", "succeeded"),
        ("Timeout", "timeout"),
        ("Error", "failed"),
        ("Scheduled", "waiting"),
        ("Terminated", "stopped"),
        ("Finished", "unknown"),
        ("Sleeping", "unknown"),
    ],
)
def test_kind_of_a_status(status: str, kind: str) -> None:
    """A timeout is a failure that looks different; a new word is unknown."""
    assert kind == status_kind(status, phase_of(status))


@pytest.mark.parametrize("name", PALETTE)
def test_every_kind_of_status_has_a_style(name: str) -> None:
    """In all themes, and succeeded never looks like failed."""
    look = styles(name)
    for phase in Phase:
        assert look[status_kind("", phase)].color is not None
    assert look.succeeded != look.failed != look.timeout


def contrast(one: str, other: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["ca-dark", "ca-light"])
@pytest.mark.parametrize(
    "text", ["text", "secondary", "dim", "green", "red", "amber", "blue", "grey"]
)
def test_text_is_legible_on_the_surface(name: str, text: str) -> None:
    """4.5:1, what WCAG asks of small text."""
    palette = PALETTE[name]
    assert contrast(getattr(palette, text), palette.surface) >= 4.5


def test_ansi_uses_the_colours_of_the_terminal_only() -> None:
    """No colour of ours on a background that we do not know."""
    palette = PALETTE["ansi"]
    assert [
        field.name
        for field in fields(Palette)
        if getattr(palette, field.name).startswith("#")
    ] == []


@pytest.mark.parametrize(
    ("theme", "ours"),
    [
        ("ca-light", "ca-light"),
        ("nord", "ca-dark"),
        ("textual-light", "ca-light"),
        ("ansi-dark", "ansi"),
        ("somebody's own", "ca-dark"),
    ],
)
def test_a_theme_of_textual_gets_the_palette_like_it(theme: str, ours: str) -> None:
    """The command palette offers them too."""
    assert ours == palette_name(theme)


def test_a_kind_of_syntax_nobody_knows_is_plain() -> None:
    """A new kind paints as text rather than fails."""
    look = styles("ca-dark")
    assert look.text == look.syntax_style("sarcasm")
    assert look.text != look.syntax_style("error")


class Themed(App[None]):
    CSS = (
        "Screen { background: $ca-surface; color: $ca-dim; border: round $ca-accent; }"
    )

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables("ca-dark")

    def __init__(self) -> None:
        super().__init__()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "ca-dark"


async def test_every_theme_can_be_worn() -> None:
    """Stylesheets that use our variables parse under each, ours or not."""
    app = Themed()
    async with app.run_test() as pilot:
        for theme in (*PALETTE, "nord", "ansi-light"):
            app.theme = theme
            await pilot.pause()
            assert theme == app.current_theme.name
