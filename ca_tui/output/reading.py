"""How an operator wants an output read, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Reading:
    """What is done to the bytes of an output before they are lines."""

    collapse_progress: bool = True
    """Show what a terminal would show last of what was written with CR."""
    charset: str = ""
    """Name of a codec; empty: the one that is detected."""
    colours: bool = True
    """Keep the colours the output asks for; else it is highlighted by its syntax."""
    as_hex: bool | None = None
    """Offsets and bytes instead of text; None: where the bytes are no text."""
    pretty: bool = False
    """JSON and XML indented anew."""
    as_written: bool = False
    """A command with the names of its parameters, not with their values."""


AS_IT_COMES: Final = Reading()
"""What nobody changed anything about."""
