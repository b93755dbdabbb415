"""What the monitor tells: facts without rows, which are in the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from ca_tui.api.errors import CaTuiError
from ca_tui.api.models import Scope
from ca_tui.monitor.rows import Delta

RESULTS: Final = "results"
INSTANCE_NAMES: Final = "instance names"
COMMAND_NAMES: Final = "command names"
AGENTS: Final = "agents"


@dataclass(frozen=True, slots=True)
class Merged:
    """A scope answered. The first answer, and the first after a failure, is told even
    when it changed nothing.
    """

    delta: Delta
    scope: Scope


@dataclass(frozen=True, slots=True)
class Progress:
    """How far older results are read."""

    scope: Scope
    loaded: int
    total: int | None
    """None: the service promises no total."""
    more: bool
    """The service has older ones."""
    loading: bool = False
    """They are being read now."""
    goal: int | None = None
    """Results that are here when they are read; None: all there are, of an unknown
    total."""


@dataclass(frozen=True, slots=True)
class Updated:
    """A refresh of all scopes that could be asked is done, changed or not."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Failing:
    """Something could not be read. Rows stay, other scopes go on."""

    scope: Scope
    error: CaTuiError
    what: str
    """`results`, `instance names`, `command names` or `agents`."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Rows are not shown any more, or others instead; nobody was asked."""

    delta: Delta


Event: TypeAlias = Merged | Progress | Updated | Failing | Forgotten
