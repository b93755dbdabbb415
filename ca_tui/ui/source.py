"""What the screen needs from whoever started it: a Protocol and nothing else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from ca_tui.api.models import Scope, ServiceName
    from ca_tui.api.retry import Wait
    from ca_tui.api.service import Service
    from ca_tui.export.clipboard import Clipboard


class Source(Protocol):
    """Where results come from."""

    title: str
    """What the operator calls it: a profile, `demo`, saved replies."""
    default_region: str
    """The region to open; empty: the first one there is."""
    on_wait: Callable[[Wait], None] | None

    async def services(self) -> Mapping[ServiceName, Service]:
        """Connect; empty where there is nothing to ask. Raises CaTuiError."""

    def scopes(self, regions: Mapping[ServiceName, list[str]]) -> tuple[Scope, ...]:
        """What was asked for at the start."""

    def calls_per_minute(self) -> int:
        """Calls made in the last minute."""

    async def aclose(self) -> None:
        """Let go of everything."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the screen looks and behaves, as the command line told."""

    theme: str = "ca-dark"
    ascii: bool = False
    low_bandwidth: Literal["always", "never", "auto"] = "auto"
    """Whether bytes to the terminal matter more than looks."""
    utc: bool = False
    interval: float | None = None
    depth: int | None = 1000
    budget: int = 60
    """Calls per minute and region that refreshing may cost."""
    filter: str = ""
    """Text of the first filter; it was checked."""
    clipboard: Clipboard = "auto"
    endpoint: str = ""
    """Where every call was told to go; empty: to the vendor's hosts."""
    problems: tuple[str, ...] = ()
    """Sentences to show at the start."""


Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]
"""Waits so many seconds."""
