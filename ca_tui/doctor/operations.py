"""The operations that the program uses, and the smallest request for each.

Sources: the vendor's operation pages of ECS 2014-05-26 and SWAS 2020-06-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ca_tui.api import ecs, swas
from ca_tui.api.models import ServiceName

VERSIONS: Final[Mapping[ServiceName, str]] = {"ecs": ecs.VERSION, "swas": swas.VERSION}

TITLES: Final[Mapping[ServiceName, str]] = {
    "ecs": "ECS",
    "swas": "Simple Application Server",
}

NOBODY: Final = "ca-tui-doctor"
"""An id that nothing has; who may ask is answered before whether it exists."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation."""

    service: ServiceName
    action: str
    gives: str
    """What the program does not have without it."""
    params: Mapping[str, str] = field(default_factory=dict)
    """The smallest request, without RegionId."""
    regional: bool = True
    """It takes a RegionId."""
    names_nobody: bool = False
    """It asks for something that does not exist, so that an answer which says so is
    as good as any."""

    @property
    def check(self) -> str:
        """What its finding is called."""
        return f"{self.service}:{self.action}"

    def request(self, region_id: str) -> dict[str, str]:
        """The parameters in a region."""
        place = {"RegionId": region_id} if self.regional else {}
        return {**place, **self.params}


_ONE: Final = {"MaxResults": "1"}
_FIRST: Final = {"PageNumber": "1", "PageSize": "1"}

OPERATIONS: Final = (
    Operation(
        "ecs",
        "DescribeRegions",
        "list of regions",
        {"AcceptLanguage": "en-US"},
        regional=False,
    ),
    Operation("ecs", "DescribeInvocationResults", "results", _ONE),
    Operation("ecs", "DescribeInvocations", "command names", _ONE),
    Operation("ecs", "DescribeInstances", "instance names", _ONE),
    Operation("ecs", "DescribeCloudAssistantStatus", "state of agents", _ONE),
    Operation(
        "swas",
        "ListRegions",
        "list of regions",
        {"AcceptLanguage": "en-US"},
        regional=False,
    ),
    Operation("swas", "DescribeCommandInvocations", "results", _FIRST),
    Operation("swas", "ListInstances", "instance names", _FIRST),
    Operation(
        "swas",
        "DescribeInvocations",
        "second way to results",
        {"InstanceId": NOBODY, **_FIRST},
        names_nobody=True,
    ),
    Operation(
        "swas",
        "DescribeInvocationResult",
        "whole outputs",
        {"InstanceId": NOBODY, "InvokeId": NOBODY},
        names_nobody=True,
    ),
)
"""In the order in which they are told: the regions of a service, its results, and what
comes with them."""


def operations_of(service: ServiceName) -> tuple[Operation, ...]:
    """Those of one service; the list of regions is the first, results the second."""
    return tuple(each for each in OPERATIONS if each.service == service)
