"""Colour parameters: what terminals understand, and nothing from what they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.output.sgr import PLAIN, Sgr, apply, legible


@pytest.mark.parametrize(
    ("parameters", "sgr"),
    [
        ("", PLAIN),
        ("0", PLAIN),
        ("1", Sgr(bold=True)),
        ("1;2;3;4;7;9", Sgr(None, None, True, True, True, True, True, True)),
        ("31", Sgr(fg=1)),
        ("97;107", Sgr(fg=15, bg=15)),
        ("31;42;39", Sgr(bg=2)),
        ("38;5;196", Sgr(fg=196)),
        ("48;2;1;2;3", Sgr(bg=(1, 2, 3))),
        ("38:5:196", Sgr(fg=196)),
        ("38:2::1:2:3", Sgr(fg=(1, 2, 3))),
        ("38:2:1:2:3", Sgr(fg=(1, 2, 3))),
        ("4:3", Sgr(underline=True)),
        ("4;4:0", PLAIN),
        ("1;22", PLAIN),
        ("58;5;1;31", Sgr(fg=1)),
        ("5;8", PLAIN),
        ("38", PLAIN),
        ("38;5", PLAIN),
        ("38;5;256", PLAIN),
        ("38;2;1;2", PLAIN),
        ("38;9;31", Sgr(fg=1)),
        ("38;5;7:8", PLAIN),
        ("99999999;1", Sgr(bold=True)),
    ],
)
def test_parameters_switch_colours_and_attributes(parameters: str, sgr: Sgr) -> None:
    assert apply(PLAIN, parameters) == sgr


def test_reset_forgets_everything() -> None:
    assert apply(Sgr(fg=1, bold=True), "0;4") == Sgr(underline=True)


def test_text_in_the_colour_of_its_background_is_made_readable() -> None:
    assert legible(Sgr(fg=1, bg=1)) == Sgr(fg=1)
    assert legible(Sgr(fg=1, bg=2)) == Sgr(fg=1, bg=2)


@given(st.text("0123456789;:", max_size=64))
def test_any_parameters_give_a_colour_that_exists(parameters: str) -> None:
    sgr = apply(PLAIN, parameters)
    for color in (sgr.fg, sgr.bg):
        values = color if isinstance(color, tuple) else (color or 0,)
        assert all(0 <= value <= 255 for value in values)
