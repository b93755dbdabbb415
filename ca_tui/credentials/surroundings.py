"""What every place needs to be asked: variables, home, clock, and where to warn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

METADATA: Final = "http://100.100.100.200"
"""The metadata service of an ECS instance. Source: the vendor's "View instance
metadata"."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything outside that the search for credentials depends on."""

    environ: Mapping[str, str] = field(repr=False)
    home: Path
    clock: Callable[[], datetime]
    """Aware times."""
    sleep: Callable[[float], Awaitable[None]]
    warn: Callable[[str], None]
    """Takes sentences for the operator."""
    metadata: str = METADATA
    ca_bundle: Path | None = None
    """Certificates to trust besides the system's."""
