"""A command with its parameters filled in, as the agent runs it.

The vendor's rule (CreateCommand, Content and EnableParameter): `{{name}}` stands for a
parameter of the run, blanks inside the braces mean nothing, names have no case. What
begins with `ACS::` is filled in on the instance, from what only it knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 1_000_000
"""Characters that a filled in command has at most; a longer one stays as written."""

_PLACE: Final = re.compile(r"\{\{[ \t]{0,8}([\w-]{1,64})[ \t]{0,8}\}\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A command, and what was done to it."""

    text: str
    count: int = 0
    """Places that were filled in."""
    unknown: tuple[str, ...] = ()
    """Names that no parameter has."""


def fill(content: str, parameters: Sequence[tuple[str, str]]) -> Filled:
    """`content` with the values of `parameters` where their names stand in braces."""
    if not parameters:
        return Filled(content)
    values = {name.casefold(): value for name, value in parameters}
    longest = max(map(len, values.values()))
    places = _PLACE.findall(content)
    known = [name for name in places if name.casefold() in values]
    if len(content) + len(known) * longest > LONGEST:
        return Filled(content)
    unknown = dict.fromkeys(name for name in places if name.casefold() not in values)
    text = _PLACE.sub(lambda m: values.get(m[1].casefold(), m[0]), content)
    return Filled(text, len(known), tuple(unknown))
