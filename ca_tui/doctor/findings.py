"""What a check says: a value, whatever prints it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeAlias

from ca_tui.api.models import Json, ServiceName

State: TypeAlias = Literal["ok", "warning", "failed"]

STATES: Final[tuple[State, ...]] = ("ok", "warning", "failed")
"""From good to bad."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One check. Its texts may quote a server: whoever prints them makes them safe."""

    check: str
    """A name that stays: `credentials`, `ecs:DescribeInstances`."""
    state: State
    says: str
    """What is so, in a clause; of an operation without its name."""
    remedy: str = ""
    """What to do; empty where nothing has to be done."""
    facts: Mapping[str, Json] = field(default_factory=dict)
    """The same for other programs."""
    service: ServiceName | None = None
    """Whose operation it is about; None: about none."""

    @property
    def operation(self) -> str:
        """The operation it is about; empty where it is about none."""
        return self.check.partition(":")[2] if self.service else ""

    @property
    def skipped(self) -> bool:
        """An earlier failure left it without a sense."""
        return self.state != "ok" and self.facts.get("asked") is False

    @property
    def missing(self) -> str:
        """The RAM action that is not granted; empty where none is known to be."""
        action = self.facts.get("missing_ram_action")
        return action if isinstance(action, str) else ""


@dataclass(frozen=True, slots=True)
class Report:
    """All checks of one run."""

    region_id: str
    """Where the operations were asked."""
    at: datetime
    """When, aware."""
    findings: tuple[Finding, ...]

    @property
    def state(self) -> State:
        """The worst of all."""
        return max((each.state for each in self.findings), key=STATES.index)

    def count(self, state: State) -> int:
        """How many checks ended so."""
        return sum(each.state == state for each in self.findings)


def not_asked(check: str, why: str, service: ServiceName | None = None) -> Finding:
    """A check that an earlier failure left without a sense."""
    return Finding(
        check, "warning", f"not asked: {why}", facts={"asked": False}, service=service
    )
