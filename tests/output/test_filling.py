"""Parameters in commands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ca_tui.output.filling import LONGEST, Filled, fill

NAME = (("name", "web"), ("Empty", ""), ("dir", "/srv/{{name}}"))


@pytest.mark.parametrize(
    ("content", "filled"),
    [
        ("echo hi", Filled("echo hi")),
        ("echo {{name}} {{ name }}", Filled("echo web web", 2)),
        ("echo {{NAME}}{{empty}}!", Filled("echo web!", 2)),
        ("cd {{dir}}", Filled("cd /srv/{{name}}", 1)),
        ("{{nope}} {{name}} {{nope}}", Filled("{{nope}} web {{nope}}", 1, ("nope",))),
        ("{{ACS::InstanceId}} ${{name}", Filled("{{ACS::InstanceId}} ${{name}")),
        (
            '{{ACS::ScriptFileName|Ext(".py")}}',
            Filled('{{ACS::ScriptFileName|Ext(".py")}}'),
        ),
        ("{{{name}}}", Filled("{web}", 1)),
        ("{{}} {{ }} {{a b}}", Filled("{{}} {{ }} {{a b}}")),
    ],
)
def test_values_stand_where_names_stood(content: str, filled: Filled) -> None:
    assert fill(content, NAME) == filled


def test_without_parameters_braces_mean_nothing() -> None:
    assert fill("docker ps --format '{{name}}'", ()) == Filled(
        "docker ps --format '{{name}}'"
    )


def test_a_command_that_would_grow_without_end_stays_as_written() -> None:
    content = "{{a}}" * 3000
    assert fill(content, [("a", "x" * (LONGEST // 1000))]) == Filled(content)


@given(st.text("{} ab:", max_size=40), st.text("\\\\1gab", max_size=5))
def test_a_value_is_text_and_nothing_else(content: str, value: str) -> None:
    """No escape of a regular expression in it means anything."""
    pieces = re.split(r"\{\{ *a *\}\}", content)
    assert fill(content, [("a", value)]).text == value.join(pieces)
