"""Which RAM action was missing for a call that was denied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ca_tui.api.errors import CaTuiError, Denied
from ca_tui.api.models import ServiceName

PREFIXES: Final[Mapping[ServiceName, str]] = {"ecs": "ecs", "swas": "swas-open"}
"""What the services are called in RAM actions. Source: "RAM authorization" of ECS and
of Simple Application Server."""

_PERMISSION: Final = ("forbidden.ram", "nopermission", "forbidden.nopermission")
"""How codes begin, folded, that mean a missing RAM action; `Forbidden.RiskControl` and
others are refusals that no policy helps against."""


def ram_action(error: Denied, service: ServiceName) -> str:
    """What the reply names, else the operation's own action, where it was one."""
    return error.ram_action or f"{PREFIXES[service]}:{error.action}"


def is_about_permission(error: Denied) -> bool:
    """Whether a RAM policy would help."""
    code = error.code.casefold()
    return bool(error.ram_action) or code == "forbidden" or code.startswith(_PERMISSION)


def told(error: CaTuiError, service: ServiceName) -> str:
    """The error's sentence, with the RAM action also where the reply named none."""
    said = str(error)
    if (
        isinstance(error, Denied)
        and not error.ram_action
        and is_about_permission(error)
    ):
        said += f" The RAM action {ram_action(error, service)} is missing."
    return said
